"""The facts of a crisis that decide who can come home how, read in a few statements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

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
from dodomu.journeys.rules.problem.facts import Built, Facts, HeldKnown, Site
from dodomu.journeys.rules.terms import LIVE, OfferKind
from dodomu.journeys.rules.variants import Options
from dodomu.people.queries.fold import STANDS, ask
from dodomu.people.rules.terms import Account
from dodomu.situation.queries import known

# Whoever stands at no place, promised or registered, is where they last said they are.
PERSONS: Final = """
    SELECT p.party_id, p.id, p.counts_as_citizen, p.citizenships, p.birth_date, p.wish, p.wish_from, p.needs,
           p.asked_at, s.account, COALESCE(s.place_id, p.place_id), s.leg
    FROM people_person p {standing}
    WHERE p.crisis_id = %(crisis)s AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL
      AND s.account <> %(not_ours)s
    ORDER BY p.party_id, p.leads_party DESC, p.id
"""
NOW: Final = """
    CROSS JOIN LATERAL (SELECT p.account, p.account_place_id AS place_id, p.account_leg AS leg) s
"""
THEN: Final = f"CROSS JOIN LATERAL ({STANDS}) s"
PAPERS: Final = """
    SELECT d.person_id, d.kind, d.expires_on
    FROM people_document d JOIN people_person p ON p.id = d.person_id
    WHERE p.crisis_id = %(crisis)s
    ORDER BY d.person_id, d.kind, d.expires_on
"""
PARTIES: Final = "SELECT id, may_split, said_size FROM people_party WHERE crisis_id = %(crisis)s"
TOLD: Final = """
    SELECT o.party_id, o.id, o.state, o.kind,
           COALESCE(array_agg(l.ref ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL), '{}'),
           o.leave_by, o.meet_at,
           (array_agg(s.origin_id ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL OR s.fleet <> ''))[1],
           (array_agg(s.leaves_at ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL OR s.fleet <> ''))[1]
    FROM journeys_offer o
    LEFT JOIN journeys_offerstep s ON s.offer_id = o.id
    LEFT JOIN journeys_leg l ON l.id = s.leg_id AND l.schedule = 'dated'
    WHERE o.crisis_id = %(crisis)s AND o.state = ANY(%(live)s)
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
FLEETS: Final = """
    SELECT DISTINCT s.fleet
    FROM journeys_offerstep s JOIN journeys_offer o ON o.id = s.offer_id
    WHERE o.crisis_id = %(crisis)s AND o.state = ANY(%(live)s) AND s.fleet <> ''
"""


def facts_for(crisis: UUID, *, at: datetime, known_at: datetime | None = None) -> Facts:
    """Return what decides about ways home at the hour `at` of a crisis.

    With `known_at`, where everybody stands and what is restricted is as it was known then, and who was registered later
    is not in it. What the register believes of a person and the ways are as they are now: neither keeps older beliefs.
    """
    row = Crisis.objects.filter(id=crisis).first()
    if row is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS, crisis=crisis)
    with bulk.without_collecting():
        return _facts(row, at, known_at)


def problem_for(crisis: UUID, options: Options, *, at: datetime) -> Built:
    """Return the planner's problem as of the hour `at`, supposing what the options ask."""
    with bulk.without_collecting():  # once for both: to look through what was read would take a second
        return problem_of(facts_for(crisis, at=at), options)


def problem_of(facts: Facts, options: Options) -> Built:
    """Return the planner's problem that is made of facts; it asks the database nothing more."""
    with bulk.without_collecting():
        return build(facts, options)


def _facts(row: Crisis, at: datetime, known_at: datetime | None) -> Facts:
    crisis = row.id
    return Facts(
        name=row.slug,
        country=row.country,
        sending=row.sending,
        zone=row.zone,
        at=at,
        places=_places(crisis),
        parties=_parties(crisis, at, known_at),
        told=_told(crisis),
        held=_held(crisis),
        fleets_held=frozenset(fleet for (fleet,) in _rows(FLEETS, crisis)),
        overrides=_overrides(crisis, at),
        ways=ways_known(crisis),
        restrictions=tuple(known.restrictions(crisis, known_at=known_at)),
        eligibility=_eligibility(crisis, at),
        refused=promises.refusals(crisis, at=at),
    )


def _rows(statement: str, crisis: UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        live, not_ours = [state.value for state in LIVE], Account.NOT_OURS.value
        cursor.execute(statement, {"crisis": crisis, "live": live, "not_ours": not_ours})
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


def _parties(crisis: UUID, at: datetime, known_at: datetime | None) -> tuple[PartyKnown, ...]:
    together: dict[UUID, list[PersonKnown]] = defaultdict(list)
    for party, person in _persons(crisis, at, known_at):
        together[party].append(person)
    said = {party: (may_split, size) for party, may_split, size in _rows(PARTIES, crisis)}
    return tuple(PartyKnown(party, *said[party], tuple(persons)) for party, persons in together.items())


def _persons(crisis: UUID, at: datetime, known_at: datetime | None) -> Iterator[tuple[UUID, PersonKnown]]:
    papers = _papers(crisis)
    if known_at is None:
        rows = _rows(PERSONS.format(standing=NOW), crisis)
    else:
        then = PERSONS.format(standing=THEN)
        rows = ask(then, at=at, known_at=known_at, crisis=crisis, not_ours=Account.NOT_OURS.value)
    for party, id_, is_citizen, citizenships, born, wish, wish_from, needs, asked_at, account, place, leg in rows:
        yield party, PersonKnown(
            id_, is_citizen, tuple(citizenships), born, wish, wish_from, account, place, leg, tuple(needs),
            papers.get(id_, ()), asked_at,
        )  # fmt: skip


def _papers(crisis: UUID) -> Mapping[UUID, tuple[tuple[str, date | None], ...]]:
    held: dict[UUID, tuple[tuple[str, date | None], ...]] = {}
    for person, kind, expires in _rows(PAPERS, crisis):
        held[person] = (*held.get(person, ()), (kind, expires))
    return held


def _told(crisis: UUID) -> Mapping[UUID, ToldKnown]:
    return {
        party: ToldKnown(
            party, offer, state, tuple(legs), kind == OfferKind.STANDBY,
            SettingOut(leave_by, meet_at, departs, place) if place else None,
        )
        for party, offer, state, kind, legs, leave_by, meet_at, place, departs in _rows(TOLD, crisis)
    }  # fmt: skip


def _held(crisis: UUID) -> Mapping[str, HeldKnown]:
    persons: dict[str, int] = {}
    takes: dict[str, dict[str, int]] = defaultdict(dict)
    for ref, count, kind, taken in _rows(HELD, crisis):
        persons[ref] = int(count)
        takes[ref][kind] = int(taken)
    return {ref: HeldKnown(count, takes[ref]) for ref, count in persons.items()}


def _overrides(crisis: UUID, at: datetime) -> tuple[OverrideKnown, ...]:
    rows = Override.objects.filter(crisis=crisis, ended_at__isnull=True, at__lte=at).order_by("at", "id")
    return tuple(OverrideKnown(row.party_id, row.kind, row.leg, row.country, row.priority) for row in rows)


def _eligibility(crisis: UUID, at: datetime) -> Rule:
    rows = Eligibility.objects.filter(crisis=crisis, from_at__lte=at).order_by("-from_at", "-recorded_at")
    newest = rows.first()
    return eligibility.read(newest.rule) if newest else Rule()
