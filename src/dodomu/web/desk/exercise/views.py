"""Playing an exercise on from its banner."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from dodomu.exercise import operations
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.desk.door import DeskRequest, desk_view

STEPS = {"hour": 1, "day": 24}


@require_POST
@desk_view(Permission.PLAY_EXERCISE)
def play(request: DeskRequest) -> HttpResponse:
    """Play on by an hour or a day, and come back to the page; a second press of the same button plays once."""
    if not request.crisis.is_exercise:
        raise Refused(FoundationReason.NOT_AN_EXERCISE)
    hours = STEPS.get(request.POST.get("on", ""), 0)
    if hours and request.POST.get("clock") == request.at.isoformat():
        operations.play_hours(crisis=request.crisis.id, hours=hours, by=request.actor)
    return HttpResponseRedirect(_page_before(request))


def _page_before(request: DeskRequest) -> str:
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else reverse("desk:first-page", args=[request.crisis.slug])
