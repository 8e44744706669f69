"""Estimates of how many are really there: the list, and stating one."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from dodomu.foundation.permissions import Permission, check, may
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.people.operations.estimates import state_estimate
from dodomu.people.queries.estimates import estimates_of
from dodomu.people.queries.whereabouts import headcount
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.estimates.forms import EstimateForm
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422


@desk_view(Permission.SEE_COUNTS)
def estimates(request: DeskRequest) -> HttpResponse:
    """List every estimate beside the number registered; who may, states another."""
    with timezone.override(request.crisis.tz):  # a typed hour is an hour of the crisis
        if request.method == "POST":
            check(request.actor, Permission.ESTIMATE, request.crisis.id)
            return _state(request)
        form = _form(request, initial={"submission": uuid4(), "as_of": request.at})
        return _page(request, form)


def _state(request: DeskRequest) -> HttpResponse:
    form = _form(request, data=request.POST)
    refusal = ""
    if form.is_valid():
        try:
            state_estimate(crisis=request.crisis.id, **form.cleaned_data, by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{request.path}?done=stated")
    return _page(request, form, refusal, UNPROCESSABLE)


def _form(request: DeskRequest, **given: object) -> EstimateForm:
    choices = [(str(place.id), place.name) for place in places_of(request.crisis.id)]
    return EstimateForm(**given, places=choices, zone=zone_words(request.crisis.zone))


def _page(request: DeskRequest, form: EstimateForm, refusal: str = "", status: int = 200) -> HttpResponse:
    page = {
        "form": form,
        "refusal": refusal,
        "estimates": estimates_of(request.crisis.id, by=request.actor),
        "count": headcount(request.crisis.id),
        "may_state": may(request.actor, Permission.ESTIMATE, request.crisis.id),
    }
    return render(request, "desk/estimates/estimates.html", page, status=status)
