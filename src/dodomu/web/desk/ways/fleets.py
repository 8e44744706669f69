"""Own vehicles that shuttle from a hub: how many, how many seats, which rounds."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.operations import capacities
from dodomu.journeys.queries.capacities import fleet_note
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.rules.ways import FleetKnown
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.addresses import around_of
from dodomu.web.desk.ways.forms.fleet import FleetForm
from dodomu.web.desk.ways.keeping import keep
from dodomu.web.parts.journeys_words import KINDS, minutes_words

PAGE = "desk/ways/fleet.html"


@desk_view(Permission.SEE_WAYS)
def fleets(request: DeskRequest) -> HttpResponse:
    """List vehicles with their rounds."""
    around = around_of(request)
    page = {
        "lines": [
            {
                "fleet": each,
                "hub": around.name(each.hub),
                "seats": ", ".join(f"{KINDS[kind]} {number}" for kind, number in each.seats.items()),
                "drivers": minutes_words(each.drivers_minutes),
                "rounds": [
                    (around.name(ride.place), minutes_words(ride.out), minutes_words(ride.back)) for ride in each.rounds
                ],
            }
            for each in ways_known(request.crisis.id).fleets
        ],
        "may_keep": may(request.actor, Permission.KEEP_WAYS, request.crisis.id),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/ways/fleets.html", page)


@desk_view(Permission.KEEP_WAYS)
def new(request: DeskRequest) -> HttpResponse:
    """Add vehicles."""
    form = FleetForm(request.POST or None, around=around_of(request))
    return keep(
        request, form,
        lambda: capacities.add_fleet(crisis=request.crisis.id, given=form.given(), by=request.actor, at=request.at),
        back=_all(request), template=PAGE, heading=_("Add vehicles"),
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def change(request: DeskRequest, fleet: UUID) -> HttpResponse:
    """Change how many there are today, and which rounds they make."""
    found = _fleet(request, fleet)
    typed = FleetForm.typed(found, fleet_note(fleet))
    form = FleetForm(request.POST or None, initial=typed, around=around_of(request), rounds=len(found.rounds))
    return keep(
        request, form,
        lambda: capacities.change_fleet(fleet=fleet, given=form.given(), by=request.actor, at=request.at),
        back=_all(request), template=PAGE, heading=found.name or found.ref, fleet=found,
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def remove(request: DeskRequest, fleet: UUID) -> HttpResponse:
    """Take vehicles off that are not there any more."""
    _fleet(request, fleet)
    if request.method == "POST":
        capacities.remove_fleet(fleet=fleet, by=request.actor, at=request.at)
    return redirect(f"{_all(request)}?done=1")


def _fleet(request: DeskRequest, fleet: UUID) -> FleetKnown:
    found = next((each for each in ways_known(request.crisis.id).fleets if each.id == fleet), None)
    if found is None:
        raise Http404
    return found


def _all(request: DeskRequest) -> str:
    return reverse("desk:ways-fleets", args=[request.crisis.slug])
