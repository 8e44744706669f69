"""Keeping a list: what is ready in it is registered chunk by chunk; killed anywhere, it goes on where it stopped."""

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from dodomu.foundation import bulk, encryption
from dodomu.foundation.actors import SYSTEM, Actor
from dodomu.people.models import ImportFile, ImportRow, ImportState, sealed
from dodomu.people.operations.preparing import PartyToRegister, Prepared, free_references, prepare_many
from dodomu.people.operations.registering import register_many
from dodomu.people.queries import list_keys
from dodomu.people.queries.reading import reading_of
from dodomu.people.rules import lists
from dodomu.people.rules.lists import PARTY, PARTY_SIZE, RowState
from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.statement import Reading
from dodomu.people.rules.terms import Channel, GivenBy, PartyKind

CHUNK = 2000
LONGEST_ORIGIN = 120


def keep_list(*, file: UUID, at: datetime) -> None:
    """Register what is ready in a confirmed list, chunk by chunk; killed anywhere, it goes on where it stopped."""
    row = ImportFile.objects.select_related("crisis", "officer").filter(id=file).first()
    if row is None or row.state != ImportState.CONFIRMED:
        return
    with bulk.without_collecting():
        for chunk in _made_ready(row, at):
            _keep_chunk(file, chunk, at)
    _close(file, at)


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
        row.counts = {**row.counts, **counted(row)}
        row.save(update_fields=["state", "done_at", "counts"])


def counted(file: ImportFile) -> dict[str, int]:
    """Return how many rows of a list are in each state."""
    found = file.rows.values_list("state").annotate(how_many=Count("id")).order_by()
    return {**{state.value: 0 for state in RowState}, **dict(found)}
