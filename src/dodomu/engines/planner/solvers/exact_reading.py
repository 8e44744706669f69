"""Reading the columns of the exact model: units follow the arcs that carry something, and become itineraries."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from dodomu.engines.planner.grid import HOME, Grid, Ints
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel
from dodomu.engines.planner.solvers.exact_model import Block, Model
from dodomu.engines.planner.solvers.exact_network import LEG, LINK, OUT, PROCESS, ROUND, Arc

MOST_TRIES = 20_000  # to seat parties in vehicles


class CrowdedError(Exception):
    """Parties do not fit whole into the vehicles of these rounds."""

    def __init__(self, rounds: set[int]) -> None:
        super().__init__(rounds)
        self.rounds = rounds


def plan_of(model: Model, columns: Ints) -> Plan:
    """Return the plan that columns which hold describe. Charters are hired, and rounds made, only where somebody rides.

    Raises `CrowdedError` when parties do not fit whole into vehicles that share their seats in the model.
    """
    grid = model.grid
    ways: list[tuple[int, tuple[int, ...], int, list[Arc]]] = []  # persons, needs, party, way
    inner: dict[int, list[Arc]] = {}
    for block in model.blocks:
        if block.origin is None:
            inner = defaultdict(list)
            for at in np.flatnonzero(columns[block.columns]).tolist():
                arc = block.arcs[at]
                inner[arc.tail] += [arc] * int(columns[block.columns[at]])
        else:
            for party, way in _ways(model, block, columns, inner):
                ways.append((block.sort.persons, block.sort.needs, party, way))
    vehicles = _Vehicles(model, columns)
    riders: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for _, needs, _, way in ways:
        for arc in way:
            if arc.what == ROUND:
                riders[arc.which].append(needs)
    vehicles.seat(riders)
    parts: dict[tuple[int, tuple[Step, ...]], tuple[int, Ints]] = {}
    for persons, needs, party, way in ways:
        key = (party, _steps(grid, way, vehicles, needs))
        before, taken = parts.get(key, (0, np.zeros(len(grid.kinds), dtype=np.int64)))
        parts[key] = (before + persons, taken + np.array(needs, dtype=np.int64))
    ridden = {arc.which for *_, way in ways for arc in way if arc.what == LEG}
    hired = {int(grid.leg_charter[leg]) for leg in ridden if grid.leg_charter[leg] >= 0}
    itineraries = tuple(
        Itinerary(grid.party_ids[party], persons, _by_kind(grid, needs), steps)
        for (party, steps), (persons, needs) in sorted(parts.items(), key=lambda part: part[0][0])
    )
    return Plan(itineraries, vehicles.rotations(), frozenset(grid.charter_ids[each] for each in hired))


def _by_kind(grid: Grid, needs: Ints) -> dict[str, int]:
    return {kind: many for kind, many in zip(grid.kinds, needs.tolist(), strict=True) if many}


def _ways(model: Model, block: Block, columns: Ints, inner: dict[int, list[Arc]]) -> list[tuple[int, list[Arc]]]:
    """Return the party and the whole way of each unit of an origin; who is there first leaves first."""
    out: dict[int, list[Arc]] = defaultdict(list)
    for arc, many in zip(block.arcs, columns[block.columns].tolist(), strict=True):
        out[arc.tail] += [arc] * many
    begun = sorted(out[OUT], key=lambda arc: arc.start)
    units = [party for supply, many in zip(block.supplies, columns[block.served].tolist(), strict=True)
             for party in supply.parties[:many]]  # fmt: skip
    found = []
    for party, first in zip(units, begun, strict=True):
        way, at = [first], first.head
        while at != HOME:
            way.append((out if at >= model.network.nodes else inner)[at].pop())
            at = way[-1].head
        found.append((party, way))
    return found


def _steps(grid: Grid, way: list[Arc], vehicles: "_Vehicles", needs: tuple[int, ...]) -> tuple[Step, ...]:
    found: list[Step] = []
    processed = None
    for arc in way:
        if arc.what == PROCESS:
            processed = grid.moment(arc.start)
        elif arc.what == LEG:
            found.append(Ride(grid.leg_ids[arc.which], processed))
            processed = None
        elif arc.what == LINK:
            found.append(Travel(grid.link_ids[arc.which], grid.moment(arc.start)))
        elif arc.what == ROUND:
            found.append(Shuttle(vehicles.with_room(arc.which, needs)))
    return tuple(found)


class _Vehicles:
    """Who sits in which of the vehicles that leave together."""

    def __init__(self, model: Model, columns: Ints) -> None:
        self.model = model
        self.columns = columns
        self.seated: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        self.used: set[tuple[int, int]] = set()

    def seat(self, riders: Mapping[int, list[tuple[int, ...]]]) -> None:
        """Seat everybody, by what they need, in as few vehicles as leave. Raises `CrowdedError` if they do not fit."""
        grid, crowded = self.model.grid, set()
        for number, needs in riders.items():
            each = self.model.network.departures[number]
            many = int(self.columns[self.model.departs + number])
            placed = packed(needs, tuple(grid.fleet_seats[each.fleet].tolist()), many)
            if placed is None:
                crowded.add(each.round)
                continue
            for need, vehicle in zip(needs, placed, strict=True):
                self.seated.setdefault((number, need), []).append(vehicle)
                self.used.add((number, vehicle))
        if crowded:
            raise CrowdedError(crowded)

    def with_room(self, number: int, needs: tuple[int, ...]) -> str:
        """Return the name of the rotation in which one with these needs was seated."""
        return self._name(number, self.seated[number, needs].pop())

    def _name(self, number: int, vehicle: int) -> str:
        each = self.model.network.departures[number]
        place = self.model.grid.place_ids[int(self.model.grid.round_place[each.round])]
        return f"{self.model.grid.fleet_ids[each.fleet]}-{place}-{each.leaves}-{max(vehicle, each.copy) + 1}"

    def rotations(self) -> tuple[Rotation, ...]:
        """Give each round the first vehicle that is at its hub."""
        grid, departures = self.model.grid, self.model.network.departures
        back = [[0] * many for many in grid.fleet_vehicles.tolist()]
        found = []
        for number, inside in sorted(self.used, key=lambda each: (departures[each[0]].leaves, each)):
            each = departures[number]
            vehicle = next(at for at, free in enumerate(back[each.fleet]) if free <= each.leaves)
            back[each.fleet][vehicle] = each.back
            place = grid.place_ids[int(grid.round_place[each.round])]
            name = self._name(number, inside)
            found.append(Rotation(name, grid.fleet_ids[each.fleet], vehicle, place, grid.moment(each.leaves)))
        return tuple(found)


def packed(needs: list[tuple[int, ...]], seats: tuple[int, ...], vehicles: int) -> list[int] | None:
    """Return in which of some like vehicles each is seated whole; nothing if there is no way, or none is found soon."""
    order = sorted(range(len(needs)), key=lambda at: needs[at], reverse=True)
    left = [list(seats) for _ in range(vehicles)]
    placed = [0] * len(needs)
    tries = [MOST_TRIES]

    def place(at: int) -> bool:
        if at == len(order):
            return True
        tried = []
        for vehicle, free in enumerate(left):
            if free in tried or any(need > there for need, there in zip(needs[order[at]], free, strict=True)):
                continue
            tries[0] -= 1
            if tries[0] < 0:
                return False
            tried.append(list(free))
            free[:] = [there - need for need, there in zip(needs[order[at]], free, strict=True)]
            placed[order[at]] = vehicle
            if place(at + 1):
                return True
            free[:] = [there + need for need, there in zip(needs[order[at]], free, strict=True)]
        return False

    return placed if place(0) else None
