"""A whole table: headings and rows in; steps, and every fault of every row at once, out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules import given as stated
from dodomu.situation.rules.files import (
    chronicle,
    expectations,
    figures,
    places,
    reports,
    restrictions,
    rumours,
    sources,
)
from dodomu.situation.rules.files.cells import NO_MOMENT, Cells
from dodomu.situation.rules.files.faults import FileCode, FileFault
from dodomu.situation.rules.files.ground import Ground, thing_of
from dodomu.situation.rules.files.later import KnownLater, versions_of
from dodomu.situation.rules.files.steps import AnswerRumour, AnyStep, Settle, Step, Tell

ROW = ""  # the column of a fault that concerns the whole row
ReadOne = Callable[[Cells], Iterator[AnyStep]]
ReadAll = Callable[[Sequence[Cells]], Iterator[AnyStep]]


@dataclass(frozen=True, slots=True)
class TableKind:
    """One of the tables: the columns it must have, what names a row, how it is read."""

    name: str
    columns: tuple[str, ...]
    named_by: str = ""  # empty: a row is named by its words
    read_one: ReadOne | None = None
    read_all: ReadAll | None = None  # where a row is read in the light of the others


# In the order in which they should be loaded: each may name what stands in one before it.
TABLES: Mapping[str, TableKind] = {
    kind.name: kind
    for kind in (
        TableKind(places.TABLE, places.COLUMNS, places.ID, read_all=places.read_all),
        TableKind(sources.TABLE, sources.COLUMNS, sources.ID, read_one=sources.read_one),
        TableKind(restrictions.TABLE, restrictions.COLUMNS, restrictions.ID, read_one=restrictions.read_one),
        TableKind(reports.TABLE, reports.COLUMNS, reports.ID, read_one=reports.read_one),
        TableKind(figures.FACTS, figures.FACT_COLUMNS, figures.FACT_ID, read_one=figures.read_fact),
        TableKind(figures.OTHER_STATES, figures.STATE_COLUMNS, figures.STATE_ID, read_one=figures.read_other_state),
        TableKind(chronicle.TABLE, chronicle.COLUMNS, read_one=chronicle.read_one),
        TableKind(rumours.TABLE, rumours.COLUMNS, rumours.ID, read_one=rumours.read_one),
        TableKind(expectations.TABLE, expectations.COLUMNS, expectations.ID, read_all=expectations.read_all),
    )
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file as it was cut into cells."""

    line: int
    cells: Sequence[str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class TableRead:
    """What came of a table. With faults nothing of it is done."""

    rows: int
    steps: tuple[AnyStep, ...]
    faults: tuple[FileFault, ...]


def missing_columns(kind: TableKind, headings: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a table must have and has not."""
    return tuple(column for column in kind.columns if column not in headings)


def read_table(
    kind: TableKind,
    headings: Sequence[str],
    lines: Iterable[Line],
    ground: Ground,
    *,
    later: Sequence[KnownLater] = (),
    at: datetime | None = None,
) -> TableRead:
    """Read a table that has its columns. With `at`, what was announced after that hour is a fault."""
    rows, faults = _rows(headings, lines)
    ground = ground.with_things(_things(kind, rows, ground))
    cells = [Cells(line, row, ground) for line, row in rows]
    faults += _repeated(kind, cells)
    steps = list(_steps(kind, cells, later))
    faults += [fault for each in cells for fault in each.faults]
    at_fault = {fault.line for fault in faults}
    faults += [fault for step in steps if step.line not in at_fault for fault in _not_taken(step, at)]
    return TableRead(len(rows), tuple(steps), tuple(sorted(faults, key=lambda fault: fault.line)))


def _rows(headings: Sequence[str], lines: Iterable[Line]) -> tuple[list[tuple[int, dict[str, str]]], list[FileFault]]:
    rows, faults = [], []
    for each in lines:
        if len(each.cells) > len(headings) and any(cell.strip() for cell in each.cells[len(headings) :]):
            details: dict[str, str | int] = {"cells": len(each.cells), "headings": len(headings)}
            faults.append(FileFault(each.line, ROW, FileCode.MORE_CELLS, "", details))
        rows.append((each.line, dict(zip(headings, each.cells, strict=False))))
    return rows, faults


def _things(kind: TableKind, rows: Iterable[tuple[int, Mapping[str, str]]], ground: Ground) -> dict[str, UUID]:
    refs = [row.get(kind.named_by, "").strip() for _, row in rows] if kind.named_by else []
    return {ref: thing_of(ground.crisis, kind.name, ref) for ref in refs if ref}


def _repeated(kind: TableKind, rows: Sequence[Cells]) -> list[FileFault]:
    if kind.name == expectations.TABLE:
        return []  # there, further rows of a name tell what became of it
    first: dict[str, int] = {}
    faults = []
    for cells in rows:
        ref = _ref(kind, cells)
        line = first.setdefault(ref, cells.line)
        if ref and line != cells.line:
            faults.append(FileFault(cells.line, kind.named_by, FileCode.REPEATED, ref, {"line": line}))
    return faults


def _ref(kind: TableKind, cells: Cells) -> str:
    return cells.row.get(kind.named_by, "").strip() if kind.named_by else chronicle.ref_of(cells)


def _steps(kind: TableKind, rows: Sequence[Cells], later: Sequence[KnownLater]) -> Iterator[AnyStep]:
    if kind.read_all:
        yield from kind.read_all(rows)
    elif kind.read_one:
        for cells in rows:
            ref = _ref(kind, cells)
            own = [each for each in later if each.table == kind.name and each.ref == ref]
            yield from _hour_by_hour(kind.read_one, cells, ref, own) if own else _numbered(kind.read_one(cells))


def _hour_by_hour(read_one: ReadOne, cells: Cells, name: str, later: Sequence[KnownLater]) -> Iterator[AnyStep]:
    """Read a row as it could be read at each hour; what says the same as before is left out."""
    steps: list[Step] = []
    for hour, row in versions_of(cells.row, later):
        for step in read_one(replace(cells, row=row, name=name)):
            if isinstance(step, Step) and not any(_says_the_same(step, each) for each in steps):
                steps.append(_from(step, hour))
    steps.sort(key=lambda step: step.at)
    yield from _numbered(steps)


def _says_the_same(step: Step, other: Step) -> bool:
    return _bare(step) == _bare(other)


def _bare(step: Step) -> Step:
    """A step without its hour."""
    if isinstance(step, Tell):
        return replace(step, at=NO_MOMENT, given=replace(step.given, announced_at=NO_MOMENT))
    return replace(step, at=NO_MOMENT)


def _from(step: Step, hour: datetime | None) -> Step:
    if hour is None or hour <= step.at:
        return step
    if isinstance(step, Tell):
        return replace(step, at=hour, given=replace(step.given, announced_at=hour))
    return replace(step, at=hour)


def _numbered(steps: Iterable[AnyStep]) -> Iterator[AnyStep]:
    for number, step in enumerate(steps, start=1):
        yield replace(step, version=number) if isinstance(step, Step) else step


def _not_taken(step: AnyStep, at: datetime | None) -> Iterator[FileFault]:
    """What the chapter says to a row that reads well: no source, too long, in the future."""
    if isinstance(step, Tell):
        for fault in stated.faults(step.given, at=at or step.at):
            yield FileFault(step.line, fault.field, FileCode.NOT_TAKEN, "", {"reason": fault.reason.value})
    elif isinstance(step, AnswerRumour | Settle) and at is not None and step.at > at:
        column = "rebutted_local" if isinstance(step, AnswerRumour) else "announced_local"
        yield FileFault(step.line, column, FileCode.NOT_TAKEN, "", {"reason": SituationReason.TOLD_IN_FUTURE.value})
