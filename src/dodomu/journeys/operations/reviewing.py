"""Looking at the plan in force again when something happened, and asking for a mended one."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Adoption, Proposal
from dodomu.journeys.operations import proposing
from dodomu.journeys.queries import reviewing
from dodomu.journeys.queries.reviewing import Review
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import variants
from dodomu.journeys.rules.terms import ProposalState

MENDING_SECONDS = 30.0
FOR_NEWCOMERS_EVERY = timedelta(minutes=30)  # in the first hours somebody new comes every second
LOOK_EVERY = timedelta(minutes=2)


def review_plan(*, crisis: UUID, by: Actor, at: datetime) -> Review | None:
    """Keep what no longer holds of the plan in force, and ask for a mending if anything broke or somebody new came.

    None where no plan is in force. The same findings again ask for nothing more, and an earlier hour changes nothing.
    """
    permissions.check(by, Permission.PLAN, crisis)
    # Before the facts are read: what happens from here on notes itself anew.
    Adoption.objects.filter(crisis=crisis, ended_at__isnull=True).update(review_asked=False)
    found = reviewing.review(crisis, at=at)
    if found is None:
        return None
    with transaction.atomic():
        row = Adoption.objects.select_for_update().filter(id=found.adoption, ended_at__isnull=True).first()
        if row is None or (row.reviewed_at is not None and row.reviewed_at > at):
            return found
        asked = row.review.get("asked")
        row.review, row.reviewed_at = found.as_json() | ({"asked": asked} if asked else {}), at
        row.save(update_fields=["review", "reviewed_at"])
    _mend(crisis, found, by=by, at=at)
    return found


def review_soon(*, crisis: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001  (every operation says when)
    """Note that the plan in force is to be looked at when `review_due` next runs: for what comes by the hundred."""
    permissions.check(by, Permission.PLAN, crisis)
    Adoption.objects.filter(crisis=crisis, ended_at__isnull=True, review_asked=False).update(review_asked=True)


def review_due(*, crisis: UUID, by: Actor, at: datetime) -> bool:
    """Look at the plan in force if somebody noted that a while ago, and say so; a look that fails stays noted."""
    noted = Adoption.objects.filter(crisis=crisis, ended_at__isnull=True, review_asked=True)
    row = noted.only("reviewed_at").first()
    if row is None or (row.reviewed_at is not None and at - row.reviewed_at < LOOK_EVERY):
        return False
    try:
        review_plan(crisis=crisis, by=by, at=at)
    except Exception:
        _look_again(row.id)
        raise
    return True


def _mend(crisis: UUID, found: Review, *, by: Actor, at: datetime) -> None:
    """Ask for a plan that mends what broke, once for the same findings."""
    if found.problem_faults or not (found.broken or found.new_parties):
        return
    row = Adoption.objects.get(id=found.adoption)
    asked = row.review.get("asked")
    if asked and asked["of"] == _digest(found):
        return
    if not found.broken and asked and at - datetime.fromisoformat(asked["at"]) < FOR_NEWCOMERS_EVERY:
        _look_again(row.id)
        return
    options = variants.read(Proposal.objects.values_list("options", flat=True).get(id=row.proposal_id))
    options = replace(variants.going_on(options, at), seconds=MENDING_SECONDS)
    try:
        proposing.ask_for_plan(crisis=crisis, options=options, mends=True, by=by, at=at)
    except Refused as no:
        if no.reason is not JourneysReason.PROPOSAL_RUNS:
            raise
        if Proposal.objects.filter(id=no.details["proposal"]).exclude(state=ProposalState.WAITING).exists():
            _look_again(row.id)  # it has read its facts already, perhaps before these
            return
    with transaction.atomic():
        row = Adoption.objects.select_for_update().get(id=found.adoption)
        row.review = row.review | {"asked": {"of": _digest(found), "at": at.isoformat()}}
        row.save(update_fields=["review"])


def _look_again(adoption: UUID) -> None:
    Adoption.objects.filter(id=adoption).update(review_asked=True)


def _digest(found: Review) -> str:
    """What two reviews have in common that call for the same mending."""
    broken = sorted([str(each.offer), each.leg, sorted(each.why)] for each in found.broken)
    return sha256(json.dumps([broken, sorted(map(str, found.new_parties))]).encode()).hexdigest()
