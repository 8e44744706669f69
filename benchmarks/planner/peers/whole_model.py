"""The whole problem as one integer model: flows of like parties over a network of places and steps.

`build` writes out every arc, `Model.plan` reads a solution. What HiGHS, SCIP and CP-SAT get is the same. Everything is
exact except that rounds of fleets with more than `EXACT` vehicles share their seats when several leave together: the
model may then promise more than fits into them, and whoever does not fit is left out of the plan.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.planner.peers.arcs import (
    LEG,
    LINK,
    PROCESS,
    ROUND,
    WAIT,
    WAIT_PROCESSED,
    Network,
    network_of,
)
from benchmarks.planner.peers.commodities import Commodity, Origin, Supply, by_commodity, supplies_of
from dodomu.engines.planner.grid import HOME, NONE, UNLIMITED, Grid
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.problem import Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NO_LIMIT = 1 << 50


@dataclass(slots=True)
class Block:
    """Columns of one commodity: between places (origin none) or out of one origin. Column i is arc `arcs[i]`."""

    commodity: Commodity
    origin: Origin | None
    supplies: list[Supply]
    arcs: Ints
    first: int  # column
    served: int = 0  # first column of how many of each supply come home
    processed: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # steps, columns behind the arcs'
    rides: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))  # arcs that need such a step


@dataclass(frozen=True, slots=True)
class Processed:
    """Columns for being processed at one's own place in these steps."""

    steps: Ints
    columns: Ints


@dataclass(slots=True)
class Model:
    """max home·x, A·x within [lower, upper], 0 ≤ x ≤ limit, x integer. A is by column: start, row, amount."""

    problem: Problem
    grid: Grid
    network: Network
    blocks: list[Block]
    columns: int
    first_round: int
    first_charter: int
    limit: Ints
    home: Ints
    danger: NDArray[np.float64]  # beside `danger_left`, that of nobody going anywhere
    danger_left: int
    lower: Ints
    upper: Ints
    start: Ints
    row: Ints
    amount: Ints

    @property
    def rows(self) -> int:
        return len(self.upper)


def build(problem: Problem) -> Model:
    """Write the model of a problem without faults."""
    return _Builder(problem).model()


class _Builder:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.grid = problem, lay_out(problem)
        self.network = network_of(self.grid)
        self.count = self.rows = 0
        nothing = np.zeros(0, dtype=np.int64)
        self.triples: list[tuple[Ints, Ints, Ints]] = [(nothing, nothing, nothing)]
        self.limits: list[Ints] = []
        self.homes: list[Ints] = []
        self.dangers: list[NDArray[np.float64]] = []
        self.lower: list[Ints] = []
        self.upper: list[Ints] = []
        self.blocks: list[Block] = []
        self.danger_until = np.concatenate(
            [np.zeros((self.grid.places, 1), dtype=np.int64), np.cumsum(self.grid.place_risk, axis=1)], axis=1
        )
        self.danger_left = 0

    def model(self) -> Model:
        self._resources()
        for commodity, origins in by_commodity(supplies_of(self.grid)).items():
            self._flows(commodity, origins)
        first_round, first_charter = self._rounds(), self._charters()
        start, row, amount, lower, upper = self._matrix()
        return Model(
            self.problem, self.grid, self.network, self.blocks, self.count, first_round, first_charter,
            np.concatenate(self.limits), np.concatenate(self.homes), np.concatenate(self.dangers), self.danger_left,
            lower, upper, start, row, amount,
        )  # fmt: skip

    # -- columns, rows and what stands where they cross

    def _columns(self, limit: Ints, home: Ints | None = None, danger: NDArray[np.float64] | None = None) -> Ints:
        many = len(limit)
        self.limits.append(limit)
        self.homes.append(np.zeros(many, dtype=np.int64) if home is None else home)
        self.dangers.append(np.zeros(many) if danger is None else danger)
        self.count += many
        return np.arange(self.count - many, self.count)

    def _rows(self, upper: Ints, *, equal: bool = False) -> int:
        self.upper.append(upper)
        self.lower.append(upper if equal else np.full(len(upper), -NO_LIMIT))
        self.rows += len(upper)
        return self.rows - len(upper)

    def _put(self, row: Ints, column: Ints, amount: Ints | int) -> None:
        if len(row):
            self.triples.append((row, column, np.broadcast_to(np.asarray(amount, dtype=np.int64), row.shape)))

    def _matrix(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        row, column, amount = (np.concatenate([triple[part] for triple in self.triples]) for part in range(3))
        self.triples.clear()
        used, row = np.unique(row, return_inverse=True)
        order = np.argsort(column, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=self.count))))
        lower, upper = np.concatenate(self.lower)[used], np.concatenate(self.upper)[used]
        return start, row[order], amount[order], lower, upper

    # -- what all share

    def _resources(self) -> None:
        grid, network = self.grid, self.network
        self.kinds = len(grid.kinds)
        seats = np.where(grid.leg_charter[:, None] == NONE, grid.leg_seats, 0)
        self.seat_row = self._rows(seats.ravel())
        self.room_row = self._rows(np.repeat(np.minimum(grid.place_room, NO_LIMIT), grid.steps))
        self.processing_row = self._rows(np.minimum(grid.processing, NO_LIMIT).ravel())
        self.permission_row = self._rows(grid.permission_quota)
        self.budget_row = self._rows(np.array([grid.budget]))
        self.rotation_row = self._rows(np.zeros(len(network.departures) * self.kinds, dtype=np.int64))

    def _shared(self, commodity: Commodity, arcs: Ints, columns: Ints, *, own: bool) -> None:
        """What units of a commodity take of what all share; at their own place they take no room."""
        grid, all_arcs = self.grid, self.network.arcs
        sort, which, start, place = (
            part[arcs] for part in (all_arcs.sort, all_arcs.which, all_arcs.start, all_arcs.place)
        )
        for kind, many in enumerate(commodity.needs):
            if many:
                at = sort == LEG
                self._put(self.seat_row + which[at] * self.kinds + kind, columns[at], many)
                at = sort == ROUND
                self._put(self.rotation_row + which[at] * self.kinds + kind, columns[at], many)
        price = np.zeros(len(arcs), dtype=np.int64)
        price[sort == LEG] = grid.leg_price[which[sort == LEG]]
        price[sort == LINK] = grid.link_price[which[sort == LINK]]
        paid = price > 0
        if grid.budget < UNLIMITED:
            self._put(np.full(int(paid.sum()), self.budget_row), columns[paid], price[paid] * commodity.persons)
        at = np.flatnonzero(sort == LEG)
        permission = grid.leg_permission[which[at]]
        self._put(
            self.permission_row + permission[permission != NONE], columns[at[permission != NONE]], commodity.persons
        )
        at = sort == PROCESS
        hours = len(grid.hours)
        self._put(self.processing_row + place[at] * hours + grid.hour_of[start[at]], columns[at], commodity.persons)
        if not own:
            at = np.isin(sort, (WAIT, WAIT_PROCESSED, PROCESS)) & (grid.place_room[place] < UNLIMITED)
            self._put(self.room_row + place[at] * grid.steps + start[at], columns[at], commodity.persons)

    # -- one commodity

    def _flows(self, commodity: Commodity, origins: dict[Origin, list[Supply]]) -> None:
        network = self.network
        usable = network.usable_by(commodity)
        homeward = network.homeward(usable)
        leaving = {origin: network.leaving(origin, usable, homeward, min(each.first for each in supplies))
                   for origin, supplies in origins.items()}  # fmt: skip
        inner = network.reached(usable, homeward, leaving.values())
        nodes = self._rows(np.zeros(network.nodes, dtype=np.int64), equal=True)
        block = Block(commodity, None, [], inner, self.count)
        columns = self._columns(self._most(commodity, inner), None, self._danger(commodity, inner))
        arcs = network.arcs
        self._put(nodes + arcs.tail[inner], columns, 1)
        self._into(nodes, inner, columns)
        self._shared(commodity, inner, columns, own=False)
        self.blocks.append(block)
        for origin, supplies in origins.items():
            self._out_of(origin, sorted(supplies, key=lambda each: each.first), leaving[origin], nodes)

    def _into(self, nodes: int, arcs: Ints, columns: Ints) -> None:
        head = self.network.arcs.head[arcs]
        self._put(nodes + head[head != HOME], columns[head != HOME], -1)

    def _most(self, commodity: Commodity, arcs: Ints) -> Ints:
        """How many units one arc can carry, which helps the solvers that need a limit."""
        return np.full(len(arcs), max(1, int(self.grid.party_persons.sum()) // commodity.persons))

    def _danger(self, commodity: Commodity, arcs: Ints) -> NDArray[np.float64]:
        return self.network.danger[arcs].astype(np.float64) * commodity.persons

    def _out_of(self, origin: Origin, supplies: list[Supply], leaving: Ints, nodes: int) -> None:
        """Units leave their place, none before it is available, and as many as are served."""
        arcs, commodity = self.network.arcs, origin.commodity
        many = sum(len(each.parties) for each in supplies)
        until = self.danger_until[origin.place]
        self.danger_left += many * commodity.persons * int(until[-1])
        if not len(leaving):
            return
        start = arcs.start[leaving]
        spared = (until[start] - until[-1]) * commodity.persons
        columns = self._columns(np.full(len(leaving), many), None, self._danger(commodity, leaving) + spared)
        self._into(nodes, leaving, columns)
        self._shared(commodity, leaving, columns, own=True)
        rides = self._rides(leaving)
        processed = self._processed_at_home(origin, leaving, columns, rides, many)
        leaves = np.concatenate([start[~rides], processed.steps])  # when they are no longer free to do something else
        out = np.concatenate([columns[~rides], processed.columns])
        served = self._columns(
            np.array([len(each.parties) for each in supplies]),
            np.array([each.weight * commodity.persons for each in supplies]),
        )
        self._balance(out, served, equal=True)
        available = np.array([each.first for each in supplies])
        for moment in np.unique(available):
            early = out[leaves < moment]
            if len(early):
                self._balance(early, served[available < moment], equal=False)
        self.blocks.append(
            Block(commodity, origin, supplies, leaving, int(columns[0]), int(served[0]), processed.steps, rides)
        )

    def _balance(self, more: Ints, less: Ints, *, equal: bool) -> None:
        row = self._rows(np.zeros(1, dtype=np.int64), equal=equal)
        self._put(np.full(len(more), row), more, 1)
        self._put(np.full(len(less), row), less, -1)

    def _rides(self, leaving: Ints) -> Flags:
        """[leaving] whether they must be processed at their own place for it."""
        arcs = self.network.arcs
        rides = arcs.sort[leaving] == LEG
        rides[rides] = self.grid.leg_processed[arcs.which[leaving[rides]]]
        return rides

    def _processed_at_home(self, origin: Origin, leaving: Ints, columns: Ints, rides: Flags, many: int) -> "Processed":
        """Each ride from their own place, where that processes, needs a step of it before."""
        grid, starts = self.grid, self.network.arcs.start[leaving]
        if not rides.any():
            return Processed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        last = int(starts[rides].max())
        steps = np.flatnonzero(grid.may_process[origin.place, :last])
        done = self._columns(np.full(len(steps), many))
        hours = self.processing_row + origin.place * len(grid.hours) + grid.hour_of[steps]
        self._put(hours, done, origin.commodity.persons)
        for moment in np.unique(starts[rides]):
            self._balance(columns[rides & (starts <= moment)], done[steps < moment], equal=bool(moment == last))
        return Processed(steps, done)

    # -- vehicles and charters

    def _rounds(self) -> int:
        grid, departures = self.grid, self.network.departures
        first = self.count
        columns = self._columns(np.array([each.most for each in departures], dtype=np.int64))
        for kind in range(self.kinds):
            rows = self.rotation_row + np.arange(len(departures)) * self.kinds + kind
            seats = np.array([grid.fleet_seats[each.fleet, kind] for each in departures], dtype=np.int64)
            self._put(rows, columns, -seats)
        away = self._rows(np.repeat(grid.fleet_vehicles, grid.steps))
        day = self._rows(np.repeat(np.minimum(grid.fleet_drivers, NO_LIMIT), max(1, grid.days)))
        for each, column in zip(departures, columns, strict=True):
            steps = np.arange(each.leaves, each.back)
            self._put(away + each.fleet * grid.steps + steps, np.full(len(steps), column), 1)
            if grid.fleet_drivers[each.fleet] < UNLIMITED:
                row = day + each.fleet * max(1, grid.days) + int(grid.day_of[each.leaves])
                self._put(np.array([row]), np.array([column]), int(grid.round_minutes[each.round]))
        return first

    def _charters(self) -> int:
        grid, first = self.grid, self.count
        columns = self._columns(np.ones(len(grid.charter_ids), dtype=np.int64))
        legs = np.flatnonzero(grid.leg_charter != NONE)
        for kind in range(self.kinds):
            self._put(
                self.seat_row + legs * self.kinds + kind, columns[grid.leg_charter[legs]], -grid.leg_seats[legs, kind]
            )
        if grid.budget < UNLIMITED:
            self._put(np.full(len(columns), self.budget_row), columns, grid.charter_price)
        return first
