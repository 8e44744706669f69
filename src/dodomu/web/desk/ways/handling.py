"""What airports, ports and crossings can handle in an hour, and how many can wait there, from an hour on."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.operations import capacities
from dodomu.journeys.queries.capacities import HandlingLine, handling_lines
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.addresses import around_of
from dodomu.web.desk.ways.conflict import UNPROCESSABLE
from dodomu.web.desk.ways.forms.fields import mark_faults
from dodomu.web.desk.ways.forms.things import HandlingForm
from dodomu.web.parts.sentences import sentence


@desk_view(Permission.SEE_WAYS)
def handling(request: DeskRequest) -> HttpResponse:
    """List what was stated place by place, and state more."""
    form, refusal = HandlingForm(request.POST or None, around=around_of(request)), ""
    if request.method == "POST":
        if not may(request.actor, Permission.KEEP_WAYS, request.crisis.id):
            raise Refused(FoundationReason.NOT_PERMITTED, permission=Permission.KEEP_WAYS)
        if form.is_valid():
            try:
                capacities.state_handling(crisis=request.crisis.id, given=form.given(), by=request.actor, at=request.at)
            except Refused as refused:
                refusal = "" if mark_faults(form, refused.details.get("faults", ())) else sentence(refused)
            else:
                return redirect(f"{_all(request)}?done=1")
    around = around_of(request)
    lines = handling_lines(request.crisis.id)
    page = {
        "form": form,
        "fields": form.visible_fields(),
        "refusal": refusal,
        "places": [
            _place(around.name(place), around.zone_of(place), list(stated), request)
            for place, stated in groupby(lines, key=lambda each: each.place)
        ],
        "may_keep": may(request.actor, Permission.KEEP_WAYS, request.crisis.id),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/ways/handling.html", page, status=UNPROCESSABLE if form.is_bound else 200)


@desk_view(Permission.KEEP_WAYS)
def remove(request: DeskRequest) -> HttpResponse:
    """Take back what was stated from an hour on."""
    if request.method == "POST":
        chosen = request.POST.get("handling", "")
        mine = {str(each.id) for each in handling_lines(request.crisis.id)}
        if chosen not in mine:
            raise Http404
        capacities.remove_handling(handling=UUID(chosen), by=request.actor, at=request.at)
    return redirect(f"{_all(request)}?done=1")


def _place(name: str, zone: str, lines: list[HandlingLine], request: DeskRequest) -> dict[str, Any]:
    begun = [each for each in lines if each.from_at <= request.at]
    return {"name": name, "zone": zone, "lines": lines, "now": begun[-1].id if begun else None}


def _all(request: DeskRequest) -> str:
    return reverse("desk:ways-handling", args=[request.crisis.slug])
