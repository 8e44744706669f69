"""Lists as screens see them: which were handed in, what each column is read as, what is wrong with each row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as column  # a fault has a `field` of its own
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import ImportFile, ImportRow, ImportState, sealed
from dodomu.people.rules.lists import KNOWN, ListState, RowState

PAGE = 50
SAMPLES = 3
NEWEST = 200
AT_ONCE = 2000
LOOKED_AT = 40  # rows from which the samples of a column are taken
SHOWN_FIRST = (RowState.REFUSED, RowState.FAULTY)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list among those that were handed in."""

    id: UUID
    name: str
    state: ListState
    officer: str
    handed_in_at: datetime
    done_at: datetime | None
    counts: Mapping[str, int] = column(hash=False)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of a list: its heading as written, the field it is read as, and what stands in it."""

    index: int
    heading: str
    field: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong, with a field or (an empty field) with the whole row."""

    field: str
    code: str
    details: Mapping[str, Any] = column(hash=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was written, and what is wrong with it."""

    text: str
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of a list; faults that belong to no cell of it stand apart."""

    line: int
    state: RowState
    cells: tuple[Cell, ...]
    faults: tuple[RowFault, ...]
    is_known: bool  # the person is probably registered already


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with some of its rows, and the line after which they go on (None: they end here)."""

    list: ListLine
    channel: str
    given_by: str
    columns: tuple[ColumnLine, ...]
    remarks: Mapping[str, Any] = column(hash=False)
    rows: tuple[RowLine, ...]
    next: int | None


def lists_of(crisis: UUID, *, by: Actor) -> list[ListLine]:
    """Return the lists that were handed in, the newest first."""
    permissions.check(by, Permission.IMPORT, crisis)
    files = ImportFile.objects.filter(crisis=crisis).exclude(state=ImportState.DROPPED).select_related("officer")
    return [_line(file) for file in files.order_by("-handed_in_at")[:NEWEST]]


def list_page(
    crisis: UUID, file: UUID, *, by: Actor, state: RowState | None = None, after: int = 0, size: int = PAGE
) -> ListPage | None:
    """Return a list with its rows after a line, those of one state if it is named; None where there is no such list."""
    permissions.check(by, Permission.IMPORT, crisis)
    row = _file(crisis, file)
    if row is None:
        return None
    fields = [name for _, name in row.columns]
    rows = row.rows.filter(line__gt=after).order_by("line")
    found = list((rows.filter(state=state) if state else rows.exclude(state=RowState.KEPT))[: size + 1])
    lines = tuple(_row(each, fields) for each in found[:size])
    return ListPage(
        list=_line(row),
        channel=row.channel,
        given_by=row.given_by,
        columns=_columns(row),
        remarks=row.counts.get("remarks", {}),
        rows=lines,
        next=lines[-1].line if lines and len(found) > size else None,
    )


def rows_not_kept(crisis: UUID, file: UUID, *, by: Actor) -> tuple[ListPage, Iterator[RowLine]] | None:
    """Return a list and, one after another, the rows that were refused, to be corrected and handed in again."""
    page = list_page(crisis, file, by=by, size=0)
    return (page, _refused(file, [each.field for each in page.columns])) if page else None


def _refused(file: UUID, fields: list[str]) -> Iterator[RowLine]:
    rows = ImportRow.objects.filter(file=file, state__in=SHOWN_FIRST).order_by("line")
    for each in rows.iterator(chunk_size=AT_ONCE):
        yield _row(each, fields)


def _file(crisis: UUID, file: UUID) -> ImportFile | None:
    files = ImportFile.objects.filter(crisis=crisis, id=file).exclude(state=ImportState.DROPPED)
    return files.select_related("officer").first()


def _line(file: ImportFile) -> ListLine:
    counts = {key: value for key, value in file.counts.items() if isinstance(value, int)}
    if file.state == ImportState.CONFIRMED:  # it is being kept: count what is done by now
        counts |= dict(file.rows.values_list("state").annotate(how_many=Count("id")).order_by())
    return ListLine(
        id=file.id,
        name=file.name,
        state=ListState(file.state),
        officer=file.officer.name if file.officer else "",
        handed_in_at=file.handed_in_at,
        done_at=file.done_at,
        counts=counts,
    )


def _columns(file: ImportFile) -> tuple[ColumnLine, ...]:
    first = file.rows.exclude(cells=b"").order_by("line").values_list("cells", flat=True)[:LOOKED_AT]
    opened = [encryption.open_sealed(cells, context=sealed.IMPORT_CELLS) for cells in first]
    return tuple(
        ColumnLine(index, heading, name, _samples(opened, index)) for index, (heading, name) in enumerate(file.columns)
    )


def _samples(rows: list[list[str]], column: int) -> tuple[str, ...]:
    found = dict.fromkeys(cells[column].strip() for cells in rows if column < len(cells))
    found.pop("", None)
    return tuple(found)[:SAMPLES]


def _row(row: ImportRow, fields: list[str]) -> RowLine:
    entries = [RowFault(*each) for each in row.faults]
    faults = [fault for fault in entries if fault.code != KNOWN]
    texts = encryption.open_sealed(row.cells, context=sealed.IMPORT_CELLS) if row.cells else []
    texts += [""] * (len(fields) - len(texts))
    names = [*fields, *[""] * (len(texts) - len(fields))]
    cells = tuple(
        Cell(text, tuple(fault for fault in faults if fault.field and fault.field == name))
        for text, name in zip(texts, names, strict=True)
    )
    apart = tuple(fault for fault in faults if not fault.field or fault.field not in fields)
    return RowLine(row.line, RowState(row.state), cells, apart, is_known=len(faults) < len(entries))
