"""What a sheet shows of a plan, worked out once: who goes by what, what it carries, when they are home, who is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from dodomu.engines.planner import reports
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Travel
from dodomu.engines.planner.problem import Closure, Fleet, Leg, Link, Party, Place, Problem, Round

Way = Literal["ride", "travel", "shuttle"]


class Movement(NamedTuple):
    """One part of a way home with its real hours, as people feel them: not rounded to the planner's steps."""

    way: Way
    name: str
    origin: str
    target: str
    begins: datetime
    ends: datetime


@dataclass
class Load:
    """What a leg or a rotation carries."""

    persons: int = 0
    parties: int = 0
    used: dict[str, int] = field(default_factory=dict)

    def add(self, itinerary: Itinerary) -> None:
        self.persons += itinerary.persons
        self.parties += 1
        for kind, many in itinerary.needs.items():
            self.used[kind] = self.used.get(kind, 0) + many


@dataclass(frozen=True)
class Facts:
    """A problem and a plan for it that has passed the check, with everything that drawings and tables ask of them."""

    problem: Problem
    plan: Plan

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.problem.places}

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        return {party.id: party for party in self.problem.parties}

    @cached_property
    def legs(self) -> Mapping[str, Leg]:
        return {leg.id: leg for leg in self.problem.legs}

    @cached_property
    def links(self) -> Mapping[str, Link]:
        return {link.id: link for link in self.problem.links}

    @cached_property
    def fleets(self) -> Mapping[str, Fleet]:
        return {fleet.id: fleet for fleet in self.problem.fleets}

    @cached_property
    def rotations(self) -> Mapping[str, Rotation]:
        return {rotation.id: rotation for rotation in self.plan.rotations}

    @cached_property
    def rounds(self) -> Mapping[tuple[str, str], Round]:
        return {(fleet.id, each.place): each for fleet in self.problem.fleets for each in fleet.rounds}

    @cached_property
    def people(self) -> int:
        """How many people there are to bring home; who is there already is not one of them."""
        return sum(party.persons for party in self.problem.parties if self.places[party.place].kind != "home")

    @cached_property
    def people_home(self) -> int:
        return sum(each.persons for each in self.plan.itineraries)

    @cached_property
    def home_by_day(self) -> Mapping[date, int]:
        """How many come home on each day of the problem's zone, in order."""
        counted: dict[date, int] = {}
        for moment, persons in self.arrivals:
            day = moment.astimezone(self.problem.zone).date()
            counted[day] = counted.get(day, 0) + persons
        return counted

    @cached_property
    def arrivals(self) -> tuple[tuple[datetime, int], ...]:
        """When how many come home, in order of time."""
        counted: dict[datetime, int] = {}
        for each in self.plan.itineraries:
            moment = self.home_at(each)
            counted[moment] = counted.get(moment, 0) + each.persons
        return tuple(sorted(counted.items()))

    @cached_property
    def days(self) -> tuple[tuple[date, datetime], ...]:
        """Every day that the problem touches, with its first moment in the problem's zone."""
        zone = self.problem.zone
        day = self.problem.begins.astimezone(zone).date()
        found = []
        while (start := datetime(day.year, day.month, day.day, tzinfo=zone)) < self.problem.ends:
            found.append((day, start))
            day += timedelta(days=1)
        return tuple(found)

    @cached_property
    def leg_loads(self) -> Mapping[str, Load]:
        """What each leg carries that carries anybody."""
        return self._loads[0]

    @cached_property
    def rotation_loads(self) -> Mapping[str, Load]:
        return self._loads[1]

    @cached_property
    def flows(self) -> Mapping[tuple[str, str, Way], int]:
        """How many people go from one place to another, and in which way."""
        counted: dict[tuple[str, str, Way], int] = {}
        for itinerary in self.plan.itineraries:
            for movement in self.movements(itinerary):
                key = (movement.origin, movement.target, movement.way)
                counted[key] = counted.get(key, 0) + itinerary.persons
        return counted

    @cached_property
    def people_at(self) -> Mapping[str, int]:
        """How many people there are at each place at the start."""
        counted: dict[str, int] = {}
        for party in self.problem.parties:
            counted[party.place] = counted.get(party.place, 0) + party.persons
        return counted

    @cached_property
    def left(self) -> tuple[tuple[Party, int], ...]:
        """Who is left, all or a part of them, in the order in which they would take a place that falls free."""
        found = reports.left(self.problem, self.plan).journeys
        return tuple(
            (self.parties[each.party], each.persons)
            for each in found
            if self.places[self.parties[each.party].place].kind != "home"
        )

    def movements(self, itinerary: Itinerary) -> Iterator[Movement]:
        """Return the parts of a way home in order."""
        for step in itinerary.steps:
            if isinstance(step, Ride):
                leg = self.legs[step.leg]
                yield Movement("ride", leg.id, leg.origin, leg.target, leg.departs, leg.arrives)
            elif isinstance(step, Travel):
                link = self.links[step.link]
                there = step.leaves + timedelta(minutes=link.minutes)
                yield Movement("travel", link.id, link.origin, link.target, step.leaves, there)
            else:
                yield self.shuttle(self.rotations[step.rotation])

    def shuttle(self, rotation: Rotation) -> Movement:
        """Return the ride back of a rotation, from its place to its hub."""
        made = self.rounds[rotation.fleet, rotation.place]
        begins = rotation.leaves + timedelta(minutes=made.out)
        hub = self.fleets[rotation.fleet].hub
        return Movement("shuttle", rotation.fleet, rotation.place, hub, begins, begins + timedelta(minutes=made.back))

    def home_at(self, itinerary: Itinerary) -> datetime:
        """Return when they are home; who has no steps was home from the start."""
        return max((movement.ends for movement in self.movements(itinerary)), default=self.problem.begins)

    def offered(self, leg: Leg) -> Mapping[str, int]:
        """Return how much of each kind may be used on a leg."""
        return {kind: max(0, many - leg.held_back.get(kind, 0)) for kind, many in leg.seats.items()}

    def runs(self, leg: Leg) -> bool:
        """Whether a leg runs under this plan: its charter, if it has one, is hired."""
        return leg.charter is None or leg.charter in self.plan.charters

    def closed(self, *ids: str, road: bool) -> Iterator[tuple[datetime, datetime, Closure]]:
        """Return when places or things are closed, day by day where that repeats."""
        for closure in self.problem.closures:
            if closure.at in ids and (road or not closure.road_only):
                begins, ends = max(closure.begins, self.problem.begins), min(closure.ends, self.problem.ends)
                for since, until in _intervals(closure, self):
                    if max(since, begins) < min(until, ends):
                        yield max(since, begins), min(until, ends), closure

    @cached_property
    def _loads(self) -> tuple[dict[str, Load], dict[str, Load]]:
        legs: dict[str, Load] = {}
        rotations: dict[str, Load] = {}
        for itinerary in self.plan.itineraries:
            for step in itinerary.steps:
                if isinstance(step, Ride):
                    legs.setdefault(step.leg, Load()).add(itinerary)
                elif not isinstance(step, Travel):
                    rotations.setdefault(step.rotation, Load()).add(itinerary)
        return legs, rotations


def _intervals(closure: Closure, facts: Facts) -> Iterator[tuple[datetime, datetime]]:
    if closure.daily is None:
        yield closure.begins, closure.ends
        return
    since, until = closure.daily
    zone = closure.zone or facts.problem.zone
    day = facts.problem.begins.astimezone(zone).date() - timedelta(days=1)
    while datetime(day.year, day.month, day.day, tzinfo=zone) < facts.problem.ends:
        last = day if since <= until else day + timedelta(days=1)
        yield datetime.combine(day, since, zone), datetime.combine(last, until, zone)
        day += timedelta(days=1)
