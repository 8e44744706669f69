"""A problem, read for explaining: every rule also says what stops somebody, not only that it does.

Nothing is shared with the solvers or the check; only what is asked for is worked out, and kept.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dodomu.engines.planner.explaining.answers import Lack
from dodomu.engines.planner.explaining.hours import in_utc, utc
from dodomu.engines.planner.problem import EVERYWHERE, Closure, Fleet, Leg, Link, Party, Place, Problem, Round, Steps
from dodomu.engines.planner.reasons import Because, Code

MILLION = 1_000_000
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Traveller:
    """A party, or a part of one, as it looks for a way."""

    party: Party
    persons: int
    takes: Mapping[str, int]
    start: int  # the step from which it is at its place

    @property
    def place(self) -> str:
        return self.party.place


class Reading:
    """A problem without faults, with what is looked up often. Steps are counted as the problem counts them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem = in_utc(problem)
        self.steps = problem.steps
        self.minutes = problem.step
        self.places: dict[str, Place] = {place.id: place for place in problem.places}
        self.homes = {place.id for place in problem.places if place.kind == "home"}
        self.home_countries = {self.places[home].country for home in self.homes} - {""}
        self.parties: dict[str, Party] = {party.id: party for party in problem.parties}
        self.legs: dict[str, Leg] = {leg.id: leg for leg in problem.legs}
        self.links: dict[str, Link] = {link.id: link for link in problem.links}
        self.fleets: dict[str, Fleet] = {fleet.id: fleet for fleet in problem.fleets}
        self.charters = {charter.id: charter for charter in problem.charters}
        self.permissions = {permission.id: permission for permission in problem.permissions}
        self.legs_from: dict[str, list[Leg]] = {}
        for leg in problem.legs:
            self.legs_from.setdefault(leg.origin, []).append(leg)
        self.links_from: dict[str, list[Link]] = {}
        for link in problem.links:
            self.links_from.setdefault(link.origin, []).append(link)
        self.rounds_at: dict[str, list[tuple[Fleet, Round]]] = {}
        for fleet in problem.fleets:
            for each in fleet.rounds:
                self.rounds_at.setdefault(each.place, []).append((fleet, each))
        self.rounds = {(fleet.id, each.place): each for fleet in problem.fleets for each in reversed(fleet.rounds)}
        self.closures_at: dict[str, list[int]] = {}
        for index, closure in enumerate(problem.closures):
            self.closures_at.setdefault(closure.at, []).append(index)
        self.moments = [problem.begins + timedelta(minutes=k * problem.step) for k in range(self.steps + 1)]
        self.hour_of = [moment.replace(minute=0, second=0, microsecond=0) for moment in self.moments]
        self.reached_from: dict[str, tuple[dict[str, int], list[str]]] = {}  # kept by `world`
        self._risk: dict[str, list[int]] = {}
        self._inside: dict[int, list[bool]] = {}
        self._closed: dict[tuple[str, str, bool], list[tuple[int, ...]]] = {}
        self._capacity: dict[tuple[str, datetime], int] = {}
        self._none: list[tuple[int, ...]] = [()] * (self.steps + 1)

    # -- time

    def down(self, moment: datetime) -> int:
        """Return the step that a moment lies in or begins."""
        return (utc(moment) - self.problem.begins) // timedelta(minutes=self.minutes)

    def up(self, moment: datetime) -> int:
        """Return the first step that begins at or after a moment."""
        return -((self.problem.begins - utc(moment)) // timedelta(minutes=self.minutes))

    def long(self, minutes: int) -> int:
        """Return how many steps so many minutes take."""
        return -(-minutes // self.minutes)

    def when(self, step: int) -> datetime:
        """Return when a step begins, in the zone of the problem."""
        moment = self.problem.begins + timedelta(minutes=step * self.minutes)
        return moment.astimezone(self.problem.zone)

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the zone of the problem."""
        return moment.astimezone(self.problem.zone)

    def ready(self, leg: Leg) -> int:
        """Return the step at which a party must be ready."""
        return self.down(leg.departs - timedelta(minutes=leg.buffer))

    def there(self, leg: Leg) -> int:
        """Return the step from which those aboard are there."""
        return self.up(leg.arrives)

    def start(self, party: Party) -> int:
        """Return the step from which a party is at its place."""
        return 0 if party.available_from is None else max(0, self.up(party.available_from))

    def traveller(self, party: Party) -> Traveller:
        """Return the whole party as one that looks for a way."""
        return Traveller(party, party.persons, dict(party.takes), self.start(party))

    # -- places

    def name(self, place: str) -> str:
        """Return what a place is called."""
        known = self.places.get(place)
        return known.name or known.id if known else place

    def risk(self, place: str) -> list[int]:
        """Return the danger of waiting there, step by step, in millionths for one person."""
        if place not in self._risk:
            risk = self.places[place].risk
            if isinstance(risk, tuple):
                rates = [value_at(risk, moment) for moment in self.moments[:-1]]
            else:
                rates = [float(risk)] * self.steps
            self._risk[place] = [round(rate * MILLION * self.minutes / 60) for rate in rates]
        return self._risk[place]

    def capacity(self, place: str, hour: datetime) -> int:
        """Return how many can be processed there in a clock hour."""
        key = (place, hour)
        if key not in self._capacity:
            processing = self.places[place].processing
            value = 0.0 if processing is None else value_at(processing, max(hour, self.problem.begins))
            self._capacity[key] = max(0, math.floor(value))
        return self._capacity[key]

    def needs_processing(self, leg: Leg) -> bool:
        """Return whether those who board it must be processed first."""
        return leg.processed and self.places[leg.origin].processing is not None

    # -- closures

    def is_inside(self, closure: Closure, moment: datetime) -> bool:
        """Return whether a closure holds at a moment."""
        if not closure.begins <= moment < closure.ends:
            return False
        if closure.daily is None:
            return True
        since, until = closure.daily
        wall = moment.astimezone(closure.zone or self.problem.zone).time()
        return since <= wall < until if since <= until else wall >= since or wall < until

    def concerns(self, place: str, way: str, *, road: bool) -> list[int]:
        """Return the closures that stop such movements at a place, whatever the hour."""
        closures = self.problem.closures
        return [
            index
            for each in (place, EVERYWHERE)
            for index in self.closures_at.get(each, ())
            if closures[index].stops in {way, "both"} and (road or not closures[index].road_only)
        ]

    def closed_at(self, place: str, way: str, moment: datetime, *, road: bool) -> tuple[int, ...]:
        """Return the closures that stop such a movement at an exact moment."""
        closures = self.problem.closures
        return tuple(i for i in self.concerns(place, way, road=road) if self.is_inside(closures[i], moment))

    def closed(self, place: str, way: str, *, road: bool) -> list[tuple[int, ...]]:
        """Return for each step the closures that stop such a movement."""
        key = (place, way, road)
        if key not in self._closed:
            self._closed[key] = self._by_step(self.concerns(place, way, road=road))
        return self._closed[key]

    def closed_by_name(self, id_: str) -> list[tuple[int, ...]]:
        """Return for each step the closures of a leg, link or fleet itself."""
        return self._by_step(self.closures_at.get(id_, ()))

    def _by_step(self, indices: Iterable[int]) -> list[tuple[int, ...]]:
        chosen = list(indices)
        if not chosen:
            return self._none
        for index in chosen:
            if index not in self._inside:
                closure = self.problem.closures[index]
                self._inside[index] = [self.is_inside(closure, moment) for moment in self.moments]
        return [tuple(i for i in chosen if self._inside[i][k]) for k in range(self.steps + 1)]

    def closure_lack(self, index: int, moment: datetime) -> Lack:
        """Return the lack of a movement that a closure stops at a moment."""
        closure = self.problem.closures[index]
        facts: dict[str, object] = {
            "at": "" if closure.at == EVERYWHERE else self.name(closure.at),
            "why": closure.why,
            "hour": self.local(moment),
            "ends": self.local(closure.ends),
        }
        code = Code.CLOSED_EVERYWHERE if closure.at == EVERYWHERE else Code.CLOSED
        return Lack(("closure", str(index), ""), Because(code, facts), moments=(moment,))

    # -- legs, for one party, whoever else travels

    def leg_stops(self, leg: Leg, who: Traveller) -> list[Lack]:
        """Return everything that keeps a traveller from a leg even if nobody else travelled, but for getting there."""
        problem, found = self.problem, list[Lack]()
        if leg.departs < problem.begins or self.ready(leg) < 0:
            found.append(Lack(("past", "", ""), Because(Code.PAST, {"leg": leg.id, "begins": self.when(0)})))
        if self.there(leg) > self.steps:
            facts: dict[str, object] = {"arrives": self.local(leg.arrives), "ends": self.when(self.steps)}
            found.append(Lack(("horizon", "", ""), Because(Code.HORIZON, facts), self.there(leg) - self.steps))
        if leg.chance < problem.least_chance:
            facts = {"chance": leg.chance, "least": problem.least_chance}
            found.append(Lack(("chance", leg.id, ""), Because(Code.UNLIKELY, facts)))
        found += self._permission_stops(leg, who)
        found += self._closure_stops(leg)
        for paper in sorted(leg.papers - who.party.papers):
            found.append(Lack(("paper", paper, ""), Because(Code.PAPERS, {"papers": (paper,)})))
        found += self._refusals(leg, who.party)
        for kind, many in sorted(who.takes.items()):
            offered = seats_of(leg, kind)
            if many > offered:
                facts = {"kind": kind, "needed": many, "offered": offered, "held": leg.held_back.get(kind, 0)}
                found.append(Lack(("seat", leg.id, kind), Because(Code.NEVER_FITS, facts), many - offered))
        return found

    def _permission_stops(self, leg: Leg, who: Traveller) -> list[Lack]:
        permission = self.permissions.get(leg.permission or "")
        if permission is None:
            return []
        found: list[Lack] = []
        early = permission.begins is not None and leg.departs < permission.begins
        late = permission.ends is not None and leg.departs >= permission.ends
        if early or late:
            facts: dict[str, object] = {"permission": permission.id, "departs": self.local(leg.departs)}
            found.append(Lack(("permission-dates", permission.id, ""), Because(Code.PERMISSION_DATES, facts)))
        if who.persons > permission.quota:
            quota = permission.quota
            facts = {"permission": permission.id, "needed": who.persons, "left": quota, "quota": quota}
            short = who.persons - permission.quota
            found.append(Lack(("permission", permission.id, ""), Because(Code.QUOTA, facts), short))
        return found

    def _closure_stops(self, leg: Leg) -> list[Lack]:
        closures = self.problem.closures
        found = [
            self.closure_lack(i, leg.departs) for i in self.closed_at(leg.origin, "departures", leg.departs, road=False)
        ]
        found += [
            self.closure_lack(i, leg.arrives) for i in self.closed_at(leg.target, "arrivals", leg.arrives, road=False)
        ]
        named = [i for i in self.closures_at.get(leg.id, ()) if not closures[i].road_only]
        named = [i for i in named if self.is_inside(closures[i], leg.departs)]
        return found + [self.closure_lack(i, leg.departs) for i in named]

    def _refusals(self, leg: Leg, party: Party) -> list[Lack]:
        if not party.refuses:
            return []
        spared = self.home_countries | {self.places[party.place].country}
        passed = leg.countries | {self.places[leg.origin].country, self.places[leg.target].country}
        found = []
        if leg.id in party.refuses:
            found.append(Lack(("refusal", leg.id, ""), Because(Code.REFUSED_LEG, {"leg": leg.id})))
        for country in sorted((passed & party.refuses) - spared - {""}):
            facts = {"leg": leg.id, "country": country}
            found.append(Lack(("refusal", country, ""), Because(Code.REFUSED_COUNTRY, facts)))
        return found


def value_at(steps: Steps | float, moment: datetime) -> float:
    """Return what holds at a moment; before the first moment the first value holds."""
    if not isinstance(steps, tuple):
        return float(steps)
    held = steps[0][1] if steps else 0.0
    for since, value in steps:
        if since > moment:
            break
        held = value
    return float(held)


def seats_of(leg: Leg, kind: str) -> int:
    """Return how many of a kind a leg has for use."""
    return max(0, leg.seats.get(kind, 0) - leg.held_back.get(kind, 0))
