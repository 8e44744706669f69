"""What a hub can do: vehicles that shuttle from it, how many it brings from the door to the vehicle in an hour."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.foundation import news, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Fleet, Handling, Round
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import check_open
from dodomu.journeys.queries.ways import places_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import Fault, grave
from dodomu.journeys.rules.given import FleetGiven, HandlingGiven
from dodomu.journeys.rules.given_faults import fleet_faults, handling_faults
from dodomu.journeys.rules.leg_faults import Ground
from dodomu.journeys.rules.places import moments


@transaction.atomic
def add_fleet(*, crisis: UUID, given: FleetGiven, by: Actor, at: datetime) -> UUID:
    """Add vehicles of one kind with the rounds they make, or refuse with every fault."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    _refuse(fleet_faults(given, _ground(crisis, None)))
    try:
        with transaction.atomic():
            row = Fleet.objects.create(crisis_id=crisis, **_columns(given))
    except IntegrityError as fault:
        raise Refused(JourneysReason.LEG_REF_TAKEN, ref=given.ref) from fault
    _write_rounds(row, given)
    _say(crisis, "fleet-added", by, at, fleet=row.ref, vehicles=row.vehicles)
    return row.id


@transaction.atomic
def change_fleet(*, fleet: UUID, given: FleetGiven, by: Actor, at: datetime) -> None:
    """Change vehicles and the rounds they make: how many there are today, which way is too long."""
    row = _fleet(fleet, by)
    _refuse(fleet_faults(given, _ground(row.crisis_id, row.id)))
    before = {name: str(getattr(row, name)) for name, value in _columns(given).items() if getattr(row, name) != value}
    for name, value in _columns(given).items():
        setattr(row, name, value)
    row.save()
    row.rounds.all().delete()
    _write_rounds(row, given)
    _say(row.crisis_id, "fleet-changed", by, at, fleet=row.ref, before=before)


@transaction.atomic
def remove_fleet(*, fleet: UUID, by: Actor, at: datetime) -> None:
    """Take vehicles off that are not there any more; offers that name them keep their words."""
    row = _fleet(fleet, by)
    _say(row.crisis_id, "fleet-removed", by, at, fleet=row.ref, vehicles=row.vehicles)
    row.delete()


@transaction.atomic
def state_handling(*, crisis: UUID, given: HandlingGiven, by: Actor, at: datetime) -> UUID:
    """State what a place can handle from an hour on, or refuse; the same hour again is corrected."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    ground = _ground(crisis, None)
    _refuse(handling_faults(given, ground))
    (since,) = moments(given.since, ground.places[given.place].zone)
    row, _ = Handling.objects.update_or_create(
        crisis_id=crisis, place_id=given.place, from_at=since,
        defaults={
            "per_hour": given.per_hour, "room": given.room, "source": given.source, "officer_id": by.officer,
            "recorded_at": at,
        },
    )  # fmt: skip
    place = ground.places[given.place].ref
    _say(crisis, "handling-stated", by, at, place=place, per_hour=given.per_hour, room=given.room)
    return row.id


@transaction.atomic
def remove_handling(*, handling: UUID, by: Actor, at: datetime) -> None:
    """Take back what was stated about a place from an hour on: what was stated before holds again."""
    row = Handling.objects.select_for_update().filter(id=handling).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    permissions.check(by, Permission.KEEP_WAYS, row.crisis_id)
    check_open(row.crisis_id)
    _say(row.crisis_id, "handling-removed", by, at, place=row.place.ref, per_hour=row.per_hour, room=row.room)
    row.delete()


def _ground(crisis: UUID, besides: UUID | None) -> Ground:
    refs = (
        Fleet.objects.filter(crisis=crisis).exclude(id__in=[besides] if besides else []).values_list("ref", flat=True)
    )
    return Ground(places_known(crisis), refs=frozenset(refs))


def _fleet(fleet: UUID, by: Actor) -> Fleet:
    row = Fleet.objects.select_for_update().filter(id=fleet).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    permissions.check(by, Permission.KEEP_WAYS, row.crisis_id)
    check_open(row.crisis_id)
    return row


def _columns(given: FleetGiven) -> dict[str, object]:
    names = ("ref", "name", "vehicles", "seats", "drivers_minutes", "note")
    return {"hub_id": given.hub, **{name: getattr(given, name) for name in names}}


def _write_rounds(row: Fleet, given: FleetGiven) -> None:
    Round.objects.bulk_create(
        Round(fleet=row, place_id=each.place, out=each.out, back=each.back, danger=each.danger) for each in given.rounds
    )


def _refuse(faults: tuple[Fault, ...]) -> None:
    if grave(faults):
        raise Refused(JourneysReason.FIELDS_AT_FAULT, faults=faults)


def _say(crisis: UUID, act: str, by: Actor, at: datetime, **details: object) -> None:
    trace.leave(act, by=by, at=at, crisis=crisis, **details)
    news.post(WaysChanged(crisis, ""), at=at)
