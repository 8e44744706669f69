"""What the planner answers: who travels how, what is hired, and how good that is provably.

A `Plan` holds decisions only; loads, hours, curves and standby order are worked out from it by `reports`. It may also
be written by hand or by another program: `check.faults_of` tells whether it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Ride:
    """By a leg. `processed` is the beginning of the step in which they were brought to it, where that is needed."""

    leg: str
    processed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """By themselves, on a link."""

    link: str
    leaves: datetime


@dataclass(frozen=True, slots=True)
class Shuttle:
    """By a vehicle of a fleet, on a rotation of this plan."""

    rotation: str


Step = Ride | Travel | Shuttle


@dataclass(frozen=True, slots=True)
class Itinerary:
    """How a party, or a part of one that may be split, comes home."""

    party: str
    persons: int
    needs: Mapping[str, int]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Rotation:
    """One round of one vehicle (numbered from 0) of a fleet to a place, leaving its hub at this moment."""

    id: str
    fleet: str
    vehicle: int
    place: str
    leaves: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Decisions. Whoever has no itinerary is left; of a party that may be split, some may be."""

    itineraries: tuple[Itinerary, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    charters: frozenset[str] = frozenset()


class Status(StrEnum):
    """How the search ended."""

    OPTIMAL = "optimal"  # every level is proven within its tolerance
    FINISHED = "finished"  # it did all the work it meant to; the gaps are stated
    OUT_OF_TIME = "out-of-time"
    STOPPED = "stopped"  # by whoever asked
    NOTHING_TO_DO = "nothing-to-do"  # nobody to bring home
    NO_WAY_HOME = "no-way-home"  # proven: not one party can come home
    FAULTY = "faulty"  # the problem has faults; nothing was planned


class LevelName(StrEnum):
    """What is wanted, most important first."""

    HOME = "home"  # priority-weighted persons home by the horizon; more is better
    DANGER = "danger"  # millionths of a risk-hour until each is home; less is better, as are all below
    PROMISES = "promises"  # cost of promises broken
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of what is best: what the plan reaches and what nobody can better.

    The bound of a level holds among all plans that do not fall short of this plan on the levels before it by more than
    their tolerance. Level by level the gap is |bound - value| / max(1, |value|).
    """

    name: LevelName
    value: int
    bound: int

    @property
    def gap(self) -> float:
        return abs(self.bound - self.value) / max(1, abs(self.value))

    @property
    def proven(self) -> bool:
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Prices:
    """What one more of each scarce thing was worth in the last prices, in weighted persons: a first guess.

    Also what a later search starts from. Keys are (what, id, hour or kind).
    """

    worth: Mapping[tuple[str, str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with its proof. `plan` has passed the independent check; there is none only when there are `faults`."""

    status: Status
    plan: Plan
    levels: tuple[Level, ...] = ()
    seconds: float = 0.0
    seed: int = 0
    prices: Prices = field(default_factory=Prices)
    faults: tuple[object, ...] = ()  # ProblemFault, when the status is FAULTY
    reason: str = ""  # why nobody can come home, when that is so; a code of `reasons`

    @property
    def value(self) -> int:
        """Priority-weighted persons home."""
        return self.levels[0].value if self.levels else 0

    @property
    def bound(self) -> int:
        """What no plan can better, in priority-weighted persons home."""
        return self.levels[0].bound if self.levels else 0

    @property
    def gap(self) -> float:
        """Of the first level, against the bound; 0 is proven best."""
        return (self.bound - self.value) / max(1, self.bound)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search tells while it runs. `plan` is a checked plan whenever it is better than the last one told."""

    seconds: float
    doing: str  # a code: "reading", "compiling", "pricing", "rounding", "mending", "proving"
    value: int | None = None
    bound: int | None = None
    plan: Plan | None = None
