"""The problem as one flow of seats at least cost: a bound, and no plan.

What it leaves out, all in favour of the bound: parties may be torn apart, papers, refusals and needs other than seats
count for nobody, every charter is hired, money and permissions do not matter, and vehicles are everywhere at once.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.planner.peers.arcs import LEG, LINK, PROCESS, ROUND, WAIT, WAIT_PROCESSED, Network, network_of
from dodomu.engines.planner.grid import HOME, NONE, Grid
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.problem import Problem

Ints = NDArray[np.int64]
SCALE = 840  # the value of a seat is a fraction of at most eighths: with this, a whole number


@dataclass(frozen=True, slots=True)
class Flow:
    """Arcs with their capacity and cost, supplies by node; `free` is the value of those who take no seat at all."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints
    free: int
    scale: int = SCALE


def build(problem: Problem) -> Flow:
    """Write the flow of a problem without faults."""
    grid = lay_out(problem)
    network = network_of(grid)
    many = int(grid.party_persons.sum())
    capacity = np.minimum(_capacities(grid, network, many), many)
    arcs = network.arcs
    layer = grid.places * (grid.steps + 1)  # own places without a car, then with one
    home = network.nodes + 2 * layer
    heads = np.where(arcs.head == HOME, home, arcs.head)
    by_car = np.zeros(len(arcs.sort), dtype=np.bool_)
    by_car[arcs.sort == LINK] = grid.link_car[arcs.which[arcs.sort == LINK]]
    inner = (arcs.tail != NONE) & ~by_car
    parts = [(arcs.tail[inner], heads[inner], capacity[inner])]
    moves = arcs.sort <= ROUND
    own = network.nodes + arcs.place * (grid.steps + 1) + arcs.start
    lived_in = np.zeros(grid.places, dtype=np.bool_)
    lived_in[grid.party_place] = True
    for car in (False, True):
        leaving = moves & lived_in[arcs.place] & (~by_car | car)
        parts.append((own[leaving] + car * layer, heads[leaving], capacity[leaving]))
        stay = np.repeat(np.flatnonzero(lived_in) * (grid.steps + 1), grid.steps) + np.tile(
            np.arange(grid.steps), int(lived_in.sum())
        )
        stay += network.nodes + car * layer
        parts.append((stay, stay + 1, np.full(len(stay), many)))
    tail, head, limit = (np.concatenate(part) for part in zip(*parts, strict=True))
    useful = limit > 0
    tail, head, limit = tail[useful], head[useful], limit[useful]
    return _with_people(grid, network.nodes, layer, home, (tail, head, limit))


def _capacities(grid: Grid, network: Network, many: int) -> Ints:
    arcs = network.arcs
    found = np.full(len(arcs.sort), many, dtype=np.int64)
    if "seat" in grid.kinds:
        seat = grid.kinds.index("seat")
        legs, rounds = arcs.sort == LEG, arcs.sort == ROUND
        found[legs] = grid.leg_seats[arcs.which[legs], seat]
        vehicles = np.array([each.most * int(grid.fleet_seats[each.fleet, seat]) for each in network.departures])
        if network.departures:
            found[rounds] = vehicles[arcs.which[rounds]]
    there = np.isin(arcs.sort, (WAIT, WAIT_PROCESSED, PROCESS))
    found[there] = grid.place_room[arcs.place[there]]
    at = arcs.sort == PROCESS
    found[at] = np.minimum(found[at], grid.processing[arcs.place[at], grid.hour_of[arcs.start[at]]])
    return found


def _with_people(grid: Grid, nodes: int, layer: int, home: int, arcs: tuple[Ints, Ints, Ints]) -> Flow:
    """Add those who want home: each source sends its seats on the way, which is worth something, or nowhere."""
    sources: dict[tuple[int, int], int] = defaultdict(int)
    free = 0
    seats = grid.party_needs[:, grid.kinds.index("seat")] if "seat" in grid.kinds else 0 * grid.party_persons
    for party in range(len(grid.party_ids)):
        persons, weight = int(grid.party_persons[party]), int(grid.party_weight[party])
        units = min(int(seats[party]), persons)
        first = int(grid.party_from[party])
        if units == 0:
            free += persons * weight
        elif first <= grid.steps:
            own = nodes + int(grid.party_place[party]) * (grid.steps + 1) + first + int(grid.party_car[party]) * layer
            sources[own, -(-SCALE * weight * persons // units)] += units
    starts = np.array([own for own, _ in sources], dtype=np.int64)
    worth = np.array([value for _, value in sources], dtype=np.int64)
    many = np.array(list(sources.values()), dtype=np.int64)
    at = home + 1 + np.arange(len(starts))
    supply = np.zeros(home + 1 + len(starts), dtype=np.int64)
    supply[at] = many
    supply[home] = -many.sum()
    tail, head, limit = arcs
    return Flow(
        tail=np.concatenate([tail, at, at]),
        head=np.concatenate([head, starts, np.full(len(at), home)]),
        capacity=np.concatenate([limit, many, many]),
        cost=np.concatenate([np.zeros(len(tail), dtype=np.int64), -worth, np.zeros(len(at), dtype=np.int64)]),
        supply=supply,
        free=free,
    )
