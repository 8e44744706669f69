"""Finding people: by name in any script, reference code or telephone; before anything is typed, those who are here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dodomu.foundation.permissions import Permission, may
from dodomu.people.queries.register import Search, find_people
from dodomu.people.queries.sighting import seen_here
from dodomu.web.field.door import FieldRequest, field_view

ROWS = 20


@require_safe
@field_view(Permission.SEE_PEOPLE)
def search(request: FieldRequest) -> HttpResponse:
    """Show whom the words name; without words, whom the ledger has at this place."""
    typed = request.GET.get("q", "").strip()
    wanted = Search(text=typed) if typed else Search(place=request.place.id)
    found = find_people(
        request.crisis.id, wanted, by=request.actor, at=request.at, after=request.GET.get("after", ""), size=ROWS
    )
    page = {
        "typed": typed,
        "found": found,
        "goes_on": "after" in request.GET,
        "seen": seen_here([line.id for line in found.people], request.place.id),
        "may_register": may(request.actor, Permission.REGISTER, request.crisis.id),
    }
    return render(request, "field/search.html", page)
