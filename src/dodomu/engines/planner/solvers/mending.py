"""Bettering a plan by taking out a neighbourhood and putting it in again (large neighbourhood search, after Shaw 1998).

A neighbourhood is all users of a leg, all who start from a place, all who are processed in some hours, or some of those
who are left together with those who keep them out. It is kept when more weight comes home, or as much with less danger.
"""

import numpy as np

from dodomu.engines.planner.grid import Floats, Ints
from dodomu.engines.planner.solvers.compiling import compiled
from dodomu.engines.planner.solvers.network import Network, Small
from dodomu.engines.planner.solvers.placing import put_in
from dodomu.engines.planner.solvers.seating import Desk, Seating, Units, put_back, take_out


@compiled
def fill(
    net: Network,
    units: Units,
    seating: Seating,
    desk: Desk,
    order: Ints,
    price: Floats,
    eps: float,
    rotation_cost: Floats,
    pull: float,
    most: float,
) -> int:
    """Put in those of `order` who are left, one after another; return how many could be."""
    many = 0
    for at in range(len(order)):
        if seating.length[order[at]] == 0 and put_in(
            net, units, seating, desk, order[at], price, eps, rotation_cost, pull, most
        ):
            many += 1
    return many


@compiled
def mend(
    net: Network,
    units: Units,
    seating: Seating,
    desk: Desk,
    seed: int,
    rounds: int,
    most_out: int,
    price: Floats,
    eps: float,
    rotation_cost: Floats,
    pull: float,
    promise_worth: float,
    legs_worth: Floats,
    of_place: Small,
    at_place: Small,
    warmth: float,
    danger_worth: float,
    kept_what: Small,
    kept_when: Small,
    kept_length: Small,
    group_of: Small,
    best_what: Small,
    best_when: Small,
    best_length: Small,
) -> int:
    """Do so many rounds; return how many of them bettered the plan. `kept_*` [most_out] are room to work in."""
    np.random.seed(seed)
    many = len(units.place)
    out = np.empty(most_out, dtype=np.int64)
    rank = np.empty(most_out)
    is_out = np.zeros(many, dtype=np.uint8)
    left = np.empty(many, dtype=np.int64)
    noisy = price.copy()
    better = 0
    places = len(of_place) - 1
    for _ in range(rounds):
        kind = np.random.randint(0, 8)
        count, wanted = 0, -1
        if kind >= 3:  # somebody who is left, and those who use what they need
            lefts = 0
            for unit in range(many):
                if seating.length[unit] == 0 and best_length[group_of[unit]] > 0:
                    left[lefts] = unit
                    lefts += 1
            if lefts == 0:
                kind = np.random.randint(0, 3)
            else:
                wanted = left[np.random.randint(0, lefts)]
                for _try in range(2):  # of three, the one with most weight
                    other = left[np.random.randint(0, lefts)]
                    if units.weight[other] * units.persons[other] > units.weight[wanted] * units.persons[wanted]:
                        wanted = other
                out[0] = wanted
                count = 1 + in_the_way(
                    net,
                    units,
                    seating,
                    wanted,
                    best_what[group_of[wanted]],
                    best_when[group_of[wanted]],
                    best_length[group_of[wanted]],
                    out,
                    most_out // 2,
                )
        low, high, leg = 0, 0, -1
        if kind == 0:  # users of a leg, dear ones more often
            if net.legs == 0:
                kind = 1
            else:
                leg = np.searchsorted(legs_worth, np.random.random() * legs_worth[-1])
                leg = min(leg, net.legs - 1)
        if kind == 2:  # some hours at one place that is passed
            if len(net.hub_node) == 0:
                kind = 1
            else:
                hub = net.hub_node[np.random.randint(0, len(net.hub_node))]
                low = np.random.randint(0, net.steps)
                high = low + 1 + np.random.randint(0, max(1, net.steps // 24))
        if kind == 1:
            place = np.random.randint(0, places)
            first, last = of_place[place], of_place[place + 1]
            share = min(1.0, most_out * 0.7 / max(1, last - first))
            for index in range(first, last):
                unit = at_place[index]
                if seating.length[unit] > 0 and count < most_out and np.random.random() < share:
                    out[count] = unit
                    count += 1
        elif kind != 3 and wanted < 0:
            begin = np.random.randint(0, many)
            for index in range(many):
                unit = (begin + index) % many
                if count >= most_out * 0.7:
                    break
                for at in range(seating.length[unit]):
                    choice = seating.what[unit, at]
                    if kind == 2:
                        if (
                            choice == -2
                            and low <= seating.when[unit, at] < high
                            and place_of(net, units, seating, unit, at) == hub
                        ):
                            out[count] = unit
                            count += 1
                            break
                    elif choice == leg:
                        out[count] = unit
                        count += 1
                        break
        for index in range(count):
            unit = out[index]
            is_out[unit] = 1
        before_home, before_danger, before_kept = seating.homeward[0], 0.0, seating.kept[0]
        # some of those who are left try too
        lefts = 0
        for unit in range(many):
            if seating.length[unit] == 0:
                left[lefts] = unit
                lefts += 1
        tries = min(lefts, most_out - count, max(4, most_out // 3) if wanted < 0 else 8)
        for index in range(tries):
            at = index + np.random.randint(0, lefts - index)
            left[index], left[at] = left[at], left[index]
            if left[index] != wanted:
                out[count] = left[index]
                count += 1
        for index in range(count):
            unit = out[index]
            before_danger += seating.danger[unit] * units.persons[unit]
            kept_length[index] = seating.length[unit]
            for at in range(seating.length[unit]):
                kept_what[index, at], kept_when[index, at] = seating.what[unit, at], seating.when[unit, at]
        for index in range(count):
            take_out(net, units, seating, out[index])
        spread = 0.6 * np.random.random()
        for index in range(count):
            unit = out[index]
            seats = max(1.0, float(units.needs[unit, 0]))
            worth = units.weight[unit] * units.persons[unit] / seats
            rank[index] = (
                -worth * (1.0 + spread * (np.random.random() - 0.5)) - 0.05 * units.persons[unit] * np.random.random()
            )
        order = np.argsort(rank[:count])
        shake = 0.4 * np.random.random()
        for row in range(len(price)):
            noisy[row] = price[row] * (1.0 + shake * (np.random.random() - 0.5)) if price[row] > 0 else 0.0
        if wanted >= 0:
            group = group_of[wanted]
            put_back(net, units, seating, wanted, best_what[group], best_when[group], best_length[group])
        for index in range(count):
            if seating.length[out[order[index]]] > 0:
                continue
            put_in(net, units, seating, desk, out[order[index]], noisy, eps, rotation_cost, pull, 1e14)
        after_danger = 0.0
        for index in range(count):
            after_danger += seating.danger[out[index]] * units.persons[out[index]]
            is_out[out[index]] = 0
        gained = float(seating.homeward[0] - before_home)
        score = gained - danger_worth * (after_danger - before_danger) + promise_worth * (seating.kept[0] - before_kept)
        if score > 1e-9:
            better += 1
        elif score < warmth * np.log(max(1e-12, np.random.random())) - 1e-12:
            for index in range(count):
                take_out(net, units, seating, out[index])
            for index in range(count):
                if kept_length[index] > 0:
                    if not put_back(
                        net, units, seating, out[index], kept_what[index], kept_when[index], kept_length[index]
                    ):
                        put_in(net, units, seating, desk, out[index], price, eps, rotation_cost, pull, 1e14)
    return better


@compiled
def in_the_way(
    net: Network,
    units: Units,
    seating: Seating,
    wanted: int,
    what: Small,
    when: Small,
    length: int,
    out: Ints,
    most: int,
) -> int:
    """List in `out`, from 1 on, units that use the legs and hours that a way lacks; return how many."""
    many = len(units.place)
    count = 0
    place = units.place[wanted]
    for at in range(length):
        choice = what[at]
        short = 0
        if choice == -2:
            short = units.persons[wanted] - seating.free[net.processing_row[place, when[at]]]
        elif choice < net.legs:
            for kind in range(net.kinds):
                short = max(short, units.needs[wanted, kind] - seating.free[net.leg_row[choice] + kind])
        if short > 0:
            freed, begin = 0, np.random.randint(0, many)
            for index in range(many):
                unit = (begin + index) % many
                if count + 1 >= most or freed >= 3 * short + 4:
                    break
                for step in range(seating.length[unit]):
                    uses = seating.what[unit, step] == choice
                    if uses and choice == -2:
                        uses = (
                            seating.when[unit, step] == when[at] and place_of(net, units, seating, unit, step) == place
                        )
                    if uses:
                        new = True
                        for before in range(count):
                            if out[1 + before] == unit:
                                new = False
                        if new:
                            out[1 + count] = unit
                            count += 1
                            freed += units.persons[unit]
                        break
        if choice >= 0:
            if choice < net.legs:
                place = net.leg_to[choice]
            elif choice < net.legs + net.links:
                place = net.link_to[choice - net.legs]
            else:
                place = net.round_hub[choice - net.legs - net.links]
    return count


@compiled
def place_of(net: Network, units: Units, seating: Seating, unit: int, before: int) -> int:
    """Return where a unit is when it does its so-many-th movement."""
    place = units.place[unit]
    for at in range(before):
        choice = seating.what[unit, at]
        if choice < 0:
            continue
        if choice < net.legs:
            place = net.leg_to[choice]
        elif choice < net.legs + net.links:
            place = net.link_to[choice - net.legs]
        else:
            place = net.round_hub[choice - net.legs - net.links]
    return int(place)
