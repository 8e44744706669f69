"""A desk with offers on it: one that waits, one accepted, one held back, one with a line behind it."""

from datetime import timedelta
from uuid import UUID

from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Adoption, Offer, StandbyPlace
from dodomu.journeys.rules.terms import Answer, OfferState
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour

SLUG = "harbour"


def desk() -> Harbour:
    """Return an exercise that stands still at NOW, with two flights a day apart."""
    here = harbour()
    Crisis.objects.filter(id=here.id).update(slug=SLUG, exercise="kazakhstan-2022/ua", exercise_now=NOW)
    here.crisis.refresh_from_db()
    here.leg("PS-1", 4)
    here.leg("PS-2", 6, departs=TOMORROW + timedelta(days=1))
    return here


def with_offers(here: Harbour) -> dict[str, UUID]:
    """Offer places: `waits`, `accepted` and `held` on the first flight, `later` on the second, `standing` on none."""
    names = ("waits", "accepted", "held", "second", "standing")
    parties = {name: here.party(2 if name == "waits" else 1) for name in names}
    rides = {parties[name]: "PS-2" if name == "second" else "PS-1" for name in names[:-1]}
    here.offer_all(rides)
    answered(here, parties["accepted"], Answer.ACCEPT)
    held = Offer.objects.filter(party=parties["held"])
    held.update(state=OfferState.HELD, sent_at=None, held_because="notice-too-short")
    stand(here, parties["second"], 1, planned=True)
    stand(here, parties["standing"], 2)
    return parties


def stand(here: Harbour, party: UUID, position: int, ref: str = "PS-1", *, planned: bool = False) -> None:
    """Put a party into the line of a leg."""
    home = here.legs[ref].arrives_at or TOMORROW
    StandbyPlace.objects.create(
        adoption=Adoption.objects.get(crisis=here.crisis, ended_at=None), leg=here.legs[ref], party_id=party,
        position=position, there_at=NOW + timedelta(hours=3), home_at=home,
        planned_home_at=home + timedelta(hours=24) if planned else None,
    )  # fmt: skip
