"""`replan`: a plan and changed facts in, a new checked plan out, in seconds, with few people moved.

What still holds of the earlier plan is kept, whoever lost their way is seated again, and then as many as time allows
are bettered. A promise is broken only for more weight home, or where the stated rate says that it pays.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dodomu.engines.planner import check
from dodomu.engines.planner.check.reading import Case
from dodomu.engines.planner.check.values import values_of_case
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.greedy.filling import filled
from dodomu.engines.planner.grid import MICRO, Flags, Grid
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import (
    Itinerary,
    Level,
    LevelName,
    Outcome,
    Plan,
    Prices,
    Progress,
    Ride,
    Shuttle,
    Status,
)
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.solvers.exact_replanning import Weighed, rate_of, replan_exactly
from dodomu.engines.planner.solving import SMALL, whole
from dodomu.engines.planner.stopwatch import started
from dodomu.engines.planner.straightening import straight

if TYPE_CHECKING:
    from dodomu.engines.planner.solvers.roster import Roster
    from dodomu.engines.planner.solvers.search import Search

RATE = 24.0  # a day in a place of risk 1 for one person, against one unit of a broken promise's cost
AT_ONCE = 500  # parties seated between two looks at the clock

Values = Mapping[LevelName, int]


def replan(
    problem: Problem,
    before: Plan,
    *,
    seconds: float = 15.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    prices: Prices | None = None,
    promise_rate: float = RATE,
    was: Problem | None = None,
) -> Outcome:
    """Return a new plan for changed facts, made from an earlier one, in about so many seconds.

    More weight home comes first, then danger together with broken promises: `promise_rate` is how many risk-hours one
    unit of a promise's cost counts. Small problems are answered exactly. In a large one nobody is moved when all of the
    earlier plan still holds and nobody who is left can be put in beside it. A plan that cannot be bettered comes back
    as it is, and so does any plan that still holds when `was`, the facts it was made for, differs in nothing but
    promises. `prices` are those of the earlier `Outcome`; with them a large problem needs no new ones.

    `progress` is told of a checked plan as soon as there is one. The level of danger is bounded among plans that bring
    as much home and break no more promises, that of promises among those with no more danger. Raises ValueError for a
    rate that is negative or not a number.
    """
    if not (math.isfinite(promise_rate) and promise_rate >= 0):
        raise ValueError(f"The rate of promises must be a number of risk-hours, 0 or more, not {promise_rate}.")
    elapsed = started()
    faults = problem.faults()
    if faults:
        return Outcome(Status.FAULTY, Plan(), seconds=elapsed(), seed=seed, faults=faults)
    grid = lay_out(problem)
    replanning = _Replanning(
        problem, grid, before, seconds, seed, elapsed, progress, stop or (lambda: False), promise_rate
    )
    if not grid.party_ids:
        return replanning.outcome(Status.NOTHING_TO_DO, 0, 0, 0, reason="nobody")
    if was is not None and _without_promises(was) == _without_promises(problem) and replanning.takes(before):
        replanning.prices = prices or Prices()
        return replanning.unchanged()
    if sum(party.persons if party.may_split else 1 for party in grid.parties) <= SMALL:
        answer = replanning.of_a_small_problem()
        if answer is not None:
            return answer
    return replanning.of_a_large_problem(prices)


def _without_promises(problem: Problem) -> Problem:
    return replace(problem, parties=tuple(replace(party, promise=None) for party in problem.parties))


class _Replanning:
    """One replanning: the best plan so far that has passed the check, and what is proven."""

    def __init__(
        self,
        problem: Problem,
        grid: Grid,
        before: Plan,
        seconds: float,
        seed: int,
        elapsed: Callable[[], float],
        progress: Callable[[Progress], None] | None,
        stopped: Callable[[], bool],
        promise_rate: float,
    ) -> None:
        self.problem, self.grid, self.before = problem, grid, before
        self.seconds, self.seed, self.elapsed, self.progress, self.stopped = seconds, seed, elapsed, progress, stopped
        self.promise_rate, self.rate = promise_rate, rate_of(promise_rate)
        self.plan = Plan()
        self.values: Values = values_of_case(Case(problem, self.plan))
        self.home: int | None = None  # bound
        self.prices = Prices()
        self.tell("reading", None, None)

    # -- telling

    def tell(self, doing: str, plan: Plan | None, bound: float | None) -> None:
        """Note a bound on weight home, keep the plan if it is better, and tell."""
        if bound is not None and math.isfinite(bound):
            self.home = whole(bound) if self.home is None else min(whole(bound), self.home)
        taken = plan if plan is not None and self.takes(plan) else None
        if self.progress is not None:
            self.progress(Progress(self.elapsed(), doing, self.values[LevelName.HOME], self.home, taken))

    def takes(self, plan: Plan) -> bool:
        """Keep a plan, without its circles, if it holds and is better than the one there is, or the same as before."""
        direct = straight(self.problem, plan)
        return self._takes(direct) or (direct is not plan and self._takes(plan))

    def _takes(self, plan: Plan) -> bool:
        case = Case(self.problem, plan)
        values = values_of_case(case)
        if self._rank(values) <= self._rank(self.values) and plan is not self.before:
            return False
        if any(True for constraint in check.CONSTRAINTS for _ in constraint(case)):
            return False
        self.plan, self.values = plan, values
        return True

    def _rank(self, values: Values) -> tuple[int, int, int, int]:
        broken = values[LevelName.PROMISES]
        return values[LevelName.HOME], -values[LevelName.DANGER] - self.rate * broken, -broken, -values[LevelName.MONEY]

    def outcome(self, status: Status, danger: int, promises: int, money: int, reason: str = "") -> Outcome:
        """Return the plan with its bounds; `home` is as told."""
        values, none = self.values, status in {Status.NOTHING_TO_DO, Status.NO_WAY_HOME}
        home = values[LevelName.HOME] if none or self.home is None else max(self.home, values[LevelName.HOME])
        below = {LevelName.DANGER: danger, LevelName.PROMISES: promises, LevelName.MONEY: money}
        levels = [Level(LevelName.HOME, values[LevelName.HOME], home)]
        levels += [
            Level(name, values[name], values[name] if none else max(0, min(bound, values[name])))
            for name, bound in below.items()
        ]
        if not none and all(level.proven for level in levels):
            status = Status.OPTIMAL
        return Outcome(status, self.plan, tuple(levels), self.elapsed(), self.seed, self.prices, reason=reason)

    def _ended(self, *, cut: bool) -> Status:
        return Status.STOPPED if self.stopped() else Status.OUT_OF_TIME if cut else Status.FINISHED

    def unchanged(self) -> Outcome:
        """Return the plan as it was, with bounds that need no search."""
        everybody = int((self.grid.party_weight * self.grid.party_persons).sum())
        self.tell("rounding", None, everybody)
        return self.outcome(self._ended(cut=False), 0, 0, 0)

    # -- small

    def of_a_small_problem(self) -> Outcome | None:
        """Return the exact answer; nothing if it is too large for one model or could not be proven in time."""
        self.tell("rounding", self._what_holds(), None)
        self.tell("rounding", filled(self.problem, self.plan), None)
        left = max(0.0, 0.85 * self.seconds - self.elapsed())
        found = replan_exactly(
            self.problem, self.before, self.rate, start=self._most_home(), seconds=left, clock=self.elapsed,
            stop=self.stopped,
        )  # fmt: skip
        if found is None:
            return None
        self.tell("proving", found.plan, float(found.home))
        rank = self._rank(self.values)
        proven = rank[0] == found.home and rank[1] == -found.weighed
        if not proven and self.elapsed() < 0.8 * self.seconds and not self.stopped():
            return None
        if rank[0] == found.home == 0:
            return self.outcome(Status.NO_WAY_HOME, 0, 0, 0, reason="no-way-home")
        return self.outcome(self._ended(cut=not proven), *self._bounds_of(found))

    def _most_home(self) -> Plan:
        """Return the plan, or that of a desk which begins anew, if it brings more home: a level to hold from now on."""
        anew = by_priority(self.problem)
        return (
            anew
            if values_of_case(Case(self.problem, anew))[LevelName.HOME] > self.values[LevelName.HOME]
            else self.plan
        )

    def _bounds_of(self, found: Weighed) -> tuple[int, int, int]:
        danger, broken = self.values[LevelName.DANGER], self.values[LevelName.PROMISES]
        promises = math.ceil((found.weighed - danger) / self.rate) if self.rate else 0
        same = self._rank(self.values)[:3] == (found.home, -found.weighed, -found.promises)
        if same:  # as good a level as there is: then the next is bounded too
            promises = broken
        return found.weighed - self.rate * broken, max(0, promises), found.money if same else 0

    def _what_holds(self) -> Plan:
        """Return all of the earlier plan if it holds; else what does, the dearest promises and most weight first."""
        if self._holds(self.before):
            return self.before
        parties = {party.id: at for at, party in enumerate(self.grid.parties)}
        known = [each for each in self.before.itineraries if each.party in parties]
        rest = sorted(known, key=lambda each: self._last(parties[each.party]))
        hired: frozenset[str] = frozenset()
        for charter in sorted(self.problem.charters, key=lambda each: (each.price, each.id)):
            if charter.id in self.before.charters and self._holds(Plan(charters=hired | {charter.id})):
                hired |= {charter.id}
        kept: list[Itinerary] = []
        while rest and self.elapsed() < 0.3 * self.seconds:
            low, high = 0, len(rest)  # so many at least hold together with those kept, and so many at most
            while low < high:
                many = (low + high + 1) // 2
                if self._holds(self._of([*kept, *rest[:many]], hired)):
                    low = many
                else:
                    high = many - 1
            kept, rest = kept + rest[:low], rest[low + 1 :]
        return self._of(kept, hired)

    def _last(self, party: int) -> tuple[int, int, int]:
        grid = self.grid
        return (
            -int(grid.party_promise_cost[party]),
            -int(grid.party_weight[party] * grid.party_persons[party]),
            int(grid.waited[party]),
        )

    def _of(self, itineraries: list[Itinerary], hired: frozenset[str]) -> Plan:
        used = {step.rotation for each in itineraries for step in each.steps if isinstance(step, Shuttle)}
        return Plan(tuple(itineraries), tuple(each for each in self.before.rotations if each.id in used), hired)

    def _holds(self, plan: Plan) -> bool:
        case = Case(self.problem, plan)
        return not any(True for constraint in check.CONSTRAINTS for _ in constraint(case))

    # -- large

    def of_a_large_problem(self, prices: Prices | None) -> Outcome:
        """Keep what holds, seat whom it can, tell; then better the plan while there is time."""
        from dodomu.engines.planner.solvers import ahead
        from dodomu.engines.planner.solvers.keeping import charters_kept, seat_as_before
        from dodomu.engines.planner.solvers.pricing import round_costs
        from dodomu.engines.planner.solvers.roster import Aim
        from dodomu.engines.planner.solvers.search import DANGER, Budget, Search

        self.seconds += ahead.wait(self.tell, self.elapsed)
        budget = Budget(self.elapsed, self.seconds, self.stopped)
        search = Search(self.grid, budget, self.seed, self.tell, self.promise_rate)
        # a promised leg draws no harder than what it counts, or one weighted person
        search.aim = Aim(DANGER, self.promise_rate * DANGER, min(1.0, self.promise_rate))
        search.price = _prices_at(search, prices)
        search.hired = charters_kept(self.grid, self.before).astype(np.float64)
        # what rotations cost is wanted at once; what everybody would gain can wait until there is a plan
        round_costs(search.net, search.price, DANGER, search.market.rotation_cost, search.market.rotation_danger)
        roster = search.roster()
        lost = seat_as_before(roster, self.before)
        known = set(self.grid.party_ids)
        holds = len(lost) == 0 and all(each.party in known for each in self.before.itineraries)
        _fill(roster, search, lost, budget.until(0.45))
        begun = self.elapsed()
        self.tell("rounding", self.before if holds else roster.plan(), search.bound)
        telling = self.elapsed() - begun
        search.prove_at(search.price)
        if self.home == 0:
            return self.outcome(Status.NO_WAY_HOME, 0, 0, 0, reason="no-way-home")
        left = roster.by_worth[roster.seating.length[roster.by_worth] == 0]
        gained = _fill(roster, search, left, budget.until(1.0 - 2.0 * telling / max(self.seconds, 1e-9)))
        if gained or not holds:
            self._better(search, roster, prices, telling)
        self.prices = search.prices() if search.price.any() else Prices()
        return self._proven(search, cut=budget.cut)

    def _better(self, search: "Search", roster: "Roster", prices: Prices | None, telling: float) -> None:
        """Go on while there is time to write the plan out and to check it."""
        until = 0.95 - 1.5 * telling / max(self.seconds, 1e-9)
        if prices is None and self.elapsed() < 0.5 * until * self.seconds:
            bargain = search.bargain(search.budget.until(0.5 * until))
            search.price = np.where(bargain.sold, bargain.best_price, 0.0)
        if search.price.any() and self.elapsed() < until * self.seconds:
            _hire_more(roster, search)
            left = roster.by_worth[roster.seating.length[roster.by_worth] == 0]
            _fill(roster, search, left, search.budget.until(until))
        if self.elapsed() < until * self.seconds:
            search.mend(roster, search.budget.until(until), until)
        _hire_no_more_than_is_used(roster, search)
        self.tell("mending", roster.plan(), search.bound)

    def _proven(self, search: "Search", *, cut: bool) -> Outcome:
        from dodomu.engines.planner.solvers.promising import gone, must_break, out_of_reach

        lost = gone(self.grid)
        doubtful = (self.grid.party_promise_cost > 0) & ~lost & ~self._kept()
        promises = must_break(self.grid, lost | out_of_reach(search, doubtful))
        danger = 0
        if self.elapsed() < self.seconds and not self.stopped():
            danger = math.ceil(search.danger_bound(self.values[LevelName.HOME], search.budget.until(1.0)) * MICRO - 1.0)
        return self.outcome(self._ended(cut=cut), danger, promises, 0)

    def _kept(self) -> Flags:
        """[G] whose promise the plan keeps, or who has none."""
        riding: Counter[tuple[str, str]] = Counter()
        for each in self.plan.itineraries:
            for leg in {step.leg for step in each.steps if isinstance(step, Ride)}:
                riding[each.party, leg] += each.persons
        return np.array(
            [
                party.promise is None or riding[party.id, party.promise.leg] >= party.persons
                for party in self.grid.parties
            ]
        )


def _fill(roster: "Roster", search: "Search", order: np.ndarray, goes_on: Callable[[], bool]) -> int:
    """Put in those of `order` who are left; return how many could be."""
    from dodomu.engines.planner.solvers.mending import fill
    from dodomu.engines.planner.solvers.roster import NO_LIMIT

    many = 0
    for at in range(0, len(order), AT_ONCE):
        if at and not goes_on():
            break
        many += int(
            fill(
                roster.net,
                roster.units,
                roster.seating,
                roster._desk,
                order[at : at + AT_ONCE],
                search.price,
                roster.aim.danger,
                search.market.rotation_cost,
                roster.aim.pull,
                NO_LIMIT,
            )
        )
    return many


def _prices_at(search: "Search", prices: Prices | None) -> np.ndarray:
    """Return the prices by row of what is there now; nothing costs anything where none is known."""
    from dodomu.engines.planner.solvers.search import named

    found = np.zeros(search.net.rows)
    if prices is not None and prices.worth:
        rows = named(search.grid, search.net, np.arange(1.0, search.net.rows + 1.0))
        for name, worth in prices.worth.items():
            if name in rows:
                found[int(rows[name]) - 1] = worth
    return np.where(search.market.limited, found, 0.0)


def _hire_more(roster: "Roster", search: "Search") -> None:
    """Hire charters whose seats are worth something and that can be paid, best worth for money first."""
    if len(roster.left) == 0 or roster.hired.all():
        return
    quote, market, free = search.market.ask(search.price, 0.0), search.market, roster.seating.free
    price = search.grid.charter_price
    for charter in np.lexsort((np.arange(len(price)), -quote.worth / np.maximum(price, 1))).tolist():
        if not roster.hired[charter] and quote.worth[charter] > 0 and price[charter] <= free[search.net.money_row]:
            rows = market.charter_rows[charter]
            roster.hired[charter] = True
            free[rows] = market.capacity[rows].astype(np.int64)
            free[search.net.money_row] -= price[charter]


def _hire_no_more_than_is_used(roster: "Roster", search: "Search") -> None:
    for charter, rows in enumerate(search.market.charter_rows):
        free = roster.seating.free
        if roster.hired[charter] and (free[rows] >= search.market.capacity[rows]).all():
            roster.hired[charter] = False
            free[rows] = 0
            free[search.net.money_row] += search.grid.charter_price[charter]
