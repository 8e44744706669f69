"""The exact answer for a small problem that had a plan: danger and broken promises weighed, and few people moved.

The levels are those of the exact solver, but for two: danger counts together with broken promises, at the rate that
was set; and among plans that cost as much, the one in which most parties ride the last leg they had.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dodomu.engines.planner.check import values_of
from dodomu.engines.planner.grid import MICRO
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import LevelName, Plan, Ride
from dodomu.engines.planner.problem import Party, Problem, Promise
from dodomu.engines.planner.solvers.exact import LEVELS, _order, _Search
from dodomu.engines.planner.solvers.exact_model import MOST_COLUMNS, Model, model_of
from dodomu.engines.planner.solvers.exact_reading import CrowdedError


@dataclass(frozen=True, slots=True)
class Weighed:
    """The plan, and what nobody can better: weight home, danger plus what broken promises count (millionths), money."""

    plan: Plan
    home: int
    weighed: int
    promises: int  # among plans as good on the two before
    money: int  # among plans as good on the three before


def replan_exactly(
    problem: Problem,
    before: Plan,
    rate: int,
    *,
    start: Plan,
    seconds: float,
    clock: Callable[[], float],
    stop: Callable[[], bool],
) -> Weighed | None:
    """Return the best plan; nothing if the problem is too large. `rate` is in millionths of a risk-hour.

    `start` is a plan that holds: the answer is never worse, and what it proves need not be looked for.
    """
    until = clock() + seconds
    told, many = _with_old_legs(problem, before)
    known = _weighed_values(values_of(told, start), rate, many)
    grid = lay_out(told)
    apart: frozenset[int] = frozenset()
    while True:
        model = model_of(grid, MOST_COLUMNS, apart)
        if model is None:
            return None
        search = _Search(grid, _weighed(model, rate, many), clock, until, stop, {})
        try:
            search.better(known)
            plan = search.plan()
        except CrowdedError as crowded:
            apart |= crowded.rounds
            continue
        reached = _weighed_values(values_of(told, plan), rate, many)
        if search.columns is None or _order(known) < _order(reached):
            plan = start
        home, weighed, promises, money = search.bounds
        return Weighed(plan, home, weighed, promises, math.ceil((money - many) / (many + 1)))


def _with_old_legs(problem: Problem, before: Plan) -> tuple[Problem, int]:
    """Return the problem with a promise of the old leg for everybody without one, and how many these are.

    A real promise costs its cost times (how many + 1), the others 1: so both can be read from one sum.
    """
    known = {leg.id for leg in problem.legs}
    had: dict[str, str] = {}
    for each in before.itineraries:
        rides = [step.leg for step in each.steps if isinstance(step, Ride) and step.leg in known]
        if rides:
            had.setdefault(each.party, rides[-1])
    many = sum(party.promise is None and party.id in had for party in problem.parties)

    def told(party: Party) -> Party:
        if party.promise is not None:
            return replace(party, promise=Promise(party.promise.leg, party.promise.cost * (many + 1)))
        return replace(party, promise=Promise(had[party.id], 1)) if party.id in had else party

    return replace(problem, parties=tuple(map(told, problem.parties))), many


def _weighed(model: Model, rate: int, many: int) -> Model:
    danger, promises, money = (LEVELS.index(name) for name in (LevelName.DANGER, LevelName.PROMISES, LevelName.MONEY))
    # what is kept is taken from the sum, so it is never positive
    real, moved = -(-model.worth[promises] // (many + 1)), -(-model.worth[promises] % (many + 1))
    worth = model.worth.copy()
    worth[danger] += rate * real
    worth[promises] = real
    worth[money] = worth[money] * (many + 1) + moved
    base = list(model.base)
    lost, stay = divmod(base[promises], many + 1)
    base[danger], base[promises], base[money] = base[danger] + rate * lost, lost, base[money] * (many + 1) + stay
    home, *others = base
    return replace(model, worth=worth, base=(home, others[0], others[1], others[2]))


def _weighed_values(told: Mapping[LevelName, int], rate: int, many: int) -> Mapping[LevelName, int]:
    """Return what a plan comes to on the levels of the weighed model, by its values where all were told their leg."""
    real, moved = divmod(told[LevelName.PROMISES], many + 1)
    return {
        LevelName.HOME: told[LevelName.HOME],
        LevelName.DANGER: told[LevelName.DANGER] + rate * real,
        LevelName.PROMISES: real,
        LevelName.MONEY: told[LevelName.MONEY] * (many + 1) + moved,
    }


def rate_of(promise_rate: float) -> int:
    """Return risk-hours as whole millionths."""
    return round(promise_rate * MICRO)
