"""Lists: handed in, looked at row by row, and only then kept. A repetition of any step changes nothing.

A list is kept by the worker on the news that it was confirmed, whatever its size; a short one is kept in the request of
the officer as well, by the same function, so that nobody waits for three rows. Whoever comes second finds them kept.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from dodomu.foundation import bulk, encryption, news, permissions, tables, trace
from dodomu.foundation.actors import SYSTEM, Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import ImportFile, ImportRow, ImportState, sealed
from dodomu.people.news import ListConfirmed
from dodomu.people.operations.registering import PartyToRegister, Prepared, free_references, prepare_many, register_many
from dodomu.people.queries import list_keys
from dodomu.people.queries.reading import reading_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import lists
from dodomu.people.rules.lists import PARTY, PARTY_SIZE, Headings, ReviewedRow, RowState
from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.statement import Reading, read_statement
from dodomu.people.rules.terms import Channel, GivenBy, PartyKind
from dodomu.people.rules.writing import clean_line

CHUNK = 2000
KEPT_AT_ONCE = 2000  # rows that are kept in the officer's own request
LINES_NAMED = 20
LONGEST_NAME, LONGEST_ORIGIN = 200, 120
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
        row.counts = {**row.counts, **_counted(row)}
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


def keep_list(*, file: UUID, at: datetime) -> None:
    """Register what is ready in a confirmed list, chunk by chunk; killed anywhere, it goes on where it stopped."""
    row = ImportFile.objects.select_related("crisis", "officer").filter(id=file).first()
    if row is None or row.state != ImportState.CONFIRMED:
        return
    with bulk.without_collecting():
        for chunk in _made_ready(row, at):
            _keep_chunk(file, chunk, at)
    _close(file, at)


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
            **_counted(file),
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


def _counted(file: ImportFile) -> dict[str, int]:
    found = file.rows.values_list("state").annotate(how_many=Count("id")).order_by()
    return {**{state.value: 0 for state in RowState}, **dict(found)}


def _cells_of(file: ImportFile) -> Iterator[tuple[int, list[str]]]:
    rows = file.rows.order_by("line").values_list("line", "cells")
    for line, cells in rows.iterator(chunk_size=CHUNK):
        yield line, encryption.open_sealed(cells, context=sealed.IMPORT_CELLS)


# --- keeping ---------------------------------------------------------------------------------------------------------


_SealedRow = tuple[int, int, bytes | memoryview]  # id, line, cells


@dataclass(frozen=True, slots=True)
class _ReadyRow:
    id: int
    line: int
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows that are written together: who belongs to which party, and the parties made ready."""

    members: list[list[_ReadyRow]]
    parties: list[PartyToRegister]
    prepared: Prepared


def _groups(file: ImportFile) -> Iterator[list[int]]:
    """The lines that are registered together, in the order of their first lines; a party is never cut in two."""
    ready = file.rows.filter(state=RowState.READY).order_by("line")
    columns = [field for _, field in file.columns]
    if PARTY not in columns:
        return ([line] for line in list(ready.values_list("line", flat=True)))
    parties: dict[str, list[int]] = {}
    for line, cells in ready.values_list("line", "cells").iterator(chunk_size=CHUNK):
        given = lists.given_of(encryption.open_sealed(cells, context=sealed.IMPORT_CELLS), columns)
        parties.setdefault(given.get(PARTY) or f"\0{line}", []).append(line)
    return iter(list(parties.values()))


def _whole_groups(groups: Iterator[list[int]]) -> Iterator[list[int]]:
    taken = 0
    for group in groups:
        yield group
        taken += len(group)
        if taken >= CHUNK:
            return


def _made_ready(file: ImportFile, at: datetime) -> Iterator[_Chunk]:
    """Chunks, each made ready beside while the one before it is written: we work while the database does.

    The thread has no connection to the database: all that it needs is read here.
    """
    groups, reading = _groups(file), reading_of(file.crisis)
    coming: Future[_Chunk] | None = None
    codes: list[str] = []
    with ThreadPoolExecutor(max_workers=1) as beside:
        while lines := list(_whole_groups(groups)):
            cells = _sealed_cells(file, list(chain.from_iterable(lines)))
            codes = free_references(len(cells), but=codes)  # those in hand are nobody's yet
            done, coming = coming, beside.submit(_make_ready, file, reading, lines, cells, codes, at)
            if done:
                yield done.result()
        if coming:
            yield coming.result()


def _sealed_cells(file: ImportFile, lines: Sequence[int]) -> list[_SealedRow]:
    return list(file.rows.filter(line__in=lines, state=RowState.READY).values_list("id", "line", "cells"))


def _make_ready(
    file: ImportFile,
    reading: Reading,
    groups: Sequence[Sequence[int]],
    cells: Sequence[_SealedRow],
    codes: Sequence[str],
    at: datetime,
) -> _Chunk:
    columns = [field for _, field in file.columns]
    rows = {
        line: _ReadyRow(id_, line, lists.given_of(encryption.open_sealed(each, context=sealed.IMPORT_CELLS), columns))
        for id_, line, each in cells
    }
    members = [found for group in groups if (found := [rows[line] for line in group if line in rows])]
    parties = [_party(file, each) for each in members]
    prepared = prepare_many(crisis=file.crisis, reading=reading, parties=parties, codes=codes, by=_keeper(file), at=at)
    return _Chunk(members, parties, prepared)


def _keep_chunk(file: UUID, chunk: _Chunk, at: datetime) -> None:
    """One transaction: the people of a chunk are registered and their rows marked, or neither."""
    with transaction.atomic():
        row = ImportFile.objects.select_related("crisis", "officer").select_for_update(of=("self",)).get(id=file)
        if row.state != ImportState.CONFIRMED:
            return
        ready = _still_ready(row, [each.id for members in chunk.members for each in members])
        members = [found for group in chunk.members if (found := [each for each in group if each.id in ready])]
        parties = chunk.parties if members == chunk.members else [_party(row, each) for each in members]
        register_many(crisis=row.crisis_id, parties=parties, by=_keeper(row), at=at, prepared=chunk.prepared)
        # The words of a kept row live on in its registration: a second copy of them is not kept.
        ImportRow.objects.filter(id__in=ready).update(state=RowState.KEPT, cells=b"", faults=[])


def _still_ready(file: ImportFile, ids: Sequence[int]) -> set[int]:
    """The rows that are still to be kept; what another list brought in meanwhile is marked as repeated."""
    rows = list(file.rows.filter(id__in=ids, state=RowState.READY).values_list("id", "key"))
    known = list_keys.kept_before(file.crisis_id, [bytes(key) for _, key in rows], but=file.id)
    repeated = {id_ for id_, key in rows if bytes(key) in known}
    ImportRow.objects.filter(id__in=repeated).update(state=RowState.REPEATED)
    return {id_ for id_, _ in rows} - repeated


def _party(file: ImportFile, members: Sequence[_ReadyRow]) -> PartyToRegister:
    sizes = [size for each in members if (size := lists.size_said(each.given.get(PARTY_SIZE, "")))]
    lines = [each.line for each in members]
    return PartyToRegister(
        persons=[lists.said_of_person(each.given) for each in members],
        submission=uuid.uuid5(file.id, str(lines[0])),
        channel=Channel(file.channel),
        given_by=GivenBy(file.given_by),
        received_at=file.handed_in_at,
        party=PartyGiven(kind=PartyKind.SINGLE, said_size=max([*sizes, len(members)])),
        origin=_origin(file.name, lines),
    )


def _origin(name: str, lines: Sequence[int]) -> str:
    where = f":{lines[0]}" if len(lines) == 1 else f":{lines[0]}–{lines[-1]}"
    return name[: LONGEST_ORIGIN - len(where)] + where


def _keeper(file: ImportFile) -> Actor:
    """The worker acts, and the officer who handed the list in answers for it."""
    officer = file.officer
    return replace(SYSTEM, officer=officer.id, name=officer.name) if officer else SYSTEM


def _close(file: UUID, at: datetime) -> None:
    with transaction.atomic():
        row = ImportFile.objects.select_for_update().get(id=file)
        if row.state != ImportState.CONFIRMED or row.rows.filter(state=RowState.READY).exists():
            return
        row.state, row.done_at = ImportState.DONE, at
        row.counts = {**row.counts, **_counted(row)}
        row.save(update_fields=["state", "done_at", "counts"])
