"""What is left to be worked out, and which legs are crowded."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.boarding.rules.terms import Doubt, TouchKind
from dodomu.journeys.models import Leg

# Kept and never worked out; waiting for somebody who is there now; naming a leg that is there now.
LEFT_OVER: Final = """
    SELECT t.id FROM boarding_touch t
    WHERE t.crisis_id = %(crisis)s AND NOT EXISTS (SELECT FROM boarding_touchoutcome o WHERE o.touch_id = t.id)
    UNION
    SELECT o.touch_id FROM boarding_touchoutcome o
    WHERE o.crisis_id = %(crisis)s AND o.state = 'waiting'
      AND (EXISTS (SELECT FROM people_person p WHERE p.id = ANY(o.waits_for))
           OR EXISTS (SELECT FROM people_party p WHERE p.id = ANY(o.waits_for)))
    UNION
    SELECT d.touch_id FROM boarding_doubt d JOIN journeys_leg l ON l.id = d.leg AND l.crisis_id = d.crisis_id
    WHERE d.crisis_id = %(crisis)s AND d.kind = %(no_leg)s AND d.cleared_at IS NULL
    ORDER BY 1
"""

# With a leg of which it was said once it stays with those, so that it can be unsaid. Who is named is told apart only
# where there are names enough: most legs are not full, and this is asked at each upload.
CROWDED: Final = """
    SELECT l.id FROM unnest(%(legs)s::uuid[], %(places)s::int[]) AS l(id, places)
    WHERE CASE WHEN (SELECT sum(cardinality(t.persons)) FROM boarding_touch t
                     WHERE t.leg = l.id AND t.kind = %(boarded)s) > l.places
          THEN (SELECT count(DISTINCT person) FROM boarding_touch t, unnest(t.persons) person
                WHERE t.leg = l.id AND t.kind = %(boarded)s) > l.places
          ELSE false END
       OR EXISTS (SELECT FROM boarding_doubt d
                  WHERE d.crisis_id = %(crisis)s AND d.kind = %(above)s AND d.leg = l.id AND d.cleared_at IS NULL)
"""


def left_over(crisis: UUID) -> list[UUID]:
    """Return the touches of a crisis of which it has to be worked out what follows."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OVER, {"crisis": crisis, "no_leg": Doubt.NO_SUCH_LEG.value})
        return [row for (row,) in cursor.fetchall()]


def crowded(crisis: UUID, legs: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some legs on which more persons are named as boarded than there are places, or ever were."""
    places = {leg: counted for leg, counted in places_on(crisis, legs).items() if counted is not None}
    if not places:
        return frozenset()
    facts: dict[str, Any] = {
        "crisis": crisis, "legs": list(places), "places": list(places.values()),
        "above": Doubt.ABOVE_PLACES.value, "boarded": TouchKind.BOARDED.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CROWDED, facts)
        return frozenset(leg for (leg,) in cursor.fetchall())


def places_on(crisis: UUID, legs: Collection[UUID]) -> dict[UUID, int | None]:
    """Return how many places some legs have; None where nobody has said."""
    rows = Leg.objects.filter(crisis=crisis, id__in=legs).values_list("id", "block", "seats") if legs else ()
    return {leg: places(block, seats) for leg, block, seats in rows}


def places(block: Any, seats: Any) -> int | None:
    """Return how many places a leg has, by the block that was booked or the seats that it has."""
    counted = [each for each in (block or seats or {}).values() if isinstance(each, int)]
    return sum(counted) if counted else None
