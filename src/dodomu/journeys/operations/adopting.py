"""Adopting a plan: looked at once more with today's facts, and only by the officer who saw what is in force."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dodomu.engines.planner import reports
from dodomu.engines.planner.reports import Standby
from dodomu.foundation import bulk, news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Leg, Proposal, StandbyPlace
from dodomu.journeys.news import PlanAdopted
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.moving import moves_of
from dodomu.journeys.queries.proposals import Facts
from dodomu.journeys.queries.rechecking import Recheck, recheck
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import variants
from dodomu.journeys.rules.terms import ProposalState
from dodomu.journeys.rules.variants import Options

LINE_LENGTH = 50
AT_ONCE = 5_000  # persons up to which the lines for the legs are worked out while the officer waits
LONGEST_WHY = 500


def adopt_plan(
    *,
    crisis: UUID,
    proposal: UUID,
    expects: UUID | None,
    why: str = "",
    confirmed_moves: bool = False,
    without_broken: bool = False,
    by: Actor,
    at: datetime,
) -> UUID:
    """Put a plan in force and return the adoption, or refuse.

    `expects` is the adoption that the officer saw in force (None: none): another is refused (OTHER_PLAN_IN_FORCE).
    What of the plan does not hold with the facts of this hour is refused (PLAN_NO_LONGER_HOLDS, faults by party); with
    `without_broken` those parties are left out if the rest holds. Who was told a way and would move must be confirmed
    (WOULD_MOVE_THE_TOLD, moved). The same asked twice is one adoption.
    """
    permissions.check(by, Permission.ADOPT, crisis)
    why = why.strip()
    if len(why) > LONGEST_WHY:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_WHY)
    options, facts = _proposed(crisis, proposal)
    if same := _in_force_already(crisis, proposal, expects):
        return same
    # All that takes long comes before the transaction. What changes in between is told as news, and reviewed.
    checked = recheck(crisis, options, facts, at=at)
    _check_holds(checked, without_broken=without_broken)
    moved = moves_of(crisis, replace(facts, plan=checked.plan), at=at)
    if moved and not confirmed_moves:
        raise Refused(JourneysReason.WOULD_MOVE_THE_TOLD, moved=moved)
    many = sum(party.persons for party in checked.problem.parties)
    lines = reports.standby(checked.problem, checked.plan, first=LINE_LENGTH) if many <= AT_ONCE else ()
    with transaction.atomic():
        _lock(crisis)
        if same := _in_force_already(crisis, proposal, expects):
            return same
        before = _end_what_is_in_force(crisis, expects, at)
        row = Adoption.objects.create(
            crisis_id=crisis, proposal_id=proposal, before=before, adopted_at=at, adopted_by_id=by.officer,
            adopted_by_name=by.name, why=why, left_out=list(checked.left_out),
        )  # fmt: skip
        _write_lines(crisis, row.id, lines)
        news.post(PlanAdopted(crisis, row.id), at=at)
    return row.id


def line_up(*, adoption: UUID, by: Actor, at: datetime) -> int:  # noqa: ARG001  (every operation says when)
    """Write who stands in line for which leg of a plan in force, and return how many places that are.

    Part of adopting a small plan; for a large one it is a reaction to it. Lines that are written stay as they are.
    """
    row = Adoption.objects.filter(id=adoption, ended_at__isnull=True).only("crisis_id").first()
    facts = proposals.adopted_facts(adoption) if row else None
    if row is None or facts is None or StandbyPlace.objects.filter(adoption=adoption).exists():
        return 0
    permissions.check(by, Permission.OFFER, row.crisis_id)
    lines = reports.standby(facts.problem, facts.plan, first=LINE_LENGTH)
    with transaction.atomic():
        Adoption.objects.select_for_update().filter(id=adoption).first()
        if StandbyPlace.objects.filter(adoption=adoption).exists():
            return 0
        return _write_lines(row.crisis_id, adoption, lines)


def _proposed(crisis: UUID, proposal: UUID) -> tuple[Options, Facts]:
    row = Proposal.objects.filter(crisis=crisis, id=proposal).only("state", "options").first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_PROPOSAL)
    facts = proposals.facts_of(proposal)
    if row.state != ProposalState.DONE or facts is None:
        raise Refused(JourneysReason.PROPOSAL_NOT_READY, state=row.state)
    options = variants.read(row.options)
    if options.residual:
        raise Refused(JourneysReason.PLAN_IS_PARTIAL)
    if not facts.plan.itineraries:
        raise Refused(JourneysReason.NOTHING_TO_PLAN)
    return options, facts


def _in_force_already(crisis: UUID, proposal: UUID, expects: UUID | None) -> UUID | None:
    """Return the adoption that this very request made before, if it is in force."""
    found = Adoption.objects.filter(crisis=crisis, proposal=proposal, before=expects, ended_at__isnull=True)
    return found.values_list("id", flat=True).first()


def _check_holds(found: Recheck, *, without_broken: bool) -> None:
    """Pass a plan that holds with the facts of this hour, or as far as it does where that is asked for."""
    if found.problem_faults:
        raise Refused(JourneysReason.PROBLEM_AT_FAULT, faults=found.problem_faults)
    if found.other or (found.by_party and not without_broken):
        raise Refused(JourneysReason.PLAN_NO_LONGER_HOLDS, faults=found.by_party, other=found.other)
    if not found.plan.itineraries:
        raise Refused(JourneysReason.NOTHING_TO_PLAN)


def _lock(crisis: UUID) -> None:
    """Let two officers who adopt at the same moment take turns; people register meanwhile."""
    row = Crisis.objects.select_for_update(no_key=True).filter(id=crisis).first()
    if row is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if row.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED)


def _end_what_is_in_force(crisis: UUID, expects: UUID | None, at: datetime) -> Adoption | None:
    found = Adoption.objects.annotate(number=F("proposal__number")).defer("review")
    row = found.filter(crisis=crisis, ended_at__isnull=True).first()
    if (row.id if row else None) != expects:
        number = row.number if row else None
        who = row.adopted_by_name if row else ""
        raise Refused(JourneysReason.OTHER_PLAN_IN_FORCE, adoption=row and row.id, number=number, adopted_by=who)
    if row is not None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
    return row


def _write_lines(crisis: UUID, adoption: UUID, found: Sequence[Standby]) -> int:
    legs = dict(Leg.objects.filter(crisis=crisis).values_list("ref", "id"))
    rows = [
        bulk.new(
            StandbyPlace, adoption_id=adoption, leg_id=legs[line.leg], party_id=UUID(each.journey.party),
            position=position, there_at=each.there, home_at=each.home, planned_home_at=each.journey.home,
        )
        for line in found
        if line.leg in legs
        for position, each in enumerate(line.order, start=1)
    ]  # fmt: skip
    bulk.write(StandbyPlace, rows)
    return len(rows)
