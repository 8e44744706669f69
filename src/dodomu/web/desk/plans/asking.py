"""Small acts on plans: stop a search, look at the plan in force again, have it mended."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations.proposing import ask_for_plan, stop_plan
from dodomu.journeys.operations.reviewing import review_plan
from dodomu.journeys.queries import proposals
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.variants import Options, going_on
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.naming import line_of
from dodomu.web.desk.plans.overview import plan_address

MENDING_SECONDS = 30.0


@require_POST
@desk_view(Permission.PLAN)
def stop(request: DeskRequest, number: int) -> HttpResponse:
    """Ask that a search ends; the best plan so far is kept."""
    line = line_of(request, number)
    stop_plan(proposal=line.id, by=request.actor, at=request.at)
    return redirect(plan_address(request, number))


@require_POST
@desk_view(Permission.PLAN)
def review(request: DeskRequest) -> HttpResponse:
    """Look at the plan in force with the facts of this hour."""
    review_plan(crisis=request.crisis.id, by=request.actor, at=request.at)
    return redirect(f"{request.frame.address('plans')}?done=reviewed")


@require_POST
@desk_view(Permission.PLAN)
def mend(request: DeskRequest) -> HttpResponse:
    """Ask for a plan made from the one in force, in which as few as can be are moved."""
    crisis, options = request.crisis.id, _as_in_force(request)
    try:
        asked = ask_for_plan(crisis=crisis, options=options, mends=True, by=request.actor, at=request.at)
    except Refused as refused:
        if refused.reason is not JourneysReason.PROPOSAL_RUNS:
            raise
        return redirect(f"{plan_address(request, int(str(refused.details['number'])))}?runs=1")
    return redirect(plan_address(request, proposals.number_of(asked)))


def _as_in_force(request: DeskRequest) -> Options:
    """What the plan in force supposed, from now on: a mended plan is to differ from it by what happened only."""
    now = proposals.in_force(request.crisis.id)
    view = proposals.proposal(request.crisis.id, now.proposal) if now else None
    options = view.options if view else Options()
    return replace(going_on(options, request.at), seconds=MENDING_SECONDS)
