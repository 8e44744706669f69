"""Standby order: who takes a place that falls free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.check.reading import Case, Movement, ReadItinerary
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Leg, Party, Problem
from dodomu.engines.planner.reports.people import Journey, journeys_of
from dodomu.engines.planner.reports.reaching import NEVER, Reach, Traveller


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party on standby for a leg.

    `journey` is what the plan has for it; `there` when it can be where the leg departs, and `home` when it would then
    be home.
    """

    journey: Journey
    there: datetime
    home: datetime


@dataclass(frozen=True, slots=True)
class Standby:
    """Who would take a place on a leg, first come first; `more` tells that there are more than were asked for."""

    leg: str
    order: tuple[Waiting, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    journey: Journey
    party: Party
    itinerary: ReadItinerary | None
    traveller: Traveller
    rides: frozenset[str]


def standby(
    problem: Problem, plan: Plan, *, legs: Iterable[str] | None = None, first: int | None = 20
) -> tuple[Standby, ...]:
    """Return for each leg that runs (or those named) the order in which parties would take a place that falls free.

    On it stands whoever is left or would be home sooner by this leg, has the papers, does not refuse it, finds what it
    needs on it if others give way, can be there in time to be processed, and can go on home from where it arrives. They
    come there as the plan already brings them, or from their own place: by themselves, or on what the plan leaves free
    on rotations and other legs. A party that may be split stands by for a single seat too. The order is by weight of
    priority, then who has waited longest, then by content, never by the order of input. `first` limits the list of
    each leg; None is all of them. Of a plan with faults the answer means nothing.
    """
    case = Case(problem, plan)
    reach = Reach(case)
    wanted = None if legs is None else set(legs)
    asked = [leg for leg in case.legs.values() if (wanted is None or leg.id in wanted) and reach.runs(leg)]
    asked.sort(key=lambda leg: (case.grid.moment(leg.departs), leg.id))
    candidates = [_candidate(journey, party, itinerary) for journey, party, itinerary in journeys_of(case)]
    crowd = _Crowd(case, reach, candidates, {leg.origin for leg in asked})
    return tuple(_standby(case, reach, crowd, leg, first) for leg in asked)


def _candidate(journey: Journey, party: Party, itinerary: ReadItinerary | None) -> _Candidate:
    seats = journey.needs.get("seat", 0)
    alone = party.may_split and (seats > 1 or dict(journey.needs) == {"seat": 1})
    needs, persons = ({"seat": 1}, 1) if alone else (journey.needs, journey.persons)
    traveller = Traveller(
        party.place, persons, tuple(sorted(needs.items())), party.papers, party.refuses, party.car, party
    )
    moves = itinerary.moves if itinerary else ()
    rides = frozenset(move.by.id for move in moves if move is not None and isinstance(move.by, Leg))
    return _Candidate(journey, party, itinerary, traveller, rides)


class _Crowd:
    """All candidates in order, and for each place who can be there, from which step on, as arrays."""

    def __init__(self, case: Case, reach: Reach, candidates: list[_Candidate], places: set[str]) -> None:
        self.candidates = candidates
        home = [_home_step(each) for each in candidates]
        numbers: dict[str, list[int]] = {place: [] for place in places}
        steps: dict[str, list[int]] = {place: [] for place in places}
        known: dict[tuple[Traveller, int], Mapping[str, int]] = {}
        for number, each in enumerate(candidates):
            key = (each.traveller, case.available(each.party))
            if key not in known:
                reached = reach.from_own_place(*key)
                known[key] = {place: reached[place] for place in places & reached.keys()}
            for place, step in _with_the_plan(known[key], each, places).items():
                numbers[place].append(number)
                steps[place].append(step)
        self._home: NDArray[np.int64] = np.array(home, dtype=np.int64)
        self._numbers = {place: np.array(found, dtype=np.int64) for place, found in numbers.items()}
        self._steps = {place: np.array(found, dtype=np.int64) for place, found in steps.items()}

    def in_time(self, place: str, last: int, home: int) -> Iterable[tuple[_Candidate, int]]:
        """Yield in order who can be at a place by a step and is not home by another, and when they are there."""
        numbers, steps = self._numbers[place], self._steps[place]
        good = (steps <= last) & (self._home[numbers] > home)
        for number, step in zip(numbers[good].tolist(), steps[good].tolist(), strict=True):
            yield self.candidates[number], step


def _home_step(candidate: _Candidate) -> int:
    last = candidate.itinerary.moves[-1] if candidate.itinerary else None
    return NEVER if last is None else last.end


def _with_the_plan(reached: Mapping[str, int], candidate: _Candidate, places: set[str]) -> Mapping[str, int]:
    """Return where somebody can be, counting where the plan brings them anyway."""
    if candidate.itinerary is None:
        return reached
    found = dict(reached)
    for move in candidate.itinerary.moves:
        if move is not None and move.target in places:
            found[move.target] = max(0, min(move.end, found.get(move.target, move.end)))
    return found


def _standby(case: Case, reach: Reach, crowd: _Crowd, leg: Leg, first: int | None) -> Standby:
    move = case.leg_movement(leg)
    order: list[Waiting] = []
    for candidate, there in crowd.in_time(leg.origin, reach.last_moment(move), move.end):
        home = _home_by(reach, candidate, leg, move, there)
        if home is None:
            continue
        if first is not None and len(order) >= first:
            return Standby(leg.id, tuple(order), more=True)
        order.append(Waiting(candidate.journey, case.grid.datetime_of(there), case.grid.datetime_of(home)))
    return Standby(leg.id, tuple(order), more=False)


def _home_by(reach: Reach, candidate: _Candidate, leg: Leg, move: Movement, there: int) -> int | None:
    """Return when somebody would be home by a leg; None if they would not or could not take it."""
    traveller = candidate.traveller
    if leg.id in candidate.rides or not reach.may_ride(traveller, leg) or not reach.could_board(traveller, move, there):
        return None
    home = reach.home_from(traveller, leg.target, move.end)
    return home if home < _home_step(candidate) and home < NEVER else None
