"""Taking a bundle: checked before anything is believed, written whole or not at all, then worked out anew."""

import logging
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q

from dodomu.boarding.models import Bundle, Post, Touch
from dodomu.boarding.operations import working_out
from dodomu.boarding.operations.posts import clashes, following, laying_out, uniting
from dodomu.boarding.operations.posts.bundling import check_may_exchange, keys_of
from dodomu.boarding.operations.posts.laying_out import Told
from dodomu.boarding.queries import telling_post
from dodomu.boarding.queries.posts import since_bundle
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import bundles, hours
from dodomu.boarding.rules.bundles import Header, NotABundle, Side, Wrong
from dodomu.boarding.rules.terms import BundleState
from dodomu.foundation import trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.database import as_owner
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import OfferAnswer
from dodomu.people.models import Join

WHY = {
    Wrong.NO_BUNDLE: BoardingReason.NO_BUNDLE,
    Wrong.CUT: BoardingReason.BUNDLE_CUT,
    Wrong.FORGED: BoardingReason.BUNDLE_FORGED,
    Wrong.SENSELESS: BoardingReason.BUNDLE_SENSELESS,
}
OUT_OF_STEP = (BoardingReason.BUNDLE_TOO_EARLY, BoardingReason.BUNDLE_TWICE)
OFFERS = {"journeys.Offer": "id", "journeys.OfferStep": "offer_id", "journeys.OfferRide": "offer_id"}
AT_ONCE = 500
JUMP = 100  # numbers that are left out: of two copies of a laptop both would give the next one
MOST_HELD = 20  # bundles of a post that was ended
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a bundle."""

    post: UUID
    number: int
    state: BundleState
    new: int = 0  # rows that were not here
    repeated: bool = False


def take_bundle(*, data: bytes, by: Actor, at: datetime) -> Taken:
    """Take what the other side tells, or refuse and change nothing; the same again changes nothing. `at` is real.

    One that comes after its post was ended is kept for review, and nothing follows from it. Of one that does not fit
    (a side was put back from a copy) it is heard what the other side has, so that our next one brings both into step.
    """
    return _take(data, by=by, at=at)


def take_held(*, post: UUID, bundle: UUID, by: Actor, at: datetime) -> Taken:
    """Take what was held because its post was ended, as if it had come before, or refuse; an officer answers for it."""
    row = Bundle.objects.filter(id=bundle, post=post, state=BundleState.HELD).first()
    if row is None or row.content is None:
        raise Refused(BoardingReason.NO_SUCH_BUNDLE)
    taken = _take(bytes(row.content), by=by, at=at, is_let_in=True)
    trace.leave("bundle-let-in", by=by, at=at, crisis=row.post.crisis_id, post=str(row.post_id), number=row.number)
    return taken


def _take(data: bytes, *, by: Actor, at: datetime, is_let_in: bool = False) -> Taken:
    try:
        header = bundles.header_of(data)
        post = Post.objects.filter(id=header.post_id).first()
        if post is None or header.side == post.side:
            raise Refused(BoardingReason.BUNDLE_FOREIGN)
        check_may_exchange(by, post)
        keys = keys_of(post)
        digest = bundles.check(data, keys)
        told = laying_out.read(bundles.lines_of(data, keys), Side(header.side))
    except NotABundle as fault:
        raise Refused(WHY[fault.why]) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(BoardingReason.BUNDLE_SENSELESS) from None
    try:
        with as_owner() if post.side == Side.POST else nullcontext(), transaction.atomic():
            taken = keep(header, digest, told, data, by=by, at=at, is_let_in=is_let_in)
    except Refused as no:
        if no.reason in OUT_OF_STEP:
            _hear_only(header)
        raise
    if taken.state is BundleState.TAKEN:
        work_out(post.crisis_id, told, by=by, at=at)
    return taken


def keep(
    header: Header, digest: bytes, told: Told, data: bytes, *, by: Actor, at: datetime, is_let_in: bool = False
) -> Taken:
    """Write what a bundle that was checked tells, as part of a transaction that is open."""
    post = Post.objects.select_for_update().get(id=header.post_id)
    if post.ended_at and not is_let_in:
        return _hold(post, header, digest, data, by=by, at=at)
    before = Bundle.objects.filter(post=post, side=header.side, number=header.number, state=BundleState.TAKEN).first()
    if header.number <= post.taken:
        if _is_of_a_copy(post, header, digest, before):
            raise Refused(BoardingReason.BUNDLE_TWICE, number=header.number)
        return Taken(post.id, header.number, BundleState.TAKEN, repeated=True)  # a later one told all of it
    if header.base > post.taken:
        raise Refused(BoardingReason.BUNDLE_TOO_EARLY, needs=header.base, has=post.taken)
    if header.tables != telling_post.fingerprint():
        raise Refused(BoardingReason.BUNDLE_OTHER_VERSION)
    try:
        counts = _unite(post, header, told, by=by, at=at)
    except (DataError, IntegrityError, ValueError, KeyError, TypeError, AttributeError):
        _log.exception("bundle %s of %s cannot be written", header.number, header.side)
        raise Refused(BoardingReason.BUNDLE_SENSELESS) from None
    _note(post, header, digest, len(data), counts, at)
    return Taken(post.id, header.number, BundleState.TAKEN, sum(counts.values()))


def work_out(crisis: UUID, told: Told, *, by: Actor, at: datetime) -> None:
    """Work out what touches say now. Whatever goes wrong there, what was told is kept, and the schedule does it."""
    where = Crisis.objects.get(id=crisis)
    now = where.exercise_now or at
    decided = told.ids("boarding.Doubt", "touch_id")
    revoked = {UUID(row["id"]) for row in told.of("boarding.Device") if row["revoked_at"]}
    legs = told.ids("journeys.Leg", "id")
    rows = Touch.objects.filter(crisis=crisis).filter(
        Q(id__in=told.ids("boarding.Touch", "id") | decided) | Q(device__in=revoked) | Q(leg__in=legs)
    )
    keys = sorted(rows.values_list("id", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        working_out.work_out_safely(crisis=crisis, touches=keys[start : start + AT_ONCE], by=by, at=now)
    joined = Join.objects.filter(id__in=told.ids("people.Join", "id")).values_list("joined", "kept")
    persons = {person for pair in joined for person in pair}
    persons |= told.ids("people.LedgerEntry", "person_id") | told.ids("people.Registration", "person_id")
    named = sorted(persons)
    for start in range(0, len(named), AT_ONCE):
        some = named[start : start + AT_ONCE]
        working_out.work_out_people(crisis=crisis, persons=some, by=by, at=now)
    working_out.work_out_left(crisis=crisis, by=by, at=now)


def _unite(post: Post, header: Header, told: Told, *, by: Actor, at: datetime) -> dict[str, int]:
    """Write what is told and what follows from it; return by table how many rows were new."""
    side = Side(header.side)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
    following.hold(told)
    if side is Side.HEADQUARTERS:
        _keep_own_answers(post, header, told)
    settled = clashes.settle(told, side=side)
    new = uniting.unite(told, side=side)
    if side is Side.POST:
        uniting.check_crisis(told, post.crisis_id)
    connection.check_constraints()  # now, while it can be said what is wrong, and not at the end
    crisis = Crisis.objects.get(id=post.crisis_id)
    now = max(at, crisis.exercise_now or at)
    following.follow(crisis, told, new, settled.persons, side=side, by=by, at=now)
    clashes.tell_again(settled)
    uniting.tell_what_differs(told)
    return {table: len(keys) for table, keys in new.items()}


def _is_of_a_copy(post: Post, header: Header, digest: bytes, before: Bundle | None) -> bool:
    """Say whether its side was put back from a copy, or goes on twice: it counts anew what was counted before."""
    if before is not None:
        return bytes(before.digest) != digest
    last = Bundle.objects.filter(post=post, side=header.side, number=post.taken, state=BundleState.TAKEN).first()
    return header.number > 0 and last is not None and last.made_at < hours.from_ms(header.made_at)


def _keep_own_answers(post: Post, header: Header, told: Told) -> None:
    """Leave offers as they are that were answered here and of which headquarters has not heard yet."""
    rows = OfferAnswer.objects.filter(*telling_post.changed(OfferAnswer, since_bundle(post.id, post.side, header.seen)))
    waiting = {str(offer) for offer in rows.values_list("offer_id", flat=True)}
    for table, column in OFFERS.items():
        if table in told.rows:
            told.rows[table] = [row for row in told.rows[table] if row[column] not in waiting]


def _hold(post: Post, header: Header, digest: bytes, data: bytes, *, by: Actor, at: datetime) -> Taken:
    """Keep it for review. A laptop in other hands does not fill the disk: what an officer hands in is kept always."""
    held = Bundle.objects.filter(post=post, state=BundleState.HELD)
    if by.officer is None and held.count() >= MOST_HELD:
        raise Refused(BoardingReason.POST_ENDED, name=post.name)
    if not Bundle.objects.filter(post=post, digest=digest).exists():
        Bundle.objects.create(
            id=uuid7(), post=post, side=header.side, number=header.number, base=header.base, digest=digest,
            size=len(data), state=BundleState.HELD, content=data, made_at=hours.from_ms(header.made_at), at=at,
        )  # fmt: skip
    return Taken(post.id, header.number, BundleState.HELD)


def _note(post: Post, header: Header, digest: bytes, size: int, counts: dict[str, int], at: datetime) -> None:
    """Write down what was taken, and what the other side says it has of us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint & 4294967295")
        (number,) = cursor.fetchone() or (None,)
    Bundle.objects.create(
        id=UUID(header.id), post=post, side=header.side, number=header.number, base=header.base, digest=digest,
        size=size, counts=counts, state=BundleState.TAKEN, transaction=number,
        database=telling_post.mark_here().database, made_at=hours.from_ms(header.made_at), at=at,
    )  # fmt: skip
    _hear(post, header)
    post.taken, post.exchanged_at = header.number, at
    if header.base == 0:  # it told all that it has
        post.was_put_back = False
    post.save(update_fields=["taken", "exchanged_at", "was_put_back"])


def _hear_only(header: Header) -> None:
    with transaction.atomic():
        _hear(Post.objects.select_for_update().get(id=header.post_id), header)


def _hear(post: Post, header: Header) -> None:
    """Write down what the other side says it has of us; where one of us was put back from a copy, tell all anew.

    A number alone says nothing: a side that was put back gives it twice. So it is heard with the digest.
    """
    ours = Bundle.objects.filter(post=post, side=post.side, number=header.seen, state=BundleState.SENT)
    is_ours = header.seen == 0 or ours.filter(digest=bytes.fromhex(header.seen_digest)).exists()
    if header.seen < post.acknowledged:  # it was put back: whatever we have may be what it lost, its own words too
        Bundle.objects.filter(post=post, side=header.side).update(transaction=None)
    post.was_put_back = post.was_put_back or not is_ours
    post.acknowledged = header.seen if is_ours else 0
    post.sent = max(post.sent, header.seen) + (0 if is_ours else JUMP)
    post.save(update_fields=["was_put_back", "acknowledged", "sent"])
