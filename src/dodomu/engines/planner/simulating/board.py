"""The problem in whole numbers, as a played run needs it: what is the same in every run of a problem."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from dodomu.engines.planner.problem import EVERYWHERE, Closure, Leg, Party, Problem, Steps

MINUTE = timedelta(minutes=1)


class Way(NamedTuple):
    """One journey that a fleet can make, in steps."""

    fleet: int
    place: int
    out: int
    back: int
    minutes: int


class Going(NamedTuple):
    """A link, in steps."""

    target: int
    long: int
    needs_car: bool
    price: int
    link: int


class Board:
    """A problem without faults, laid out. Indices follow the ids, so the order of the input decides nothing.

    Steps are counted from the beginning. Sets of steps are whole numbers, bit k standing for step k. `shut` tells for
    each gate (a place's departures or arrivals by road, its processing, a link, a fleet) when it is closed.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.step = timedelta(minutes=problem.step)
        self.begins = problem.begins.astimezone(UTC)  # differences within one zone would be of the wall clock
        self.steps = problem.steps
        self.all_steps = (1 << (self.steps + 1)) - 1
        self.places = sorted(problem.places, key=lambda place: place.id)
        self.place = {place.id: at for at, place in enumerate(self.places)}
        self.is_home = [place.kind == "home" for place in self.places]
        self.room = {at: place.room for at, place in enumerate(self.places) if place.room is not None}
        self.kinds = {kind: at for at, kind in enumerate(problem.kinds)}
        self.seat = self.kinds.get("seat", -1)
        self.parties = sorted(problem.parties, key=lambda party: party.id)
        self.party = {party.id: at for at, party in enumerate(self.parties)}
        self.permissions = {each.id: at for at, each in enumerate(problem.permissions)}
        self._lay_out_time()
        self._lay_out_closures()
        self._lay_out_legs()
        self._lay_out_roads()
        self._known: dict[tuple[object, ...], bytearray] = {}

    # -- time

    def down(self, moment: datetime) -> int:
        """Return the step in which a moment lies."""
        return (moment.astimezone(UTC) - self.begins) // self.step

    def up(self, moment: datetime) -> int:
        """Return the first step that begins at or after a moment."""
        return -((self.begins - moment.astimezone(UTC)) // self.step)

    def long(self, minutes: int) -> int:
        """Return how many steps so many minutes take, rounded up."""
        return -(-minutes // self.problem.step)

    def moment(self, step: int) -> datetime:
        """Return when a step begins, in UTC."""
        return self.begins + step * self.step

    def day_of(self, moment: datetime) -> int:
        """Return which day of the problem's zone a moment lies in, counted from the first."""
        return (moment.astimezone(self.problem.zone).date() - self.first_day).days

    def _lay_out_time(self) -> None:
        problem = self.problem
        self.moments = [self.moment(step) for step in range(self.steps + 1)]
        self.first_day: date = problem.begins.astimezone(problem.zone).date()
        self.days = self.day_of(problem.ends) + 1
        self.step_day = [self.day_of(moment) for moment in self.moments]
        hours = [moment.replace(minute=0, second=0) for moment in self.moments]
        order = {hour: at for at, hour in enumerate(sorted(set(hours)))}
        self.hour = [order[hour] for hour in hours]
        self.hour_ends = [bisect_right(self.hour, at) for at in range(len(order))]  # first step after the hour
        self.processing: dict[int, list[int]] = {}
        for at, place in enumerate(self.places):
            if place.processing is not None:
                rate = place.processing
                self.processing[at] = [max(0, int(value_at(rate, max(hour, self.begins)) // 1)) for hour in order]

    # -- what is closed

    def _lay_out_closures(self) -> None:
        problem = self.problem
        self.links = sorted(problem.links, key=lambda link: link.id)
        self.fleets = sorted(problem.fleets, key=lambda fleet: fleet.id)
        self.closures = sorted(problem.closures, key=lambda each: (each.at, each.begins, each.ends, str(each)))
        many = len(self.places)
        self.link_gates, self.fleet_gates = 3 * many, 3 * many + len(self.links)
        self.shut = [0] * (self.fleet_gates + len(self.fleets))
        self.link_at = {link.id: at for at, link in enumerate(self.links)}
        self.fleet_at = {fleet.id: at for at, fleet in enumerate(self.fleets)}
        self.gates = [self._gates_of(closure) for closure in self.closures]
        self.of: dict[str, list[int]] = {}
        for at, closure in enumerate(self.closures):
            self.of.setdefault(closure.at, []).append(at)
            when = self.when_stopped(closure, closure.ends)
            for gate in self.gates[at]:
                self.shut[gate] |= when

    def _gates_of(self, closure: Closure) -> list[int]:
        many, gates = len(self.places), []
        named = [self.place[closure.at]] if closure.at in self.place else []
        for place in range(many) if closure.at == EVERYWHERE else named:
            if closure.stops != "arrivals":
                gates += [place] if closure.road_only else [place, 2 * many + place]
            if closure.stops != "departures":
                gates.append(many + place)
        if closure.at in self.link_at:
            gates.append(self.link_gates + self.link_at[closure.at])
        if closure.at in self.fleet_at:
            gates.append(self.fleet_gates + self.fleet_at[closure.at])
        return gates

    def when_stopped(self, closure: Closure, ends: datetime) -> int:
        """Return the steps in whose first moment a closure stops what it stops, if it ends then."""
        first, last = max(0, self.up(closure.begins)), min(self.steps + 1, self.up(ends))
        if first >= last:
            return 0
        if closure.daily is None:
            return (1 << last) - (1 << first)
        return sum(1 << step for step in range(first, last) if self._in_the_hours(closure, self.moments[step]))

    def _in_the_hours(self, closure: Closure, moment: datetime) -> bool:
        if closure.daily is None:
            return True
        since, until = closure.daily
        wall = moment.astimezone(closure.zone or self.problem.zone).time()
        return since <= wall < until if since <= until else wall >= since or wall < until

    def stops_leg(self, leg: Leg, departs: datetime, arrives: datetime, ends: dict[int, datetime]) -> bool:
        """Whether a closure stops a leg that departs and arrives then; `ends` are ends that slipped, by closure."""
        judged = [(leg.id, "both", departs), (leg.origin, "departures", departs), (leg.target, "arrivals", arrives)]
        judged += [(EVERYWHERE, "departures", departs), (EVERYWHERE, "arrivals", arrives)]
        return any(self._stops(at, way, moment, ends) for name, way, moment in judged for at in self.of.get(name, ()))

    def _stops(self, at: int, way: str, moment: datetime, ends: dict[int, datetime]) -> bool:
        closure = self.closures[at]
        if way != "both" and (closure.road_only or closure.stops not in {way, "both"}):
            return False
        return closure.begins <= moment < ends.get(at, closure.ends) and self._in_the_hours(closure, moment)

    # -- what moves

    def _lay_out_legs(self) -> None:
        problem = self.problem
        self.legs = sorted(problem.legs, key=lambda leg: leg.id)
        self.leg = {leg.id: at for at, leg in enumerate(self.legs)}
        self.origin = [self.place[leg.origin] for leg in self.legs]
        self.target = [self.place[leg.target] for leg in self.legs]
        self.ready = [self.ready_for(leg, leg.departs) for leg in self.legs]
        self.there = [self.up(leg.arrives) for leg in self.legs]
        self.seats = [
            [max(0, leg.seats.get(kind, 0) - leg.held_back.get(kind, 0)) for kind in self.kinds] for leg in self.legs
        ]
        self.processed = [leg.processed and self.origin[at] in self.processing for at, leg in enumerate(self.legs)]
        self.price = [leg.price if leg.paid_by == "state" else 0 for leg in self.legs]
        self.permission = [-1 if leg.permission is None else self.permissions[leg.permission] for leg in self.legs]
        self.can_run = [leg.chance >= problem.least_chance and self.may_go(at, leg) for at, leg in enumerate(self.legs)]

    def ready_for(self, leg: Leg, departs: datetime) -> int:
        """Return the step at which a party must be ready for a leg that departs then."""
        return self.down(departs - leg.buffer * MINUTE)

    def may_go(self, at: int, leg: Leg, slip: int = 0, ends: dict[int, datetime] | None = None) -> bool:
        """Whether nothing that is settled by the hour stands against a leg that is so many minutes late."""
        departs, arrives = leg.departs.astimezone(UTC) + slip * MINUTE, leg.arrives.astimezone(UTC) + slip * MINUTE
        if departs < self.begins or self.ready_for(leg, departs) < 0 or self.up(arrives) > self.steps:
            return False
        if leg.permission is not None:
            leave = self.problem.permissions[self.permission[at]]
            if (leave.begins and departs < leave.begins) or (leave.ends and departs >= leave.ends):
                return False
        return not self.stops_leg(leg, departs, arrives, ends or {})

    def _lay_out_roads(self) -> None:
        self.goings: list[list[Going]] = [[] for _ in self.places]
        self.comings: list[list[tuple[int, Going]]] = [[] for _ in self.places]
        for at, link in enumerate(self.links):
            going = Going(self.place[link.target], self.long(link.minutes), link.needs_car, link.price, at)
            self.goings[self.place[link.origin]].append(going)
            self.comings[going.target].append((self.place[link.origin], going))
        self.hub = [self.place[fleet.hub] for fleet in self.fleets]
        self.fleet_seats = [[fleet.seats.get(kind, 0) for kind in self.kinds] for fleet in self.fleets]
        self.ways = [
            Way(at, self.place[way.place], self.long(way.out), self.long(way.back), way.out + way.back)
            for at, fleet in enumerate(self.fleets)
            for way in fleet.rounds
        ]
        self.ways_from: list[list[int]] = [[] for _ in self.places]
        self.ways_to: list[list[int]] = [[] for _ in self.places]
        for number, way in enumerate(self.ways):
            self.ways_from[way.place].append(number)
            self.ways_to[self.hub[way.fleet]].append(number)

    # -- who

    def first_step(self, party: Party) -> int:
        """Return from which step on a party can leave its place."""
        return 0 if party.available_from is None else max(0, self.up(party.available_from))

    def may_ride(self, party: Party) -> bytearray:
        """Return for each leg whether its papers and refusals let a party ride it; alike parties share one."""
        key = (party.papers, party.refuses, self.places[self.place[party.place]].country if party.refuses else "")
        if key not in self._known:
            never_refused = {place.country for place in self.places if place.kind == "home"} | {key[2]}
            refused = party.refuses - never_refused
            country = {place.id: place.country for place in self.places}
            self._known[key] = bytearray(
                leg.papers <= party.papers
                and leg.id not in party.refuses
                and refused.isdisjoint({*leg.countries, country[leg.origin], country[leg.target]})
                for leg in self.legs
            )
        return self._known[key]

    def vector(self, needs: Iterable[tuple[str, int]]) -> tuple[tuple[int, int], ...]:
        """Return needs by index of kind, without what is not needed."""
        return tuple(sorted((self.kinds[kind], many) for kind, many in needs if many))


def value_at(steps: Steps | float, moment: datetime) -> float:
    """Return what holds at a moment; before the first, the first holds."""
    if not isinstance(steps, tuple):
        return steps
    at = bisect_right([since for since, _ in steps], moment) - 1
    return steps[max(0, at)][1] if steps else 0
