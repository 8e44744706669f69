"""What of the plan in force no longer holds: which promises, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dodomu.engines.planner import Plan, Problem
from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.plan import Itinerary, Ride, Shuttle, Step, Travel
from dodomu.journeys.models import Adoption, Offer, OfferStep
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.looking import Look, look
from dodomu.journeys.queries.proposals import Facts
from dodomu.journeys.rules import holding, variants
from dodomu.journeys.rules import proposals as kept
from dodomu.journeys.rules.parties import ToldKnown
from dodomu.journeys.rules.summaries import rides_of
from dodomu.journeys.rules.terms import LIVE, Check, LegState, OfferState
from dodomu.journeys.rules.variants import Options
from dodomu.people.rules.terms import Account


class Why(StrEnum):
    """Why a promise no longer holds."""

    LEG_CANCELLED = "leg-cancelled"
    LEG_GONE = "leg-gone"  # it cannot be planned with any more: departed, suspended, not hired …
    LEG_MOVED = "leg-moved"  # its hours changed: what comes before or after it does not fit any more
    CLOSED = "closed"  # a place, a road or everything is shut when they would move
    NO_PERMISSION = "no-permission"
    BLOCK_SHRANK = "block-shrank"  # more is promised than there is; these are the last in order
    TOO_LATE = "too-late"  # nobody told them before they had to set out
    NO_ROOM = "no-room"  # in a vehicle of ours
    PARTY_CHANGED = "party-changed"  # it grew, moved, needs something else, or does not travel any more
    PAPERS = "papers"  # expired, or asked for newly
    OVERRIDDEN = "overridden"  # an officer decided that they do not travel so
    OTHER = "other"


F = PlanFaultCode
_WHY: Final[Mapping[PlanFaultCode, Why]] = {
    **dict.fromkeys((F.UNKNOWN_LEG, F.UNKNOWN_LINK, F.UNKNOWN_ROTATION, F.NOT_HIRED, F.UNLIKELY), Why.LEG_GONE),
    **dict.fromkeys(
        (F.MISSED, F.NOT_PROCESSED, F.PROCESSED_TOO_LATE, F.PROCESSED_NEEDLESSLY, F.HOME_TOO_LATE), Why.LEG_MOVED
    ),
    **dict.fromkeys((F.PROCESSED_WHILE_CLOSED, F.DEPARTURE_CLOSED, F.ARRIVAL_CLOSED, F.STOPPED), Why.CLOSED),
    **dict.fromkeys((F.NO_PERMISSION, F.PERMISSION_OVERUSED), Why.NO_PERMISSION),
    F.BEFORE_THE_START: Why.TOO_LATE,
    F.LEG_OVERFULL: Why.BLOCK_SHRANK,
    F.VEHICLE_OVERFULL: Why.NO_ROOM,
    F.PAPERS_MISSING: Why.PAPERS,
    F.REFUSED: Why.OVERRIDDEN,
    **dict.fromkeys(
        (F.UNKNOWN_PARTY, F.TOO_MANY_PERSONS, F.PARTY_SPLIT, F.WRONG_NEEDS, F.NOT_THERE, F.NOT_AVAILABLE, F.NO_CAR),
        Why.PARTY_CHANGED,
    ),
}
_WHY_OUT: Final[Mapping[str, Why]] = {
    Check.CANCELLED: Why.LEG_CANCELLED,
    Check.NO_BLOCK: Why.BLOCK_SHRANK,
    Check.PERMISSION_MISSING: Why.NO_PERMISSION,
    Check.NEEDS_DECISION: Why.NO_PERMISSION,
}
UNDER_WAY = frozenset({Account.ABOARD, Account.ON_THE_WAY, Account.HOME})


@dataclass(frozen=True, slots=True)
class BrokenOffer:
    """A live offer that does not hold any more. `faults` are the planner's, for `said(translate)`."""

    offer: UUID
    party: UUID
    persons: int
    is_accepted: bool
    leg: str  # ref of the first dated leg that is concerned; empty where none is
    why: tuple[Why, ...]
    faults: tuple[PlanFault, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The plan in force looked at with the facts of an hour."""

    adoption: UUID
    number: int  # of its proposal
    at: datetime
    live: int  # offers that live and were looked at
    broken: tuple[BrokenOffer, ...]  # who accepted first
    faults: tuple[PlanFault, ...]  # of the plan, for which no single party can be named: processing, money, drivers
    new_parties: tuple[UUID, ...]  # want to leave, can be planned, and were not in the plan's problem
    given_back: tuple[UUID, ...]  # of its parties: want to leave and do not hold the place any more
    problem_faults: tuple[str, ...]  # codes: with these nothing can be said

    @property
    def is_sound(self) -> bool:
        """Whether everything told still holds."""
        return not self.broken and not self.problem_faults

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with the adoption."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "live": self.live,
            "broken": [_broken_json(each) for each in self.broken],
            "faults": [kept.fault_json(each) for each in self.faults],
            "new_parties": [str(each) for each in self.new_parties],
            "given_back": [str(each) for each in self.given_back],
            "problem_faults": list(self.problem_faults),
        }


def review(crisis: UUID, *, at: datetime) -> Review | None:
    """Look at the plan in force with the facts of an hour; None where no plan is in force."""
    row = _in_force(crisis)
    facts = proposals.adopted_facts(row.id) if row else None
    if row is None or facts is None:
        return None
    seen = look(crisis, _as_of(variants.read(row.proposal.options), facts, at), at=at)
    if faults := seen.built.problem.faults():
        codes = tuple(sorted({fault.code.value for fault in faults}))
        return Review(row.id, row.proposal.number, at, 0, (), (), (), (), codes)
    return _Looking(row, facts, seen, at).review()


def last_review(crisis: UUID) -> Review | None:
    """Return what was found when the plan in force was last looked at; cheap enough for every page."""
    rows = Adoption.objects.filter(crisis=crisis, ended_at__isnull=True).values_list("id", "review")
    return next((_read(adoption, review) for adoption, review in rows if review), None)


def _in_force(crisis: UUID) -> Adoption | None:
    rows = Adoption.objects.filter(crisis=crisis, ended_at__isnull=True).select_related("proposal")
    return rows.only("proposal__number", "proposal__options").first()


def _as_of(options: Options, facts: Facts, at: datetime) -> Options:
    """Return what the plan supposed, from now on."""
    ends = facts.problem.ends if facts.problem.ends > at else None
    return replace(variants.going_on(options, at), until=ends)


class _Looking:
    """One look at the plan in force: what was told, beside what is."""

    def __init__(self, row: Adoption, facts: Facts, seen: Look, at: datetime) -> None:
        self.row, self.facts, self.at = row, facts, at
        self.problem: Problem = holding.on_the_grid_of(facts.problem, seen.built.problem)
        self.told = {str(party): told for party, told in seen.facts.told.items() if not told.is_standby}
        self.cancelled = {leg.ref for leg in seen.facts.ways.legs if leg.state == LegState.CANCELLED}
        self.out = {each.ref: each.why for each in seen.built.legs_out}
        self.under_way = {
            str(party.id)
            for party in seen.facts.parties
            if party.persons and all(person.account in UNDER_WAY for person in party.persons)
        }

    def review(self) -> Review:
        in_problem = {party.id for party in self.problem.parties}
        told = Plan(tuple(self._told_ways()), self.facts.plan.rotations, self.facts.plan.charters)
        told = replace(
            told,
            itineraries=tuple(
                each for each in told.itineraries if each.party in in_problem or each.party not in self.under_way
            ),
        )
        untold = {party for party, each in self.told.items() if each.state == OfferState.HELD}
        problem, plan = holding.as_told(self.facts.problem, told, self.problem, self.cancelled, untold=untold)
        accepted = {party for party, each in self.told.items() if each.state == OfferState.ACCEPTED}
        found = holding.faults_by_party(problem, plan, first=accepted, under_way=self.told.keys() - untold)
        persons = {each.party: each.persons for each in plan.itineraries}
        broken = [self._broken(party, faults, persons, plan) for party, faults in found.by_party.items()]
        earlier = {party.id for party in self.facts.problem.parties}
        return Review(
            adoption=self.row.id,
            number=self.row.proposal.number,
            at=self.at,
            live=len(self.told),
            broken=tuple(sorted(broken, key=lambda each: (not each.is_accepted, str(each.party)))),
            faults=found.other,
            new_parties=tuple(UUID(party) for party in sorted(in_problem - earlier - self.told.keys())),
            given_back=tuple(UUID(party) for party in self._given_back(in_problem)),
            problem_faults=(),
        )

    def _told_ways(self) -> Iterator[Itinerary]:
        """Yield the way that each party was told: the plan's, or what an offer that was made since says."""
        planned, rides = {each.party: each for each in self.facts.plan.itineraries}, rides_of(self.facts.plan)
        links = {link.id for problem in (self.facts.problem, self.problem) for link in problem.links}
        others = []
        for party, told in self.told.items():
            if rides.get(party) == tuple(leg for leg in told.legs if leg not in links):
                yield planned[party]
            else:
                others.append(told)
        yield from self._from_offers(others, links)

    def _from_offers(self, told: Sequence[ToldKnown], links: set[str]) -> Iterator[Itinerary]:
        rows = OfferStep.objects.filter(offer__in=[each.offer for each in told]).select_related("leg")
        steps: dict[UUID, list[Step]] = {}
        for row in rows.order_by("offer_id", "position"):
            if row.leg is None:
                step: Step = Shuttle(row.rotation)
            elif row.leg.ref in links:
                step = Travel(row.leg.ref, row.leaves_at)
            else:
                step = Ride(row.leg.ref, holding.latest_processing(self.problem, row.leg.ref))
            steps.setdefault(row.offer_id, []).append(step)
        parties = {party.id: party for party in self.problem.parties}
        for each in told:
            party = parties.get(str(each.party))
            persons, takes = (party.persons, party.takes) if party else (1, {"seat": 1})
            yield Itinerary(str(each.party), persons, takes, tuple(steps.get(each.offer, ())))

    def _broken(self, party: str, faults: Sequence[PlanFault], persons: Mapping[str, int], plan: Plan) -> BrokenOffer:
        told = self.told[party]
        legs = [name for fault in faults if (name := _leg_of(fault))]
        ahead = rides_of(Plan(tuple(each for each in plan.itineraries if each.party == party))).get(party, ())
        why = tuple(dict.fromkeys(self._why(fault) for fault in faults))
        leg = next(iter((*legs, *ahead)), "")
        is_accepted = told.state == OfferState.ACCEPTED
        return BrokenOffer(told.offer, told.party, persons[party], is_accepted, leg, why, tuple(faults))

    def _why(self, fault: PlanFault) -> Why:
        if fault.code is F.UNKNOWN_LEG:
            return _WHY_OUT.get(self.out.get(fault.facts["leg"], Check.GONE), Why.LEG_GONE)
        return _WHY.get(fault.code, Why.OTHER)

    def _given_back(self, in_problem: Iterable[str]) -> list[str]:
        """Return who of the plan still wants to leave and gave the place back; nobody while offers are being made."""
        ended = Offer.objects.filter(adoption=self.row.id).exclude(state__in=LIVE)
        gave = {str(party) for party in ended.values_list("party_id", flat=True)}
        return sorted((gave & set(in_problem)) - self.told.keys())


def _leg_of(fault: PlanFault) -> str:
    if "leg" in fault.facts:
        return str(fault.facts["leg"])
    what, _, name = str(fault.where).partition(" ")
    return name if what == "leg" else ""


def _broken_json(each: BrokenOffer) -> list[Any]:
    faults = [kept.fault_json(fault) for fault in each.faults]
    return [str(each.offer), str(each.party), each.persons, each.is_accepted, each.leg, list(each.why), faults]


def _read(adoption: UUID, content: Mapping[str, Any]) -> Review:
    return Review(
        adoption=adoption,
        number=content["number"],
        at=datetime.fromisoformat(content["at"]),
        live=content["live"],
        broken=tuple(_read_broken(*each) for each in content["broken"]),
        faults=tuple(kept.read_plan_fault(each) for each in content["faults"]),
        new_parties=tuple(UUID(each) for each in content["new_parties"]),
        given_back=tuple(UUID(each) for each in content["given_back"]),
        problem_faults=tuple(content["problem_faults"]),
    )


def _read_broken(
    offer: str, party: str, persons: int, is_accepted: bool, leg: str, why: list[str], faults: list[dict[str, Any]]
) -> BrokenOffer:
    whys = tuple(Why(each) for each in why)
    return BrokenOffer(
        UUID(offer), UUID(party), persons, is_accepted, leg, whys, tuple(kept.read_plan_fault(each) for each in faults)
    )
