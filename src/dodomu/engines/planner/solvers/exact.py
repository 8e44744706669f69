"""The exact solver for small problems: one integer model of everything, level by level, with its proof.

For each level in turn HiGHS looks for the best among all plans that are as good as the plan found on the levels before.
It is always asked in the same way, so the answer depends on the problem alone, unless the time runs out.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from dodomu.engines.planner.check import values_of
from dodomu.engines.planner.grid import Grid, Ints
from dodomu.engines.planner.plan import Level, LevelName, Plan
from dodomu.engines.planner.solvers.exact_highs import Fixed, Relaxed, least_of
from dodomu.engines.planner.solvers.exact_model import MOST_COLUMNS, NO_LIMIT, Model, model_of
from dodomu.engines.planner.solvers.exact_reading import CrowdedError, plan_of

LEVELS = tuple(LevelName)
LEAST_SECONDS = 0.01  # with less it is not worth beginning
SHARES = (0.6, 0.7, 0.7, 1.0)  # of what is left of the time, for each level


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """A plan that holds, its four levels with what nobody can better, and the seconds that each level took."""

    plan: Plan
    levels: tuple[Level, ...]
    seconds: Mapping[LevelName, float] = field(default_factory=dict)

    @property
    def proven(self) -> bool:
        """Whether nobody can better any level."""
        return all(level.proven for level in self.levels)


def solve_exactly(
    grid: Grid,
    *,
    seconds: float,
    clock: Callable[[], float],
    start: Plan | None = None,
    stop: Callable[[], bool] | None = None,
    tolerance: Mapping[LevelName, float] | None = None,
    most_columns: int = MOST_COLUMNS,
) -> ExactAnswer | None:
    """Return the best plan, level by level; nothing if the problem is too large for one model.

    `clock` counts seconds. When they run out, or `stop` says so, the best plan so far is returned, with bounds that
    hold but do not prove it. `start` is a plan that holds: the answer is never worse. `tolerance` is, by level, the
    share of its value by which a level may fall short (default: nothing).
    """
    until = clock() + seconds
    apart: frozenset[int] = frozenset()
    while True:
        model = model_of(grid, most_columns, apart)
        if model is None:
            return None
        search = _Search(grid, model, clock, until, stop, tolerance or {})
        try:
            return search.answer(start)
        except (
            CrowdedError
        ) as crowded:  # what was found is too good to be true: tell the vehicles of these rounds apart
            apart |= crowded.rounds


class _Search:
    def __init__(
        self,
        grid: Grid,
        model: Model,
        clock: Callable[[], float],
        until: float,
        stop: Callable[[], bool] | None,
        tolerance: Mapping[LevelName, float],
    ) -> None:
        self.grid, self.model, self.clock, self.until = grid, model, clock, until
        self.stop, self.tolerance = stop, tolerance
        self.columns: Ints | None = np.zeros(model.columns, dtype=np.int64)  # nobody goes anywhere; none: as is known
        self.fixed: list[Fixed] = []
        self.least, self.most = np.zeros(model.columns, dtype=np.int64), model.limit.copy()
        self.bounds: list[int] = []
        self.seconds: dict[LevelName, float] = {}
        self.known: Mapping[LevelName, int] | None = None  # of a plan that is as good as what is held, level by level

    def answer(self, start: Plan | None) -> ExactAnswer:
        given = None if start is None else values_of(self.grid.problem, start)
        self.better(given)
        plan = self.plan()
        values = values_of(self.grid.problem, plan)
        if start is not None and given is not None and (self.columns is None or _order(given) < _order(values)):
            plan, values = start, given
        levels = tuple(
            Level(name, values[name], _no_better_than(at, values[name], bound))
            for at, (name, bound) in enumerate(zip(LEVELS, self.bounds, strict=True))
        )
        return ExactAnswer(plan, levels, self.seconds)

    def better(self, known: Mapping[LevelName, int] | None) -> None:
        """Go through the levels; `known` is what some plan comes to on each, which need not be found again."""
        self.known = known
        for at, name in enumerate(LEVELS):
            since = self.clock()
            self._level(at, name)
            self.seconds[name] = self.clock() - since

    def plan(self) -> Plan:
        """Return the plan in the columns; an empty one when they were not needed."""
        return Plan() if self.columns is None else plan_of(self.model, self.columns)

    def _level(self, at: int, name: LevelName) -> None:
        """Better the columns on one level, note what nobody can better, and hold the level from now on."""
        worth, base = self.model.worth[at], self.model.base[at]
        sign = -1 if at == 0 else 1
        share = self.tolerance.get(name, 0.0)
        easy = sign * base + int(np.minimum(sign * worth, 0) @ self.model.limit)  # every column by itself
        known = None if self.known is None else self.known[name]
        value = sign * self._reached(worth, base, known)
        bound, found = easy, None
        left = (self.until - self.clock()) * SHARES[at]
        level_until = self.clock() + left
        if value > easy and left > LEAST_SECONDS and not (self.stop is not None and self.stop()):
            found = least_of(
                self.model, sign * worth, self.fixed, (self.least, self.most),
                left=lambda: level_until - self.clock(), gap=share, begin=self.columns, stop=self.stop,
                known=None if known is None else sign * (known - base), among=name is not LevelName.MONEY,
            )  # fmt: skip
            if found.as_known:
                self.columns = None
            elif found.columns is not None and (
                self.columns is None or sign * (base + int(worth @ found.columns)) <= value
            ):
                self.columns = found.columns
            value = sign * self._reached(worth, base, known)
            if math.isfinite(found.bound):
                bound = max(easy, _whole(found.bound, worth) + sign * base)
            if found.proven and not share:
                bound = value
        bound = min(bound, value)
        self.bounds.append(sign * bound)
        if known is not None and sign * value != known:
            self.known = None
        slack = math.floor(share * abs(value))
        if np.any(worth):
            held = sign * value - base
            self.fixed.append(
                Fixed(worth, held - slack, NO_LIMIT) if at == 0 else Fixed(worth, -NO_LIMIT, held + slack)
            )
        if found is not None and found.relaxed is not None:
            self._narrow(found.relaxed, value - sign * base + slack)

    def _reached(self, worth: Ints, base: int, known: int | None) -> int:
        """Return what the columns come to, or what is known."""
        if self.columns is None:
            return known or 0
        return base + int(worth @ self.columns)

    def _narrow(self, relaxed: Relaxed, most: int) -> None:
        """Limit columns of which one more would cost more than there is between the relaxed best and what is held."""
        spare = most - relaxed.bound + 1e-6 * max(1.0, abs(most)) * 1e-3 + 0.5
        up = np.flatnonzero((relaxed.reduced > 1e-6 * spare) & (relaxed.columns < self.least + 0.5))
        self.most[up] = np.minimum(
            self.most[up], self.least[up] + np.floor(spare / relaxed.reduced[up]).astype(np.int64)
        )
        down = np.flatnonzero((relaxed.reduced < -1e-6 * spare) & (relaxed.columns > self.most - 0.5))
        self.least[down] = np.maximum(
            self.least[down], self.most[down] - np.floor(spare / -relaxed.reduced[down]).astype(np.int64)
        )


def _whole(bound: float, worth: Ints) -> int:
    """Return the least sum of such amounts that is not below a bound, which is known to some digits only."""
    common = max(1, math.gcd(*worth.tolist()))
    return math.ceil((bound - 0.01 - 1e-9 * abs(bound)) / common) * common


def _order(values: Mapping[LevelName, int]) -> tuple[int, ...]:
    return tuple(-values[name] if name is LevelName.HOME else values[name] for name in LEVELS)


def _no_better_than(at: int, value: int, bound: int) -> int:
    return max(value, bound) if at == 0 else min(value, bound)
