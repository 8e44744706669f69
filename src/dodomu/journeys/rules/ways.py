"""Ways as they are known: what the checks, the planner's problem and the screens read. Hours are aware."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dodomu.journeys.rules.terms import CharterState, LegState, Mode, PaidBy, PermissionState, Schedule


@dataclass(frozen=True, slots=True)
class LegKnown:
    """A leg or link as it is believed now. What is None was not stated."""

    id: UUID
    ref: str
    version: int
    mode: Mode
    schedule: Schedule
    state: LegState
    operator: str
    service: str
    origin: UUID
    target: UUID
    via: tuple[UUID, ...]
    departs_at: datetime | None
    arrives_at: datetime | None
    minutes: int | None
    distance_km: int | None
    seats: Mapping[str, int] = field(hash=False)
    block: Mapping[str, int] = field(hash=False)
    held_back: Mapping[str, int] = field(hash=False)
    partner_in: int  # seats that partners gave us, confirmed
    partner_out: int  # seats that we gave to partners, confirmed
    price: int | None
    paid_by: PaidBy
    known_from: datetime
    book_by: datetime | None
    papers: tuple[str, ...]
    chance: float | None
    buffer: int | None
    danger: float | None
    processed: bool
    charter: UUID | None
    permission: UUID | None
    meeting_place: UUID | None
    meeting_minutes: int | None
    invite_extra: int
    expected_at: datetime | None
    provenance: str
    source: str
    note: str
    stated_departs_utc: datetime | None
    stated_arrives_utc: datetime | None

    @property
    def leaves_at(self) -> datetime | None:
        """When it leaves by all that is known: late, if it is late."""
        return self.expected_at or self.departs_at

    @property
    def comes_at(self) -> datetime | None:
        """When it arrives by all that is known: as much later as it leaves later."""
        if self.arrives_at is None or self.departs_at is None or self.expected_at is None:
            return self.arrives_at
        return self.arrives_at + (self.expected_at - self.departs_at)

    def seats_for_us(self, kind: str) -> int:
        """Of the block and of partners' seats, how many of a kind may be promised in all."""
        partners = self.partner_in - self.partner_out if kind == "seat" else 0
        return max(0, self.block.get(kind, 0) + partners - self.held_back.get(kind, 0))


@dataclass(frozen=True, slots=True)
class CharterKnown:
    id: UUID
    ref: str
    name: str
    price: int
    order_by: datetime | None
    state: CharterState
    note: str


@dataclass(frozen=True, slots=True)
class PermissionKnown:
    id: UUID
    ref: str
    state_asked: str
    what: str
    state: PermissionState
    list_sent_at: datetime | None
    answered_at: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    quota: int | None
    note: str


@dataclass(frozen=True, slots=True)
class RoundKnown:
    place: UUID
    out: int
    back: int
    danger: float | None


@dataclass(frozen=True, slots=True)
class FleetKnown:
    id: UUID
    ref: str
    name: str
    hub: UUID
    vehicles: int
    seats: Mapping[str, int] = field(hash=False)
    drivers_minutes: int | None
    rounds: tuple[RoundKnown, ...]


@dataclass(frozen=True, slots=True)
class HandlingKnown:
    """Since `from_at`, until the next of the same place."""

    place: UUID
    from_at: datetime
    per_hour: int | None
    room: int | None
    source: str


@dataclass(frozen=True, slots=True)
class WaysKnown:
    """All ways of a crisis as they are believed now."""

    legs: tuple[LegKnown, ...]
    charters: tuple[CharterKnown, ...]
    permissions: tuple[PermissionKnown, ...]
    fleets: tuple[FleetKnown, ...]
    handlings: tuple[HandlingKnown, ...]
