"""What cannot be done when, as known now and not over yet.

- Curfews stop movements on roads, not trains and flights: passengers stay inside stations. Closed airports, ports and
  crossings stop everything there, also what passes through a closed crossing or along a closed road. A closed road
  stops the way on by road from its place; who is on the way to it may still come. Opening hours close the rest of the
  day, those of a road or a checkpoint for roads only.
- Entry and exit bans stop journeys by road over the edge of what they reach. A carrier that does not fly, trains that
  do not run and a single way that is stopped are closures of those legs.
- What is closed for arrivals only closes nothing to those who leave the country, and the arrivals of another.
- Outages, banks, limits and what is only told stop nobody.
- Journeys of more than two hours on demand begin after 8:00 and end by 18:00, the hours of the place they begin at.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import time
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.engines.planner.problem import Closure, Link
from dodomu.journeys.rules.checks_of_restrictions import OF_ROADS, is_the_carrier
from dodomu.journeys.rules.problem.frame import FOREVER, Frame
from dodomu.journeys.rules.terms import Mode
from dodomu.journeys.rules.ways import LegKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import AppliesTo, Effect, Reach, RestrictionKind

BY_ROAD: Final = frozenset({Mode.BUS, Mode.CAR, Mode.TRANSFER, Mode.FOOT})
AT_A_PLACE: Final = frozenset(
    {RestrictionKind.AIRPORT_CLOSED, RestrictionKind.PORT_CLOSED, RestrictionKind.BORDER_CLOSED}
)
BY_DAY = (8 * 60, 18 * 60)  # minutes of the day
LONG, LEAST = 120, 60  # minutes; however long a journey is, it has an hour of the morning to begin


def closures_of(frame: Frame, ways: tuple[LegKnown, ...], links: tuple[Link, ...]) -> tuple[Closure, ...]:
    """Return every closure of a place or way; which of these are in the problem is for the caller to say."""
    found = [closure for each in frame.in_force for closure in _closures(frame, each, ways)]
    origins = {leg.ref: frame.zone_of(leg.origin) for leg in ways}
    found += [_by_day(frame, link, origins[link.id]) for link in links if link.minutes > LONG]
    return tuple(each for each in found if each.ends > each.begins and each.ends > frame.begins)


def _closures(frame: Frame, rule: RestrictionKnown, ways: tuple[LegKnown, ...]) -> Iterator[Closure]:
    if rule.effect == Effect.OPEN_ONLY:
        yield from _outside_hours(frame, rule, ways)
    elif rule.effect == Effect.BLOCK:
        yield from _at_places(frame, rule)
        for leg in ways:
            if _is_stopped(frame, rule, leg):
                yield _closure(frame, rule, leg.ref)


def _at_places(frame: Frame, rule: RestrictionKnown) -> Iterator[Closure]:
    for at in sorted(_refs(frame, rule)):
        if rule.kind == RestrictionKind.CURFEW:
            yield _closure(frame, rule, at, road_only=True)
        elif rule.kind == RestrictionKind.ROAD_CLOSED:
            yield _closure(frame, rule, at, stops="departures", road_only=True)
        elif rule.kind in AT_A_PLACE and rule.applies_to != AppliesTo.ARRIVALS:
            yield _closure(frame, rule, at)
        elif rule.kind in AT_A_PLACE and not _is_in_the_crisis(frame, rule):
            yield _closure(frame, rule, at, stops="arrivals")


def _refs(frame: Frame, rule: RestrictionKnown) -> list[str]:
    return [frame.facts.places[each].ref for each in frame.reached[rule.thing]]


def _is_in_the_crisis(frame: Frame, rule: RestrictionKnown) -> bool:
    return rule.place is not None and frame.facts.country in frame.countries_of([rule.place])


def _is_stopped(frame: Frame, rule: RestrictionKnown, leg: LegKnown) -> bool:
    """Tell whether a rule stops something that goes, whatever it does at places."""
    if rule.reach == Reach.WAY:
        return rule.way == leg.ref
    stops = STOPS.get(rule.kind)
    return stops is not None and stops(rule, leg, frame.reached[rule.thing])


def _what_passes(rule: RestrictionKnown, leg: LegKnown, reached: frozenset[UUID]) -> bool:
    return rule.applies_to != AppliesTo.ARRIVALS and not reached.isdisjoint(leg.via)


def _what_takes_the_road(rule: RestrictionKnown, leg: LegKnown, reached: frozenset[UUID]) -> bool:
    return leg.mode in BY_ROAD and (leg.origin in reached or _what_passes(rule, leg, reached))


def _what_the_carrier_flies(rule: RestrictionKnown, leg: LegKnown, _: frozenset[UUID]) -> bool:
    return is_the_carrier(rule, leg)


def _trains(_: RestrictionKnown, leg: LegKnown, reached: frozenset[UUID]) -> bool:
    return leg.mode == Mode.RAIL and not reached.isdisjoint((leg.origin, *leg.via, leg.target))


def _what_goes_over_the_edge(_: RestrictionKnown, leg: LegKnown, reached: frozenset[UUID]) -> bool:
    return leg.mode in BY_ROAD and (leg.origin in reached) != (leg.target in reached)


STOPS: Final[Mapping[RestrictionKind, Callable[[RestrictionKnown, LegKnown, frozenset[UUID]], bool]]] = {
    RestrictionKind.PORT_CLOSED: _what_passes,
    RestrictionKind.BORDER_CLOSED: _what_passes,
    RestrictionKind.ROAD_CLOSED: _what_takes_the_road,
    RestrictionKind.AIRLINE_SUSPENSION: _what_the_carrier_flies,
    RestrictionKind.RAIL_SUSPENDED: _trains,
    RestrictionKind.ENTRY_EXIT_BAN: _what_goes_over_the_edge,
}


def _outside_hours(frame: Frame, rule: RestrictionKnown, ways: tuple[LegKnown, ...]) -> Iterator[Closure]:
    if rule.daily is None or rule.daily[0] == rule.daily[1]:
        return
    hours = (rule.daily[1], rule.daily[0])
    if rule.reach == Reach.WAY:
        yield _closure(frame, rule, rule.way, hours)
        return
    of_roads = rule.kind in OF_ROADS
    for at in sorted(_refs(frame, rule)):
        yield _closure(frame, rule, at, hours, road_only=of_roads)
    for leg in ways:
        if of_roads and _what_takes_the_road(rule, leg, frame.reached[rule.thing]):
            yield _closure(frame, rule, leg.ref, hours)


def _closure(
    frame: Frame,
    rule: RestrictionKnown,
    at: str,
    daily: tuple[time, time] | None = None,
    *,
    stops: Literal["departures", "arrivals", "both"] = "both",
    road_only: bool = False,
) -> Closure:
    hours = daily or rule.daily
    ends = frame.ends_of(rule)
    return Closure(
        at,
        rule.begins_at or min(frame.begins, ends),
        ends,
        daily=hours if hours and hours[0] != hours[1] else None,  # from an hour to the same one: all day
        stops=stops,
        road_only=road_only,
        zone=ZoneInfo(rule.zone) if rule.zone else None,
        why=_why(rule),
    )


def _why(rule: RestrictionKnown) -> str:
    words = rule.kind.value.replace("_", " ")
    return f"{words} ({rule.ref})" if rule.ref else words


def _by_day(frame: Frame, link: Link, zone: ZoneInfo) -> Closure:
    dawn, dusk = BY_DAY
    last = max(dusk - link.minutes, dawn + LEAST)
    daily = (time(last // 60, last % 60), time(dawn // 60))
    return Closure(link.id, frame.begins, frame.begins + FOREVER, daily, zone=zone, why="by day only")
