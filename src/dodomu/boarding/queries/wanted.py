"""The passes that should be in force, and those that are, read in one go each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.boarding.rules.pass_wanted import InForce, Wanted, meeting
from dodomu.boarding.rules.terms import PassEnd, PassKind
from dodomu.journeys.rules.buffers import buffer_of
from dodomu.journeys.rules.notices import Departure
from dodomu.journeys.rules.terms import TOLD, LegState, OfferKind, OfferState
from dodomu.people.rules.promising import STILL_TO_COME_HOME

# Of each ride of an accepted offer, and of each invitation to a gate, each person who is still to travel; when the ride
# before it ends (what they travel by themselves, they travel in time).
WANTED: Final = """
    SELECT asked.person, leg.id, offer.id, offer.kind, leg.meeting_place_id, leg.origin_id, leg.meeting_minutes,
           leg.buffer, leg.mode, origin.country, target.country, COALESCE(leg.expected_at, leg.departs_at),
           before.arrives_at
    FROM journeys_offer offer
    CROSS JOIN LATERAL unnest(offer.persons) AS asked(person)
    JOIN journeys_offerstep step ON step.offer_id = offer.id
    JOIN journeys_leg leg ON leg.id = step.leg_id
    JOIN foundation_place origin ON origin.id = leg.origin_id
    JOIN foundation_place target ON target.id = leg.target_id
    LEFT JOIN journeys_offerride ride ON ride.offer_id = offer.id AND ride.leg_id = leg.id AND ride.is_live
    LEFT JOIN journeys_offerstep before ON before.offer_id = offer.id AND before.position = step.position - 1
      AND (before.fleet <> '' OR EXISTS (
          SELECT FROM journeys_offerride r WHERE r.offer_id = offer.id AND r.leg_id = before.leg_id
      ))
    WHERE offer.crisis_id = %(crisis)s
      AND (offer.kind = 'place' AND offer.state = %(accepted)s AND ride.id IS NOT NULL
           OR offer.kind = 'standby' AND offer.state = ANY (%(told)s))
      AND leg.state = %(planned)s AND leg.departs_at IS NOT NULL
      AND COALESCE(leg.expected_at, leg.departs_at) > %(at)s
      {some} ORDER BY leg.id, offer.id, asked.person
"""
# Of some persons: sought by their parties, or by the passes that they have, so that no other offer is looked at.
OF_SOME: Final = """
      AND asked.person = ANY (%(persons)s::uuid[]) AND offer.id IN (
          SELECT theirs.id FROM journeys_offer theirs JOIN people_person p ON p.party_id = theirs.party_id
          WHERE p.id = ANY (%(persons)s::uuid[])
          UNION SELECT held.offer_id FROM boarding_pass held WHERE held.person_id = ANY (%(persons)s::uuid[])
      )
"""
# Asked by themselves: joined to the above, they are sought by any index where the database has not counted yet.
TRAVELLING: Final = """
    SELECT id FROM people_person WHERE id = ANY (%(persons)s::uuid[])
      AND joined_into_id IS NULL AND forgotten_at IS NULL AND account = ANY (%(travel)s)
"""
# A pass that an officer took back stays so while the offer is the same.
TAKEN_BACK: Final = """
    SELECT taken.person_id, taken.leg_id, taken.offer_id FROM boarding_pass taken
    WHERE taken.crisis_id = %(crisis)s AND taken.end_cause = %(officer)s
      AND NOT EXISTS (SELECT FROM boarding_pass later WHERE later.follows_id = taken.id)
"""
# What has left is not looked at any more: its passes have served.
IN_FORCE: Final = """
    SELECT held.id, held.person_id, held.leg_id, held.offer_id, held.kind, held.meeting_place_id, held.meet_at,
           held.expires_at, substring(held.code FROM 2 FOR 4) <> ALL (%(disowned)s::bytea[]), leg.state = %(cancelled)s
    FROM boarding_pass held JOIN journeys_leg leg ON leg.id = held.leg_id
    WHERE held.crisis_id = %(crisis)s AND held.ended_at IS NULL AND leg.state IN (%(planned)s, %(cancelled)s)
      AND COALESCE(leg.expected_at, leg.departs_at) > %(at)s
      AND (%(persons)s::uuid[] IS NULL OR held.person_id = ANY (%(persons)s::uuid[]))
"""
PERSONS: Final = """
    SELECT id, family_name, given_name, birth_date, reference FROM people_person WHERE id = ANY (%(persons)s::uuid[])
"""
OF_OFFER: Final = "SELECT unnest(persons) FROM journeys_offer WHERE id = %(offer)s"
SIZES: Final = "SELECT id, cardinality(persons) FROM journeys_offer WHERE id = ANY (%(offers)s::uuid[])"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a pass is for, as far as it says so."""

    family_name: str
    given_name: str
    birth_date: date | None
    reference: str


def wanted(
    crisis: UUID, *, at: datetime, persons: Sequence[UUID] | None = None, also_taken_back: bool = False
) -> list[Wanted]:
    """Return the passes that should be in force in a crisis (of some persons only, where they are named)."""
    values = {
        **_of(crisis, persons),
        "at": at,
        "told": [state.value for state in TOLD],
        "accepted": OfferState.ACCEPTED.value,
    }
    taken_back = set(_ask(TAKEN_BACK, {"crisis": crisis, "officer": PassEnd.OFFICER.value}))
    statement = WANTED.replace("{some}", "" if persons is None else OF_SOME)
    rows = [row for row in _ask(statement, values) if also_taken_back or row[:3] not in taken_back]
    travel = [account.value for account in STILL_TO_COME_HOME]
    still = {id_ for (id_,) in _ask(TRAVELLING, {"persons": [row[0] for row in rows], "travel": travel})}
    return [_wanted(*row) for row in rows if row[0] in still]


def in_force(
    crisis: UUID, *, at: datetime, disowned: Sequence[bytes], persons: Sequence[UUID] | None = None
) -> list[InForce]:
    """Return the passes in force for what has not left yet; `disowned` are the first octets of numbers of keys."""
    rows = _ask(IN_FORCE, {**_of(crisis, persons), "at": at, "disowned": list(disowned)})
    return [
        InForce(id_, person, leg, offer, PassKind(kind), place, meet_at, expires_at, is_ours, cancelled)
        for id_, person, leg, offer, kind, place, meet_at, expires_at, is_ours, cancelled in rows
    ]


def holders(persons: Sequence[UUID]) -> dict[UUID, Holder]:
    """Return what a pass says of each of some persons."""
    return {id_: Holder(*rest) for id_, *rest in _ask(PERSONS, {"persons": list(persons)})}


def persons_of(offer: UUID) -> list[UUID]:
    """Return the persons that an offer is for."""
    return [person for (person,) in _ask(OF_OFFER, {"offer": offer})]


def sizes(offers: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many persons each of some offers is for."""
    return dict(_ask(SIZES, {"offers": list(offers)}))


def _wanted(
    person: UUID, leg: UUID, offer: UUID, kind: str, meeting_place: UUID | None, origin: UUID, minutes: int | None,
    buffer: int | None, mode: str, origin_country: str, target_country: str, leaves_at: datetime,
    arrives_before: datetime | None,
) -> Wanted:  # fmt: skip
    departure = Departure(
        leaves_at, str(origin), buffer_of(buffer, mode, (origin_country, target_country)),
        str(meeting_place) if meeting_place else None, minutes,
    )  # fmt: skip
    place, meet_at = meeting(departure, arrives_before)
    return Wanted(person, leg, offer, _KINDS[OfferKind(kind)], UUID(place), meet_at, leaves_at)


_KINDS: Final = {OfferKind.PLACE: PassKind.PLACE, OfferKind.STANDBY: PassKind.STANDBY}


def _of(crisis: UUID, persons: Sequence[UUID] | None) -> dict[str, Any]:
    return {
        "crisis": crisis,
        "persons": None if persons is None else list(persons),
        "planned": LegState.PLANNED.value,
        "cancelled": LegState.CANCELLED.value,
    }


def _ask(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
