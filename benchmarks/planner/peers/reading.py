"""Reading a solution of the whole model: units follow the arcs that carry something, and parts become itineraries."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from benchmarks.planner.peers.arcs import LEG, LINK, PROCESS, ROUND, Departure
from benchmarks.planner.peers.whole_model import Block, Ints, Model
from dodomu.engines.planner.grid import HOME, NONE
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel


def plan_of(model: Model, values: Ints) -> Plan:
    """Return the plan that the values of the columns, whole numbers, describe."""
    return _Reader(model, values).plan()


class _Reader:
    def __init__(self, model: Model, values: Ints) -> None:
        self.model, self.values = model, values
        self.grid, self.network = model.grid, model.network
        self.seats: dict[int, list[Ints]] = {}  # what is left in each vehicle of a departure
        self.names: dict[int, list[str]] = {}
        self.used: set[str] = set()
        for number in range(len(self.network.departures)):
            many = int(values[model.first_round + number])
            if many:
                fleet = self.network.departures[number].fleet
                self.seats[number] = [self.grid.fleet_seats[fleet].copy() for _ in range(many)]
                self.names[number] = [f"{self.grid.fleet_ids[fleet]}-{number}-{each}" for each in range(many)]

    def plan(self) -> Plan:
        itineraries: list[Itinerary] = []
        inner: dict[int, list[int]] = {}
        for block in self.model.blocks:
            if block.origin is None:
                inner = self._flow(block)
            else:
                itineraries += self._from(block, inner)
        hired = np.flatnonzero(self.values[self.model.first_charter :])
        return Plan(
            itineraries=tuple(itineraries),
            rotations=tuple(self._rotations()),
            charters=frozenset(self.grid.charter_ids[each] for each in hired),
        )

    def _flow(self, block: Block) -> dict[int, list[int]]:
        """Return the arcs that carry units, once for each unit, by the node where they begin."""
        carried = self.values[block.first : block.first + len(block.arcs)]
        found: dict[int, list[int]] = defaultdict(list)
        for at in np.flatnonzero(carried).tolist():
            arc = int(block.arcs[at])
            found[int(self.network.arcs.tail[arc])] += [arc] * int(carried[at])
        return found

    def _from(self, block: Block, inner: dict[int, list[int]]) -> Iterator[Itinerary]:
        arcs = self.network.arcs
        served = self.values[block.served : block.served + len(block.supplies)]
        units = [party for supply, many in zip(block.supplies, served, strict=True) for party in supply.parties[:many]]
        for party, (_, first, processed) in zip(units, sorted(self._beginnings(block)), strict=True):
            way = [(first, processed)]
            done, node = NONE, int(arcs.head[first])
            while node != HOME:
                arc = inner[node].pop()
                if arcs.sort[arc] == PROCESS:
                    done = int(arcs.start[arc])
                elif arcs.sort[arc] <= ROUND:
                    way.append((arc, done))
                    done = NONE
                node = int(arcs.head[arc])
            steps = self._steps(way, np.array(block.commodity.needs))
            if steps is not None:
                needs = {kind: many for kind, many in zip(self.grid.kinds, block.commodity.needs, strict=True) if many}
                yield Itinerary(self.grid.party_ids[party], block.commodity.persons, needs, steps)

    def _beginnings(self, block: Block) -> Iterator[tuple[int, int, int]]:
        """(bound from this step, first arc, step of processing) of each unit that leaves."""
        starts = self.network.arcs.start
        carried = self.values[block.first : block.first + len(block.arcs)]
        rides: list[tuple[int, int]] = []
        for arc, many, needs_processing in zip(
            block.arcs.tolist(), carried.tolist(), block.rides.tolist(), strict=True
        ):
            if needs_processing:
                rides += [(int(starts[arc]), arc)] * many
            else:
                yield from [(int(starts[arc]), arc, NONE)] * many
        behind = block.first + len(block.arcs)
        done = self.values[behind : behind + len(block.processed)]
        steps = np.repeat(block.processed, done).tolist()
        for (_, arc), step in zip(sorted(rides), steps, strict=True):
            yield step, arc, step

    def _steps(self, way: list[tuple[int, int]], needs: Ints) -> tuple[Step, ...] | None:
        """Return the steps of an itinerary; nothing when a vehicle that was shared has no place for them together."""
        found: list[Step] = []
        for arc, processed in way:
            step = self._step(arc, processed, needs)
            if step is None:
                return None
            found.append(step)
        return tuple(found)

    def _step(self, arc: int, processed: int, needs: Ints) -> Step | None:
        grid, arcs = self.grid, self.network.arcs
        which = int(arcs.which[arc])
        if arcs.sort[arc] == LEG:
            moment = grid.moment(processed) if grid.leg_processed[which] else None
            return Ride(grid.leg_ids[which], moment)
        if arcs.sort[arc] == LINK:
            return Travel(grid.link_ids[which], grid.moment(int(arcs.start[arc])))
        for left, name in zip(self.seats.get(which, ()), self.names.get(which, ()), strict=True):
            if (left >= needs).all():
                np.subtract(left, needs, out=left)
                self.used.add(name)
                return Shuttle(name)
        return None

    def _rotations(self) -> Iterator[Rotation]:
        """Give each rotation that somebody uses the first vehicle that is at its hub."""
        grid = self.grid
        back = [[0] * many for many in grid.fleet_vehicles.tolist()]
        departures = self.network.departures
        for number in sorted(self.names, key=lambda number: departures[number].leaves):
            each: Departure = departures[number]
            for name in self.names[number]:
                if name in self.used:
                    vehicle = next(at for at, free in enumerate(back[each.fleet]) if free <= each.leaves)
                    back[each.fleet][vehicle] = each.back
                    place = grid.place_ids[int(grid.round_place[each.round])]
                    yield Rotation(name, grid.fleet_ids[each.fleet], vehicle, place, grid.moment(each.leaves))
