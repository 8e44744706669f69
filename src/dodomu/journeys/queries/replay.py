"""What a player of a script asks of offers: who is still to answer, who is to board what, what fell free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.journeys.models import Leg, Offer, OfferAnswer, OfferRide, OfferStep
from dodomu.journeys.queries.ways import leg_known
from dodomu.journeys.rules.terms import LIVE, LegState, OfferKind, OfferState, Schedule
from dodomu.journeys.rules.ways import LegKnown

GOES = (LegState.PLANNED, LegState.DEPARTED)
FELL_FREE = (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer that was told and is open, with what was answered so far."""

    offer: UUID
    party: UUID
    way: str  # by what and when, told in words of the script: the same way is the same text in every play
    told_at: datetime
    answer_by: datetime
    answered: frozenset[UUID]  # submissions


@dataclass(frozen=True, slots=True)
class Boarding:
    """A party that accepted, and which part of its way it goes by a leg."""

    offer: UUID
    party: UUID
    persons: tuple[UUID, ...]
    is_first: bool  # the first leg of its way


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where and when a party that accepted meets before its first leg."""

    party: UUID
    persons: tuple[UUID, ...]
    leg: str  # ref of the first leg of its way
    place: UUID
    meet_at: datetime


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When open offers lapse: those that were sent at their deadline, those that are held when they would meet."""

    sent: tuple[datetime, ...]
    held: tuple[datetime, ...]


def has_live_offers(crisis: UUID) -> bool:
    """Say whether anybody holds an offer."""
    return Offer.objects.filter(crisis=crisis, state__in=LIVE).exists()


def asked(crisis: UUID, ways: dict[UUID, str]) -> list[Asked]:
    """Return the offers of places that wait for an answer, in the order in which they were told.

    `ways` remembers between calls what each offer told, which never changes.
    """
    open_states = (OfferState.SENT, OfferState.LATER)
    rows = Offer.objects.filter(crisis=crisis, kind=OfferKind.PLACE, state__in=open_states, sent_at__isnull=False)
    found = list(rows.order_by("sent_at", "id").values_list("id", "party_id", "sent_at", "answer_by"))
    _remember(ways, [offer for offer, *_ in found if offer not in ways])
    answers: dict[UUID, set[UUID]] = {}
    said = OfferAnswer.objects.filter(offer__in=[offer for offer, *_ in found])
    for offer, submission in said.values_list("offer_id", "submission"):
        answers.setdefault(offer, set()).add(submission)
    return [
        Asked(offer, party, ways[offer], told_at, answer_by, frozenset(answers.get(offer, ())))
        for offer, party, told_at, answer_by in found
        if told_at
    ]


def deadlines(crisis: UUID) -> Deadlines:
    """Return when open offers lapse."""
    rows = Offer.objects.filter(crisis=crisis)
    sent = rows.filter(state__in=[OfferState.SENT, OfferState.LATER]).values_list("answer_by", flat=True)
    held = rows.filter(state=OfferState.HELD).values_list("meet_at", flat=True)
    return Deadlines(tuple(sent), tuple(held))


def legs_with_travellers(crisis: UUID) -> list[LegKnown]:
    """Return the dated legs that are to leave or have just left and on which somebody accepted a place."""
    rides = OfferRide.objects.filter(is_live=True, offer__state=OfferState.ACCEPTED, leg__crisis=crisis)
    rows = Leg.objects.filter(
        crisis=crisis, schedule=Schedule.DATED, state__in=GOES, id__in=rides.values("leg")
    ).order_by("ref")
    return [leg_known(row) for row in rows]


def boardings(leg: UUID) -> list[Boarding]:
    """Return who accepted a place on a leg, who was offered it first before others."""
    rides = OfferRide.objects.filter(leg=leg, is_live=True, offer__state=OfferState.ACCEPTED).select_related("offer")
    firsts = _first_rides([ride.offer_id for ride in rides])
    return [
        Boarding(ride.offer_id, ride.offer.party_id, tuple(ride.offer.persons), firsts[ride.offer_id] == leg)
        for ride in rides.order_by("offer__made_at", "offer_id")
    ]


def meetings(crisis: UUID) -> list[Meeting]:
    """Return where parties that accepted are to meet, in the order of hours."""
    rows = Offer.objects.filter(
        crisis=crisis, state=OfferState.ACCEPTED, meeting_place__isnull=False, first_leg__state__in=GOES
    )
    columns = ("party_id", "persons", "first_leg__ref", "meeting_place_id", "meet_at")
    return [
        Meeting(party, tuple(persons), leg, place, meet_at)
        for party, persons, leg, place, meet_at in rows.order_by("meet_at", "id").values_list(*columns)
    ]


def legs_under_way(crisis: UUID, refs: Iterable[str]) -> list[LegKnown]:
    """Return legs by their refs that have left."""
    rows = Leg.objects.filter(crisis=crisis, ref__in=list(refs), state__in=(LegState.DEPARTED, LegState.ARRIVED))
    return [leg_known(row) for row in rows.order_by("ref")]


def fell_free(crisis: UUID, *, after: datetime) -> list[datetime]:
    """Return when, after an hour, places fell free because somebody gave them up."""
    rows = Offer.objects.filter(crisis=crisis, state__in=FELL_FREE, kind=OfferKind.PLACE, ended_at__gt=after)
    return [hour for hour in rows.values_list("ended_at", flat=True) if hour]


def _first_rides(offers: list[UUID]) -> dict[UUID, UUID]:
    rides = OfferRide.objects.filter(offer__in=offers).values_list("offer_id", "leg_id", "leg__departs_at")
    firsts: dict[UUID, tuple[datetime, UUID]] = {}
    for offer, leg, departs in rides:
        if departs and (offer not in firsts or (departs, leg) < firsts[offer]):
            firsts[offer] = departs, leg
    return {offer: leg for offer, (_, leg) in firsts.items()}


def _remember(ways: dict[UUID, str], offers: list[UUID]) -> None:
    steps = OfferStep.objects.filter(offer__in=offers).order_by("offer_id", "position")
    told: dict[UUID, list[tuple[str, bool]]] = {offer: [] for offer in offers}
    for offer, ref, schedule, fleet, leaves in steps.values_list(
        "offer_id", "leg__ref", "leg__schedule", "fleet", "leaves_at"
    ):
        told[offer].append((f"{ref or fleet}@{leaves:%Y-%m-%dT%H:%M}", schedule != Schedule.ON_DEMAND))
    for offer, parts in told.items():
        booked = [text for text, is_booked in parts if is_booked]
        ways[offer] = " ".join(booked or [text for text, _ in parts])
