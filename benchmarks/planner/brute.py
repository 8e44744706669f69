"""Trying everything: every way of every party, in every company. Only the checker says what is allowed.

For problems of a few parties. It reads the problem by itself and knows no solver, no grid and no model.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations_with_replacement

from dodomu.engines.planner.check import faults_of
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel
from dodomu.engines.planner.problem import Party, Problem

Way = tuple[tuple[Step, ...], tuple[Rotation, ...]]
Move = tuple[Step, tuple[Rotation, ...], str, datetime]  # with these rotations to this place, there at this moment
Choice = tuple[int, list[tuple[Itinerary, Way]]]  # worth so much, by these parts
PATIENCE = 20_000  # plans


def best(problem: Problem) -> int | None:
    """Return the most priority-weighted persons that any plan brings home; None when there is too much to try."""
    trial = _Trial(problem)
    try:
        return trial.best()
    except _TooManyError:
        return None


class _TooManyError(Exception):
    pass


class _Trial:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.home = {place.id for place in problem.places if place.kind == "home"}
        self.moments = [problem.begins + timedelta(minutes=k * problem.step) for k in range(problem.steps)]
        self.step = timedelta(minutes=problem.step)
        self.charters = frozenset(each.id for each in problem.charters)
        self.most = self.tried = 0

    def best(self) -> int:
        groups = [self._choices(party) for party in self.problem.parties]
        groups.sort(key=lambda choices: -max((worth for worth, _ in choices), default=0))
        for hired in self._hirings():
            self._extend(Plan(charters=hired), groups, 0)
        return self.most

    def _hirings(self) -> Iterator[frozenset[str]]:
        yield frozenset()
        yield from (frozenset((each,)) for each in self.charters)
        if len(self.charters) > 1:
            raise ValueError("trying everything is for one charter at most")

    def _extend(self, plan: Plan, groups: list[list[Choice]], worth: int) -> None:
        """Let the next party go in each way that still holds, or stay; faults never go away by adding somebody."""
        self.most = max(self.most, worth)
        if not groups or worth + sum(max((each for each, _ in group), default=0) for group in groups) <= self.most:
            return
        for adds, parts in sorted(groups[0], key=lambda choice: -choice[0]):
            extended = _with(plan, parts)
            self.tried += 1
            if self.tried > PATIENCE:
                raise _TooManyError
            if not faults_of(self.problem, extended):
                self._extend(extended, groups[1:], worth + adds)
        self._extend(plan, groups[1:], worth)

    # -- one party

    def _choices(self, party: Party) -> list[Choice]:
        """(worth, parts) of everything that a party can do, were it alone."""
        weight = self.problem.priorities[party.priority]
        found = []
        for division in self._divisions(party):
            options = [
                [(Itinerary(party.id, persons, needs, way[0]), way) for way in self._ways(party, persons, needs)]
                for persons, needs in division
            ]
            worth = weight * sum(persons for persons, _ in division)
            found += [(worth, parts) for parts in _each_of(options)]
        return found

    def _divisions(self, party: Party) -> Iterator[list[tuple[int, dict[str, int]]]]:
        """Every division into parts that may go, some of them left behind; like parts are not told apart."""
        takes = {kind: many for kind, many in party.takes.items() if many}
        yield [(party.persons, takes)]
        if not party.may_split:
            return
        seats = takes.get("seat", 0)
        plain = takes == {"seat": party.persons}
        others = party.persons - 1 if plain else max(0, min(seats, party.persons) - 1)
        sizes = range(1, others + 1)
        for count in range(1, party.persons + 1):
            for parts in combinations_with_replacement(sizes, count):
                alone = [(size, {"seat": size}) for size in parts]
                if sum(parts) <= (party.persons if plain else others):
                    yield alone
                if not plain and sum(parts) <= others:
                    for left in range(others - sum(parts) + 1):
                        away = sum(parts) + left
                        yield [(party.persons - away, takes | {"seat": seats - away}), *alone]
        if not plain:
            for left in range(1, others + 1):
                yield [(party.persons - left, takes | {"seat": seats - left})]

    def _ways(self, party: Party, persons: int, needs: dict[str, int]) -> list[Way]:
        first = max(self.problem.begins, party.available_from or self.problem.begins)
        found = []
        for way in self._from(party.place, first):
            itinerary = Itinerary(party.id, persons, needs, way[0])
            if not faults_of(self.problem, Plan((itinerary,), way[1], self.charters)) or not faults_of(
                self.problem, Plan((itinerary,), way[1], frozenset())
            ):
                found.append(way)
        return found

    def _from(self, place: str, since: datetime) -> Iterator[Way]:
        """Everything that leads home from a place, roughly; the checker sorts out the rest."""
        if place in self.home:
            yield (), ()
            return
        for step, rotations, target, there in (*self._rides(place, since), *self._on_links(place, since)):
            for rest in self._from(target, there):
                yield (step, *rest[0]), (*rotations, *rest[1])
        for step, rotations, target, there in self._shuttles(place, since):
            for rest in self._from(target, there):
                yield (step, *rest[0]), (*rotations, *rest[1])

    def _rides(self, place: str, since: datetime) -> Iterator[Move]:
        for leg in self.problem.legs:
            if leg.origin == place and leg.departs >= since and leg.arrives <= self.problem.ends:
                yield Ride(leg.id), (), leg.target, leg.arrives
                for moment in self.moments:
                    if since <= moment < leg.departs:
                        yield Ride(leg.id, moment), (), leg.target, leg.arrives

    def _on_links(self, place: str, since: datetime) -> Iterator[Move]:
        for link in self.problem.links:
            for moment in self.moments:
                if link.origin == place and moment >= since:
                    yield Travel(link.id, moment), (), link.target, moment + timedelta(minutes=link.minutes)

    def _shuttles(self, place: str, since: datetime) -> Iterator[Move]:
        rounds = [(fleet, each) for fleet in self.problem.fleets for each in fleet.rounds if each.place == place]
        for fleet, each in rounds:
            for moment in self.moments:
                pickup = moment - (-timedelta(minutes=each.out) // self.step) * self.step
                back = pickup + timedelta(minutes=each.back)
                if pickup >= since and back <= self.problem.ends:
                    for vehicle in range(fleet.vehicles):
                        name = f"{fleet.id} {vehicle} {place} {moment}"
                        rotation = Rotation(name, fleet.id, vehicle, place, moment)
                        yield Shuttle(name), (rotation,), fleet.hub, back


def _each_of(options: list[list[tuple[Itinerary, Way]]]) -> Iterator[list[tuple[Itinerary, Way]]]:
    if not options:
        yield []
        return
    for first in options[0]:
        for rest in _each_of(options[1:]):
            yield [first, *rest]


def _with(plan: Plan, parts: list[tuple[Itinerary, Way]]) -> Plan:
    rotations = {each.id: each for each in plan.rotations}
    for _, (_, needed) in parts:
        rotations |= {each.id: each for each in needed}
    itineraries = (*plan.itineraries, *(itinerary for itinerary, _ in parts))
    return Plan(itineraries, tuple(rotations.values()), plan.charters)
