"""Hours of a departure clock that an officer writes down: slot, crew hours, bus time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg, Milestone
from dodomu.journeys.operations.leg_writing import check_open
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import grave
from dodomu.journeys.rules.given import MilestoneGiven
from dodomu.journeys.rules.given_faults import LONGEST_WORDS, milestone_faults
from dodomu.journeys.rules.places import moments
from dodomu.journeys.rules.terms import MilestoneKind


@transaction.atomic
def add_milestone(*, leg: UUID, given: MilestoneGiven, by: Actor, at: datetime) -> UUID:
    """Write down an hour that has to be kept for a leg to leave, or refuse; the same again is the same hour."""
    row = Leg.objects.select_for_update(of=("self",), no_key=True).select_related("origin").filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    _check(row, by)
    faults = milestone_faults(given, row.origin.zone)
    if grave(faults):
        raise Refused(JourneysReason.FIELDS_AT_FAULT, faults=faults)
    (due,) = moments(given.due, row.origin.zone)
    same = Milestone.objects.filter(leg=row, kind=given.kind, due_at=due, words=given.words, done_at=None).first()
    if same is not None:
        return same.id
    made = Milestone.objects.create(
        leg=row, kind=given.kind, due_at=due, words=given.words, officer_id=by.officer, recorded_at=at
    )
    _say(made, "milestone-added", by, at)
    return made.id


@transaction.atomic
def reach_milestone(*, milestone: UUID, done_at: datetime, by: Actor, at: datetime) -> None:
    """Say that it was reached, and when; the first hour that was said stands."""
    row = _locked(milestone, by)
    if row.done_at is None:
        row.done_at = done_at
        row.save()
        _say(row, "milestone-reached", by, at)


@transaction.atomic
def reach_hour(
    *, leg: UUID, kind: MilestoneKind, due_at: datetime, done_at: datetime, words: str = "", by: Actor, at: datetime
) -> UUID:
    """Say that an hour of a clock was reached, and when; one that was only worked out is written down as it stood.

    Said again, by whomever, of the same kind of the same leg it changes nothing: the first word stands.
    """
    row = Leg.objects.select_for_update(no_key=True).filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    _check(row, by)
    if len(words) > LONGEST_WORDS:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_WORDS)
    before = Milestone.objects.filter(leg=row, kind=kind).order_by("due_at", "id").first()
    if before is not None:
        if before.done_at is None:
            reach_milestone(milestone=before.id, done_at=done_at, by=by, at=at)
        return before.id
    made = Milestone.objects.create(
        leg=row, kind=kind, due_at=due_at, done_at=done_at, words=words, officer_id=by.officer, recorded_at=at
    )
    _say(made, "milestone-reached", by, at)
    return made.id


@transaction.atomic
def remove_milestone(*, milestone: UUID, by: Actor, at: datetime) -> None:
    """Remove an hour that need not be kept."""
    row = _locked(milestone, by)
    _say(row, "milestone-removed", by, at)
    row.delete()


def _check(leg: Leg, by: Actor) -> None:
    permissions.check(by, Permission.KEEP_WAYS, leg.crisis_id)
    check_open(leg.crisis_id)


def _locked(milestone: UUID, by: Actor) -> Milestone:
    row = Milestone.objects.select_for_update(of=("self",)).select_related("leg").filter(id=milestone).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_THING)
    _check(row.leg, by)
    return row


def _say(row: Milestone, act: str, by: Actor, at: datetime) -> None:
    trace.leave(
        act, by=by, at=at, crisis=row.leg.crisis_id, leg=row.leg.ref, kind=row.kind, due_at=row.due_at.isoformat()
    )
