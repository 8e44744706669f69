"""Which departures need a look, found in the database: all others need not be counted person by person."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.boarding.queries.on_legs import NO_SIGHT
from dodomu.people.rules.terms import Account

# Of whom an entry says that they were aboard, and who was seen nowhere since.
STILL_ABOARD: Final = """
    SELECT DISTINCT e.leg FROM people_ledgerentry e
    WHERE e.crisis_id = %(crisis)s AND e.account = %(aboard)s AND e.leg = ANY(%(refs)s)
      AND NOT EXISTS (
          SELECT FROM people_ledgerentry f
          WHERE f.person_id = e.person_id AND f.account <> ALL(%(no_sight)s)
            AND NOT (f.account = %(aboard)s AND f.leg = e.leg)
            AND (f.happened_at, f.recorded_at, f.id) > (e.happened_at, e.recorded_at, e.id)
            AND NOT EXISTS (SELECT FROM people_ledgerentry c WHERE c.corrects = f.id AND c.person_id = f.person_id)
      )
"""
# A child that stands aboard, and no adult of its party stands there: few, and each is looked at whole.
CHILD_ABOARD: Final = """
    SELECT DISTINCT e.leg FROM people_ledgerentry e
    JOIN people_person own ON own.id = e.person_id
    JOIN people_person p ON p.id = COALESCE(own.joined_into_id, own.id)
    WHERE e.crisis_id = %(crisis)s AND e.account = %(aboard)s AND e.leg = ANY(%(refs)s)
      AND p.birth_date > %(of_age)s
      AND (p.account = ANY(%(no_sight)s) OR (p.account = %(aboard)s AND p.account_leg = e.leg))
      AND NOT EXISTS (
          SELECT FROM people_person a
          WHERE a.party_id = p.party_id AND a.account = %(aboard)s AND a.account_leg = e.leg
            AND a.birth_date <= %(of_age)s AND a.joined_into_id IS NULL
      )
"""


def with_somebody_aboard(crisis: UUID, refs: Collection[str]) -> frozenset[str]:
    """Return those of some legs of which somebody was seen aboard and nowhere since."""
    return _refs(STILL_ABOARD, crisis, refs)


def with_a_child_aboard(crisis: UUID, refs: Collection[str], *, of_age: date) -> frozenset[str]:
    """Return those of some legs on which a child may be alone: who was born after a day is one."""
    return _refs(CHILD_ABOARD, crisis, refs, of_age=of_age)


def _refs(statement: str, crisis: UUID, refs: Collection[str], **more: Any) -> frozenset[str]:
    if not refs:
        return frozenset()
    values: dict[str, Any] = {
        "crisis": crisis, "refs": list(refs), "aboard": Account.ABOARD.value,
        "no_sight": ["", *(account.value for account in NO_SIGHT)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values | more)
        return frozenset(ref for (ref,) in cursor.fetchall())
