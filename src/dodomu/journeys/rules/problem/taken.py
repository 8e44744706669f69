"""What those who hold a place take of hubs, where only what is left is planned: hands at the door, and room to wait.

- Nobody is told an hour at the door: they are taken to pass it as late as they can, the last departure first, which
  leaves the most to who comes after.
- The planner knows one figure of room for all hours. It is less by those who wait, by what they were told, while people
  meet for a departure that has a place free.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from dodomu.engines.planner.problem import Closure, Leg, Place, Steps
from dodomu.journeys.rules import notices
from dodomu.journeys.rules.buffers import buffer_of
from dodomu.journeys.rules.notices import Departure, Window
from dodomu.journeys.rules.problem.usable import Ways
from dodomu.journeys.rules.terms import LegState, Schedule
from dodomu.journeys.rules.ways import LegKnown

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Taken:
    """Takes what is promised off what places can handle."""

    ways: Ways
    begins: datetime  # of the problem
    step: timedelta
    closures: tuple[Closure, ...]

    def left_of(self, place: Place, legs: Iterable[Leg]) -> Place:
        """Return a place with what is left of it for who goes by these legs."""
        if place.processing is None and place.room is None:
            return place
        processing = None if place.processing is None else self._left_at_door(place, place.processing)
        room = None if place.room is None else max(0, place.room - self._waiting(place, legs))
        return replace(place, processing=processing, room=room)

    # -- at the door

    @cached_property
    def _held(self) -> Mapping[str, list[LegKnown]]:
        """The legs that still go and on which somebody holds a place, by where they depart."""
        found: dict[str, list[LegKnown]] = {}
        facts = self.ways.frame.facts
        for leg in facts.ways.legs:
            goes = leg.state == LegState.PLANNED and leg.schedule == Schedule.DATED and leg.ref in facts.held
            if goes and leg.origin in facts.places and self.ways.hours(leg).departs > self.begins:
                found.setdefault(facts.places[leg.origin].ref, []).append(leg)
        return found

    def _left_at_door(self, place: Place, told: Steps | int) -> Steps | int:
        used: Counter[datetime] = Counter()
        legs = [leg for leg in self._held.get(place.id, ()) if leg.processed]
        for leg in sorted(legs, key=lambda leg: (self._ready(leg), leg.ref), reverse=True):
            persons = self.ways.frame.facts.held[leg.ref].persons
            for hour in self._hours_before(place, self._ready(leg)):
                passes = min(persons, self._per_hour(told, hour) - used[hour])
                used[hour] += passes
                persons -= passes
                if not persons:
                    break
        return self._less(told, +used)

    def _ready(self, leg: LegKnown) -> datetime:
        """Return the step in which everybody of a leg must be ready."""
        departs = self.ways.hours(leg).departs - timedelta(minutes=self._buffer(leg))
        return self.begins + (departs - self.begins) // self.step * self.step

    def _buffer(self, leg: LegKnown) -> int:
        return buffer_of(leg.buffer, leg.mode, self.ways.frame.countries_of([leg.origin, leg.target]))

    def _hours_before(self, place: Place, ready: datetime) -> Iterator[datetime]:
        """Yield the clock hours in which somebody can be processed, back from the last step before they are ready."""
        last = ready - self.step
        closed = [each for each in self.closures if each.at == place.id and _stops_the_door(each)]
        shut = [window for each in closed for window in self._windows(each, ready)]
        hour = _clock_hour(last)
        while hour + HOUR > self.begins and last >= self.begins:
            if not any(begins <= hour and hour + HOUR <= ends for begins, ends in shut):
                yield hour
            hour -= HOUR

    def _windows(self, closure: Closure, until: datetime) -> list[Window]:
        zone = closure.zone or self.ways.frame.zone
        between = self.begins - HOUR, until + HOUR
        return notices.daily_windows(closure.begins, closure.ends, closure.daily, zone, between)

    def _per_hour(self, told: Steps | int, hour: datetime) -> int:
        """Return how many pass the door in a clock hour: what holds at its beginning, as the planner counts it."""
        return math.floor(_value(told, max(hour, self.begins)))

    def _less(self, told: Steps | int, used: Mapping[datetime, int]) -> Steps | int:
        if not used:
            return told
        stated = ((self.begins, told),) if isinstance(told, int) else told
        left = {moment: int(amount) for moment, amount in stated if _clock_hour(moment) not in used}
        for hour, persons in used.items():
            left[max(hour, self.begins)] = self._per_hour(told, hour) - persons
            if hour + HOUR not in used:
                left[hour + HOUR] = math.floor(_value(told, hour + HOUR))
        return tuple(sorted(left.items()))

    # -- room

    def _waiting(self, place: Place, legs: Iterable[Leg]) -> int:
        """Return how many wait there, at the most, while people meet for a departure that has a seat free."""
        waits = list(self._waits(place))
        most = 0
        for leg in legs:
            if leg.origin == place.id and leg.seats.get("seat", 0) > leg.held_back.get("seat", 0):
                ready = leg.departs - timedelta(minutes=leg.buffer)
                meets = min(notices.meeting(Departure(leg.departs, leg.origin, leg.buffer))[1], ready - self.step)
                there = sum(persons for since, until, persons in waits if since < ready and until > meets)
                most = max(most, there)
        return most

    def _waits(self, place: Place) -> Iterator[tuple[datetime, datetime, int]]:
        """Yield from when until when how many wait there who came to it and go on from it."""
        facts, legs = self.ways.frame.facts, {leg.ref: leg for leg in self._held.get(place.id, ())}
        for each in facts.waits:
            if each.place in facts.places and facts.places[each.place].ref == place.id:
                until = self._ready(legs[each.leg]) if each.leg in legs else each.until
                yield each.since, until, each.persons


def _stops_the_door(closure: Closure) -> bool:
    return closure.stops != "arrivals" and not closure.road_only


def _clock_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _value(told: Steps | int, moment: datetime) -> float:
    """Return what holds at a moment; before the first word that is the first."""
    if isinstance(told, int):
        return told
    return next((amount for since, amount in reversed(told) if since <= moment), told[0][1])
