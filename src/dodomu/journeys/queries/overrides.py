"""What officers decided otherwise than the planner would, for screens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.journeys.models import Override
from dodomu.journeys.rules.terms import OverrideKind


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """One decision, with the name and the reason it was taken with."""

    id: UUID
    party: UUID
    kind: OverrideKind
    leg: str
    country: str
    priority: str
    reason: str
    officer: str
    at: datetime
    ended_at: datetime | None


def overrides(crisis: UUID, *, party: UUID | None = None, with_ended: bool = False) -> list[OverrideLine]:
    """Return what was decided in a crisis, or for one party of it, the newest first."""
    found = Override.objects.filter(crisis=crisis).order_by("-at", "-id")
    if party is not None:
        found = found.filter(party=party)
    if not with_ended:
        found = found.filter(ended_at__isnull=True)
    return [
        OverrideLine(
            row.id, row.party_id, OverrideKind(row.kind), row.leg, row.country, row.priority, row.reason,
            row.officer_name, row.at, row.ended_at,
        )
        for row in found
    ]  # fmt: skip
