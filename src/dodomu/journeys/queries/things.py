"""What belongs to legs, for screens: partners' seats and the hours of a departure clock that were written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.journeys.models import Milestone, PartnerSeats
from dodomu.journeys.rules.terms import MilestoneKind


@dataclass(frozen=True)
class PartnerLine:
    id: UUID
    leg: UUID
    leg_ref: str
    partner: str
    given_by_us: bool
    seats: int
    confirmed_at: datetime | None
    note: str
    officer: str
    recorded_at: datetime


@dataclass(frozen=True)
class MilestoneLine:
    id: UUID
    leg: UUID
    kind: MilestoneKind
    due_at: datetime
    done_at: datetime | None
    words: str
    officer: str

    def is_late(self, at: datetime) -> bool:
        """Whether it was to be reached by an hour and was not, or was too late."""
        return (self.done_at or at) > self.due_at


def partner_seats(crisis: UUID, leg: UUID | None = None) -> list[PartnerLine]:
    """Return the seats given to and by partners, on one leg or on all, in the order in which they were written down."""
    rows = (
        PartnerSeats.objects.filter(leg__crisis=crisis).select_related("leg", "officer").order_by("recorded_at", "id")
    )
    return [
        PartnerLine(
            row.id, row.leg_id, row.leg.ref, row.partner, row.given_by_us, row.seats, row.confirmed_at, row.note,
            row.officer.name if row.officer else "", row.recorded_at,
        )
        for row in (rows.filter(leg=leg) if leg else rows)
    ]  # fmt: skip


def milestones(crisis: UUID, leg: UUID | None = None) -> list[MilestoneLine]:
    """Return the hours that were written down, of one leg or of all, in the order in which they are due."""
    rows = Milestone.objects.filter(leg__crisis=crisis).select_related("officer").order_by("due_at", "id")
    return [
        MilestoneLine(
            row.id, row.leg_id, MilestoneKind(row.kind), row.due_at, row.done_at, row.words,
            row.officer.name if row.officer else "",
        )
        for row in (rows.filter(leg=leg) if leg else rows)
    ]  # fmt: skip
