"""What a plan uses of what there is: seats, hands, room, vehicles, charters, permissions, money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dodomu.engines.planner.check.capacity import comings_and_goings, costs_of, processed_by_hour, used_permissions
from dodomu.engines.planner.check.grid import Course, capacity_of_hour
from dodomu.engines.planner.check.reading import Case, Movement
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem


@dataclass(frozen=True, slots=True)
class Load:
    """How many of one kind there are and how many are taken. In a plan with faults `free` may be below 0."""

    kind: str
    capacity: int
    used: int

    @property
    def free(self) -> int:
        return self.capacity - self.used


@dataclass(frozen=True, slots=True)
class LegLoad:
    """A leg with its loads, one of each kind that it has or that is taken on it. `runs`: its charter is hired."""

    leg: str
    departs: datetime
    runs: bool
    persons: int
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class HubHour:
    """How many persons are processed at a place in the clock hour (of UTC) that begins then, and how many can be."""

    place: str
    begins: datetime
    capacity: int
    used: int

    @property
    def free(self) -> int:
        return self.capacity - self.used


@dataclass(frozen=True, slots=True)
class Presence:
    """How many persons who came to a place wait there in each step, against its room (None: as many as come)."""

    place: str
    room: int | None
    persons: tuple[int, ...]

    @property
    def most(self) -> int:
        return max(self.persons, default=0)


@dataclass(frozen=True, slots=True)
class VehicleRound:
    """One rotation of a vehicle: when it leaves its hub, is at the place, and is back; and who rides."""

    fleet: str
    vehicle: int
    rotation: str
    place: str
    leaves: datetime
    there: datetime
    back: datetime
    persons: int
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class CharterUse:
    """A charter that is hired, its legs in order of departure, and its loads over all of them."""

    charter: str
    price: int
    legs: tuple[str, ...]
    persons: int
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class PermissionUse:
    """How many persons a permission is for and how many use it."""

    permission: str
    quota: int
    used: int

    @property
    def free(self) -> int:
        return self.quota - self.used


@dataclass(frozen=True, slots=True)
class Money:
    """What the state pays, in whole units, and for what. `budget` None: no limit, and then nothing is `free`."""

    charters: int
    legs: int
    links: int
    budget: int | None

    @property
    def total(self) -> int:
        return self.charters + self.legs + self.links

    @property
    def free(self) -> int | None:
        return None if self.budget is None else self.budget - self.total


def leg_loads(problem: Problem, plan: Plan) -> tuple[LegLoad, ...]:
    """Return the loads of every leg, in order of departure."""
    case = Case(problem, plan)
    loads = []
    for leg in sorted(case.legs.values(), key=lambda leg: (case.grid.moment(leg.departs), leg.id)):
        move = case.leg_movement(leg)
        capacity = {kind: case.capacity(leg, kind) for kind in leg.seats}
        runs = leg.charter is None or leg.charter in case.hired
        persons = case.persons_on.get(move, 0)
        loads.append(LegLoad(leg.id, leg.departs, runs, persons, _loads(case, capacity, [move])))
    return tuple(loads)


def hub_hours(problem: Problem, plan: Plan) -> tuple[HubHour, ...]:
    """Return every clock hour of every place where people are processed, in order of place and hour."""
    case = Case(problem, plan)
    used = processed_by_hour(case)
    hours = sorted({case.grid.hour_of(step) for step in range(case.grid.steps)})
    found = []
    for place in sorted(case.places.values(), key=lambda place: place.id):
        if place.processing is None:
            continue
        course = Course(case.grid, place.processing)
        for hour in hours:
            begins = case.grid.datetime_at(case.grid.hour_begins(hour))
            capacity = capacity_of_hour(case.grid, course, hour)
            found.append(HubHour(place.id, begins, capacity, used.get((place.id, hour), 0)))
    return tuple(found)


def presence(problem: Problem, plan: Plan) -> tuple[Presence, ...]:
    """Return who waits where, by step, for each place that has room for only so many or that anybody comes to."""
    case = Case(problem, plan)
    changes = comings_and_goings(case)
    found = []
    for place in sorted(case.places.values(), key=lambda place: place.id):
        room = None if place.id in case.homes else place.room
        if room is None and place.id not in changes:
            continue
        here, persons = 0, []
        for step in range(case.grid.steps):
            here += changes.get(place.id, {}).get(step, 0)
            persons.append(here)
        found.append(Presence(place.id, room, tuple(persons)))
    return tuple(found)


def vehicle_rounds(problem: Problem, plan: Plan) -> tuple[VehicleRound, ...]:
    """Return every rotation with its loads, in order of fleet, vehicle and leaving."""
    case = Case(problem, plan)
    found = []
    for rotation in case.rotations:
        move, fleet = rotation.movement, rotation.fleet
        if move is None or fleet is None or rotation.leaves is None:
            continue
        steps = (case.grid.step_at(rotation.leaves), move.start, move.end)
        try:
            leaves, there, back = (case.grid.datetime_of(step) for step in steps)
        except OverflowError:  # the checker names it; here it is only no round that anybody could draw
            continue
        found.append(
            VehicleRound(
                fleet.id, rotation.vehicle or 0, rotation.given.id, move.origin, leaves, there, back,
                case.persons_on.get(move, 0), _loads(case, fleet.seats, [move]),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.fleet, each.vehicle, each.leaves, each.rotation)))


def charters(problem: Problem, plan: Plan) -> tuple[CharterUse, ...]:
    """Return every charter that is hired, with how full it is."""
    case = Case(problem, plan)
    found = []
    for name in sorted(case.hired & case.charters.keys()):
        legs = [leg for leg in case.legs.values() if leg.charter == name]
        legs.sort(key=lambda leg: (case.grid.moment(leg.departs), leg.id))
        moves = [case.leg_movement(leg) for leg in legs]
        capacity: dict[str, int] = {}
        for leg in legs:
            for kind in leg.seats:
                capacity[kind] = capacity.get(kind, 0) + case.capacity(leg, kind)
        persons = sum(case.persons_on.get(move, 0) for move in moves)
        loads = _loads(case, capacity, moves)
        found.append(CharterUse(name, case.charters[name].price, tuple(leg.id for leg in legs), persons, loads))
    return tuple(found)


def permissions(problem: Problem, plan: Plan) -> tuple[PermissionUse, ...]:
    """Return every permission with how many use it."""
    case = Case(problem, plan)
    used = used_permissions(case)
    return tuple(
        PermissionUse(name, permission.quota, used.get(name, 0))
        for name, permission in sorted(case.permissions.items())
    )


def money(problem: Problem, plan: Plan) -> Money:
    """Return what the state pays."""
    costs = costs_of(Case(problem, plan))
    return Money(costs.charters, costs.legs, costs.links, problem.budget)


def _loads(case: Case, capacity: Mapping[str, int], moves: list[Movement]) -> tuple[Load, ...]:
    """Return a load for each kind there is or that is taken, in the problem's order of kinds."""
    used: dict[str, int] = {}
    for move in moves:
        for kind, count in case.loads.get(move, {}).items():
            used[kind] = used.get(kind, 0) + count
    order = {kind: number for number, kind in enumerate(case.problem.kinds)}
    kinds = sorted({*capacity, *used}, key=lambda kind: (order.get(kind, len(order)), kind))
    return tuple(Load(kind, capacity.get(kind, 0), used.get(kind, 0)) for kind in kinds)
