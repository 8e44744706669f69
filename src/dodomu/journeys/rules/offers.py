"""What of a plan a party is told, whether that is what it was told before, and whether there is room for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Step, Travel
from dodomu.engines.planner.problem import Closure, Problem
from dodomu.journeys.rules import notices
from dodomu.journeys.rules.notices import Departure, Window

CURFEW = "curfew"


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One part of the way as it is told. `leg` names a leg or a link; without one it is a vehicle of a fleet."""

    leg: str
    fleet: str
    rotation: str
    origin: str
    target: str
    leaves_at: datetime
    arrives_at: datetime
    is_ride: bool  # on a leg: it holds places

    @property
    def ledger_name(self) -> str:
        """What the ledger calls a promise that begins with it."""
        return self.leg or self.fleet


Rides = tuple[tuple[str, datetime, datetime], ...]  # what of a way makes it another: by what, and its hours


@dataclass(frozen=True)
class ToldWay:
    """A way home as it is told to everybody who goes it from the same place."""

    steps: tuple[ToldStep, ...]
    departure: Departure
    leave_by: datetime  # when they must set out from where they are

    @cached_property
    def rides(self) -> Rides:
        """What must stay the same for it to be the same way."""
        return _rides(self.steps)

    @cached_property
    def legs(self) -> tuple[str, ...]:
        """The legs on which it holds places, in order."""
        return tuple(each.leg for each in self.steps if each.is_ride)

    @property
    def ledger_name(self) -> str:
        """The first leg that is ridden; where none is, what they go by first."""
        ridden = [each for each in self.steps if each.is_ride]
        return (ridden or list(self.steps))[0].ledger_name


def _rides(steps: Iterable[ToldStep]) -> Rides:
    return rides_of(
        (each.ledger_name, each.leaves_at, each.arrives_at, each.is_ride or bool(each.fleet)) for each in steps
    )


def rides_of(parts: Iterable[tuple[str, datetime, datetime, bool]]) -> Rides:
    """Return what of a way is booked (the last of each part says whether), or all of it where nothing is."""
    known = list(parts)
    booked = tuple(part[:3] for part in known if part[3])
    return booked or tuple(part[:3] for part in known)


def is_same_way(told: Rides, planned: Rides, *, at: datetime) -> bool:
    """Say whether a planned way is the one that was told, or what is left of it when what comes before has left.

    Before that, whoever comes to the same flight otherwise would wait for a bus that the plan has given up.
    """
    before = len(told) - len(planned)
    if not planned or before < 0 or told[before:] != planned:
        return False
    return all(leaves <= at for _name, leaves, _arrives in told[:before])


class Ways:
    """A problem and a plan, read for telling: each different way is worked out once, however many go it."""

    def __init__(self, problem: Problem, plan: Plan, meetings: Mapping[str, tuple[str | None, int | None]]) -> None:
        """`meetings` has for a leg where and how many minutes before departure its people meet, where it says so."""
        self.problem = problem
        self.plan = plan
        self.parties = {party.id: party for party in problem.parties}
        self._meetings = meetings
        self._legs = {leg.id: leg for leg in problem.legs}
        self._links = {link.id: link for link in problem.links}
        self._fleets = {fleet.id: fleet for fleet in problem.fleets}
        self._rotations = {rotation.id: rotation for rotation in plan.rotations}
        self._curfews = [each for each in problem.closures if each.road_only or each.why == CURFEW]
        self._known: dict[tuple[Step, ...], ToldWay] = {}
        self._ridden: dict[tuple[Step, ...], Rides] = {}

    def of(self, itinerary: Itinerary) -> ToldWay:
        """Return the way of an itinerary as it is told."""
        if itinerary.steps not in self._known:
            self._known[itinerary.steps] = self._way(tuple(self._step(step) for step in itinerary.steps))
        return self._known[itinerary.steps]

    def rides(self, itinerary: Itinerary) -> Rides:
        """Return the same as `of(…).rides`, for which nobody has to know how late they may set out."""
        if itinerary.steps not in self._ridden:
            self._ridden[itinerary.steps] = _rides(self._step(step) for step in itinerary.steps)
        return self._ridden[itinerary.steps]

    def takes(self, itinerary: Itinerary) -> dict[str, int]:
        """Return what one vehicle must provide for a party."""
        return dict(itinerary.needs or self.parties[itinerary.party].takes)

    def _step(self, step: Step) -> ToldStep:
        if isinstance(step, Ride):
            leg = self._legs[step.leg]
            return ToldStep(leg.id, "", "", leg.origin, leg.target, leg.departs, leg.arrives, is_ride=True)
        if isinstance(step, Travel):
            link = self._links[step.link]
            there = step.leaves + timedelta(minutes=link.minutes)
            return ToldStep(link.id, "", "", link.origin, link.target, step.leaves, there, is_ride=False)
        rotation = self._rotations[step.rotation]
        fleet = self._fleets[rotation.fleet]
        round_ = next(each for each in fleet.rounds if each.place == rotation.place)
        leaves = rotation.leaves + self._whole_steps(round_.out)
        back = leaves + self._whole_steps(round_.back)
        return ToldStep("", fleet.id, rotation.id, rotation.place, fleet.hub, leaves, back, is_ride=False)

    def _whole_steps(self, minutes: int) -> timedelta:
        return timedelta(minutes=ceil(minutes / self.problem.step) * self.problem.step)

    def _way(self, steps: tuple[ToldStep, ...]) -> ToldWay:
        first = next((number for number, each in enumerate(steps) if each.is_ride or each.fleet), 0)
        departure = self._departure(steps[first])
        own = self._as_late_as_they_can(steps[:first], notices.meeting(departure)[1])
        leave_by = own[0].leaves_at if own else notices.meeting(departure)[1]
        return ToldWay((*own, *steps[first:]), departure, leave_by)

    def _as_late_as_they_can(self, own: Sequence[ToldStep], there_by: datetime) -> tuple[ToldStep, ...]:
        """Return what they travel by themselves before the meeting, later than planned where there is time.

        A plan sends people off at once where the next place is safer; a promise says until when they may set out.
        """
        told: list[ToldStep] = []
        for step in reversed(own):
            road = step.arrives_at - step.leaves_at
            latest = notices.set_out_by(
                there_by, road, not_on_road=self._curfews_on(step, there_by), not_to_begin=self._closed(step, there_by)
            )
            there_by = latest if latest >= self.problem.begins else step.leaves_at  # at once, as the plan has it
            told.append(replace(step, leaves_at=there_by, arrives_at=there_by + road))
        return tuple(reversed(told))

    def _departure(self, step: ToldStep) -> Departure:
        if not step.is_ride and not step.fleet:  # they travel by themselves all the way: nobody meets them
            return Departure(step.leaves_at, step.origin, meeting_minutes=0)
        place, minutes = self._meetings.get(step.leg, (None, None))
        buffer = self._legs[step.leg].buffer if step.is_ride else 0
        return Departure(step.leaves_at, step.origin, buffer, place, minutes)

    def _curfews_on(self, step: ToldStep, until: datetime) -> list[Window]:
        """Return the curfews at both ends of a journey of their own."""
        return self._windows_of({"*", step.origin, step.target}, self._curfews, until)

    def _closed(self, step: ToldStep, until: datetime) -> list[Window]:
        """Return when that journey may not begin: a road that is shut, or open by day only."""
        return self._windows_of({step.leg}, self.problem.closures, until)

    def _windows_of(self, names: set[str], closures: Iterable[Closure], until: datetime) -> list[Window]:
        between = self.problem.begins - timedelta(days=1), until
        return [window for each in closures if each.at in names for window in self._windows(each, between)]

    def _windows(self, closure: Closure, between: Window) -> list[Window]:
        zone = closure.zone or self.problem.zone
        return notices.daily_windows(closure.begins, closure.ends, closure.daily, zone, between)


def fits(takes: Mapping[str, int], room: Mapping[str, int]) -> bool:
    """Say whether there is room for a whole party."""
    return all(count <= room.get(kind, 0) for kind, count in takes.items() if count)
