"""Where a fact is found, and what an address means."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from dodomu.foundation.places import PlaceView
from dodomu.situation.rules.known import Fact
from dodomu.situation.rules.known import kind_of as kind_of_fact
from dodomu.situation.rules.terms import FactKind
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.situation.showing import Places, heading_of


@dataclass(frozen=True)
class Link:
    """A way to something, in words."""

    address: str
    words: str


def kind_in(address: str) -> FactKind:
    """Return the kind that an address names, or answer that there is nothing here."""
    if address not in set(FactKind):
        raise Http404
    return FactKind(address)


def fact_address(request: DeskRequest, kind: FactKind, thing: UUID) -> str:
    """Return where a fact is shown."""
    return reverse("desk:situation-fact", args=[request.crisis.slug, kind, thing])


def link_to(request: DeskRequest, fact: Fact, places: Places) -> Link:
    """Return the way to a fact, named as the fact is."""
    return Link(fact_address(request, kind_of_fact(fact), fact.thing), heading_of(fact, places))


def names_of(places: list[PlaceView]) -> dict[UUID, str]:
    """Return what each place is called in the language of the page."""
    return {place.id: place.name for place in places}
