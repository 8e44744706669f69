"""Asking for a plan, and asking that its making stops."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Proposal
from dodomu.journeys.news import ProposalAsked
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import ProposalState
from dodomu.journeys.rules.variants import LONGEST_SECONDS, Options

LONGEST_NAME = 160
OPEN = (ProposalState.WAITING, ProposalState.RUNNING)


def ask_for_plan(
    *, crisis: UUID, name: str = "", options: Options | None = None, mends: bool = False, by: Actor, at: datetime
) -> UUID:
    """Ask for a plan with these options, or refuse; with `mends` it is made from the plan in force.

    The same that waits or is being made already is refused with its number (PROPOSAL_RUNS).
    """
    permissions.check(by, Permission.PLAN, crisis)
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_NAME)
    options = _within_reason(options or Options())
    with transaction.atomic():
        _lock(crisis)
        before = _in_force(crisis) if mends else None
        kept = options.as_json()
        for each in Proposal.objects.filter(crisis=crisis, state__in=OPEN, mends=before, options=kept):
            raise Refused(JourneysReason.PROPOSAL_RUNS, number=each.number, proposal=each.id)
        row = Proposal.objects.create(
            crisis_id=crisis, number=_next_number(crisis), name=name, options=kept, mends=before,
            asked_by_id=by.officer, asked_by_name=by.name, asked_at=at,
        )  # fmt: skip
        news.post(ProposalAsked(crisis, row.id), at=at)
    return row.id


def stop_plan(*, proposal: UUID, by: Actor, at: datetime) -> None:
    """Ask that the search ends now: the best plan so far is kept. One that waits is dropped; twice changes nothing."""
    with transaction.atomic():
        row = Proposal.objects.select_for_update().defer("problem", "plan", "prices").filter(id=proposal).first()
        if row is None:
            raise Refused(JourneysReason.NO_SUCH_PROPOSAL)
        permissions.check(by, Permission.PLAN, row.crisis_id)
        if row.state == ProposalState.WAITING:
            row.state, row.finished_at = ProposalState.DROPPED, at
        elif row.state != ProposalState.RUNNING:
            return
        row.stop_asked = True
        row.save(update_fields=["state", "stop_asked", "finished_at"])


def _within_reason(options: Options) -> Options:
    return replace(options, seconds=min(max(float(options.seconds), 1.0), float(LONGEST_SECONDS)))


def _lock(crisis: UUID) -> None:
    """Let those who ask in one crisis take turns, so that each proposal has a number of its own."""
    row = Crisis.objects.select_for_update(no_key=True).filter(id=crisis).first()
    if row is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if row.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED)


def _in_force(crisis: UUID) -> Adoption:
    found = Adoption.objects.filter(crisis=crisis, ended_at__isnull=True).first()
    if found is None:
        raise Refused(JourneysReason.NO_PLAN_IN_FORCE)
    return found


def _next_number(crisis: UUID) -> int:
    last = Proposal.objects.filter(crisis=crisis).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1
