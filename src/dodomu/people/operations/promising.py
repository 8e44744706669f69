"""Promising places in the ledger and releasing them, for very many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.people.operations.moving_many import MoveTo, move_many
from dodomu.people.rules import promising
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from dodomu.people.rules.wishes import Wish

# By an array that is worked out: the database then looks each up, however little it knows of a young table.
# Where they stood when the promise was made: what the entry by which they are promised left from; and whether they have
# said anything since, which may be where they are.
PROMISED: Final = """
    SELECT p.id, p.account_place_id, p.account_leg, p.account_since, p.wish, p.place_id,
           EXISTS (SELECT FROM people_registration r WHERE r.person_id = p.id AND r.received_at >= e.happened_at),
           e.from_account, e.from_place_id, e.from_leg
    FROM (SELECT * FROM people_person WHERE id = ANY(ARRAY(SELECT unnest(%s::uuid[]))) AND account = 'promised'
          AND joined_into_id IS NULL ORDER BY id FOR NO KEY UPDATE) p
    LEFT JOIN LATERAL (
        SELECT e.from_account, e.from_place_id, e.from_leg, e.happened_at FROM people_ledgerentry e
        WHERE e.person_id = p.id AND e.account = 'promised' AND e.from_account NOT IN ('', 'promised')
          AND e.happened_at <= p.account_since
        ORDER BY e.happened_at DESC, e.recorded_at DESC, e.id DESC LIMIT 1) e ON true
    ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Stands:
    """Where somebody stands and since when, as whoever holds their row has just read it."""

    standing: Standing
    since: datetime


def promise_many(
    *, legs: Mapping[UUID, str], stands: Mapping[UUID, Stands], said_by: str, by: Actor, at: datetime
) -> None:
    """Promise each of these persons a place on a leg. Who is at a gate, aboard or beyond is not moved by it.

    Part of another operation, which has checked that `by` may, holds the persons and has read where they stand.
    """
    moves: list[tuple[datetime, MoveTo]] = []
    for person, leg in legs.items():
        here = stands[person]
        to = promising.standing_when_promised(here.standing, leg)
        if to:
            moves.append((here.since, MoveTo(uuid7(), person, here.standing, to)))
    _move(moves, said_by, by, at)


def release_many(*, persons: Sequence[UUID], said_by: str, by: Actor, at: datetime) -> None:
    """End the promises of these persons: they stand again where they stood before, or as they have said since.

    Part of another operation, which has checked that `by` may. Who is not promised a place is left alone.
    """
    moves: list[tuple[datetime, MoveTo]] = []
    for person, at_place, leg, since, wish, place, has_spoken, *before in _ask(PROMISED, list(persons)):
        stands = Standing(Account.PROMISED, at_place, leg)
        stood = Standing(Account(before[0]), before[1], before[2]) if before[0] else None
        said = place if has_spoken or not stood or not stood.place else stood.place
        to = promising.standing_when_released(stood, Wish(wish), said)
        moves.append((since, MoveTo(uuid7(), person, stands, to)))
    _move(moves, said_by, by, at)


def _move(moves: Sequence[tuple[datetime, MoveTo]], said_by: str, by: Actor, at: datetime) -> None:
    """Move them at this hour; whom a clock that runs ahead of ours has moved since, at that hour."""
    for ahead in (False, True):
        some = [(since, move) for since, move in moves if (since > at) is ahead]
        move_many(
            moves=[move for _, move in some],
            evidence=Evidence.DECIDED,
            said_by=said_by,
            happened_at=max([at, *(since for since, _ in some)]),
            by=by,
            at=at,
        )


def _ask(statement: str, persons: list[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [persons])
        return list(cursor.fetchall())
