"""All ways of a crisis as they are believed now: what the checks and the planner's problem are made of."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from dodomu.foundation.models import Place
from dodomu.journeys.models import Charter, Fleet, Handling, Leg, PartnerSeats, Round, StatePermission
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import CharterState, LegState, Mode, PaidBy, PermissionState, Schedule
from dodomu.journeys.rules.ways import (
    CharterKnown,
    FleetKnown,
    HandlingKnown,
    LegKnown,
    PermissionKnown,
    RoundKnown,
    WaysKnown,
)


def ways_known(crisis: UUID) -> WaysKnown:
    """Return every leg and link, charter, permission, fleet and capacity of a crisis, each in the order of its ref.

    Legs that are cancelled, gone or not known yet are among them: `rules.checks` says so of each.
    """
    return WaysKnown(
        legs=legs_known(crisis),
        charters=tuple(charter_known(row) for row in Charter.objects.filter(crisis=crisis).order_by("ref")),
        permissions=tuple(
            permission_known(row) for row in StatePermission.objects.filter(crisis=crisis).order_by("ref")
        ),
        fleets=_fleets(crisis),
        handlings=tuple(
            HandlingKnown(row.place_id, row.from_at, row.per_hour, row.room, row.source)
            for row in Handling.objects.filter(crisis=crisis).order_by("place__ref", "from_at")
        ),
    )


def places_known(crisis: UUID) -> dict[UUID, PlaceKnown]:
    """Return the places of a crisis with what decides about the ways between them."""
    columns = ("id", "country", "region", "ref", "kind", "zone", "latitude", "longitude")
    return {row[0]: PlaceKnown(*row) for row in Place.objects.filter(crisis=crisis).values_list(*columns)}


def legs_known(crisis: UUID) -> tuple[LegKnown, ...]:
    """Return every leg and link of a crisis in the order of departure, links first."""
    partners = PartnerSeats.objects.filter(leg__crisis=crisis, confirmed_at__isnull=False)
    given, got = _sums(partners.filter(given_by_us=True)), _sums(partners.filter(given_by_us=False))
    rows = sorted(Leg.objects.filter(crisis=crisis), key=_by_departure)
    return tuple(leg_known(row, partner_in=got[row.id], partner_out=given[row.id]) for row in rows)


def leg_by_ref(crisis: UUID, ref: str) -> LegKnown | None:
    """Return one leg without the seats of partners, or None."""
    row = Leg.objects.filter(crisis=crisis, ref=ref).first()
    return leg_known(row) if row else None


def _by_departure(row: Leg) -> tuple[bool, float, str]:
    return row.departs_at is not None, row.departs_at.timestamp() if row.departs_at else 0.0, row.ref


def _sums(rows: Iterable[PartnerSeats]) -> dict[UUID, int]:
    sums: dict[UUID, int] = defaultdict(int)
    for row in rows:
        sums[row.leg_id] += row.seats
    return sums


def leg_known(row: Leg, *, partner_in: int = 0, partner_out: int = 0) -> LegKnown:
    """Return a leg as it is believed now, with the seats that partners confirmed."""
    return LegKnown(
        id=row.id, ref=row.ref, version=row.version, mode=Mode(row.mode), schedule=Schedule(row.schedule),
        state=LegState(row.state), operator=row.operator, service=row.service, origin=row.origin_id,
        target=row.target_id, via=tuple(row.via), departs_at=row.departs_at, arrives_at=row.arrives_at,
        minutes=row.minutes, distance_km=row.distance_km, seats=row.seats, block=row.block, held_back=row.held_back,
        partner_in=partner_in, partner_out=partner_out, price=row.price, paid_by=PaidBy(row.paid_by),
        known_from=row.known_from, book_by=row.book_by, papers=tuple(row.papers), chance=row.chance,
        buffer=row.buffer, danger=row.danger, processed=row.processed, charter=row.charter_id,
        permission=row.permission_id, meeting_place=row.meeting_place_id, meeting_minutes=row.meeting_minutes,
        invite_extra=row.invite_extra, expected_at=row.expected_at, provenance=row.provenance, source=row.source,
        note=row.note, stated_departs_utc=row.stated_departs_utc, stated_arrives_utc=row.stated_arrives_utc,
    )  # fmt: skip


def charter_known(row: Charter) -> CharterKnown:
    """Return a charter as it is believed now."""
    return CharterKnown(row.id, row.ref, row.name, row.price, row.order_by, CharterState(row.state), row.note)


def permission_known(row: StatePermission) -> PermissionKnown:
    """Return a permission asked of another state as it is believed now."""
    return PermissionKnown(
        row.id, row.ref, row.state_asked, row.what, PermissionState(row.state), row.list_sent_at, row.answered_at,
        row.valid_from, row.valid_until, row.quota, row.note,
    )  # fmt: skip


def _fleets(crisis: UUID) -> tuple[FleetKnown, ...]:
    rounds: dict[UUID, list[RoundKnown]] = defaultdict(list)
    for each in Round.objects.filter(fleet__crisis=crisis).order_by("place__ref"):
        rounds[each.fleet_id].append(RoundKnown(each.place_id, each.out, each.back, each.danger))
    return tuple(
        FleetKnown(
            row.id, row.ref, row.name, row.hub_id, row.vehicles, row.seats, row.drivers_minutes, tuple(rounds[row.id])
        )
        for row in Fleet.objects.filter(crisis=crisis).order_by("ref")
    )
