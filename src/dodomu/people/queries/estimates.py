"""Estimates as screens show them: each on its own, with its range, source and hour."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.words import in_language
from dodomu.people.models import Estimate

LONGEST_WHOM = 120
LONGEST_SOURCE = 200


@dataclass(frozen=True)
class EstimateLine:
    """One estimate; without `at_most`, nobody stated an upper end."""

    id: UUID
    at_least: int
    at_most: int | None
    of_whom: str
    place: str
    source: str
    as_of: datetime
    recorded_at: datetime
    officer: str

    @property
    def is_exact(self) -> bool:
        """Whether a single number was stated."""
        return self.at_least == self.at_most


def estimates_of(crisis: UUID, *, by: Actor, at: datetime | None = None, most: int = 200) -> list[EstimateLine]:
    """Return the estimates made up to an hour (all, when none is given), the latest first."""
    permissions.check(by, Permission.SEE_COUNTS, crisis)
    rows = Estimate.objects.filter(crisis=crisis).select_related("place", "officer")
    if at is not None:
        rows = rows.filter(as_of__lte=at)
    return [_line(row) for row in rows.order_by("-as_of", "-recorded_at", "-id")[:most]]


def latest_estimates(crisis: UUID, *, by: Actor, at: datetime | None = None) -> list[EstimateLine]:
    """Return of each source's estimates of the same people at the same place the latest only."""
    latest: dict[tuple[str, str, str], EstimateLine] = {}
    for line in estimates_of(crisis, by=by, at=at):
        latest.setdefault((line.source, line.of_whom, line.place), line)
    return list(latest.values())


def _line(row: Estimate) -> EstimateLine:
    place = (in_language(row.place.names) or row.place.ref) if row.place else ""
    officer = row.officer.name if row.officer else ""
    return EstimateLine(
        row.id, row.at_least, row.at_most, row.of_whom, place, row.source, row.as_of, row.recorded_at, officer
    )
