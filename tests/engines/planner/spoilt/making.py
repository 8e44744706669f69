"""What a spoilt plan is made with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dodomu.engines.planner.check import Constraint, PlanFaultCode
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem
from tests.engines.planner.cast import (
    SELM,
    a_fleet,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    a_rotation,
    an_itinerary,
    at,
    ride,
    the_places,
    travel,
)


@dataclass(frozen=True)
class Case:
    """A plan with one fault: which constraint refuses it, with which code, in which words."""

    constraint: Constraint
    code: PlanFaultCode
    words: str
    problem: Problem
    plan: Plan


_MAKERS: list[tuple[Constraint, PlanFaultCode, str, Callable[[], tuple[Problem, Plan]]]] = []


def caught_by(constraint: Constraint, code: PlanFaultCode, words: str) -> Callable[..., None]:
    return lambda make: _MAKERS.append((constraint, code, words, make))


def cases() -> Iterator[Case]:
    """Yield them all."""
    for constraint, code, words, make in _MAKERS:
        yield Case(constraint, code, words, *make())


FAMILY = a_party("family", persons=2)
CITY = a_party("family", SELM)


def with_buses(**changes: object) -> tuple[Problem, Plan]:
    problem = a_problem([FAMILY], [a_leg()], fleets=[a_fleet()])
    return problem, a_plan(an_itinerary(FAMILY, ride()), rotations=[a_rotation(**changes)])


def with_hands(hours: float | None = None, **hub: object) -> tuple[Problem, Plan]:
    """A party that is at Orv after two hours and is processed then; its leg departs after four."""
    places = the_places(orv={"processing": 2, **hub})
    party = a_party("family", SELM, persons=2)
    processed = None if hours is None else at(hours)
    problem = a_problem([party], [a_leg()], links=[a_link()], places=places)
    return problem, a_plan(an_itinerary(party, travel(), ride(processed=processed)))
