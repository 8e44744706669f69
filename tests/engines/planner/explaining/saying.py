"""What tests of explaining share."""

from collections.abc import Iterable

from dodomu.engines.planner.check import faults_of
from dodomu.engines.planner.explain import (
    Change,
)
from dodomu.engines.planner.plan import (
    Plan,
)
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.reasons import Because, Code
from tests.engines.planner.cast import (
    a_leg,
    a_party,
    a_plan,
    a_problem,
    an_itinerary,
    ride,
)
from tests.engines.planner.meaning import wrongs

NOBODY = a_plan()  # in which nobody travels


def codes(because: Iterable[Because]) -> list[Code]:
    return [each.code for each in because]


def fact(because: Iterable[Because], code: Code, name: str) -> object:
    return next(each.facts[name] for each in because if each.code is code)


def the_change(changes: Iterable[Change], code: Code) -> Change:
    return next(each for each in changes if each.because.code is code)


def holds(change: Change) -> bool:
    """The change is real: by the engine's check and by the tests' own reading of the rules."""
    return not faults_of(change.problem, change.plan) and not wrongs(change.problem, change.plan)


def a_full_flight(**fields: object) -> tuple[Problem, Plan]:
    """One seat, one party of a lower class in it, and the party "p" left at the airport."""
    low = a_party("low", priority="other")
    problem = a_problem([a_party("p", priority="medical"), low], [a_leg(seats=1, **fields)])
    return problem, a_plan(an_itinerary(low, ride()))
