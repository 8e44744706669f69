"""One run: the plan against one fate, step by step, mended as the days go by."""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.simulating.fate import Fact, Fate
from dodomu.engines.planner.simulating.inviting import Asked, how_many_of
from dodomu.engines.planner.simulating.leftover import Leftover
from dodomu.engines.planner.simulating.mending import seek
from dodomu.engines.planner.simulating.opening import Opening
from dodomu.engines.planner.simulating.seeking import fits
from dodomu.engines.planner.simulating.stock import NEW_TRIP, RIDE, SHUTTLE, TRAVEL, Move, Unit

Replan = Callable[[Problem], Plan]
Rate = float | tuple[float, float]
# What is dealt with in one step, in this order.
FACT, LEAVING, DOOR, BOARDING, CLOSING, MENDING, REPLANNING = range(7)


@dataclass(frozen=True, slots=True)
class Rules:
    """How it is mended, in every run: see `simulate`."""

    every: int  # steps between replanning hours; 0: never
    at_once: bool
    replan: Replan | None = None
    risk: float | None = None  # of turning people away, at which more are invited than there are seats
    acceptance: Rate = 1.0


class Run:
    """One run. After `play`, `units` say how far each came and `stock` what is left."""

    def __init__(self, opening: Opening, fate: Fate, rules: Rules) -> None:
        self.opening, self.board, self.fate, self.rules = opening, opening.board, fate, rules
        self.stock = opening.stock.copy()
        self.units = [unit.copy() for unit in opening.units]
        self.riders: dict[int, set[int]] = {}  # by leg, who was booked on it in this run
        self.passengers: dict[int, set[int]] = {}  # by trip
        self.waiting: list[list[tuple[tuple[int, int], int]]] = [[] for _ in self.board.places]
        self.broken: set[int] = set()
        self.doors: dict[tuple[int, int], list[int]] = {}
        self.turned_away = 0
        self.stirred = False  # whether anything was freed since the last replanning hour
        self.now = 0
        self.events: list[tuple[int, int, int, int]] = []

    def play(self) -> None:
        """Let the days go by until the horizon."""
        for at, fact in enumerate(self.fate.facts):
            self.events.append((fact.step, FACT, at, 0))
        self.events += [(trip.leaves, LEAVING, at, 0) for at, trip in enumerate(self.stock.trips)]
        if self.rules.every:
            self.events += [
                (step, REPLANNING, 0, 0) for step in range(self.rules.every, self.board.steps, self.rules.every)
            ]
        for number, unit in enumerate(self.units):
            if unit.way:
                self._expect(number, unit)
            else:
                self.let_wait(number, unit)
        self.events.sort()
        deal = (self._hear, self._leave, self._meet, self._board, self._close, self._mend, self._replan)
        while self.events:
            self.now, what, number, version = heappop(self.events)
            deal[what](number, version)

    # -- what becomes known

    def _hear(self, number: int, _: int) -> None:
        fact: Fact = self.fate.facts[number]
        if fact.leg < 0:
            self.stock.learn_shut(self.board.gates[fact.closure], self.fate.shut)
        elif fact.leg in self.fate.failed:
            self.stock.open[fact.leg] = 0
            for rider in self._on(RIDE, fact.leg):
                self._break(rider)
        elif self.stock.open[fact.leg]:
            self.stock.learn_late(fact.leg, self.fate.ready[fact.leg], self.fate.there[fact.leg])
            for rider in self._on(RIDE, fact.leg):
                self._shift(rider, fact.leg)

    def _on(self, kind: int, index: int) -> list[int]:
        """Return who is booked on a leg or trip and has not begun it."""
        first, more = (self.opening.riders, self.riders) if kind == RIDE else (self.opening.passengers, self.passengers)
        known = {*first.get(index, ()), *more.get(index, ())}
        return [number for number in sorted(known) if _find(self.units[number], kind, index) >= 0]

    def _shift(self, number: int, leg: int) -> None:
        """Keep those on a late leg who still reach what comes after it; the others lose their way."""
        unit = self.units[number]
        at = _find(unit, RIDE, leg)
        late = unit.moves[at]._replace(start=self.stock.ready[leg], end=self.stock.there[leg])
        after = unit.moves[at + 1 :]
        if after and late.end > (after[0].processed if after[0].processed >= 0 else after[0].start):
            self._break(number)
            return
        self._rebook(unit, [*unit.moves[:at], late, *after])
        if unit.begun == at:
            # Whoever has passed the door does not pass it again.
            unit.version += 1
            passed = 0 <= late.processed < self.now
            self._push(late.start if passed or late.processed < 0 else late.processed,
                       BOARDING if passed or late.processed < 0 else DOOR, number)  # fmt: skip

    def _leave(self, number: int, _: int) -> None:
        """Let a vehicle leave its hub, unless something that it needs has stayed closed."""
        trip = self.stock.trips[number]
        many, hub = len(self.board.places), self.board.hub[trip.fleet]
        gates = (hub, self.board.fleet_gates + trip.fleet, many + trip.place, trip.place, many + hub)
        if self._finds_shut(gates) and not self.stock.round_open(trip.way) >> trip.leaves & 1:
            self.stock.call_off_trip(number)
            for passenger in self._on(SHUTTLE, number):
                self._break(passenger)

    def _finds_shut(self, gates: Sequence[int]) -> bool:
        """Believe what is seen at these gates, and tell whether that is news."""
        if self.fate.shut is self.board.shut:
            return False
        if all(self.stock.shut[gate] == self.fate.shut[gate] for gate in gates):
            return True  # it may have been news between planning and now
        self.stock.learn_shut(gates, self.fate.shut)
        return True

    # -- who comes, and who boards

    def _expect(self, number: int, unit: Unit) -> None:
        move = unit.moves[unit.begun]
        unit.version += 1
        if move.processed >= 0:
            self._push(move.processed, DOOR, number)
        else:
            self._push(move.start, BOARDING, number)

    def _push(self, step: int, what: int, number: int) -> None:
        heappush(self.events, (step, what, number, self.units[number].version))

    def _meet(self, number: int, version: int) -> None:
        """At the door: whether they come, in time, and can be brought to the vehicle."""
        unit = self.units[number]
        if version != unit.version or not self._comes(number, unit):
            return
        move = unit.moves[unit.begun]
        gate = 2 * len(self.board.places) + move.origin
        if self._finds_shut((gate,)) and self.stock.shut[gate] >> self.now & 1:
            if not self._processed_later(number, unit, self.now + 1):
                self._break(number)
            return
        self._push(move.start, BOARDING, number)

    def _processed_later(self, number: int, unit: Unit, since: int) -> bool:
        """Bring them to the same vehicle in a later step, if they can."""
        move = unit.moves[unit.begun]
        self.stock.book(unit, unit.moves, -1)
        step = self.stock.processing_between(move.origin, since, move.start, unit.persons)
        if step >= 0:
            unit.moves[unit.begun] = move._replace(processed=step)
        self.stock.book(unit, unit.moves)
        if step >= 0:
            self._expect(number, unit)
        return step >= 0

    def _comes(self, number: int, unit: Unit) -> bool:
        """Whether a party that is called for the first time is there, in time; if not, others take its place."""
        if unit.called:
            return True
        opening = (unit.moves[0].kind, unit.moves[0].by)
        if self.rules.risk is not None and opening not in self.doors:
            self._invite_more(opening, unit.moves[0])
        unit.called = True
        late = self.fate.late[unit.party]
        if self.fate.comes_not[unit.party]:
            self._miss(unit)
        elif late:
            unit.free = self.now + late
            if unit.moves[0].processed >= 0 and self._processed_later(number, unit, unit.free):
                return False
        else:
            return True
        released = unit.moves[unit.begun :]
        self._break(number)
        self._hand_over(released, opening)
        return False

    def _miss(self, unit: Unit) -> None:
        unit.gone = not self.fate.comes_later[unit.party]
        unit.free = self.now + 1

    def _board(self, number: int, version: int) -> None:
        unit = self.units[number]
        if version != unit.version or not self._comes(number, unit):
            return
        move = unit.moves[unit.begun]
        if move.kind == TRAVEL:
            gates = (move.origin, len(self.board.places) + move.target, self.board.link_gates + move.by)
            long = move.end - move.start
            if self._finds_shut(gates) and not self.stock.link_open(*move[4:6], long, move.by) >> self.now & 1:
                self._break(number)
                return
        unit.begun += 1
        if unit.begun < len(unit.moves):
            self._expect(number, unit)

    def _hand_over(self, moves: list[Move], opening: tuple[int, int]) -> None:
        """Give the way of those who did not come to whoever waits at that door, in order of right."""
        for _, number in list(self.waiting[moves[0].origin]):
            unit = self.units[number]
            if unit.at_door if self.rules.risk is None else number not in self.doors.get(opening, ()):
                continue
            if unit.where[1] <= self.now and fits(self.stock, unit, moves, self.now):
                self.assign(number, moves)
                if not self._has_a_seat(moves[0]):
                    return

    def _has_a_seat(self, move: Move) -> bool:
        if move.kind == TRAVEL or self.board.seat < 0:
            return False  # nothing was given up that another could not have had
        row = self.stock.seats[move.by] if move.kind == RIDE else self.stock.trips[move.by].seats
        return row[self.board.seat] > 0

    # -- inviting more than there are seats

    def _invite_more(self, opening: tuple[int, int], move: Move) -> None:
        """Call waiting parties to a door, as many as the risk of turning some away allows."""
        self.doors[opening] = []
        if move.kind == TRAVEL:
            return
        expected = [self.units[number] for number in self._on(*opening) if self.units[number].begun == 0]
        # Only what those hold who are expected: what nobody holds, nobody could use, or it would be planned with.
        row = [0] * len(self.board.kinds)
        for unit in expected:
            for kind, need in unit.wants:
                row[kind] += need
        able = [
            number
            for _, number in self.waiting[move.origin]
            if self.units[number].where[1] <= self.now
            and not self.units[number].at_door
            and (move.kind == SHUTTLE or self.units[number].allowed[move.by])
        ]
        acceptance = self.rules.acceptance
        many = how_many_of(
            [Asked(unit.persons, unit.wants, 1.0 if unit.called else acceptance) for unit in expected],
            [self._asked(self.units[number]) for number in able],
            dict(enumerate(row)),
            self.rules.risk or 0.0,
        )
        for number in able[:many]:
            unit = self.units[number]
            if not unit.called and self.fate.comes_not[unit.party]:
                unit.called = True
                self.stop_waiting(number, unit)
                self._miss(unit)
                self.let_wait(number, unit)
                continue
            unit.called = unit.at_door = True
            self.doors[opening].append(number)
        if self.doors[opening]:
            heappush(self.events, (move.start, CLOSING, move.by, move.kind))

    def _asked(self, unit: Unit) -> Asked:
        return Asked(unit.persons, unit.wants, 1.0 if unit.called else self.rules.acceptance)

    def _close(self, index: int, kind: int) -> None:
        """Send home again who was called to a door and found no seat."""
        if kind == RIDE and self.stock.open[index] and self.stock.ready[index] > self.now:
            heappush(self.events, (self.stock.ready[index], CLOSING, index, kind))
            return
        runs = kind != RIDE or bool(self.stock.open[index])
        for number in self.doors[kind, index]:
            unit = self.units[number]
            unit.at_door = False
            if runs and not unit.way:
                self.turned_away += unit.persons

    # -- losing a way, and getting one

    def _break(self, number: int) -> None:
        """Take from them all that they have not begun."""
        unit = self.units[number]
        self._rebook(unit, unit.moves[: unit.begun])
        unit.way = False
        unit.version += 1
        self.stirred = True
        self.let_wait(number, unit)
        if self.rules.at_once and not unit.gone:
            if not self.broken:
                heappush(self.events, (self.now, MENDING, 0, 0))
            self.broken.add(number)

    def _rebook(self, unit: Unit, moves: list[Move]) -> None:
        self.stock.book(unit, unit.moves, -1)
        unit.moves = moves
        self.stock.book(unit, moves)

    def let_wait(self, number: int, unit: Unit) -> None:
        """Put somebody without a way among those who wait, unless they will not come."""
        if not unit.gone:
            insort(self.waiting[unit.where[0]], (unit.rank, number))

    def stop_waiting(self, number: int, unit: Unit) -> None:
        """Take somebody from among those who wait."""
        self.waiting[unit.where[0]].remove((unit.rank, number))

    def assign(self, number: int, moves: Iterable[Move]) -> None:
        """Give a way that fits to somebody who waits."""
        unit = self.units[number]
        self.stop_waiting(number, unit)
        sure = [self._with_a_vehicle(move) if move.kind == NEW_TRIP else move for move in moves]
        for move in sure:
            if move.kind != TRAVEL:
                (self.riders if move.kind == RIDE else self.passengers).setdefault(move.by, set()).add(number)
        self._rebook(unit, [*unit.moves, *sure])
        unit.way = True
        self.broken.discard(number)
        self._expect(number, unit)

    def _with_a_vehicle(self, move: Move) -> Move:
        return move._replace(kind=SHUTTLE, by=self._send(move.by, move.start - self.board.ways[move.by].out))

    def _send(self, way: int, leaves: int) -> int:
        """Send a free vehicle on a round that was not planned, and return the number of the trip."""
        vehicle = self.stock.vehicle_for(way, leaves)
        number = self.stock.open_trip(f"simulated {len(self.stock.trips)}", way, vehicle, leaves)
        heappush(self.events, (leaves, LEAVING, number, 0))
        return number

    def _mend(self, _: int, __: int) -> None:
        lost, self.broken = self.broken, set()
        seek(self, sorted((self.units[number].rank, number) for number in lost))

    def _replan(self, _: int, __: int) -> None:
        candidates = sorted(each for row in self.waiting for each in row if not self.units[each[1]].at_door)
        if not self.stirred:
            return
        self.stirred = False
        if self.rules.replan is not None and candidates:
            ends = {
                fact.closure: self.fate.ends[fact.closure]
                for fact in self.fate.facts
                if fact.leg < 0 and fact.step <= self.now
            }
            leftover = Leftover(self.stock, self.units, [number for _, number in candidates], self.now, ends)
            for number, moves in leftover.ways(self.rules.replan(leftover.problem), self._send):
                if not self.units[number].way and fits(self.stock, self.units[number], moves, self.now):
                    self.assign(number, moves)
        seek(self, [each for each in candidates if not self.units[each[1]].way])


def _find(unit: Unit, kind: int, index: int) -> int:
    """Return which move not yet begun is on this leg or trip; -1: none."""
    for at in range(unit.begun, len(unit.moves)):
        if unit.moves[at].by == index and unit.moves[at].kind == kind:
            return at
    return -1
