"""Charters: offered to us, ordered once, or declined. What was ordered is paid full or empty."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.foundation import news, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Charter
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import check_open
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import grave
from dodomu.journeys.rules.given import CharterGiven
from dodomu.journeys.rules.given_faults import charter_faults
from dodomu.journeys.rules.terms import CharterState


@transaction.atomic
def add_charter(*, crisis: UUID, given: CharterGiven, by: Actor, at: datetime) -> UUID:
    """Add a charter that is offered to us, or refuse with every fault; the legs that name it all run, or none."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    _refuse(given, crisis, None)
    try:
        with transaction.atomic():
            row = Charter.objects.create(crisis_id=crisis, **_columns(given))
    except IntegrityError as fault:
        raise Refused(JourneysReason.LEG_REF_TAKEN, ref=given.ref) from fault
    _say(row, "charter-added", by, at, price=row.price)
    return row.id


@transaction.atomic
def change_charter(*, charter: UUID, given: CharterGiven, by: Actor, at: datetime) -> None:
    """Change what is known of a charter; the price of one that is ordered stands."""
    row = _locked(charter, by)
    _refuse(given, row.crisis_id, row.id)
    if row.state == CharterState.ORDERED and given.price != row.price:
        raise Refused(JourneysReason.CHARTER_DECIDED, state=row.state)
    before = {name: str(getattr(row, name)) for name, value in _columns(given).items() if getattr(row, name) != value}
    if not before:
        return
    for name, value in _columns(given).items():
        setattr(row, name, value)
    row.save()
    _say(row, "charter-changed", by, at, before=before)


@transaction.atomic
def order_charter(*, charter: UUID, by: Actor, at: datetime) -> None:
    """Order a charter before its hour has passed, or refuse; from now on its price is spent. Twice is once."""
    row = _locked(charter, by)
    if row.state == CharterState.ORDERED:
        return
    if row.order_by is not None and row.order_by <= at:
        raise Refused(JourneysReason.ORDER_HOUR_PASSED, order_by=row.order_by)
    _decide(row, CharterState.ORDERED, by, at)


@transaction.atomic
def decline_charter(*, charter: UUID, by: Actor, at: datetime) -> None:
    """Decline a charter, or refuse when it is ordered. Twice is once."""
    row = _locked(charter, by)
    if row.state != CharterState.DECLINED:
        _decide(row, CharterState.DECLINED, by, at)


def _decide(row: Charter, state: CharterState, by: Actor, at: datetime) -> None:
    if row.state not in {CharterState.OFFERED, CharterState.LAPSED}:
        raise Refused(JourneysReason.CHARTER_DECIDED, state=row.state)
    row.state, row.decided_by_id, row.decided_at = state, by.officer, at
    row.save()
    _say(row, f"charter-{state.value}", by, at, price=row.price)


def _locked(charter: UUID, by: Actor) -> Charter:
    row = Charter.objects.select_for_update().filter(id=charter).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    permissions.check(by, Permission.KEEP_WAYS, row.crisis_id)
    check_open(row.crisis_id)
    return row


def _refuse(given: CharterGiven, crisis: UUID, besides: UUID | None) -> None:
    refs = (
        Charter.objects.filter(crisis=crisis).exclude(id__in=[besides] if besides else []).values_list("ref", flat=True)
    )
    faults = charter_faults(given, frozenset(refs))
    if grave(faults):
        raise Refused(JourneysReason.FIELDS_AT_FAULT, faults=faults)


def _columns(given: CharterGiven) -> dict[str, object]:
    return {name: getattr(given, name) for name in ("ref", "name", "price", "order_by", "note")}


def _say(row: Charter, act: str, by: Actor, at: datetime, **details: object) -> None:
    trace.leave(act, by=by, at=at, crisis=row.crisis_id, charter=row.ref, **details)
    news.post(WaysChanged(row.crisis_id, ""), at=at)
