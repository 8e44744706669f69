"""Who can be where, and when, with what a plan leaves free: for standby order."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from dodomu.engines.planner.check.capacity import processed_by_hour, used_permissions
from dodomu.engines.planner.check.closing import Closures, holds
from dodomu.engines.planner.check.grid import Course, capacity_of_hour
from dodomu.engines.planner.check.people import refusals_of
from dodomu.engines.planner.check.reading import Case, Movement, ReadRotation
from dodomu.engines.planner.problem import Leg, Link, Party

NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Traveller:
    """What decides where somebody can come to: parties that are alike in this are looked at once."""

    place: str
    persons: int
    needs: tuple[tuple[str, int], ...]
    papers: frozenset[str]
    refuses: frozenset[str]
    car: bool
    party: Party

    def __hash__(self) -> int:
        return hash((self.place, self.persons, self.needs, self.papers, self.refuses, self.car))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Traveller) and self._alike() == other._alike()

    def _alike(self) -> tuple[object, ...]:
        return self.place, self.persons, self.needs, self.papers, self.refuses, self.car


@dataclass(frozen=True, slots=True)
class _Free:
    """A leg with what is free on it."""

    leg: Leg
    move: Movement
    free: Mapping[str, int]


class Reach:
    """What a plan leaves free, and where people can come to with it.

    On links at any open hour, on rotations and legs of the plan with enough seats left, with processing where there
    are hands left. Whether a place on the way has room is not asked.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.closures = Closures(case)
        self._home: dict[tuple[str, int, Traveller], int] = {}
        self._open: dict[str, list[int]] = {}
        self._slots: dict[tuple[str, int], bool] = {}
        self._capacities: dict[tuple[str, int], int] = {}
        self._hands_for: dict[tuple[str, int], list[int]] = {}

    def runs(self, leg: Leg) -> bool:
        """Tell whether anybody can ride a leg of this plan."""
        case, move = self.case, self.case.leg_movement(leg)
        return (
            move.start >= 0
            and move.end <= case.grid.steps
            and leg.chance >= case.problem.least_chance
            and (leg.charter is None or leg.charter in case.hired)
            and (leg.permission is None or holds(case, case.permissions.get(leg.permission), move.departs))
            and leg.origin not in case.homes
            and self.closures.of_departure(leg.origin, move.departs, by_road=False) is None
            and self.closures.of_arrival(leg.target, move.arrives, by_road=False) is None
            and self.closures.of_beginning(leg.id, move.departs, by_road=False) is None
        )

    def may_ride(self, traveller: Traveller, leg: Leg) -> bool:
        """Tell whether somebody has the papers for a leg and does not refuse it."""
        if not leg.papers <= traveller.papers:
            return False
        return not traveller.refuses or not refusals_of(self.case, traveller.party, leg)

    def last_moment(self, move: Movement) -> int:
        """Return the last step by which to be where a leg departs; -1 when there is none."""
        if not move.processed:
            return move.start
        return next((step for step in range(move.start - 1, -1, -1) if self._may_process(move.origin, step)), -1)

    def could_board(self, traveller: Traveller, move: Movement, there: int) -> bool:
        """Tell whether a leg, its permission and the hands before it are enough for somebody, if others give way."""
        leg = move.by
        if not isinstance(leg, Leg) or not all(self.case.capacity(leg, kind) >= n for kind, n in traveller.needs):
            return False
        if leg.permission is not None and self.case.permissions[leg.permission].quota < traveller.persons:
            return False
        return not move.processed or any(
            self._may_process(move.origin, step) and self._hands(move.origin, step) >= traveller.persons
            for step in range(move.start - 1, there - 1, -1)
        )

    def from_own_place(self, traveller: Traveller, since: int) -> Mapping[str, int]:
        """Return the first step at which somebody can be at each place that they can come to from their own."""
        return dict(self._search(traveller, traveller.place, since, car=traveller.car))

    def home_from(self, traveller: Traveller, place: str, since: int) -> int:
        """Return the first step at which somebody who is at a place from then on can be home; NEVER if they cannot."""
        if place in self.case.homes:
            return since
        key = (place, since, traveller)
        if key not in self._home:
            reached = self._search(traveller, place, since, car=False)
            self._home[key] = next((step for where, step in reached if where in self.case.homes), NEVER)
        return self._home[key]

    def _search(self, traveller: Traveller, place: str, since: int, *, car: bool) -> Iterator[tuple[str, int]]:
        """Yield places with the first step there, earliest first: nobody is later for having come somewhere sooner."""
        queue = [(since, place)] if since <= self.case.grid.steps else []
        done: set[str] = set()
        while queue:
            step, here = heappop(queue)
            if here in done:
                continue
            done.add(here)
            yield here, step
            if here in self.case.homes:
                continue
            for there, end in self._onward(traveller, here, step, car=car and here == place):
                if there not in done and end <= self.case.grid.steps:
                    heappush(queue, (end, there))

    def _onward(self, traveller: Traveller, here: str, step: int, *, car: bool) -> Iterator[tuple[str, int]]:
        for link in self._links.get(here, ()):
            if car or not link.needs_car:
                start = self._next_open(link)[step]
                if start < NEVER:
                    yield link.target, start + self.case.grid.long(link.minutes)
        for rotation in self._rotations.get(here, ()):
            move = rotation.movement
            if move is not None and move.start >= step and self._has_seats(traveller, rotation):
                yield move.target, move.end
        for ends, legs in self._legs.get(here, ()):
            for ride in legs[bisect_left(ends, step) :]:
                if ride.move.start >= step and self._can_take(traveller, ride, here, step):
                    yield ride.move.target, ride.move.end
                    break

    def _can_take(self, traveller: Traveller, ride: _Free, here: str, step: int) -> bool:
        return (
            all(ride.free.get(kind, 0) >= count for kind, count in traveller.needs)
            and self.may_ride(traveller, ride.leg)
            and self._is_allowed(traveller, ride.leg)
            and (not ride.move.processed or self._next_hands(here, traveller.persons)[step] < ride.move.start)
        )

    @cached_property
    def _links(self) -> Mapping[str, list[Link]]:
        grouped: dict[str, list[Link]] = {}
        for link in self.case.problem.links:
            grouped.setdefault(link.origin, []).append(link)
        return grouped

    @cached_property
    def _rotations(self) -> Mapping[str, list[ReadRotation]]:
        grouped: dict[str, list[ReadRotation]] = {}
        for rotation in self.case.rotations:
            if rotation.movement is not None:
                grouped.setdefault(rotation.movement.origin, []).append(rotation)
        return grouped

    @cached_property
    def _legs(self) -> Mapping[str, list[tuple[list[int], list[_Free]]]]:
        """By origin, and there by target, the legs on which anything is free, by the step of arrival."""
        grouped: dict[str, dict[str, list[_Free]]] = {}
        for leg in self.case.legs.values():
            move = self.case.leg_movement(leg)
            taken = self.case.loads.get(move, {})
            free = {kind: self.case.capacity(leg, kind) - taken.get(kind, 0) for kind in leg.seats}
            if any(count > 0 for count in free.values()) and self.runs(leg):
                grouped.setdefault(leg.origin, {}).setdefault(leg.target, []).append(_Free(leg, move, free))
        by_origin: dict[str, list[tuple[list[int], list[_Free]]]] = {}
        for origin, targets in grouped.items():
            for legs in targets.values():
                legs.sort(key=lambda ride: ride.move.end)
                by_origin.setdefault(origin, []).append(([ride.move.end for ride in legs], legs))
        return by_origin

    def _has_seats(self, traveller: Traveller, rotation: ReadRotation) -> bool:
        taken = self.case.loads.get(rotation.movement, {}) if rotation.movement else {}
        seats = rotation.fleet.seats if rotation.fleet else {}
        return all(seats.get(kind, 0) - taken.get(kind, 0) >= count for kind, count in traveller.needs)

    @cached_property
    def _permitted(self) -> Mapping[str, int]:
        return used_permissions(self.case)

    def _is_allowed(self, traveller: Traveller, leg: Leg) -> bool:
        if leg.permission is None:
            return True
        free = self.case.permissions[leg.permission].quota - self._permitted.get(leg.permission, 0)
        return free >= traveller.persons

    def _next_open(self, link: Link) -> list[int]:
        """Return for each step the first one from it on in which a link may be begun."""
        known = self._open.get(link.id)
        if known is None:
            known = [NEVER] * (self.case.grid.steps + 1)
            for step in range(self.case.grid.steps, -1, -1):
                move = self.case.link_movement(link, step)
                shut = (
                    self.closures.of_beginning(link.id, move.departs, by_road=True)
                    or self.closures.of_departure(link.origin, move.departs, by_road=True)
                    or self.closures.of_arrival(link.target, move.arrives, by_road=True)
                )
                later = known[step + 1] if step < self.case.grid.steps else NEVER
                known[step] = later if shut else step
            self._open[link.id] = known
        return known

    def _may_process(self, place: str, step: int) -> bool:
        if (place, step) not in self._slots:
            at = step * self.case.grid.width
            self._slots[place, step] = self.closures.of_departure(place, at, by_road=False) is None
        return self._slots[place, step]

    def _next_hands(self, place: str, persons: int) -> list[int]:
        """Return for each step the first one from it on in which so many more can be processed."""
        known = self._hands_for.get((place, persons))
        if known is None:
            known = [NEVER] * (self.case.grid.steps + 1)
            for step in range(self.case.grid.steps - 1, -1, -1):
                enough = self._may_process(place, step) and self._hands_free(place, step) >= persons
                known[step] = step if enough else known[step + 1]
            self._hands_for[place, persons] = known
        return known

    @cached_property
    def _processed(self) -> Mapping[tuple[str, int], int]:
        return processed_by_hour(self.case)

    @cached_property
    def _courses(self) -> Mapping[str, Course]:
        places = self.case.places.values()
        return {place.id: Course(self.case.grid, place.processing) for place in places if place.processing is not None}

    def _hands_free(self, place: str, step: int) -> int:
        return self._hands(place, step) - self._processed.get((place, self.case.grid.hour_of(step)), 0)

    def _hands(self, place: str, step: int) -> int:
        hour = self.case.grid.hour_of(step)
        if (place, hour) not in self._capacities:
            self._capacities[place, hour] = capacity_of_hour(self.case.grid, self._courses[place], hour)
        return self._capacities[place, hour]
