"""The search for a plan, from the first one that holds to the best that time allows, with its proof."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from dodomu.engines.planner.grid import Floats, Grid
from dodomu.engines.planner.plan import Plan, Prices
from dodomu.engines.planner.solvers import hiring
from dodomu.engines.planner.solvers.bargaining import Bargain
from dodomu.engines.planner.solvers.keeping import seat_as_before
from dodomu.engines.planner.solvers.market import Market
from dodomu.engines.planner.solvers.network import Network, crowd_of, network_of
from dodomu.engines.planner.solvers.roster import Aim, Roster
from dodomu.engines.planner.solvers.rounding import Rounding

MANY = 6000  # units up to which mending may go a step back to find a better way
LARGE = 4000  # groups from which on prices are first sought with a sample
HALF = 0.5
DAYS = 40  # days of trading in whole parties
NOTHING = 1e-6  # a price that is none
DANGER = 1e-5  # weighted persons that a risk-hour counts while level 1 is sought; far below one person for any one move


@dataclass(slots=True)
class Budget:
    """How long the search may go on. `elapsed` is in seconds since it began."""

    elapsed: Callable[[], float]
    seconds: float
    stop: Callable[[], bool]
    cut: bool = field(default=False)  # whether time or a stop has cut something short

    def until(self, share: float) -> Callable[[], bool]:
        """Return a question: may this go on until such a share of the time?"""

        def goes_on() -> bool:
            on = self.elapsed() < self.seconds * share and not self.stop()
            self.cut = self.cut or not on
            return on

        return goes_on


Tell = Callable[[str, Plan | None, float | None], None]  # what is being done, a plan if better, the bound if better


class Search:
    """One search. `run` returns the best plan; bounds and prices stay here."""

    def __init__(self, grid: Grid, budget: Budget, seed: int, tell: Tell, promise_rate: float) -> None:
        self.grid, self.budget, self.seed, self.tell = grid, budget, seed, tell
        self.net, self.capacity = network_of(grid)
        self.crowd = crowd_of(grid)
        groups = self.crowd.groups
        self.market = Market(grid, self.net, self.crowd, self.capacity, parts=int(np.clip(groups // 300, 8, 144)))
        self.price = np.zeros(self.net.rows)
        self.bound = math.inf
        self.value = -1
        self.aim = Aim(danger=DANGER, promise=promise_rate * DANGER, pull=1.0)
        self.hired = np.zeros(len(grid.charter_ids))

    # -- bounds

    def prove(self, bound: float) -> None:
        """Take note of a bound on weighted persons home."""
        if bound < self.bound:
            self.bound = bound
            self.tell("pricing", None, bound)

    def prove_at(self, price: Floats) -> None:
        """Ask at these prices without counting danger: the exact bound of level 1."""
        self.prove(self.market.ask(price, 0.0).bound)

    def danger_bound(self, home: int, goes_on: Callable[[], bool]) -> float:
        """Return risk-hours that no plan can stay below that brings at least as much weight home (Lagrange).

        A risk-hour saved is given a worth for which people would be brought home for its sake alone; prices that fit it
        are bargained for, by a sample of a large crowd.
        """
        crowd, left = self.crowd, float(self.crowd.group_left @ self.crowd.group_persons)
        best, price = 0.0, self.price

        def look(price: Floats, worth: float) -> None:
            nonlocal best
            best = max(best, left - (self.market.ask(price, worth).bound - home) / worth)

        look(price, 1e-2)
        usual = min(1e3, max(NOTHING, float(crowd.group_weight @ crowd.group_persons) / max(left, NOTHING)))
        market = self.market
        if crowd.groups > LARGE:
            sample = crowd.sample(max(2, crowd.groups // 1500), self.seed)
            market = Market(self.grid, self.net, sample, self.capacity, parts=48)
        for worth in (usual, 4.0 * usual):
            if not goes_on():
                break
            bargain = Bargain(market, worth, self.seed, price=price, hired=self.hired, steepness=0.1)
            bargain.settle(40, 1e-4, goes_on, every=5)
            price = bargain.best_price
            look(price, worth)
        return best

    # -- the search

    def first_plan(self) -> Roster:
        """Return a plan as soon as there can be one."""
        self.prove_at(self.price)
        self.hired = self._cheap_charters()
        roster = self.roster()
        roster.seat_by_quotes(self.price, DANGER, 6, self.seed)
        roster.send_unused_charters_away()
        roster.fill_up(self.price, most=2000)
        return roster

    def roster(self) -> Roster:
        """Return an empty plan with the charters that are chosen now."""
        return Roster(self.grid, self.market, self.crowd, self.hired, self.aim)

    def _cheap_charters(self) -> Floats:
        seats = np.array([self.capacity[rows].sum() for rows in self.market.charter_rows])
        price, left = self.grid.charter_price, self.grid.budget
        hired = np.zeros(len(price))
        for charter in np.lexsort((np.arange(len(price)), price / np.maximum(seats, 1))).tolist():
            if price[charter] <= left and seats[charter] > 0:
                hired[charter], left = 1.0, left - int(price[charter])
        return hired

    def bargain(self, goes_on: Callable[[], bool]) -> Bargain:
        """Find prices for the whole crowd; for a large one first with a sample of it."""
        groups = self.crowd.groups
        if groups <= LARGE:
            bargain = Bargain(self.market, DANGER, self.seed, price=self.price)
            bargain.settle(80, 3e-4, goes_on, every=5, told=self.prove_at, patience=30, days=2, growth=1.05)
        else:
            crowd = self.crowd.sample(max(2, groups // 1500), self.seed)
            sample = Bargain(
                Market(self.grid, self.net, crowd, self.capacity, parts=48), DANGER, self.seed, steepness=0.02
            )
            # at first prices only follow what is wanted; what they remember would have to be unlearned
            sample.settle(20, 0.0, goes_on, every=100, damping=0.0)
            sample.settle(40, 3e-3, goes_on, every=10, steepest=0.5)
            self.prove_at(sample.best_price)
            bargain = Bargain(
                self.market, DANGER, self.seed, price=sample.best_price, hired=sample.hired, steepness=0.05
            )
            del sample
            # until enough is taken, what is not taken yet says nothing about prices
            bargain.settle(8, 0.0, goes_on, every=100, steepest=0.2, damping=0.0, patience=5)
            bargain.settle(60, 3e-4, goes_on, every=4, told=self.prove_at, steepest=0.2, patience=5)
        self.prove_at(bargain.best_price)
        return bargain

    def hire(self, bargain: Bargain, goes_on: Callable[[], bool]) -> None:
        """Decide about charters, then settle prices with them."""
        charters = len(self.grid.charter_ids)
        if charters == 0:
            self.price = bargain.price()
            return
        if charters <= hiring.MOST_CHARTERS:
            self.hired, bound, self.price = hiring.choose(bargain, goes_on, 3e-4)
            self.prove(bound)
        else:
            self.hired = hiring.by_part(bargain)
            bargain.hired, bargain.hold = self.hired.copy(), True
            bargain.settle(6, 0.0, goes_on, every=100, steepest=0.3, patience=5)
            self.price = bargain.price()
            self.prove_at(bargain.base)

    def round(self, bargain: Bargain, goes_on: Callable[[], bool], start: Plan | None, most: int) -> Roster:
        """Seat everybody by the market of whole parties, a few times by chance, and return the best.

        What still holds of `start` is kept the first time.
        """
        roster = self.roster()
        bargain.pool.forget(3)
        best, kept, price = -math.inf, roster.snapshot(), self.price
        for time in range(most):
            if time > 0 and not goes_on():
                break
            if time > 0:
                roster = self.roster()
            elif start is not None:
                seat_as_before(roster, start)
            rounding = Rounding(roster, bargain, self.seed + time)
            rounding.settle(goes_on, days=DAYS, asks=2 if self.crowd.groups <= LARGE * 4 else 3)
            rounding.seat()
            self.prove_at(rounding.base)
            roster.seat_by_quotes(rounding.base, DANGER, 2, self.seed)
            roster.fill_up(rounding.base)
            if roster.score > best:
                best, kept, price = roster.score, roster.snapshot(), rounding.base
                self.tell("rounding", roster.plan(), None)
        roster = self.roster()
        roster.restore(kept)
        self.price = price
        return roster

    def mend(self, roster: Roster, goes_on: Callable[[], bool], share_until: float) -> Roster:
        """Better a plan neighbourhood by neighbourhood, warm at first, and keep the best."""
        chunk = 100
        begun, ends = self.budget.elapsed(), self.budget.seconds * share_until
        best, kept = roster.score, roster.snapshot()
        at = 0
        while goes_on():
            done = (self.budget.elapsed() - begun) / max(1e-9, ends - begun)
            warmth = 4.0 * max(0.0, 1.0 - done / 0.9) if roster.many < MANY else 0.0
            roster.mend(self.price, chunk, self.seed + at, warmth)
            at += chunk
            if roster.score > best:
                best, kept = roster.score, roster.snapshot()
            if roster.home >= self.bound and len(roster.left) == 0 and done > HALF:
                break
        roster.restore(kept)
        return roster

    def prices(self) -> Prices:
        """Return what one more of each scarce thing was worth at the last prices."""
        return Prices(named(self.grid, self.net, self.price))


def named(grid: Grid, net: Network, price: Floats) -> dict[tuple[str, str, str], float]:
    """Return prices by (what, id, hour or kind), those above zero."""
    worth: dict[tuple[str, str, str], float] = {}

    def note(what: str, id_: str, which: str, row: int) -> None:
        if row >= 0 and price[row] > NOTHING:
            worth[what, id_, which] = float(price[row])

    moments = [grid.moment(step).isoformat() for step in range(grid.steps)]
    for leg, id_ in enumerate(grid.leg_ids):
        for kind, name in enumerate(grid.kinds):
            note("seat", id_, name, int(net.leg_row[leg]) + kind)
    for place, id_ in enumerate(grid.place_ids):
        if grid.place_needs_processing[place]:
            for step in range(grid.steps):
                note(
                    "processing",
                    id_,
                    grid.hours[int(grid.hour_of[step])].isoformat(),
                    int(net.processing_row[place, step]),
                )
        if net.room_row[place] >= 0:
            for step in range(grid.steps):
                note("room", id_, moments[step], int(net.room_row[place]) + step)
    for fleet, id_ in enumerate(grid.fleet_ids):
        for step in range(grid.steps):
            note("vehicle", id_, moments[step], int(net.vehicle_row[fleet]) + step)
    first = net.money_row - len(grid.permission_ids)
    for permission, id_ in enumerate(grid.permission_ids):
        note("permission", id_, "", first + permission)
    note("money", "", "", net.money_row)
    return worth
