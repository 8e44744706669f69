"""Inviting the next in line to the gate of a leg: they come, and get the place of whoever does not."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from dodomu.foundation import bulk, news
from dodomu.foundation.identifiers import uuid7
from dodomu.journeys.models import Leg, Offer, OfferStep, StandbyPlace
from dodomu.journeys.news import OffersSent
from dodomu.journeys.operations.placing import Ground
from dodomu.journeys.rules import notices
from dodomu.journeys.rules.buffers import buffer_of
from dodomu.journeys.rules.notices import Departure
from dodomu.journeys.rules.terms import LIVE, OfferKind, OfferState
from dodomu.people.models import Party
from dodomu.people.rules.promising import STILL_TO_COME_HOME

PERSONS: Final = """
    SELECT p.id, p.party_id FROM people_person p
    WHERE p.party_id = ANY(%s) AND p.account = ANY(%s) AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL
    ORDER BY p.id
"""


def invite(ground: Ground, leg: Leg, how_many: int, *, at: datetime) -> tuple[UUID, ...]:
    """Invite the next in the line of a leg, whole parties up to so many persons; who holds a live offer is passed over.

    Part of another operation, which holds the leg and has checked how many may come.
    """
    line = _line(leg)
    members = _travelling([each.party_id for each in line])
    offers: list[Offer] = []
    for each in line:
        people = members[each.party_id]
        if people and len(people) <= how_many:
            how_many -= len(people)
            offers.append(_invitation(ground, leg, each, people, at))
    bulk.write_all(((Offer, offers), (OfferStep, [_step(each.id, leg) for each in offers])))
    told = tuple(each.id for each in offers)
    if told:
        news.post(OffersSent(ground.crisis, told), at=at)
    return told


def hold_line(leg: UUID) -> None:
    """Hold the parties that stand in the line of a leg, so that nobody gives them a place meanwhile."""
    line = StandbyPlace.objects.filter(adoption__ended_at=None, leg=leg).values("party")
    list(Party.objects.select_for_update(no_key=True).filter(id__in=line).order_by("id").values_list("id"))


def _line(leg: Leg) -> list[StandbyPlace]:
    """The line of the plan in force, without those who hold an offer or said no to this leg."""
    line = StandbyPlace.objects.filter(adoption__ended_at=None, leg=leg).order_by("position")
    refused = Offer.objects.filter(first_leg=leg, state=OfferState.DECLINED).values("party")
    holding = Offer.objects.filter(crisis=leg.crisis_id, state__in=LIVE).values("party")
    return list(line.exclude(party__in=refused).exclude(party__in=holding))


def _travelling(parties: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(PERSONS, [list(parties), [account.value for account in STILL_TO_COME_HOME]])
        for person, party in cursor.fetchall():
            found[party].append(person)
    return found


def _invitation(ground: Ground, leg: Leg, place: StandbyPlace, people: list[UUID], at: datetime) -> Offer:
    refs = {row.id: ref for ref, row in ground.places.items()}
    meeting = refs[leg.meeting_place_id] if leg.meeting_place_id else None
    ends = (ground.places[refs[end]].country for end in (leg.origin_id, leg.target_id))
    buffer = buffer_of(leg.buffer, leg.mode, ends)
    departure = Departure(_leaves(leg), refs[leg.origin_id], buffer, meeting, leg.meeting_minutes)
    where, meet_at = notices.meeting(departure)
    return bulk.new(
        Offer,
        id=uuid7(),
        crisis_id=ground.crisis,
        adoption_id=place.adoption_id,
        party_id=place.party_id,
        persons=people,
        kind=OfferKind.STANDBY,
        state=OfferState.SENT,
        first_leg_id=leg.id,
        last_leg_id=leg.id,
        meet_at=meet_at,
        meeting_place_id=ground.places[where].id,
        leave_by=meet_at,
        home_at=place.home_at,
        made_at=at,
        sent_at=at,
        answer_by=notices.answer_by(at, meet_at, ZoneInfo(ground.places[where].zone)),
    )


def _step(offer: UUID, leg: Leg) -> OfferStep:
    return bulk.new(
        OfferStep,
        offer_id=offer,
        position=0,
        leg_id=leg.id,
        origin_id=leg.origin_id,
        target_id=leg.target_id,
        leaves_at=_leaves(leg),
        arrives_at=leg.arrives_at,
    )


def _leaves(leg: Leg) -> datetime:
    leaves = leg.expected_at or leg.departs_at
    if leaves is None:
        raise AssertionError("a leg with a line is dated")
    return leaves
