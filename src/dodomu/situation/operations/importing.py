"""Taking in tables: looked over first, then all of a table or nothing of it.

Every row has a thing of its own, made of the crisis, the table and its ref: the same table again changes nothing, and a
row that says something else becomes a new version. What an officer corrected since stays as they have it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dodomu.foundation import permissions, tables, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import Limits, UnreadableTable
from dodomu.situation.models import Source, Told
from dodomu.situation.operations import taking
from dodomu.situation.queries.ground import ground_of
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules.files import places
from dodomu.situation.rules.files.faults import FileFault
from dodomu.situation.rules.files.reading import TABLES, Line, TableKind, TableRead, missing_columns, read_table
from dodomu.situation.rules.files.steps import AddPlace, AnyStep, KeepSource, Step

LIMITS: Final = Limits(bytes=5 * 2**20, rows=5_000, columns=60, cells=300_000)  # taken in within one request
_FILE_NAME = re.compile(r"(?P<table>\w+?)(?: ?\(\d+\))?\.(?:csv|tsv|txt|xlsx)", re.IGNORECASE)


class Standing(IntEnum):
    """What a row is beside what is known, the greater the more there is to do."""

    KNOWN = 0
    CHANGED = 1
    NEW = 2


@dataclass(frozen=True, slots=True)
class LookedOver:
    """What importing a table would do; with faults, nothing."""

    table: str
    rows: int
    faults: tuple[FileFault, ...]
    would_add: int
    would_change: int
    known_already: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a table has done."""

    table: str
    added: int
    changed: int
    known_already: int


def look_over(*, crisis: UUID, name: str, content: bytes, by: Actor, at: datetime) -> LookedOver:
    """Return what importing a table would do and every fault of every row, or refuse what is none of our tables."""
    kind, read = _read(crisis, name, content, by, at)
    counts = _counts(_standings(crisis, read.steps))
    return LookedOver(
        kind.name, read.rows, read.faults, counts[Standing.NEW], counts[Standing.CHANGED], counts[Standing.KNOWN]
    )


@transaction.atomic
def import_table(*, crisis: UUID, name: str, content: bytes, by: Actor, at: datetime) -> Imported:
    """Take in a table whole, or refuse and take in nothing; nothing of it is told to the public by that."""
    Crisis.objects.select_for_update(no_key=True).filter(id=crisis).first()  # one table after the other
    kind, read = _read(crisis, name, content, by, at)
    if read.faults:
        raise Refused(SituationReason.ROWS_AT_FAULT, number=len(read.faults), faults=read.faults)
    counts = _counts(_standings(crisis, read.steps))
    for step in _in_order(read.steps):
        try:
            taking.take_step(crisis=crisis, step=step, publish=False, by=by, at=at)
        except Refused as no:
            raise Refused(SituationReason.ROWS_AT_FAULT, number=1, line=step.line, reason=no.reason) from no
    if kind.name == places.TABLE and counts[Standing.NEW]:
        Crisis.objects.filter(id=crisis).update(places_version=F("places_version") + 1)
    if counts[Standing.NEW] or counts[Standing.CHANGED]:
        trace.leave("table-imported", by=by, at=at, crisis=crisis, table=kind.name, rows=read.rows)
    return Imported(kind.name, counts[Standing.NEW], counts[Standing.CHANGED], counts[Standing.KNOWN])


def _read(crisis: UUID, name: str, content: bytes, by: Actor, at: datetime) -> tuple[TableKind, TableRead]:
    permissions.check(by, Permission.IMPORT, crisis)
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    kind = _kind(name)
    if kind.name == places.TABLE:
        permissions.check(by, Permission.KEEP_PLACES, crisis)
    headings, lines = _cut(content)
    if missing := missing_columns(kind, headings):
        raise Refused(SituationReason.COLUMNS_MISSING, table=kind.name, columns=", ".join(missing))
    return kind, read_table(kind, headings, lines, ground_of(crisis), at=at)


def _kind(name: str) -> TableKind:
    found = _FILE_NAME.fullmatch(name.rpartition("/")[2].rpartition("\\")[2])
    kind = TABLES.get(found["table"].lower()) if found else None
    if kind is None:
        raise Refused(SituationReason.UNKNOWN_TABLE, name=name, known=", ".join(TABLES))
    return kind


def _cut(content: bytes) -> tuple[list[str], list[Line]]:
    try:
        rows = list(tables.read_table(content, limits=LIMITS).rows)
    except UnreadableTable as fault:
        raise Refused(SituationReason.UNREADABLE_TABLE, fault=fault.fault, **fault.details) from fault
    headings = [cell.strip() for cell in rows[0].cells] if rows else []
    return headings, [Line(row.line, row.cells) for row in rows[1:]]


def _in_order(steps: Iterable[AnyStep]) -> list[AnyStep]:
    """What was announced first comes first: a later report may supersede it."""
    timed = sorted((step for step in steps if isinstance(step, Step)), key=lambda step: step.at)
    return [*(step for step in steps if not isinstance(step, Step)), *timed]


def _counts(standings: Iterable[Standing]) -> Mapping[Standing, int]:
    counts = dict.fromkeys(Standing, 0)
    for each in standings:
        counts[each] += 1
    return counts


def _standings(crisis: UUID, steps: Sequence[AnyStep]) -> list[Standing]:
    """What each row is, by the step of it that asks most."""
    told = taking.versions_told(crisis, [step for step in steps if isinstance(step, Step)])
    kept = {row.ref: row for row in Source.objects.filter(crisis=crisis)}
    known = ground_of(crisis).places if steps and isinstance(steps[0], AddPlace) else {}
    found: list[tuple[int, Standing]] = []
    for step in steps:
        if isinstance(step, KeepSource):
            standing = _standing_of_source(step, kept.get(step.ref))
        elif isinstance(step, AddPlace):
            standing = Standing.KNOWN if step.ref in known else Standing.NEW
        else:
            standing = _standing(step, told.get(step.thing, []))
        found.append((step.line, standing))
    by_line = groupby(sorted(found), key=lambda each: each[0])
    return [max(standing for _, standing in same) for _, same in by_line]


def _standing_of_source(step: KeepSource, kept: Source | None) -> Standing:
    if kept is None:
        return Standing.NEW
    is_same = all(getattr(kept, name) == words for name, words in taking.words_of(step).items())
    return Standing.KNOWN if is_same else Standing.CHANGED


def _standing(step: Step, told: Sequence[Told]) -> Standing:
    if not told:
        return Standing.NEW
    return Standing.KNOWN if told[-1].is_struck or taking.is_said(step, told) else Standing.CHANGED
