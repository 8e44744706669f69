"""Finding a conversation by what was said in it, or by who is known under a name, a code or a number."""

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.contact.queries.finding import find
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.door import DeskRequest, desk_view

LONGEST = 200


@desk_view(Permission.SEE_MESSAGES)
def searching(request: DeskRequest) -> HttpResponse:
    """Show what was found."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = find(request.crisis.id, query, by=request.actor, at=request.at) if query else None
    return render(request, "desk/messages/search.html", {"query": query, "found": found})
