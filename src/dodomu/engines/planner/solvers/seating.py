"""A whole plan in whole numbers while it is being made: who travels how, and what is left of everything.

Units (parties, or parts of one that may be split) are put in and taken out one at a time. Putting one in looks for its
cheapest way at given prices among the ways that are still free for all of it; nothing is ever overfull.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.grid import Floats, Ints
from dodomu.engines.planner.solvers.compiling import compiled
from dodomu.engines.planner.solvers.network import Network, Small
from dodomu.engines.planner.solvers.pricing import DEEPEST, PROCESS


class Units(NamedTuple):
    """What travels undivided. Size U."""

    place: Small
    persons: Ints
    needs: Ints  # [U, K]
    ways: Small  # row of net.ways
    car: NDArray[np.uint8]
    start: Small
    weight: Ints  # of one person
    left: Floats  # danger of one person who is left, risk-hours
    before: Floats  # danger of one person before the first step
    promise: Small  # leg, or -1
    promise_cost: Floats  # of breaking it


class Seating(NamedTuple):
    """The state. `rotation` numbers are slots; a slot without users is free. All arrays change in place."""

    free: Ints  # [rows] what is left; never negative
    length: Small  # [U] movements; 0 is left behind
    what: Small  # [U, DEEPEST]
    when: Small
    slot: Small  # [U, DEEPEST] rotation slot of a shuttle movement
    danger: Floats  # [U] of one person, until home or of being left
    slot_round: Small  # [S]
    slot_leaves: Small
    slot_users: Small
    slot_free: Ints  # [S, K]
    slot_next: Small
    slot_of: Small  # [R, T] first slot that leaves then
    stack: Small  # free slots; stack[0] is how many
    homeward: Ints  # [0] weighted persons home
    kept: Floats  # [0] cost of the promises that are kept


class Desk(NamedTuple):
    """Room to work in, so that nothing is allocated while searching."""

    arrived: Floats  # [H, T + 1]
    arrived_choice: Small
    ready: Floats
    ready_choice: Small
    own: Floats
    own_choice: Small
    done: Floats
    done_choice: Small
    leg_cost: Floats  # [L]
    what: Small
    when: Small


def new_seating(net: Network, units: Units, free: Ints) -> Seating:
    """Return a state in which everybody is left."""
    many, rounds = len(units.place), len(net.round_fleet)
    slots = max(16, min(4 * many, 200_000)) if rounds else 1
    stack = np.zeros(slots + 1, dtype=np.int32)
    stack[0] = slots
    stack[1:] = np.arange(slots - 1, -1, -1)
    return Seating(
        free=free.copy(),
        length=np.zeros(many, dtype=np.int32),
        what=np.zeros((many, DEEPEST), dtype=np.int32),
        when=np.zeros((many, DEEPEST), dtype=np.int32),
        slot=np.full((many, DEEPEST), -1, dtype=np.int32),
        danger=units.left.copy(),
        slot_round=np.zeros(slots, dtype=np.int32),
        slot_leaves=np.zeros(slots, dtype=np.int32),
        slot_users=np.zeros(slots, dtype=np.int32),
        slot_free=np.zeros((slots, net.kinds), dtype=np.int64),
        slot_next=np.full(slots, -1, dtype=np.int32),
        slot_of=np.full((max(rounds, 1), net.steps + 1), -1, dtype=np.int32),
        stack=stack,
        homeward=np.zeros(1, dtype=np.int64),
        kept=np.zeros(1),
    )


def new_desk(net: Network) -> Desk:
    """Return room to work in."""
    hubs, steps = len(net.hub_node), net.steps
    return Desk(
        np.empty((hubs, steps + 1)),
        np.empty((hubs, steps + 1), dtype=np.int32),
        np.empty((hubs, steps + 1)),
        np.empty((hubs, steps + 1), dtype=np.int32),
        np.empty(steps + 1),
        np.empty(steps + 1, dtype=np.int32),
        np.empty(steps + 1),
        np.empty(steps + 1, dtype=np.int32),
        np.empty(net.legs),
        np.empty(DEEPEST, dtype=np.int32),
        np.empty(DEEPEST, dtype=np.int32),
    )


# The small functions take just the arrays that they read: handing over whole tuples would cost more than they do.


@compiled
def slot_with_room(slot_free: Ints, slot_next: Small, slot: int, needs: Ints) -> int:
    """Return the first rotation from `slot` on that has a place for these needs, or -1."""
    while slot >= 0:
        fits = True
        for kind in range(len(needs)):
            if slot_free[slot, kind] < needs[kind]:
                fits = False
                break
        if fits:
            return slot
        slot = slot_next[slot]
    return -1


@compiled
def all_free(free: Ints, first: int, last: int) -> bool:
    """Return whether there is something left of each of these rows."""
    for row in range(first, last):
        if free[row] <= 0:
            return False
    return True


@compiled
def has_leg(what: Small, many: int, leg: int) -> bool:
    """Return whether an itinerary rides on a leg (-1: on none)."""
    if leg < 0:
        return False
    for index in range(many):
        if what[index] == leg:
            return True
    return False


@compiled
def vehicle_is_free(net: Network, seating: Seating, each: int, leaves: int) -> bool:
    """Return whether one more vehicle and its drivers are there for a round that leaves in this step."""
    fleet = net.round_fleet[each]
    first = net.vehicle_row[fleet] + leaves
    if not all_free(seating.free, first, first + net.round_out[each] + net.round_back[each]):
        return False
    row = net.drivers_row[fleet, leaves]
    return bool(row < 0 or seating.free[row] >= net.round_minutes[each])


@compiled
def put_back(net: Network, units: Units, seating: Seating, unit: int, what: Small, when: Small, many: int) -> bool:
    """Give a unit this way if all of it is still free; return whether."""
    persons = units.persons[unit]
    needs = units.needs[unit]
    place, begin, own = units.place[unit], units.start[unit], True
    money = np.int64(0)
    for index in range(many):  # first look, then take
        choice, moment = what[index], when[index]
        if not own and net.room_row[place] >= 0:
            for step in range(begin, moment):
                if seating.free[net.room_row[place] + step] < persons:
                    return False
        begin = moment
        if choice == PROCESS:
            if seating.free[net.processing_row[place, moment]] < persons:
                return False
            continue
        own = False
        if choice < net.legs:
            for kind in range(net.kinds):
                if seating.free[net.leg_row[choice] + kind] < needs[kind]:
                    return False
            if net.leg_permission_row[choice] >= 0 and seating.free[net.leg_permission_row[choice]] < persons:
                return False
            money += persons * net.leg_price[choice]
            place, begin = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            link = choice - net.legs
            money += persons * net.link_price[link]
            place, begin = net.link_to[link], moment + net.link_steps[link]
        else:
            each = choice - net.legs - net.links
            leaves = moment - net.round_out[each]
            if slot_with_room(seating.slot_free, seating.slot_next, seating.slot_of[each, leaves], needs) < 0:
                if seating.stack[0] == 0 or not vehicle_is_free(net, seating, each, leaves):
                    return False
                for kind in range(net.kinds):
                    if net.fleet_seats[net.round_fleet[each], kind] < needs[kind]:
                        return False
            place, begin = net.round_hub[each], moment + net.round_back[each]
    if money > 0 and seating.free[net.money_row] < money:
        return False
    take(net, units, seating, unit, what, when, many)
    return True


@compiled
def take(net: Network, units: Units, seating: Seating, unit: int, what: Small, when: Small, many: int) -> None:
    """Give a unit a way that is known to be free."""
    persons = units.persons[unit]
    place, begin, own = units.place[unit], units.start[unit], True
    danger = units.before[unit] * 1e6
    for index in range(many):
        choice, moment = what[index], when[index]
        for step in range(begin, moment):
            danger += net.risk[place, step]
            if not own and net.room_row[place] >= 0:
                seating.free[net.room_row[place] + step] -= persons
        begin = moment
        seating.what[unit, index], seating.when[unit, index], seating.slot[unit, index] = choice, moment, -1
        if choice == PROCESS:
            seating.free[net.processing_row[place, moment]] -= persons
            continue
        own = False
        if choice < net.legs:
            for kind in range(net.kinds):
                seating.free[net.leg_row[choice] + kind] -= units.needs[unit, kind]
            if net.leg_permission_row[choice] >= 0:
                seating.free[net.leg_permission_row[choice]] -= persons
            seating.free[net.money_row] -= persons * net.leg_price[choice]
            danger += net.leg_danger[choice]
            place, begin = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            link = choice - net.legs
            seating.free[net.money_row] -= persons * net.link_price[link]
            danger += net.link_danger[link]
            place, begin = net.link_to[link], moment + net.link_steps[link]
        else:
            each = choice - net.legs - net.links
            leaves = moment - net.round_out[each]
            slot = slot_with_room(
                seating.slot_free, seating.slot_next, seating.slot_of[each, leaves], units.needs[unit]
            )
            if slot < 0:
                slot = seating.stack[seating.stack[0]]
                seating.stack[0] -= 1
                fleet = net.round_fleet[each]
                seating.slot_round[slot], seating.slot_leaves[slot], seating.slot_users[slot] = each, leaves, 0
                seating.slot_next[slot] = seating.slot_of[each, leaves]
                seating.slot_of[each, leaves] = slot
                for kind in range(net.kinds):
                    seating.slot_free[slot, kind] = net.fleet_seats[fleet, kind]
                for step in range(leaves, moment + net.round_back[each]):
                    seating.free[net.vehicle_row[fleet] + step] -= 1
                if net.drivers_row[fleet, leaves] >= 0:
                    seating.free[net.drivers_row[fleet, leaves]] -= net.round_minutes[each]
            seating.slot_users[slot] += 1
            for kind in range(net.kinds):
                seating.slot_free[slot, kind] -= units.needs[unit, kind]
            seating.slot[unit, index] = slot
            danger += net.round_danger[each]
            place, begin = net.round_hub[each], moment + net.round_back[each]
    seating.length[unit] = many
    seating.danger[unit] = danger * 1e-6
    seating.homeward[0] += units.weight[unit] * persons
    if has_leg(seating.what[unit], many, units.promise[unit]):
        seating.kept[0] += units.promise_cost[unit]


@compiled
def take_out(net: Network, units: Units, seating: Seating, unit: int) -> None:
    """Take a unit's way from it, and close rotations that nobody uses any more."""
    many = seating.length[unit]
    if many == 0:
        return
    persons = units.persons[unit]
    place, begin, own = units.place[unit], units.start[unit], True
    for index in range(many):
        choice, moment = seating.what[unit, index], seating.when[unit, index]
        if not own and net.room_row[place] >= 0:
            for step in range(begin, moment):
                seating.free[net.room_row[place] + step] += persons
        begin = moment
        if choice == PROCESS:
            seating.free[net.processing_row[place, moment]] += persons
            continue
        own = False
        if choice < net.legs:
            for kind in range(net.kinds):
                seating.free[net.leg_row[choice] + kind] += units.needs[unit, kind]
            if net.leg_permission_row[choice] >= 0:
                seating.free[net.leg_permission_row[choice]] += persons
            seating.free[net.money_row] += persons * net.leg_price[choice]
            place, begin = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            link = choice - net.legs
            seating.free[net.money_row] += persons * net.link_price[link]
            place, begin = net.link_to[link], moment + net.link_steps[link]
        else:
            each = choice - net.legs - net.links
            slot = seating.slot[unit, index]
            seating.slot_users[slot] -= 1
            for kind in range(net.kinds):
                seating.slot_free[slot, kind] += units.needs[unit, kind]
            if seating.slot_users[slot] == 0:
                fleet, leaves = net.round_fleet[each], seating.slot_leaves[slot]
                for step in range(leaves, moment + net.round_back[each]):
                    seating.free[net.vehicle_row[fleet] + step] += 1
                if net.drivers_row[fleet, leaves] >= 0:
                    seating.free[net.drivers_row[fleet, leaves]] += net.round_minutes[each]
                at = seating.slot_of[each, leaves]
                if at == slot:
                    seating.slot_of[each, leaves] = seating.slot_next[slot]
                else:
                    while seating.slot_next[at] != slot:
                        at = seating.slot_next[at]
                    seating.slot_next[at] = seating.slot_next[slot]
                seating.slot_next[slot] = -1
                seating.stack[0] += 1
                seating.stack[seating.stack[0]] = slot
            place, begin = net.round_hub[each], moment + net.round_back[each]
    if has_leg(seating.what[unit], many, units.promise[unit]):
        seating.kept[0] -= units.promise_cost[unit]
    seating.length[unit] = 0
    seating.danger[unit] = units.left[unit]
    seating.homeward[0] -= units.weight[unit] * persons
