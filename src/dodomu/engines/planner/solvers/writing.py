"""Between a plan in human units and seats in whole numbers: writing out, and reading an earlier plan in again."""

from datetime import UTC, datetime

import numpy as np

from dodomu.engines.planner.grid import Flags, Grid, Ints
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel
from dodomu.engines.planner.solvers.network import Crowd, Network
from dodomu.engines.planner.solvers.pricing import DEEPEST, PROCESS
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


def ways_of(grid: Grid, plan: Plan) -> dict[int, list[tuple[int, list[int], list[int]]]]:
    """Return an earlier plan in whole numbers: by party (persons, movements, steps); what is gone is left out."""
    begins, minutes = grid.problem.begins.astimezone(UTC), grid.problem.step
    legs = {each: at for at, each in enumerate(grid.leg_ids)}
    links = {each: at for at, each in enumerate(grid.link_ids)}
    parties = {each: at for at, each in enumerate(grid.party_ids)}
    rounds = {
        (grid.fleet_ids[int(fleet)], grid.place_ids[int(place)]): at
        for at, (fleet, place) in enumerate(zip(grid.round_fleet, grid.round_place, strict=True))
    }
    rotations = {each.id: each for each in plan.rotations}

    def step(moment: datetime) -> int:
        return round((moment.astimezone(UTC) - begins).total_seconds() / 60 / minutes)

    found: dict[int, list[tuple[int, list[int], list[int]]]] = {}
    for each in plan.itineraries:
        what: list[int] = []
        when: list[int] = []
        for movement in each.steps:
            if isinstance(movement, Ride):
                if movement.leg not in legs:
                    break
                leg = legs[movement.leg]
                if movement.processed is not None:
                    what.append(PROCESS)
                    when.append(step(movement.processed))
                what.append(leg)
                when.append(int(grid.leg_start[leg]))
            elif isinstance(movement, Travel):
                if (
                    movement.link not in links
                    or not grid.link_open[links[movement.link], min(step(movement.leaves), grid.steps - 1)]
                ):
                    break
                what.append(len(legs) + links[movement.link])
                when.append(step(movement.leaves))
            else:
                rotation = rotations.get(movement.rotation)
                at = None if rotation is None else rounds.get((rotation.fleet, rotation.place))
                if (
                    rotation is None
                    or at is None
                    or not grid.round_open[at, min(max(step(rotation.leaves), 0), grid.steps - 1)]
                ):
                    break
                what.append(len(legs) + len(links) + at)
                when.append(step(rotation.leaves) + int(grid.round_out[at]))
        else:
            if each.party in parties and 0 < len(what) <= DEEPEST and holds(grid, parties[each.party], what, when):
                found.setdefault(parties[each.party], []).append((each.persons, what, when))
    return found


def holds(grid: Grid, party: int, what: list[int], when: list[int]) -> bool:
    """Whether an itinerary is still a way home by place, time, papers and processing; seats are not asked."""
    legs, links = len(grid.leg_ids), len(grid.link_ids)
    place, step, processed, own = int(grid.party_place[party]), int(grid.party_from[party]), False, True
    for choice, moment in zip(what, when, strict=True):
        if moment < step or moment >= grid.steps or place < 0:
            return False
        if choice == PROCESS:
            if processed or not grid.may_process[place, moment]:
                return False
            processed, step = True, moment + 1
            continue
        if choice < legs:
            if (
                grid.leg_from[choice] != place
                or not grid.ways[grid.party_ways[party], choice]
                or processed != grid.leg_processed[choice]
            ):
                return False
            place, step = int(grid.leg_to[choice]), int(grid.leg_end[choice])
        elif choice < legs + links:
            link = choice - legs
            if (
                grid.link_from[link] != place
                or processed
                or (grid.link_car[link] and not (own and grid.party_car[party]))
            ):
                return False
            place, step = int(grid.link_to[link]), moment + int(grid.link_steps[link])
        else:
            each = choice - legs - links
            if grid.round_place[each] != place or processed:
                return False
            place, step = int(grid.round_hub[each]), moment + int(grid.round_back[each])
        processed, own = False, False
    return place < 0 and step <= grid.steps
