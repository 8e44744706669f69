"""The one door through which pairs of records are proposed as one person.

A full matcher replaces `proposals_for` and nothing else: whoever wants proposals asks here, and an officer decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection

from dodomu.people.models import ContactPoint, Document, MatchProposal, Person
from dodomu.people.rules.duplicates import Ground, Known, certain_grounds
from dodomu.people.rules.terms import ContactKind

SEPARATE = "separate"
# The database finds who shares a document or a telephone; whether that is certain is decided by the rule.
# The crisis is compared without its index: the few who share something are found first, also before ANALYZE has run.
_PAIRS = """
WITH shared AS (
    SELECT one.person_id AS one, other.person_id AS other
    FROM people_document one
    JOIN people_document other ON other.number_index = one.number_index AND other.person_id <> one.person_id
    WHERE %(all)s OR one.person_id = ANY(%(persons)s)
    UNION
    SELECT one.person_id, other.person_id
    FROM people_contactpoint one
    JOIN people_contactpoint other
        ON other.value = one.value AND other.kind = one.kind AND other.person_id <> one.person_id
    WHERE one.kind = 'phone' AND (%(all)s OR one.person_id = ANY(%(persons)s))
)
SELECT DISTINCT least(shared.one, shared.other), greatest(shared.one, shared.other)
FROM shared
JOIN people_person one ON one.id = shared.one
JOIN people_person other ON other.id = shared.other
WHERE one.crisis_id IS NOT DISTINCT FROM %(crisis)s AND other.crisis_id IS NOT DISTINCT FROM %(crisis)s
    AND one.joined_into_id IS NULL AND other.joined_into_id IS NULL
    AND one.forgotten_at IS NULL AND other.forgotten_at IS NULL
    AND (one.birth_date = other.birth_date
        OR (one.name_key = other.name_key AND (one.birth_date IS NULL OR other.birth_date IS NULL)))
"""
# Level by level, and most often there is one: as one recursive statement the database went through all records.
_BELOW = """
SELECT id, id FROM people_person WHERE id = ANY(%(persons)s::uuid[])
UNION ALL
SELECT id, joined_into_id FROM people_person WHERE joined_into_id = ANY(%(persons)s::uuid[])
"""
_ABOVE = "SELECT id, joined_into_id FROM people_person WHERE id = ANY(%(persons)s::uuid[])"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be one person, the smaller id first, and why."""

    first: UUID
    second: UUID
    grounds: tuple[Ground, ...]


def proposals_for(crisis: UUID, persons: Sequence[UUID] | None) -> Iterable[Proposal]:
    """Yield the pairs that are certainly one person, of some persons or of all; never one that an officer separated."""
    pairs = _pairs(crisis, persons)
    if not pairs:
        return []
    apart = separated({person for pair in pairs for person in pair})
    return _judged([pair for pair in pairs if pair not in apart])


def members_of(roots: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return these records and all that were joined into them, at whatever depth: record -> the one of these."""
    found: dict[UUID, UUID] = {}
    level = set(roots)
    while level:
        new: set[UUID] = set()
        for member, into in _level(_BELOW, level):
            if member not in found:
                new.add(member)
            if member not in found or member != into:
                found[member] = found.get(into, into)
        level = new - level
    return found


def root_of(persons: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return, for each of these records, the one that stands for it: itself, or what it was joined into in the end."""
    wanted = set(persons)
    above: dict[UUID, UUID | None] = {}
    level = wanted
    while level:
        above.update(_level(_ABOVE, level))
        level = {into for into in above.values() if into} - above.keys()
    return {person: _top(person, above) for person in wanted & above.keys()}


def _level(query: LiteralString, persons: Iterable[UUID]) -> list[tuple[UUID, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"persons": "{" + ",".join(map(str, persons)) + "}"})
        found: list[tuple[UUID, Any]] = cursor.fetchall()
        return found


def _top(person: UUID, above: Mapping[UUID, UUID | None]) -> UUID:
    while into := above.get(person):
        person = into
    return person


def separated(roots: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return the pairs among these of which an officer said, of any records they consist of: different people."""
    root_of = members_of(roots)
    members = list(root_of)
    decided = MatchProposal.objects.filter(
        decision=SEPARATE, undone_at__isnull=True, first__in=members, second__in=members
    )
    return {ordered(root_of[first], root_of[second]) for first, second in decided.values_list("first_id", "second_id")}


def ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return a pair with the smaller id first, as it is kept."""
    return (one, other) if one < other else (other, one)


def _pairs(crisis: UUID, persons: Sequence[UUID] | None) -> list[tuple[UUID, UUID]]:
    facts: dict[str, Any] = {"crisis": crisis, "persons": list(persons or ()), "all": persons is None}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, facts)
        return [(first, second) for first, second in cursor.fetchall()]


def _judged(pairs: list[tuple[UUID, UUID]]) -> Iterator[Proposal]:
    known = known_of({person for pair in pairs for person in pair})
    for first, second in pairs:
        grounds = certain_grounds(known[first], known[second])
        if grounds:
            yield Proposal(first, second, grounds)


def known_of(persons: Iterable[UUID]) -> dict[UUID, Known]:
    """Return what the rule looks at, of some persons."""
    ids = list(persons)
    phones, papers = defaultdict(set), defaultdict(set)
    for person, value in ContactPoint.objects.filter(person__in=ids, kind=ContactKind.PHONE).values_list(
        "person_id", "value"
    ):
        phones[person].add(value)
    for person, index in Document.objects.filter(person__in=ids).values_list("person_id", "number_index"):
        papers[person].add(bytes(index))
    rows = Person.objects.filter(id__in=ids).values_list("id", "family_name", "given_name", "patronymic", "birth_date")
    return {
        person: Known(" ".join(filter(None, names)), birth_date, frozenset(phones[person]), frozenset(papers[person]))
        for person, *names, birth_date in rows
    }
