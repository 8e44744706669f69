"""What is in force against a leg: which restriction closes it, slows it or asks for papers."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.journeys.rules.found import Found
from dodomu.journeys.rules.papers import PCR
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import Check, Mode
from dodomu.journeys.rules.ways import LegKnown
from dodomu.situation.rules.restrictions import RestrictionKnown, closed_windows, holds_at, places_reached, windows
from dodomu.situation.rules.terms import AppliesTo, Effect, Reach, RestrictionKind

ROAD = frozenset({Mode.BUS, Mode.CAR, Mode.TRANSFER, Mode.FOOT})
# What is told of a road stops nobody who flies over it or passes beside it by train.
OF_ROADS: Final = frozenset({
    RestrictionKind.CHECKPOINT, RestrictionKind.CHECKPOINT_DAYTIME_ONLY, RestrictionKind.ROAD_CLOSED,
    RestrictionKind.SLOW_ROAD, RestrictionKind.CURFEW,
})  # fmt: skip
CLOSED_AT = {
    RestrictionKind.AIRPORT_CLOSED: Check.AIRPORT_CLOSED,
    RestrictionKind.PORT_CLOSED: Check.PORT_CLOSED,
    RestrictionKind.BORDER_CLOSED: Check.CROSSING_CLOSED,
}
MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Met:
    """A restriction that some place of a route lies in."""

    restriction: RestrictionKnown
    at_origin: bool
    at_target: bool
    on_way: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """Restrictions with the places where each holds, to be found by route: many legs go the same way."""

    by_place: Mapping[UUID, Sequence[int]] = field(hash=False)
    by_way: Mapping[str, Sequence[RestrictionKnown]] = field(hash=False)
    by_country: Mapping[str, Sequence[RestrictionKnown]] = field(hash=False)  # what it asks of who enters it
    carriers: Sequence[RestrictionKnown]
    restrictions: Sequence[tuple[RestrictionKnown, frozenset[UUID]]]
    routes: dict[tuple[UUID, ...], tuple[_Met, ...]] = field(default_factory=dict, hash=False, compare=False)

    def met(self, leg: LegKnown) -> tuple[_Met, ...]:
        """Return the restrictions that some place of a leg lies in."""
        route = (leg.origin, *leg.via, leg.target)
        if route not in self.routes:
            numbers = sorted({number for stop in route for number in self.by_place.get(stop, ())})
            self.routes[route] = tuple(_met(leg, *self.restrictions[number]) for number in numbers)
        return self.routes[route]


@dataclass(frozen=True, slots=True)
class _Ride:
    """A leg with its hours; without its own it is judged as if it left now."""

    leg: LegKnown
    leaves: datetime
    comes: datetime
    by_road: bool


def reached(restrictions: Sequence[RestrictionKnown], places: Mapping[UUID, PlaceKnown]) -> Reached:
    """Return the restrictions with the places where they hold."""
    by_place: dict[UUID, list[int]] = defaultdict(list)
    by_way: dict[str, list[RestrictionKnown]] = defaultdict(list)
    by_country: dict[str, list[RestrictionKnown]] = defaultdict(list)
    holding = [(each, places_reached(each, places)) for each in restrictions if _matters(each)]
    for number, (_, inside) in enumerate(holding):
        for place in inside:
            by_place[place].append(number)
    for each in restrictions:
        if each.reach is Reach.WAY:
            by_way[each.way].append(each)
        if each.kind is RestrictionKind.ENTRY_REQUIREMENT and each.place is not None and each.place in places:
            by_country[places[each.place].country].append(each)
    carriers = [each for each in restrictions if each.kind is RestrictionKind.AIRLINE_SUSPENSION]
    return Reached(by_place, by_way, by_country, carriers, holding)


def restriction_checks(
    leg: LegKnown, restrictions: Reached, places: Mapping[UUID, PlaceKnown], at: datetime
) -> Iterator[Found]:
    """Yield what restrictions say about a leg."""
    ride = _ride(leg, at)
    for met in restrictions.met(leg):
        yield from _said(met, ride)
    for each in restrictions.by_way.get(leg.ref, ()):
        if each.effect is Effect.BLOCK and holds_at(each, ride.leaves):
            yield _found(CLOSED_AT.get(each.kind, Check.CARRIER_STOPPED), each)
    for each in restrictions.carriers:
        if each.effect is Effect.BLOCK and is_the_carrier(each, leg) and holds_at(each, ride.leaves):
            yield _found(Check.CARRIER_STOPPED, each)
    yield from _entry(ride, restrictions, places)


def papers_on_entry(
    leg: LegKnown, restrictions: Reached, places: Mapping[UUID, PlaceKnown], at: datetime
) -> frozenset[str]:
    """Return the papers that the country a leg enters asks of everybody when it arrives."""
    found = _entry(_ride(leg, at), restrictions, places)
    return frozenset(paper for each in found for paper in str(each.fact("papers") or "").split())


def is_the_carrier(restriction: RestrictionKnown, leg: LegKnown) -> bool:
    """Say whether a restriction is about the carrier of a leg; one that names no carrier is about none."""
    return bool(leg.operator) and leg.operator.strip().casefold() == restriction.applies_words.strip().casefold()


def asks_us(entry: RestrictionKnown) -> bool:
    """Say whether what a country asks of who enters it concerns anybody whom we bring: all but others by name."""
    return entry.applies_to is not AppliesTo.OTHERS


def _ride(leg: LegKnown, at: datetime) -> _Ride:
    leaves = leg.leaves_at or at
    comes = max(leg.comes_at or leaves + timedelta(minutes=leg.minutes or 1), leaves + MOMENT)
    return _Ride(leg, leaves, comes, leg.mode in ROAD)


def _met(leg: LegKnown, each: RestrictionKnown, inside: frozenset[UUID]) -> _Met:
    return _Met(each, leg.origin in inside, leg.target in inside, not inside.isdisjoint(leg.via))


def _matters(each: RestrictionKnown) -> bool:
    return each.effect is Effect.OPEN_ONLY or each.kind in RULES


def _said(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    if each.begins_at is not None and each.begins_at > ride.comes:
        return
    if each.ends_at is not None and each.ends_at <= ride.leaves:
        return
    if each.effect is Effect.OPEN_ONLY:
        yield from _outside_hours(met, ride)
    elif each.kind in RULES:
        yield from RULES[each.kind](met, ride)


def _closed_place(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    check = CLOSED_AT[each.kind]
    passes = check is not Check.AIRPORT_CLOSED and _passes(met, ride)
    if not (passes or _holds_at_an_end(met, ride)):
        return
    if each.effect is Effect.BLOCK:
        yield _found(check, each)
    elif each.effect is Effect.PERMIT:
        yield _asked(each)


def _closed_road(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    if each.effect is not Effect.BLOCK or not ride.by_road:
        return
    sets_out = met.at_origin and holds_at(each, ride.leaves)  # who is on the way to it may still come
    if sets_out or _passes(met, ride):
        yield _found(Check.ROAD_CLOSED, each)


def _outside_hours(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    if each.kind in OF_ROADS and not ride.by_road:
        return
    for end, is_there, hour in (("departs", met.at_origin, ride.leaves), ("arrives", met.at_target, ride.comes)):
        if is_there and closed_windows(each, hour, hour + MOMENT):
            yield _found(Check.OUTSIDE_HOURS, each, ("what", end))


def _stopped_trains(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    if each.effect is Effect.BLOCK and ride.leg.mode is Mode.RAIL and holds_at(each, ride.leaves):
        yield _found(Check.CARRIER_STOPPED, each)


def _over_the_edge(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    if not ride.by_road or met.at_origin == met.at_target or not windows(each, ride.leaves, ride.comes):
        return
    if each.kind is RestrictionKind.ENTRY_EXIT_BAN and each.effect is Effect.BLOCK:
        yield _found(Check.ROAD_CLOSED, each)
    elif each.kind is RestrictionKind.ENTRY_EXIT_BAN and each.effect is Effect.PERMIT:
        yield _asked(each)
    elif each.effect is Effect.SLOW:
        yield _slowed(each)


def _slow_road(met: _Met, ride: _Ride) -> Iterator[Found]:
    if ride.by_road and windows(met.restriction, ride.leaves, ride.comes):
        yield _slowed(met.restriction)


def _curfew(met: _Met, ride: _Ride) -> Iterator[Found]:
    each = met.restriction
    if each.effect is not Effect.BLOCK or ride.leg.departs_at is None:
        return
    if met.at_origin and holds_at(each, ride.leaves):
        yield _found(Check.DEPARTS_IN_CURFEW, each)
    if met.at_target and holds_at(each, ride.comes):
        yield _found(Check.ARRIVES_IN_CURFEW, each)


def _limited_crossing(met: _Met, ride: _Ride) -> Iterator[Found]:
    if met.restriction.effect is Effect.PERMIT and (_holds_at_an_end(met, ride) or _passes(met, ride)):
        yield _asked(met.restriction)


def _policy(met: _Met, ride: _Ride) -> Iterator[Found]:
    """Our own side has not decided yet, and the default is no."""
    if _holds_at_an_end(met, ride):
        yield _found(Check.NEEDS_DECISION, met.restriction)


RULES: Final[Mapping[RestrictionKind, Callable[[_Met, _Ride], Iterator[Found]]]] = {
    **dict.fromkeys(CLOSED_AT, _closed_place),
    RestrictionKind.ROAD_CLOSED: _closed_road,
    RestrictionKind.RAIL_SUSPENDED: _stopped_trains,
    RestrictionKind.ENTRY_EXIT_BAN: _over_the_edge,
    RestrictionKind.CHECKPOINT: _over_the_edge,
    RestrictionKind.CHECKPOINT_DAYTIME_ONLY: _over_the_edge,
    RestrictionKind.SLOW_ROAD: _slow_road,
    RestrictionKind.CURFEW: _curfew,
    RestrictionKind.BORDER_LIMITED: _limited_crossing,
    RestrictionKind.POLICY_HOLD: _policy,
}


def _entry(ride: _Ride, restrictions: Reached, places: Mapping[UUID, PlaceKnown]) -> Iterator[Found]:
    """What a country asks of everybody who enters it, from the hour on at which it does."""
    origin, target = places.get(ride.leg.origin), places.get(ride.leg.target)
    if origin is None or target is None or origin.country == target.country:
        return
    for each in restrictions.by_country.get(target.country, ()):
        if asks_us(each) and holds_at(each, ride.comes):
            yield _asked(each, (PCR,))


def _holds_at_an_end(met: _Met, ride: _Ride) -> bool:
    leaves = met.at_origin and holds_at(met.restriction, ride.leaves)
    return leaves or (met.at_target and holds_at(met.restriction, ride.comes))


def _passes(met: _Met, ride: _Ride) -> bool:
    """Nobody states when a way point is passed: it is closed if it is at any time of the ride."""
    return met.on_way and bool(windows(met.restriction, ride.leaves, ride.comes))


def _asked(each: RestrictionKnown, papers: tuple[str, ...] = ()) -> Found:
    return _found(Check.PAPERS_ASKED, each, ("papers", " ".join(each.papers or papers)))


def _slowed(each: RestrictionKnown) -> Found:
    minutes = () if each.slow_minutes is None else (("minutes", each.slow_minutes),)
    return Found(Check.SLOWED, minutes, each.ref or str(each.thing))


def _found(check: Check, each: RestrictionKnown, *facts: tuple[str, str]) -> Found:
    return Found(check, facts, each.ref or str(each.thing))
