"""Taking people out of the register: with a purpose, counted first, and written down."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from dodomu.foundation import permissions, tables, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.queries.export import PRIVATE, ExportField, Word, export_rows
from dodomu.people.queries.register import Search, find_everyone
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.writing import clean_words

SHORTEST_PURPOSE, LONGEST_PURPOSE = 10, 500
UNASKED = 500  # above this the officer types the number back
MOST = 250_000


@dataclass(frozen=True)
class Wording:
    """The officer's words: a heading for each column, a word for each code, and what parts the cells of CSV."""

    headings: Mapping[ExportField, str]
    word: Word
    delimiter: str = ","


@dataclass(frozen=True)
class ExportFile:
    """A file that was made and written down."""

    name: str
    people: int
    file: tables.MadeFile


def count_export(*, crisis: UUID, search: Search, by: Actor, at: datetime) -> int:
    """Return how many people an export would hold."""
    permissions.check(by, Permission.EXPORT, crisis)
    return len(find_everyone(crisis, search, by=by, at=at))


def export_people(
    *,
    crisis: UUID,
    search: Search,
    fields: Sequence[ExportField],
    purpose: str,
    kind: tables.FileKind,
    wording: Wording,
    number_typed: int | None,
    by: Actor,
    at: datetime,
) -> ExportFile:
    """Write the people who fit into a file, with the chosen columns only, and leave a trace of who took what and why.

    Refused without a purpose, and above `UNASKED` people unless their number was typed back.
    """
    permissions.check(by, Permission.EXPORT, crisis)
    chosen = _chosen(crisis, fields, by)
    why = purpose_of(purpose)
    where = Crisis.objects.filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    ids = find_everyone(crisis, search, by=by, at=at)
    _guard(len(ids), number_typed)
    headings = [wording.headings[each] for each in chosen]
    rows = chain([headings], export_rows(where, ids, chosen, wording.word))
    made = tables.make_file(rows, kind, delimiter=wording.delimiter)
    trace.leave(
        "export", by=by, at=at, crisis=crisis, purpose=why, search=_plain(search), columns=list(map(str, chosen)),
        kind=kind.value, people=len(ids), size=made.size, sha256=made.digest,
    )  # fmt: skip
    return ExportFile(f"{where.slug}-{at:%Y-%m-%d-%H%M}.{kind.value}", len(ids), made)


def _chosen(crisis: UUID, fields: Sequence[ExportField], by: Actor) -> list[ExportField]:
    chosen = list(dict.fromkeys(fields))
    if not chosen:
        raise Refused(PeopleReason.NO_COLUMN_CHOSEN)
    if PRIVATE & set(chosen):
        permissions.check(by, Permission.SEE_PRIVATE, crisis)
    return chosen


def purpose_of(typed: str) -> str:
    """Return what a file is taken out for, or refuse one that says nothing."""
    purpose = clean_words(typed, LONGEST_PURPOSE)
    if len(purpose.text) < SHORTEST_PURPOSE or not any(mark.isalpha() for mark in purpose.text):
        raise Refused(PeopleReason.PURPOSE_NEEDED, shortest=SHORTEST_PURPOSE)
    if purpose.too_long:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_PURPOSE)
    return purpose.text


def _guard(rows: int, number_typed: int | None) -> None:
    if rows > MOST:
        raise Refused(PeopleReason.EXPORT_TOO_LARGE, rows=rows, limit=MOST)
    if rows > UNASKED and number_typed != rows:
        raise Refused(PeopleReason.NUMBER_NOT_TYPED_BACK, rows=rows)


def _plain(search: Search) -> dict[str, str | int | bool]:
    """What was narrowed, as it can be kept: an age of 0 and “no citizens” are said, what was left open is not."""
    left_open = asdict(Search())
    return {
        key: value if isinstance(value, bool | int) else str(value)
        for key, value in asdict(search).items()
        if value != left_open[key] or type(value) is not type(left_open[key])
    }
