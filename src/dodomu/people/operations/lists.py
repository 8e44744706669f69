"""Lists: handed in, looked at row by row, and only then kept. A repetition of any step changes nothing.

A list is kept by the worker on the news that it was confirmed, whatever its size; a short one is kept in the request of
the officer as well, by the same function, so that nobody waits for three rows. Whoever comes second finds them kept.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dodomu.foundation import bulk, encryption, news, permissions, tables, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import ImportFile, ImportState, sealed
from dodomu.people.news import ListConfirmed
from dodomu.people.operations.list_keeping import CHUNK, counted, keep_list
from dodomu.people.queries import list_keys
from dodomu.people.queries.reading import reading_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import lists
from dodomu.people.rules.lists import PARTY, Headings, ReviewedRow, RowState
from dodomu.people.rules.statement import Reading, read_statement
from dodomu.people.rules.terms import Channel, GivenBy
from dodomu.people.rules.writing import clean_line

KEPT_AT_ONCE = 2000  # rows that are kept in the officer's own request
LINES_NAMED = 20
LONGEST_NAME = 200
NAME_FIELDS = frozenset({"name", "family_name", "given_name"})
_LIKE_READY = (RowState.READY, RowState.FAULTY)


def hand_in_list(
    *,
    crisis: UUID,
    name: str,
    data: bytes,
    channel: Channel,
    given_by: GivenBy,
    by: Actor,
    at: datetime,
    encoding: str | None = None,
    own_headings: Mapping[str, str] | None = None,
) -> UUID:
    """Read a file and keep a preview of it row by row, or refuse it whole; nobody is registered by this.

    Refused(FILE_HANDED_IN_BEFORE) names the earlier one. A list that was dropped may be handed in again.
    `own_headings` says which field each heading of our own exports is, in every language.
    """
    permissions.check(by, Permission.IMPORT, crisis)
    where = _open_crisis(crisis)
    digest = hashlib.sha256(data).digest()
    _refuse_known(where, digest)
    preview = _Preview(where, at)
    try:
        with bulk.without_collecting():
            preview.read(tables.read_table(data, encoding=encoding), own_headings or {})
    except tables.UnreadableTable as unreadable:
        raise Refused(PeopleReason.FILE_NOT_READABLE, fault=unreadable.fault, **unreadable.details) from unreadable
    given = {"name": _tidy(name), "channel": channel.value, "given_by": given_by.value}
    with transaction.atomic():
        file = _new_file(where, digest, given, by, at)
        preview.save(file)
    return file.id


def choose_columns(*, file: UUID, columns: Sequence[str], by: Actor, at: datetime) -> None:
    """Read the columns of a list as an officer says, and look through all rows anew."""
    with transaction.atomic():
        row = _locked(file, by, ImportState.PREVIEW)
        preview = _Preview(row.crisis, at)
        preview.columns = _chosen(row, columns)
        preview.names = [heading for heading, _ in row.columns]
        preview.remarks = row.counts.get("remarks", {})
        for line, cells in _cells_of(row):
            preview.add(line, cells)
        row.rows.all().delete()
        preview.save(row)


def confirm_list(*, file: UUID, keep_faulty: bool, by: Actor, at: datetime) -> None:
    """Decide that a list is kept, with or without the rows at fault; a second confirmation changes nothing."""
    with transaction.atomic():
        row = _locked(file, by, ImportState.PREVIEW, ImportState.CONFIRMED, ImportState.DONE)
        if row.state != ImportState.PREVIEW:
            return
        if not NAME_FIELDS & {field for _, field in row.columns}:
            raise Refused(PeopleReason.NO_NAME_COLUMN)
        becomes = lists.state_after_confirming(RowState.FAULTY, keep_faulty=keep_faulty)
        row.rows.filter(state=RowState.FAULTY).update(state=becomes)
        row.state = ImportState.CONFIRMED
        row.counts = {**row.counts, **counted(row)}
        row.save(update_fields=["state", "counts"])
        trace.leave("list-confirmed", by=by, at=at, crisis=row.crisis_id, file=str(file), keep_faulty=keep_faulty)
        news.post(ListConfirmed(crisis=row.crisis_id, file=file), at=at)
        waiting = row.counts[RowState.READY]
    if waiting <= KEPT_AT_ONCE:
        keep_list(file=file, at=at)


def drop_list(*, file: UUID, by: Actor, at: datetime) -> None:
    """Forget a list that was only looked at; the same file may be handed in again."""
    with transaction.atomic():
        row = _locked(file, by, ImportState.PREVIEW, ImportState.DROPPED)
        if row.state == ImportState.DROPPED:
            return
        row.rows.all().delete()
        row.state, row.counts, row.columns = ImportState.DROPPED, {}, []
        row.save(update_fields=["state", "counts", "columns"])
        trace.leave("list-dropped", by=by, at=at, crisis=row.crisis_id, file=str(file))


# --- reading ---------------------------------------------------------------------------------------------------------


class _Preview:
    """Rows as they are read, sealed at once, and what is found out about each."""

    def __init__(self, crisis: Crisis, at: datetime) -> None:
        self.crisis = crisis
        self.reading: Reading = reading_of(crisis).on(at.date())
        self.names: list[str] = []
        self.columns: list[str] = []
        self.remarks: dict[str, Any] = {}
        self.rows: list[ReviewedRow] = []
        self.sealed: list[bytes] = []
        self.marks = list_keys.Marks()
        self.short: list[int] = []

    def read(self, table: tables.Table, own_headings: Mapping[str, str]) -> None:
        """Take all rows of a file; the headings are looked for among the first."""
        first = list(islice(table.rows, lists.LOOKED_AT))
        headings = lists.find_headings([(row.line, row.cells) for row in first], table.merged, own_headings)
        self._take_headings(headings, max((len(row.cells) for row in first), default=0))
        armed = table.remarks.kind == "csv"
        for row in chain((row for row in first if row.line > headings.last_line), table.rows):
            self.add(row.line, [tables.rearm(cell) for cell in row.cells] if armed else row.cells)
        if not self.rows:
            raise Refused(PeopleReason.FILE_EMPTY)
        self._take_remarks(table, headings)

    def _take_headings(self, headings: Headings, width: int) -> None:
        self.names, self.columns = list(headings.names), list(headings.columns)
        if not headings.last_line:
            self.names += [""] * (width - len(self.names))
            self.columns += [""] * (width - len(self.columns))

    def _take_remarks(self, table: tables.Table, headings: Headings) -> None:
        table.remarks.merged_in_rows = sum(top > headings.last_line for top, _, _, _ in table.merged)
        self.remarks = {**table.remarks.plain(), "heading_line": headings.last_line}
        if self.short:
            self.remarks |= {"short_rows": len(self.short), "short_row_lines": self.short[:LINES_NAMED]}

    def add(self, line: int, cells: list[str]) -> None:
        """Look at one row."""
        while len(cells) > len(self.names) and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) < len(self.names):
            self.short.append(line)
        given = lists.given_of(cells, self.columns)
        said = lists.said_of_person(given)
        statement = read_statement(said, self.reading)
        self.rows.append(
            lists.review_row(
                line,
                statement,
                key=list_keys.row_key(self.crisis.id, said),
                party=given.get(PARTY, ""),
                identified=not lists.IDENTIFYING.isdisjoint(said),
                cells=len(cells),
                headings=len(self.names),
            )
        )
        self.sealed.append(encryption.seal(cells, context=sealed.IMPORT_CELLS))
        self.marks.add(line, statement)

    def save(self, file: ImportFile) -> None:
        """Write the rows and the counts of the preview."""
        lists.settle(self.rows, list_keys.kept_before(self.crisis.id, [row.key for row in self.rows]))
        coming = {row.line for row in self.rows if row.state in _LIKE_READY}
        known = self.marks.known_in(self.crisis.id) & coming
        for row in self.rows:
            if row.line in known:
                row.faults.append((lists.ROW, lists.KNOWN, {}))
        self._copy(file)
        file.columns = [list(pair) for pair in zip(self.names, self.columns, strict=True)]
        file.counts = {
            **{state.value: 0 for state in RowState},
            **counted(file),
            "rows": len(self.rows),
            "known": len(known),
            "remarks": self.remarks,
        }
        file.save(update_fields=["columns", "counts"])

    def _copy(self, file: ImportFile) -> None:
        statement = "COPY people_importrow (file_id, line, cells, faults, key, state) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row, cells in zip(self.rows, self.sealed, strict=True):
                copy.write_row((file.id, row.line, cells, json.dumps(row.faults), row.key, row.state.value))


def _tidy(name: str) -> str:
    """The name of a file as it was on the officer's machine, without its folders."""
    return clean_line(name.replace("\\", "/").rsplit("/", 1)[-1], LONGEST_NAME).text[:LONGEST_NAME]


def _open_crisis(crisis: UUID) -> Crisis:
    where = Crisis.objects.filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if where.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED, closed_at=where.closed_at)
    return where


def _refuse_known(crisis: Crisis, digest: bytes) -> None:
    known = ImportFile.objects.filter(crisis=crisis, digest=digest).exclude(state=ImportState.DROPPED).first()
    if known:
        raise Refused(
            PeopleReason.FILE_HANDED_IN_BEFORE, file=known.id, name=known.name, handed_in_at=known.handed_in_at
        )


def _new_file(crisis: Crisis, digest: bytes, given: dict[str, str], by: Actor, at: datetime) -> ImportFile:
    values = {**given, "state": ImportState.PREVIEW, "officer_id": by.officer, "handed_in_at": at, "done_at": None}
    file, is_new = ImportFile.objects.select_for_update().get_or_create(crisis=crisis, digest=digest, defaults=values)
    if is_new:
        return file
    if file.state != ImportState.DROPPED:  # handed in twice at once
        raise Refused(PeopleReason.FILE_HANDED_IN_BEFORE, file=file.id, name=file.name, handed_in_at=file.handed_in_at)
    for name, value in values.items():
        setattr(file, name, value)
    file.save()
    return file


def _locked(file: UUID, by: Actor, *allowed: ImportState) -> ImportFile:
    row = ImportFile.objects.select_related("crisis").select_for_update(of=("self",)).filter(id=file).first()
    if row is None:
        raise Refused(PeopleReason.NO_SUCH_LIST)
    permissions.check(by, Permission.IMPORT, row.crisis_id)
    if row.state not in allowed:
        raise Refused(PeopleReason.WRONG_STATE, state=row.state)
    return row


def _chosen(file: ImportFile, columns: Sequence[str]) -> list[str]:
    """Refuse a field that does not exist, one field for two columns, and columns that the file does not have."""
    single = [name for name in columns if name and name not in lists.SEVERAL]
    unknown = any(name and name not in lists.LIST_FIELDS for name in columns)
    if unknown or len(columns) != len(file.columns) or len(set(single)) < len(single):
        raise Refused(PeopleReason.COLUMNS_NOT_CLEAR)
    return list(columns)


def _cells_of(file: ImportFile) -> Iterator[tuple[int, list[str]]]:
    rows = file.rows.order_by("line").values_list("line", "cells")
    for line, cells in rows.iterator(chunk_size=CHUNK):
        yield line, encryption.open_sealed(cells, context=sealed.IMPORT_CELLS)
