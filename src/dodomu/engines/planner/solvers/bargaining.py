"""Finding prices at which about as much is wanted as there is.

A round goes through the crowd part by part: each part is priced out at the prices of the moment, learns the itineraries
that are best then, and trades; what it takes at once raises prices for the next part. (Coordinate steps on an augmented
Lagrangian with columns: Bertsekas 1996, ch. 4; Desaulniers, Desrosiers and Solomon 2005.) Asking a whole crowd at once
instead sends everybody to the same leg and back again.
"""

from collections.abc import Callable

import numpy as np

from dodomu.engines.planner.grid import Floats
from dodomu.engines.planner.solvers.charters import best_charters
from dodomu.engines.planner.solvers.market import FORBIDDEN, Market
from dodomu.engines.planner.solvers.pool import Pool


class Bargain:
    """The state of bargaining: base prices, how steep they rise with excess, and which charters are hired in part."""

    def __init__(
        self,
        market: Market,
        eps: float,
        seed: int,
        *,
        price: Floats | None = None,
        hired: Floats | None = None,
        steepness: float = 0.1,
        hold: bool = False,
    ) -> None:
        self.market, self.eps = market, eps
        self.pool = Pool(market, eps)
        self.random = np.random.default_rng(seed)
        crowd = market.crowd
        self.base = np.zeros(market.net.rows) if price is None else price.copy()
        self.hired = np.zeros(len(market.charter_rows)) if hired is None else hired.astype(np.float64).copy()
        self.hold = hold  # keep the charters as they are
        self.sold = market.limited & ~market.none
        worth = (crowd.group_weight * crowd.group_persons).sum() / max(1.0, crowd.group_persons.sum())
        self._scale = np.where(self.sold, worth / np.maximum(market.capacity, 1.0), 0.0)
        self.steepness = steepness
        self.rounds = 0
        self.best_bound, self.best_price = np.inf, self.base.copy()
        self._order = np.arange(crowd.groups)

    def round(
        self, *, damping: float = 0.3, growth: float = 1.1, days: int = 1, patience: int = 10, steepest: float = 2.0
    ) -> None:
        """Let everybody be priced out and trade once."""
        market, pool = self.market, self.pool
        steep = self._scale * self.steepness
        supply = self.supply()
        order = self.random.permutation(len(market.parts))
        beside = market.workers
        for at in range(0, len(order), beside):
            parts = [market.parts[each] for each in order[at : at + beside]]
            price = np.where(market.none, FORBIDDEN, np.maximum(0.0, self.base + steep * (pool.load - supply)))
            quote = market.quote(keep=True)
            market.ask_parts(parts, price, self.eps, quote)
            pool.learn(quote)
            groups = np.concatenate([part.groups for part in parts])
            for _ in range(days):
                self.random.shuffle(groups)
                pool.day(groups, self.base, steep, supply, patience * max(1, len(order) // beside))
        for _ in range(days):
            self.random.shuffle(self._order)
            pool.day(self._order, self.base, steep, supply, patience)
        if len(self.hired) and not self.hold:
            price = np.maximum(0.0, self.base + steep * (pool.load - supply))
            worth = np.array([float(price[rows] @ market.capacity[rows]) for rows in market.charter_rows])
            grid = market.grid
            wanted, _ = best_charters(
                worth - price[market.net.money_row] * grid.charter_price,
                grid.charter_price,
                grid.budget,
                market.allowed,
                exact=False,
            )
            self.hired += 0.5 / (1.0 + self.rounds / 5.0) * (wanted - self.hired)
        self.base += damping * (self.price() - self.base)
        self.steepness = min(steepest, self.steepness * growth)
        self.rounds += 1

    def price(self) -> Floats:
        """Return the prices of the moment."""
        steep = self._scale * self.steepness
        return np.where(self.sold, np.maximum(0.0, self.base + steep * (self.pool.load - self.supply())), 0.0)

    def supply(self) -> Floats:
        """Return how much there is of each row with the charters as they are hired."""
        market = self.market
        supply = np.where(self.sold, market.own, 0.0)
        for charter, rows in enumerate(market.charter_rows):
            supply[rows] = self.hired[charter] * market.capacity[rows]
        if self.sold[market.net.money_row] and len(self.hired):
            supply[market.net.money_row] -= float(self.hired @ market.grid.charter_price)
        return supply

    def prove(self) -> float:
        """Ask the whole crowd at the prices of the moment and at the base; return the best bound so far.

        The base is an average over rounds, and the bound is convex in prices: it is mostly the better of the two.
        """
        for price in (np.where(self.sold, self.base, 0.0), self.price()):
            bound = self.market.ask(price, self.eps).bound
            if bound < self.best_bound:
                self.best_bound, self.best_price = bound, price
        return self.best_bound

    def value(self) -> float:
        """Return what is traded for, less what its excess would cost at the prices: a guess at the best value."""
        excess = np.where(self.sold, np.maximum(0.0, self.pool.load - self.supply()), 0.0)
        return self.pool.worth() - 2.0 * float(self.price() @ excess)

    def settle(
        self,
        rounds: int,
        enough: float,
        goes_on: Callable[[], bool],
        every: int = 5,
        told: Callable[[Floats], None] | None = None,
        **how: float,
    ) -> None:
        """Go on until the bound is within `enough` (a share) of what is traded for, or the rounds are used up."""
        for at in range(rounds):
            if not goes_on():
                return
            self.round(**how)  # type: ignore[arg-type]
            if (at + 1) % every == 0 or at + 1 == rounds:
                self.prove()
                if told is not None:
                    told(self.best_price)
                if self.best_bound - self.value() < enough * max(1.0, self.best_bound):
                    return
