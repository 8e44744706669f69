"""Places of a crisis: the list, correcting one, adding one, confirming or dropping drafts."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from dodomu.foundation import places as keeping
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.foundation.refusal import Refused
from dodomu.people.queries.places import where_they_are
from dodomu.people.queries.whereabouts import headcount
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.places.forms import PlaceForm, typed_of
from dodomu.web.parts.sentences import sentence
from dodomu.web.parts.terms import PLACE_KINDS

UNPROCESSABLE = 422


@desk_view(Permission.SEE_COUNTS)
def places(request: DeskRequest) -> HttpResponse:
    """List the places with how many are at each; drafts are marked."""
    return _list(request)


@desk_view(Permission.KEEP_PLACES)
def decide(request: DeskRequest) -> HttpResponse:
    """Confirm or drop the places that are ticked."""
    chosen = [UUID(each) for each in request.POST.getlist("place") if _is_uuid(each)]
    act = {"confirm": keeping.confirm_places, "drop": keeping.drop_places}.get(request.POST.get("act", ""))
    if request.method != "POST" or act is None or not chosen:
        return redirect("desk:places", request.crisis.slug)
    try:
        act(crisis=request.crisis.id, places=chosen, by=request.actor, at=request.at)
    except Refused as refused:
        return _list(request, sentence(refused), UNPROCESSABLE)
    return redirect("desk:places", request.crisis.slug)


@desk_view(Permission.KEEP_PLACES)
def correct(request: DeskRequest, place: UUID) -> HttpResponse:
    """Correct one place."""
    found = keeping.place_of(request.crisis.id, place)
    if found is None:
        raise Http404
    return _write(request, found)


@desk_view(Permission.KEEP_PLACES)
def add(request: DeskRequest) -> HttpResponse:
    """Add a place that the world data does not know."""
    return _write(request, None)


def _write(request: DeskRequest, place: PlaceView | None) -> HttpResponse:
    others = [each for each in places_of(request.crisis.id) if place is None or each.id != place.id]
    refusal, status = "", 200
    if request.method == "POST":
        form = PlaceForm(request.POST, places=others)
        if form.is_valid():
            try:
                _keep(request, place, form)
            except Refused as refused:
                refusal = sentence(refused)
            else:
                return redirect("desk:places", request.crisis.slug)
        status = UNPROCESSABLE
    else:
        form = PlaceForm(initial=typed_of(place) if place else {}, places=others)
    page = {"form": form, "place": place, "refusal": refusal}
    return render(request, "desk/places/place.html", page, status=status)


def _keep(request: DeskRequest, place: PlaceView | None, form: PlaceForm) -> None:
    crisis, given, by, at = request.crisis.id, form.given(), request.actor, request.at
    if place is None:
        keeping.add_place(crisis=crisis, given=given, by=by, at=at)
    else:
        keeping.correct_place(crisis=crisis, place=place.id, given=given, by=by, at=at)


def _list(request: DeskRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    crisis = request.crisis.id
    every = places_of(crisis)
    count = headcount(crisis)
    here: dict[UUID | None, int] = {}
    for line in count.ours:
        here[line.place] = here.get(line.place, 0) + line.total
    cities = {each.place.id: each.total for each in where_they_are(count, every).counts}
    kind, only_drafts = request.GET.get("kind", ""), request.GET.get("draft") == "1"
    shown = [each for each in every if (not kind or each.kind == kind) and (not only_drafts or each.is_draft)]
    page = {
        "lines": [(each, here.get(each.id, 0), cities.get(each.id, 0)) for each in shown],
        "names": {each.id: each.name for each in every},
        "kinds": [(code, words) for code, words in PLACE_KINDS.items() if any(each.kind == code for each in every)],
        "kind": kind,
        "only_drafts": only_drafts,
        "drafts": sum(each.is_draft for each in every),
        "may_keep": may(request.actor, Permission.KEEP_PLACES, crisis),
        "refusal": refusal,
    }
    return render(request, "desk/places/places.html", page, status=status)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
