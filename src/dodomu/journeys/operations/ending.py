"""Ending offers: their places fall free, and everybody who was promised one is released in the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import F

from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Offer, OfferRide
from dodomu.journeys.rules.terms import LIVE, EndCause, OfferKind, OfferState
from dodomu.people.operations import promising

CHUNK = 2000
NEEDED = ("crisis_id", "party_id", "persons", "kind", "state", "answer_by", "meet_at")  # of an offer, to end it
T = TypeVar("T")


def locked(offers: Iterable[UUID]) -> list[Offer]:
    """Hold those of some offers that are live, in the order of their ids, as everybody does who holds several."""
    rows = Offer.objects.select_for_update(of=("self",), no_key=True).filter(id__in=list(offers), state__in=LIVE)
    return list(rows.only(*NEEDED).order_by("id"))


def end(offers: Sequence[Offer], *, state: OfferState, cause: EndCause, said_by: str, by: Actor, at: datetime) -> None:
    """End live offers that the caller holds, and release whoever was promised a place by them."""
    if not offers:
        return
    ids = [each.id for each in offers]
    Offer.objects.filter(id__in=ids).update(state=state, ended_at=at, end_cause=cause, version=F("version") + 1)
    OfferRide.objects.filter(offer__in=ids, is_live=True).update(is_live=False)
    persons = [person for each in offers if each.kind == OfferKind.PLACE for person in each.persons]
    promising.release_many(persons=persons, said_by=said_by, by=by, at=at)


def chunks(several: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield several in lists of a size that nobody waits long for."""
    rest = iter(several)
    while some := list(islice(rest, size)):
        yield some


def crisis_of(offer: UUID) -> Crisis | None:
    """Return the crisis of an offer, or None where there is no such offer."""
    row = Offer.objects.select_related("crisis").filter(id=offer).first()
    return row.crisis if row else None
