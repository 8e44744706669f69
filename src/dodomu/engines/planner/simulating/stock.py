"""What is left of everything scarce while a run is played, and who stands where."""

from bisect import insort
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.simulating.board import Board

RIDE, TRAVEL, SHUTTLE, NEW_TRIP = 0, 1, 2, 3
NEVER = 1 << 60


class Move(NamedTuple):
    """One movement, in steps. `by` is a leg, a link, a trip, or (NEW_TRIP) a way that a trip will be opened on."""

    kind: int
    by: int
    start: int
    end: int
    origin: int
    target: int
    processed: int = -1


class Trip:
    """One rotation of a vehicle. `sure` once it has left."""

    __slots__ = ("back", "fleet", "id", "leaves", "place", "seats", "there", "vehicle", "way")

    def __init__(self, board: Board, id_: str, way: int, vehicle: int, leaves: int) -> None:
        made = board.ways[way]
        self.id, self.way, self.fleet, self.place, self.vehicle, self.leaves = (
            id_, way, made.fleet, made.place, vehicle, leaves,
        )  # fmt: skip
        self.there, self.back = leaves + made.out, leaves + made.out + made.back
        self.seats = list(board.fleet_seats[made.fleet])


class Unit:
    """People who travel as one in a run: a party, or a part of one."""

    __slots__ = (
        "allowed", "at_door", "begun", "called", "car", "free", "gone", "moves", "own", "party", "persons", "rank",
        "splits", "version", "wants", "way",
    )  # fmt: skip

    def __init__(
        self, party: int, own: int, persons: int, wants: tuple[tuple[int, int], ...], allowed: bytearray, free: int
    ) -> None:
        self.party, self.own, self.persons, self.wants, self.allowed, self.free = (
            party, own, persons, wants, allowed, free,
        )  # fmt: skip
        self.rank: tuple[int, int] = (0, 0)
        self.car = self.splits = False
        self.moves: list[Move] = []
        self.begun = 0  # how many of the moves have begun
        self.way = False  # whether the moves lead home
        self.gone = False  # does not come, and will not
        self.called = False
        self.at_door = False  # invited beyond the seats, waiting whether one gets free
        self.version = 0

    def copy(self) -> "Unit":
        """Return one that can change without changing this."""
        other = Unit(self.party, self.own, self.persons, self.wants, self.allowed, self.free)
        other.rank, other.car, other.splits, other.way = self.rank, self.car, self.splits, self.way
        other.moves, other.begun, other.called, other.gone = list(self.moves), self.begun, self.called, self.gone
        return other

    @property
    def where(self) -> tuple[int, int]:
        """The place where what they are sure of leaves them, and the step from which they are there."""
        return (self.moves[-1].target, self.moves[-1].end) if self.moves else (self.own, self.free)


class Stock:
    """What is left: seats, processing, room, leave to pass, money, vehicles. Changed by booking only."""

    def __init__(self, board: Board, hired: Iterable[str]) -> None:
        self.board = board
        charters = frozenset(hired)
        self.open = bytearray(
            can and (leg.charter is None or leg.charter in charters)
            for can, leg in zip(board.can_run, board.legs, strict=True)
        )
        self.ready, self.there = list(board.ready), list(board.there)
        self.seats = [list(row) for row in board.seats]
        self.hours = {place: list(row) for place, row in board.processing.items()}
        self.room: dict[int, NDArray[np.int64]] = {
            place: np.full(board.steps + 1, room, dtype=np.int64)
            for place, room in board.room.items()
            if not board.is_home[place]
        }
        self.quota = [each.quota for each in board.problem.permissions]
        budget = board.problem.budget
        spent = sum(each.price for each in board.problem.charters if each.id in charters)
        self.budget = NEVER if budget is None else budget - spent
        self.shut = list(board.shut)
        self.out: list[list[tuple[int, int]]] = [[] for _ in board.places]
        for at, origin in enumerate(board.origin):
            if self.open[at]:
                self.out[origin].append((board.ready[at], at))
        for row in self.out:
            row.sort()
        self.trips: list[Trip] = []
        self.trips_from: list[list[int]] = [[] for _ in board.places]
        self.busy = [[0] * fleet.vehicles for fleet in board.fleets]
        self.driven: list[dict[int, int]] = [{} for _ in board.fleets]
        self._starts: dict[int, int] = {}  # by way: when a trip could leave, while nothing changes
        self._roads: dict[int, int] = {}  # by link: when it is open, while nothing changes

    def copy(self) -> "Stock":
        """Return one that can be used up without using up this."""
        other = object.__new__(Stock)
        other.board, other.quota, other.budget = self.board, list(self.quota), self.budget
        other.open, other.ready, other.there = bytearray(self.open), list(self.ready), list(self.there)
        other.seats = [list(row) for row in self.seats]
        other.hours = {place: list(row) for place, row in self.hours.items()}
        other.room = {place: row.copy() for place, row in self.room.items()}
        other.shut, other.out = list(self.shut), [list(row) for row in self.out]
        other.trips = []
        for trip in self.trips:
            made = Trip(self.board, trip.id, trip.way, trip.vehicle, trip.leaves)
            made.seats = list(trip.seats)
            other.trips.append(made)
        other.trips_from = [list(row) for row in self.trips_from]
        other.busy, other.driven = [list(row) for row in self.busy], [dict(row) for row in self.driven]
        other._starts, other._roads = {}, self._roads.copy()
        return other

    # -- booking

    def book(self, unit: Unit, moves: Sequence[Move], sign: Literal[1, -1] = 1) -> None:
        """Take (or, with -1, give back) everything that these moves use, up to standing where they end."""
        board, many = self.board, unit.persons * sign
        for at, move in enumerate(moves):
            if move.kind == RIDE:
                leg = move.by
                _take(self.seats[leg], unit.wants, sign)
                if move.processed >= 0:
                    self.hours[move.origin][board.hour[move.processed]] -= many
                if board.permission[leg] >= 0:
                    self.quota[board.permission[leg]] -= many
                self.budget -= many * board.price[leg]
            elif move.kind == TRAVEL:
                self.budget -= many * board.links[move.by].price
            else:
                _take(self.trips[move.by].seats, unit.wants, sign)
            if move.target in self.room and move.target != unit.own:
                until = moves[at + 1].start if at + 1 < len(moves) else board.steps + 1
                self.room[move.target][move.end : until] -= many

    def open_trip(self, id_: str, way: int, vehicle: int, leaves: int) -> int:
        """Send a vehicle on a round and return the number of the trip."""
        board, number = self.board, len(self.trips)
        trip = Trip(board, id_, way, vehicle, leaves)
        self.trips.append(trip)
        self.trips_from[trip.place].append(number)
        self.busy[trip.fleet][vehicle] |= (1 << trip.back) - (1 << leaves)
        day = board.step_day[leaves]
        self.driven[trip.fleet][day] = self.driven[trip.fleet].get(day, 0) + board.ways[way].minutes
        self._starts.clear()
        return number

    def call_off_trip(self, number: int) -> None:
        """Keep a vehicle at its hub that was to leave; whoever is booked on it must be told by the caller."""
        trip = self.trips[number]
        self.trips_from[trip.place].remove(number)
        self.busy[trip.fleet][trip.vehicle] &= ~((1 << trip.back) - (1 << trip.leaves))
        self.driven[trip.fleet][self.board.step_day[trip.leaves]] -= self.board.ways[trip.way].minutes
        self._starts.clear()

    def next_trip(self, way: int, since: int) -> int:
        """Return the first step from this on in which some vehicle could leave on a round; NEVER if none can."""
        if way not in self._starts:
            self._starts[way] = self._when_could_leave(way)
        return first_of(self._starts[way], since)

    def vehicle_for(self, way: int, leaves: int) -> int:
        """Return the first vehicle that is free for a round then."""
        made = self.board.ways[way]
        away = (1 << made.out + made.back) - 1 << leaves
        return next(at for at, busy in enumerate(self.busy[made.fleet]) if not busy & away)

    def _when_could_leave(self, way: int) -> int:
        board, made = self.board, self.board.ways[way]
        whole = made.out + made.back
        if whole > board.steps:
            return 0
        open_ = self.round_open(way) & ((1 << board.steps - whole + 1) - 1)
        free = 0
        for busy in self.busy[made.fleet]:
            free |= _runs_of(~busy & board.all_steps, whole)
        limit = board.fleets[made.fleet].drivers_minutes
        if limit is not None:
            full = {day for day, used in self.driven[made.fleet].items() if used + made.minutes > limit}
            if made.minutes > limit:
                return 0
            if full:
                free &= sum(1 << step for step, day in enumerate(board.step_day) if day not in full)
        return open_ & free

    def round_open(self, way: int) -> int:
        """Return in which steps nothing that is closed keeps a round from leaving its hub."""
        board, made, gates = self.board, self.board.ways[way], self.shut
        many, hub = len(board.places), self.board.hub[made.fleet]
        shut_then = gates[hub] | gates[board.fleet_gates + made.fleet]
        shut_then |= (gates[many + made.place] | gates[made.place]) >> made.out
        shut_then |= gates[many + hub] >> made.out + made.back
        return ~shut_then & board.all_steps

    def link_open(self, place: int, target: int, long: int, link: int) -> int:
        """Return in which steps nothing that is closed keeps somebody from setting out on a link."""
        if link not in self._roads:
            board, gates = self.board, self.shut
            shut_then = gates[place] | gates[board.link_gates + link] | gates[len(board.places) + target] >> long
            self._roads[link] = ~shut_then & ((1 << max(0, board.steps - long + 1)) - 1)
        return self._roads[link]

    # -- what becomes known

    def learn_shut(self, gates: Iterable[int], shut: list[int]) -> None:
        """Believe of these gates that they are closed as told."""
        for gate in gates:
            self.shut[gate] |= shut[gate]
        self._starts.clear()
        self._roads.clear()

    def learn_late(self, leg: int, ready: int, there: int) -> None:
        """Believe that a leg goes at another time."""
        out = self.out[self.board.origin[leg]]
        out.remove((self.ready[leg], leg))
        insort(out, (ready, leg))
        self.ready[leg], self.there[leg] = ready, there

    # -- what fits

    def processing_between(self, place: int, since: int, ready: int, many: int) -> int:
        """Return the first step in which so many can be brought to the vehicle before they must be ready; -1: none."""
        board, left, shut = self.board, self.hours[place], self.shut[2 * len(self.board.places) + place]
        step = since
        while step < ready:
            hour = board.hour[step]
            until = min(ready, board.hour_ends[hour])
            if left[hour] >= many:
                step = first_of(~shut, step)
                if step < until:
                    return step
            step = max(step, until)
        return -1

    def has_room(self, unit: Unit, place: int, since: int, until: int) -> bool:
        """Whether they can stand at a place from one step until another."""
        if place == unit.own or place not in self.room or since >= until:
            return True
        return bool(self.room[place][since:until].min() >= unit.persons)

    def leg_fits(self, unit: Unit, leg: int) -> bool:
        """Whether a leg is believed to run, lets them on, and has what they need left."""
        if not (self.open[leg] and unit.allowed[leg]):
            return False
        row, leave = self.seats[leg], self.board.permission[leg]
        return all(row[kind] >= need for kind, need in unit.wants) and (leave < 0 or self.quota[leave] >= unit.persons)


def first_of(steps: int, since: int) -> int:
    """Return the first step of a set that is not before `since`; NEVER if there is none."""
    rest = steps >> since
    return since + (rest & -rest).bit_length() - 1 if rest else NEVER


def _take(row: list[int], wants: tuple[tuple[int, int], ...], sign: int) -> None:
    for kind, need in wants:
        row[kind] -= need * sign


def _runs_of(steps: int, long: int) -> int:
    """Return those steps that begin a run of so many steps of a set."""
    have = 1
    while have < long:
        more = min(have, long - have)
        steps &= steps >> more
        have += more
    return steps
