"""Seats that partner states give us on a leg, or that we give them: counted from the moment they are confirmed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation import news, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Leg, PartnerSeats
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import check_open
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import grave
from dodomu.journeys.rules.given import PartnerSeatsGiven
from dodomu.journeys.rules.given_faults import partner_faults


@transaction.atomic
def add_partner_seats(*, leg: UUID, given: PartnerSeatsGiven, by: Actor, at: datetime) -> UUID:
    """Write down seats that a partner offered or asked for; they are not counted on before they are confirmed."""
    row = _leg(leg, by)
    faults = partner_faults(given)
    if grave(faults):
        raise Refused(JourneysReason.FIELDS_AT_FAULT, faults=faults)
    seats = PartnerSeats.objects.create(
        leg=row, partner=given.partner, given_by_us=given.given_by_us, seats=given.seats, note=given.note,
        officer_id=by.officer, recorded_at=at,
    )  # fmt: skip
    _say(seats, row, "partner-seats-added", by, at)
    return seats.id


@transaction.atomic
def confirm_partner_seats(*, seats: UUID, by: Actor, at: datetime) -> None:
    """Say that both sides agreed: from now on they are counted. Twice is once."""
    found, row = _locked(seats, by)
    if found.confirmed_at is None:
        found.confirmed_at = at
        found.save()
        _say(found, row, "partner-seats-confirmed", by, at)


@transaction.atomic
def withdraw_partner_seats(*, seats: UUID, by: Actor, at: datetime) -> None:
    """Take seats off a leg again; what is promised beyond the rest is said next to the leg. The trace keeps them."""
    found, row = _locked(seats, by)
    _say(found, row, "partner-seats-withdrawn", by, at)
    found.delete()


def _leg(leg: UUID, by: Actor) -> Leg:
    """Return the leg, held so that seats are counted by one officer at a time."""
    row = Leg.objects.select_for_update().filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    permissions.check(by, Permission.KEEP_WAYS, row.crisis_id)
    check_open(row.crisis_id)
    return row


def _locked(seats: UUID, by: Actor) -> tuple[PartnerSeats, Leg]:
    found = PartnerSeats.objects.filter(id=seats).first()
    if found is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    row = _leg(found.leg_id, by)
    again = PartnerSeats.objects.select_for_update().filter(id=seats).first()
    if again is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    return again, row


def _say(seats: PartnerSeats, leg: Leg, act: str, by: Actor, at: datetime) -> None:
    trace.leave(
        act, by=by, at=at, crisis=leg.crisis_id, leg=leg.ref, partner=seats.partner, seats=seats.seats,
        given_by_us=seats.given_by_us, counted=seats.confirmed_at is not None,
    )  # fmt: skip
    news.post(WaysChanged(leg.crisis_id, leg.ref), at=at)
