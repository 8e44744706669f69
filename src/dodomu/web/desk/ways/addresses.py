"""Where a leg is found, and the one that an address means."""

from django.http import Http404
from django.urls import reverse

from dodomu.foundation.places import places_of
from dodomu.journeys.queries.checks import Board, LegLine, board
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.ways.forms.fields import Around


def leg_address(request: DeskRequest, ref: str) -> str:
    """Return where a leg is shown."""
    return reverse("desk:ways-leg", args=[request.crisis.slug, ref])


def leg_in(request: DeskRequest, ref: str) -> tuple[Board, LegLine]:
    """Return the leg that an address names with all the others, or answer that there is nothing here."""
    found = board(request.crisis.id, at=request.at)
    line = next((each for each in found.lines if each.leg.ref == ref), None)
    if line is None:
        raise Http404
    return found, line


def around_of(request: DeskRequest) -> Around:
    """Return where a form of this crisis stands."""
    return Around(places_of(request.crisis.id), request.crisis.zone)
