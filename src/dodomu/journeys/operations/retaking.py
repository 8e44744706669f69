"""Giving a party back the way that it said no to, where nobody else has got it yet."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation.actors import Actor
from dodomu.journeys.models import Leg, Offer, OfferStep
from dodomu.journeys.operations import placing
from dodomu.journeys.operations.placing import Wanted
from dodomu.journeys.rules.notices import Departure, Notice
from dodomu.journeys.rules.offers import ToldStep, ToldWay
from dodomu.journeys.rules.terms import OfferKind


def retake(row: Offer, *, by: Actor, at: datetime) -> UUID | None:
    """Make a new offer of the same way, accepted at once, and return it; None where there is no room any more.

    Part of an answer, which holds the offer. Its hours must still be those of its legs. An invitation to a gate was no
    place, so there is none to be given back.
    """
    if row.kind == OfferKind.STANDBY:
        return None
    ground = placing.ground(row.crisis_id)
    steps = list(row.steps.select_related("leg", "origin", "target").order_by("position"))
    held = list(row.rides.all())
    rides = {each.leg_id for each in held}
    persons = max([len(row.persons), *(each.persons for each in held)])  # also those who are said and not registered
    if not all(_still_goes(each) for each in steps if each.leg_id in rides):
        return None
    way = _way(row, steps, rides)
    with transaction.atomic():
        given = placing.give(
            ground,
            [Wanted(row.party_id, persons, row.needs, way, _notice(row), follows=row.id, accepted=True)],
            adoption=row.adoption_id,
            said_by=by.name,
            by=by,
            at=at,
        )
    return given.offers[0].id if given.offers else None


def _still_goes(step: OfferStep) -> bool:
    leg: Leg | None = step.leg
    return leg is not None and (leg.expected_at or leg.departs_at) == step.leaves_at


def _way(row: Offer, steps: list[OfferStep], rides: set[UUID]) -> ToldWay:
    told = tuple(
        ToldStep(
            leg=each.leg.ref if each.leg else "",
            fleet=each.fleet,
            rotation=each.rotation,
            origin=each.origin.ref,
            target=each.target.ref,
            leaves_at=each.leaves_at,
            arrives_at=each.arrives_at,
            is_ride=each.leg_id in rides,
        )
        for each in steps
    )
    return ToldWay(told, Departure(row.meet_at, told[0].origin), row.leave_by)


def _notice(row: Offer) -> Notice:
    place = row.meeting_place.ref if row.meeting_place else ""
    return Notice(place, row.meet_at, row.leave_by, row.answer_by, is_too_short=False)
