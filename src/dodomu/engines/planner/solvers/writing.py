"""Writing out: from seats in whole numbers to a plan in human units."""

import numpy as np

from dodomu.engines.planner.grid import Flags, Grid, Ints
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel
from dodomu.engines.planner.solvers.network import Crowd, Network
from dodomu.engines.planner.solvers.pricing import PROCESS
from dodomu.engines.planner.solvers.seating import Seating, Units


def units_of(grid: Grid, crowd: Crowd) -> Units:
    """Return what travels undivided."""
    party, group = crowd.unit_party, crowd.unit_group
    share = np.bincount(party, minlength=max(1, len(grid.party_ids)))[party] if len(party) else np.zeros(0)
    return Units(
        place=grid.party_place[party].astype(np.int32),
        persons=crowd.unit_persons.astype(np.int64),
        needs=np.ascontiguousarray(crowd.unit_needs, dtype=np.int64),
        ways=grid.party_ways[party].astype(np.int32),
        car=grid.party_car[party].astype(np.uint8),
        start=grid.party_from[party].astype(np.int32),
        weight=grid.party_weight[party].astype(np.int64),
        left=crowd.group_left[group],
        before=crowd.group_before[group],
        promise=np.maximum(grid.party_promise[party], -1).astype(np.int32),
        # the parts of a split party share the cost: the promise is kept when all of them keep it
        promise_cost=grid.party_promise_cost[party] / np.maximum(1, share),
    )


def write_out(grid: Grid, net: Network, units: Units, seating: Seating, crowd: Crowd, hired: Flags) -> Plan:
    """Turn seats into itineraries, and rotations into vehicles with numbers."""
    slots = np.flatnonzero(seating.slot_users > 0)
    order = sorted(
        slots.tolist(),
        key=lambda slot: (
            int(net.round_fleet[seating.slot_round[slot]]),
            int(seating.slot_leaves[slot]),
            int(seating.slot_round[slot]),
            slot,
        ),
    )
    rotations: list[Rotation] = []
    name: dict[int, str] = {}
    back: dict[int, list[int]] = {}
    for slot in order:
        each, leaves = int(seating.slot_round[slot]), int(seating.slot_leaves[slot])
        fleet = int(net.round_fleet[each])
        returns = back.setdefault(fleet, [0] * int(grid.fleet_vehicles[fleet]))
        vehicle = next(at for at, until in enumerate(returns) if until <= leaves)
        returns[vehicle] = leaves + int(net.round_out[each] + net.round_back[each])
        name[slot] = f"r{len(rotations) + 1:05d}"
        rotations.append(
            Rotation(
                name[slot],
                grid.fleet_ids[fleet],
                vehicle,
                grid.place_ids[int(grid.round_place[each])],
                grid.moment(leaves),
            )
        )
    moments = [grid.moment(step) for step in range(grid.steps + 1)]
    made: dict[tuple[int, tuple[Step, ...]], tuple[int, Ints]] = {}
    party_of, persons_of = crowd.unit_party.tolist(), units.persons.tolist()
    whats, whens, lengths, in_slot = seating.what.tolist(), seating.when.tolist(), seating.length.tolist(), seating.slot
    for unit in range(len(party_of)):
        if lengths[unit] == 0:
            continue
        steps: list[Step] = []
        processed = None
        for index in range(lengths[unit]):
            choice, when = whats[unit][index], whens[unit][index]
            if choice == PROCESS:
                processed = moments[when]
            elif choice < net.legs:
                steps.append(Ride(grid.leg_ids[choice], processed))
                processed = None
            elif choice < net.legs + net.links:
                steps.append(Travel(grid.link_ids[choice - net.legs], moments[when]))
            else:
                steps.append(Shuttle(name[int(in_slot[unit, index])]))
        key = (party_of[unit], tuple(steps))
        persons, needs = made.get(key, (0, np.zeros(len(grid.kinds), dtype=np.int64)))
        made[key] = (persons + persons_of[unit], needs + units.needs[unit])
    itineraries = tuple(
        Itinerary(
            grid.party_ids[party],
            persons,
            {kind: int(many) for kind, many in zip(grid.kinds, needs, strict=True) if many},
            steps,
        )
        for (party, steps), (persons, needs) in made.items()
    )
    return Plan(itineraries, tuple(rotations), frozenset(grid.charter_ids[at] for at in np.flatnonzero(hired)))
