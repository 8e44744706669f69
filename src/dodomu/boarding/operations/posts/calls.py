"""A call between a post and headquarters: pieces are kept as they come, so that it goes on where it broke off."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, F, Func, IntegerField, Sum, Value

from dodomu.boarding.models import Bundle, Piece, Post
from dodomu.boarding.operations.posts import bundling, taking
from dodomu.boarding.operations.posts.taking import OUT_OF_STEP
from dodomu.boarding.queries.posts import shared_key
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import bundles, calls
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.terms import BundleState, Way
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused

LONGEST_FAULT = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What a post is answered with: a bundle that lies ready, and why its own was not taken, if it was not."""

    size: int
    digest: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a post calls with."""

    bundle: UUID
    number: int
    content: bytes


# --- headquarters ---------------------------------------------------------------------------------------------------


def check_caller(*, post: UUID, method: str, target: str, body: bytes, stamp: str) -> None:
    """Pass a call that the post itself made, or refuse."""
    row = Post.objects.filter(id=post, side=Side.HEADQUARTERS).first()
    if row is None or not calls.is_stamped(stamp, shared_key(row.id), method, target, body):
        raise Refused(BoardingReason.BUNDLE_FOREIGN)


def has(*, post: UUID, bundle: UUID, way: Way) -> int:
    """Return how many bytes of a bundle have come."""
    sizes = Piece.objects.filter(post=post, bundle=bundle, way=way).aggregate(all=Sum(_length()))
    return int(sizes["all"] or 0)


def keep_piece(*, post: UUID, bundle: UUID, way: Way, place: int, content: bytes) -> int:
    """Keep a piece that goes on where the last ended; return how many bytes are here. Another one changes nothing.

    Of each post one bundle is under way: the first piece of the next drops what came of the last.
    """
    if len(content) > calls.PIECE:
        raise Refused(BoardingReason.BUNDLE_TOO_LARGE, limit=calls.PIECE)
    with transaction.atomic():
        Post.objects.select_for_update(no_key=True).get(id=post)
        here = has(post=post, bundle=bundle, way=way)
        if place != here or not content:
            return here
        if way is Way.UP and here + len(content) > calls.LARGEST:
            raise Refused(BoardingReason.BUNDLE_TOO_LARGE, limit=calls.LARGEST)
        if here == 0:
            others = Piece.objects.filter(post=post).exclude(bundle=bundle)
            (others if way is Way.UP else others.filter(way=way)).delete()
        Piece.objects.create(post_id=post, bundle=bundle, way=way, place=place, content=content)
        return here + len(content)


def answer(*, post: UUID, bundle: UUID, by: Actor, at: datetime) -> Answer:
    """Take what a post has handed over, and make what it is answered with; or refuse. Asked again, it is the same.

    A bundle that does not fit is answered too: by ours the post learns what is here, and its next one fits.
    """
    refused = ""
    if not has(post=post, bundle=bundle, way=Way.DOWN):
        since = at - calls.WITHIN
        if Bundle.objects.filter(post=post, state=BundleState.SENT, at__gt=since).count() >= calls.MOST_ANSWERS:
            raise Refused(BoardingReason.TOO_OFTEN, seconds=int(calls.WITHIN.total_seconds()))
        refused = _take(post, bundle, by=by, at=at)
        out = BytesIO()
        bundling.make_bundle(post=post, out=out, by=by, at=at)
        Piece.objects.get_or_create(
            post_id=post, bundle=bundle, way=Way.DOWN, place=0, defaults={"content": out.getvalue()}
        )
    ready = whole(post=post, bundle=bundle, way=Way.DOWN)
    return Answer(len(ready), hashlib.sha256(ready).hexdigest(), refused)


def part_of_answer(*, post: UUID, bundle: UUID, place: int) -> bytes:
    """Return a piece of what the post is answered with, from a place on; nothing beyond its end."""
    rows = Piece.objects.filter(post=post, bundle=bundle, way=Way.DOWN, place=0)
    piece = Func(F("content"), Value(place + 1), Value(calls.PIECE), function="substr", output_field=BinaryField())
    found = rows.annotate(piece=piece).values_list("piece", flat=True).first()
    return bytes(found or b"")


# --- at the post ----------------------------------------------------------------------------------------------------


def outgoing(*, post: UUID, by: Actor, at: datetime) -> Outgoing:
    """Return the bundle of the call that broke off, or a new one."""
    row = Piece.objects.filter(post=post, way=Way.UP).first()
    if row is None:
        out = BytesIO()
        bundling.make_bundle(post=post, out=out, by=by, at=at)
        header = bundles.header_of(out.getvalue())
        row = Piece.objects.create(post_id=post, bundle=UUID(header.id), way=Way.UP, place=0, content=out.getvalue())
    content = bytes(row.content)
    return Outgoing(row.bundle, bundles.header_of(content).number, content)


def whole(*, post: UUID, bundle: UUID, way: Way) -> bytes:
    """Return all that has come of a bundle."""
    rows = Piece.objects.filter(post=post, bundle=bundle, way=way).order_by("place")
    return b"".join(bytes(each) for each in rows.values_list("content", flat=True))


def finish(*, post: UUID) -> None:
    """Drop what was kept of a call that is done."""
    Piece.objects.filter(post=post).delete()


def ask_for_call(*, post: UUID, by: Actor, at: datetime) -> None:
    """Ask that headquarters be called as soon as can be, or refuse."""
    row = _ours(post)
    permissions.check(by, Permission.KEEP_DEVICES, row.crisis_id)
    Post.objects.filter(id=row.id).update(asked_at=at)


def note_call(*, post: UUID, fault: str = "", clock_off: int | None = None, at: datetime) -> None:
    """Write down how a call went: at a desk without a network it is asked why nothing comes."""
    changed = {"called_at": at, "call_failed": fault[:LONGEST_FAULT]}
    if clock_off is not None:
        changed["clock_off"] = clock_off
    Post.objects.filter(id=post).update(**changed)


def _take(post: UUID, bundle: UUID, *, by: Actor, at: datetime) -> str:
    try:
        taken = taking.take_bundle(data=whole(post=post, bundle=bundle, way=Way.UP), by=by, at=at)
    except Refused as no:
        if no.reason not in OUT_OF_STEP:
            finish(post=post)
            raise
        return str(no.reason.value)
    if taken.state is BundleState.HELD:
        finish(post=post)
        raise Refused(BoardingReason.POST_ENDED, name="")
    return ""


def _ours(post: UUID) -> Post:
    row = Post.objects.filter(id=post, side=Side.POST).first()
    if row is None:
        raise Refused(BoardingReason.NO_SUCH_POST)
    return row


def _length() -> Func:
    return Func(F("content"), function="octet_length", output_field=IntegerField())
