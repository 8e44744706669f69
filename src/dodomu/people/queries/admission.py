"""What is asked before somebody is registered. Written out, because everybody who registers waits for it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

_KEPT = "SELECT DISTINCT submission FROM people_registration WHERE crisis_id = %s AND submission = ANY(%s)"
_TAKEN = "SELECT reference FROM people_person WHERE reference = ANY(%s)"
# The persons are gathered first and the crisis is compared without its index. Else, in the first hour, when the
# database has not counted its tables yet, it reads every registration of the crisis for everybody who registers.
_SENT = """
SELECT {asked}, (
    SELECT count(DISTINCT submission) FROM people_registration
    WHERE person_id = ANY (ARRAY(SELECT person_id FROM {table} WHERE {column} = asked.what))
        AND crisis_id IS NOT DISTINCT FROM %(crisis)s AND channel = 'web' AND received_at > %(since)s
) FROM unnest({given}) asked(what)
"""
_SENT_BEFORE = "UNION ALL".join(
    (
        _SENT.format(asked="what", table="people_contactpoint", column="value", given="%(phones)s::text[]"),
        _SENT.format(
            asked="encode(what, 'hex')", table="people_document", column="number_index", given="%(papers)s::bytea[]"
        ),
    )
)


def kept_submissions(crisis: UUID, submissions: Collection[UUID]) -> set[UUID]:
    """Return those of some submissions that were kept."""
    return {submission for (submission,) in _ask(_KEPT, [crisis, list(submissions)])}


def taken_references(references: Collection[str]) -> set[str]:
    """Return those of some reference codes that somebody has."""
    return {reference for (reference,) in _ask(_TAKEN, [list(references)])}


def sent_since(
    since: datetime, *, crisis: UUID, phones: Collection[str], papers: Collection[bytes]
) -> tuple[dict[str, int], dict[bytes, int]]:
    """Return how many forms the public sent with each telephone, and with each document (by its blind index)."""
    facts = {"crisis": crisis, "since": since, "phones": list(phones), "papers": list(papers)}
    sent = dict(_ask(_SENT_BEFORE, facts)) if phones or papers else {}
    return {each: sent[each] for each in phones}, {each: sent[each.hex()] for each in papers}


def _ask(query: str, facts: list[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return list(cursor.fetchall())
