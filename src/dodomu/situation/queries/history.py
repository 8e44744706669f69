"""All versions of a thing: who changed what, when."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dodomu.situation.models import TABLES, Expectation, Rumour, Told
from dodomu.situation.rules.terms import FactKind, Outcome

# What a version is, and not what it says.
OF_THE_VERSION: Final = frozenset({"id", "crisis_id", "thing", "version", "recorded_at", "officer_id"})


class Act(StrEnum):
    """What a version did."""

    TOLD = "told"
    RETOLD = "retold"
    STRUCK = "struck"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    ANSWERED = "answered"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs from the version before; the values as the table has them."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a thing; `changes` is empty for the first."""

    version: int
    act: Act
    recorded_at: datetime
    announced_at: datetime
    officer: str  # empty: the system
    changes: tuple[Change, ...]
    columns: Mapping[str, Any] = field(hash=False)  # everything this version says


def history(crisis: UUID, kind: FactKind, thing: UUID) -> tuple[VersionLine, ...]:
    """Return every version of a thing, the oldest first, with what each changed; empty where there is no such thing."""
    rows = list(
        TABLES[kind]._default_manager.filter(crisis=crisis, thing=thing).select_related("officer").order_by("version")
    )
    said = [_said(row) for row in rows]
    lines = [_first(rows[0], said[0])] if rows else []
    return (*lines, *(_next(*each) for each in zip(rows, rows[1:], said, said[1:], strict=False)))


def _said(row: Told) -> dict[str, Any]:
    return {
        column.attname.removesuffix("_id"): getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.attname not in OF_THE_VERSION
    }


def _first(row: Told, said: Mapping[str, Any]) -> VersionLine:
    return _line(row, Act.TOLD, (), said)


def _next(before: Told, row: Told, said_before: Mapping[str, Any], said: Mapping[str, Any]) -> VersionLine:
    changes = tuple(Change(name, said_before[name], said[name]) for name in said if said[name] != said_before[name])
    return _line(row, _act(before, row, {each.field for each in changes}), changes, said)


def _line(row: Told, act: Act, changes: tuple[Change, ...], said: Mapping[str, Any]) -> VersionLine:
    officer = row.officer.name if row.officer else ""
    return VersionLine(row.version, act, row.recorded_at, row.announced_at, officer, changes, said)


def _act(before: Told, row: Told, changed: Set[str]) -> Act:
    if row.is_struck:
        return Act.STRUCK
    if changed == {"published_at"}:
        return Act.PUBLISHED if row.published_at else Act.WITHHELD
    if isinstance(before, Rumour) and changed & {"verdict", "answers", "answered_by", "answered_at"}:
        return Act.ANSWERED
    is_settled = isinstance(row, Expectation) and row.outcome != Outcome.OPEN
    return Act.SETTLED if is_settled and "outcome" in changed else Act.RETOLD
