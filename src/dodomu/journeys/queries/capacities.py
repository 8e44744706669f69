"""What hubs can handle and what fleets are noted with, for the screens that keep them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.journeys.models import Fleet, Handling


@dataclass(frozen=True)
class HandlingLine:
    """What was stated of a place from an hour on."""

    id: UUID
    place: UUID
    from_at: datetime
    per_hour: int | None
    room: int | None
    source: str
    officer: str
    recorded_at: datetime


def handling_lines(crisis: UUID) -> list[HandlingLine]:
    """Return everything that was stated, place by place in the order of its hours."""
    rows = Handling.objects.filter(crisis=crisis).select_related("officer").order_by("place__ref", "from_at")
    return [
        HandlingLine(
            row.id, row.place_id, row.from_at, row.per_hour, row.room, row.source,
            row.officer.name if row.officer else "", row.recorded_at,
        )
        for row in rows
    ]  # fmt: skip


def fleet_note(fleet: UUID) -> str:
    """Return what the desk noted of a fleet."""
    return Fleet.objects.filter(id=fleet).values_list("note", flat=True).first() or ""
