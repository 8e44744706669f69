"""How long people wait for an answer, by officer and by role."""

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.contact.queries.answer_times import answer_times
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.door import DeskRequest, desk_view


@desk_view(Permission.SEE_MESSAGES)
def times(request: DeskRequest) -> HttpResponse:
    """Show the figures of the last day; reading a message improves none of them."""
    page = {"times": answer_times(request.crisis.id, by=request.actor, at=request.at)}
    return render(request, "desk/messages/times.html", page)
