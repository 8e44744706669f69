"""The line for a leg: who would gain what by a place on it, in the order in which they are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from dodomu.journeys.models import StandbyPlace
from dodomu.journeys.queries.offers import OfferLine, live_offers
from dodomu.journeys.rules.terms import LegState

MOST = 50


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A party in the line of a leg, by the plan in force. Without `planned_home_at` the plan leaves it behind."""

    position: int
    party: UUID
    leg: UUID
    ref: str
    there_at: datetime
    home_at: datetime
    planned_home_at: datetime | None
    holds: OfferLine | None  # its live offer

    @property
    def gains(self) -> int | None:
        """How many minutes earlier it would be home; None where it would be home at all only by this."""
        if self.planned_home_at is None:
            return None
        return int((self.planned_home_at - self.home_at).total_seconds() // 60)


def line_of(leg: UUID, *, after: int = 0, most: int = MOST) -> tuple[LinePlace, ...]:
    """Return some of the line of a leg, those behind a position, first come first."""
    return _places(_in_force().filter(leg=leg, position__gt=after).order_by("position")[:most])


def lines_of_party(party: UUID, *, at: datetime) -> tuple[LinePlace, ...]:
    """Return in which lines of legs that have not left a party stands, the leg that brings it home first on top."""
    places = _in_force().filter(party=party, leg__state=LegState.PLANNED)
    places = places.annotate(leaves_at=Coalesce("leg__expected_at", "leg__departs_at")).filter(leaves_at__gt=at)
    return _places(places.order_by("home_at", "leg__ref"))


def _in_force() -> QuerySet[StandbyPlace]:
    return StandbyPlace.objects.filter(adoption__ended_at=None).select_related("leg")


def _places(found: Iterable[StandbyPlace]) -> tuple[LinePlace, ...]:
    rows = list(found)
    holding = live_offers([row.party_id for row in rows])
    return tuple(
        LinePlace(
            row.position, row.party_id, row.leg_id, row.leg.ref, row.there_at, row.home_at, row.planned_home_at,
            holding.get(row.party_id),
        )
        for row in rows
    )  # fmt: skip
