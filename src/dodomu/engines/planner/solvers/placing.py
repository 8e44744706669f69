"""Putting a unit in: its cheapest way among those that are free for all of it."""

from dodomu.engines.planner.grid import Floats, Ints
from dodomu.engines.planner.solvers.compiling import compiled
from dodomu.engines.planner.solvers.network import Network, Small
from dodomu.engines.planner.solvers.pricing import DEEPEST, NO_WAY, PROCESS, WAIT
from dodomu.engines.planner.solvers.seating import Desk, Seating, Units, all_free, put_back, slot_with_room


@compiled
def put_in(
    net: Network,
    units: Units,
    seating: Seating,
    desk: Desk,
    unit: int,
    price: Floats,
    eps: float,
    rotation_cost: Floats,
    pull: float,
    most: float,
) -> bool:
    """Give a unit its cheapest way that is free for all of it, if it costs less than `most`; return whether.

    Costs are prices times what it takes, plus eps times danger, less `pull` times what its promise is worth. Backwards
    in time, as in pricing, over what is left.
    """
    steps = net.steps
    start, persons, needs, ways = units.start[unit], units.persons[unit], units.needs[unit], net.ways[units.ways[unit]]
    if start >= steps:
        return False
    many = float(persons)
    free = seating.free
    purse = free[net.money_row]
    danger_of = eps * many * 1e-6
    for leg in range(net.legs):
        desk.leg_cost[leg] = NO_WAY
        if net.leg_start[leg] < start or not ways[leg]:
            continue
        row = net.leg_row[leg]
        cost, fits = 0.0, True
        for kind in range(net.kinds):
            if needs[kind] > 0:
                if free[row + kind] < needs[kind]:
                    fits = False
                    break
                cost += needs[kind] * price[row + kind]
        if not fits or persons * net.leg_price[leg] > purse:
            continue
        permission = net.leg_permission_row[leg]
        if permission >= 0:
            if free[permission] < persons:
                continue
            cost += many * price[permission]
        desk.leg_cost[leg] = cost + danger_of * net.leg_danger[leg] + many * net.leg_price[leg] * price[net.money_row]
        if leg == units.promise[unit]:
            desk.leg_cost[leg] -= pull * units.promise_cost[unit]
    for hub in range(len(net.hub_node)):
        desk.arrived[hub, steps] = NO_WAY
        desk.ready[hub, steps] = NO_WAY
    for step in range(steps - 1, start - 1, -1):
        for hub in range(len(net.hub_node)):
            place = net.hub_node[hub]
            wait = danger_of * net.risk[place, step]
            room = net.room_row[place]
            if room >= 0:
                wait += many * price[room + step]
                if free[room + step] < persons:
                    wait = NO_WAY
            best, choice = desk.arrived[hub, step + 1] + wait, WAIT
            done, done_choice = desk.ready[hub, step + 1] + wait, WAIT
            if net.needs_processing[place] and net.may_process[place, step]:
                row = net.processing_row[place, step]
                if free[row] >= persons:
                    cost = done + many * price[row]
                    if cost < best:
                        best, choice = cost, PROCESS
            cell = place * steps + step
            for index in range(net.legs_at[cell], net.legs_at[cell + 1]):
                leg = net.legs_of[index]
                cost = desk.leg_cost[leg]
                target = net.leg_to[leg]
                if target >= 0:
                    cost += desk.arrived[net.node_hub[target], net.leg_end[leg]]
                if net.leg_processed[leg]:
                    if cost < done:
                        done, done_choice = cost, leg
                elif cost < best:
                    best, choice = cost, leg
            for index in range(net.links_at[place], net.links_at[place + 1]):
                link = net.links_of[index]
                if not net.link_open[link, step] or net.link_car[link] or persons * net.link_price[link] > purse:
                    continue
                cost = danger_of * net.link_danger[link] + many * net.link_price[link] * price[net.money_row]
                target = net.link_to[link]
                if target >= 0:
                    cost += desk.arrived[net.node_hub[target], step + net.link_steps[link]]
                if cost < best:
                    best, choice = cost, net.legs + link
            for index in range(net.rounds_at[place], net.rounds_at[place + 1]):
                each = net.rounds_of[index]
                leaves = step - net.round_out[each]
                if leaves < 0 or not net.round_open[each, leaves]:
                    continue
                cost = ride_cost(
                    needs,
                    net.fleet_seats[net.round_fleet[each]],
                    seating.slot_of[each, leaves],
                    seating.slot_free,
                    seating.slot_next,
                    free,
                    net.vehicle_row[net.round_fleet[each]] + leaves,
                    net.round_out[each] + net.round_back[each],
                    net.drivers_row[net.round_fleet[each], leaves],
                    net.round_minutes[each],
                    rotation_cost[each, leaves],
                )
                if cost < NO_WAY:
                    cost += danger_of * net.round_danger[each]
                    cost += desk.arrived[net.node_hub[net.round_hub[each]], step + net.round_back[each]]
                    if cost < best:
                        best, choice = cost, net.legs + net.links + each
            desk.arrived[hub, step], desk.arrived_choice[hub, step] = best, choice
            desk.ready[hub, step], desk.ready_choice[hub, step] = done, done_choice
    # from the place where they are: no room is taken there, and a car may be used
    place = units.place[unit]
    car = units.car[unit] != 0
    desk.own[steps] = NO_WAY
    desk.done[steps] = NO_WAY
    for step in range(steps - 1, start - 1, -1):
        wait = danger_of * net.risk[place, step]
        best, choice = desk.own[step + 1] + wait, WAIT
        done, done_choice = desk.done[step + 1] + wait, WAIT
        if net.needs_processing[place] and net.may_process[place, step]:
            row = net.processing_row[place, step]
            if free[row] >= persons:
                cost = done + many * price[row]
                if cost < best:
                    best, choice = cost, PROCESS
        cell = place * steps + step
        for index in range(net.legs_at[cell], net.legs_at[cell + 1]):
            leg = net.legs_of[index]
            cost = desk.leg_cost[leg]
            target = net.leg_to[leg]
            if target >= 0:
                cost += desk.arrived[net.node_hub[target], net.leg_end[leg]]
            if net.leg_processed[leg]:
                if cost < done:
                    done, done_choice = cost, leg
            elif cost < best:
                best, choice = cost, leg
        for index in range(net.links_at[place], net.links_at[place + 1]):
            link = net.links_of[index]
            if (
                not net.link_open[link, step]
                or (net.link_car[link] and not car)
                or persons * net.link_price[link] > purse
            ):
                continue
            cost = danger_of * net.link_danger[link] + many * net.link_price[link] * price[net.money_row]
            target = net.link_to[link]
            if target >= 0:
                cost += desk.arrived[net.node_hub[target], step + net.link_steps[link]]
            if cost < best:
                best, choice = cost, net.legs + link
        for index in range(net.rounds_at[place], net.rounds_at[place + 1]):
            each = net.rounds_of[index]
            leaves = step - net.round_out[each]
            if leaves < 0 or not net.round_open[each, leaves]:
                continue
            cost = ride_cost(
                needs,
                net.fleet_seats[net.round_fleet[each]],
                seating.slot_of[each, leaves],
                seating.slot_free,
                seating.slot_next,
                free,
                net.vehicle_row[net.round_fleet[each]] + leaves,
                net.round_out[each] + net.round_back[each],
                net.drivers_row[net.round_fleet[each], leaves],
                net.round_minutes[each],
                rotation_cost[each, leaves],
            )
            if cost < NO_WAY:
                cost += danger_of * net.round_danger[each]
                cost += desk.arrived[net.node_hub[net.round_hub[each]], step + net.round_back[each]]
                if cost < best:
                    best, choice = cost, net.legs + net.links + each
        desk.own[step], desk.own_choice[step] = best, choice
        desk.done[step], desk.done_choice[step] = done, done_choice
    if desk.own[start] >= min(most, NO_WAY * 0.5):
        return False
    # follow the choices
    step, count, processed, own = start, 0, False, True
    while step < steps and count < DEEPEST:
        if own:
            choice = desk.done_choice[step] if processed else desk.own_choice[step]
        else:
            hub = net.node_hub[place]
            choice = desk.ready_choice[hub, step] if processed else desk.arrived_choice[hub, step]
        if choice == WAIT:
            step += 1
            continue
        desk.what[count], desk.when[count] = choice, step
        count += 1
        if choice == PROCESS:
            processed = True
            step += 1
            continue
        processed, own = False, False
        if choice < net.legs:
            place, step = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            place, step = net.link_to[choice - net.legs], step + net.link_steps[choice - net.legs]
        else:
            each = choice - net.legs - net.links
            place, step = net.round_hub[each], step + net.round_back[each]
        if place < 0:
            # the whole way may use more of one thing than each step alone would tell (money, a vehicle twice)
            return put_back(net, units, seating, unit, desk.what, desk.when, count)
    return False


@compiled
def ride_cost(
    needs: Ints,
    seats: Ints,
    slot: int,
    slot_free: Ints,
    slot_next: Small,
    free: Ints,
    first: int,
    away: int,
    drivers: int,
    minutes: int,
    whole: float,
) -> float:
    """Return what a place on a shuttle costs at the prices: nothing on a rotation that leaves anyway."""
    for kind in range(len(needs)):
        if seats[kind] < needs[kind]:
            return NO_WAY
    if slot >= 0 and slot_with_room(slot_free, slot_next, slot, needs) >= 0:
        return 0.0
    if not all_free(free, first, first + away) or (drivers >= 0 and free[drivers] < minutes):
        return NO_WAY
    share = needs[0] / seats[0] if seats[0] > 0 else 0.0
    return max(share, 0.1) * whole + 1e-7
