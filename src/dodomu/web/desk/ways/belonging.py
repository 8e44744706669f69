"""What belongs to one leg and is kept on its page: seats of partners, hours that have to be kept."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import milestones, partners
from dodomu.journeys.queries import things
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.addresses import leg_address, leg_in
from dodomu.web.desk.ways.conflict import UNPROCESSABLE
from dodomu.web.desk.ways.forms.fields import mark_faults
from dodomu.web.desk.ways.forms.things import MilestoneForm, PartnerForm
from dodomu.web.desk.ways.leg import leg_page
from dodomu.web.parts.sentences import sentence


@desk_view(Permission.KEEP_WAYS)
def partner(request: DeskRequest, ref: str) -> HttpResponse:
    """Write down seats that a partner gives or gets."""
    _, line = leg_in(request, ref)
    if request.method != "POST":
        return _back(request, ref)
    form, refusal = PartnerForm(request.POST), ""
    if form.is_valid():
        try:
            partners.add_partner_seats(leg=line.leg.id, given=form.given(), by=request.actor, at=request.at)
        except Refused as refused:
            refusal = "" if mark_faults(form, refused.details.get("faults", ())) else sentence(refused)
        else:
            return _back(request, ref, "?done=partner#partners")
    return leg_page(request, ref, partner=form, refusal=refusal, status=UNPROCESSABLE)


@desk_view(Permission.KEEP_WAYS)
def partner_act(request: DeskRequest, ref: str, seats: UUID, act: str) -> HttpResponse:
    """Confirm such seats, or take them off again."""
    _, line = leg_in(request, ref)
    if act not in ("confirm", "withdraw") or all(
        each.id != seats for each in things.partner_seats(request.crisis.id, line.leg.id)
    ):
        raise Http404
    if request.method == "POST":
        do = partners.confirm_partner_seats if act == "confirm" else partners.withdraw_partner_seats
        do(seats=seats, by=request.actor, at=request.at)
    return _back(request, ref, "?done=partner#partners")


@desk_view(Permission.KEEP_WAYS)
def milestone(request: DeskRequest, ref: str) -> HttpResponse:
    """Write down an hour that has to be kept."""
    _, line = leg_in(request, ref)
    if request.method != "POST":
        return _back(request, ref)
    form, refusal = MilestoneForm(request.POST, zone=line.origin.zone), ""
    if form.is_valid():
        try:
            milestones.add_milestone(leg=line.leg.id, given=form.given(), by=request.actor, at=request.at)
        except Refused as refused:
            refusal = "" if mark_faults(form, refused.details.get("faults", ())) else sentence(refused)
        else:
            return _back(request, ref, "?done=milestone#milestones")
    return leg_page(request, ref, milestone=form, refusal=refusal, status=UNPROCESSABLE)


@desk_view(Permission.KEEP_WAYS)
def milestone_act(request: DeskRequest, ref: str, milestone: UUID, act: str) -> HttpResponse:
    """Say that such an hour was kept, or that it need not be."""
    _, line = leg_in(request, ref)
    if act not in ("reach", "remove") or all(
        each.id != milestone for each in things.milestones(request.crisis.id, line.leg.id)
    ):
        raise Http404
    if request.method == "POST" and act == "reach":
        milestones.reach_milestone(milestone=milestone, done_at=request.at, by=request.actor, at=request.at)
    elif request.method == "POST":
        milestones.remove_milestone(milestone=milestone, by=request.actor, at=request.at)
    return _back(request, ref, "?done=milestone#milestones")


def _back(request: DeskRequest, ref: str, more: str = "") -> HttpResponse:
    return redirect(f"{leg_address(request, ref)}{more}")
