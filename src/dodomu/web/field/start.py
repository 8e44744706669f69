"""Which crisis, and where in it the officer stands."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dodomu.foundation import crises
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import place_of
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.field import standpoint
from dodomu.web.field.door import AnywhereRequest, anywhere_view, may_enter
from dodomu.web.field.typed import uuid_in
from dodomu.web.parts.actor import actor_of
from dodomu.web.parts.sentences import sentence

NOT_UNDERSTOOD = 422


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the only crisis there is for this officer, or let them choose."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("field:sign-in"))
    mine = [each for each in crises.all_crises() if may_enter(actor_of(request), each)]
    if len(mine) == 1 and "all" not in request.GET:
        return redirect("field:search", mine[0].slug)
    return render(request, "field/choose.html", {"crises": mine})


@require_http_methods(["GET", "HEAD", "POST"])
@anywhere_view(Permission.SEE_PEOPLE)
def place(request: AnywhereRequest) -> HttpResponse:
    """Ask where the officer stands, remember it, and go on to where they wanted to go."""
    back, refusal = _back(request), ""
    if request.method == "POST":
        said = uuid_in(request.POST, "place")
        if said and place_of(request.crisis.id, said):
            standpoint.remember(request, request.crisis.id, said)
            return redirect(back)
        refusal = sentence(Refused(FoundationReason.UNKNOWN_PLACE))
    here, abroad = standpoint.cities_of(request.crisis)
    page = {"here": here, "abroad": abroad, "next": back, "refusal": refusal, "own": _city_of(request, here)}
    return render(request, "field/place.html", page, status=NOT_UNDERSTOOD if refusal else 200)


def _city_of(request: AnywhereRequest, cities: Sequence[standpoint.City]) -> UUID | None:
    """Return the city the officer said last, so that its places are not asked for twice."""
    if request.place is None:
        return None
    stands = request.place.id
    holds = (city for city in cities if stands in (city.place.id, *(part.id for part in city.parts)))
    return next((city.place.id for city in holds), None)


def _back(request: AnywhereRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else resolve_url("field:search", request.crisis.slug)
