"""Constraints on what there is enough of: seats, room, hands, permissions, vehicles, drivers and money."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.grid import Course, capacity_of_hour
from dodomu.engines.planner.check.reading import Case, ReadRotation, named
from dodomu.engines.planner.problem import Leg, Link


def no_leg_is_overfull(case: Case) -> Iterator[PlanFault]:
    """Of no kind more is taken on a leg than it has and is not held back."""
    for move, taken in case.loads.items():
        if not isinstance(move.by, Leg):
            continue
        for kind, used in taken.items():
            capacity = case.capacity(move.by, kind)
            if used > capacity:
                facts = {"leg": move.by.id, "kind": named(kind), "capacity": str(capacity), "used": str(used)}
                yield PlanFault(PlanFaultCode.LEG_OVERFULL, move.words, facts)


def no_vehicle_is_overfull(case: Case) -> Iterator[PlanFault]:
    """Of no kind more is taken on a rotation than a vehicle of its fleet has."""
    for rotation in case.rotations:
        taken = case.loads.get(rotation.movement, {}) if rotation.movement else {}
        for kind, used in taken.items():
            capacity = rotation.fleet.seats.get(kind, 0) if rotation.fleet else 0
            if used > capacity:
                facts = {"rotation": named(rotation.given.id), "kind": named(kind)}
                facts |= {"capacity": str(capacity), "used": str(used)}
                yield PlanFault(PlanFaultCode.VEHICLE_OVERFULL, rotation.where, facts)


def no_hour_of_processing_is_overfull(case: Case) -> Iterator[PlanFault]:
    """In no clock hour more persons are processed at a place than can be."""
    courses: dict[str, Course] = {}
    for (place, hour), used in processed_by_hour(case).items():
        if place not in courses:
            courses[place] = Course(case.grid, case.places[place].processing or 0)
        capacity = capacity_of_hour(case.grid, courses[place], hour)
        if used > capacity:
            facts = {"place": place, "hour": case.grid.words(case.grid.hour_begins(hour))}
            facts |= {"capacity": str(capacity), "used": str(used)}
            yield PlanFault(PlanFaultCode.HOUR_OVERFULL, f"place {place}", facts)


def processed_by_hour(case: Case) -> Mapping[tuple[str, int], int]:
    """Return how many persons are processed, by place and clock hour (as `Grid.hour_of` counts them)."""
    counted: dict[tuple[str, int], int] = {}
    for itinerary in case.itineraries:
        for move, moment in zip(itinerary.moves, itinerary.processed, strict=True):
            if move is None or moment is None or not move.processed:
                continue
            key = (move.origin, case.grid.hour_of(case.grid.step_at(moment)))
            counted[key] = counted.get(key, 0) + itinerary.persons
    return counted


def no_place_is_overfull(case: Case) -> Iterator[PlanFault]:
    """At no moment more persons who came to a place wait there than it has room for."""
    for name, changes in comings_and_goings(case).items():
        place = case.places.get(name)
        if place is None or place.room is None or place.kind == "home":
            continue
        for first, until, persons in _overfull(changes, place.room):
            facts = {"place": name, "room": str(place.room), "persons": str(persons)}
            facts |= {"from": case.grid.step_words(first), "to": case.grid.step_words(until)}
            yield PlanFault(PlanFaultCode.PLACE_OVERFULL, f"place {name}", facts)


def _overfull(changes: Mapping[int, int], room: int) -> Iterator[tuple[int, int, int]]:
    """Yield each stretch of steps with too many: its first step, the step after its last, and the most there."""
    present, most, since = 0, 0, 0
    for step in sorted(changes):
        before, present = present, present + changes[step]
        if present > room:
            since, most = (step, present) if before <= room else (since, max(most, present))
        elif before > room:
            yield since, step, most


def comings_and_goings(case: Case) -> Mapping[str, Mapping[int, int]]:
    """Return by place and step how many more persons who came there wait there than in the step before.

    Nobody takes room at their own place, not even when they come back to it.
    """
    changes: dict[str, dict[int, int]] = {}
    for itinerary in case.itineraries:
        moves, own = itinerary.moves, itinerary.party.place if itinerary.party else None
        for number in range(1, len(moves)):
            before, move = moves[number - 1], moves[number]
            if before is None or move is None or move.start <= before.end or before.target == own:
                continue
            there = changes.setdefault(before.target, {})
            there[before.end] = there.get(before.end, 0) + itinerary.persons
            there[move.start] = there.get(move.start, 0) - itinerary.persons
    return changes


def no_permission_is_overused(case: Case) -> Iterator[PlanFault]:
    """No more persons travel on a permission than it is for, over all legs that name it."""
    for name, used in used_permissions(case).items():
        permission = case.permissions.get(name)
        if permission is not None and used > permission.quota:
            facts = {"permission": name, "quota": str(permission.quota), "used": str(used)}
            yield PlanFault(PlanFaultCode.PERMISSION_OVERUSED, f"permission {name}", facts)


def used_permissions(case: Case) -> Mapping[str, int]:
    """Return how many persons use each permission that is used; somebody who rides two of its legs uses it twice."""
    used: dict[str, int] = {}
    for move, persons in case.persons_on.items():
        if isinstance(move.by, Leg) and move.by.permission is not None:
            used[move.by.permission] = used.get(move.by.permission, 0) + persons
    return used


def no_vehicle_is_in_two_places(case: Case) -> Iterator[PlanFault]:
    """A vehicle leaves its hub only when it is back from its rotation before."""
    by_vehicle: dict[tuple[str, int], list[tuple[int, int, ReadRotation]]] = {}
    for rotation in case.rotations:
        if rotation.fleet is None or rotation.movement is None or rotation.vehicle is None or rotation.leaves is None:
            continue
        leaves = case.grid.step_at(rotation.leaves)
        entry = (leaves, rotation.movement.end, rotation)
        by_vehicle.setdefault((rotation.fleet.id, rotation.vehicle), []).append(entry)
    for (fleet, vehicle), entries in by_vehicle.items():
        entries.sort(key=lambda entry: entry[:2])
        back, before = entries[0][1], entries[0][2]
        for leaves, end, rotation in entries[1:]:
            if leaves < back:
                facts = {"fleet": fleet, "vehicle": str(vehicle), "rotation": named(rotation.given.id)}
                facts |= {"other": before.where, "at": case.grid.step_words(leaves)}
                facts |= {"until": case.grid.step_words(back)}
                yield PlanFault(PlanFaultCode.VEHICLE_TWICE, rotation.where, facts)
            if end > back:
                back, before = end, rotation


def no_driver_is_on_the_road_too_long(case: Case) -> Iterator[PlanFault]:
    """On no day of the problem's zone the drivers of a fleet are away longer than they may be, all together."""
    away: dict[tuple[str, date], int] = {}
    for rotation in case.rotations:
        if rotation.fleet is None or rotation.round is None or rotation.leaves is None:
            continue
        if day := case.grid.day_of(rotation.leaves):
            key = (rotation.fleet.id, day)
            away[key] = away.get(key, 0) + rotation.round.out + rotation.round.back
    for (name, day), used in away.items():
        minutes = case.fleets[name].drivers_minutes
        if minutes is not None and used > minutes:
            facts = {"fleet": name, "day": day.isoformat(), "used": str(used), "minutes": str(minutes)}
            yield PlanFault(PlanFaultCode.DRIVERS_OVERWORKED, f"fleet {name}", facts)


@dataclass(frozen=True, slots=True)
class Costs:
    """What the state pays, in whole units of money."""

    charters: int
    legs: int
    links: int

    @property
    def total(self) -> int:
        return self.charters + self.legs + self.links


def costs_of(case: Case) -> Costs:
    """Return what the plan costs the state: charters hired, and rides and links by the person."""
    charters = sum(case.charters[name].price for name in case.hired if name in case.charters)
    legs = sum(move.price * persons for move, persons in case.persons_on.items() if isinstance(move.by, Leg))
    links = sum(move.price * persons for move, persons in case.persons_on.items() if isinstance(move.by, Link))
    return Costs(charters, legs, links)


def the_budget_is_kept(case: Case) -> Iterator[PlanFault]:
    """What the state pays is within the budget."""
    budget, costs = case.problem.budget, costs_of(case).total
    if budget is not None and costs > budget:
        facts = {"costs": str(costs), "budget": str(budget)}
        yield PlanFault(PlanFaultCode.BUDGET_EXCEEDED, "plan", facts)
