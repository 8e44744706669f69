"""Ways as officers and files state them, before anything was looked at.

Hours without an offset are wall time: of the origin (departure, booking, known from), of the target (arrival), of the
place of a handling. An hour that names its offset is taken as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dodomu.journeys.rules.terms import MilestoneKind, Mode, PaidBy, Schedule
from dodomu.journeys.rules.ways import LegKnown


@dataclass(frozen=True, slots=True)
class LegGiven:
    """A leg or link as it is stated; what is None was not stated."""

    ref: str
    mode: Mode
    origin: UUID | None
    target: UUID | None
    schedule: Schedule = Schedule.DATED
    departs: datetime | None = None
    arrives: datetime | None = None
    minutes: int | None = None
    operator: str = ""
    service: str = ""
    via: tuple[UUID, ...] = ()
    distance_km: int | None = None
    seats: Mapping[str, int] = field(default_factory=dict, hash=False)
    block: Mapping[str, int] = field(default_factory=dict, hash=False)
    held_back: Mapping[str, int] = field(default_factory=dict, hash=False)
    price: int | None = None
    paid_by: PaidBy = PaidBy.STATE
    known_from: datetime | None = None  # None: from now on
    book_by: datetime | None = None
    papers: tuple[str, ...] = ()
    chance: float | None = None
    buffer: int | None = None
    danger: float | None = None
    processed: bool = False
    charter: UUID | None = None
    permission: UUID | None = None
    meeting_place: UUID | None = None
    meeting_minutes: int | None = None
    provenance: str = ""
    source: str = ""
    note: str = ""
    stated_departs_utc: datetime | None = None
    stated_arrives_utc: datetime | None = None


def given_of(leg: LegKnown) -> LegGiven:
    """Return a leg as it would have to be stated to be what it is: a single field is changed by `replace`."""
    return LegGiven(
        ref=leg.ref, mode=leg.mode, origin=leg.origin, target=leg.target, schedule=leg.schedule,
        departs=leg.departs_at, arrives=leg.arrives_at, minutes=leg.minutes, operator=leg.operator,
        service=leg.service, via=leg.via, distance_km=leg.distance_km, seats=leg.seats, block=leg.block,
        held_back=leg.held_back, price=leg.price, paid_by=leg.paid_by, known_from=leg.known_from,
        book_by=leg.book_by, papers=leg.papers, chance=leg.chance, buffer=leg.buffer, danger=leg.danger,
        processed=leg.processed, charter=leg.charter, permission=leg.permission, meeting_place=leg.meeting_place,
        meeting_minutes=leg.meeting_minutes, provenance=leg.provenance, source=leg.source, note=leg.note,
        stated_departs_utc=leg.stated_departs_utc, stated_arrives_utc=leg.stated_arrives_utc,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CharterGiven:
    ref: str
    price: int  # whole euros, full or empty
    name: str = ""
    order_by: datetime | None = None  # aware
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoundGiven:
    place: UUID
    out: int  # minutes
    back: int
    danger: float | None = None


@dataclass(frozen=True, slots=True)
class FleetGiven:
    ref: str
    hub: UUID
    vehicles: int
    seats: Mapping[str, int] = field(hash=False)
    name: str = ""
    drivers_minutes: int | None = None
    rounds: tuple[RoundGiven, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandlingGiven:
    place: UUID
    since: datetime  # wall time of the place
    per_hour: int | None = None
    room: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PermissionGiven:
    """Leave asked of another state; hours are aware."""

    ref: str
    state_asked: str
    what: str
    quota: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartnerSeatsGiven:
    partner: str  # country
    seats: int
    given_by_us: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneGiven:
    kind: MilestoneKind
    due: datetime  # wall time of the origin
    words: str = ""
