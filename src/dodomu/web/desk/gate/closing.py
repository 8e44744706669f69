"""Closing a manifest: what it says is shown first, then a named officer closes it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dodomu.boarding.operations.manifests import close_manifest
from dodomu.boarding.queries.closing import unsettled
from dodomu.boarding.queries.manifests import ManifestView
from dodomu.boarding.rules.terms import LineState
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceView, places_of
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.manifests import manifest_or_404
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, NoSuchHour, WallHour, moment_of
from dodomu.web.parts.hours import short_words, zone_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
LONGEST_NAME: Final = 120


class CloseForm(forms.Form):
    """Who closes it."""

    named = forms.CharField(
        label=gettext_lazy("Closed by"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("The officer who answers for it: who stood at the gate when it left."),
    )
    hour = WallHour(label=gettext_lazy("When it left"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: str, at: datetime, boarded: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at, self.boarded = zone, at, boarded
        self.fields["hour"].help_text = _("Hour in %(zone)s; left empty, it is now.") % {"zone": zone_words(zone)}

    def clean_hour(self) -> datetime | None:
        """Return the moment."""
        typed = self.cleaned_data["hour"]
        if typed is None:
            return None
        try:
            hour = moment_of(typed, self.zone)
        except NoSuchHour as nothing:
            raise forms.ValidationError(CLOCKS_CHANGED % {"zone": zone_words(self.zone)}) from nothing
        if hour > self.at:
            raise forms.ValidationError(_("This hour has not come yet."))
        if self.boarded and hour < self.boarded.replace(second=0, microsecond=0):
            words = _("Somebody was seen to board at %(hour)s, after the hour that is typed here.")
            raise forms.ValidationError(words % {"hour": short_words(self.boarded, self.zone)})
        return hour


@desk_view(Permission.CLOSE_MANIFEST)
def close(request: DeskRequest, ref: str) -> HttpResponse:
    """Show what closing says, and close it when it is still so."""
    view = manifest_or_404(request, ref)
    hours: dict[str, Any] = {
        "zone": _places(request)[view.leg.origin].zone, "at": request.at, "boarded": _last_boarded(view)
    }  # fmt: skip
    if request.method != "POST" and view.is_closed:
        return redirect("desk:gate-manifest", request.crisis.slug, ref)
    if request.method != "POST":
        return _page(request, view, CloseForm(initial={"named": request.actor.name, "seen": _shown(view)}, **hours))
    form = CloseForm(request.POST, **hours)
    if not form.is_valid():
        return _page(request, view, _anew(form, view), status=UNPROCESSABLE)
    if form.cleaned_data["seen"] != _shown(view):
        words = _("Meanwhile something else was written down. Look at it again before you close.")
        return _page(request, view, _anew(form, view), words, CONFLICT)
    hour: datetime = form.cleaned_data["hour"] or request.at
    try:
        close_manifest(
            crisis=request.crisis.id, ref=ref, named=form.cleaned_data["named"], happened_at=hour,
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, view, form, sentence(refused), CONFLICT)
    return redirect(f"{reverse('desk:gate-manifest', args=[request.crisis.slug, ref])}?done=closed")


def _places(request: DeskRequest) -> dict[UUID, PlaceView]:
    return {place.id: place for place in places_of(request.crisis.id)}


def _last_boarded(view: ManifestView) -> datetime | None:
    seen = (line.passenger.seen for line in view.lines if line.state is LineState.BOARDED)
    return max((each.at for each in seen if each), default=None)


def _shown(view: ManifestView) -> str:
    """Return what an officer saw, short: how many stand how."""
    counts = view.counts
    return f"{counts.aboard}-{counts.expected}-{counts.arrived}-{counts.missing}-{counts.minors_alone}"


def _anew(form: CloseForm, view: ManifestView) -> CloseForm:
    """Return the form with what was typed, and with what is shown now."""
    typed = {name: form.data.get(name, "") for name in ("named", "hour")}
    again = CloseForm({**typed, "seen": _shown(view)}, zone=form.zone, at=form.at, boarded=form.boarded)
    again.is_valid()
    return again


def _page(
    request: DeskRequest, view: ManifestView, form: CloseForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    places = _places(request)
    left = (LineState.EXPECTED, LineState.ARRIVED, LineState.MISSING)
    page = {
        "view": view,
        "leg": view.leg,
        "counts": view.counts,
        "missing": [line for line in view.lines if line.state in left],
        "alone": view.minors_alone,
        "unsettled": unsettled(request.crisis.id, view.leg, by=request.actor),
        "origin": places[view.leg.origin],
        "target": places[view.leg.target],
        "form": form,
        "refusal": refusal,
        "is_early": view.leg.leaves_at is not None and view.leg.leaves_at > request.at,
    }
    return render(request, "desk/gate/close.html", page, status=status)
