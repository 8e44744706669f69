"""What leaving tells: read by `jobs/reactions.py`."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PassesIssued:
    """Passes were issued: their holders may be told."""

    crisis: UUID
    offers: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PeopleBoarded:
    """Persons were boarded on, or taken off, a leg."""

    crisis: UUID
    leg: UUID
    persons: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SaidAtDesk:
    """At a desk it was written down in a gate's stead that persons boarded, got off or arrived."""

    crisis: UUID
    persons: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ManifestClosed:
    """The manifest of a leg was closed at departure."""

    crisis: UUID
    leg: UUID


@dataclass(frozen=True, slots=True)
class DoubtRaised:
    """Something that was seen at a gate contradicts what was known: an officer looks at it."""

    crisis: UUID
    doubt: UUID
