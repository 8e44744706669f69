"""Cells of a table that nobody could know at the hour of their row: its makers wrote them down afterwards.

A restriction ends on the 13th, and its row says so; on the 5th nobody knew. Such a cell is known from an hour of its
own, and until then holds what was said before. Without this a replay would know how everything ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

WHOLE_ROW = ""


@dataclass(frozen=True, slots=True)
class KnownLater:
    """A cell, or a whole row, that was known only from an hour on; `before` is what stood there until then."""

    table: str
    ref: str
    column: str
    known_at: datetime
    before: str = ""


Row = Mapping[str, str]


def versions_of(row: Row, later: Sequence[KnownLater]) -> list[tuple[datetime | None, Row]]:
    """Return the row as it could be read, hour by hour; None is the hour that the row itself has."""
    cells = [each for each in later if each.column != WHOLE_ROW]
    whole = max((each.known_at for each in later if each.column == WHOLE_ROW), default=None)
    hours = sorted({each.known_at for each in cells if whole is None or each.known_at > whole})
    return [(hour, _as_read(row, cells, hour)) for hour in (whole, *hours)]


def _as_read(row: Row, cells: Sequence[KnownLater], hour: datetime | None) -> Row:
    unknown = {each.column: each.before for each in cells if hour is None or each.known_at > hour}
    return {**row, **unknown}
