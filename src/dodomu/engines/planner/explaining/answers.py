"""What an explanation consists of: frozen records that can be counted, compared and put into words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dodomu.engines.planner.plan import Outcome, Plan
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.reasons import Because

Solve = Callable[..., Outcome]  # planner.solve(problem, *, seconds, start)


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a way home. `by` is "wait", "process", "leg", "link" or "shuttle"; `id` names what is ridden.

    Danger is in millionths of a risk-hour for one person.
    """

    by: str
    id: str
    origin: str
    target: str
    begins: datetime
    ends: datetime
    danger: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A way home for so many persons: stage by stage, when they are home, how much danger and money it costs.

    Danger is counted for one person from the beginning of the problem, in millionths of a risk-hour; money for one
    person, only what the state pays.
    """

    persons: int
    stages: tuple[Stage, ...]
    home: datetime
    danger: int
    money: int = 0

    @property
    def rides(self) -> tuple[str, ...]:
        """What is ridden or gone, in order."""
        return tuple(stage.id for stage in self.stages if stage.by in {"leg", "link", "shuttle"})

    @property
    def waiting(self) -> int:
        """The danger of waiting alone."""
        return sum(stage.danger for stage in self.stages if stage.by in {"wait", "process"})


@dataclass(frozen=True, slots=True)
class LegAnswer:
    """Why a party does not travel by a leg (or that it does). `way` is the best it could do with it, if anything."""

    leg: str
    because: tuple[Because, ...]
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one party travels and why.

    `because` says the most important first. `alone` is the soonest way home if nobody else travelled, `open_way` the
    safest among what the others leave over. `legs` has every leg of the problem, those it travels by first.
    """

    party: str
    persons: int
    ways: tuple[Way, ...]
    left: int
    because: tuple[Because, ...]
    alone: Way | None
    open_way: Way | None
    legs: tuple[LegAnswer, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would have to be different, and what the party would then have.

    It was verified: `plan` is the plan with the party on that way in the changed `problem`, and the independent check
    found no fault in it that was not there before. `persons` is how many of them it helps.
    """

    because: Because
    way: Way
    persons: int
    problem: Problem
    plan: Plan


class Says(StrEnum):
    """How sure a figure is."""

    GUESS = "guess"  # from the last prices
    VERIFIED = "verified"  # a better plan was found and checked by solving the changed problem
    NOT_FOUND = "not-found"  # the changed problem was solved again and nothing better was found
    PROVEN = "proven"  # both problems were solved to the end, or the new plan betters the old bound


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Something scarce. `what` is "seat", "processing", "room", "vehicle", "permission" or "money".

    `detail` is the kind for seats and the day (ISO) for processing, room and vehicles. `worth` is what one more of it
    would bring, in priority-weighted persons, and `says` how sure that is. `used` and `capacity` count that day or
    leg in persons, needs, vehicle-steps or money.
    """

    what: str
    id: str
    detail: str
    worth: float
    says: Says
    used: int
    capacity: int
    hours: tuple[datetime, ...] = ()
    because: tuple[Because, ...] = ()

    @property
    def utilisation(self) -> float:
        """Used against capacity; 1 for something of which there is none."""
        return self.used / self.capacity if self.capacity else 1.0


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that the later plan does not keep. `unavoidable`: no plan at all could keep this one."""

    party: str
    leg: str
    cost: int
    unavoidable: bool
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Unavoidable:
    """What breaking of promises no plan can avoid: a lower bound on its cost, with the grounds.

    `parties` could not be kept one by one; `because` has those and the legs and permissions with too many promises.
    """

    cost: int
    parties: frozenset[str]
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What changed for one party between two plans, and why. No way: left. `broken`: its promise is broken by it."""

    party: str
    before: tuple[Way, ...]
    after: tuple[Way, ...]
    because: tuple[Because, ...]
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """What a movement lacks. `key` names the scarce thing: the same key twice is one thing to change."""

    key: tuple[str, str, str]
    because: Because
    short: int = 0
    moments: tuple[datetime, ...] = field(default=())
