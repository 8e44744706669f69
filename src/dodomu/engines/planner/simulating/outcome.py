"""What one run came to, and the problem as it turned out to be in it, for the checker."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel
from dodomu.engines.planner.problem import Leg, Party, Place, Problem
from dodomu.engines.planner.simulating.board import MINUTE
from dodomu.engines.planner.simulating.playing import Run
from dodomu.engines.planner.simulating.stock import RIDE, TRAVEL, Move, Unit


@dataclass(frozen=True, slots=True)
class Played:
    """One run in numbers. Home and left together are all persons; who did not come counts as left."""

    run: int
    weight: int  # priority-weighted persons home
    home: int  # persons
    left: int
    did_not_come: int  # persons of those left who were called and will not come
    on_the_way: int  # persons of those left who set out and are not home
    turned_away: int  # persons who came to a door they were called to, and found no seat
    empty: int  # seats that went empty on what ran of charters hired and of legs somebody was to ride
    promises: int  # cost of those broken to parties that came
    crowded: float  # person-hours beyond the room of a place, forced by those who could not leave it
    home_by_day: NDArray[np.int64]  # persons home by the end of each day
    weight_by_day: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TurnedOut:
    """A run as a problem and a plan: what there really was, and how those who came home came home.

    Legs that did not run are gone, late ones moved, closures as long as they were, parties that did not come left out.
    A place where people were forced to wait beyond its room has the room that they took. Charters stay hired.
    """

    problem: Problem
    plan: Plan


def home_at(unit: Unit) -> int | None:
    """Return the step from which a unit was home; None if it was not."""
    if not unit.way or unit.begun < len(unit.moves) or not unit.moves:
        return None
    return unit.moves[-1].end


def summed_up(run: Run, number: int) -> Played:
    """Return what a run that was played came to."""
    board, priorities = run.board, run.board.problem.priorities
    by_day, weight_by_day = np.zeros(board.days, dtype=np.int64), np.zeros(board.days, dtype=np.int64)
    ridden = np.zeros(len(board.legs), dtype=np.int64)
    kept: dict[int, int] = {}
    did_not_come = on_the_way = 0
    for unit in run.units:
        party = board.parties[unit.party]
        for move in unit.moves[: unit.begun]:
            if move.kind == RIDE:
                ridden[move.by] += dict(unit.wants).get(board.seat, 0)
                if party.promise and board.legs[move.by].id == party.promise.leg:
                    kept[unit.party] = kept.get(unit.party, 0) + unit.persons
        step = home_at(unit)
        if step is not None:
            day = board.step_day[step]
            by_day[day] += unit.persons
            weight_by_day[day] += unit.persons * priorities[party.priority]
        elif unit.gone:
            did_not_come += unit.persons
        elif unit.begun:
            on_the_way += unit.persons
    gone = {unit.party for unit in run.units if unit.gone}
    used = (run.opening.used | run.riders.keys()) - run.fate.failed
    home = int(by_day.sum())
    return Played(
        run=number,
        weight=int(weight_by_day.sum()),
        home=home,
        left=sum(party.persons for party in board.parties) - home,
        did_not_come=did_not_come,
        on_the_way=on_the_way,
        turned_away=run.turned_away,
        empty=sum(board.seats[leg][board.seat] - int(ridden[leg]) for leg in used) if board.seat >= 0 else 0,
        promises=sum(
            party.promise.cost
            for at, party in enumerate(board.parties)
            if party.promise and at not in gone and kept.get(at, 0) < party.persons
        ),
        crowded=_crowded(run),
        home_by_day=np.cumsum(by_day),
        weight_by_day=np.cumsum(weight_by_day),
    )


def _crowded(run: Run) -> float:
    over = sum(int(-row[row < 0].sum()) for row in run.stock.room.values())
    return over * run.board.problem.step / 60


def turned_out(run: Run) -> TurnedOut:
    """Return a run that was played as a problem and a plan, for the checker."""
    board, fate = run.board, run.fate
    units_of: dict[int, list[Unit]] = {}
    for unit in run.units:
        units_of.setdefault(unit.party, []).append(unit)
    legs = tuple(_leg(run, at, leg) for at, leg in enumerate(board.legs) if at not in fate.failed)
    going = {leg.id for leg in legs}
    parties = tuple(
        _party(run, party, units_of.get(at, []), going)
        for at, party in enumerate(board.parties)
        if not any(unit.gone for unit in units_of.get(at, []))
    )
    problem = replace(
        board.problem,
        legs=legs,
        parties=parties,
        places=tuple(_place(run, at, place) for at, place in enumerate(board.places)),
        closures=tuple(
            replace(closure, ends=fate.ends.get(at, closure.ends))
            for at, closure in enumerate(board.closures)
            if closure.at in going or closure.at not in board.leg
        ),
    )
    sent = {number for row in run.stock.trips_from for number in row}
    trips = [trip for number, trip in enumerate(run.stock.trips) if number in sent]
    rotations = tuple(
        Rotation(
            trip.id, board.fleets[trip.fleet].id, trip.vehicle, board.places[trip.place].id, board.moment(trip.leaves)
        )
        for trip in trips
    )
    itineraries = tuple(_itinerary(run, unit) for unit in run.units if home_at(unit) is not None)
    return TurnedOut(problem, Plan(itineraries, rotations, run.opening.plan.charters))


def _leg(run: Run, at: int, leg: Leg) -> Leg:
    late = run.fate.slips.get(at, 0) * MINUTE
    return replace(leg, departs=leg.departs + late, arrives=leg.arrives + late) if late else leg


def _party(run: Run, party: Party, units: list[Unit], going: set[str]) -> Party:
    board = run.board
    free = min((unit.free for unit in units), default=board.first_step(party))
    changes: dict[str, object] = {}
    if free > board.first_step(party):
        changes["available_from"] = board.moment(free)
    if party.promise is not None and party.promise.leg not in going:
        changes["promise"] = None
    return replace(party, **changes) if changes else party  # type: ignore[arg-type]


def _place(run: Run, at: int, place: Place) -> Place:
    row = run.stock.room.get(at)
    if row is None or place.room is None or int(row.min()) >= 0:
        return place
    return replace(place, room=place.room - int(row.min()))


def _itinerary(run: Run, unit: Unit) -> Itinerary:
    kinds = list(run.board.kinds)
    return Itinerary(
        run.board.parties[unit.party].id,
        unit.persons,
        {kinds[kind]: need for kind, need in unit.wants},
        tuple(_step(run, move) for move in unit.moves),
    )


def _step(run: Run, move: Move) -> Step:
    board = run.board
    if move.kind == RIDE:
        return Ride(board.legs[move.by].id, board.moment(move.processed) if move.processed >= 0 else None)
    if move.kind == TRAVEL:
        return Travel(board.links[move.by].id, board.moment(move.start))
    return Shuttle(run.stock.trips[move.by].id)
