"""One offer: its way, what was answered, what came before and after it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.queries import offers
from dodomu.journeys.queries.offers import OfferLine, OfferView, StepLine
from dodomu.journeys.queries.standing_by import lines_of_party
from dodomu.people.queries.leads import leads_of
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.passes import panels
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.offer_words import bring_words, vehicle_words

DONE = ("answered", "kept", "repeated", "withdrawn", "sent", "moved", "pass-anew", "pass-ended", "pass-taken-back",
        "pass-issued", "pass-sent")  # fmt: skip


@dataclass(frozen=True)
class ShownStep:
    """One part of the way in words."""

    leg: str
    words: str
    origin: str
    target: str
    leaves: str
    arrives: str


@desk_view(Permission.SEE_PEOPLE)
def showing(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Show an offer with everything about it."""
    view = offer_or_404(request, offer)
    places = {place.id: place for place in places_of(request.crisis.id)}
    lead = leads_of(request.crisis.id, [view.line.party], by=request.actor).get(view.line.party)
    page = {
        "offer": view,
        "line": view.line,
        "lead": lead,
        "zone": zone_of(view.line, places, request.crisis.zone),
        "meeting": places.get(view.line.meeting_place) if view.line.meeting_place else None,
        "steps": [shown_step(step, places) for step in view.steps],
        "bring": bring_words(view.bring),
        "gains": lines_of_party(view.line.party, at=request.at) if view.line.is_live else (),
        "passes": panels.of_offer(request, view),
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "may_offer": may(request.actor, Permission.OFFER, request.crisis.id),
        "may_record": may(request.actor, Permission.RECORD_ANSWERS, request.crisis.id),
    }
    return render(request, "desk/offers/offer.html", page)


def offer_or_404(request: DeskRequest, offer: UUID) -> OfferView:
    """Return an offer of this crisis, or answer that there is none."""
    view = offers.offer(request.crisis.id, offer)
    if view is None:
        raise Http404
    return view


def offer_address(request: DeskRequest, offer: UUID) -> str:
    """Return where an offer is shown."""
    return reverse("desk:offer", args=[request.crisis.slug, offer])


def zone_of(line: OfferLine, places: dict[UUID, PlaceView], crisis_zone: str) -> str:
    """Return the zone of the meeting point, whose clock they look at."""
    meeting = places.get(line.meeting_place) if line.meeting_place else None
    return meeting.zone if meeting else crisis_zone


def shown_step(step: StepLine, places: dict[UUID, PlaceView]) -> ShownStep:
    """Return a part of the way in words, each hour in the zone of its place."""
    origin, target = places[step.origin], places[step.target]
    return ShownStep(
        leg=step.leg if step.is_ride else "",
        words=vehicle_words(step.mode, step.operator, step.service),
        origin=origin.name,
        target=target.name,
        leaves=hour_words(step.leaves_at, origin.zone),
        arrives=hour_words(step.arrives_at, target.zone),
    )
