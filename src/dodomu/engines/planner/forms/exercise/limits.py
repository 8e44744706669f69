"""Closures and risk of the exercise.

The choices made here:
- What is announced for a city holds for everything in its region; for an airport or a crossing, only there.
- Curfews stop movements on roads, not trains and flights: passengers stay inside stations. Closed airports and
  crossings stop everything, also what passes through a closed crossing or along a closed road. Opening hours close the
  rest of the day. Entry and exit bans stop journeys by road over the edge of the region. An airline that does not fly,
  or trains that do not run, are closures of those legs. Outages of the internet and shut banks stop nobody.
- Journeys of more than two hours by road on demand begin after 8:00 and end by 18:00: "by day", says the table.
- Risk, in risk-hours for an hour there: 0.2 in the country of the crisis, 1 under a state of emergency, 1 more under a
  red terror alert; 0.05 in other countries, where nobody is at home but nobody shoots; 0 at home.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Literal

from dodomu.engines.planner.forms.exercise.sheets import Row, Sheets
from dodomu.engines.planner.forms.exercise.ways import Ways
from dodomu.engines.planner.forms.values import read_zone
from dodomu.engines.planner.problem import Closure, PlaceKind, Steps

KINDS: dict[str, PlaceKind] = {
    "airport": "airport",
    "rail_station": "station",
    "bus_station": "station",
    "border_crossing": "crossing",
}
CITIES = frozenset({"city", "town"})
BY_ROAD = frozenset({"bus", "car", "transfer"})
AT_A_PLACE = frozenset({"airport_closed", "border_closed"})
ON_THE_WAY = frozenset({"border_closed", "road_closed"})
FOREVER = timedelta(days=366)  # what has no end yet
BY_DAY = (8 * 60, 18 * 60)  # minutes of the day
LONG, LEAST = 120, 60  # minutes; however long a journey is, it has an hour of the morning to begin
CALM, EMERGENCY, ALERT, ELSEWHERE = 0.2, 1.0, 1.0, 0.05
BEDS = re.compile(r"(\d+) beds")


def kind_of(sheets: Sheets, place: Row) -> PlaceKind:
    """Return what a place is; all of the sending country is home."""
    if place["country"] == sheets.side.sending:
        return "home"
    found = KINDS.get(place["kind"])
    return found or ("abroad" if place["country"] != sheets.side.country else "place")


def room_of(place: Row) -> int | None:
    """Return how many can wait there, where the table names beds."""
    beds = BEDS.search(place["note"])
    return int(beds[1]) if beds else None


def risk_of(sheets: Sheets, place: Row, begins: datetime, ends: datetime) -> Steps | float:
    """Return the risk of a place over time, as known now."""
    if place["country"] == sheets.side.sending:
        return 0.0
    emergencies = [
        (max(rule.hours["start_local"], begins), min(rule.hours.get("end_local", ends), ends), added)
        for rule in sheets.restrictions
        for added in [{"state_of_emergency": EMERGENCY - CALM, "terror_alert": ALERT}.get(rule["kind"])]
        if added is not None and place.id in _places_of(sheets, rule)
    ]
    calm = CALM if place["country"] == sheets.side.country else ELSEWHERE
    changes = {hour for first, last, _ in emergencies for hour in (first, last) if begins < hour < ends}
    moments = [begins, *sorted(changes)]
    levels = [
        (moment, round(calm + sum(added for first, last, added in emergencies if first <= moment < last), 6))
        for moment in moments
    ]
    steps = tuple(each for index, each in enumerate(levels) if index == 0 or each[1] != levels[index - 1][1])
    return steps if len(steps) > 1 else steps[0][1]


def closures_of(sheets: Sheets, ways: Ways) -> tuple[Closure, ...]:
    """Return what cannot be done when, as announced until now and not over yet."""
    found = [closure for rule in sheets.restrictions for closure in _closures(sheets, rule, ways)]
    found += _long_journeys_by_day(sheets, ways)
    return tuple(each for each in found if each.ends > sheets.at)


def _closures(sheets: Sheets, rule: Row, ways: Ways) -> Iterator[Closure]:
    kind, place = rule["kind"], sheets.places[rule["place_id"]]
    if rule["effect"] == "open_only":
        yield from _closed_outside_hours(sheets, rule, place)
    elif rule["effect"] != "block":
        return
    elif kind == "curfew":
        for at in sorted(_places_of(sheets, rule)):
            yield _closure(sheets, rule, at, _daily(rule), road_only=True)
    elif kind in AT_A_PLACE:
        yield _closure(sheets, rule, place.id)
    elif kind == "road_closed":  # the way on from there; who is on the way to it may still come
        yield _closure(sheets, rule, place.id, stops="departures")
    stopped = [at for at, row in ways.rows.items() if _is_stopped(sheets, rule, place, row)]
    for at in stopped:
        yield _closure(sheets, rule, at)


def _is_stopped(sheets: Sheets, rule: Row, place: Row, way: Row) -> bool:
    """Tell whether a rule stops something that goes, whatever it does at places."""
    kind, stops = rule["kind"], {way["from_id"], *way.parts("via"), way["to_id"]}
    if rule["effect"] != "block":
        return False
    if kind in ON_THE_WAY:
        return place.id in way.parts("via")
    if kind == "airline_suspension":
        return way["operator"] == rule["applies_to"]
    if kind == "rail_suspended":
        return way["mode"] == "rail" and bool(stops & _places_of(sheets, rule))
    if kind == "entry_exit_ban" and way["mode"] in BY_ROAD:
        inside = _places_of(sheets, rule)
        return (way["from_id"] in inside) != (way["to_id"] in inside)
    return False


def _places_of(sheets: Sheets, rule: Row) -> frozenset[str]:
    """Return where a rule holds: in all of the region of a city, or at the place itself."""
    place = sheets.places[rule["place_id"]]
    if place["kind"] not in CITIES:
        return frozenset({place.id})
    region = sheets.region_of(place)
    return frozenset(each.id for each in sheets.places.values() if sheets.region_of(each) == region)


def _daily(rule: Row) -> tuple[time, time] | None:
    if not rule["daily_from"] or not rule["daily_to"]:
        return None
    return time.fromisoformat(rule["daily_from"]), time.fromisoformat(rule["daily_to"])


def _closed_outside_hours(sheets: Sheets, rule: Row, place: Row) -> Iterator[Closure]:
    hours = _daily(rule)
    if hours is not None and hours[0] != hours[1]:
        yield _closure(sheets, rule, place.id, (hours[1], hours[0]))


def _closure(
    sheets: Sheets,
    rule: Row,
    at: str,
    daily: tuple[time, time] | None = None,
    *,
    road_only: bool = False,
    stops: Literal["departures", "both"] = "both",
) -> Closure:
    begins = rule.hours["start_local"]
    return Closure(
        at,
        begins,
        rule.hours.get("end_local", max(begins, sheets.at) + FOREVER),
        daily=daily,
        stops=stops,
        road_only=road_only,
        zone=read_zone(rule["tz"]),
        why=f"{rule['kind'].replace('_', ' ')} ({rule.id})",
    )


def _long_journeys_by_day(sheets: Sheets, ways: Ways) -> Iterator[Closure]:
    dawn, dusk = BY_DAY
    for link in ways.links:
        if link.minutes > LONG:
            last = max(dusk - link.minutes, dawn + LEAST)
            daily = (time(last // 60, last % 60), time(dawn // 60))
            zone = sheets.zone_of(link.origin)
            yield Closure(link.id, sheets.at, sheets.at + FOREVER, daily, zone=zone, why="by day only")
