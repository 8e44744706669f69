"""Making a bundle: all that the other side has not said it has, in one snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.db import connection, transaction

from dodomu.boarding.models import Bundle, Post, sealed
from dodomu.boarding.queries import telling_post
from dodomu.boarding.queries.posts import since_bundle
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import bundles
from dodomu.boarding.rules.bundles import Header, Keys, Side
from dodomu.boarding.rules.hours import to_ms
from dodomu.boarding.rules.terms import BundleState
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was made."""

    number: int
    rows: int
    size: int


def make_bundle(*, post: UUID, out: IO[bytes], by: Actor, at: datetime) -> Made:
    """Write what this side has to tell, or refuse; `at` is a real hour. Nothing is held as told until it is said to be.

    What was told in a bundle that got lost is told again in the next.
    """
    counts: dict[str, int] = {}
    with _one_snapshot():
        row = Post.objects.select_for_update().filter(id=post).first()
        if row is None:
            raise Refused(BoardingReason.NO_SUCH_POST)
        check_may_exchange(by, row)
        if row.ended_at:
            raise Refused(BoardingReason.POST_ENDED, name=row.name)
        mark = telling_post.mark_here()
        header = Header(
            id=str(uuid7()),
            post=str(row.id),
            side=row.side,
            number=row.sent + 1,
            base=row.acknowledged,
            **_seen(row),
            tables=telling_post.fingerprint(),
            made_at=to_ms(at),
        )
        start = out.tell()
        said = telling_post.lines(
            row.crisis_id, Side(row.side), since_bundle(row.id, row.side, row.acknowledged), counts
        )
        digest = bundles.write(out, header, said, keys_of(row))
        size = out.tell() - start
        Post.objects.filter(id=row.id).update(sent=header.number)
        Bundle.objects.create(
            id=UUID(header.id), post=row, side=row.side, number=header.number, base=header.base, digest=digest,
            size=size, counts=counts, state=BundleState.SENT, mark=mark.transaction, database=mark.database,
            made_at=at, at=at,
        )  # fmt: skip
    return Made(header.number, sum(counts.values()), size)


def check_may_exchange(by: Actor, post: Post) -> None:
    """Pass who may carry bundles to and fro: at a post whoever keeps its devices, for there is often nobody else."""
    wanted = Permission.KEEP_POSTS if post.side == Side.HEADQUARTERS else Permission.KEEP_DEVICES
    permissions.check(by, wanted, post.crisis_id)


def keys_of(post: Post) -> Keys:
    """Return what was agreed when the post was made."""
    return Keys(
        shared=bytes.fromhex(encryption.open_sealed(post.shared, context=sealed.POST_SHARED)),
        own=bytes.fromhex(encryption.open_sealed(post.own, context=sealed.POST_OWN)),
        other=bytes(post.other),
    )


def greet(*, keys: Keys, post: UUID, at: datetime) -> bytes:
    """Return a bundle that tells nothing: by it a post that has nothing yet asks headquarters for all."""
    out = BytesIO()
    header = Header(str(uuid7()), str(post), Side.POST.value, 0, 0, 0, "", telling_post.fingerprint(), to_ms(at))
    bundles.write(out, header, (), keys)
    return out.getvalue()


def _seen(row: Post) -> dict[str, Any]:
    """Say what was taken of the other side last; nothing, where this side was put back and may have lost it."""
    last = Bundle.objects.filter(post=row, side=Side(row.side).other, number=row.taken, state=BundleState.TAKEN).first()
    if row.was_put_back or last is None:
        return {"seen": 0, "seen_digest": ""}
    return {"seen": row.taken, "seen_digest": bytes(last.digest).hex()}


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Look at all tables at one moment, so that whatever is told refers to nothing that is not."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
