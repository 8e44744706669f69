"""What the planner is asked: who is where, which ways there are, and what stands in the way.

Everything is in human units: aware datetimes, minutes, persons, whole units of money. A `Problem` may be wrong in any
way a file can be wrong; `Problem.faults()` names everything that is, at once, and `solve` plans nothing for a problem
that has any. How hours are rounded and what is counted where is said once, in `docs/algorithms/planner.md`; the words
that matter most are repeated at the fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dodomu.engines.planner.validation import ProblemFault

Kind = str  # of capacity: "seat", "wheelchair", …
PlaceKind = Literal["place", "airport", "port", "crossing", "station", "abroad", "home"]
Steps = tuple[tuple[datetime, float], ...]  # (from this moment on, this much), ascending
KINDS: tuple[Kind, ...] = ("seat", "wheelchair", "stretcher", "infant", "pet")
PRIORITIES: Mapping[str, int] = {"medical": 10, "children": 6, "frail": 4, "family": 2, "other": 1}
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Promise:
    """A leg that a party was told it has a place on, and what breaking that word costs (in units of its own)."""

    leg: str
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Party:
    """People who travel together. They are never separated unless they may be split.

    `needs` counts what one vehicle must provide for the whole party, by kind; a party without needs takes one seat for
    each person. When a party may be split, each part is at least one person; what is needed besides seats stays
    together in one part, with at least one seat if the party needs any.
    """

    id: str
    place: str
    persons: int
    needs: Mapping[Kind, int] = field(default_factory=dict)
    papers: frozenset[str] = frozenset()
    priority: str = "other"
    available_from: datetime | None = None  # none: from the start
    waiting_since: datetime | None = None  # between equals, who has waited longest goes first
    car: bool = False
    may_split: bool = False
    refuses: frozenset[str] = frozenset()  # ids of legs, or two-letter codes of countries
    promise: Promise | None = None

    @property
    def takes(self) -> Mapping[Kind, int]:
        """What a vehicle must provide for all of them."""
        return self.needs or {"seat": self.persons}


@dataclass(frozen=True, slots=True)
class Place:
    """Where people are, change, or are home: a city, an airport, a port, a crossing, a station, a place abroad.

    `risk` is the danger of an hour there for one person. `processing` is how many persons can be brought from the door
    to the vehicle in an hour; a party takes one step of time for it before each leg it boards there, and counts in the
    clock hour (of UTC) in which that step begins. None: nobody needs to be processed. `room` is how many can be there
    at once between arriving and having to be ready. None: as many as come.
    """

    id: str
    name: str = ""
    kind: PlaceKind = "place"
    country: str = ""
    position: tuple[float, float] | None = None  # latitude, longitude in degrees
    risk: Steps | float = 0.0
    processing: Steps | int | None = None
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One departure of something with seats, from one place to another.

    A party must be ready `buffer` minutes before departure, rounded down to a step; it is there at arrival, rounded up
    to a step. `danger` is the danger of the whole ride for one person, in risk-hours, from having to be ready until
    being there. A leg that belongs to a charter runs only if the charter is hired. `seats` is what may be used by kind;
    `held_back` is subtracted from it.
    """

    id: str
    origin: str
    target: str
    departs: datetime
    arrives: datetime
    seats: Mapping[Kind, int]
    buffer: int = 0  # minutes
    held_back: Mapping[Kind, int] = field(default_factory=dict)
    papers: frozenset[str] = frozenset()  # all of them are needed
    price: int = 0  # for one person
    paid_by: Literal["state", "traveller", "partner"] = "state"  # only what the state pays counts against the budget
    chance: float = 1.0  # that it runs
    danger: float = 0.0
    permission: str | None = None
    charter: str | None = None
    mode: str = ""
    countries: frozenset[str] = frozenset()  # it passes through, beside those of its ends
    processed: bool = True  # whether the place's processing applies to those who board


@dataclass(frozen=True, slots=True)
class Charter:
    """Something that may be hired for a fixed price; the legs that name it are its rotations, all or none."""

    id: str
    price: int


@dataclass(frozen=True, slots=True)
class Round:
    """A journey that a fleet can make: out to a place, empty, and back to its hub with people."""

    place: str
    out: int  # minutes from the hub to the place, with preparing
    back: int  # minutes from the place to the hub, with loading
    danger: float = 0.0  # of the ride back, for one person


@dataclass(frozen=True, slots=True)
class Fleet:
    """Vehicles of one kind at a hub that shuttle. Each makes as many rounds as its hours allow.

    A vehicle is away from the step in which it leaves until `out + back` minutes later, each rounded up to a step.
    `drivers_minutes` is how long all its drivers together may be away in one day of the problem's zone; a round counts
    on the day on which it leaves.
    """

    id: str
    hub: str
    vehicles: int
    seats: Mapping[Kind, int]
    rounds: tuple[Round, ...]
    drivers_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A way that people take by themselves at any hour: on foot, by own car, by a taxi that is always to be had."""

    id: str
    origin: str
    target: str
    minutes: int  # rounded up to a step
    needs_car: bool = False
    danger: float = 0.0  # of the whole way, for one person
    price: int = 0  # for one person, paid by the state


@dataclass(frozen=True, slots=True)
class Closure:
    """When something cannot be done: a closed airport, a curfew, a road that is shut, a leg that is cancelled.

    `at` is the id of a place, leg, link or fleet, or "*" for everywhere. At a place, `stops` says whether movements may
    not begin there, not end there, or neither; a movement is judged by its step of departure or arrival (a leg by its
    exact minutes). A leg or link that is named may not begin. With `road_only`, legs are left alone and only links and
    shuttles are stopped. `daily` repeats from one wall-clock time to another (over midnight if from is later than to)
    in `zone`, or the problem's. Processing stops at a place that is closed for departures other than by road only.
    """

    at: str
    begins: datetime
    ends: datetime
    daily: tuple[time, time] | None = None
    stops: Literal["departures", "arrivals", "both"] = "both"
    road_only: bool = False
    zone: tzinfo | None = None
    why: str = ""  # "curfew", "closed airport" …, repeated in explanations


@dataclass(frozen=True, slots=True)
class Permission:
    """Leave of another state for so many persons, on all the legs that name it, departing between two moments."""

    id: str
    quota: int
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that the planner knows. Home is every place of the kind "home".

    Time runs in steps of `step` minutes from `begins`; whoever is not home at `ends` counts as left. Danger is counted
    from `begins` for everybody. `priorities` gives the weight of one person of each class.
    """

    begins: datetime
    ends: datetime
    zone: tzinfo
    places: tuple[Place, ...]
    parties: tuple[Party, ...]
    legs: tuple[Leg, ...] = ()
    charters: tuple[Charter, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    links: tuple[Link, ...] = ()
    closures: tuple[Closure, ...] = ()
    permissions: tuple[Permission, ...] = ()
    priorities: Mapping[str, int] = field(default_factory=lambda: dict(PRIORITIES))
    kinds: tuple[Kind, ...] = KINDS
    budget: int | None = None  # for charters and what the state pays for persons; none: no limit
    least_chance: float = 0.0  # legs that are less likely to run are not planned with
    step: int = 60  # minutes; 5, 10, 15, 20, 30 or 60
    name: str = ""

    @property
    def steps(self) -> int:
        """How many whole steps the horizon has."""
        return int((self.ends.astimezone(UTC) - self.begins.astimezone(UTC)) / timedelta(minutes=self.step))

    def faults(self) -> tuple["ProblemFault", ...]:
        """Return everything that is wrong with it, in order of where it stands; nothing when it can be planned."""
        from dodomu.engines.planner.validation import faults_of

        return faults_of(self)
