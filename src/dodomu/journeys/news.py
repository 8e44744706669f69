"""What the ways home tell: read by `jobs/reactions.py`."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WaysChanged:
    """A leg, charter, fleet, permission or capacity was added, changed, cancelled or is late."""

    crisis: UUID
    leg: str  # its ref; empty for what is no leg


@dataclass(frozen=True, slots=True)
class ProposalAsked:
    """Somebody asked for a plan: the worker is to make it."""

    crisis: UUID
    proposal: UUID


@dataclass(frozen=True, slots=True)
class PlanAdopted:
    """An officer adopted a plan: its offers are to be made."""

    crisis: UUID
    adoption: UUID


@dataclass(frozen=True, slots=True)
class OffersSent:
    """Parties are to be told of their places (by messaging, when it is there)."""

    crisis: UUID
    offers: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """A party answered, or did not until the deadline."""

    crisis: UUID
    offer: UUID
    state: str


@dataclass(frozen=True, slots=True)
class PlaceReleased:
    """A promised place fell free: the next in line is to get it."""

    crisis: UUID
    offer: UUID
