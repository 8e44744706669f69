"""The network of places and steps that like parties flow through, as arrays of arcs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.planner.peers.commodities import Commodity, Origin
from dodomu.engines.planner.grid import HOME, NONE, Grid

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
LEG, LINK, ROUND, WAIT, PROCESS, WAIT_PROCESSED = range(6)
EXACT = 4  # vehicles of a fleet up to which each of several that leave together is told apart


@dataclass(frozen=True, slots=True)
class Departure:
    """A round that may leave its hub in a step, with one vehicle or with up to `most`."""

    round: int
    fleet: int
    leaves: int
    pickup: int
    back: int
    most: int


@dataclass(frozen=True, slots=True)
class Arcs:
    """Sorted by start. `which` is a leg, a link or a departure; `tail` NONE: only for those whose own place it is.

    Each place that one can come to has two nodes a step: for those who were processed and those who were not.
    """

    sort: Ints
    which: Ints
    start: Ints
    end: Ints
    place: Ints
    tail: Ints
    head: Ints  # HOME, or a node


@dataclass(frozen=True)
class Network:
    """All arcs, and which of them serve whom."""

    grid: Grid
    arcs: Arcs
    departures: tuple[Departure, ...]
    nodes: int

    def usable_by(self, commodity: Commodity) -> Flags:
        """[arcs] whether papers and seats let a unit take it."""
        grid, arcs = self.grid, self.arcs
        needs = np.array(commodity.needs, dtype=np.int64)
        legs = grid.ways[commodity.ways] & (grid.leg_seats >= needs).all(axis=1)
        fleets = (grid.fleet_seats >= needs).all(axis=1)
        usable = np.ones(len(arcs.sort), dtype=np.bool_)
        usable[arcs.sort == LEG] = legs[arcs.which[arcs.sort == LEG]]
        if self.departures:
            usable[arcs.sort == ROUND] = fleets[self._departure_fleet[arcs.which[arcs.sort == ROUND]]]
        return usable

    def homeward(self, usable: Flags) -> Flags:
        """[nodes] whether home can be reached from there."""
        reach = np.zeros(self.nodes, dtype=np.bool_)
        head, tail = self.arcs.head, self.arcs.tail
        for inner in reversed(self._inner_by_step):
            arcs = inner[usable[inner]]
            good = arcs[(head[arcs] == HOME) | reach[head[arcs]]]
            reach[tail[good]] = True
        return reach

    def leaving(self, origin: Origin, usable: Flags, homeward: Flags, first: int) -> Ints:
        """Return the arcs that those of an origin may begin with."""
        grid, all_arcs = self.grid, self.arcs
        arcs = self._moves_from[origin.place]
        arcs = arcs[usable[arcs]]
        legs = all_arcs.sort[arcs] == LEG
        earliest = np.full(len(arcs), first)
        earliest[legs] += grid.leg_processed[all_arcs.which[arcs[legs]]]
        good = (all_arcs.start[arcs] >= earliest) & ((all_arcs.head[arcs] == HOME) | homeward[all_arcs.head[arcs]])
        if not origin.car:
            good &= ~self._by_car[arcs]
        return arcs[good]

    def reached(self, usable: Flags, homeward: Flags, leaving: Iterable[Ints]) -> Ints:
        """Return the arcs between places that somebody can get to and that lead home."""
        head, tail = self.arcs.head, self.arcs.tail
        reach = np.zeros(self.nodes + 1, dtype=np.bool_)
        for arcs in leaving:
            reach[head[arcs]] = True
        reach[-1] = True  # home
        onward = np.concatenate([homeward, [True]])
        found = [np.zeros(0, dtype=np.int64)]
        for inner in self._inner_by_step:
            arcs = inner[usable[inner] & reach[tail[inner]] & onward[head[inner]]]
            reach[head[arcs]] = True
            found.append(arcs)
        return np.concatenate(found)

    @cached_property
    def danger(self) -> Ints:
        """[arcs] in millionths of a risk-hour for one person."""
        grid, arcs = self.grid, self.arcs
        found = grid.place_risk[arcs.place, np.minimum(arcs.start, grid.steps - 1)].copy()
        found[arcs.sort == LEG] = grid.leg_danger[arcs.which[arcs.sort == LEG]]
        found[arcs.sort == LINK] = grid.link_danger[arcs.which[arcs.sort == LINK]]
        rounds = np.array([each.round for each in self.departures], dtype=np.int64)
        found[arcs.sort == ROUND] = grid.round_danger[rounds[arcs.which[arcs.sort == ROUND]]]
        return found

    @cached_property
    def _departure_fleet(self) -> Ints:
        return np.array([each.fleet for each in self.departures], dtype=np.int64)

    @cached_property
    def _by_car(self) -> Flags:
        links = self.arcs.sort == LINK
        found = np.zeros(len(links), dtype=np.bool_)
        found[links] = self.grid.link_car[self.arcs.which[links]]
        return found

    @cached_property
    def _inner_by_step(self) -> list[Ints]:
        inner = np.flatnonzero((self.arcs.tail != NONE) & ~self._by_car)
        bounds = np.searchsorted(self.arcs.start[inner], np.arange(1, self.grid.steps + 1))
        return np.split(inner, bounds)

    @cached_property
    def _moves_from(self) -> list[Ints]:
        moves = np.flatnonzero(self.arcs.sort <= ROUND)
        order = moves[np.argsort(self.arcs.place[moves], kind="stable")]
        bounds = np.searchsorted(self.arcs.place[order], np.arange(1, self.grid.places))
        return np.split(order, bounds)


def network_of(grid: Grid) -> Network:
    """Return the network of a grid."""
    steps = grid.steps
    entered = sorted({*grid.leg_to.tolist(), *grid.link_to.tolist(), *grid.round_hub.tolist()} - {HOME})
    node = np.full(grid.places + 1, NONE, dtype=np.int64)
    node[entered] = np.arange(len(entered)) * (steps + 1)
    half = len(entered) * (steps + 1)
    departures = tuple(_departures(grid))
    parts: list[tuple[Ints, ...]] = []

    def add(sort: int, which: Ints, start: Ints, end: Ints, place: Ints, to: Ints, tail: int | Ints, head: int) -> None:
        """`tail` and `head` are 0 or half: unprocessed or processed."""
        source, target = node[place], node[to]
        tails = np.where(source == NONE, NONE, source + start + tail)
        heads = np.where(to == HOME, HOME, target + end + head)
        parts.append((np.full(len(which), sort), which, start, end, place, tails, heads))

    legs = np.flatnonzero(grid.leg_end > grid.leg_start)
    add(LEG, legs, grid.leg_start[legs], grid.leg_end[legs], grid.leg_from[legs], grid.leg_to[legs],
        half * grid.leg_processed[legs].astype(np.int64), 0)  # fmt: skip
    links, begins = np.nonzero(grid.link_open & (grid.link_steps > 0)[:, None])
    add(LINK, links, begins, begins + grid.link_steps[links], grid.link_from[links], grid.link_to[links], 0, 0)
    if departures:
        pickup = np.array([each.pickup for each in departures], dtype=np.int64)
        back = np.array([each.back for each in departures], dtype=np.int64)
        rounds = np.array([each.round for each in departures], dtype=np.int64)
        number = np.arange(len(departures))
        add(ROUND, number, pickup, back, grid.round_place[rounds], grid.round_hub[rounds], 0, 0)
    places = np.repeat(np.array(entered, dtype=np.int64), steps)
    at = np.tile(np.arange(steps), len(entered))
    none = np.full(len(at), NONE)
    add(WAIT, none, at, at + 1, places, places, 0, 0)
    needing = grid.place_needs_processing[places]
    add(WAIT_PROCESSED, none[needing], at[needing], at[needing] + 1, places[needing], places[needing], half, half)
    can = needing & grid.may_process[places, at]
    add(PROCESS, none[can], at[can], at[can] + 1, places[can], places[can], 0, half)
    columns = [np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)]
    order = np.argsort(columns[2], kind="stable")
    return Network(grid, Arcs(*(column[order] for column in columns)), departures, max(1, 2 * half))


def _departures(grid: Grid) -> Iterable[Departure]:
    for number, fleet in enumerate(grid.round_fleet.tolist()):
        vehicles = int(grid.fleet_vehicles[fleet])
        copies, most = (vehicles, 1) if vehicles <= EXACT else (1, vehicles)
        out, back = int(grid.round_out[number]), int(grid.round_back[number])
        for leaves in np.flatnonzero(grid.round_open[number]).tolist():
            for _ in range(copies):
                yield Departure(number, fleet, leaves, leaves + out, leaves + out + back, most)
