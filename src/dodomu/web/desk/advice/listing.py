"""Advice in a list: what holds, what will, what is drafted, what is dead."""

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.contact.queries import advice as queries
from dodomu.contact.queries.keys import public_keys
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.advice.lines import listed
from dodomu.web.desk.door import DeskRequest, desk_view

ALIVE = (AdviceState.IN_FORCE, AdviceState.NOT_YET)


@desk_view(Permission.SEE_SITUATION)
def listing(request: DeskRequest) -> HttpResponse:
    """Show all advice of the crisis."""
    found = queries.all_advice(request.crisis.id, at=request.at)
    lines = listed(request, found)
    page = {
        "alive": [each for each in lines if each.advice.state in ALIVE],
        "drafts": [each for each in lines if each.advice.state is AdviceState.DRAFT],
        "dead": [each for each in lines if each.advice.is_dead],
        "running_out": queries.running_out(found, at=request.at),
        "may_publish": may(request.actor, Permission.PUBLISH, request.crisis.id),
        "has_key": any(key.signs for key in public_keys()),
        "is_dropped": request.GET.get("done") == "dropped",
    }
    return render(request, "desk/advice/advice.html", page)
