"""Making a post, beginning it where it will work alone, and ending it."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.db.models import Max

from dodomu.boarding.models import Post, sealed
from dodomu.boarding.operations.posts import laying_out, taking
from dodomu.boarding.operations.posts.taking import WHY, Taken
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import bundles
from dodomu.boarding.rules.bundles import Keys, NotABundle, Side
from dodomu.contact.rules.numbers import letter_of
from dodomu.foundation import encryption, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.database import as_owner
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_NAME: Final = 60
MOST_POSTS: Final = 26  # one for each letter
LONGEST_WHY: Final = 200


@dataclass(frozen=True, slots=True)
class PostFile:
    """What a post is begun with. Whoever has it can read and write what the two sides tell one another."""

    post: str
    name: str
    number: int
    crisis: str
    slug: str
    shared: str
    own: str
    other: str
    address: str
    made_at: str

    def as_json(self) -> dict[str, Any]:
        """Return what is written into the file."""
        return {"dodomu": "post", "v": 1, **asdict(self)}

    @classmethod
    def read(cls, said: Any) -> "PostFile":
        """Return the file that was read, or refuse what is none."""
        if not isinstance(said, dict) or said.get("dodomu") != "post" or said.get("v") != 1:
            raise Refused(BoardingReason.NO_POST_FILE)
        try:
            file = cls(**{name: said[name] for name in cls.__dataclass_fields__})
            UUID(file.post), UUID(file.crisis)
            keys = [bytes.fromhex(each) for each in (file.shared, file.own, file.other)]
        except (KeyError, TypeError, ValueError):
            raise Refused(BoardingReason.NO_POST_FILE) from None
        if {len(each) for each in keys} != {32}:
            raise Refused(BoardingReason.NO_POST_FILE)
        return file


def make_post(*, crisis: UUID, name: str, address: str = "", by: Actor, at: datetime) -> PostFile:
    """Agree on keys with a post to be, and return what it is begun with, for once; or refuse. `at` is a real hour."""
    permissions.check(by, Permission.KEEP_POSTS, crisis)
    name = name.strip()
    if not name:
        raise Refused(FoundationReason.NAME_NEEDED)
    if len(name) > LONGEST_NAME:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_NAME)
    shared, ours, theirs = secrets.token_bytes(32), secrets.token_bytes(32), secrets.token_bytes(32)
    with transaction.atomic():
        where = Crisis.objects.select_for_update(no_key=True).filter(id=crisis).first()
        if where is None:
            raise Refused(FoundationReason.NO_SUCH_CRISIS)
        if Post.objects.filter(crisis=crisis, name=name).exists():
            raise Refused(BoardingReason.POST_NAME_TAKEN, name=name)
        number = (Post.objects.filter(crisis=crisis).aggregate(last=Max("letter"))["last"] or 0) + 1
        if number > MOST_POSTS:
            raise Refused(BoardingReason.TOO_MANY_POSTS, limit=MOST_POSTS)
        row = _row(uuid7(), crisis, name, number, Side.HEADQUARTERS, shared, ours, _public(theirs), at)
        row.made_by_id = by.officer
        row.save(force_insert=True)
        trace.leave("post-made", by=by, at=at, crisis=crisis, post=str(row.id), name=name)
    return PostFile(
        str(row.id), name, number, str(crisis), where.slug, shared.hex(), theirs.hex(), _public(ours).hex(), address,
        at.isoformat(),
    )  # fmt: skip


def begin_post(*, file: PostFile, first: bytes, by: Actor, at: datetime) -> Taken:
    """Begin a post in an empty database with the first bundle of headquarters, whole or not at all; or refuse."""
    keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
    try:
        header = bundles.header_of(first)
        if header.post != file.post or header.side != Side.HEADQUARTERS:
            raise Refused(BoardingReason.BUNDLE_FOREIGN)
        digest = bundles.check(first, keys)
        told = laying_out.read(bundles.lines_of(first, keys), Side.HEADQUARTERS)
    except NotABundle as fault:
        raise Refused(WHY[fault.why]) from None
    if header.base:
        raise Refused(BoardingReason.BUNDLE_TOO_EARLY, needs=header.base, has=0)
    with as_owner(), transaction.atomic():
        if Crisis.objects.exists() or Officer.objects.exists():
            raise Refused(BoardingReason.NOT_EMPTY)
        made = datetime.fromisoformat(file.made_at)
        row = _row(
            UUID(file.post),
            UUID(file.crisis),
            file.name,
            file.number,
            Side.POST,
            keys.shared,
            keys.own,
            keys.other,
            made,
        )
        row.address = file.address
        row.save(force_insert=True)
        taken = taking.keep(header, digest, told, first, by=by, at=at)
    taking.work_out(UUID(file.crisis), told, by=by, at=at)
    return taken


def end_post(*, post: UUID, why: str, by: Actor, at: datetime) -> None:
    """End a post that is lost or done, or refuse. What it tells later is kept for review, and nothing follows."""
    with transaction.atomic():
        row = Post.objects.select_for_update().filter(id=post).first()
        if row is None:
            raise Refused(BoardingReason.NO_SUCH_POST)
        permissions.check(by, Permission.KEEP_POSTS, row.crisis_id)
        if row.ended_at:
            raise Refused(BoardingReason.POST_ENDED, name=row.name)
        row.ended_at, row.ended_by_id, row.ended_because = at, by.officer, why.strip()[:LONGEST_WHY]
        row.save(update_fields=["ended_at", "ended_by_id", "ended_because"])
        trace.leave("post-ended", by=by, at=at, crisis=row.crisis_id, post=str(row.id), why=row.ended_because)


def letter_here() -> str:
    """Return the letter of the post that this database is, empty at headquarters."""
    number = Post.objects.filter(side=Side.POST).values_list("letter", flat=True).first()
    return letter_of(number or 0)


def _row(
    post: UUID, crisis: UUID, name: str, number: int, side: Side, shared: bytes, own: bytes, other: bytes, at: datetime
) -> Post:
    return Post(
        id=post,
        crisis_id=crisis,
        name=name,
        letter=number,
        side=side,
        shared=encryption.seal(shared.hex(), context=sealed.POST_SHARED),
        own=encryption.seal(own.hex(), context=sealed.POST_OWN),
        other=other,
        made_at=at,
    )


def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
