"""Writing down what was seen to happen. It is never refused: what contradicts it is looked at by an officer later.

Where `whereabouts` moves somebody from where an officer believes them to stand, an eye-witness says where they are,
whatever was believed. The entry is always written, once for its id, and follows a joined record to the kept one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from dodomu.foundation import bulk, news
from dodomu.foundation.actors import Actor
from dodomu.foundation.among import among
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.news import PeopleMoved
from dodomu.people.queries import matching
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, News, Standing
from dodomu.people.rules.terms import Evidence

RESTAND: Final = """
    UPDATE people_person p
    SET account = s.account, account_place_id = s.place, account_leg = s.leg, account_since = s.since
    FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::timestamptz[]) AS s(id, account, place, leg, since)
    WHERE p.id = s.id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody was seen to stand somewhere. Without `to`, what it corrects was no sight of them."""

    entry_id: UUID
    person: UUID
    to: Standing | None
    evidence: Evidence
    said_by: str
    happened_at: datetime
    officer: UUID | None = None
    corrects: UUID | None = None


def witness(
    *,
    entry_id: UUID,
    person: UUID,
    to: Standing,
    evidence: Evidence,
    said_by: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
) -> None:
    """Write down where somebody was seen. The same entry id again changes nothing; an unknown person is left out."""
    seen = Seen(entry_id, person, to, evidence, said_by, happened_at, by.officer)
    witness_many(seen=[seen], by=by, at=at)


def witness_many(*, seen: Sequence[Seen], by: Actor, at: datetime) -> int:  # noqa: ARG001  (each says who saw it)
    """Write down what was seen of many, in order; return how many entries are new.

    Part of another operation, which has checked that `by` may, and that those are persons of one crisis. An hour ahead
    of `at` is written as `at`, one before the first word of somebody as that hour (`rules.ledger.witness`).
    """
    if not seen:
        return 0
    with transaction.atomic():
        rows = hold_kept({each.person for each in seen})
        return write_held(rows, entries_of({row.id for row in rows.values()}), seen, at=at)


def hold_kept(persons: Iterable[UUID]) -> dict[UUID, Person]:
    """Hold the records that stand for some persons, in the order in which every mover holds them; by the id asked for.

    The joins are read again under the locks, for a record may have been joined in between.
    """
    wanted = list(set(persons))
    while True:
        kept = _kept(wanted)
        held = Person.objects.select_for_update(no_key=True).filter(id__in=among(set(kept.values())))
        rows = {row.id: row for row in held.order_by("id")}
        if _kept(wanted) == kept:
            return {person: rows[root] for person, root in kept.items() if root in rows}


def write_held(
    rows: Mapping[UUID, Person], histories: Mapping[UUID, list[Entry]], seen: Sequence[Seen], *, at: datetime
) -> int:
    """Write down what was seen of persons who are held (`hold_kept`), with all that their ledger has."""
    told = {row.id: list(histories[row.id]) for row in rows.values()}
    written: list[Entry] = []
    for each in seen:
        row = rows.get(each.person)
        if row is None:
            continue
        history = told[row.id]
        entry = _entry(each, row.id, history, at)
        if entry is not None and all(known.id != entry.id for known in history):
            history.append(entry)
            written.append(entry)
    _save({row.id: row for row in rows.values()}, histories, told, written, at=at)
    return len(written)


def _entry(each: Seen, person: UUID, history: Sequence[Entry], at: datetime) -> Entry | None:
    said = News(each.entry_id, each.evidence, each.said_by, each.officer, each.happened_at, at)
    return ledger.witness(history, said, person=person, to=each.to, corrects=each.corrects)


def _save(
    rows: Mapping[UUID, Person],
    before: Mapping[UUID, Sequence[Entry]],
    after: Mapping[UUID, Sequence[Entry]],
    written: Sequence[Entry],
    *,
    at: datetime,
) -> None:
    if not written:
        return
    bulk.write(LedgerEntry, [LedgerEntry.of(entry, crisis=rows[entry.person].crisis_id) for entry in written])
    moved: dict[UUID, list[UUID]] = {}
    stood: list[Person] = []
    for person in sorted({entry.person for entry in written}):
        row = rows[person]
        _stand(row, after[person])
        stood.append(row)
        if ledger.fold(before[person]) != ledger.fold(after[person]):  # late news may change the past only
            moved.setdefault(row.crisis_id, []).append(person)
    _restand(stood)
    news.post_many([PeopleMoved(crisis, tuple(persons)) for crisis, persons in moved.items()], at=at)


def _stand(row: Person, history: Sequence[Entry]) -> None:
    entry = ledger.in_force(history)
    if entry is None or entry.standing is None:
        raise AssertionError("an account that was opened is never without a standing")
    row.account = entry.standing.account
    row.account_place_id = entry.standing.place
    row.account_leg = entry.standing.leg
    row.account_since = entry.happened_at


def _restand(rows: Sequence[Person]) -> None:
    columns: list[Any] = [
        [row.id for row in rows],
        [str(row.account) for row in rows],
        [row.account_place_id for row in rows],
        [row.account_leg for row in rows],
        [row.account_since for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(RESTAND, columns)


def _kept(persons: Sequence[UUID]) -> dict[UUID, UUID]:
    return matching.root_of(persons)
