"""What an officer does about an offer: write down an answer, send one that is held back, take it back, move it up."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import answering, offering, passing_on
from dodomu.journeys.queries.offers import OfferView
from dodomu.journeys.queries.promises import leg_promises
from dodomu.journeys.queries.standing_by import LinePlace, lines_of_party
from dodomu.journeys.queries.ways import legs_known
from dodomu.journeys.rules.terms import Kind, LegState
from dodomu.journeys.rules.ways import LegKnown
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.offers.forms import AnswerForm, MoveForm, WhyForm
from dodomu.web.desk.offers.showing import offer_address, offer_or_404
from dodomu.web.parts.hours import short_words
from dodomu.web.parts.journeys_words import minutes_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422


@desk_view(Permission.RECORD_ANSWERS)
def answer(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Write down what they answered by telephone or at the gate."""
    view = offer_or_404(request, offer)
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm(initial={"submission": uuid4()})
    refusal = ""
    if form.is_valid():
        try:
            kept = answering.record_answer(offer=offer, **form.given(), by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            done = "repeated" if kept.repeated else "kept" if kept.conflict else "answered"
            return redirect(f"{offer_address(request, kept.holds or offer)}?done={done}")
    return _page(request, view, form, "desk/offers/answer.html", refusal)


@desk_view(Permission.OFFER)
def withdraw(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Take an offer back, or drop one that was held back."""
    view = offer_or_404(request, offer)
    form = WhyForm(request.POST) if request.method == "POST" else WhyForm()
    refusal = ""
    if form.is_valid():
        try:
            why = form.cleaned_data["why"]
            offering.withdraw_offer(offer=offer, why=why, by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{offer_address(request, offer)}?done=withdrawn")
    return _page(request, view, form, "desk/offers/withdraw.html", refusal)


@require_POST
@desk_view(Permission.OFFER)
def send(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Send an offer although its notice is short."""
    offer_or_404(request, offer)
    offering.send_held(offer=offer, by=request.actor, at=request.at)
    return redirect(f"{offer_address(request, offer)}?done=sent")


@desk_view(Permission.OFFER)
def move(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Move a party to a better place: the old offer ends, the new one follows it."""
    view = offer_or_404(request, offer)
    gains = lines_of_party(view.line.party, at=request.at)
    legs = _choices(request, view, gains)
    wanted = {"leg": request.GET.get("leg", "")}
    form = MoveForm(request.POST, legs=legs) if request.method == "POST" else MoveForm(initial=wanted, legs=legs)
    refusal = ""
    if form.is_valid():
        try:
            leg = UUID(form.cleaned_data["leg"])
            made = passing_on.move_up(offer=offer, leg=leg, by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{offer_address(request, made)}?done=moved")
    return _page(request, view, form, "desk/offers/move.html", refusal)


def _choices(request: DeskRequest, view: OfferView, gains: tuple[LinePlace, ...]) -> list[tuple[str, str]]:
    """Return the departures with room: first those in whose line they stand, by what they gain; then the others."""
    room = leg_promises(request.crisis.id)
    legs = {leg.id: leg for leg in legs_known(request.crisis.id) if _goes(request, leg)}
    ridden = {step.leg for step in view.steps if step.is_ride}
    order = {place.leg: place for place in gains}
    found = [*(legs[leg] for leg in order if leg in legs), *(leg for leg in legs.values() if leg.id not in order)]
    free: Callable[[LegKnown], int] = lambda leg: room[leg.id].free.get(Kind.SEAT, 0)  # noqa: E731
    return [
        (str(leg.id), _named(request, leg, free(leg), order.get(leg.id)))
        for leg in found
        if leg.ref not in ridden and free(leg) > 0
    ]


def _goes(request: DeskRequest, leg: LegKnown) -> bool:
    return leg.state is LegState.PLANNED and leg.leaves_at is not None and leg.leaves_at > request.at


def _named(request: DeskRequest, leg: LegKnown, free: int, place: LinePlace | None) -> str:
    hour = short_words(leg.leaves_at, request.crisis.zone) if leg.leaves_at else ""
    words = _("{leg}, {hour}, {free} free").format(leg=leg.ref, hour=hour, free=free)
    if place is None:
        return words
    gains = minutes_words(place.gains) if place.gains else ""
    return f"{words} – " + (_("home {time} earlier").format(time=gains) if gains else _("home at all"))


def _page(request: DeskRequest, view: OfferView, form: forms.Form, template: str, refusal: str) -> HttpResponse:
    page: dict[str, Any] = {"offer": view, "line": view.line, "form": form, "refusal": refusal}
    page["back"] = offer_address(request, view.line.id)
    return render(request, template, page, status=UNPROCESSABLE if request.method == "POST" else 200)
