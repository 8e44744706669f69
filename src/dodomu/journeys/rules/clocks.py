"""A clock of a departure: its lines, what it is worked out of, and how an hour stands against what is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.journeys.rules import buffers, notices
from dodomu.journeys.rules.checks_of_restrictions import Reached
from dodomu.journeys.rules.handling import Door
from dodomu.journeys.rules.notices import Departure
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import ClockCode, ClockState, LegState, MilestoneKind
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, PermissionKnown

Fact = str | int

SEAT: Final = "seat"
SOON: Final = timedelta(hours=2)
SOON_ON_PAPER: Final = timedelta(hours=12)  # what other offices have to do first
MINUTE: Final = timedelta(minutes=1)
GONE: Final = frozenset({LegState.DEPARTED, LegState.ARRIVED})


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for how an hour stands; hours among its facts are in ISO form."""

    code: ClockCode
    facts: tuple[tuple[str, Fact], ...] = ()

    def fact(self, name: str) -> Fact | None:
        """Return one of its facts."""
        return dict(self.facts).get(name)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One hour of a clock.

    `slack` is how many minutes lie between when it is reached (was, will be by all that is known, or now) and when it
    has to be: below zero it is late. None where nothing can be counted.
    """

    kind: MilestoneKind
    due_at: datetime | None
    done_at: datetime | None
    state: ClockState
    slack: int | None
    because: tuple[Because, ...] = ()
    words: str = ""  # of the officer who wrote it down
    milestone: UUID | None = None  # that was written down: it can be reached or removed


@dataclass(frozen=True, slots=True)
class Riders:
    """What live offers of a place hold on a leg, in persons unless it says otherwise."""

    accepted: int = 0
    unanswered: int = 0
    held: int = 0  # offers that wait for an officer: nobody was told
    unanswered_parties: int = 0
    held_parties: int = 0
    seats: int = 0
    first_answer_by: datetime | None = None  # of those not answered
    last_answer_by: datetime | None = None
    first_leave_by: datetime | None = None  # of those who begin their way with this leg
    last_leave_by: datetime | None = None
    there: int = 0  # of them were seen where it is met, or aboard
    aboard: int = 0

    @property
    def persons(self) -> int:
        """Everybody who holds a place."""
        return self.accepted + self.unanswered + self.held


@dataclass(frozen=True, slots=True)
class Written:
    """An hour that an officer wrote down."""

    id: UUID
    kind: MilestoneKind
    due_at: datetime
    done_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Onward:
    """People who go on from a leg by another, after so many minutes on a way between."""

    leg: UUID
    minutes: int
    parties: int
    persons: int


@dataclass(frozen=True, slots=True)
class BrokenConnection:
    """A leg that people miss who come by a late one, and by how much."""

    leg: str
    there_at: datetime
    ready_by: datetime
    minutes: int  # too late
    parties: int
    persons: int


@dataclass(frozen=True, slots=True)
class DepartureClock:
    """A leg with its hours in the order in which they are due, and the connections that break because it is late."""

    leg: LegKnown
    departs_at: datetime  # by all that is known
    riders: Riders
    lines: tuple[ClockLine, ...]
    broken: tuple[BrokenConnection, ...]

    @property
    def worst(self) -> ClockState:
        """The state of the line that stands worst; a broken connection is as bad as being late."""
        states = [line.state for line in self.lines] + [ClockState.LATE] * bool(self.broken)
        return max(states, key=ORDER.index, default=ClockState.IN_TIME)

    def line(self, kind: MilestoneKind) -> ClockLine | None:
        """Return the first line of a kind."""
        return next((line for line in self.lines if line.kind is kind), None)


ORDER: Final = tuple(ClockState)


@dataclass(frozen=True, slots=True)
class Ground:
    """What clocks are worked out of: everything that is known at an hour."""

    at: datetime
    legs: Mapping[UUID, LegKnown] = field(hash=False)
    places: Mapping[UUID, PlaceKnown] = field(hash=False)
    charters: Mapping[UUID, CharterKnown] = field(hash=False)
    permissions: Mapping[UUID, PermissionKnown] = field(hash=False)
    permitted: Mapping[UUID, int] = field(hash=False)  # persons on all legs of a permission
    restrictions: Reached
    riders: Mapping[UUID, Riders] = field(hash=False)
    written: Mapping[UUID, Sequence[Written]] = field(hash=False)
    doors: Mapping[UUID, Door] = field(hash=False)
    onward: Mapping[UUID, Sequence[Onward]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One leg, and what its clock is worked out of."""

    leg: LegKnown
    leaves: datetime
    ground: Ground
    riders: Riders

    @property
    def at(self) -> datetime:
        return self.ground.at

    @property
    def meets(self) -> datetime:
        return meeting_hour(self.leg, self.ground.places) or self.leaves

    @property
    def ready(self) -> datetime:
        return self.leaves - timedelta(minutes=buffer_of(self.leg, self.ground.places))


def buffer_of(leg: LegKnown, places: Mapping[UUID, PlaceKnown]) -> int:
    """Return how many minutes before departure everybody must be ready."""
    ends = (places[end].country for end in (leg.origin, leg.target) if end in places)
    return buffers.buffer_of(leg.buffer, leg.mode, ends)


def meeting_hour(leg: LegKnown, places: Mapping[UUID, PlaceKnown]) -> datetime | None:
    """Return when the people of a dated leg meet, as they are told."""
    leaves = leg.leaves_at
    if leaves is None:
        return None
    departure = Departure(leaves, "", buffer_of(leg, places), meeting_minutes=leg.meeting_minutes)
    return notices.meeting(departure)[1]


def open_line(
    kind: MilestoneKind,
    due: datetime,
    case: Case,
    because: tuple[Because, ...] = (),
    *,
    soon: timedelta = SOON,
    over: ClockState = ClockState.LATE,
    reached_at: datetime | None = None,
) -> ClockLine:
    """Return the line of an hour that is not reached yet; `reached_at` is when it will be, where that is known."""
    expected = max(case.at, reached_at) if reached_at else case.at
    in_time = ClockState.SOON if due - case.at <= soon else ClockState.IN_TIME
    return ClockLine(kind, due, None, over if expected > due else in_time, minutes(due - expected), because)


def minutes(span: timedelta) -> int:
    """Return whole minutes, towards the past."""
    return span // MINUTE


def hour(name: str, moment: datetime) -> tuple[str, Fact]:
    """Return an hour as a fact."""
    return name, moment.isoformat()
