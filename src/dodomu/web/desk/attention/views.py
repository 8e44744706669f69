"""What needs attention, person by person."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dodomu.foundation import outbox
from dodomu.foundation.permissions import Permission
from dodomu.people.queries.attention import OF_PEOPLE, Kind, attention_people
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.start.attention import WORDS, words_for
from dodomu.web.parts.pages import page_asked


@desk_view(Permission.SEE_PEOPLE)
def people(request: DeskRequest, kind: str) -> HttpResponse:
    """List the people behind one line of what needs attention."""
    if kind not in OF_PEOPLE:
        raise Http404
    found = attention_people(
        request.crisis.id,
        Kind(kind),
        by=request.actor,
        at=request.at,
        page=page_asked(request),
    )
    page = {"found": found, "kind": kind, "words": words_for(Kind(kind), found.total), "step": WORDS[Kind(kind)][1]}
    return render(request, "desk/attention/people.html", page)


@desk_view(Permission.SEE_COUNTS)
def faults(request: DeskRequest) -> HttpResponse:
    """List the news that could not be handled; the worker tries again by itself."""
    return render(request, "desk/attention/faults.html", {"failing": outbox.failing()})
