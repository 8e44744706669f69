"""Legs and links: added, changed, late, cancelled, gone. Every change is kept with who made it and why."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from dodomu.engines.planner.plan import Plan, Ride
from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Leg, LegChange
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import (
    add_rows,
    change_row,
    check_open,
    columns_of,
    differences,
    ground_for,
)
from dodomu.journeys.queries.ways import leg_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import Fault, grave
from dodomu.journeys.rules.given import LegGiven, given_of
from dodomu.journeys.rules.leg_faults import Ground, leg_faults
from dodomu.journeys.rules.proposals import read_plan
from dodomu.journeys.rules.terms import LegState
from dodomu.people.models import LedgerEntry

LONGEST_WHY = 500
LONGEST_SAID_BY = 200
MOST_EXTRA = 1000


@transaction.atomic
def add_leg(*, crisis: UUID, given: LegGiven, by: Actor, at: datetime, why: str = "") -> UUID:
    """Add a leg or link and return its id, or refuse with every fault; the same leg again changes nothing."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    _check_words(why, needed=False)
    there = Leg.objects.select_for_update().filter(crisis=crisis, ref=given.ref).first()
    ground = ground_for(crisis, besides=there.id if there else None)
    _refuse(leg_faults(given, ground, at=at))
    if there is not None:
        columns = columns_of(given, ground, known_from=there.known_from)
        if any(differences(there, columns)):
            raise Refused(JourneysReason.LEG_REF_TAKEN, ref=given.ref)
        return there.id
    try:
        with transaction.atomic():
            (row,) = add_rows(crisis, [columns_of(given, ground, known_from=at)], why=why, by=by, at=at)
    except IntegrityError as fault:  # another officer added it between our look and now
        raise Refused(JourneysReason.LEG_REF_TAKEN, ref=given.ref) from fault
    news.post(WaysChanged(crisis, row.ref), at=at)
    return row.id


@transaction.atomic
def change_leg(
    *, leg: UUID, version: int, given: LegGiven | Mapping[str, Any], why: str, by: Actor, at: datetime
) -> int:
    """Change a leg that has not left and return its version, or refuse; `given` is all of it, or single fields.

    A block that others cut below what is promised is a fact and is kept: the check `over-promised` says so.
    """
    row = _locked(leg, version, by)
    _check_words(why)
    _check_planned(row)
    whole = given if isinstance(given, LegGiven) else replace(given_of(leg_known(row)), **given)
    ground = ground_for(row.crisis_id, besides=row.id)
    _refuse(_new_faults(row, whole, ground, at))
    columns = columns_of(whole, ground, known_from=row.known_from)
    if columns["departs_at"] != row.departs_at:
        columns["expected_at"] = None  # what was said of its delay was said of the old hour
    if change_row(row, columns, why=why, by=by, at=at):
        news.post(WaysChanged(row.crisis_id, row.ref), at=at)
    return row.version


@transaction.atomic
def cancel_leg(*, leg: UUID, version: int, why: str, by: Actor, at: datetime, said_by: str = "") -> int:
    """Say that a leg does not go, or refuse when it has gone; cancelling it again changes nothing."""
    row = _locked(leg, None, by)
    if row.state == LegState.CANCELLED:
        return row.version
    return _set(row, version, {"state": LegState.CANCELLED}, why, said_by, by, at, only=(LegState.PLANNED,))


@transaction.atomic
def reinstate_leg(*, leg: UUID, version: int, why: str, by: Actor, at: datetime, said_by: str = "") -> int:
    """Say that a cancelled leg goes after all, or refuse."""
    row = _locked(leg, None, by)
    return _set(row, version, {"state": LegState.PLANNED}, why, said_by, by, at, only=(LegState.CANCELLED,))


@transaction.atomic
def late_leg(
    *, leg: UUID, version: int, expected_at: datetime | None, why: str, by: Actor, at: datetime, said_by: str = ""
) -> int:
    """Say when a leg is now expected to leave (None: on time after all), or refuse an hour that is not later."""
    row = _locked(leg, None, by)
    if expected_at is not None and (row.departs_at is None or expected_at <= row.departs_at):
        raise Refused(JourneysReason.NOT_LATE, departs_at=row.departs_at)
    return _set(row, version, {"expected_at": expected_at}, why, said_by, by, at, only=(LegState.PLANNED,))


@transaction.atomic
def mark_departed(*, leg: UUID, version: int, happened_at: datetime, by: Actor, at: datetime, why: str = "") -> int:
    """Say that a leg has left, and when; saying it again changes nothing."""
    row = _locked(leg, None, by)
    _check_happened(happened_at, at)
    if row.state == LegState.DEPARTED:
        return row.version
    return _set(
        row, version, {"state": LegState.DEPARTED}, why, "", by, at,
        only=(LegState.PLANNED,), needs_why=False, happened_at=happened_at,
    )  # fmt: skip


@transaction.atomic
def mark_arrived(*, leg: UUID, version: int, happened_at: datetime, by: Actor, at: datetime, why: str = "") -> int:
    """Say that a leg has arrived, and when; refused for one that never left. Saying it again changes nothing."""
    row = _locked(leg, None, by)
    _check_happened(happened_at, at)
    if row.state == LegState.ARRIVED:
        return row.version
    if row.state == LegState.PLANNED:
        raise Refused(JourneysReason.NOT_DEPARTED)
    return _set(
        row, version, {"state": LegState.ARRIVED}, why, "", by, at,
        only=(LegState.DEPARTED,), needs_why=False, happened_at=happened_at,
    )  # fmt: skip


@transaction.atomic
def allow_extra(*, leg: UUID, version: int, invite_extra: int, why: str, by: Actor, at: datetime) -> int:
    """Say how many may be invited to the gate beyond the block, because experience says that some do not come."""
    row = _locked(leg, None, by, Permission.OFFER)
    if not 0 <= invite_extra <= MOST_EXTRA:
        raise Refused(JourneysReason.ABOVE_ALLOWED, most=MOST_EXTRA)
    return _set(row, version, {"invite_extra": invite_extra}, why, "", by, at, only=(LegState.PLANNED,))


@transaction.atomic
def remove_leg(*, leg: UUID, version: int, why: str, by: Actor, at: datetime) -> None:
    """Remove a leg that was stated by mistake; refused when anybody was ever offered, planned or carried on it."""
    row = _locked(leg, version, by)
    _check_words(why)
    crisis, ref = row.crisis_id, row.ref
    if LedgerEntry.objects.filter(crisis=crisis, leg=ref).exists() or _is_planned_on(row):
        raise Refused(JourneysReason.LEG_IN_USE, ref=ref)
    LegChange.objects.create(
        leg=row, crisis_id=crisis, ref=ref, version=row.version + 1, before={"ref": ref}, why=why,
        officer_id=by.officer, recorded_at=at,
    )  # fmt: skip
    try:
        row.delete()
    except ProtectedError as fault:
        raise Refused(JourneysReason.LEG_IN_USE, ref=ref) from fault
    news.post(WaysChanged(crisis, ref), at=at)


def _locked(leg: UUID, version: int | None, by: Actor, permission: Permission = Permission.KEEP_WAYS) -> Leg:
    """Return the leg, held against other officers; refuse when it is not what was seen."""
    row = Leg.objects.select_for_update().filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    permissions.check(by, permission, row.crisis_id)
    check_open(row.crisis_id)
    if version is not None and row.version != version:
        raise Refused(JourneysReason.STALE_LEG, version=row.version)
    return row


def _set(
    row: Leg,
    version: int,
    columns: Mapping[str, Any],
    why: str,
    said_by: str,
    by: Actor,
    at: datetime,
    *,
    only: tuple[LegState, ...],
    needs_why: bool = True,
    **facts: Any,
) -> int:
    if row.version != version:
        raise Refused(JourneysReason.STALE_LEG, version=row.version)
    if LegState(row.state) not in only:
        raise Refused(JourneysReason.LEG_GONE, state=row.state)
    _check_words(why, needed=needs_why)
    if len(said_by) > LONGEST_SAID_BY:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_SAID_BY)
    if change_row(row, columns, why=why, by=by, at=at, said_by=said_by, **facts):
        news.post(WaysChanged(row.crisis_id, row.ref), at=at)
    return row.version


def _check_planned(row: Leg) -> None:
    if row.state != LegState.PLANNED:
        raise Refused(JourneysReason.LEG_GONE, state=row.state)


def _check_words(why: str, *, needed: bool = True) -> None:
    if needed and not why.strip():
        raise Refused(JourneysReason.REASON_NEEDED)
    if len(why) > LONGEST_WHY:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_WHY)


def _check_happened(happened_at: datetime, at: datetime) -> None:
    if happened_at > at:
        raise Refused(JourneysReason.NOT_DEPARTED, happened_at=happened_at)


def _refuse(faults: tuple[Fault, ...]) -> None:
    if grave(faults):
        raise Refused(JourneysReason.LEG_FIELDS_AT_FAULT, faults=faults)


def _new_faults(row: Leg, whole: LegGiven, ground: Ground, at: datetime) -> tuple[Fault, ...]:
    """Return the faults that the change brings: what was kept before may be corrected bit by bit."""
    old = set(map(_key, leg_faults(given_of(leg_known(row)), ground, at=at)))
    return tuple(fault for fault in leg_faults(whole, ground, at=at) if _key(fault) not in old)


def _key(fault: Fault) -> tuple[str, str, str]:
    return fault.field, fault.code.value, json.dumps(fault.facts, sort_keys=True)


def _is_planned_on(row: Leg) -> bool:
    """Say whether a plan that was ever adopted names the leg. Proposals do not count: adopting checks them anew."""
    plans = Adoption.objects.filter(crisis=row.crisis_id, adopted_at__gte=row.recorded_at)
    kept = plans.order_by("-adopted_at").values_list("proposal__plan", flat=True)
    return any(_names(read_plan(bytes(plan)), row.ref) for plan in kept.iterator() if plan)


def _names(plan: Plan, ref: str) -> bool:
    steps = (step for itinerary in plan.itineraries for step in itinerary.steps)
    return any(ref == (step.leg if isinstance(step, Ride) else getattr(step, "link", "")) for step in steps)
