"""Charters: a fixed price, an hour to order, and the departures that all go or none."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import chartering
from dodomu.journeys.queries.checks import LegLine, board
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.rules.terms import CharterState
from dodomu.journeys.rules.ways import CharterKnown
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.conflict import UNPROCESSABLE
from dodomu.web.desk.ways.forms.things import CharterForm
from dodomu.web.desk.ways.keeping import keep
from dodomu.web.parts.journeys_words import CHARTER_STATES, euros
from dodomu.web.parts.sentences import sentence

DECISIONS = {"order": chartering.order_charter, "decline": chartering.decline_charter}


@desk_view(Permission.SEE_WAYS)
def charters(request: DeskRequest) -> HttpResponse:
    """List charters with their price, their state and their departures."""
    found = board(request.crisis.id, at=request.at)
    page = {
        "lines": [_line(request, each, found.lines) for each in found.ways.charters],
        "may_keep": may(request.actor, Permission.KEEP_WAYS, request.crisis.id),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/ways/charters.html", page)


@desk_view(Permission.KEEP_WAYS)
def new(request: DeskRequest) -> HttpResponse:
    """Add a charter that is offered to us."""
    form = CharterForm(request.POST or None, zone=request.crisis.zone)
    return keep(
        request, form,
        lambda: chartering.add_charter(
            crisis=request.crisis.id, given=form.given(), by=request.actor, at=request.at
        ),
        back=_all(request), heading=_("Add a charter"),
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def change(request: DeskRequest, charter: UUID) -> HttpResponse:
    """Change what is known of a charter."""
    found, zone = _charter(request, charter), request.crisis.zone
    form = CharterForm(request.POST or None, initial=CharterForm.typed(found, zone), zone=zone)
    return keep(
        request, form,
        lambda: chartering.change_charter(charter=charter, given=form.given(), by=request.actor, at=request.at),
        back=_all(request), heading=found.name or found.ref,
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def decide(request: DeskRequest, charter: UUID, act: str) -> HttpResponse:
    """Show what ordering costs and brings, then order; or decline."""
    if act not in DECISIONS:
        raise Http404
    _charter(request, charter)
    refusal = ""
    if request.method == "POST":
        try:
            DECISIONS[act](charter=charter, by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{_all(request)}?done={act}")
    found = board(request.crisis.id, at=request.at)
    line = next(_line(request, each, found.lines) for each in found.ways.charters if each.id == charter)
    page = {"act": act, "line": line, "back": _all(request), "refusal": refusal}
    return render(request, "desk/ways/charter.html", page, status=UNPROCESSABLE if refusal else 200)


def _charter(request: DeskRequest, charter: UUID) -> CharterKnown:
    found = next((each for each in ways_known(request.crisis.id).charters if each.id == charter), None)
    if found is None:
        raise Http404
    return found


def _line(request: DeskRequest, charter: CharterKnown, lines: tuple[LegLine, ...]) -> dict[str, object]:
    legs = [line for line in lines if line.leg.charter == charter.id]
    seats = sum(line.ours() for line in legs)
    return {
        "charter": charter,
        "state": CHARTER_STATES[charter.state],
        "price": euros(charter.price),
        "each": euros(-(-charter.price // seats)) if seats else "",
        "legs": legs,
        "seats": seats,
        "is_open": charter.state in (CharterState.OFFERED, CharterState.LAPSED),
        "is_too_late": charter.order_by is not None and charter.order_by <= request.at,
    }


def _all(request: DeskRequest) -> str:
    return reverse("desk:ways-charters", args=[request.crisis.slug])
