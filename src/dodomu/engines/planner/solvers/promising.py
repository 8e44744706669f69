"""What of promises nobody can keep: a bound on the cost of those that any plan breaks.

A promise is broken in every plan when its leg is gone, when its party may not ride it any more, or when nothing leads
to it and home from it even if nobody else travelled. Of those that are left, a leg with fewer seats than were promised
breaks some: at least what the cheapest of them cost in parts (a knapsack that may be cut).
"""

import math

import numpy as np

from dodomu.engines.planner.grid import NONE, Flags, Grid, Ints
from dodomu.engines.planner.solvers.placing import put_in
from dodomu.engines.planner.solvers.roster import Roster
from dodomu.engines.planner.solvers.search import Search
from dodomu.engines.planner.solvers.seating import take_out

SURELY = 1e9  # what a promise counts here: no way is so dear that it is not worth it


def gone(grid: Grid) -> Flags:
    """[G] whose promise is on a leg that nobody, or not they, can ride any more."""
    promise = grid.party_promise
    there = promise >= 0
    may = np.zeros(len(promise), dtype=np.bool_)
    may[there] = grid.ways[grid.party_ways[there], promise[there]]
    lost: Flags = (promise != NONE) & ~may
    return lost


def must_break(grid: Grid, lost: Flags) -> int:
    """Return the least cost of broken promises when the parties `lost` break theirs, and no leg takes more than fit."""
    cost = int(grid.party_promise_cost[lost].sum())
    still = np.flatnonzero((grid.party_promise >= 0) & ~lost)
    if len(still) == 0:
        return cost
    still = still[np.argsort(grid.party_promise[still], kind="stable")]
    legs, firsts = np.unique(grid.party_promise[still], return_index=True)
    for leg, first, last in zip(legs.tolist(), firsts.tolist(), [*firsts[1:].tolist(), len(still)], strict=True):
        parties = still[first:last]
        over = grid.party_needs[parties].sum(axis=0) - grid.leg_seats[leg]
        if (over > 0).any():
            cost += max(_cheapest(grid, parties, kind, int(over[kind])) for kind in np.flatnonzero(over > 0).tolist())
    return cost


def _cheapest(grid: Grid, parties: Ints, kind: int, over: int) -> int:
    needs, cost = grid.party_needs[parties, kind], grid.party_promise_cost[parties]
    order = np.argsort(cost / np.maximum(needs, 1e-9), kind="stable")
    total = 0.0
    for many, price in zip(needs[order].tolist(), cost[order].tolist(), strict=True):
        if many >= over:
            return math.ceil(float(total + price * over / many) - 1e-9)
        total, over = total + price, over - many
    return math.ceil(total - 1e-9)


def out_of_reach(search: Search, doubtful: Flags) -> Flags:
    """[G] which of the doubtful parties could not ride what was promised if they were alone in the world.

    Every charter is there and the money is not spent, so *out of reach* is certain and the contrary is not.
    """
    grid = search.grid
    roster = Roster(grid, search.market, search.crowd, np.ones(len(grid.charter_ids)), search.aim)
    roster.seating.free[search.net.money_row] = grid.budget
    units, seating, desk = roster.units, roster.seating, roster._desk
    nothing = np.zeros(search.net.rows)
    free_rides = np.zeros_like(search.market.rotation_cost)
    known: dict[tuple[int, int, int], bool] = {}
    found = np.zeros(len(doubtful), dtype=np.bool_)
    for party in np.flatnonzero(doubtful).tolist():
        if grid.party_promise[party] < 0 or grid.party_promise_cost[party] <= 0:
            continue
        for unit in roster.units_of_party.get(party, ()):
            key = (int(search.crowd.unit_group[unit]), int(units.persons[unit]), int(units.promise[unit]))
            if key not in known:
                start = int(units.start[unit])
                pull = SURELY / float(units.promise_cost[unit])
                desk.own[start] = 0.0
                put_in(search.net, units, seating, desk, unit, nothing, 0.0, free_rides, pull, 1e14)
                take_out(search.net, units, seating, unit)
                known[key] = start >= grid.steps or bool(desk.own[start] > -0.5 * SURELY)
            found[party] |= known[key]
    return found
