"""What an officer has to look at, worked out from everything that is known now: raised, and cleared, by the same rule.

A doubt is about certain touches, and its id is made of them. What came later may explain it (the gate that took
somebody off had been out of reach): then it is no longer there, and nobody has to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from dodomu.boarding.rules.known import NEEDED, Facts, PersonFacts, Raised, Touched
from dodomu.boarding.rules.merging import Followed, is_held, place_of
from dodomu.boarding.rules.terms import Doubt, TouchKind, TouchState

OF_TOUCH: Final = frozenset(
    {
        Doubt.OTHER_CRISIS,
        Doubt.NO_SUCH_PERSON,
        Doubt.NO_SUCH_LEG,
        Doubt.DEVICE_REVOKED,
        Doubt.NOT_UNDERSTOOD,
        Doubt.ID_TWICE,
    }
)
OF_DEVICE: Final = frozenset({Doubt.PACK_EXPIRED, Doubt.CLOCK_IN_DOUBT, Doubt.NUMBER_TWICE})
OF_LEG: Final = frozenset({Doubt.ABOVE_PLACES})
OF_PERSON: Final = frozenset(Doubt) - OF_TOUCH - OF_DEVICE - OF_LEG
WITH_LEG: Final = frozenset({TouchKind.BOARDED, TouchKind.LANDED, TouchKind.CLOSED, TouchKind.RELEASED})
BACKWARDS: Final = timedelta(minutes=5)  # by how much the clock of a device may run back between two touches


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a touch."""

    state: TouchState
    waits_for: tuple[UUID, ...] = ()


def id_of(raised: Raised, *, crisis: UUID) -> UUID:
    """Return the id of a doubt: the same wherever and whenever it is raised."""
    return uuid5(crisis, " ".join((raised.kind.value, *raised.about)))


def judge(touch: Touched, facts: Facts) -> tuple[Outcome, list[Raised]]:
    """Return what becomes of a touch by itself, and what is doubtful about it by itself."""
    raised = list(_doubts_of(touch, facts))
    kinds = {each.kind for each in raised}
    unknown = _unknown(touch, facts)
    void, released = facts.void, facts.released
    if (touch.row, None) in void or (touch.persons and all((touch.row, each) in void for each in touch.persons)):
        return Outcome(TouchState.STRUCK), raised
    if Doubt.DEVICE_REVOKED in kinds and touch.row not in released:
        return Outcome(TouchState.REVIEW), raised
    if kinds & {Doubt.NO_SUCH_LEG} or NEEDED & touch.broken or is_without_place(touch, facts):
        return Outcome(TouchState.REVIEW), raised
    if unknown:
        return Outcome(TouchState.WAITING, unknown), raised
    if touch.persons and not set(touch.persons) & facts.known:
        return Outcome(TouchState.REVIEW), raised
    return Outcome(TouchState.APPLIED), raised


def _doubts_of(touch: Touched, facts: Facts) -> Iterable[Raised]:
    broken = touch.broken | ({"point"} if is_without_place(touch, facts) else set())
    if broken:
        yield _alone(Doubt.NOT_UNDERSTOOD, touch, fields=sorted(broken))
    if is_held(touch, facts) and touch.kind != TouchKind.LOOKED:
        yield _alone(Doubt.DEVICE_REVOKED, touch)
    if any(each in facts.foreign for each in touch.persons):
        yield _alone(Doubt.OTHER_CRISIS, touch)
    if touch.kind in WITH_LEG and touch.leg and touch.leg not in facts.legs:
        yield _alone(Doubt.NO_SUCH_LEG, touch)
    unknown = _unknown(touch, facts)
    # A walk-in whom this device registered came before: where nothing before is missing, it will not come.
    if unknown and facts.complete_to.get(touch.device, 0) >= touch.number:
        party = {"party": [str(touch.party)]} if unknown == (touch.party,) else {}  # they themselves are registered
        yield _alone(Doubt.NO_SUCH_PERSON, touch, **party)


def _unknown(touch: Touched, facts: Facts) -> tuple[UUID, ...]:
    """Return of whom a touch speaks and nothing is known: those it names, and the party of a walk-in."""
    persons = tuple(each for each in touch.persons if each not in facts.known and each not in facts.foreign)
    return (*persons, touch.party) if touch.party and touch.party in facts.awaited else persons


def is_without_place(touch: Touched, facts: Facts) -> bool:
    """Say whether a touch that puts somebody at a place names none of this crisis."""
    return touch.kind in (TouchKind.ARRIVED, TouchKind.WALKED_IN) and place_of(touch, facts) is None


def _alone(kind: Doubt, touch: Touched, **details: list[str]) -> Raised:
    return Raised(kind, touch, (str(touch.key),), leg=touch.leg, details=details)


def forms(touches: Iterable[Touched]) -> list[Raised]:
    """Return a doubt for each touch of which there is more than one form."""
    found: dict[UUID, list[Touched]] = {}
    for touch in touches:
        found.setdefault(touch.key, []).append(touch)
    several = [sorted(each, key=lambda touch: touch.digest) for each in found.values() if len(each) > 1]
    return [Raised(Doubt.ID_TWICE, each[0], (str(each[0].key),), each[1]) for each in several]


def minors_alone(people: Sequence[PersonFacts], followed: Mapping[UUID, Followed], facts: Facts) -> list[Raised]:
    """Return a doubt for each child that was boarded where no adult of its party was, and nobody decided so."""
    adults = {
        (person.party, leg)
        for person in people
        if not person.is_minor and person.id in followed
        for leg in followed[person.id].aboard
    }
    return [
        Raised(Doubt.MINOR_BOARDED_ALONE, touch, (str(touch.key), str(person.id)), None, person.id, leg)
        for person in people
        if person.is_minor and person.id in followed
        for leg, touch in followed[person.id].aboard.items()
        if (person.party, leg) not in adults and not touch.said("decided_by") and leg in facts.legs
    ]


def above_places(leg: UUID, aboard: Iterable[Touched], facts: Facts) -> list[Raised]:
    """Return a doubt where more were boarded on a leg than it has places: about the first who had none."""
    known = facts.legs.get(leg)
    ordered = sorted(aboard, key=lambda touch: touch.order)
    if known is None or known.places is None or len(ordered) <= known.places:
        return []
    first = ordered[known.places]
    details = {"places": known.places, "aboard": len(ordered)}
    return [Raised(Doubt.ABOVE_PLACES, first, (str(leg),), leg=leg, details=details)]
