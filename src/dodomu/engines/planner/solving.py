"""`solve`: a problem in, the best plan that time allows out, checked, with a bound for each level."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dodomu.engines.planner import check
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.grid import GONE, MICRO, Grid
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import Level, LevelName, Outcome, Plan, Prices, Progress, Status
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.solvers.exact import solve_exactly
from dodomu.engines.planner.stopwatch import started
from dodomu.engines.planner.straightening import straight

if TYPE_CHECKING:
    from dodomu.engines.planner.solvers.search import Budget, Search

LARGE = 4000  # groups from which on finding prices takes most of the time
SMALL = 400  # units up to which an exact model is tried
LAST_COMES_LAST = 1e-4  # risk-hours that a promise's cost counts when promises come after danger


class _Telling:
    """Keeps the best plan that has passed the check, and tells of it."""

    def __init__(
        self, problem: Problem, elapsed: Callable[[], float], progress: Callable[[Progress], None] | None
    ) -> None:
        self.problem, self.elapsed, self.progress = problem, elapsed, progress
        self.plan = Plan()
        self.values: Mapping[LevelName, int] = check.values_of(problem, self.plan)
        self.bound: int | None = None

    def __call__(self, doing: str, plan: Plan | None, bound: float | None) -> None:
        if bound is not None and math.isfinite(bound):
            self.bound = min(whole(bound), self.bound if self.bound is not None else whole(bound))
        taken = plan if plan is not None and self.takes(plan) else None
        if self.progress is not None:
            self.progress(Progress(self.elapsed(), doing, self.values[LevelName.HOME], self.bound, taken))

    def takes(self, plan: Plan) -> bool:
        """Keep a plan, without its circles, if it holds and is better than the one there is."""
        direct = straight(self.problem, plan)
        return self._takes(direct) or (direct is not plan and self._takes(plan))

    def _takes(self, plan: Plan) -> bool:
        values = check.values_of(self.problem, plan)
        if _rank(values) <= _rank(self.values) or check.faults_of(self.problem, plan):
            return False
        self.plan, self.values = plan, values
        return True


def _rank(values: Mapping[LevelName, int]) -> tuple[int, int, int, int]:
    return (values[LevelName.HOME], -values[LevelName.DANGER], -values[LevelName.PROMISES], -values[LevelName.MONEY])


def whole(bound: float) -> int:
    """Return the largest whole value below a bound that was reckoned with fractions."""
    return math.floor(bound * (1 + 1e-12) + 1e-6)


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    start: Plan | None = None,
    tolerance: Mapping[LevelName, float] | None = None,
    promise_rate: float = LAST_COMES_LAST,
) -> Outcome:
    """Return the best plan found in about so many seconds, with a bound for each level.

    `progress` is called from this thread, with a plan whenever a better one has passed the check; `stop` is asked
    often. `start` is a plan to begin from: what still holds of it is never made worse. `tolerance` is the gap of each
    level that counts as proven (0 if not named). `promise_rate` is how many risk-hours one unit of a broken promise's
    cost counts; the default puts promises after danger. A problem with faults is answered with them, not with an
    exception.

    On a new machine the first search that is too large for one model compiles for about a minute, on top of `seconds`,
    and tells so ("compiling"). `solvers/ahead.py` does it when installing.

    The same problem, seed and number of rounds give the same plan; a search that is cut short by time depends on it.
    """
    elapsed = started()
    faults = problem.faults()
    if faults:
        return Outcome(Status.FAULTY, Plan(), seconds=elapsed(), seed=seed, faults=faults)
    tell = _Telling(problem, elapsed, progress)
    stopped = stop or (lambda: False)
    tell("reading", None, None)
    grid = lay_out(problem)
    if not grid.party_ids:
        return Outcome(Status.NOTHING_TO_DO, Plan(), _levels(tell, 0, 0, 0), elapsed(), seed, reason="nobody")
    if start is not None:
        tell.takes(start)
    if sum(party.persons if party.may_split else 1 for party in grid.parties) <= SMALL:
        tell("rounding", by_priority(problem), None)  # nothing has to be compiled for a small problem
        exact = solve_exactly(
            grid, seconds=max(0.0, seconds * 0.9 - elapsed()), start=tell.plan, stop=stop, clock=elapsed
        )
        if exact is not None:
            tell("proving", exact.plan, float(exact.levels[0].bound))
            proven = _same(tell.values, exact.levels) and all(level.proven for level in exact.levels[:2])
            if proven or elapsed() > 0.8 * seconds:
                return _answer(
                    tell, _bounded(tell, exact.levels), tolerance, stopped, elapsed, seed, Prices(), cut=not proven
                )
    from dodomu.engines.planner.solvers import ahead  # the compiler is loaded only for what needs it
    from dodomu.engines.planner.solvers.search import Budget, Search

    waited = ahead.wait(tell, elapsed)
    budget = Budget(lambda: elapsed() - waited, seconds, stopped)
    search = Search(grid, budget, seed, tell, promise_rate)
    quote = search.market.ask(search.price, 0.0)
    if not (quote.lengths > 0).any():
        levels = _levels(tell, 0, tell.values[LevelName.DANGER], tell.values[LevelName.PROMISES])
        return Outcome(Status.NO_WAY_HOME, tell.plan, levels, elapsed(), seed, reason="no-way-home")
    roster = search.first_plan()
    tell("rounding", roster.plan(), search.bound)
    _search(search, tell, budget, start)
    home = tell.values[LevelName.HOME]
    danger = math.ceil(search.danger_bound(home, budget.until(0.98)) * MICRO - 1.0)
    bounds = _levels(tell, whole(search.bound), danger, _gone(grid))
    return _answer(tell, bounds, tolerance, stopped, elapsed, seed, search.prices(), cut=budget.cut)


def _search(search: "Search", tell: _Telling, budget: "Budget", start: Plan | None) -> None:
    large = search.crowd.groups > LARGE
    bargain = search.bargain(budget.until(0.55 if large else 0.25))
    search.hire(bargain, budget.until(0.62 if large else 0.5))
    roster = search.round(bargain, budget.until(0.8 if large else 0.5), start, most=1 if large else 12)
    until = 0.82 if large else 0.9
    roster = search.mend(roster, budget.until(until), until)
    roster.send_unused_charters_away()
    roster.fill_up(search.price)
    roster.let_the_longest_waiting_go_first()
    tell("mending", roster.plan(), search.bound)


def _gone(grid: Grid) -> int:
    """Cost of promises on legs that nobody can take any more: no plan keeps these."""
    return int(grid.party_promise_cost[grid.party_promise == GONE].sum())


def _levels(tell: _Telling, home: int, danger: int, promises: int, money: int = 0) -> tuple[Level, ...]:
    values = tell.values
    return (
        Level(LevelName.HOME, values[LevelName.HOME], max(home, values[LevelName.HOME])),
        Level(LevelName.DANGER, values[LevelName.DANGER], max(0, min(danger, values[LevelName.DANGER]))),
        Level(LevelName.PROMISES, values[LevelName.PROMISES], min(promises, values[LevelName.PROMISES])),
        Level(LevelName.MONEY, values[LevelName.MONEY], min(money, values[LevelName.MONEY])),
    )


def _same(values: Mapping[LevelName, int], levels: Sequence[Level]) -> bool:
    return all(values[level.name] == level.value for level in levels)


def _bounded(tell: _Telling, levels: Sequence[Level]) -> tuple[Level, ...]:
    """Return the values of the kept plan with bounds proven for another: below the first level, only if equal."""
    found = {level.name: level.bound for level in levels}
    if not _same(tell.values, levels):
        found |= {LevelName.DANGER: 0, LevelName.PROMISES: 0, LevelName.MONEY: 0}
    return _levels(
        tell, found[LevelName.HOME], found[LevelName.DANGER], found[LevelName.PROMISES], found[LevelName.MONEY]
    )


def _answer(
    tell: _Telling,
    levels: tuple[Level, ...],
    tolerance: Mapping[LevelName, float] | None,
    stopped: Callable[[], bool],
    elapsed: Callable[[], float],
    seed: int,
    prices: Prices,
    *,
    cut: bool,
) -> Outcome:
    allowed = tolerance or {}
    reason = ""
    if levels[0].bound == 0:
        status, reason = Status.NO_WAY_HOME, "no-way-home"
    elif all(level.gap <= allowed.get(level.name, 0.0) for level in levels):
        status = Status.OPTIMAL
    elif stopped():
        status = Status.STOPPED
    else:
        status = Status.OUT_OF_TIME if cut else Status.FINISHED
    return Outcome(status, tell.plan, levels, elapsed(), seed, prices, reason=reason)
