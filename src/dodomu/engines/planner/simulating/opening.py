"""Where every run begins: the plan booked on the board, and who has no way yet. The same for all runs of a plan."""

from collections.abc import Mapping
from datetime import UTC, datetime

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Travel
from dodomu.engines.planner.problem import Party, Problem
from dodomu.engines.planner.simulating.board import Board
from dodomu.engines.planner.simulating.stock import RIDE, SHUTTLE, TRAVEL, Move, Stock, Unit


class Opening:
    """A plan, as played runs begin with it. The plan must have passed the check."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.board = board = Board(problem)
        self.plan = plan
        self.stock = Stock(board, plan.charters)
        self.trip = {rotation.id: self._send(rotation) for rotation in sorted(plan.rotations, key=lambda each: each.id)}
        self.units: list[Unit] = []
        self.order = {party: rank for rank, party in enumerate(_by_right(board))}
        of: dict[int, list[Itinerary]] = {}
        for itinerary in plan.itineraries:
            of.setdefault(board.party[itinerary.party], []).append(itinerary)
        for at, party in enumerate(board.parties):
            if not board.is_home[board.place[party.place]]:
                self._add_party(at, party, of.get(at, []))
        self.riders: dict[int, list[int]] = {}
        self.passengers: dict[int, list[int]] = {}
        for number, unit in enumerate(self.units):
            for move in unit.moves:
                if move.kind != TRAVEL:
                    (self.riders if move.kind == RIDE else self.passengers).setdefault(move.by, []).append(number)
        hired = {at for at, leg in enumerate(board.legs) if leg.charter in plan.charters and leg.charter is not None}
        self.used = hired | self.riders.keys()

    def _send(self, rotation: Rotation) -> int:
        board = self.board
        fleet, place = board.fleet_at[rotation.fleet], board.place[rotation.place]
        way = next(at for at in board.ways_from[place] if board.ways[at].fleet == fleet)
        return self.stock.open_trip(rotation.id, way, rotation.vehicle, board.down(rotation.leaves))

    def _add_party(self, at: int, party: Party, itineraries: list[Itinerary]) -> None:
        left, takes = party.persons, dict(party.takes)
        parts: list[tuple[int, Mapping[str, int], Itinerary | None]] = []
        for each in sorted(itineraries, key=str):
            parts.append((each.persons, each.needs, each))
            left -= each.persons
            takes = {kind: many - each.needs.get(kind, 0) for kind, many in takes.items()}
        if left:
            parts.append((left, takes, None))
        for number, (persons, needs, itinerary) in enumerate(parts):
            unit = Unit(
                at, self.board.place[party.place], persons, self.board.vector(needs.items()),
                self.board.may_ride(party), self.board.first_step(party),
            )  # fmt: skip
            unit.rank = (self.order[at], number)
            unit.car, unit.splits = party.car, party.may_split
            if itinerary is not None:
                unit.moves, unit.way = self._moves(itinerary, unit.own), True
                self.stock.book(unit, unit.moves)
            self.units.append(unit)

    def _moves(self, itinerary: Itinerary, own: int) -> list[Move]:
        board, moves = self.board, list[Move]()
        here = own
        for step in itinerary.steps:
            if isinstance(step, Ride):
                leg = board.leg[step.leg]
                processed = -1 if step.processed is None else board.down(step.processed)
                move = Move(RIDE, leg, board.ready[leg], board.there[leg], here, board.target[leg], processed)
            elif isinstance(step, Travel):
                link = board.link_at[step.link]
                start, long = board.down(step.leaves), board.long(board.links[link].minutes)
                move = Move(TRAVEL, link, start, start + long, here, board.place[board.links[link].target])
            else:
                number = self.trip[step.rotation]
                trip = self.stock.trips[number]
                move = Move(SHUTTLE, number, trip.there, trip.back, here, board.hub[trip.fleet])
            moves.append(move)
            here = move.target
        return moves


def _by_right(board: Board) -> list[int]:
    """Return the parties in the order in which they have a right to a free seat: weight, then longest waiting."""
    priorities = board.problem.priorities

    def key(at: int) -> tuple[int, datetime, str]:
        party = board.parties[at]
        since = party.waiting_since or party.available_from or board.problem.begins
        return (-priorities[party.priority], since.astimezone(UTC), party.id)

    return sorted(range(len(board.parties)), key=key)
