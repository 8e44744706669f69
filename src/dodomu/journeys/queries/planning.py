"""The facts of a crisis that decide who can come home how, read in a few statements."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from dodomu.foundation import bulk
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Eligibility, Override
from dodomu.journeys.queries import promises
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.rules import eligibility
from dodomu.journeys.rules.eligibility import Rule
from dodomu.journeys.rules.parties import OverrideKnown, PartyKnown, PersonKnown, SettingOut, ToldKnown
from dodomu.journeys.rules.problem import build
from dodomu.journeys.rules.problem.facts import Built, Facts, HeldKnown, Site, WaitKnown
from dodomu.journeys.rules.terms import LIVE, OfferKind
from dodomu.journeys.rules.variants import Options
from dodomu.people.queries.fold import STANDS, ask
from dodomu.people.rules.terms import Account
from dodomu.situation.queries import known

# Whoever stands at no place is where they last said they are; who holds a promise and has said nothing since, where
# they stood when it was made: somebody may have seen them elsewhere than they said.
PERSONS: Final = """
    SELECT p.party_id, p.id, p.counts_as_citizen, p.citizenships, p.birth_date, p.wish, p.wish_from, p.needs,
           p.asked_at, s.account, COALESCE(s.place_id, p.place_id), s.leg
    FROM people_person p {standing}
    WHERE p.crisis_id = %(crisis)s AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL
      AND s.account <> %(not_ours)s AND (%(party)s::uuid IS NULL OR p.party_id = %(party)s)
    ORDER BY p.party_id, p.leads_party DESC, p.id
"""
NOW: Final = """
    CROSS JOIN LATERAL (
        SELECT p.account, p.account_leg AS leg, CASE WHEN p.account = 'promised' THEN (
            SELECT e.from_place_id FROM people_ledgerentry e
            WHERE e.person_id = p.id AND e.account = 'promised' AND e.happened_at = p.account_since
              AND e.from_place_id IS DISTINCT FROM p.place_id AND NOT EXISTS (
                  SELECT FROM people_registration r WHERE r.person_id = p.id AND r.received_at >= e.happened_at)
            ORDER BY e.recorded_at DESC LIMIT 1
        ) ELSE p.account_place_id END AS place_id) s
"""
THEN: Final = f"CROSS JOIN LATERAL ({STANDS}) s"
PAPERS: Final = """
    SELECT d.person_id, d.kind, d.expires_on
    FROM people_document d JOIN people_person p ON p.id = d.person_id
    WHERE p.crisis_id = %(crisis)s AND (%(party)s::uuid IS NULL OR p.party_id = %(party)s)
    ORDER BY d.person_id, d.kind, d.expires_on
"""
PARTIES: Final = """
    SELECT id, may_split, said_size FROM people_party
    WHERE crisis_id = %(crisis)s AND (%(party)s::uuid IS NULL OR id = %(party)s)
"""
TOLD: Final = """
    SELECT o.party_id, o.id, o.state, o.kind,
           COALESCE(array_agg(l.ref ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL), '{}'),
           o.leave_by, o.meet_at, o.needs,
           (array_agg(s.origin_id ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL OR s.fleet <> ''))[1],
           (array_agg(s.leaves_at ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL OR s.fleet <> ''))[1]
    FROM journeys_offer o
    LEFT JOIN journeys_offerstep s ON s.offer_id = o.id
    LEFT JOIN journeys_leg l ON l.id = s.leg_id AND l.schedule = 'dated'
    WHERE o.crisis_id = %(crisis)s AND o.state = ANY(%(live)s)
      AND (%(party)s::uuid IS NULL OR o.party_id = %(party)s)
    GROUP BY o.id
"""
HELD: Final = """
    SELECT l.ref, r.persons, k.kind, k.taken
    FROM (SELECT leg_id, sum(persons) AS persons FROM journeys_offerride WHERE is_live GROUP BY leg_id) r
    JOIN journeys_leg l ON l.id = r.leg_id AND l.crisis_id = %(crisis)s
    CROSS JOIN LATERAL (
        SELECT each.key AS kind, sum(each.value::int) AS taken
        FROM journeys_offerride o CROSS JOIN LATERAL jsonb_each_text(o.takes) each
        WHERE o.leg_id = r.leg_id AND o.is_live
        GROUP BY each.key
    ) k
"""
# Who comes to a place with limited room, by what they were told, and what they go on by.
WAITS: Final = """
    SELECT s.target_id, s.arrives_at, n.leaves_at, COALESCE(l.ref, ''),
           sum(GREATEST(cardinality(o.persons), COALESCE(r.persons, 0)))
    FROM journeys_offer o
    JOIN journeys_offerstep s ON s.offer_id = o.id
    JOIN journeys_offerstep n ON n.offer_id = o.id AND n.position = s.position + 1
    LEFT JOIN journeys_leg l ON l.id = n.leg_id
    LEFT JOIN journeys_offerride r ON r.offer_id = o.id AND r.leg_id = n.leg_id
    WHERE o.crisis_id = %(crisis)s AND o.kind = 'place' AND o.state = ANY(%(live)s) AND s.target_id IN (
        SELECT place_id FROM journeys_handling WHERE crisis_id = %(crisis)s AND room IS NOT NULL)
    GROUP BY 1, 2, 3, 4
"""
FLOWN: Final = """
    SELECT l.ref, sum(r.persons)
    FROM journeys_leg l JOIN journeys_offerride r ON r.leg_id = l.id JOIN journeys_offer o ON o.id = r.offer_id
    WHERE l.crisis_id = %(crisis)s AND l.permission_id IS NOT NULL AND o.state = 'travelled'
    GROUP BY 1
"""
FLEETS: Final = """
    SELECT DISTINCT s.fleet
    FROM journeys_offerstep s JOIN journeys_offer o ON o.id = s.offer_id
    WHERE o.crisis_id = %(crisis)s AND o.state = ANY(%(live)s) AND s.fleet <> ''
"""


def facts_for(crisis: UUID, *, at: datetime, known_at: datetime | None = None, party: UUID | None = None) -> Facts:
    """Return what decides about ways home at the hour `at` of a crisis.

    With `known_at`, where everybody stands and what is restricted is as it was known then, and who was registered later
    is not in it. What the register believes of a person and the ways are as they are now: neither keeps older beliefs.
    With `party`, nobody else's persons and offers are in it; what others hold of the ways is.
    """
    row = Crisis.objects.filter(id=crisis).first()
    if row is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS, crisis=crisis)
    with bulk.without_collecting():
        return _facts(row, at, known_at, party)


def problem_for(crisis: UUID, options: Options, *, at: datetime) -> Built:
    """Return the planner's problem as of the hour `at`, supposing what the options ask."""
    with bulk.without_collecting():  # once for both: to look through what was read would take a second
        return problem_of(facts_for(crisis, at=at), options)


def problem_of(facts: Facts, options: Options) -> Built:
    """Return the planner's problem that is made of facts; it asks the database nothing more."""
    with bulk.without_collecting():
        return build(facts, options)


def _facts(row: Crisis, at: datetime, known_at: datetime | None, party: UUID | None) -> Facts:
    crisis = row.id
    return Facts(
        name=row.slug,
        country=row.country,
        sending=row.sending,
        zone=row.zone,
        at=at,
        places=_places(crisis),
        parties=_parties(crisis, at, known_at, party),
        told=_told(crisis, party),
        held=_held(crisis),
        fleets_held=frozenset(fleet for (fleet,) in _rows(FLEETS, crisis)),
        overrides=_overrides(crisis, known_at or at),
        ways=ways_known(crisis),
        restrictions=tuple(known.restrictions(crisis, known_at=known_at)),
        eligibility=rule_at(crisis, at, known_at=known_at),
        refused=promises.refusals(crisis, at=at),
        waits=tuple(
            WaitKnown(place, since, until, leg, int(persons))
            for place, since, until, leg, persons in _rows(WAITS, crisis)
        ),
        flown={ref: int(persons) for ref, persons in _rows(FLOWN, crisis)},
    )


def _rows(statement: str, crisis: UUID, party: UUID | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        live, not_ours = [state.value for state in LIVE], Account.NOT_OURS.value
        cursor.execute(statement, {"crisis": crisis, "live": live, "not_ours": not_ours, "party": party})
        return list(cursor.fetchall())


def _places(crisis: UUID) -> Mapping[UUID, Site]:
    return {
        row.id: Site(
            place=row.id, country=row.country, region=row.region, ref=row.ref, kind=row.kind, zone=row.zone,
            latitude=row.latitude, longitude=row.longitude, name=_name(row), parent=row.parent_id,
        )
        for row in Place.objects.filter(crisis=crisis)
    }  # fmt: skip


def _name(row: Place) -> str:
    return str(row.names.get("en") or next(iter(row.names.values()), row.ref))


def _parties(crisis: UUID, at: datetime, known_at: datetime | None, only: UUID | None) -> tuple[PartyKnown, ...]:
    together: dict[UUID, list[PersonKnown]] = defaultdict(list)
    for party, person in _persons(crisis, at, known_at, only):
        together[party].append(person)
    said = {party: (may_split, size) for party, may_split, size in _rows(PARTIES, crisis, only)}
    return tuple(PartyKnown(party, *said[party], tuple(persons)) for party, persons in together.items())


def _persons(
    crisis: UUID, at: datetime, known_at: datetime | None, only: UUID | None
) -> Iterator[tuple[UUID, PersonKnown]]:
    papers = _papers(crisis, only)
    if known_at is None:
        rows = _rows(PERSONS.format(standing=NOW), crisis, only)
    else:
        then = PERSONS.format(standing=THEN)
        rows = ask(then, at=at, known_at=known_at, crisis=crisis, not_ours=Account.NOT_OURS.value, party=only)
    for party, id_, is_citizen, citizenships, born, wish, wish_from, needs, asked_at, account, place, leg in rows:
        yield party, PersonKnown(
            id_, is_citizen, tuple(citizenships), born, wish, wish_from, account, place, leg, tuple(needs),
            papers.get(id_, ()), asked_at,
        )  # fmt: skip


def _papers(crisis: UUID, only: UUID | None) -> Mapping[UUID, tuple[tuple[str, date | None], ...]]:
    held: dict[UUID, tuple[tuple[str, date | None], ...]] = {}
    for person, kind, expires in _rows(PAPERS, crisis, only):
        held[person] = (*held.get(person, ()), (kind, expires))
    return held


def _told(crisis: UUID, only: UUID | None) -> Mapping[UUID, ToldKnown]:
    return {
        party: ToldKnown(
            party, offer, state, tuple(legs), kind == OfferKind.STANDBY,
            SettingOut(leave_by, meet_at, departs, place) if place else None, json.loads(needs),
        )
        for party, offer, state, kind, legs, leave_by, meet_at, needs, place, departs in _rows(TOLD, crisis, only)
    }  # fmt: skip


def _held(crisis: UUID) -> Mapping[str, HeldKnown]:
    persons: dict[str, int] = {}
    takes: dict[str, dict[str, int]] = defaultdict(dict)
    for ref, count, kind, taken in _rows(HELD, crisis):
        persons[ref] = int(count)
        takes[ref][kind] = int(taken)
    return {ref: HeldKnown(count, takes[ref]) for ref, count in persons.items()}


def _overrides(crisis: UUID, at: datetime) -> tuple[OverrideKnown, ...]:
    """Return what officers had decided by an hour and not ended by then."""
    rows = Override.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), crisis=crisis, at__lte=at)
    columns = ("party_id", "kind", "leg", "country", "priority")
    return tuple(OverrideKnown(*row) for row in rows.order_by("at", "id").values_list(*columns))


def rule_at(crisis: UUID, at: datetime, *, known_at: datetime | None = None) -> Rule:
    """Return the rule that holds at an hour, as it was known then or at another one.

    Where none was stated, citizens and whoever belongs to their party.
    """
    known_then = Eligibility.objects.filter(crisis=crisis, recorded_at__lte=known_at or at)
    row = known_then.filter(from_at__lte=at).order_by("-from_at", "-recorded_at").first()
    return eligibility.read(row.rule) if row else Rule()
