"""What an officer writes down at the desk in a gate's stead: boarded, taken off, arrived."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dodomu.boarding.operations.at_the_desk import record_at_desk
from dodomu.boarding.queries.coded import person_of_code
from dodomu.boarding.queries.manifests import ManifestView
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import LineState, TouchKind
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.manifests import doubtful_of, manifest_or_404, manifest_page
from dodomu.web.desk.people.forms import HOURS
from dodomu.web.parts.sentences import sentence

CONFLICT: Final = 409
ACTS: Final = {"boarded": TouchKind.BOARDED, "taken_off": TouchKind.TAKEN_OFF, "landed": TouchKind.LANDED}
ALL: Final = "all"
LONGEST_HOUR: Final = 40


class RecordForm(forms.Form):
    """Who, and what was seen of them; the id of the form makes a repetition harmless."""

    form = forms.UUIDField()
    act = forms.ChoiceField(choices=[(each, each) for each in (*ACTS, ALL)])
    sure = forms.BooleanField(required=False)
    code = forms.CharField(required=False, max_length=40)
    seen = forms.IntegerField(required=False)
    hour = forms.DateTimeField(required=False, input_formats=HOURS)


@require_POST
@desk_view(Permission.BOARD)
def record(request: DeskRequest, ref: str) -> HttpResponse:
    """Write down that those chosen boarded, or were taken off."""
    return _record(request, ref, is_arrival=False)


@require_POST
@desk_view(Permission.BOARD)
def landed(request: DeskRequest, ref: str) -> HttpResponse:
    """Write down that those chosen, or all who boarded, have arrived."""
    return _record(request, ref, is_arrival=True)


def _record(request: DeskRequest, ref: str, *, is_arrival: bool) -> HttpResponse:
    view = manifest_or_404(request, ref)
    chosen = request.POST.getlist("person")
    again = partial(
        manifest_page, request, view, is_arrival=is_arrival, status=CONFLICT,
        typed_hour=request.POST.get("hour", "")[:LONGEST_HOUR],
    )  # fmt: skip
    with timezone.override(_zone(request, view, is_arrival=is_arrival)):  # a typed hour is one of the gate
        form = RecordForm(request.POST)
        is_valid = form.is_valid()
    if not is_valid:
        words = _("Write the day and the hour at which it was seen.") if "hour" in form.errors else _what()
        return again(refusal=words, chosen=chosen)
    typed = form.cleaned_data
    boarded = [line.passenger.person for line in view.lines if line.state is LineState.BOARDED]
    if typed["act"] == ALL and typed["seen"] != len(boarded):
        return again(refusal=_("Meanwhile somebody else was written down. Look at the list again."))
    persons = boarded if typed["act"] == ALL else _ids(chosen)
    if typed["code"]:
        found = person_of_code(request.crisis.id, typed["code"])
        if found is None:
            words = _("Nobody in this crisis has the code %(code)s.") % {"code": typed["code"]}
            return again(refusal=words, chosen=chosen)
        persons = [*persons, found]
    what = TouchKind.LANDED if typed["act"] == ALL else ACTS[typed["act"]]
    try:
        kept = record_at_desk(
            form=typed["form"], crisis=request.crisis.id, ref=ref, what=what, persons=persons, is_sure=typed["sure"],
            seen_at=typed["hour"], by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        asked = refused.details["persons"] if refused.reason is BoardingReason.STANDS_ELSEWHERE else ()
        doubtful, named = doubtful_of(asked), [str(each) for each in persons]
        return again(refusal=sentence(refused), chosen=named, doubtful=doubtful, form=typed["form"])
    name = "desk:gate-arrival" if is_arrival else "desk:gate-manifest"
    said = urlencode({"done": what.value, "n": kept.new, "before": kept.already})
    return redirect(f"{reverse(name, args=[request.crisis.slug, ref])}?{said}")


def _zone(request: DeskRequest, view: ManifestView, *, is_arrival: bool) -> ZoneInfo:
    where = view.leg.target if is_arrival else view.leg.origin
    return ZoneInfo(next(place.zone for place in places_of(request.crisis.id) if place.id == where))


def _what() -> str:
    return _("Say what was seen: boarded, taken off or arrived.")


def _ids(typed: Sequence[str]) -> list[UUID]:
    """Return the ids that are some; what is typed by hand into an address is nobody's."""
    found = []
    for each in typed:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
