"""What is left of seats, hours, room, vehicles and money, and taking of it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from dodomu.engines.planner.grid import HOME, NONE, UNLIMITED, Grid
from dodomu.engines.planner.plan import Itinerary, Ride, Rotation, Shuttle, Step, Travel

NEVER = 1 << 30
LEG, LINK, ROTATION, ROUND = range(4)


class Who(NamedTuple):
    """A party or a part of one, by what decides which ways it has."""

    place: int
    first: int  # step
    ways: int
    car: bool
    persons: int
    needs: tuple[int, ...]


class Move(NamedTuple):
    """A movement from one step to another; `which` is the index of a leg, a link, an opened rotation or a round."""

    sort: int
    which: int
    start: int
    end: int
    target: int
    processed: int = NONE


class Opened(NamedTuple):
    """A rotation that was opened. `left` is what is free in it."""

    round: int
    leaves: int
    pickup: int
    back: int
    left: list[int]


class Stock:
    """What is left of everything. Steps, places, legs and the like are by their index on the grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.seats: list[list[int]] = grid.leg_seats.tolist()
        self.processing: list[list[int]] = grid.processing.tolist()
        self.may_process: list[list[bool]] = grid.may_process.tolist()
        self.hour_of: list[int] = grid.hour_of.tolist()
        self.day_of: list[int] = grid.day_of.tolist()
        self.has_room: list[bool] = (grid.place_room < UNLIMITED).tolist()
        self.room = np.repeat(np.minimum(grid.place_room, NEVER)[:, None], grid.steps + 1, axis=1)
        self.permissions: list[int] = grid.permission_quota.tolist()
        self.money = grid.budget
        self.hired: set[int] = set()
        self.busy = np.zeros((len(grid.fleet_ids), grid.steps + 1), dtype=np.int64)
        self.minutes = [[limit] * max(1, grid.days) for limit in grid.fleet_drivers.tolist()]
        self.opened: list[Opened] = []
        self.given = 0  # how often something was taken
        self._index()

    def _index(self) -> None:
        grid, places = self.grid, self.grid.places
        self.leg_start: list[int] = grid.leg_start.tolist()
        self.leg_end: list[int] = grid.leg_end.tolist()
        self.leg_to: list[int] = grid.leg_to.tolist()
        self.leg_processed: list[bool] = grid.leg_processed.tolist()
        self.leg_charter: list[int] = grid.leg_charter.tolist()
        self.leg_permission: list[int] = grid.leg_permission.tolist()
        self.leg_price: list[int] = grid.leg_price.tolist()
        self.link_to: list[int] = grid.link_to.tolist()
        self.link_steps: list[int] = grid.link_steps.tolist()
        self.link_car: list[bool] = grid.link_car.tolist()
        self.link_price: list[int] = grid.link_price.tolist()
        self.link_open = [np.flatnonzero(row).tolist() for row in grid.link_open]
        self.round_out: list[int] = grid.round_out.tolist()
        self.round_back: list[int] = grid.round_back.tolist()
        self.round_fleet: list[int] = grid.round_fleet.tolist()
        self.round_hub: list[int] = grid.round_hub.tolist()
        self.fleet_seats: list[list[int]] = grid.fleet_seats.tolist()
        self.legs_from = _by(grid.leg_from.tolist(), places, useful=(grid.leg_end > grid.leg_start).tolist())
        self.links_from = _by(grid.link_from.tolist(), places, useful=(grid.link_steps > 0).tolist())
        self.rounds_from = _by(grid.round_place.tolist(), places, useful=(grid.round_back > 0).tolist())
        self.opened_at: list[list[int]] = [[] for _ in range(places)]
        entered = {*self.leg_to, *self.link_to, *self.round_hub} - {HOME}
        self.entered = sorted(entered)  # where one may come to; elsewhere one can only be from the start

    def free(self, each: int, since: int, until: int) -> list[int]:
        """Return the steps between two, both included, in which a vehicle can leave for a round."""
        fleet, long = self.round_fleet[each], self.round_out[each] + self.round_back[each]
        since, until = max(0, since), min(until, self.grid.steps - long)
        if until < since:
            return []
        taken = np.cumsum(self.busy[fleet, since : until + long] >= self.grid.fleet_vehicles[fleet])
        before = np.concatenate(([0], taken))
        steps = np.flatnonzero(
            self.grid.round_open[each, since : until + 1] & (before[long:] == before[: until + 1 - since])
        )
        took = int(self.grid.round_minutes[each])
        return [step for step in (steps + since).tolist() if self.minutes[fleet][self.day_of[step]] >= took]

    def until(self, place: int, since: int, persons: int) -> int:
        """Return the first step from `since` in which a place has no room for so many more; they must be gone by it."""
        if not self.has_room[place]:
            return self.grid.steps
        full = self.room[place, since:] < persons
        at = int(full.argmax())
        return since + at if full[at] else self.grid.steps

    def processed_last(self, place: int, since: int, start: int, persons: int) -> int:
        """Return the last step between two in which so many can be processed; NONE if there is none."""
        left, may = self.processing[place], self.may_process[place]
        for step in range(start - 1, since - 1, -1):
            if may[step] and left[self.hour_of[step]] >= persons:
                return step
        return NONE

    def may_ride(self, leg: int, persons: int, *, hiring: bool) -> bool:
        """Whether permission and charter let so many ride; `hiring`: also if the charter had to be hired first."""
        charter, permission = self.leg_charter[leg], self.leg_permission[leg]
        if permission != NONE and self.permissions[permission] < persons:
            return False
        if charter == NONE or charter in self.hired:
            return True
        return hiring and int(self.grid.charter_price[charter]) <= self.money

    def _price(self, who: Who, way: Sequence[Move]) -> int:
        legs = [move.which for move in way if move.sort == LEG]
        links = [move.which for move in way if move.sort == LINK]
        hire = {self.leg_charter[leg] for leg in legs} - {NONE, *self.hired}
        fares = sum(self.leg_price[leg] for leg in legs) + sum(self.link_price[link] for link in links)
        return who.persons * fares + sum(int(self.grid.charter_price[charter]) for charter in hire)

    def holds(self, who: Who, way: Sequence[Move]) -> bool:
        """What no single movement shows: money, permissions and drivers' hours of the whole way."""
        asked: dict[int, int] = {}
        for move in way:
            permission = self.leg_permission[move.which] if move.sort == LEG else NONE
            if permission != NONE:
                asked[permission] = asked.get(permission, 0) + who.persons
        rounds = sum(move.sort == ROUND for move in way)
        return (
            rounds <= 1
            and all(self.permissions[permission] >= many for permission, many in asked.items())
            and self._price(who, way) <= self.money
        )

    def give(self, party: str, who: Who, way: list[Move]) -> Itinerary:
        """Take what a way needs and return it as an itinerary."""
        grid = self.grid
        self.given += 1
        self.money -= self._price(who, way)
        steps: list[Step] = []
        for at, move in enumerate(way):
            steps.append(self._take(who, move))
            if at + 1 < len(way) and self.has_room[move.target]:
                self.room[move.target, move.end : way[at + 1].start] -= who.persons
        needs = {kind: many for kind, many in zip(grid.kinds, who.needs, strict=True) if many}
        return Itinerary(party, who.persons, needs, tuple(steps))

    def _take(self, who: Who, move: Move) -> Step:
        grid = self.grid
        if move.sort == LINK:
            return Travel(grid.link_ids[move.which], grid.moment(move.start))
        if move.sort == LEG:
            leg = move.which
            _subtract(self.seats[leg], who.needs)
            charter, permission = self.leg_charter[leg], self.leg_permission[leg]
            if charter not in {NONE, *self.hired}:
                self.hired.add(charter)
            if permission != NONE:
                self.permissions[permission] -= who.persons
            if move.processed == NONE:
                return Ride(grid.leg_ids[leg])
            self.processing[int(grid.leg_from[leg])][self.hour_of[move.processed]] -= who.persons
            return Ride(grid.leg_ids[leg], grid.moment(move.processed))
        index = self.send(move) if move.sort == ROUND else move.which
        left = self.opened[index].left
        _subtract(left, who.needs)
        if not any(left):
            self.opened_at[int(grid.round_place[self.opened[index].round])].remove(index)
        return Shuttle(self._name(index))

    def send(self, move: Move) -> int:
        """Let a vehicle leave for a round, and return the number of the rotation."""
        each, fleet = move.which, self.round_fleet[move.which]
        leaves = move.start - self.round_out[each]
        self.busy[fleet, leaves : move.end] += 1
        self.minutes[fleet][self.day_of[leaves]] -= int(self.grid.round_minutes[each])
        self.opened.append(Opened(each, leaves, move.start, move.end, list(self.fleet_seats[fleet])))
        self.opened_at[int(self.grid.round_place[each])].append(len(self.opened) - 1)
        return len(self.opened) - 1

    def _name(self, index: int) -> str:
        return f"{self.grid.fleet_ids[self.round_fleet[self.opened[index].round]]}-{index + 1}"

    def rotations(self) -> Iterator[Rotation]:
        """Give each rotation the first vehicle that is at its hub; so many are never away that there is none."""
        grid = self.grid
        back = [[0] * many for many in grid.fleet_vehicles.tolist()]
        for index in sorted(range(len(self.opened)), key=lambda index: self.opened[index].leaves):
            rotation = self.opened[index]
            fleet = self.round_fleet[rotation.round]
            vehicle = next(each for each, free in enumerate(back[fleet]) if free <= rotation.leaves)
            back[fleet][vehicle] = rotation.back
            place = grid.place_ids[int(grid.round_place[rotation.round])]
            yield Rotation(self._name(index), grid.fleet_ids[fleet], vehicle, place, grid.moment(rotation.leaves))


def _by(places: list[int], count: int, *, useful: list[bool]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for index, (place, is_useful) in enumerate(zip(places, useful, strict=True)):
        if is_useful and place != HOME:
            found[place].append(index)
    return found


def suffices(left: Sequence[int], needs: Sequence[int]) -> bool:
    """Return whether what is left is enough of every kind."""
    return all(there >= many for there, many in zip(left, needs, strict=True))


def _subtract(left: list[int], needs: Sequence[int]) -> None:
    for kind, many in enumerate(needs):
        left[kind] -= many
