"""What parties answer to their offers, and what ends an offer without an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from dodomu.foundation import news, permissions
from dodomu.foundation.actors import SYSTEM, Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Leg, Offer, OfferAnswer, OfferRide
from dodomu.journeys.news import OfferAnswered, PlaceReleased
from dodomu.journeys.operations import ending, retaking
from dodomu.journeys.queries import promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import answering
from dodomu.journeys.rules.answering import Answered, Decision
from dodomu.journeys.rules.terms import LIVE, Answer, DeclineReason, EndCause, LegState, OfferKind, OfferState
from dodomu.people.models import Person
from dodomu.people.operations.statements import record_statement
from dodomu.people.queries import private
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.promising import HAS_SET_OUT
from dodomu.people.rules.terms import Channel, GivenBy
from dodomu.people.rules.wishes import Wish

BY_LINK: Final = "self"
LONGEST_SAID_BY: Final = 120


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of an answer: it is always kept; whether it counted, and what holds for the party now."""

    answer: UUID
    counted: bool
    conflict: JourneysReason | None
    state: OfferState  # of the offer that was answered
    holds: UUID | None  # the live offer of the party now
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer as it was given."""

    answer: Answer
    reason: DeclineReason | None
    channel: Channel
    said_by: str
    submission: UUID
    id: UUID | None = None  # of one that a post kept before us


def record_answer(
    *,
    offer: UUID,
    answer: Answer,
    reason: DeclineReason | None,
    channel: str,
    said_by: str,
    submission: UUID,
    by: Actor,
    at: datetime,
) -> Kept:
    """Keep what a party answered to an officer, and do it where it still can be done; the same submission is one."""
    said = _Said(answer, reason, Channel(channel), said_by[:LONGEST_SAID_BY], submission)
    with transaction.atomic():
        row = _locked(offer)
        permissions.check(by, Permission.RECORD_ANSWERS, row.crisis_id)
        return _keep(row, said, by, at)


def answer_by_link(
    *,
    token: str,
    offer: UUID,
    answer: Answer,
    reason: DeclineReason | None,
    submission: UUID,
    by: Actor,
    at: datetime,
) -> Kept:
    """Keep what was answered on a private page, or refuse: a link speaks for its own party only.

    Who holds the link of another party, or guesses, is not told whether there is such an offer.
    """
    link = private.link_of(token)
    if link is None:
        raise Refused(PeopleReason.LINK_UNKNOWN)
    said = _Said(answer, reason, Channel.PRIVATE_PAGE, BY_LINK, submission)
    with transaction.atomic():
        row = _locked(offer)
        if row.party_id != link.party_id or row.sent_at is None:
            raise Refused(JourneysReason.NO_SUCH_OFFER)
        return _keep(row, said, by, at)


def retell_answer(
    *,
    answer: UUID,
    offer: UUID,
    said: Answer,
    reason: DeclineReason | None,
    channel: str,
    said_by: str,
    submission: UUID,
    by: Actor,
    said_at: datetime,
) -> Kept:
    """Keep under its own id what was answered where the network was cut, and do what can still be done now.

    Part of another operation, which knows who tells it. What became of the offer in the meantime stands: an answer that
    comes too late for it is kept, and an officer looks at it.
    """
    whole = _Said(said, reason, Channel(channel), said_by[:LONGEST_SAID_BY], submission, answer)
    with transaction.atomic():
        row = _locked(offer)
        kept = _keep(row, whole, by, said_at)
        # Written anew even where nothing changed, so that whoever told it is told what became of it.
        Offer.objects.filter(id=row.id).update(version=F("version"))
        OfferRide.objects.filter(offer=row.id).update(is_live=F("is_live"))
        return kept


def lapse_due(*, crisis: UUID, at: datetime) -> int:
    """End the offers of a crisis that nobody answered by their deadline, and return how many.

    One that is held has no deadline but its meeting: an officer may still send it until then.
    """
    waiting = Q(state__in=[OfferState.SENT, OfferState.LATER], answer_by__lt=at)
    due = Offer.objects.filter(waiting | Q(state=OfferState.HELD, meet_at__lte=at), crisis=crisis)
    lapsed = 0
    for some in ending.chunks(due.order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            # Read again under the locks: an answer may have come in between.
            rows = [row for row in ending.locked(some) if _is_due(row, at)]
            cause = EndCause.NO_ANSWER
            ending.end(rows, state=OfferState.LAPSED, cause=cause, said_by=cause.value, by=SYSTEM, at=at)
            _tell([(row, OfferState.LAPSED) for row in rows], at)
            lapsed += len(rows)
    return lapsed


def end_for_leg(*, leg: UUID, cause: EndCause, by: Actor, at: datetime) -> int:
    """End the live offers that ride a leg, because it does not go as it was told; return how many."""
    row = Leg.objects.filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    permissions.check(by, Permission.OFFER, row.crisis_id)
    riding = Offer.objects.filter(state__in=LIVE, steps__leg=leg).order_by("id").values_list("id", flat=True)
    return _end_all(list(riding.distinct()), cause, by, at)


def end_invitations(*, crisis: UUID, at: datetime) -> int:
    """End the invitations to gates of legs that have left without the party; return how many."""
    gone = Offer.objects.filter(
        crisis=crisis, kind=OfferKind.STANDBY, state__in=LIVE,
        first_leg__state__in=[LegState.DEPARTED, LegState.ARRIVED],
    )  # fmt: skip
    aboard = Person.objects.filter(crisis=crisis, party__in=gone.values("party"), account__in=HAS_SET_OUT)
    waiting = gone.exclude(party__in=aboard.values("party")).order_by("id")
    return _end_all(list(waiting.values_list("id", flat=True)), EndCause.LEG_GONE, SYSTEM, at)


def end_for_parties(*, crisis: UUID, parties: Sequence[UUID], by: Actor, at: datetime) -> int:
    """End the live offers of parties that are not what they were when it was made; return how many."""
    permissions.check(by, Permission.OFFER, crisis)
    holding = Offer.objects.filter(crisis=crisis, party__in=parties, state__in=LIVE).order_by("id")
    return _end_all(list(holding.values_list("id", flat=True)), EndCause.PARTY_CHANGED, by, at)


def end_travelled(*, crisis: UUID, at: datetime) -> int:
    """Close the offers of parties that are all home; return how many."""
    ended = 0
    for some in ending.chunks(promises.come_home(crisis)):
        with transaction.atomic():
            rows = ending.locked(some)
            cause = EndCause.TRAVELLED
            ending.end(rows, state=OfferState.TRAVELLED, cause=cause, said_by=cause.value, by=SYSTEM, at=at)
            ended += len(rows)
    return ended


def cut_to_block(*, leg: UUID, offers: Sequence[UUID], by: Actor, at: datetime) -> int:
    """End the offers that an officer chose where a block shrank below what was promised (`promises.to_cut`).

    Refused when more would be cut than is needed: somebody has declined since the list was read.
    """
    row = Leg.objects.filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    permissions.check(by, Permission.OFFER, row.crisis_id)
    with transaction.atomic():
        rows = [each for each in ending.locked(offers) if each.rides.filter(leg=leg).exists()]
        over = promises.leg_promises(row.crisis_id, [leg])[leg].over
        if len(rows) != len(set(offers)) or not _all_needed(leg, rows, dict(over)):
            raise Refused(JourneysReason.STALE_LEG)
        return _end(rows, EndCause.BLOCK_SHRANK, by, at)


def _all_needed(leg: UUID, rows: Sequence[Offer], over: dict[str, int]) -> bool:
    """Say whether without any one of these too much would still be promised."""
    takes = list(OfferRide.objects.filter(leg=leg, offer__in=rows).values_list("takes", flat=True))
    freed = {kind: sum(each.get(kind, 0) for each in takes) for kind in over}
    return all(any(freed[kind] - each.get(kind, 0) < over[kind] for kind in over) for each in takes)


def _end_all(ids: Sequence[UUID], cause: EndCause, by: Actor, at: datetime) -> int:
    ended = 0
    for some in ending.chunks(ids):
        with transaction.atomic():
            ended += _end(ending.locked(some), cause, by, at)
    return ended


def _end(rows: Sequence[Offer], cause: EndCause, by: Actor, at: datetime) -> int:
    """End offers that are held, not by their parties' own doing, and tell that places fell free."""
    ending.end(rows, state=OfferState.SUPERSEDED, cause=cause, said_by=by.name, by=by, at=at)
    freed = [row for row in rows if row.kind == OfferKind.PLACE]
    news.post_many([PlaceReleased(row.crisis_id, row.id) for row in freed], at=at)
    return len(rows)


def _locked(offer: UUID) -> Offer:
    row = Offer.objects.select_for_update(of=("self",), no_key=True).filter(id=offer).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_OFFER)
    return row


def _is_due(row: Offer, at: datetime) -> bool:
    if row.state == OfferState.HELD:
        return row.meet_at <= at
    return row.state in (OfferState.SENT, OfferState.LATER) and row.answer_by < at


def _keep(row: Offer, said: _Said, by: Actor, at: datetime) -> Kept:
    """Write the answer down once, and do what it asks for where that can be done."""
    before = OfferAnswer.objects.filter(offer=row, submission=said.submission).first()
    if before:
        conflict = JourneysReason(before.conflict) if before.conflict else None
        return Kept(before.id, before.counted, conflict, OfferState(row.state), _holds(row), repeated=True)
    decision = answering.decide(_answered(row), said.answer, at=at)
    if decision.retakes and not _takes_again(row, by, at):
        decision = Decision(counted=False, conflict=JourneysReason.PLACE_GIVEN_AWAY)
    if decision.becomes:
        _become(row, decision.becomes, said, by, at)
    kept = _write(row, said, decision, by, at)
    if decision.counted and said.answer is Answer.DECLINE and said.reason is DeclineReason.ALREADY_LEFT:
        _say_left(row, said, by, at)
    return Kept(kept.id, decision.counted, decision.conflict, OfferState(row.state), _holds(row))


def _takes_again(row: Offer, by: Actor, at: datetime) -> bool:
    """Give a party back what it said no to, and say whether it has it now; a second yes finds that it has."""
    if Offer.objects.filter(follows=row, state=OfferState.ACCEPTED).exists():
        return True
    if settings.DODOMU_POST:
        return False  # only headquarters knows what is free; it gives them the place again if it is
    again = retaking.retake(row, by=by, at=at)
    if again is not None:
        news.post(OfferAnswered(row.crisis_id, again, OfferState.ACCEPTED.value), at=at)
    return again is not None


def _answered(row: Offer) -> Answered:
    booked = row.steps.exclude(leg=None, fleet="").order_by("position")
    rides = set(row.rides.values_list("leg_id", flat=True))
    first = next((step for step in booked if step.leg_id in rides or step.fleet), None) or booked.first()
    return Answered(OfferState(row.state), row.answer_by, first.leaves_at if first else row.meet_at)


def _become(row: Offer, state: OfferState, said: _Said, by: Actor, at: datetime) -> None:
    changed = row.state != state
    if state is OfferState.DECLINED:
        ending.end([row], state=state, cause=EndCause.DECLINED, said_by=said.said_by or by.name, by=by, at=at)
    else:
        Offer.objects.filter(id=row.id).update(state=state, version=F("version") + 1)
    reason = (said.reason or DeclineReason.NOT_SAID) if state is OfferState.DECLINED else ""
    # One that was held and is answered was told by whoever recorded the answer.
    Offer.objects.filter(id=row.id).update(answered_at=at, decline_reason=reason, sent_at=row.sent_at or at)
    row.refresh_from_db()
    if changed:
        _tell([(row, state)], at)


def _write(row: Offer, said: _Said, decision: Decision, by: Actor, at: datetime) -> OfferAnswer:
    return OfferAnswer.objects.create(
        id=said.id or uuid7(),
        offer=row,
        submission=said.submission,
        answer=said.answer,
        reason=said.reason or "",
        channel=said.channel,
        said_by=said.said_by,
        officer_id=by.officer,
        said_at=at,
        recorded_at=at,
        counted=decision.counted,
        conflict=decision.conflict or "",
    )


def _say_left(row: Offer, said: _Said, by: Actor, at: datetime) -> None:
    """They have left by themselves: that is a word about each of them, and the ledger follows it."""
    for member in private.members(row.party_id):
        if member.id in row.persons:
            record_statement(
                person=member.id,
                given={"wish": Wish.LEFT_ALREADY.value},
                channel=said.channel,
                given_by=GivenBy.SELF,
                submission=uuid5(said.submission, str(member.id)),
                language="",
                received_at=at,
                by=by,
                at=at,
            )


def _holds(row: Offer) -> UUID | None:
    return Offer.objects.filter(party=row.party_id, state__in=LIVE).values_list("id", flat=True).first()


def _tell(became: Sequence[tuple[Offer, OfferState]], at: datetime) -> None:
    """Tell what became of offers, and of those that ended, that their places fell free."""
    news.post_many([OfferAnswered(row.crisis_id, row.id, state.value) for row, state in became], at=at)
    freed = [row for row, state in became if state not in LIVE and row.kind == OfferKind.PLACE]
    news.post_many([PlaceReleased(row.crisis_id, row.id) for row in freed], at=at)
