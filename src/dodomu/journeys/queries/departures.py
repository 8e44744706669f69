"""Departure clocks, worked out of everything that is known at an hour."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Milestone
from dodomu.journeys.queries.ways import places_known, ways_known
from dodomu.journeys.rules import departures as clocks
from dodomu.journeys.rules.clocks import DepartureClock, Ground, Onward, Riders, Written
from dodomu.journeys.rules.terms import LegState, MilestoneKind, OfferState, Schedule
from dodomu.journeys.rules.ways import LegKnown
from dodomu.situation.queries import known

UNANSWERED: Final = frozenset({OfferState.SENT, OfferState.LATER})
# By state, so that one pass over 60,000 rides has little to do for each.
RIDERS: Final = """
    SELECT r.leg_id, o.state, sum(r.persons), count(*), sum(r.seats), min(o.answer_by), max(o.answer_by),
           min(o.leave_by) FILTER (WHERE o.first_leg_id = r.leg_id),
           max(o.leave_by) FILTER (WHERE o.first_leg_id = r.leg_id)
    FROM journeys_offerride r JOIN journeys_offer o ON o.id = r.offer_id
    WHERE r.is_live AND o.crisis_id = %(crisis)s
    GROUP BY r.leg_id, o.state
"""
# Who of them was seen, by the ledger: where their first leg is met, or aboard. Found from those who were: they are few.
SEEN: Final = """
    SELECT r.leg_id, count(*), count(*) FILTER (WHERE p.account = 'aboard')
    FROM people_person p
    JOIN journeys_offer o ON o.party_id = p.party_id AND p.id = ANY(o.persons)
    JOIN journeys_offerride r ON r.offer_id = o.id AND r.is_live
    JOIN journeys_leg l ON l.id = r.leg_id
    WHERE p.crisis_id = %(crisis)s AND p.joined_into_id IS NULL AND o.crisis_id = %(crisis)s
      AND (p.account = 'aboard' AND p.account_leg = l.ref
           OR p.account = 'assembled' AND o.first_leg_id = l.id AND p.account_place_id = o.meeting_place_id)
    GROUP BY 1
"""
# For each party that rides a late leg: what it rides next, and how long it is on a way of its own between.
ONWARD: Final = """
    SELECT r.leg_id, following.leg_id, own_way.minutes, count(*), sum(r.persons)
    FROM journeys_offerride r
    JOIN journeys_offerstep s ON s.offer_id = r.offer_id AND s.leg_id = r.leg_id
    CROSS JOIN LATERAL (
        SELECT n.leg_id, n.position
        FROM journeys_offerstep n JOIN journeys_offerride q ON q.offer_id = n.offer_id AND q.leg_id = n.leg_id
        WHERE n.offer_id = r.offer_id AND n.position > s.position
        ORDER BY n.position LIMIT 1
    ) following
    CROSS JOIN LATERAL (
        SELECT COALESCE(ceil(sum(extract(epoch FROM w.arrives_at - w.leaves_at)) / 60), 0)::int AS minutes
        FROM journeys_offerstep w
        WHERE w.offer_id = r.offer_id AND w.position > s.position AND w.position < following.position
    ) own_way
    WHERE r.is_live AND r.leg_id = ANY(%(legs)s)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def departures(crisis: UUID, *, at: datetime, until: datetime | None = None) -> tuple[DepartureClock, ...]:
    """Return the clocks of the legs that carry somebody, or could, and have not left, in the order of departure.

    With `until`, only of those that leave before it. Restrictions count as they were known at the hour.
    """
    ground, sending = _ground(crisis, at)
    watched = (
        leg
        for leg in ground.legs.values()
        if clocks.is_watched(leg, ground)
        and (ground.places[leg.origin].country != sending or leg.id in ground.riders)
        and (until is None or _leaves(leg) < until)
    )
    return tuple(clocks.clock_of(leg, ground) for leg in sorted(watched, key=lambda each: (_leaves(each), each.ref)))


def departure(crisis: UUID, ref: str, *, at: datetime) -> DepartureClock | None:
    """Return the clock of one leg, gone or cancelled too; None where there is no dated leg of this name."""
    ground, _ = _ground(crisis, at)
    leg = next((each for each in ground.legs.values() if each.ref == ref), None)
    if leg is None or leg.schedule is not Schedule.DATED or leg.known_from > at:
        return None
    return clocks.clock_of(leg, ground)


def _leaves(leg: LegKnown) -> datetime:
    leaves = leg.leaves_at
    if leaves is None:
        raise AssertionError("a leg that is dated has its hours")
    return leaves


def _ground(crisis: UUID, at: datetime) -> tuple[Ground, str]:
    """Return what the clocks are worked out of, and the sending state."""
    sending = Crisis.objects.filter(id=crisis).values_list("sending", flat=True).first()
    if sending is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    ways = ways_known(crisis)
    late = [leg.id for leg in ways.legs if leg.expected_at is not None and leg.state is LegState.PLANNED]
    ground = clocks.ground_of(
        ways,
        places_known(crisis),
        known.restrictions(crisis, known_at=at),
        riders=riders(crisis),
        written=_written(crisis, at),
        onward=_onward(late) if late else {},
        at=at,
    )
    return ground, sending


def riders(crisis: UUID) -> dict[UUID, Riders]:
    """Return what live offers hold on each leg that anybody rides."""
    found: dict[UUID, list[_Held]] = defaultdict(list)
    for leg, *columns in _ask(RIDERS, {"crisis": crisis}):
        found[leg].append(_Held(*columns))
    seen = {leg: counts for leg, *counts in _ask(SEEN, {"crisis": crisis})}
    return {leg: _together(held, *seen.get(leg, (0, 0))) for leg, held in found.items()}


class _Held(NamedTuple):
    """What offers of one state hold on a leg."""

    state: str
    persons: int
    parties: int
    seats: int
    first_answer_by: datetime
    last_answer_by: datetime
    first_leave_by: datetime | None
    last_leave_by: datetime | None


def _together(held: Sequence[_Held], there: int, aboard: int) -> Riders:
    open_still = [each for each in held if each.state in UNANSWERED]
    waiting = [each for each in held if each.state == OfferState.HELD]
    return Riders(
        accepted=sum(each.persons for each in held if each.state == OfferState.ACCEPTED),
        unanswered=sum(each.persons for each in open_still),
        held=sum(each.persons for each in waiting),
        unanswered_parties=sum(each.parties for each in open_still),
        held_parties=sum(each.parties for each in waiting),
        seats=sum(each.seats for each in held),
        first_answer_by=min((each.first_answer_by for each in open_still), default=None),
        last_answer_by=max((each.last_answer_by for each in open_still), default=None),
        first_leave_by=min((each.first_leave_by for each in held if each.first_leave_by), default=None),
        last_leave_by=max((each.last_leave_by for each in held if each.last_leave_by), default=None),
        there=there,
        aboard=aboard,
    )


def _written(crisis: UUID, at: datetime) -> Mapping[UUID, Sequence[Written]]:
    found: dict[UUID, list[Written]] = defaultdict(list)
    for row in Milestone.objects.filter(leg__crisis=crisis, recorded_at__lte=at).order_by("due_at", "id"):
        done_at = row.done_at if row.done_at and row.done_at <= at else None
        found[row.leg_id].append(Written(row.id, MilestoneKind(row.kind), row.due_at, done_at, row.words))
    return found


def _onward(late: Sequence[UUID]) -> Mapping[UUID, Sequence[Onward]]:
    found: dict[UUID, list[Onward]] = defaultdict(list)
    for leg, onward, minutes, parties, persons in _ask(ONWARD, {"legs": list(late)}):
        found[leg].append(Onward(onward, minutes, parties, persons))
    return found


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
