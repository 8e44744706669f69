"""Offers in a list: what waits for an officer on top, then everything that is asked for."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.journeys.queries import offers
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.rules.terms import LIVE, OfferKind, OfferState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.offer_words import OFFER_STATES

SOON = timedelta(hours=3)
MOST_PRESSING = 12
LONGEST = 200
NO_LEG = UUID(int=0)  # of a name that no leg bears: nothing is found
OF_STATE = {"live": LIVE, **{state.value: (state,) for state in OfferState}}


@dataclass(frozen=True)
class Asked:
    """The filters of an address."""

    state: str
    leg: str
    kind: str
    words: str

    @property
    def narrowed(self) -> int:
        """How many are set."""
        return sum(bool(each) for each in (self.state, self.leg, self.kind, self.words))


@desk_view(Permission.SEE_PEOPLE)
def listing(request: DeskRequest) -> HttpResponse:
    """Show what presses, and the offers that are asked for page by page."""
    crisis, asked, after = request.crisis.id, _asked(request), request.GET.get("after", "")[:40]
    leg = leg_by_ref(crisis, asked.leg) if asked.leg else None
    found = offers.offers(
        crisis,
        states=OF_STATE.get(asked.state, ()),
        leg=leg.id if leg else NO_LEG if asked.leg else None,
        kind=asked.kind,
        words=asked.words,
        after=after,
    )
    counts = offers.counts(crisis)
    page = {
        "asked": asked,
        "found": found,
        "leg": leg,
        "after": after,
        "counts": [(state.value, counts[state]) for state in OfferState if counts.get(state)],
        "states": OFFER_STATES.items(),
        "places": {place.id: place.name for place in places_of(crisis)},
        "may_see_ways": may(request.actor, Permission.SEE_WAYS, crisis),
        "may_offer": may(request.actor, Permission.OFFER, crisis),
        "may_record": may(request.actor, Permission.RECORD_ANSWERS, crisis),
    }
    if not after and not asked.narrowed:
        page |= _pressing(request, counts.get(OfferState.HELD, 0))
    return render(request, "desk/offers/offers.html", page)


def _pressing(request: DeskRequest, held: int) -> dict[str, object]:
    conflicts = offers.conflicts(request.crisis.id)
    return {
        "held": offers.held(request.crisis.id, most=MOST_PRESSING),
        "more_held": max(0, held - MOST_PRESSING),
        "conflicts": conflicts[:MOST_PRESSING],
        "more_conflicts": max(0, len(conflicts) - MOST_PRESSING),
        "due": offers.due(request.crisis.id, until=request.at + SOON, most=MOST_PRESSING),
    }


def _asked(request: HttpRequest) -> Asked:
    """Read the filters; whatever makes no sense narrows nothing."""
    get = request.GET
    state, kind = get.get("state", ""), get.get("kind", "")
    return Asked(
        state=state if state in OF_STATE else "",
        leg=get.get("leg", "").strip()[:LONGEST].replace("\x00", ""),
        kind=kind if kind in set(OfferKind) else "",
        words=get.get("q", "").strip()[:LONGEST].replace("\x00", ""),
    )
