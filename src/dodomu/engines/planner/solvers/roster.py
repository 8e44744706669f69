"""A plan that is being made: everybody's seat, put in by prices, mended, made fair, and written out as a `Plan`."""

from dataclasses import dataclass

import numpy as np

from dodomu.engines.planner.grid import NONE, Floats, Grid, Ints
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.solvers.market import FORBIDDEN, Market
from dodomu.engines.planner.solvers.mending import fill, mend
from dodomu.engines.planner.solvers.network import Crowd
from dodomu.engines.planner.solvers.pricing import DEEPEST
from dodomu.engines.planner.solvers.seating import new_desk, new_seating, put_back
from dodomu.engines.planner.solvers.writing import units_of, write_out

NO_LIMIT = 1e14


@dataclass(frozen=True, slots=True)
class Aim:
    """What one risk-hour and one unit of a promise's cost count, in weighted persons; both far below one person."""

    danger: float
    promise: float
    pull: float  # how hard a promised leg draws while a way is sought


class Roster:
    """Everybody's seat, with what is left of everything. Never holds anything that is not free."""

    def __init__(self, grid: Grid, market: Market, crowd: Crowd, hired: Floats, aim: Aim) -> None:
        self.grid, self.market, self.crowd, self.aim = grid, market, crowd, aim
        self.net = market.net
        self.hired = np.asarray(hired, dtype=np.float64).round() > 0
        free = np.minimum(market.capacity, float(1 << 40)).astype(np.int64)
        for charter, rows in enumerate(market.charter_rows):
            if not self.hired[charter]:
                free[rows] = 0
        free[self.net.money_row] -= int(grid.charter_price[self.hired].sum())
        self.units = units_of(grid, crowd)
        self.many = len(self.units.place)
        self.seating = new_seating(self.net, self.units, free)
        self._desk = new_desk(self.net)
        by_place = np.argsort(self.units.place, kind="stable")
        self._at_place = by_place.astype(np.int32)
        self._of_place = np.searchsorted(self.units.place[by_place], np.arange(grid.places + 1)).astype(np.int32)
        seats = np.maximum(1, self.units.needs[:, 0] if self.units.needs.shape[1] else 1)
        worth = self.units.weight * self.units.persons / seats
        waited = grid.waited[crowd.unit_party]
        self.by_worth = np.lexsort((waited, -self.units.persons, -worth)).astype(np.int64)

    # -- values

    @property
    def home(self) -> int:
        return int(self.seating.homeward[0])

    @property
    def danger(self) -> float:
        """Risk-hours of everybody."""
        return float(self.seating.danger @ self.units.persons)

    @property
    def score(self) -> float:
        return self.home - self.aim.danger * self.danger + self.aim.promise * float(self.seating.kept[0])

    @property
    def left(self) -> Ints:
        return np.flatnonzero(self.seating.length == 0)

    def snapshot(self) -> tuple[np.ndarray, ...]:
        """Return the state, to come back to it."""
        arrays: tuple[np.ndarray, ...] = tuple(self.seating)
        return tuple(array.copy() for array in arrays)

    def restore(self, snapshot: tuple[np.ndarray, ...]) -> None:
        """Come back to a state."""
        arrays: tuple[np.ndarray, ...] = tuple(self.seating)
        for array, kept in zip(arrays, snapshot, strict=True):
            np.copyto(array, kept)

    # -- putting in

    def seat_by_quotes(self, price: Floats, eps: float, times: int, seed: int) -> None:
        """Seat whom their best way at prices a little shaken still fits; what is used up is not for sale."""
        random = np.random.default_rng(seed)
        for at in range(times):
            left = self.by_worth[self.seating.length[self.by_worth] == 0]
            if len(left) == 0:
                return
            asked = np.maximum(price, 1e-3) * random.uniform(1.0 - 0.1 * at / times, 1.0 + 1.0 * at / times, len(price))
            asked[(self.seating.free <= 0) & self.market.limited] = FORBIDDEN
            asked[~self.market.limited] = 0.0
            quote = self.market.quote(keep=True)
            self.market.ask_parts(self.market.parts, asked, eps, quote)
            group = self.crowd.unit_group
            for unit in left.tolist():
                length = int(quote.lengths[group[unit]])
                if length:
                    put_back(
                        self.net,
                        self.units,
                        self.seating,
                        unit,
                        quote.whats[group[unit]],
                        quote.whens[group[unit]],
                        length,
                    )

    def send_unused_charters_away(self) -> None:
        """Hire no charter that nobody travels with; its price is there again for others."""
        used = np.zeros(len(self.hired), dtype=np.bool_)
        for at in range(int(self.seating.length.max(initial=0))):
            riding = self.seating.what[self.seating.length > at, at]
            charters = self.net.leg_charter[riding[(riding >= 0) & (riding < self.net.legs)]]
            used[charters[charters >= 0]] = True
        for charter in np.flatnonzero(self.hired & ~used):
            self.seating.free[self.market.charter_rows[charter]] = 0
            self.seating.free[self.net.money_row] += self.grid.charter_price[charter]
        self.hired = self.hired & used

    def fill_up(self, price: Floats, most: int | None = None) -> int:
        """Put in those who are left, most valuable for a seat first; return how many could be."""
        left = self.by_worth[self.seating.length[self.by_worth] == 0][:most]
        return int(
            fill(
                self.net,
                self.units,
                self.seating,
                self._desk,
                left,
                price,
                self.aim.danger,
                self.market.rotation_cost,
                self.aim.pull,
                NO_LIMIT,
            )
        )

    def mend(self, price: Floats, rounds: int, seed: int, warmth: float, most_out: int = 80) -> int:
        """Better the plan by so many neighbourhoods; return how many bettered it."""
        if self.many == 0 or self.grid.places == 0:
            return 0
        net = self.net
        if not hasattr(self, "_kept"):
            self._kept = (
                np.zeros((most_out, DEEPEST), dtype=np.int32),
                np.zeros((most_out, DEEPEST), dtype=np.int32),
                np.zeros(most_out, dtype=np.int32),
            )
        random = np.random.default_rng(seed)
        shaken = price * random.uniform(0.8, 1.2, len(price))
        quote = self.market.quote(keep=True)
        self.market.ask_parts(self.market.parts, np.where(self.market.none, FORBIDDEN, shaken), self.aim.danger, quote)
        worth = price[net.leg_row] * self.market.capacity[net.leg_row] if net.legs else np.zeros(0)
        return int(
            mend(
                net,
                self.units,
                self.seating,
                self._desk,
                seed,
                rounds,
                most_out,
                price,
                self.aim.danger,
                self.market.rotation_cost,
                self.aim.pull,
                self.aim.promise,
                np.cumsum(np.maximum(worth, 1e-3)),
                self._of_place,
                self._at_place,
                warmth,
                self.aim.danger,
                *self._kept,
                self.crowd.unit_group,
                quote.whats,
                quote.whens,
                quote.lengths,
            )
        )

    @property
    def units_of_party(self) -> dict[int, list[int]]:
        """Units by party, in order."""
        if not hasattr(self, "_units_of_party"):
            self._units_of_party: dict[int, list[int]] = {}
            for unit, party in enumerate(self.crowd.unit_party.tolist()):
                self._units_of_party.setdefault(party, []).append(unit)
        return self._units_of_party

    # -- fairness

    def let_the_longest_waiting_go_first(self) -> int:
        """Exchange itineraries between equals until nobody who waited longer comes home later; return how many changed.

        Equals have the same place, needs, papers, weight and car, and no promise. Nothing else changes: exchanged
        itineraries use the same of everything.
        """
        units, seating = self.units, self.seating
        waited = self.grid.waited[self.crowd.unit_party]
        equals: dict[tuple[object, ...], list[int]] = {}
        combo = np.repeat(np.arange(len(self.crowd.combo_place)), np.diff(self.crowd.combo_groups))[
            self.crowd.unit_group
        ]
        alone = np.bincount(self.crowd.unit_party, minlength=len(self.grid.party_ids))[self.crowd.unit_party] == 1
        for unit in range(self.many):
            if alone[unit] and self.grid.party_promise[self.crowd.unit_party[unit]] == NONE:
                key = (int(combo[unit]), int(units.weight[unit]), int(units.persons[unit]))
                equals.setdefault(key, []).append(unit)
        changed = 0
        for each in equals.values():
            if len(each) > 1:
                changed += self._order_fairly(sorted(each, key=lambda unit: waited[unit]))
        seating.homeward[0] = int((units.weight * units.persons)[seating.length > 0].sum())
        return changed

    def _order_fairly(self, equals: list[int]) -> int:
        seating, start = self.seating, self.units.start
        first = {unit: int(seating.when[unit, 0]) for unit in equals}
        home = {unit: self._home_at(unit) for unit in equals}
        changed = 0
        for at, unit in enumerate(equals):
            best = unit
            for other in equals[at + 1 :]:
                if (
                    home[other] < home[best]
                    and start[unit] <= first[other]
                    and (seating.length[unit] == 0 or start[other] <= first[unit])
                ):
                    best = other
            if best != unit:
                for array in (seating.length, seating.what, seating.when, seating.slot, seating.danger):
                    array[[unit, best]] = array[[best, unit]]
                first[unit], first[best] = first[best], first[unit]
                home[unit], home[best] = home[best], home[unit]
                changed += 1
        return changed

    def _home_at(self, unit: int) -> int:
        length = int(self.seating.length[unit])
        if length == 0:
            return 1 << 30
        choice, when = int(self.seating.what[unit, length - 1]), int(self.seating.when[unit, length - 1])
        net = self.net
        return int(net.leg_end[choice]) if choice < net.legs else when + int(net.link_steps[choice - net.legs])

    # -- writing out

    def plan(self) -> Plan:
        """Return the plan in human units."""
        return write_out(self.grid, self.net, self.units, self.seating, self.crowd, self.hired)
