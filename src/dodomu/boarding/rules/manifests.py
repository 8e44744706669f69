"""The manifest of a leg: who is on it and how they stand, worked out of what was promised and what was seen.

*Boarded* is what an officer saw at the gate, *landed* what was seen at the other end; neither is concluded from the
other, from a ticket or from the hour. Citizens and others are counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from dodomu.boarding.rules.terms import LineState, Means
from dodomu.people.rules.ages import age_on

OF_AGE: Final = 18
INFANT_UNTIL: Final = 2  # a child of less has no seat of its own (ICAO)
ABOARD: Final = frozenset({LineState.BOARDED, LineState.LANDED})
STILL_TO_COME: Final = frozenset({LineState.EXPECTED, LineState.ARRIVED})


@dataclass(frozen=True, slots=True)
class Seen:
    """The last of what was seen of somebody at the gate of a leg; what a gate says twice is seen once."""

    state: LineState
    at: datetime
    by: str
    means: Means | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Passenger:
    """Somebody of whom a leg knows: promised a place, asked to its gate, or seen there."""

    person: UUID
    party: UUID
    reference: str
    name: str
    latin: str
    born: date | None
    citizenships: tuple[str, ...]
    is_citizen: bool
    needs: tuple[str, ...]
    holds_place: bool
    standby: int | None = None  # their position in the line
    seen: Seen | None = None
    is_walk_in: bool = False
    gave_up_place: bool = False  # their places were released at the deadline


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a manifest."""

    passenger: Passenger
    state: LineState
    age: int | None

    @property
    def is_minor(self) -> bool:
        return self.age is not None and self.age < OF_AGE


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a manifest. `citizens`, `others` and `needs` are of who is aboard."""

    expected: int = 0
    arrived: int = 0
    boarded: int = 0
    landed: int = 0
    missing: int = 0
    standby: int = 0
    turned_away: int = 0
    taken_off: int = 0
    walk_ins: int = 0
    aboard: int = 0
    citizens: int = 0
    others: int = 0
    minors: int = 0
    infants: int = 0
    minors_alone: int = 0
    needs: Mapping[str, int] = field(default_factory=dict)


def lines_of(passengers: Iterable[Passenger], *, is_closed: bool, on: date) -> tuple[Line, ...]:
    """Return the lines in the order of names; once closed, who held a place and was not seen aboard is missing."""
    lines = [
        Line(each, _state(each, is_closed=is_closed), age_on(each.born, on) if each.born else None)
        for each in passengers
    ]
    return tuple(sorted(lines, key=lambda line: (line.passenger.latin, line.passenger.reference)))


def _state(passenger: Passenger, *, is_closed: bool) -> LineState:
    seen = passenger.seen
    if seen and seen.state is not LineState.ARRIVED:
        return seen.state
    if passenger.gave_up_place or (is_closed and passenger.holds_place):
        return LineState.MISSING
    if seen:
        return LineState.ARRIVED
    return LineState.EXPECTED if passenger.holds_place else LineState.STANDBY


def counts_of(lines: Sequence[Line]) -> Counts:
    """Return the numbers of a manifest."""
    states = Counter(line.state for line in lines)
    aboard = [line for line in lines if line.state in ABOARD]
    return Counts(
        expected=states[LineState.EXPECTED],
        arrived=states[LineState.ARRIVED],
        boarded=states[LineState.BOARDED],
        landed=states[LineState.LANDED],
        missing=states[LineState.MISSING],
        standby=states[LineState.STANDBY],
        turned_away=states[LineState.TURNED_AWAY],
        taken_off=states[LineState.TAKEN_OFF],
        walk_ins=sum(line.passenger.is_walk_in for line in aboard),
        aboard=len(aboard),
        citizens=sum(line.passenger.is_citizen for line in aboard),
        others=sum(not line.passenger.is_citizen for line in aboard),
        minors=sum(line.is_minor for line in aboard),
        infants=sum(line.age is not None and line.age < INFANT_UNTIL for line in aboard),
        minors_alone=len(minors_alone(lines)),
        needs=dict(sorted(Counter(need for line in aboard for need in line.passenger.needs).items())),
    )


def minors_alone(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the minors still aboard of whose party no adult is; who has no birth date known counts as no adult."""
    aboard = [line for line in lines if line.state in ABOARD]
    with_adults = {line.passenger.party for line in aboard if line.age is not None and line.age >= OF_AGE}
    still = [line for line in aboard if line.state is LineState.BOARDED]
    return tuple(line for line in still if line.is_minor and line.passenger.party not in with_adults)


def torn_parties(lines: Iterable[Line]) -> Mapping[UUID, tuple[Line, ...]]:
    """Return, by party, who is not aboard of those of whom others are."""
    lines = list(lines)
    aboard = {line.passenger.party for line in lines if line.state in ABOARD}
    left: dict[UUID, list[Line]] = {}
    for line in lines:
        if line.state not in ABOARD and line.passenger.party in aboard:
            left.setdefault(line.passenger.party, []).append(line)
    return {party: tuple(found) for party, found in left.items()}
