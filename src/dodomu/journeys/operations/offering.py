"""Making offers of a plan, and letting an officer send or take back one of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from dodomu.engines.planner.plan import Itinerary
from dodomu.foundation import bulk, news, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Adoption, Offer
from dodomu.journeys.news import OffersSent, PlaceReleased
from dodomu.journeys.operations import ending, halves, placing
from dodomu.journeys.operations.placing import Ground, Wanted
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.told import Planned, Told, refused_ways, told_ways
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import notices
from dodomu.journeys.rules.offers import Ways, is_same_way
from dodomu.journeys.rules.terms import LIVE, EndCause, OfferKind, OfferState
from dodomu.people.rules.promising import HAS_SET_OUT

# Those of a crisis of whom somebody has set out already: what they were told is not taken from them.
UNDER_WAY: Final = """
    SELECT DISTINCT p.party_id FROM people_person p
    WHERE p.crisis_id = %(crisis)s AND p.account = ANY(%(accounts)s) AND p.joined_into_id IS NULL
"""
# Those that a new plan ended and that nothing follows yet. (By an array that is worked out, see `placing`.)
SUPERSEDED: Final = """
    SELECT o.party_id, o.id FROM journeys_offer o
    WHERE o.party_id = ANY(ARRAY(SELECT unnest(%(parties)s::uuid[]))) AND o.end_cause = %(cause)s
      AND NOT EXISTS (SELECT FROM journeys_offer f WHERE f.follows_id = o.id)
    ORDER BY o.party_id, o.id
"""
KEEP: Final = "UPDATE journeys_offer SET adoption_id = %(adoption)s WHERE id = ANY(%(offers)s)"


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making offers: how many, and which parties of the plan got none, and why (reasons' values)."""

    sent: int = 0
    held: int = 0
    kept: int = 0
    ended: int = 0
    not_offered: Mapping[UUID, str] = field(default_factory=dict, hash=False)

    @property
    def why_not(self) -> Counter[str]:
        return Counter(self.not_offered.values())


def make_offers(*, adoption: UUID, by: Actor, at: datetime) -> Made:
    """Offer every party its way by an adopted plan; made before, or replaced by another plan, it changes nothing.

    Who was told the same before keeps that offer; another way follows the old one; who is not in the plan any more is
    released. Written in chunks: killed anywhere, the same call goes on where it stopped.
    """
    row = (
        Adoption.objects.select_related("proposal")
        .defer("proposal__problem", "proposal__plan")
        .filter(id=adoption)
        .first()
    )
    if row is None:
        raise Refused(JourneysReason.NO_PLAN_IN_FORCE)
    permissions.check(by, Permission.OFFER, row.crisis_id)
    if row.ended_at or row.offers_made_at:
        return Made()
    with bulk.without_collecting():
        return _Maker(row, by, at).make()


class _Maker:
    """One adopted plan while its offers are made."""

    def __init__(self, adoption: Adoption, by: Actor, at: datetime) -> None:
        self.adoption, self.by, self.at = adoption, by, at
        self.crisis = adoption.crisis_id
        self.said_by = f"plan {adoption.proposal.number}"
        self.ground = placing.ground(self.crisis)
        facts = proposals.adopted_facts(adoption.id)
        if facts is None:
            raise Refused(JourneysReason.NO_PLAN_IN_FORCE)
        self.ways = Ways(facts.problem, facts.plan, self.ground.meetings())
        self.not_offered: dict[UUID, str] = {}

    def make(self) -> Made:
        ways = self.ways
        planned = {UUID(each.party): Planned(ways.of(each).rides, ways.takes(each)) for each in ways.plan.itineraries}
        told = told_ways(self.crisis, LIVE)
        kept = [each for each in told if each.party in planned and each.is_kept(planned[each.party], at=self.at)]
        ended = self._end_others({each.offer for each in kept}, told, planned.keys())
        self._keep(kept)
        answered = set(
            Offer.objects.filter(adoption=self.adoption, kind=OfferKind.PLACE).values_list("party_id", flat=True)
        )
        holding = {each.party for each in kept} | answered
        # By leg, so that the two halves rarely want to hold the same one.
        wanted = sorted(
            (each for each in self.ways.plan.itineraries if UUID(each.party) not in holding),
            key=lambda each: self.ways.of(each).legs,
        )
        states = sum(halves.in_halves(wanted, self._offer), Counter[str]())
        sent, held = states[OfferState.SENT], states[OfferState.HELD]
        self._finish(released=ended > 0)
        return Made(sent, held, len(kept), ended, self.not_offered)

    def _end_others(self, kept: set[UUID], told: Sequence[Told], planned: Iterable[UUID]) -> int:
        """End what is not what the plan says; who is in no plan and has set out, or is at the door, keeps it."""
        under_way = _under_way(self.crisis) | {each.party for each in told if each.is_at_the_door(self.at)}
        under_way -= set(planned)
        gone = sorted(each.offer for each in told if each.offer not in kept and each.party not in under_way)
        return sum(halves.in_halves(gone, self._end))

    def _end(self, offers_gone: Sequence[UUID]) -> int:
        ended = 0
        for some in ending.chunks(offers_gone):
            with transaction.atomic():
                if not placing.holds_in_force(self.adoption.id):
                    break
                rows = ending.locked(some)
                cause = EndCause.NEW_PLAN
                ending.end(rows, state=OfferState.SUPERSEDED, cause=cause, said_by=self.said_by, by=self.by, at=self.at)
                ended += len(rows)
        return ended

    def _keep(self, kept: Sequence[Told]) -> None:
        others = [each.offer for each in kept if each.adoption != self.adoption.id]
        for some in ending.chunks(others):
            with connection.cursor() as cursor:
                cursor.execute(KEEP, {"adoption": self.adoption.id, "offers": some})

    def _offer(self, itineraries: Sequence[Itinerary]) -> Counter[str]:
        states: Counter[str] = Counter()
        for some in ending.chunks(itineraries):
            with transaction.atomic():
                if not placing.holds_in_force(self.adoption.id):
                    break
                given = placing.give(
                    self.ground, self._wanted(some), adoption=self.adoption.id, said_by=self.said_by, by=self.by,
                    at=self.at,
                )  # fmt: skip
            states.update(each.state for each in given.offers)
            self.not_offered.update({party: reason.value for party, reason in given.refused.items()})
        return states

    def _wanted(self, itineraries: Sequence[Itinerary]) -> list[Wanted]:
        parties = [UUID(each.party) for each in itineraries]
        refused = refused_ways(self.crisis, parties)
        before = _superseded(parties)
        found: list[Wanted] = []
        for each, party in zip(itineraries, parties, strict=True):
            wanted = wanted_of(self.ground, self.ways, each, at=self.at, follows=before.get(party))
            if wanted is None:
                self.not_offered[party] = JourneysReason.NO_SUCH_THING.value
            elif any(is_same_way(rides, wanted.way.rides, at=self.at) for rides in refused.get(party, ())):
                self.not_offered[party] = JourneysReason.REFUSED_BEFORE.value
            else:
                found.append(wanted)
        return found

    def _finish(self, *, released: bool) -> None:
        listed = [[str(party), reason] for party, reason in sorted(self.not_offered.items())]
        with transaction.atomic():
            in_force = Adoption.objects.filter(id=self.adoption.id, ended_at=None)
            if not in_force.update(offers_made_at=self.at, not_offered=listed):
                return  # another plan was adopted meanwhile: it makes its own
            last = Offer.objects.filter(crisis=self.crisis).order_by("-id").first()
            if last and (released or listed):  # what nobody got while offers were made is passed on now
                news.post(PlaceReleased(self.crisis, last.id), at=self.at)


def wanted_of(
    ground: Ground,
    ways: Ways,
    itinerary: Itinerary,
    *,
    at: datetime,
    follows: UUID | None = None,
    instead_of: UUID | None = None,
) -> Wanted | None:
    """Return what an itinerary gives its party and what it is told; None where the plan names what is not there."""
    way = ways.of(itinerary)
    place = ways.parties[itinerary.party].place
    if not ground.knows(way) or place not in ground.places:
        return None
    return Wanted(
        UUID(itinerary.party), itinerary.persons, ways.takes(itinerary), way, ground.notice(way, place, at),
        follows, instead_of,
    )  # fmt: skip


def send_held(*, offer: UUID, by: Actor, at: datetime) -> None:
    """Send an offer whose notice is shorter than usual, on an officer's word, or refuse."""
    with transaction.atomic():
        row = _held_row(offer, Permission.OFFER, by)
        if row.state != OfferState.HELD:
            raise Refused(JourneysReason.NOT_HELD)
        latest = row.leave_by if row.leave_by > at else row.meet_at
        if latest <= at:
            raise Refused(JourneysReason.LEG_GONE)
        row.state, row.sent_at = OfferState.SENT, at
        row.answer_by = notices.short_answer_by(at, latest)
        row.version += 1
        row.save(update_fields=["state", "sent_at", "answer_by", "version"])
        trace.leave("offer-sent-short", by=by, at=at, crisis=row.crisis_id, offer=str(offer))
        news.post(OffersSent(row.crisis_id, (offer,)), at=at)


def withdraw_offer(*, offer: UUID, why: str, by: Actor, at: datetime) -> None:
    """Take an offer back (or drop one that is held); its places fall free. Refused without a reason."""
    if not why.strip():
        raise Refused(JourneysReason.REASON_NEEDED)
    with transaction.atomic():
        row = _held_row(offer, Permission.OFFER, by)
        if row.state not in LIVE:
            raise Refused(JourneysReason.OFFER_ENDED, state=row.state)
        ending.end([row], state=OfferState.WITHDRAWN, cause=EndCause.OFFICER, said_by=by.name, by=by, at=at)
        trace.leave("offer-withdrawn", by=by, at=at, crisis=row.crisis_id, offer=str(offer), why=why.strip())
        news.post(PlaceReleased(row.crisis_id, offer), at=at)


def tell_released(crisis: UUID, released: Iterable[UUID], *, at: datetime) -> None:
    """Tell that the places of offers fell free: the next in line are to get them."""
    news.post_many([PlaceReleased(crisis, each) for each in released], at=at)


def _held_row(offer: UUID, permission: Permission, by: Actor) -> Offer:
    """Hold an offer, live or not, or refuse."""
    row = Offer.objects.select_for_update(of=("self",), no_key=True).filter(id=offer).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_OFFER)
    permissions.check(by, permission, row.crisis_id)
    return row


def _under_way(crisis: UUID) -> set[UUID]:
    rows = _ask(UNDER_WAY, {"crisis": crisis, "accounts": [account.value for account in HAS_SET_OUT]})
    return {party for (party,) in rows}


def _superseded(parties: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return for parties the offer that a new plan ended and that nothing follows yet."""
    return dict(_ask(SUPERSEDED, {"parties": list(parties), "cause": EndCause.NEW_PLAN.value}))


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
