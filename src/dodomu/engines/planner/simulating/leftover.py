"""What is left, as a problem of its own: for a planner that is asked at replanning hours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dodomu.engines.planner.plan import Plan, Ride, Step, Travel
from dodomu.engines.planner.problem import Closure, Fleet, Leg, Party, Permission, Place
from dodomu.engines.planner.simulating.stock import RIDE, SHUTTLE, TRAVEL, Move, Stock, Unit

ON_A_TRIP = "seats left on rotation "


class Leftover:
    """The units that have no way, and what the others leave them. Whatever is planned in it fits beside the others.

    Parties have numbers for ids and are where what they are sure of leaves them. Seats left on rotations are legs, as
    the vehicle leaves anyhow; new rotations are left to vehicles that have none before them. Rooms are what is left of
    them at the fullest hour. Charters that were not hired stay unhired.
    """

    def __init__(
        self, stock: Stock, units: Sequence[Unit], numbers: Sequence[int], now: int, ends: dict[int, datetime]
    ) -> None:
        self.stock, self.board, self.now = stock, stock.board, now
        self.units = {number: units[number] for number in numbers}
        self.idle = [[at for at, busy in enumerate(row) if not busy >> now] for row in stock.busy]
        self.ends = ends
        board = self.board
        legs = tuple(self._legs())
        self.going = frozenset(leg.id for leg in legs)
        trips = tuple(self._seats_on_trips())
        self.riding = self.going | {leg.id for leg in trips}
        self.problem = replace(
            board.problem,
            begins=board.moment(now).astimezone(board.problem.zone),
            places=tuple(self._place(at) for at in range(len(board.places))),
            parties=tuple(self._party(number, unit) for number, unit in self.units.items()),
            legs=(*legs, *trips),
            charters=(),
            fleets=tuple(self._fleet(at) for at in range(len(board.fleets)) if self.idle[at]),
            closures=tuple(self._closures()),
            permissions=tuple(
                Permission(each.id, max(0, left), each.begins, each.ends)
                for each, left in zip(board.problem.permissions, stock.quota, strict=True)
            ),
            budget=None if board.problem.budget is None else max(0, stock.budget),
        )

    def _place(self, at: int) -> Place:
        board, place = self.board, self.board.places[at]
        processing, room = place.processing, place.room
        if at in board.processing:
            first = board.hour[self.now]
            begins = [board.moment(board.hour_ends[first - 1])] if first else [board.begins]
            begins += [board.moment(end) for end in board.hour_ends[first:-1]]
            left = self.stock.hours[at][first:]
            processing = tuple((moment, float(max(0, many))) for moment, many in zip(begins, left, strict=False))
        if at in self.stock.room:
            room = max(0, int(self.stock.room[at][self.now :].min()))
        return replace(place, processing=processing, room=room)

    def _party(self, number: int, unit: Unit) -> Party:
        board, party = self.board, self.board.parties[unit.party]
        place, since = unit.where
        kinds = list(board.kinds)
        return replace(
            party,
            id=str(number),
            place=board.places[place].id,
            persons=unit.persons,
            needs={kinds[kind]: need for kind, need in unit.wants},
            available_from=board.moment(max(since, self.now)),
            car=unit.car and not unit.moves,
            may_split=False,
            refuses=frozenset(id_ for id_ in self.going if not unit.allowed[board.leg[id_]]),
            promise=party.promise if party.promise and party.promise.leg in self.going else None,
        )

    def _legs(self) -> Iterator[Leg]:
        board, stock = self.board, self.stock
        for at, leg in enumerate(board.legs):
            if stock.open[at] and stock.ready[at] >= self.now:
                late = board.step * (stock.ready[at] - board.ready[at])
                yield replace(
                    leg,
                    seats={kind: max(0, stock.seats[at][index]) for kind, index in board.kinds.items()},
                    held_back={},
                    charter=None,
                    departs=leg.departs + late,
                    arrives=max(leg.arrives + late, board.moment(stock.there[at])),
                )

    def _seats_on_trips(self) -> Iterator[Leg]:
        board = self.board
        for number, trip in enumerate(self.stock.trips):
            if number in self.stock.trips_from[trip.place] and trip.there >= self.now:
                rounds = board.fleets[trip.fleet].rounds
                yield Leg(
                    id=f"{ON_A_TRIP}{number}",
                    origin=board.places[trip.place].id,
                    target=board.fleets[trip.fleet].hub,
                    departs=board.moment(trip.there),
                    arrives=board.moment(trip.back),
                    seats={kind: max(0, trip.seats[index]) for kind, index in board.kinds.items()},
                    danger=next(way.danger for way in rounds if board.place[way.place] == trip.place),
                    processed=False,
                )

    def _fleet(self, at: int) -> Fleet:
        board, fleet = self.board, self.board.fleets[at]
        limit = fleet.drivers_minutes
        if limit is not None:
            days = set(board.step_day[self.now :])
            limit = max(0, min(limit - self.stock.driven[at].get(day, 0) for day in days))
        return replace(fleet, vehicles=len(self.idle[at]), drivers_minutes=limit)

    def _closures(self) -> Iterator[Closure]:
        board = self.board
        named = {"*", *self.going, *board.place, *board.link_at}
        named |= {fleet.id for at, fleet in enumerate(board.fleets) if self.idle[at]}
        for at, closure in enumerate(board.closures):
            if closure.at in named:
                yield replace(closure, ends=self.ends.get(at, closure.ends))

    def ways(self, plan: Plan, send: Callable[[int, int], int]) -> Iterator[tuple[int, list[Move]]]:
        """Return the ways of a plan for this problem, by unit.

        `send` opens a trip on a round that leaves in a step and returns its number. Ways that do not lead home, go by a
        vehicle that is not free or name what there is not are left out; whether the rest fits is for the caller to see.
        """
        trips = dict[str, int]()
        for rotation in sorted(plan.rotations, key=lambda each: each.id):
            fleet, place = self.board.fleet_at.get(rotation.fleet), self.board.place.get(rotation.place, -1)
            ways = [] if place < 0 else [at for at in self.board.ways_from[place] if self.board.ways[at].fleet == fleet]
            leaves = self.board.down(rotation.leaves)
            if ways and leaves >= self.now and self.stock.next_trip(way := ways[0], leaves) == leaves:
                trips[rotation.id] = send(way, leaves)
        for itinerary in plan.itineraries:
            number = int(itinerary.party) if itinerary.party.isdecimal() else -1
            if number not in self.units or itinerary.persons != self.units[number].persons:
                continue
            here = self.units[number].where[0]
            moves: list[Move] = []
            for step in itinerary.steps:
                move = self._move(step, here, trips)
                if move is None:
                    break
                moves.append(move)
                here = move.target
            if self.board.is_home[here]:
                yield number, moves

    def _is_known(self, step: Step) -> bool:
        if isinstance(step, Travel):
            return step.link in self.board.link_at
        return not isinstance(step, Ride) or step.leg in self.riding

    def _move(self, step: Step, here: int, trips: Mapping[str, int]) -> Move | None:
        board, stock = self.board, self.stock
        if not self._is_known(step):
            return None
        if isinstance(step, Ride) and not step.leg.startswith(ON_A_TRIP):
            leg = board.leg[step.leg]
            processed = -1 if step.processed is None else board.down(step.processed)
            return Move(RIDE, leg, stock.ready[leg], stock.there[leg], here, board.target[leg], processed)
        if isinstance(step, Travel):
            link = board.link_at[step.link]
            start, long = board.down(step.leaves), board.long(board.links[link].minutes)
            return Move(TRAVEL, link, start, start + long, here, board.place[board.links[link].target])
        number = int(step.leg.removeprefix(ON_A_TRIP)) if isinstance(step, Ride) else trips.get(step.rotation, -1)
        if number < 0:
            return None
        trip = stock.trips[number]
        return Move(SHUTTLE, number, trip.there, trip.back, here, board.hub[trip.fleet])
