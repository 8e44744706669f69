"""Prices for everything scarce, and the proof that comes with them.

For any prices the value of all that is for sale, plus what everybody gains who travels the best way at these prices, is
a bound that no plan can better (Lagrange). Charters are chosen inside it by an exact knapsack over the budget.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from dodomu.engines.planner.grid import UNLIMITED, Floats, Grid, Ints
from dodomu.engines.planner.solvers.charters import best_charters
from dodomu.engines.planner.solvers.network import Crowd, Network, Small
from dodomu.engines.planner.solvers.pricing import DEEPEST, hub_costs, price_out, round_costs

FORBIDDEN = 1e9


@dataclass(slots=True)
class Quote:
    """What came of one round of prices. `use` is by row; `hired` by charter; `bound` in weighted persons."""

    bound: float
    use: Floats
    hired: Floats
    gain: Floats  # [A] of one person of each group
    danger: Floats  # [A]
    lengths: Small
    whats: Small
    whens: Small
    without: float = np.inf  # the bound if no charter were hired
    worth: Floats = field(default_factory=lambda: np.zeros(0))  # of each charter at the prices


class Part:
    """Some of the crowd, priced out together, with room to work in: parts can be asked beside one another."""

    def __init__(self, net: Network, crowd: Crowd, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.sort = int(crowd.combo_sort[first])
        self.sorts = int(crowd.combo_sort[last - 1]) + 1 - self.sort
        self.groups = np.arange(crowd.combo_groups[first], crowd.combo_groups[last])
        shape = (len(net.hub_node), net.steps + 1, self.sorts)
        self.arrived, self.ready = np.empty(shape), np.empty(shape)
        self.arrived_choice, self.ready_choice = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
        self.beyond = np.empty((self.sorts, *shape[:2]))
        self.leg_costs = np.empty((net.legs, self.sorts))


class Market:
    """Answers prices with a quote. Buffers are kept, so that a round allocates nothing large."""

    def __init__(
        self,
        grid: Grid,
        net: Network,
        crowd: Crowd,
        capacity: Floats,
        parts: int = 8,
        workers: int = 2,
    ) -> None:
        self.grid, self.net, self.crowd, self.capacity = grid, net, crowd, capacity
        self.pool = ThreadPoolExecutor(workers) if workers > 1 else None
        self.workers = workers
        self.rotation_cost = np.empty((len(net.round_fleet), net.steps))
        self.rotation_danger = np.empty(len(net.round_fleet))
        self.limited = capacity < UNLIMITED / 2
        # seats of chartered legs are there only when the charter is hired
        self.own = np.where(self.limited, capacity, 0.0)
        self.charter_rows: list[Ints] = []
        for charter in range(len(grid.charter_ids)):
            legs = np.flatnonzero(net.leg_charter == charter)
            self.charter_rows.append((net.leg_row[legs][:, None] + np.arange(net.kinds)).ravel().astype(np.int64))
        self.chartered = np.concatenate([*self.charter_rows, np.zeros(0, dtype=np.int64)])
        self.own[self.chartered] = 0.0
        # what there is none of is never for sale: no price is high enough, and it costs the bound nothing
        self.none = self.limited & (capacity <= 0)
        self.allowed = np.ones(len(self.charter_rows), dtype=np.int8)  # NEVER, FREE or ALWAYS: for branching
        combos = len(crowd.combo_place)
        cuts = np.unique(np.searchsorted(crowd.combo_groups, np.linspace(0, crowd.groups, parts + 1)))
        cuts = np.unique(np.concatenate([[0], cuts, [combos]]))
        self.parts = [Part(net, crowd, int(low), int(high)) for low, high in pairwise(cuts.tolist())]

    def quote(self, keep: bool) -> Quote:
        """Return an empty quote to be filled in."""
        groups, kept = self.crowd.groups, self.crowd.groups if keep else 0
        return Quote(
            np.inf,
            np.zeros(self.net.rows),
            np.zeros(0),
            np.zeros(groups),
            np.zeros(groups),
            np.zeros(groups, dtype=np.int32),
            np.empty((kept, DEEPEST), dtype=np.int32),
            np.empty((kept, DEEPEST), dtype=np.int32),
        )

    def ask(self, price: Floats, eps: float, *, keep: bool = False, exact: bool = True) -> Quote:
        """Return the bound at these prices (not negative, 0 where nothing is limited) and what would be bought."""
        quote = self.quote(keep)
        price = np.where(self.none, FORBIDDEN, price)
        total = self.ask_parts(self.parts, price, eps, quote)
        if not self.charter_rows:
            quote.without = quote.bound = float(price @ self.own) + total
            return quote
        worth = np.array([float(price[rows] @ self.capacity[rows]) for rows in self.charter_rows])
        worth = worth - price[self.net.money_row] * self.grid.charter_price
        quote.hired, best = best_charters(worth, self.grid.charter_price, self.grid.budget, self.allowed, exact=exact)
        quote.without, quote.worth = float(price @ self.own) + total, worth  # own is 0 where nothing is for sale
        quote.bound = quote.without + best
        return quote

    def ask_parts(
        self,
        parts: list[Part],
        price: Floats,
        eps: float,
        quote: Quote,
        adjust: Callable[[Floats], None] | None = None,
    ) -> float:
        """Fill in the quote for some parts of the crowd; return what they would gain together.

        `adjust` may change what whole rotations cost [R, T]; what is returned is no bound then.
        """
        round_costs(self.net, price, eps, self.rotation_cost, self.rotation_danger)
        if adjust is not None:
            adjust(self.rotation_cost)

        def one(part: Part) -> tuple[float, Floats]:
            return self._ask_part(part, price, eps, quote)

        answers = (
            [one(part) for part in parts] if self.pool is None or len(parts) == 1 else list(self.pool.map(one, parts))
        )
        for _, use in answers:
            quote.use += use
        return sum(total for total, _ in answers)

    def _ask_part(self, part: Part, price: Floats, eps: float, quote: Quote) -> tuple[float, Floats]:
        net, crowd = self.net, self.crowd
        sorts = slice(part.sort, part.sort + part.sorts)
        hub_costs(
            net,
            crowd.sort_ratio[sorts],
            crowd.sort_ways[sorts],
            price,
            eps,
            self.rotation_cost,
            self.rotation_danger,
            part.arrived,
            part.arrived_choice,
            part.ready,
            part.ready_choice,
            part.leg_costs,
        )
        np.copyto(part.beyond, part.arrived.transpose(2, 0, 1))
        use = np.zeros(net.rows)
        total = price_out(
            net,
            crowd.combo_place,
            crowd.combo_sort,
            crowd.combo_car,
            crowd.combo_groups,
            crowd.sort_ratio,
            crowd.group_from,
            crowd.group_weight,
            crowd.group_persons,
            crowd.group_left,
            crowd.group_before,
            part.sort,
            part.first,
            part.last,
            price,
            eps,
            self.rotation_cost,
            self.rotation_danger,
            part.beyond,
            part.arrived_choice,
            part.ready_choice,
            part.leg_costs,
            use,
            quote.gain,
            quote.danger,
            quote.whats,
            quote.whens,
            quote.lengths,
        )
        return total, use
