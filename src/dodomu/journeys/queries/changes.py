"""What was changed about a leg, by whom and why: field by field, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dodomu.journeys.models import LegChange


@dataclass(frozen=True)
class Change:
    """One change of a leg; the values are as they were kept: texts, numbers, hours in ISO form, places by id."""

    leg: UUID
    ref: str
    version: int
    fields: tuple[str, ...]
    before: Mapping[str, Any] = field(hash=False)
    after: Mapping[str, Any] = field(hash=False)
    why: str
    said_by: str
    officer: str
    recorded_at: datetime

    @property
    def is_first(self) -> bool:
        """Whether the leg was added by it."""
        return self.version == 1

    @property
    def is_removal(self) -> bool:
        """Whether the leg was removed by it."""
        return not self.is_first and bool(self.before) and not self.after


def history(crisis: UUID, leg: UUID) -> list[Change]:
    """Return every change of a leg, also of one that was removed since."""
    rows = LegChange.objects.filter(crisis=crisis, leg_id=leg).select_related("officer")
    return [_change(row) for row in rows.order_by("version")]


def _change(row: LegChange) -> Change:
    names = tuple(dict.fromkeys((*row.before, *row.after)))
    return Change(
        row.leg_id, row.ref, row.version, names, row.before, row.after, row.why, row.said_by,
        row.officer.name if row.officer else "", row.recorded_at,
    )  # fmt: skip
