"""A market day in whole parties and vehicles: everybody takes one itinerary, a vehicle leaves whole or not at all.

The coordinate steps of `pool.trade` over whole numbers: one unit after another takes the itinerary that is best for it
while all others stay. A seat on a vehicle that leaves anyway costs nothing; the first to ride pays for all of it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.grid import Floats, Ints
from dodomu.engines.planner.solvers.compiling import compiled
from dodomu.engines.planner.solvers.network import Network, Small
from dodomu.engines.planner.solvers.pool import ENDS
from dodomu.engines.planner.solvers.pricing import DEEPEST
from dodomu.engines.planner.solvers.seating import has_leg

RIDES = 2  # shuttles of one itinerary that are kept whole; one with more is not considered
TOO_MANY_RIDES = -2
IMPOSSIBLE = 1e12
A_TRACE = 1e-9
IMPOSSIBLE_VEHICLES = 1 << 20


class Known(NamedTuple):
    """Known itineraries (columns) of all groups. Size C; lists by group begin at `head` and go on by `after`."""

    head: Small
    after: Small
    first: Ints  # [C + 1] into row and each
    row: Small
    each: Floats
    value: Floats
    ride: Small  # [C, RIDES] round, or -1
    leaves: Small  # [C, RIDES]
    what: Small  # [C, DEEPEST]


class Crew(NamedTuple):
    """Who chooses. Size U of units."""

    group: Small
    persons: Floats
    needs: Ints  # [U, K]
    promise: Small  # leg, or -1
    bonus: Floats  # for riding it, in weighted persons


class Stand(NamedTuple):
    """What everybody has taken, and what there is. All but `supply` and `seats` change in place."""

    choice: Ints  # [U] column, or -1
    load: Floats  # [rows]
    aboard: Ints  # [R, T + 1, K] by round and step of leaving
    supply: Floats  # [rows]
    seats: Ints  # [R, K] of one vehicle of a round
    first_vehicle_row: int
    last_vehicle_row: int  # rows of vehicles and drivers lie between these


@compiled
def find_rides(
    what: Small, when: Small, first: int, last: int, before_rounds: int, out: Small, ride: Small, leaves: Small
) -> None:
    """Fill which shuttles the itineraries first..last take."""
    for column in range(first, last):
        count = 0
        for index in range(RIDES):
            ride[column, index] = -1
        for index in range(DEEPEST):
            choice = what[column, index]
            if choice == ENDS:
                break
            if choice >= before_rounds:
                if count == RIDES:
                    ride[column, 0] = TOO_MANY_RIDES
                    break
                ride[column, count] = choice - before_rounds
                leaves[column, count] = when[column, index] - out[choice - before_rounds]
                count += 1


@compiled
def vehicles_for(aboard: Ints, more: Ints, seats: Ints) -> int:
    """Return how many vehicles carry these and so many more."""
    many = 0
    for kind in range(len(seats)):
        load = aboard[kind] + more[kind]
        if load > 0:
            if seats[kind] <= 0:
                return IMPOSSIBLE_VEHICLES
            many = max(many, (load + seats[kind] - 1) // seats[kind])
    return many


@compiled
def vehicle_cost(net: Network, stand: Stand, each: int, leaves: int, many: int, price: Floats, steep: Floats) -> float:
    """Return what so many more vehicles on a round cost."""
    cost = 0.0
    first = net.vehicle_row[net.round_fleet[each]] + leaves
    for row in range(first, first + net.round_out[each] + net.round_back[each]):
        now = price[row] + steep[row] * (stand.load[row] + 0.5 * many - stand.supply[row])
        if now > 0.0:
            cost += now * many
    row = net.drivers_row[net.round_fleet[each], leaves]
    if row >= 0:
        amount = many * net.round_minutes[each]
        now = price[row] + steep[row] * (stand.load[row] + 0.5 * amount - stand.supply[row])
        if now > 0.0:
            cost += now * amount
    return cost


@compiled
def gain_of(
    net: Network,
    known: Known,
    stand: Stand,
    column: int,
    crew: Crew,
    unit: int,
    nothing: Ints,
    price: Floats,
    steep: Floats,
    enough: float,
) -> float:
    """Return what a unit gains by an itinerary; something below `enough` if it cannot gain that much."""
    persons, needs = crew.persons[unit], crew.needs[unit]
    gain = known.value[column] * persons
    if crew.promise[unit] >= 0 and has_leg(known.what[column], DEEPEST, crew.promise[unit]):
        gain += crew.bonus[unit]
    if known.ride[column, 0] == TOO_MANY_RIDES:
        return -IMPOSSIBLE
    for cell in range(known.first[column], known.first[column + 1]):
        row = known.row[cell]
        if stand.first_vehicle_row <= row < stand.last_vehicle_row:
            continue
        amount = persons * known.each[cell]
        now = price[row] + steep[row] * (stand.load[row] + 0.5 * amount - stand.supply[row])
        if now > 0.0:
            gain -= now * amount
    if gain < enough:
        return float(gain)
    for index in range(RIDES):
        each = known.ride[column, index]
        if each < 0:
            break
        leaves = known.leaves[column, index]
        aboard, seats = stand.aboard[each, leaves], stand.seats[each]
        more = vehicles_for(aboard, needs, seats) - vehicles_for(aboard, nothing, seats)
        if more >= IMPOSSIBLE_VEHICLES // 2:
            return -IMPOSSIBLE
        if more > 0:
            gain -= vehicle_cost(net, stand, each, leaves, more, price, steep)
    return float(gain)


@compiled
def count_in(
    net: Network, known: Known, stand: Stand, column: int, persons: float, needs: Ints, nothing: Ints, sign: int
) -> None:
    """Add (sign 1) or take away (sign -1) what a unit takes by an itinerary."""
    for cell in range(known.first[column], known.first[column + 1]):
        row = known.row[cell]
        if row < stand.first_vehicle_row or row >= stand.last_vehicle_row:
            stand.load[row] += sign * persons * known.each[cell]
    for index in range(RIDES):
        each = known.ride[column, index]
        if each < 0:
            break
        leaves = known.leaves[column, index]
        aboard, seats = stand.aboard[each, leaves], stand.seats[each]
        before = vehicles_for(aboard, nothing, seats)
        for kind in range(len(needs)):
            aboard[kind] += sign * needs[kind]
        more = vehicles_for(aboard, nothing, seats) - before
        if more != 0:
            first = net.vehicle_row[net.round_fleet[each]] + leaves
            for row in range(first, first + net.round_out[each] + net.round_back[each]):
                stand.load[row] += more
            row = net.drivers_row[net.round_fleet[each], leaves]
            if row >= 0:
                stand.load[row] += more * net.round_minutes[each]


@compiled
def begin_with(net: Network, known: Known, stand: Stand, wish: Ints, crew: Crew) -> None:
    """Let everybody who has a wish (a column, else -1) take it, whatever it costs."""
    nothing = np.zeros(crew.needs.shape[1], dtype=np.int64)
    for unit in range(len(wish)):
        if wish[unit] >= 0 and known.ride[wish[unit], 0] != TOO_MANY_RIDES:
            stand.choice[unit] = wish[unit]
            count_in(net, known, stand, wish[unit], crew.persons[unit], crew.needs[unit], nothing, 1)


@compiled
def choose_one(
    net: Network,
    known: Known,
    stand: Stand,
    unit: int,
    crew: Crew,
    nothing: Ints,
    price: Floats,
    steep: Floats,
) -> float:
    """Let a unit that has nothing take what is best for it; return what it gains. Staying gains nothing."""
    best, best_gain = -1, 0.0
    column = known.head[crew.group[unit]]
    while column >= 0:
        gain = gain_of(net, known, stand, column, crew, unit, nothing, price, steep, best_gain)
        if gain > best_gain:
            best, best_gain = column, gain
        column = known.after[column]
    stand.choice[unit] = best
    if best >= 0:
        count_in(net, known, stand, best, crew.persons[unit], crew.needs[unit], nothing, 1)
    return best_gain


@compiled
def whole_day(
    net: Network,
    known: Known,
    stand: Stand,
    order: Ints,
    crew: Crew,
    price: Floats,
    steep: Floats,
) -> int:
    """Let units choose anew one after another; return how many changed. `price` is the base, `steep` its rise."""
    changed = 0
    nothing = np.zeros(crew.needs.shape[1], dtype=np.int64)
    for at in range(len(order)):
        unit = order[at]
        before = stand.choice[unit]
        if before >= 0:
            count_in(net, known, stand, before, crew.persons[unit], crew.needs[unit], nothing, -1)
        choose_one(net, known, stand, unit, crew, nothing, price, steep)
        if stand.choice[unit] != before:
            changed += 1
    return changed


@compiled
def close_rotations(
    net: Network,
    known: Known,
    stand: Stand,
    order: Ints,
    riders: Ints,
    riders_at: Ints,
    crew: Crew,
    price: Floats,
    steep: Floats,
    before: Ints,
) -> int:
    """Try to do without rotations, one after another: all who ride choose anew, and it stays so if all gain together.

    `order` lists rotations as round * (T + 1) + step; `riders[riders_at[i]:riders_at[i + 1]]` those of the i-th of
    `order`; `before` is room to work in. Returns how many were closed.
    """
    closed = 0
    nothing = np.zeros(crew.needs.shape[1], dtype=np.int64)
    width = stand.aboard.shape[1]
    for at in range(len(order)):
        each, leaves = order[at] // width, order[at] % width
        first, last = riders_at[at], riders_at[at + 1]
        for index in range(first, last):  # who has moved since the list was made is left alone
            unit = riders[index]
            before[index] = stand.choice[unit]
            column = stand.choice[unit]
            if column >= 0 and not rides_on(known, column, each, leaves):
                before[index] = -2
        gained = 0.0
        for index in range(last - 1, first - 1, -1):
            if before[index] >= 0:
                unit, column = riders[index], before[index]
                count_in(net, known, stand, column, crew.persons[unit], crew.needs[unit], nothing, -1)
                gained -= gain_of(net, known, stand, column, crew, unit, nothing, price, steep, -IMPOSSIBLE)
        for index in range(first, last):
            if before[index] >= 0:
                unit = riders[index]
                gained += choose_one(net, known, stand, unit, crew, nothing, price, steep)
        if gained > A_TRACE:
            closed += 1
            continue
        for index in range(last - 1, first - 1, -1):
            if before[index] >= 0:
                unit = riders[index]
                if stand.choice[unit] >= 0:
                    count_in(net, known, stand, stand.choice[unit], crew.persons[unit], crew.needs[unit], nothing, -1)
                stand.choice[unit] = before[index]
        for index in range(first, last):
            if before[index] >= 0:
                unit = riders[index]
                count_in(net, known, stand, before[index], crew.persons[unit], crew.needs[unit], nothing, 1)
    return closed


@compiled
def rides_on(known: Known, column: int, each: int, leaves: int) -> bool:
    """Return whether an itinerary rides on a rotation."""
    for index in range(RIDES):
        if known.ride[column, index] == each and known.leaves[column, index] == leaves:
            return True
    return False


@compiled
def restless(known: Known, stand: Stand, over: NDArray[np.bool_], marked: NDArray[np.bool_]) -> None:
    """Mark units that have nothing, or take of something of which too much is taken."""
    for unit in range(len(stand.choice)):
        column = stand.choice[unit]
        if column < 0:
            marked[unit] = True
            continue
        for cell in range(known.first[column], known.first[column + 1]):
            if over[known.row[cell]]:
                marked[unit] = True
                break
