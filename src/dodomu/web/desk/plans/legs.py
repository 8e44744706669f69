"""Departures as they are chosen from: still to come, by their hour, ends and name."""

from datetime import datetime
from uuid import UUID

from dodomu.foundation.places import PlaceView
from dodomu.journeys.queries.ways import legs_known
from dodomu.journeys.rules.terms import LegState, Schedule
from dodomu.journeys.rules.ways import LegKnown
from dodomu.web.desk.plans.naming import Names
from dodomu.web.parts.hours import short_words


def legs_to_come(crisis: UUID, names: Names, at: datetime) -> list[tuple[str, str]]:
    """Return the dated departures that are known of and have not left, in order of departure."""
    places: dict[UUID, PlaceView] = {place.id: place for place in names.views.values()}
    found = []
    for leg in legs_known(crisis):
        origin, target = places.get(leg.origin), places.get(leg.target)
        if _is_to_come(leg, at) and leg.leaves_at and origin and target:
            when = short_words(leg.leaves_at, origin.zone)
            found.append((leg.ref, f"{when} {origin.name} → {target.name} · {leg.ref}"))
    return found


def _is_to_come(leg: LegKnown, at: datetime) -> bool:
    is_going = leg.schedule is Schedule.DATED and leg.state is LegState.PLANNED
    return is_going and leg.known_from <= at and leg.leaves_at is not None and leg.leaves_at > at
