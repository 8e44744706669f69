"""The ways that offers told, part by part: what a plan is laid beside to see who would be told another."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.journeys.rules import offers
from dodomu.journeys.rules.offers import Rides, is_same_way
from dodomu.journeys.rules.parties import AT_THE_GATE
from dodomu.journeys.rules.terms import OfferState
from dodomu.people.rules.promising import STILL_TO_COME_HOME

# Of each part its name, hours, and whether it was booked; and whether somebody of the party is not in the offer.
TOLD: Final = """
    SELECT o.id, o.party_id, o.adoption_id, o.state,
           array_agg(COALESCE(l.ref, s.fleet) ORDER BY s.position), array_agg(s.leaves_at ORDER BY s.position),
           array_agg(s.arrives_at ORDER BY s.position),
           array_agg(s.fleet <> '' OR r.id IS NOT NULL ORDER BY s.position), o.needs, o.meet_at,
           EXISTS (
               SELECT FROM people_person p
               WHERE p.party_id = o.party_id AND p.joined_into_id IS NULL AND p.account = ANY(%(travel)s)
                 AND p.id <> ALL (o.persons)
           )
    FROM journeys_offer o JOIN journeys_offerstep s ON s.offer_id = o.id LEFT JOIN journeys_leg l ON l.id = s.leg_id
    LEFT JOIN journeys_offerride r ON r.offer_id = o.id AND r.leg_id = s.leg_id
    WHERE o.crisis_id = %(crisis)s AND o.kind = 'place' AND o.state = ANY(%(states)s)
      AND (%(party)s::uuid[] IS NULL OR o.party_id = ANY(%(party)s::uuid[]))
    GROUP BY o.id
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan would tell a party: its way, and what one vehicle must provide for all of them."""

    rides: Rides
    takes: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A way that a party was told, with what became of it."""

    offer: UUID
    party: UUID
    adoption: UUID | None
    state: OfferState
    rides: Rides
    takes: Mapping[str, int] = field(hash=False)
    meet_at: datetime
    lacks_somebody: bool  # of the party, who is to travel with it

    def is_kept(self, planned: Planned, *, at: datetime) -> bool:
        """Say whether a planned way is what was told, to all of them and with what they need.

        Of who is at the door, what they are about to board counts as ridden.
        """
        is_for_them = not self.lacks_somebody and self.takes == planned.takes
        return is_for_them and is_same_way(self.rides, planned.rides, at=self._as_of(at))

    def is_at_the_door(self, at: datetime) -> bool:
        """Say whether they are so near to their departure that they go by it, if it goes at all."""
        first = self.rides[0][1] if self.rides else at
        return self.state == OfferState.ACCEPTED and self.meet_at - AT_THE_GATE <= at < first

    def _as_of(self, at: datetime) -> datetime:
        return self.rides[0][1] if self.is_at_the_door(at) else at


def told_ways(crisis: UUID, states: Iterable[OfferState], parties: Sequence[UUID] | None = None) -> list[Told]:
    """Return the ways that offers in these states told (of some parties only, when they are named)."""
    values: dict[str, Any] = {
        "crisis": crisis,
        "states": [state.value for state in states],
        "party": None if parties is None else list(parties),
        "travel": [account.value for account in STILL_TO_COME_HOME],
    }
    with connection.cursor() as cursor:
        cursor.execute(TOLD, values)
        rows = cursor.fetchall()
    return [
        Told(
            offer, party, adoption, OfferState(state), offers.rides_of(zip(*parts, strict=True)), json.loads(needs),
            meet_at, lacks,
        )
        for offer, party, adoption, state, *parts, needs, meet_at, lacks in rows
    ]  # fmt: skip


def refused_ways(crisis: UUID, parties: Sequence[UUID] | None = None) -> dict[UUID, list[Rides]]:
    """Return the ways to which parties (or those named) said no."""
    found: dict[UUID, list[Rides]] = {}
    for each in told_ways(crisis, [OfferState.DECLINED], parties):
        found.setdefault(each.party, []).append(each.rides)
    return found
