"""What a gate is told to do with each person on each leg: go, ask (whom), or stop – and why.

The gate holds data, no policy: everything is decided here, from what is known when a pack is made. What only the gate
can see (a forged pass, the second scan, who of the party stands there) it adds itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.rules.terms import Decides, Ground, Verdict
from dodomu.journeys.rules import eligibility
from dodomu.journeys.rules.eligibility import ADULT, Rule, Why
from dodomu.journeys.rules.papers import PASSPORT
from dodomu.journeys.rules.parties import PartyKnown, PersonKnown
from dodomu.journeys.rules.terms import LIVE, LegState, OfferState
from dodomu.people.rules.ages import age_on
from dodomu.people.rules.needs import Need
from dodomu.people.rules.promising import STILL_TO_COME_HOME
from dodomu.people.rules.terms import Account

WEIGHT: Final = {Decides.OFFICER: 1, Decides.CONSUL: 2, Decides.DUTY_OFFICER: 3}
NOT_ALLOWED: Final = frozenset({Why.NOBODY_COUNTS, Why.RELATIVE})


@dataclass(frozen=True, slots=True)
class LegFacts:
    """A leg of a meeting point, with what is asked of who rides it."""

    id: UUID
    ref: str
    state: LegState
    day: date  # of departure, where it departs
    asks_document: bool  # it crosses a border, or asks for a passport


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What a party was offered: refs of the legs it rides, in order."""

    state: OfferState
    is_standby: bool
    legs: tuple[str, ...]
    persons: frozenset[UUID]
    meeting_place: UUID | None = None
    meeting_name: str = ""
    comes_by_vehicle: bool = False  # of ours, before the first of the legs: it meets elsewhere and is brought here

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Case:
    """One person before a gate: their party, and what it was told. `line` is leg ref -> place in the plan's order."""

    person: PersonKnown
    party: PartyKnown
    offer: OfferFacts | None = None  # the live one
    ended: Mapping[str, OfferState] = field(default_factory=dict, hash=False)  # leg ref -> how its last offer ended
    line: Mapping[str, int] = field(default_factory=dict, hash=False)
    lacks: int = 0  # how many of the party were said and are not registered

    def rides(self, ref: str) -> bool:
        """Say whether the person holds a place on a leg."""
        told = self.offer
        return told is not None and not told.is_standby and ref in told.legs and self.person.id in told.persons

    def stands_by(self, ref: str) -> bool:
        """Say whether the person was asked to the gate of a leg without a promise."""
        told = self.offer
        return told is not None and told.is_standby and told.legs[:1] == (ref,) and self.person.id in told.persons


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with its ground, who may decide, and details by the short names of the pack."""

    verdict: Verdict
    ground: Ground
    decides: Decides | None = None
    position: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


Found = tuple[Ground, Decides, dict[str, Any]]
DEFAULT: Final = Judged(Verdict.ASK, Ground.NO_OFFER, Decides.CONSUL)


def of_leg(leg: LegFacts) -> Judged | None:
    """Return what a leg says to everybody: nobody boards one that is cancelled or gone."""
    if leg.state is LegState.CANCELLED:
        return Judged(Verdict.STOP, Ground.LEG_CANCELLED)
    if leg.state in (LegState.DEPARTED, LegState.ARRIVED):
        return Judged(Verdict.STOP, Ground.LEG_GONE)
    return None


def judge(case: Case, leg: LegFacts, *, point: UUID, rule: Rule) -> Judged:
    """Return the verdict on a person for a leg of a meeting point."""
    stops = _stop(case, leg, rule)
    if stops is not None:
        return stops
    position = case.line.get(leg.ref)
    asks = [found for look in ASKS for found in look(case, leg, point, rule)]
    if not asks:
        return Judged(Verdict.GO, Ground.HOLDS_A_PLACE)
    ground, decides, details = max(asks, key=lambda each: WEIGHT[each[1]])  # the first of the gravest
    also = [other.value for other, _, _ in asks if other is not ground]
    return Judged(Verdict.ASK, ground, decides, position, details | ({"also": also} if also else {}))


def anywhere(case: Case, *, on: date, rule: Rule) -> Judged:
    """Return the verdict on a person for a leg they have nothing to do with."""
    nowhere = LegFacts(UUID(int=0), "", LegState.PLANNED, on, asks_document=False)
    return judge(case, nowhere, point=UUID(int=0), rule=rule)


# --- stop


def _stop(case: Case, leg: LegFacts, rule: Rule) -> Judged | None:
    account = case.person.account
    if account in _OVER:
        return Judged(Verdict.STOP, _OVER[Account(account)])
    if leg.state is not LegState.PLANNED:
        return of_leg(leg)
    if account == Account.ABOARD and not _comes_by(case, leg):
        ground = Ground.BOARDED_ALREADY if case.person.leg == leg.ref else Ground.ABOARD_ALREADY
        return Judged(Verdict.STOP, ground, details={"leg": case.person.leg})
    whys = _whys(case, leg, rule) & NOT_ALLOWED
    if whys:
        return Judged(Verdict.STOP, Ground.NOT_ELIGIBLE, details={"why": sorted(why.value for why in whys)})
    return None


_OVER: Final = {
    Account.NOT_OURS: Ground.NOT_OURS,
    Account.DECEASED: Ground.SAID_DEAD,
    Account.HOME: Ground.HOME_ALREADY,
}


def _comes_by(case: Case, leg: LegFacts) -> bool:
    """Say whether the leg they are aboard of is the one that brings them to this one."""
    legs, on = (case.offer.legs if case.rides(leg.ref) and case.offer else ()), case.person.leg
    return on in legs and legs.index(on) < legs.index(leg.ref)


def _whys(case: Case, leg: LegFacts, rule: Rule) -> set[Why]:
    """Return why this one of the party may not travel; the others count as whose relative they are, no more."""
    alone = [
        _standing_at(each, Account.WAITING if each.id == case.person.id else Account.HOME)
        for each in case.party.persons
    ]
    party = PartyKnown(case.party.id, case.party.may_split, case.party.said_size, tuple(alone))
    return set(eligibility.is_eligible(party, rule, leg.day)[1]) - {Why.MINORS_ALONE}


def _standing_at(person: PersonKnown, account: Account) -> PersonKnown:
    return PersonKnown(
        person.id, person.is_citizen, person.citizenships, person.birth_date, person.wish, person.wish_from,
        account.value, person.place, person.leg, person.needs, person.papers, person.asked_at,
    )  # fmt: skip


# --- ask


def _alone(case: Case, leg: LegFacts, point: UUID, rule: Rule) -> Iterator[Found]:  # noqa: ARG001
    """A child whose adults do not travel by this; somebody alone of whom nobody knows whether it is one."""
    born = case.person.birth_date
    if born is not None and age_on(born, leg.day) >= ADULT:
        return
    travelling = [
        each for each in case.party.persons if each.account in STILL_TO_COME_HOME and not _is_elsewhere(each, case, leg)
    ]
    if case.rides(leg.ref) and case.offer:
        travelling = [each for each in travelling if each.id in case.offer.persons]
    if any(each.birth_date is not None and age_on(each.birth_date, leg.day) >= ADULT for each in travelling):
        return
    if born is not None:
        yield Ground.MINOR_ALONE, Decides.CONSUL, {}
    else:
        yield Ground.BIRTH_DATE_UNKNOWN, Decides.OFFICER, {}


def _is_elsewhere(other: PersonKnown, case: Case, leg: LegFacts) -> bool:
    """Say whether somebody of the party is aboard of what is neither this leg nor one that brings them to it."""
    ways = case.offer.legs if case.rides(leg.ref) and case.offer else (leg.ref,)
    return other.account == Account.ABOARD and other.leg not in ways[: ways.index(leg.ref) + 1]


def _said(case: Case, leg: LegFacts, point: UUID, rule: Rule) -> Iterator[Found]:  # noqa: ARG001
    """What is known of them does not fit that they stand at a gate."""
    ground = _SAID.get(case.person.account)
    if ground is not None:
        yield ground, Decides.OFFICER, {}


_SAID: Final[Mapping[str, Ground]] = {
    Account.STAYS: Ground.SAID_STAYS,
    Account.LEFT_ALONE: Ground.SAID_GONE,
    Account.UNREACHABLE: Ground.WAS_UNREACHABLE,
}


def _told(case: Case, leg: LegFacts, point: UUID, rule: Rule) -> Iterator[Found]:  # noqa: ARG001
    """What they were offered: a place here and no answer, another leg, another meeting point, a line, nothing."""
    told = case.offer
    if told is not None and case.rides(leg.ref):
        yield from _holds(told, leg, point)
    elif case.stands_by(leg.ref):
        yield Ground.STANDS_BY, Decides.OFFICER, {}
    elif told is not None and not told.is_standby and case.person.id in told.persons:
        yield Ground.OTHER_LEG, Decides.CONSUL, {"leg": told.legs[0] if told.legs else ""}
    else:
        was = case.ended.get(leg.ref)
        yield Ground.NO_OFFER, Decides.CONSUL, {"was": was.value} if was else {}


def _holds(told: OfferFacts, leg: LegFacts, point: UUID) -> Iterator[Found]:
    if told.state is OfferState.HELD:
        yield Ground.NOT_ANSWERED, Decides.CONSUL, {"was": told.state.value}  # nobody has told them
    elif told.state is not OfferState.ACCEPTED:
        yield Ground.NOT_ANSWERED, Decides.OFFICER, {"was": told.state.value}
    is_first = told.legs[:1] == (leg.ref,) and not told.comes_by_vehicle
    if is_first and told.meeting_place is not None and told.meeting_place != point:
        yield Ground.OTHER_POINT, Decides.OFFICER, {"point": told.meeting_name}


def _together(case: Case, leg: LegFacts, point: UUID, rule: Rule) -> Iterator[Found]:  # noqa: ARG001
    """Somebody of a party that must not be divided has no place, or was said and never registered."""
    if case.party.may_split or not case.rides(leg.ref) or case.offer is None:
        return
    left = [each for each in case.party.persons if each.account in STILL_TO_COME_HOME]
    lacks = case.lacks + sum(each.id not in case.offer.persons for each in left)
    if lacks:
        yield Ground.PARTY_INCOMPLETE, Decides.OFFICER, {"lacks": lacks}


def _papers(case: Case, leg: LegFacts, point: UUID, rule: Rule) -> Iterator[Found]:  # noqa: ARG001
    """No document is known, or each that is has expired; and what the rule on who may travel asks for."""
    whys = _whys(case, leg, rule) if rule.papers or rule.relatives is not eligibility.Relatives.PARTY else set()
    held = [(kind, ends) for kind, ends in case.person.papers if kind != "none"]
    expired = [ends for _, ends in held if ends is not None and ends < leg.day]
    if Why.AGE_NOT_STATED in whys and case.person.birth_date is None:
        yield Ground.BIRTH_DATE_UNKNOWN, Decides.CONSUL, {}
    if Why.PAPER_EXPIRED in whys or (held and len(expired) == len(held) and leg.asks_document):
        yield Ground.DOCUMENT_EXPIRED, Decides.CONSUL, {"expired": max(expired).isoformat()} if expired else {}
    elif Need.PAPERS_LOST in case.person.needs or Why.NO_PAPER in whys:
        yield Ground.NO_DOCUMENT, Decides.CONSUL, {}
    elif not held and leg.asks_document and case.rides(leg.ref):
        yield Ground.NO_DOCUMENT, Decides.OFFICER, {}


Look = Callable[[Case, LegFacts, UUID, Rule], Iterator[Found]]
# In the order in which they are said where several hold and the same person decides about them.
ASKS: Final[tuple[Look, ...]] = (_alone, _said, _told, _together, _papers)


def asks_document(papers: tuple[str, ...], origin_country: str, target_country: str) -> bool:
    """Say whether who rides a leg needs a document: it crosses a border, or says so."""
    return PASSPORT in papers or origin_country != target_country
