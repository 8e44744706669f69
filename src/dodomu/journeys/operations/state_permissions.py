"""Leave that other states give: to be asked, list sent, answered."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.foundation import news, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import StatePermission
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import check_open
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import grave
from dodomu.journeys.rules.given import PermissionGiven
from dodomu.journeys.rules.given_faults import permission_faults
from dodomu.journeys.rules.terms import PermissionState

ANSWERS = frozenset({PermissionState.GRANTED, PermissionState.REFUSED})


@transaction.atomic
def add_permission(*, crisis: UUID, given: PermissionGiven, by: Actor, at: datetime) -> UUID:
    """Add a permission that has to be asked for, or refuse with every fault."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    _refuse(given, crisis, None)
    try:
        with transaction.atomic():
            row = StatePermission.objects.create(crisis_id=crisis, **_columns(given))
    except IntegrityError as fault:
        raise Refused(JourneysReason.LEG_REF_TAKEN, ref=given.ref) from fault
    _say(row, "permission-added", by, at)
    return row.id


@transaction.atomic
def change_permission(*, permission: UUID, given: PermissionGiven, by: Actor, at: datetime) -> None:
    """Change what is asked, or for how many and until when it holds."""
    row = _locked(permission, by)
    _refuse(given, row.crisis_id, row.id)
    changed = {name: value for name, value in _columns(given).items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: str(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    _say(row, "permission-changed", by, at, before=before)


@transaction.atomic
def send_list(*, permission: UUID, sent_at: datetime, by: Actor, at: datetime) -> None:
    """Say that the list of passengers went to the other state. Sent again before an answer, the later hour counts."""
    row = _locked(permission, by)
    if row.state in ANSWERS:
        raise Refused(JourneysReason.PERMISSION_ANSWERED, state=row.state)
    row.state, row.list_sent_at = PermissionState.LIST_SENT, sent_at
    row.save()
    _say(row, "permission-list-sent", by, at)


@transaction.atomic
def answer_permission(
    *,
    permission: UUID,
    granted: bool,
    answered_at: datetime,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    quota: int | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Keep what the other state answered; a later answer takes the place of the earlier, which stays in the trace."""
    row = _locked(permission, by)
    given = PermissionGiven(
        row.ref, row.state_asked, row.what, quota=quota, valid_from=valid_from, valid_until=valid_until,
        note=note or row.note,
    )  # fmt: skip
    _refuse(given, row.crisis_id, row.id)
    before = row.state
    row.state = PermissionState.GRANTED if granted else PermissionState.REFUSED
    row.answered_at = answered_at
    row.quota, row.valid_from, row.valid_until, row.note = quota, valid_from, valid_until, given.note
    row.save()
    _say(row, "permission-answered", by, at, before=before)


def _locked(permission: UUID, by: Actor) -> StatePermission:
    row = StatePermission.objects.select_for_update().filter(id=permission).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    permissions.check(by, Permission.KEEP_WAYS, row.crisis_id)
    check_open(row.crisis_id)
    return row


def _refuse(given: PermissionGiven, crisis: UUID, besides: UUID | None) -> None:
    refs = (
        StatePermission.objects.filter(crisis=crisis)
        .exclude(id__in=[besides] if besides else [])
        .values_list("ref", flat=True)
    )
    faults = permission_faults(given, frozenset(refs))
    if grave(faults):
        raise Refused(JourneysReason.FIELDS_AT_FAULT, faults=faults)


def _columns(given: PermissionGiven) -> dict[str, object]:
    names = ("ref", "state_asked", "what", "quota", "valid_from", "valid_until", "note")
    return {name: getattr(given, name) for name in names}


def _say(row: StatePermission, act: str, by: Actor, at: datetime, **details: object) -> None:
    trace.leave(act, by=by, at=at, crisis=row.crisis_id, permission=row.ref, state=row.state, **details)
    news.post(WaysChanged(row.crisis_id, ""), at=at)
