"""The whole of a small problem as one integer model: flows of like units over the network, and what limits them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from dodomu.engines.planner.grid import HOME, NONE, UNLIMITED, Grid, Ints
from dodomu.engines.planner.solvers.exact_network import LEG, LINK, OUT, PROCESS, ROUND, Arc, Network, network_of
from dodomu.engines.planner.solvers.exact_people import Origin, Sort, Supply, supplies_of, units_of
from dodomu.engines.planner.solvers.exact_sums import most_money, most_that_fits

NO_LIMIT, MOST_COLUMNS, LEVELS = 1 << 50, 400_000, 4
MONEY, PERMISSION, ROOM = 10, 11, 12  # what is shared, beside the sorts of arcs


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of one sort: of arcs between places (no origin), or of arcs out of one own place and of who is served.

    Column `columns[i]` says how many units take `arcs[i]`, `served[i]` how many of `supplies[i]` come home.
    """

    sort: Sort
    origin: Origin | None
    arcs: Sequence[Arc]
    columns: Ints
    supplies: Sequence[Supply] = ()
    served: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Model:
    """lower <= A x <= upper, 0 <= x <= limit, x whole. A is by column: start, row, amount.

    `worth` [LEVELS, columns] is what each unit of a column adds to each level, beside `base`: home is more is better,
    the others less is better. `departs` and `hires` are the first columns of departures and charters.
    """

    grid: Grid
    network: Network
    blocks: tuple[Block, ...]
    limit: Ints
    worth: Ints
    base: tuple[int, int, int, int]
    lower: Ints
    upper: Ints
    start: Ints
    row: Ints
    amount: Ints
    departs: int
    hires: int

    @property
    def columns(self) -> int:
        return len(self.limit)


def model_of(grid: Grid, most_columns: int = MOST_COLUMNS, apart: Collection[int] = ()) -> Model | None:
    """Return the model of a grid; nothing if it would have more columns than that.

    Several vehicles that leave together share their seats in it, as if a party could be spread over them, but for
    those of the rounds `apart`: then nothing is shared, but the model grows.
    """
    people = supplies_of(grid)
    firsts: list[set[int]] = [set() for _ in range(grid.places)]
    for by_origin in people.values():
        for (place, _), supplies in by_origin.items():
            firsts[place].update(each.first for each in supplies)
    network = network_of(grid, _copies(grid, people), firsts, apart)
    if len(network.arcs) * len(people) > 10 * most_columns or len(network.departures) > most_columns:
        return None
    return _Builder(grid, network, people, most_columns).model()


def _copies(grid: Grid, people: dict[Sort, dict[Origin, list[Supply]]]) -> Ints:
    """[places] how many units can be there at most."""
    found = np.zeros(grid.places, dtype=np.int64)
    everybody = 0
    for by_origin in people.values():
        everybody += units_of(by_origin)
        for (place, _), supplies in by_origin.items():
            found[place] += sum(len(each.parties) for each in supplies)
    entered = np.concatenate([grid.leg_to, grid.link_to, grid.round_hub])
    found[entered[entered != HOME]] = everybody
    return found


class _TooLargeError(Exception):
    """There are more columns than may be."""


class _Builder:
    def __init__(
        self, grid: Grid, network: Network, people: dict[Sort, dict[Origin, list[Supply]]], most_columns: int
    ) -> None:
        self.grid, self.network, self.people, self.most_columns = grid, network, people, most_columns
        self.limits: list[int] = []
        self.worth: list[tuple[int, int, int, int]] = []
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.amounts: list[int] = []
        self.blocks: list[Block] = []
        self.base = [0, 0, 0, 0]
        self.units = {sort: units_of(by_origin) for sort, by_origin in people.items()}
        self.taken: dict[int, dict[Sort, int]] = defaultdict(dict)  # of each row that shares: by sort, what one takes
        self.stock: dict[tuple[int, ...], int] = {}  # row of each thing that is shared
        self.used_by: dict[int, list[int]] = defaultdict(list)  # departure: columns of who takes it

    def model(self) -> Model | None:
        grid, network = self.grid, self.network
        sorts = [(sort, self._beginnings(sort, by_origin)) for sort, by_origin in self.people.items()]
        self._room_steps([arc for _, begun in sorts for _, arcs, _ in begun for arc in arcs])
        self.departs = self._more(1, len(network.departures))
        self.hires = self._more(1, len(grid.charter_ids))
        try:
            for sort, begun in sorts:
                self._flow(sort, begun)
        except _TooLargeError:
            return None
        self._rounds()
        self._charters()
        self._promises()
        self._tighten()
        count = len(self.limits)
        row, column, amount = (np.array(part, dtype=np.int64) for part in (self.rows, self.columns, self.amounts))
        order = np.lexsort((row, column))
        start = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=count))))
        worth = np.array(self.worth, dtype=np.int64).reshape(count, LEVELS).T
        home, danger, promises, money = self.base
        return Model(
            grid, network, tuple(self.blocks), np.array(self.limits, dtype=np.int64), np.ascontiguousarray(worth),
            (home, danger, promises, money), np.array(self.lower, dtype=np.int64), np.array(self.upper, dtype=np.int64),
            start, row[order], amount[order], self.departs, self.hires,
        )  # fmt: skip

    def _column(self, limit: int, home: int = 0, danger: int = 0, promises: int = 0, money: int = 0) -> int:
        if len(self.limits) >= self.most_columns:
            raise _TooLargeError
        self.limits.append(limit)
        self.worth.append((home, danger, promises, money))
        return len(self.limits) - 1

    def _more(self, limit: int, many: int) -> int:
        first = len(self.limits)
        self.limits += [limit] * many
        self.worth += [(0, 0, 0, 0)] * many
        return first

    def _row(self, lower: int, upper: int) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.upper) - 1

    def _put(self, row: int, column: int, amount: int) -> None:
        self.rows.append(row)
        self.columns.append(column)
        self.amounts.append(amount)

    def _take(self, column: int, sort: Sort, amount: int, limit: int, *what: int) -> None:
        """A unit of a sort takes so much of something of which there is so much."""
        row = self.stock.get(what)
        if row is None:
            row = self.stock[what] = self._row(-NO_LIMIT, limit)
        self.taken[row][sort] = amount
        self._put(row, column, amount)

    def _beginnings(self, sort: Sort, by_origin: dict[Origin, list[Supply]]) -> list[tuple[Origin, list[Arc], int]]:
        """Return the arcs that units of a sort may begin with, by origin, and how many nodes they add."""
        found = []
        for (place, car), supplies in by_origin.items():
            begun = self.network.beginning(place, car, tuple(sorted({each.first for each in supplies})))
            found.append(((place, car), [arc for arc in begun.arcs if self._suits(sort, arc)], begun.nodes))
        return found

    def _suits(self, sort: Sort, arc: Arc) -> bool:
        """Whether a unit of a sort can take an arc when it is alone in the world."""
        grid = self.grid
        if arc.until > arc.since and arc.place != sort.own and grid.place_room[arc.place] < sort.persons:
            return False
        if arc.what == PROCESS:
            return bool(grid.processing[arc.which, grid.hour_of[arc.start]] >= sort.persons)
        if arc.what == ROUND:
            return self._has(grid.fleet_seats[self.network.departures[arc.which].fleet], sort)
        if arc.what == LINK:
            return int(grid.link_price[arc.which]) * sort.persons <= grid.budget
        if arc.what != LEG:
            return True
        leg = arc.which
        permission = int(grid.leg_permission[leg])
        return (
            bool(grid.ways[sort.ways, leg])
            and self._has(grid.leg_seats[leg], sort)
            and (permission == NONE or int(grid.permission_quota[permission]) >= sort.persons)
            and int(grid.leg_price[leg]) * sort.persons <= grid.budget
        )

    @staticmethod
    def _has(seats: Ints, sort: Sort) -> bool:
        return all(there >= needed for there, needed in zip(seats.tolist(), sort.needs, strict=True))

    def _room_steps(self, begun: list[Arc]) -> None:
        """Where room can run out: a step can be fuller than the one before only if a stay begins there."""
        grid = self.grid
        everybody = int(sum(sort.persons * many for sort, many in self.units.items()))
        steps: list[set[int]] = [set() for _ in range(grid.places)]
        for arc in (*self.network.arcs, *begun):
            if arc.place != NONE and grid.place_room[arc.place] < everybody:
                steps[arc.place].add(arc.since)
        self.room_steps = [np.array(sorted(each), dtype=np.int64) for each in steps]

    def _flow(self, sort: Sort, begun: list[tuple[Origin, list[Arc], int]]) -> None:
        inner = [arc for arc in self.network.arcs if self._suits(sort, arc)]
        onward = [False] * self.network.nodes  # whether home can be reached from a node
        for arc in reversed(inner):
            if arc.head == HOME or onward[arc.head]:
                onward[arc.tail] = True
        reached = [False] * self.network.nodes
        kept_by_origin = []
        for origin, arcs, nodes in begun:
            kept = self._of_use(arcs, nodes, onward)
            kept_by_origin.append((origin, kept, nodes))
            for arc in kept:
                if 0 <= arc.head < self.network.nodes:
                    reached[arc.head] = True
        kept = []
        for arc in inner:
            if reached[arc.tail] and (arc.head == HOME or onward[arc.head]):
                kept.append(arc)
                if arc.head != HOME:
                    reached[arc.head] = True
        balance: dict[int, int] = {}
        most = self.units[sort]
        columns = [self._move(sort, arc, most, balance) for arc in kept]
        self.blocks.append(Block(sort, None, kept, np.array(columns, dtype=np.int64)))
        for origin, arcs, _ in kept_by_origin:
            self._begin(sort, origin, arcs, balance)

    def _of_use(self, arcs: list[Arc], nodes: int, onward: list[bool]) -> list[Arc]:
        """Return the arcs out of an own place from which home can be reached."""
        first = self.network.nodes
        own, come = [False] * (nodes + 1), [False] * (nodes + 1)
        ordered = sorted(arcs, key=lambda arc: arc.start)
        kept = []
        for arc in reversed(ordered):
            if arc.head == HOME or (own[arc.head - first] if arc.head >= first else onward[arc.head]):
                kept.append(arc)
                if arc.tail != OUT:
                    own[arc.tail - first] = True
        found = []
        for arc in reversed(kept):
            if arc.tail == OUT or come[arc.tail - first]:
                found.append(arc)
                if arc.head >= first:
                    come[arc.head - first] = True
        return found

    def _move(self, sort: Sort, arc: Arc, most: int, balance: dict[int, int]) -> int:
        """Add the column of an arc for units of a sort, with all that they take."""
        grid, persons = self.grid, sort.persons
        limit, price = most, 0
        needs = [(kind, many) for kind, many in enumerate(sort.needs) if many]
        if arc.what == LEG:
            price = int(grid.leg_price[arc.which])
            limit = min([limit, *(int(grid.leg_seats[arc.which, kind]) // many for kind, many in needs)])
        elif arc.what == LINK:
            price = int(grid.link_price[arc.which])
        elif arc.what == ROUND:
            each = self.network.departures[arc.which]
            seats = grid.fleet_seats[each.fleet].tolist()
            limit = min([limit, *(each.most * (seats[kind] // many) for kind, many in needs)])
        kept = -sort.cost if arc.what == LEG and arc.which == sort.promise and sort.party == NONE else 0
        column = self._column(limit, 0, arc.danger * persons, kept, price * persons)
        for node, amount in ((arc.tail, 1), (arc.head, -1)):
            if node >= 0:
                if node not in balance:
                    balance[node] = self._row(0, 0)
                self._put(balance[node], column, amount)
        if price and grid.budget < UNLIMITED:
            self._take(column, sort, price * persons, grid.budget, MONEY)
        self._share(column, sort, arc, needs)
        return column

    def _share(self, column: int, sort: Sort, arc: Arc, needs: list[tuple[int, int]]) -> None:
        """Let a column take of what all share: seats, permissions, hands and room."""
        grid, persons = self.grid, sort.persons
        if arc.what == LEG:
            for kind, many in needs:
                self._take(column, sort, many, int(grid.leg_seats[arc.which, kind]), LEG, arc.which, kind)
            permission = int(grid.leg_permission[arc.which])
            if permission != NONE:
                self._take(column, sort, persons, int(grid.permission_quota[permission]), PERMISSION, permission)
        elif arc.what == ROUND:
            fleet = self.network.departures[arc.which].fleet
            self.used_by[arc.which].append(column)
            for kind, many in needs:
                self._take(column, sort, many, int(grid.fleet_seats[fleet, kind]), ROUND, arc.which, kind)
        elif arc.what == PROCESS:
            hour = int(grid.hour_of[arc.start])
            self._take(column, sort, persons, int(grid.processing[arc.which, hour]), PROCESS, arc.which, hour)
        if arc.until > arc.since and arc.place != sort.own and grid.place_room[arc.place] < UNLIMITED:
            steps = self.room_steps[arc.place]
            for step in steps[np.searchsorted(steps, arc.since) : np.searchsorted(steps, arc.until)].tolist():
                self._take(column, sort, persons, int(grid.place_room[arc.place]), ROOM, arc.place, step)

    def _begin(self, sort: Sort, origin: Origin, arcs: list[Arc], balance: dict[int, int]) -> None:
        """Units leave their own place, none before it is there, and as many as come home."""
        supplies = self.people[sort][origin]
        many = sum(len(each.parties) for each in supplies)
        left = sum(self.grid.place_risk[origin[0]].tolist())
        self.base[1] += left * sort.persons * many
        own = {node: row for node, row in balance.items() if node < self.network.nodes}
        columns = [self._move(sort, arc, many, own) for arc in arcs]
        balance.update({node: row for node, row in own.items() if node < self.network.nodes})
        served = []
        for each in supplies:
            there = len(each.parties) if arcs else 0
            served.append(self._column(there, each.weight * sort.persons))
        firsts = sorted({each.first for each in supplies})
        out = [(arc.start, column) for arc, column in zip(arcs, columns, strict=True) if arc.tail == OUT]
        for at, first in enumerate(firsts):
            last = at == len(firsts) - 1
            row = self._row(0 if last else -NO_LIMIT, 0)
            for start, column in out:
                if last or start < firsts[at + 1]:
                    self._put(row, column, 1)
            for supply, column in zip(supplies, served, strict=True):
                if supply.first <= first:
                    self._put(row, column, -1)
        self.blocks.append(Block(sort, origin, arcs, np.array(columns, dtype=np.int64), supplies,
                                 np.array(served, dtype=np.int64)))  # fmt: skip

    def _rounds(self) -> None:
        grid, departures = self.grid, self.network.departures
        by_fleet: dict[int, list[int]] = defaultdict(list)
        for number, each in enumerate(departures):
            column = self.departs + number
            self.limits[column] = each.most
            if number not in self.used_by:
                self.limits[column] = 0
                continue
            by_fleet[each.fleet].append(number)
            for kind in range(len(grid.kinds)):
                row = self.stock.get((ROUND, number, kind))
                if row is not None:
                    self._put(row, column, -1)  # times the seats, once they are tightened
            if each.copy and number - 1 in self.used_by:  # one after the other, since they are alike
                row = self._row(-NO_LIMIT, 0)
                self._put(row, column, 1)
                self._put(row, column - 1, -1)
        for fleet, numbers in by_fleet.items():
            vehicles = int(grid.fleet_vehicles[fleet])
            for step in sorted({departures[number].leaves for number in numbers}):
                row = self._row(-NO_LIMIT, vehicles)
                for number in numbers:
                    if departures[number].leaves <= step < departures[number].back:
                        self._put(row, self.departs + number, 1)
            if grid.fleet_drivers[fleet] < UNLIMITED:
                days = {number: int(grid.day_of[departures[number].leaves]) for number in numbers}
                rows = {day: self._row(-NO_LIMIT, int(grid.fleet_drivers[fleet])) for day in sorted(set(days.values()))}
                for number, day in days.items():
                    self._put(rows[day], self.departs + number, int(grid.round_minutes[departures[number].round]))

    def _charters(self) -> None:
        grid = self.grid
        for charter, price in enumerate(grid.charter_price.tolist()):
            column = self.hires + charter
            self.worth[column] = (0, 0, 0, price)
            if price > grid.budget:
                self.limits[column] = 0
            if grid.budget < UNLIMITED and price:
                row = self.stock.get((MONEY,))
                if row is None:
                    row = self.stock[MONEY,] = self._row(-NO_LIMIT, grid.budget)
                self._put(row, column, price)

    def _promises(self) -> None:
        """Of a split party that has a promise, all units must take the leg, or it is broken."""
        grid = self.grid
        for party, promise in enumerate(grid.party_promise.tolist()):
            if promise != NONE:
                self.base[2] += int(grid.party_promise_cost[party])
        sorts = {sort.party: sort for sort in self.people if sort.party != NONE}
        for party, sort in sorts.items():
            kept = self._column(1, 0, 0, -sort.cost)
            for each, many in self.units.items():
                if each.party != party:
                    continue
                row = self._row(0, NO_LIMIT)
                self._put(row, kept, -many)
                for block in self.blocks:
                    if block.sort == each:
                        for arc, column in zip(block.arcs, block.columns.tolist(), strict=True):
                            if arc.what == LEG and arc.which == sort.promise:
                                self._put(row, column, 1)

    def _tighten(self) -> None:
        """Of what is shared no more can be used than some of those who share it take together."""
        grid = self.grid
        scale: dict[int, int] = {}  # row: what a vehicle or a charter adds to it
        for what, row in self.stock.items():
            if what[0] == MONEY:
                if not self.taken[row]:  # charters alone
                    self.upper[row] = most_money(self.upper[row], grid.charter_price.tolist())
                continue
            # One unit may be processed more than once in an hour, or ride two legs of one permission.
            times = {PROCESS: 60 // grid.problem.step, PERMISSION: len(grid.leg_ids)}.get(what[0], 1)
            takes = [(amount, self.units[sort] * times) for sort, amount in self.taken[row].items()]
            most = self.upper[row] = most_that_fits(self.upper[row], takes)
            if what[0] == ROUND:
                self.upper[row], scale[row] = 0, most
            elif what[0] == LEG and grid.leg_charter[what[1]] != NONE:
                self.upper[row] = 0
                self._put(row, self.hires + int(grid.leg_charter[what[1]]), -most)
        for at, row in enumerate(self.rows):
            if row in scale and self.amounts[at] == -1:
                self.amounts[at] = -scale[row]
