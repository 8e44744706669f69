"""One departure: its hours one after another, and everybody who has a place on it, to be printed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import milestones
from dodomu.journeys.queries.departures import departure
from dodomu.journeys.queries.offers import leg_offers
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.clocks import DepartureClock
from dodomu.journeys.rules.given import MilestoneGiven
from dodomu.journeys.rules.terms import MilestoneKind, OfferKind
from dodomu.web.desk.departures.forms import MilestoneForm, ReachedForm
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.passes import panels
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.parts.journeys_words import fault_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
DONE = ("added", "reached", "removed")


@desk_view(Permission.SEE_WAYS)
def leg(request: DeskRequest, ref: str) -> HttpResponse:
    """Show the clock of a departure and who is on it."""
    return _page(request, _clock(request, ref))


@require_POST
@desk_view(Permission.KEEP_WAYS)
def add(request: DeskRequest, ref: str) -> HttpResponse:
    """Write down an hour that has to be kept; typed as wall time of where it departs."""
    clock = _clock(request, ref)
    form, refusal = MilestoneForm(request.POST, zone=_zone(request, clock)), ""
    if form.is_valid():
        typed = form.cleaned_data
        given = MilestoneGiven(MilestoneKind(typed["kind"]), typed["due"], typed["words"])
        try:
            milestones.add_milestone(leg=clock.leg.id, given=given, by=request.actor, at=request.at)
        except Refused as refused:
            refusal = "" if _mark(form, refused) else sentence(refused)
        else:
            return _back(request, ref, "added")
    return _page(request, clock, form, refusal)


@require_POST
@desk_view(Permission.KEEP_WAYS)
def reached(request: DeskRequest, ref: str, milestone: UUID) -> HttpResponse:
    """Say that an hour was kept: now, or at the hour that was typed."""
    clock = _written(request, ref, milestone)
    form = ReachedForm(request.POST, zone=_zone(request, clock))
    if not form.is_valid():
        return _page(request, clock, form)
    done_at: datetime = form.cleaned_data["done_at"] or request.at
    milestones.reach_milestone(milestone=milestone, done_at=min(done_at, request.at), by=request.actor, at=request.at)
    return _back(request, ref, "reached")


@require_POST
@desk_view(Permission.KEEP_WAYS)
def remove(request: DeskRequest, ref: str, milestone: UUID) -> HttpResponse:
    """Remove an hour that need not be kept."""
    _written(request, ref, milestone)
    milestones.remove_milestone(milestone=milestone, by=request.actor, at=request.at)
    return _back(request, ref, "removed")


def _clock(request: DeskRequest, ref: str) -> DepartureClock:
    clock = departure(request.crisis.id, ref, at=request.at)
    if clock is None:
        raise Http404
    return clock


def _written(request: DeskRequest, ref: str, milestone: UUID) -> DepartureClock:
    """Return the clock of a departure to which this hour belongs, or answer that there is none."""
    clock = _clock(request, ref)
    if milestone not in {line.milestone for line in clock.lines}:
        raise Http404
    return clock


def _places(request: DeskRequest) -> dict[UUID, PlaceView]:
    return {place.id: place for place in places_of(request.crisis.id)}


def _zone(request: DeskRequest, clock: DepartureClock) -> str:
    return _places(request)[clock.leg.origin].zone


def _mark(form: MilestoneForm, refused: Refused) -> bool:
    """Write each fault beside its field, and say whether there was one."""
    if refused.reason is not JourneysReason.FIELDS_AT_FAULT:
        return False
    for fault in refused.details.get("faults", ()):
        name = fault.field if fault.field in form.fields else None
        form.add_error(name, fault_words(fault.code, dict(fault.facts), fault.field))
    return bool(form.errors)


def _back(request: DeskRequest, ref: str, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:departure', args=[request.crisis.slug, ref])}?done={done}")


def _page(
    request: DeskRequest, clock: DepartureClock, form: MilestoneForm | ReachedForm | None = None, refusal: str = ""
) -> HttpResponse:
    places, crisis = _places(request), request.crisis.id
    origin, target = places[clock.leg.origin], places[clock.leg.target]
    sees_people = may(request.actor, Permission.SEE_PEOPLE, crisis)
    lines = leg_offers(clock.leg.id, live_only=True) if sees_people else ()
    fresh = MilestoneForm(initial={"due": wall_of(clock.departs_at, origin.zone)}, zone=origin.zone)
    page: dict[str, Any] = {
        "clock": clock,
        "leg": clock.leg,
        "origin": origin,
        "target": target,
        "zone": origin.zone,
        "riding": [line for line in lines if line.kind is OfferKind.PLACE],
        "invited": [line for line in lines if line.kind is OfferKind.STANDBY],
        "places": {place.id: place.name for place in places.values()},
        "sees_people": sees_people,
        "may_keep": may(request.actor, Permission.KEEP_WAYS, crisis),
        "may_board": may(request.actor, Permission.BOARD, crisis),
        "passes": panels.of_leg(request, clock.leg.id) if sees_people else None,
        "form": form,
        "milestone_form": form if isinstance(form, MilestoneForm) else fresh,
        "refusal": refusal,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
    }
    return render(request, "desk/departures/leg.html", page, status=UNPROCESSABLE if form else 200)
