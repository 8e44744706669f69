"""What is to be done about passes: those that should be in force held against those that are, by the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.boarding.rules import passes as code
from dodomu.boarding.rules.pass_wanted import GOOD_AFTER_DEPARTURE, InForce, Wanted, meeting, name_on_pass
from dodomu.boarding.rules.terms import PassEnd, PassKind
from dodomu.journeys.rules.buffers import buffer_of
from dodomu.journeys.rules.notices import Departure
from dodomu.journeys.rules.terms import TOLD, LegState, OfferKind, OfferState
from dodomu.people.rules.promising import STILL_TO_COME_HOME

# Each ride of an accepted offer, and of each invitation to a gate, that has not left; and when the ride before it ends
# (what they travel by themselves, they travel in time). Of some persons: sought by their parties, by the passes that
# they have and by offers that are named, so that no other is looked at.
RIDES: Final = """
    FROM journeys_offer offer
    JOIN journeys_offerstep step ON step.offer_id = offer.id
    JOIN journeys_leg leg ON leg.id = step.leg_id
    LEFT JOIN journeys_offerride ride ON ride.offer_id = offer.id AND ride.leg_id = leg.id AND ride.is_live
    LEFT JOIN journeys_offerstep before ON before.offer_id = offer.id AND before.position = step.position - 1
      AND (before.fleet <> '' OR EXISTS (
          SELECT FROM journeys_offerride r WHERE r.offer_id = offer.id AND r.leg_id = before.leg_id
      ))
"""
LIVE: Final = """
    WHERE offer.crisis_id = %(crisis)s
      AND (offer.kind = 'place' AND offer.state = %(accepted)s AND ride.id IS NOT NULL
           OR offer.kind = 'standby' AND offer.state = ANY (%(told)s))
      AND leg.state = %(planned)s AND leg.departs_at IS NOT NULL
      AND COALESCE(leg.expected_at, leg.departs_at) > %(at)s
      AND (%(persons)s::uuid[] IS NULL OR offer.id = ANY (ARRAY(
          SELECT theirs.id FROM journeys_offer theirs JOIN people_person p ON p.party_id = theirs.party_id
          WHERE p.id = ANY (%(persons)s::uuid[])
          UNION SELECT held.offer_id FROM boarding_pass held WHERE held.person_id = ANY (%(persons)s::uuid[])
          UNION SELECT unnest(%(offers)s::uuid[])
      )))
"""
# Few: a leg is met at one hour, or at as many as those who come by another before it arrive.
HOURS: Final = f"""
    SELECT DISTINCT leg.id, before.arrives_at, leg.meeting_place_id, leg.origin_id, leg.meeting_minutes, leg.buffer,
           leg.mode, origin.country, target.country, COALESCE(leg.expected_at, leg.departs_at)
    {RIDES}
    JOIN foundation_place origin ON origin.id = leg.origin_id
    JOIN foundation_place target ON target.id = leg.target_id
    {LIVE}
"""
HOLDER: Final = "md5(concat_ws('|', p.family_name, p.given_name, p.birth_date, p.reference))"
# Passes that are exactly as they are wanted, which is nearly all of them, are not even read; `rules.pass_wanted` judges
# the rest. One that an officer took back is not wanted while the offer is the same. What has left is not looked at any
# more: its passes have served. Of a person whom two offers name, that of their party holds.
UNLIKE: Final = f"""
    WITH hour AS (
        SELECT * FROM unnest(
            %(legs)s::uuid[], %(befores)s::timestamptz[], %(places)s::uuid[], %(meets)s::timestamptz[],
            %(leaves)s::timestamptz[]
        ) AS t(leg, before, place, meet_at, leaves_at)
    ), wanted AS (
        SELECT DISTINCT ON (p.id, leg.id) p.id AS person, leg.id AS leg, offer.id AS offer, offer.kind, hour.place,
               hour.meet_at, hour.leaves_at, {HOLDER} AS holder
        {RIDES}
        JOIN hour ON hour.leg = leg.id
          AND COALESCE(hour.before, 'epoch') = COALESCE(before.arrives_at, 'epoch')
        CROSS JOIN LATERAL unnest(offer.persons) AS asked(person)
        JOIN people_person p ON p.id = asked.person
        {LIVE}
          AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL AND p.account = ANY (%(travel)s)
          AND (%(persons)s::uuid[] IS NULL OR p.id = ANY (%(persons)s::uuid[]))
          AND (%(also_taken_back)s OR NOT EXISTS (
              SELECT FROM boarding_pass taken
              WHERE taken.person_id = p.id AND taken.leg_id = leg.id AND taken.offer_id = offer.id
                AND taken.end_cause = %(officer)s
                AND NOT EXISTS (
                    SELECT FROM boarding_pass later
                    WHERE later.person_id = taken.person_id AND later.follows_id = taken.id
                )
          ))
        ORDER BY p.id, leg.id, offer.party_id = p.party_id DESC, offer.id DESC
    ), held AS (
        SELECT held.*, leg.state AS leg_state,
               substring(held.code FROM 2 FOR 4) <> ALL (%(disowned)s::bytea[]) AS is_ours
        FROM boarding_pass held JOIN journeys_leg leg ON leg.id = held.leg_id
        WHERE held.crisis_id = %(crisis)s AND held.ended_at IS NULL AND leg.state IN (%(planned)s, %(cancelled)s)
          AND COALESCE(leg.expected_at, leg.departs_at) > %(at)s
          AND (%(persons)s::uuid[] IS NULL OR held.person_id = ANY (%(persons)s::uuid[]))
    )
    SELECT wanted.person, wanted.leg, wanted.offer, wanted.kind, wanted.place, wanted.meet_at, wanted.leaves_at,
           held.id, held.person_id, held.leg_id, held.offer_id, held.kind, held.meeting_place_id, held.meet_at,
           held.expires_at, held.is_ours, held.leg_state = %(cancelled)s, held.holder = wanted.holder, held.code
    FROM wanted FULL JOIN held ON held.person_id = wanted.person AND held.leg_id = wanted.leg
    WHERE (held.offer_id = wanted.offer AND held.kind = wanted.kind AND held.meeting_place_id = wanted.place
           AND held.meet_at = wanted.meet_at AND held.expires_at = wanted.leaves_at + %(good)s
           AND held.holder = wanted.holder AND held.is_ours) IS NOT TRUE
"""  # noqa: S608  (ours)
HOLDERS: Final = f"""
    SELECT p.id, p.family_name, p.given_name, p.birth_date, p.reference, c.sending, {HOLDER}
    FROM people_person p JOIN foundation_crisis c ON c.id = p.crisis_id WHERE p.id = ANY (%(persons)s::uuid[])
"""  # noqa: S608  (ours)
OF_OFFER: Final = "SELECT unnest(persons) FROM journeys_offer WHERE id = %(offer)s"
SIZES: Final = "SELECT id, cardinality(persons) FROM journeys_offer WHERE id = ANY (%(offers)s::uuid[])"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a pass is for, as far as it says so."""

    family_name: str
    given_name: str
    birth_date: date | None
    reference: str
    sending: str  # the state whose passports they are taken to have
    digest: str  # of all that, by which the database sees that it was changed

    @property
    def name(self) -> str:
        """Their name as a pass says it."""
        return name_on_pass(self.family_name, self.given_name, state=self.sending)

    @property
    def birth_year(self) -> int | None:
        return self.birth_date.year if self.birth_date else None


@dataclass(frozen=True, slots=True)
class Unlike:
    """Passes that are wanted and those in force, without those that are exactly as they are wanted."""

    wanted: tuple[Wanted, ...]
    in_force: tuple[InForce, ...]


def unlike(
    crisis: UUID,
    *,
    at: datetime,
    disowned: Sequence[bytes],
    persons: Sequence[UUID] | None = None,
    offers: Iterable[UUID] = (),
    also_taken_back: bool = False,
) -> Unlike:
    """Return where the passes of a crisis (of some persons only, where they are named) are not what is wanted.

    `disowned` are the first octets of numbers of keys that are ours no more; `offers` are looked at beside those of
    the parties of the persons.
    """
    values = {
        "crisis": crisis,
        "persons": None if persons is None else list(persons),
        "offers": list(offers),
        "at": at,
        "planned": LegState.PLANNED.value,
        "cancelled": LegState.CANCELLED.value,
        "accepted": OfferState.ACCEPTED.value,
        "told": [state.value for state in TOLD],
        "travel": [account.value for account in STILL_TO_COME_HOME],
        "officer": PassEnd.OFFICER.value,
        "also_taken_back": also_taken_back,
        "disowned": list(disowned),
        "good": GOOD_AFTER_DEPARTURE,
    }
    rows = _ask(UNLIKE, values | _hours(values))
    wanted = [_wanted(*row[:_OF_WANTED]) for row in rows if row[0] is not None]
    held = [row[_OF_WANTED:] for row in rows if row[_OF_WANTED] is not None]
    return Unlike(tuple(wanted), tuple(_in_force(held)))


def holders(persons: Sequence[UUID]) -> dict[UUID, Holder]:
    """Return what a pass says of each of some persons."""
    return {id_: Holder(*rest) for id_, *rest in _ask(HOLDERS, {"persons": list(persons)})}


def persons_of(offer: UUID) -> list[UUID]:
    """Return the persons that an offer is for."""
    return [person for (person,) in _ask(OF_OFFER, {"offer": offer})]


def sizes(offers: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many persons each of some offers is for."""
    return dict(_ask(SIZES, {"offers": list(offers)}))


_OF_WANTED: Final = 7
_KINDS: Final = {OfferKind.PLACE: PassKind.PLACE, OfferKind.STANDBY: PassKind.STANDBY}


def _hours(values: dict[str, Any]) -> dict[str, Any]:
    """Return where and when each leg is met, as columns."""
    met = [(leg, before, *_met(before, *rest)) for leg, before, *rest in _ask(HOURS, values)]
    columns = [list(column) for column in zip(*met, strict=True)] or [[] for _ in range(5)]
    return dict(zip(("legs", "befores", "places", "meets", "leaves"), columns, strict=True))


def _met(
    before: datetime | None, meeting_place: UUID | None, origin: UUID, minutes: int | None, buffer: int | None,
    mode: str, origin_country: str, target_country: str, leaves_at: datetime,
) -> tuple[UUID, datetime, datetime]:  # fmt: skip
    departure = Departure(
        leaves_at, str(origin), buffer_of(buffer, mode, (origin_country, target_country)),
        str(meeting_place) if meeting_place else None, minutes,
    )  # fmt: skip
    place, meet_at = meeting(departure, before)
    return UUID(place), meet_at, leaves_at


def _wanted(
    person: UUID, leg: UUID, offer: UUID, kind: str, place: UUID, meet_at: datetime, leaves_at: datetime
) -> Wanted:
    return Wanted(person, leg, offer, _KINDS[OfferKind(kind)], place, meet_at, leaves_at)


def _in_force(rows: Sequence[tuple[Any, ...]]) -> list[InForce]:
    changed = holders([person for _, person, *_, is_theirs, _ in rows if is_theirs is False])
    return [
        InForce(
            id_, person, leg, offer, PassKind(kind), place, meet_at, expires_at, is_ours, cancelled,
            is_theirs=person not in changed or _says(bytes(signed), changed[person]),
        )
        for id_, person, leg, offer, kind, place, meet_at, expires_at, is_ours, cancelled, _, signed in rows
    ]  # fmt: skip


def _says(signed: bytes, holder: Holder) -> bool:
    """Say whether a pass says who its holder is by what is known now: not each correction of a name changes it."""
    facts = code.read_code(signed).facts
    return (facts.name, facts.birth_year, facts.reference) == (holder.name, holder.birth_year, holder.reference)


def _ask(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
