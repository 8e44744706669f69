"""Which legs go within hours, so that who stands at their door need not be planned anew."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Final

from dodomu.engines.planner.problem import Closure
from dodomu.journeys.rules.parties import AT_THE_GATE
from dodomu.journeys.rules.problem.usable import Ways
from dodomu.journeys.rules.ways import LegKnown

LONGEST_AT_THE_DOOR: Final = 24 * AT_THE_GATE  # whoever is told to be met earlier than that is planned as ever


def boarding_of(ways: Ways, closures: Iterable[Closure]) -> Mapping[str, LegKnown]:
    """Return by ref the legs of the next hours that can go, and are stopped by nothing that is known."""
    at, stops = ways.frame.facts.at, list(closures)
    found = {}
    for leg in ways.legs:
        hours = ways.hours(leg)
        if at < hours.departs <= at + LONGEST_AT_THE_DOOR and not any(
            _stops(each, ways, leg, hours.departs, hours.arrives) for each in stops
        ):
            found[leg.ref] = leg
    return found


def _stops(closure: Closure, ways: Ways, leg: LegKnown, departs: datetime, arrives: datetime) -> bool:
    if closure.road_only:
        return False
    places = ways.frame.facts.places
    if closure.at in {leg.ref, "*"}:
        return _holds(closure, departs, ways.frame.zone)
    if closure.at == places[leg.origin].ref and closure.stops != "arrivals":
        return _holds(closure, departs, ways.frame.zone)
    if closure.at == places[leg.target].ref and closure.stops != "departures":
        return _holds(closure, arrives, ways.frame.zone)
    return False


def _holds(closure: Closure, moment: datetime, zone: tzinfo) -> bool:
    if not closure.begins <= moment < closure.ends:
        return False
    if closure.daily is None:
        return True
    since, until = closure.daily
    now = moment.astimezone(closure.zone or zone).time()
    return since <= now < until if since <= until else now >= since or now < until
