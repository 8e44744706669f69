"""What is said next to a leg: why nobody is planned on it, and what an officer should know of it.

The choices made here are those of `engines/planner/forms/exercise/limits.py`:
- What is announced for a city holds in its region (`situation.rules.restrictions.places_reached`); for an airport, a
  port or a crossing, there alone.
- A closed airport, port or crossing stops who leaves from it, arrives at it or passes through it; a closed road stops
  who sets out on it from its place or passes it. Opening hours close the rest of the day.
- A carrier that does not fly, or trains that do not run, are stopped as a whole. An entry and exit ban stops journeys
  by road over the edge of its region. A curfew stops movements on roads, not trains and flights: it is said next to a
  leg, and who arrives in it waits inside the station.
- What is undated is judged as if it left now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dodomu.journeys.rules.checks_of_leg import own_checks
from dodomu.journeys.rules.checks_of_restrictions import Reached, reached, restriction_checks
from dodomu.journeys.rules.found import Found
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import Check, Schedule
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, PermissionKnown, WaysKnown
from dodomu.situation.rules.restrictions import RestrictionKnown

__all__ = ["CLOSED", "EXCLUDES", "NOT_PLANNED", "Found", "Ground", "all_checks", "checks_of", "ground_of"]

# Not in the planner's problem at all (what is only closed for booking stays in it for those who hold a place).
EXCLUDES = frozenset({
    Check.OLD_TIMETABLE, Check.CANCELLED, Check.GONE, Check.NOT_KNOWN_YET, Check.BOOKING_CLOSED, Check.NO_BLOCK,
    Check.NEEDS_DECISION, Check.LEADS_AWAY, Check.CHARTER_NOT_ORDERED, Check.PERMISSION_MISSING,
})  # fmt: skip
# In the problem with a closure, so that it can be explained why they are not used.
CLOSED = frozenset({
    Check.CROSSING_CLOSED, Check.AIRPORT_CLOSED, Check.PORT_CLOSED, Check.OUTSIDE_HOURS, Check.CARRIER_STOPPED,
    Check.ROAD_CLOSED,
})  # fmt: skip
NOT_PLANNED = EXCLUDES | CLOSED
OVER = frozenset({Check.GONE, Check.CANCELLED, Check.LEADS_AWAY})  # nobody asks any more what goes on from its end
ORDER = {check: position for position, check in enumerate(Check)}


@dataclass(frozen=True, slots=True)
class Ground:
    """What legs are checked against: everything that is known at an hour."""

    at: datetime
    sending: str
    places: Mapping[UUID, PlaceKnown] = field(hash=False)
    charters: Mapping[UUID, CharterKnown] = field(hash=False)
    permissions: Mapping[UUID, PermissionKnown] = field(hash=False)
    restrictions: Reached
    promised: Mapping[UUID, Mapping[str, int]] = field(hash=False)  # leg -> kind -> how many
    blocks_before: Mapping[UUID, Mapping[str, int]] = field(hash=False)  # leg -> the block before it was last cut


def ground_of(
    ways: WaysKnown,
    places: Mapping[UUID, PlaceKnown],
    restrictions: Sequence[RestrictionKnown],
    *,
    sending: str,
    at: datetime,
    promised: Mapping[UUID, Mapping[str, int]] | None = None,
    blocks_before: Mapping[UUID, Mapping[str, int]] | None = None,
) -> Ground:
    """Return what the legs of a crisis are checked against; `restrictions` are those known at the hour."""
    return Ground(
        at, sending, places,
        charters={each.id: each for each in ways.charters},
        permissions={each.id: each for each in ways.permissions},
        restrictions=reached(restrictions, places),
        promised=promised or {},
        blocks_before=blocks_before or {},
    )  # fmt: skip


def checks_of(leg: LegKnown, ground: Ground) -> tuple[Found, ...]:
    """Return what is to be said next to one leg, gravest first; what goes on from its end is not looked at."""
    found = [*own_checks(leg, ground), *restriction_checks(leg, ground.restrictions, ground.places, ground.at)]
    return _ordered(found)


def all_checks(legs: Sequence[LegKnown], ground: Ground) -> dict[UUID, tuple[Found, ...]]:
    """Return by leg what is to be said next to it, with those that end where nothing goes on home."""
    found = {leg.id: checks_of(leg, ground) for leg in legs}
    for leg in list(_without_way_on(legs, found, ground)):
        found[leg.id] = _ordered([*found[leg.id], Found(Check.NO_WAY_ON)])
    return found


def _ordered(found: Sequence[Found]) -> tuple[Found, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (ORDER[each.check], each.restriction)))


def _without_way_on(
    legs: Sequence[LegKnown], found: Mapping[UUID, Sequence[Found]], ground: Ground
) -> Iterator[LegKnown]:
    """Yield the dated legs from whose end nobody comes home any more by what can be planned with.

    From the last departure to the first: `latest` holds, for each place, the last hour at which one can still set out
    from it and come home. A leg is of use if it arrives by then.
    """
    open_legs = [leg for leg in legs if not any(each.check in NOT_PLANNED for each in found[leg.id])]
    links = [leg for leg in open_legs if leg.schedule is Schedule.ON_DEMAND]
    latest = _homes(links, ground)
    use = {leg.id for leg in open_legs}
    dated = [leg for leg in legs if leg.schedule is Schedule.DATED and leg.departs_at is not None]
    for leg in sorted(dated, key=_departure, reverse=True):
        arrives = leg.comes_at
        goes_on = arrives is not None and leg.target in latest and arrives <= latest[leg.target]
        if not goes_on and not any(each.check in OVER for each in found[leg.id]):
            yield leg
        elif goes_on and leg.id in use:
            _reach(latest, leg.origin, _departure(leg), links)


def _departure(leg: LegKnown) -> datetime:
    return leg.leaves_at or datetime.max.replace(tzinfo=UTC)


def _homes(links: Sequence[LegKnown], ground: Ground) -> dict[UUID, datetime]:
    far = ground.at + timedelta(days=3660)
    latest: dict[UUID, datetime] = {}
    for place in ground.places.values():
        if place.country == ground.sending:
            _reach(latest, place.place, far, links)
    return latest


def _reach(latest: dict[UUID, datetime], place: UUID, hour: datetime, links: Sequence[LegKnown]) -> None:
    """Note that one can set out from a place at an hour and come home, and so from wherever a link leads to it."""
    if place in latest and latest[place] >= hour:
        return
    latest[place] = hour
    for link in links:
        if link.target == place:
            _reach(latest, link.origin, hour - timedelta(minutes=link.minutes or 0), links)
