"""The best way home for everybody when every scarce thing has a price.

Backwards in time over places and steps: what the rest of the way costs one person of a sort, first for the places that
people pass (shared by all), then for the place of each group. All compiled; the lists of costs are the only state.
"""

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.grid import Floats
from dodomu.engines.planner.solvers.compiling import compiled
from dodomu.engines.planner.solvers.network import Network, Small

NO_WAY = 1e15
WAIT = -1
PROCESS = -2
DEEPEST = 16  # movements of one itinerary; more than anybody travels


@compiled
def round_costs(net: Network, price: Floats, eps: float, cost: Floats, shown: Floats) -> None:
    """Fill what a whole rotation costs, by round and step of leaving, and the danger of its ride."""
    steps = net.steps
    for each in range(len(net.round_fleet)):
        fleet = net.round_fleet[each]
        away = net.round_out[each] + net.round_back[each]
        shown[each] = eps * net.round_danger[each] * 1e-6
        running = 0.0
        first = net.vehicle_row[fleet]
        for step in range(min(away, steps)):
            running += price[first + step]
        for step in range(steps):
            if net.round_open[each, step]:
                whole = running
                if net.drivers_row[fleet, step] >= 0:
                    whole += price[net.drivers_row[fleet, step]] * net.round_minutes[each]
                cost[each, step] = whole
            else:
                cost[each, step] = NO_WAY
            running -= price[first + step]
            if step + away < steps:
                running += price[first + step + away]


@compiled
def from_place(
    net: Network,
    place: int,
    sort: int,
    ratio: Floats,
    car: bool,
    earliest: int,
    price: Floats,
    eps: float,
    leg_costs: Floats,
    rotation_cost: Floats,
    rotation_danger: Floats,
    beyond: Floats,
    arrived: Floats,
    arrived_choice: Small,
    ready: Floats,
    ready_choice: Small,
) -> None:
    """Fill the costs of the rest of the way from a sort's own place, before (`arrived`) and after processing (`ready`).

    `beyond` holds [H, T + 1] of this sort for the places that are passed. Whoever is at their own place takes no room.
    """
    steps = net.steps
    needs = net.needs_processing[place]
    arrived[steps] = NO_WAY
    ready[steps] = NO_WAY
    for step in range(steps - 1, earliest - 1, -1):
        wait = eps * net.risk[place, step] * 1e-6
        best, choice = arrived[step + 1] + wait, WAIT
        done, done_choice = ready[step + 1] + wait, WAIT
        cell = place * steps + step
        for index in range(net.legs_at[cell], net.legs_at[cell + 1]):
            leg = net.legs_of[index]
            target = net.leg_to[leg]
            cost = leg_costs[leg, sort]
            if target >= 0:
                cost += beyond[net.node_hub[target], net.leg_end[leg]]
            if net.leg_processed[leg]:
                if cost < done:
                    done, done_choice = cost, leg
            elif cost < best:
                best, choice = cost, leg
        if needs and net.may_process[place, step]:
            cost = ready[step + 1] + wait + price[net.processing_row[place, step]]
            if cost < best:
                best, choice = cost, PROCESS
        for index in range(net.links_at[place], net.links_at[place + 1]):
            link = net.links_of[index]
            if not net.link_open[link, step] or (net.link_car[link] and not car):
                continue
            cost = eps * net.link_danger[link] * 1e-6 + price[net.money_row] * net.link_price[link]
            target = net.link_to[link]
            if target >= 0:
                cost += beyond[net.node_hub[target], step + net.link_steps[link]]
            if cost < best:
                best, choice = cost, net.legs + link
        for index in range(net.rounds_at[place], net.rounds_at[place + 1]):
            each = net.rounds_of[index]
            leaves = step - net.round_out[each]
            if leaves < 0 or not net.round_open[each, leaves]:
                continue
            seats = net.fleet_seats[net.round_fleet[each], 0]
            if seats <= 0 and ratio[0] > 0:
                continue
            share = ratio[0] / seats if seats > 0 else 0.0
            cost = rotation_danger[each] + share * rotation_cost[each, leaves]
            cost += beyond[net.node_hub[net.round_hub[each]], step + net.round_back[each]]
            if cost < best:
                best, choice = cost, net.legs + net.links + each
        arrived[step], arrived_choice[step] = best, choice
        ready[step], ready_choice[step] = done, done_choice


@compiled
def hub_costs(
    net: Network,
    ratios: Floats,
    sort_ways: Small,
    price: Floats,
    eps: float,
    rotation_cost: Floats,
    rotation_danger: Floats,
    arrived: Floats,
    arrived_choice: Small,
    ready: Floats,
    ready_choice: Small,
    leg_costs: Floats,
) -> None:
    """Fill costs [H, T + 1, C] of the rest of the way from every place that is passed, for these sorts (C of them).

    Sorts lie innermost, because all of them meet the same legs at the same step: the loops over them are vectors.
    """
    steps, sorts = net.steps, len(ratios)
    for leg in range(net.legs):
        fixed = eps * net.leg_danger[leg] * 1e-6 + price[net.money_row] * net.leg_price[leg]
        if net.leg_permission_row[leg] >= 0:
            fixed += price[net.leg_permission_row[leg]]
        row = net.leg_row[leg]
        for sort in range(sorts):
            cost = fixed
            for kind in range(net.kinds):
                cost += ratios[sort, kind] * price[row + kind]
            leg_costs[leg, sort] = cost if net.ways[sort_ways[sort], leg] else NO_WAY
    for hub in range(len(net.hub_node)):
        for sort in range(sorts):
            arrived[hub, steps, sort] = NO_WAY
            ready[hub, steps, sort] = NO_WAY
    for step in range(steps - 1, -1, -1):
        for hub in range(len(net.hub_node)):
            place = net.hub_node[hub]
            wait = eps * net.risk[place, step] * 1e-6
            if net.room_row[place] >= 0:
                wait += price[net.room_row[place] + step]
            best, choice = arrived[hub, step], arrived_choice[hub, step]
            done, done_choice = ready[hub, step], ready_choice[hub, step]
            best_next, done_next = arrived[hub, step + 1], ready[hub, step + 1]
            if net.needs_processing[place] and net.may_process[place, step]:
                to_process = price[net.processing_row[place, step]]
                for sort in range(sorts):
                    done[sort], done_choice[sort] = done_next[sort] + wait, WAIT
                    processed = done[sort] + to_process
                    waited = best_next[sort] + wait
                    best[sort] = processed if processed < waited else waited
                    choice[sort] = PROCESS if processed < waited else WAIT
            else:
                for sort in range(sorts):
                    done[sort], done_choice[sort] = done_next[sort] + wait, WAIT
                    best[sort], choice[sort] = best_next[sort] + wait, WAIT
            cell = place * steps + step
            for index in range(net.legs_at[cell], net.legs_at[cell + 1]):
                leg = net.legs_of[index]
                target = net.leg_to[leg]
                into, into_choice = (done, done_choice) if net.leg_processed[leg] else (best, choice)
                if target < 0:
                    for sort in range(sorts):
                        cost = leg_costs[leg, sort]
                        if cost < into[sort]:
                            into[sort], into_choice[sort] = cost, leg
                else:
                    rest = arrived[net.node_hub[target], net.leg_end[leg]]
                    for sort in range(sorts):
                        cost = leg_costs[leg, sort] + rest[sort]
                        if cost < into[sort]:
                            into[sort], into_choice[sort] = cost, leg
            for index in range(net.links_at[place], net.links_at[place + 1]):
                link = net.links_of[index]
                if not net.link_open[link, step] or net.link_car[link]:
                    continue
                fixed = eps * net.link_danger[link] * 1e-6 + price[net.money_row] * net.link_price[link]
                target = net.link_to[link]
                for sort in range(sorts):
                    cost = fixed
                    if target >= 0:
                        cost += arrived[net.node_hub[target], step + net.link_steps[link], sort]
                    if cost < best[sort]:
                        best[sort], choice[sort] = cost, net.legs + link
            for index in range(net.rounds_at[place], net.rounds_at[place + 1]):
                each = net.rounds_of[index]
                leaves = step - net.round_out[each]
                if leaves < 0 or not net.round_open[each, leaves]:
                    continue
                seats = net.fleet_seats[net.round_fleet[each], 0]
                rest = arrived[net.node_hub[net.round_hub[each]], step + net.round_back[each]]
                for sort in range(sorts):
                    if seats > 0:
                        cost = (
                            rotation_danger[each] + ratios[sort, 0] / seats * rotation_cost[each, leaves] + rest[sort]
                        )
                    else:
                        cost = NO_WAY if ratios[sort, 0] > 0 else rotation_danger[each] + rest[sort]
                    if cost < best[sort]:
                        best[sort], choice[sort] = cost, net.legs + net.links + each


@compiled
def walk(
    net: Network,
    place: int,
    sort: int,
    step: int,
    own_arrived: Small,
    own_ready: Small,
    arrived_choice: Small,
    ready_choice: Small,
    what: Small,
    when: Small,
) -> int:
    """Follow the choices from a place and a step; return how many movements (and processings) there are, 0 for none.

    `what` gets a leg, PROCESS, legs + link, or legs + links + round; `when` the step it begins (of a shuttle: at the
    place).
    """
    many, processed, own = 0, False, True
    while step < net.steps and many < DEEPEST:
        hub = net.node_hub[place]
        if own:
            choice = own_ready[step] if processed else own_arrived[step]
        else:
            choice = ready_choice[hub, step, sort] if processed else arrived_choice[hub, step, sort]
        if choice == WAIT:
            step += 1
            continue
        what[many], when[many] = choice, step
        many += 1
        if choice == PROCESS:
            processed = True
            step += 1
            continue
        processed, own = False, False
        if choice < net.legs:
            place, step = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            link = choice - net.legs
            place, step = net.link_to[link], step + net.link_steps[link]
        else:
            each = choice - net.legs - net.links
            place, step = net.round_hub[each], step + net.round_back[each]
        if place < 0:
            return many
    return 0


@compiled
def add_use(
    net: Network,
    place: int,
    start: int,
    ratio: Floats,
    persons: float,
    what: Small,
    when: Small,
    many: int,
    use: Floats,
) -> float:
    """Add what an itinerary of so many persons takes of every row to `use`; return its danger for one person."""
    begin, own, danger = start, True, 0.0
    for index in range(many):
        choice, moment = what[index], when[index]
        for waited in range(begin, moment):
            danger += net.risk[place, waited]
            if not own and net.room_row[place] >= 0:
                use[net.room_row[place] + waited] += persons
        begin = moment
        if choice == PROCESS:
            use[net.processing_row[place, moment]] += persons
            continue
        own = False
        if choice < net.legs:
            row = net.leg_row[choice]
            for kind in range(net.kinds):
                use[row + kind] += persons * ratio[kind]
            if net.leg_permission_row[choice] >= 0:
                use[net.leg_permission_row[choice]] += persons
            use[net.money_row] += persons * net.leg_price[choice]
            danger += net.leg_danger[choice]
            place, begin = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            link = choice - net.legs
            use[net.money_row] += persons * net.link_price[link]
            danger += net.link_danger[link]
            place, begin = net.link_to[link], moment + net.link_steps[link]
        else:
            each = choice - net.legs - net.links
            fleet = net.round_fleet[each]
            leaves = moment - net.round_out[each]
            if net.fleet_seats[fleet, 0] > 0:
                share = persons * ratio[0] / net.fleet_seats[fleet, 0]
                for away in range(leaves, moment + net.round_back[each]):
                    use[net.vehicle_row[fleet] + away] += share
                if net.drivers_row[fleet, leaves] >= 0:
                    use[net.drivers_row[fleet, leaves]] += share * net.round_minutes[each]
            danger += net.round_danger[each]
            place, begin = net.round_hub[each], moment + net.round_back[each]
    return danger * 1e-6


@compiled
def price_out(
    net: Network,
    combo_place: Small,
    combo_sort: Small,
    combo_car: NDArray[np.uint8],
    combo_groups: Small,
    ratios: Floats,
    group_from: Small,
    group_weight: Floats,
    group_persons: Floats,
    group_left: Floats,
    group_before: Floats,
    first_sort: int,
    first: int,
    last: int,
    price: Floats,
    eps: float,
    rotation_cost: Floats,
    rotation_danger: Floats,
    beyond: Floats,
    arrived_choice: Small,
    ready_choice: Small,
    leg_costs: Floats,
    use: Floats,
    gain: Floats,
    danger: Floats,
    whats: Small,
    whens: Small,
    lengths: Small,
) -> float:
    """Fill each group's best way, its gain for one person, and what all of them use, for combos first..last.

    In the tables of the rest of the way (`beyond`, choices, costs) their sorts begin with `first_sort`.

    Returns the sum over groups of persons times gain, where gain is positive. `whats` [A, DEEPEST] may have no rows.
    """
    steps = net.steps
    own, own_choice = np.empty(steps + 1), np.empty(steps + 1, dtype=np.int32)
    done, done_choice = np.empty(steps + 1), np.empty(steps + 1, dtype=np.int32)
    what, when = np.empty(DEEPEST, dtype=np.int32), np.empty(DEEPEST, dtype=np.int32)
    keep = len(whats) > 0
    total = 0.0
    for combo in range(first, last):
        place, sort = combo_place[combo], combo_sort[combo]
        low, high = combo_groups[combo], combo_groups[combo + 1]
        earliest = steps
        for group in range(low, high):
            earliest = min(earliest, group_from[group])
        ratio = ratios[sort]
        here = sort - first_sort
        from_place(
            net,
            place,
            here,
            ratio,
            combo_car[combo] != 0,
            earliest,
            price,
            eps,
            leg_costs,
            rotation_cost,
            rotation_danger,
            beyond[here],
            own,
            own_choice,
            done,
            done_choice,
        )
        for group in range(low, high):
            start = group_from[group]
            lengths[group] = 0
            gain[group] = 0.0
            danger[group] = group_left[group]
            if start >= steps or own[start] >= NO_WAY * 0.5:
                continue
            worth = group_weight[group] + eps * (group_left[group] - group_before[group]) - own[start]
            gain[group] = worth
            if worth <= 0.0:
                continue
            many = walk(net, place, here, start, own_choice, done_choice, arrived_choice, ready_choice, what, when)
            lengths[group] = many
            total += worth * group_persons[group]
            danger[group] = add_use(net, place, start, ratio, group_persons[group], what, when, many, use)
            if keep:
                whats[group, :] = what
                whens[group, :] = when
    return total
