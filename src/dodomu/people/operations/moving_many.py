"""Moving very many people at once, each to a standing of their own: what `whereabouts.move_party` does one by one.

The database finds where everybody stands and writes the entries, in a few statements for thousands of persons. A test
holds the outcome equal to `move_party`, entry by entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from dodomu.foundation import news
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.news import PeopleMoved
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Evidence

# Each of the moves with what the ledger says of the person at that hour. `hour` reads one that was typed to the minute
# as the last moment of it that is known (`rules.ledger`), and OFFSET 0 looks it up once; an entry counts if no other
# names it.
COUNTS: Final = """
    e.person_id = m.person AND e.account <> '' AND NOT EXISTS (
        SELECT FROM people_ledgerentry c WHERE c.corrects = e.id AND c.person_id = e.person_id)
"""
MOVES: Final = f"""
    SELECT m.*, h.hour, s.account AS stands, s.place_id AS stands_place, s.leg AS stands_leg, r.recorded
    FROM moves m
    CROSS JOIN LATERAL (
        SELECT COALESCE(CASE WHEN date_trunc('minute', %(hour)s::timestamptz) = %(hour)s THEN (
            SELECT max(e.happened_at) FROM people_ledgerentry e
            WHERE {COUNTS} AND e.happened_at >= %(hour)s AND e.happened_at < %(hour)s + interval '1 minute'
        ) END, %(hour)s) AS hour OFFSET 0) h
    LEFT JOIN LATERAL (
        SELECT e.account, e.place_id, e.leg FROM people_ledgerentry e
        WHERE {COUNTS} AND e.happened_at <= h.hour
        ORDER BY e.happened_at DESC, e.recorded_at DESC, e.id DESC LIMIT 1) s ON true
    CROSS JOIN LATERAL (
        SELECT greatest(%(at)s, max(e.recorded_at) + interval '1 microsecond') AS recorded
        FROM people_ledgerentry e WHERE e.person_id = m.person) r
"""  # noqa: S608  (put together from constants only)
LAY_OUT: Final = """
    CREATE TEMP TABLE moves (
        entry uuid, person uuid, from_account text, from_place uuid, from_leg text, account text, place uuid, leg text
    ) ON COMMIT DROP
"""
FILL: Final = "COPY pg_temp.moves FROM STDIN"
# In the order in which every mover holds them; somebody whose record is joined is named, with the record kept.
HOLD: Final = """
    WITH held AS (
        SELECT id, crisis_id, joined_into_id FROM people_person WHERE id = ANY(ARRAY(SELECT person FROM moves))
        ORDER BY id FOR NO KEY UPDATE)
    SELECT count(*), array_agg(DISTINCT crisis_id),
           (array_agg(id ORDER BY id) FILTER (WHERE joined_into_id IS NOT NULL))[1],
           (array_agg(joined_into_id ORDER BY id) FILTER (WHERE joined_into_id IS NOT NULL))[1]
    FROM held
"""
MISSING: Final = "SELECT person FROM moves WHERE person NOT IN (SELECT id FROM people_person) ORDER BY person"
# One by one (LIMIT): in a young table the database would rather read all entries there are.
SAID_BEFORE: Final = """
    SELECT m.entry, e.differs FROM moves m CROSS JOIN LATERAL (
        SELECT (e.person_id, e.account, e.place_id, e.leg, e.corrects)
               IS DISTINCT FROM (m.person, m.account, m.place, m.leg, NULL::uuid) AS differs
        FROM people_ledgerentry e WHERE e.id = m.entry LIMIT 1) e
"""
LEAVE_OUT: Final = "DELETE FROM moves WHERE entry = ANY(%s)"
STANDING: Final = f"""
    CREATE TEMP TABLE standing ON COMMIT DROP AS {MOVES}
"""
ELSEWHERE: Final = """
    SELECT person FROM standing
    WHERE (from_account, from_place, from_leg) IS DISTINCT FROM (stands, stands_place, stands_leg) ORDER BY person
"""
STILL: Final = """
    SELECT person FROM standing WHERE (account, place, leg) IS NOT DISTINCT FROM (stands, stands_place, stands_leg)
"""
ADD: Final = """
    INSERT INTO people_ledgerentry (
        id, crisis_id, person_id, from_account, from_place_id, from_leg, account, place_id, leg, evidence, said_by,
        officer_id, happened_at, recorded_at)
    SELECT s.entry, %(crisis)s, s.person, s.from_account, s.from_place, s.from_leg, s.account, s.place, s.leg,
           %(evidence)s, %(said_by)s, %(officer)s, s.hour, s.recorded
    FROM standing s
"""
# Late news changes the past only: who has moved since stands where they stood.
RESTAND: Final = """
    UPDATE people_person p
    SET account = s.account, account_place_id = s.place, account_leg = s.leg, account_since = s.hour
    FROM standing s WHERE p.id = s.person AND s.hour >= p.account_since
    RETURNING p.id
"""


@dataclass(frozen=True, slots=True)
class MoveTo:
    """One of many who are moved together: where the writer saw them standing, and where they stand from now on."""

    entry_id: UUID
    person: UUID
    origin: Standing
    to: Standing


def move_many(
    *, moves: Sequence[MoveTo], evidence: Evidence, said_by: str, happened_at: datetime, by: Actor, at: datetime
) -> None:
    """Move persons of one crisis, each to a standing of their own, all or none; the same entry ids change nothing.

    Part of another operation, which has checked that `by` may. Each person is named once. Callers keep to some
    thousands at a time, so that nobody waits long for whom they hold.
    """
    if not moves:
        return
    _check_words(moves, said_by, happened_at, at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # compiling takes longer than what is compiled
        _lay_out(cursor, moves)
        crisis = _hold(cursor, moves)
        _leave_out_said_before(cursor)
        cursor.execute(STANDING, {"hour": happened_at, "at": at})
        _check_standings(cursor)
        cursor.execute(ADD, {"crisis": crisis, "evidence": evidence.value, "said_by": said_by, "officer": by.officer})
        cursor.execute(RESTAND)
        moved = tuple(person for (person,) in cursor.fetchall())
        if moved:
            news.post(PeopleMoved(crisis, moved), at=at)


def _check_words(moves: Sequence[MoveTo], said_by: str, happened_at: datetime, at: datetime) -> None:
    if happened_at > at + ledger.SKEW:
        raise Refused(PeopleReason.HAPPENS_IN_FUTURE, happened_at=happened_at)
    for to in {move.to for move in moves}:
        if to.account in ledger.NEEDS_PLACE and to.place is None:
            raise Refused(PeopleReason.PLACE_NEEDED, account=to.account)
        if to.account in ledger.NEEDS_LEG and not to.leg:
            raise Refused(PeopleReason.LEG_NEEDED, account=to.account)
        if len(said_by) > ledger.LONGEST_SAID_BY or len(to.leg) > ledger.LONGEST_LEG:
            raise Refused(FoundationReason.TEXT_TOO_LONG)


def _hold(cursor: Any, moves: Sequence[MoveTo]) -> UUID:
    """Hold the persons and return their crisis, or refuse."""
    cursor.execute(HOLD)
    ((found, crises, joined, kept),) = cursor.fetchall()
    if found < len(moves):
        cursor.execute(MISSING)
        raise Refused(PeopleReason.NO_SUCH_PERSON, persons=[person for (person,) in cursor.fetchall()])
    if len(crises) > 1:
        raise Refused(PeopleReason.OTHER_CRISIS)
    crisis: UUID = crises[0]
    _check_places(frozenset(move.to.place for move in moves if move.to.place), crisis)
    if joined:
        raise Refused(PeopleReason.ALREADY_JOINED, person=joined, kept=kept)
    return crisis


def _check_places(places: frozenset[UUID], crisis: UUID) -> None:
    known = set(Place.objects.filter(id__in=places, crisis=crisis).values_list("id", flat=True))
    for place in sorted(places - known):
        raise Refused(FoundationReason.UNKNOWN_PLACE, place=place)


def _lay_out(cursor: Any, moves: Sequence[MoveTo]) -> None:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.moves, pg_temp.standing")
    cursor.execute(LAY_OUT)
    with cursor.copy(FILL) as copy:
        for move in moves:
            copy.write_row((move.entry_id, move.person, *_columns(move.origin), *_columns(move.to)))


def _leave_out_said_before(cursor: Any) -> None:
    """Leave out the moves whose entries are there already; refuse an id that was used for another move."""
    cursor.execute(SAID_BEFORE)
    said_before = cursor.fetchall()
    for entry, differs in said_before:
        if differs:
            raise Refused(PeopleReason.ENTRY_DIFFERS, entry=entry)
    if said_before:
        cursor.execute(LEAVE_OUT, [[entry for entry, _ in said_before]])


def _columns(standing: Standing) -> tuple[str, UUID | None, str]:
    return standing.account.value, standing.place, standing.leg


def _check_standings(cursor: Any) -> None:
    cursor.execute("SELECT person FROM standing WHERE stands IS NULL ORDER BY person LIMIT 1")
    if unopened := cursor.fetchone():
        raise Refused(PeopleReason.NOT_OPENED, person=unopened[0])
    cursor.execute(ELSEWHERE)
    if elsewhere := cursor.fetchall():
        raise Refused(PeopleReason.STANDS_ELSEWHERE, persons=[person for (person,) in elsewhere])
    cursor.execute(STILL)
    if still := cursor.fetchone():
        raise Refused(PeopleReason.STANDS_THERE_ALREADY, person=still[0])
