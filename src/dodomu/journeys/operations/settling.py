"""What comes due by itself: deadlines that pass, legs that were cancelled, parties that are home."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.journeys.models import Offer, OfferRide
from dodomu.journeys.operations import answering
from dodomu.journeys.queries import promises
from dodomu.journeys.rules.terms import LIVE, EndCause, LegState, OfferKind


@dataclass(frozen=True, slots=True)
class Settled:
    """How many offers ended: unanswered, on a leg that does not go or has gone, of a changed party, or all are home."""

    lapsed: int = 0
    cancelled: int = 0
    changed: int = 0
    travelled: int = 0
    missed: int = 0  # invitations to the gate of a leg that has left


def settle(*, crisis: UUID, by: Actor, at: datetime) -> Settled:
    """End every offer of a crisis whose hour has come or whose leg was cancelled; again at once it finds nothing."""
    permissions.check(by, Permission.OFFER, crisis)
    return Settled(
        travelled=answering.end_travelled(crisis=crisis, at=at),
        cancelled=end_cancelled(crisis=crisis, by=by, at=at),
        changed=answering.end_for_parties(crisis=crisis, parties=promises.changed_parties(crisis), by=by, at=at),
        missed=answering.end_invitations(crisis=crisis, at=at),
        lapsed=answering.lapse_due(crisis=crisis, at=at),
    )


def end_cancelled(*, crisis: UUID, by: Actor, at: datetime) -> int:
    """End the offers that ride a cancelled leg or invite to its gate: whoever opens one reads that it is over."""
    permissions.check(by, Permission.OFFER, crisis)
    riding = OfferRide.objects.filter(offer__crisis=crisis, offer__state__in=LIVE, leg__state=LegState.CANCELLED)
    invited = Offer.objects.filter(
        crisis=crisis, state__in=LIVE, kind=OfferKind.STANDBY, first_leg__state=LegState.CANCELLED
    )
    legs = sorted({*riding.values_list("leg", flat=True), *invited.values_list("first_leg", flat=True)})
    return sum(answering.end_for_leg(leg=leg, cause=EndCause.LEG_CANCELLED, by=by, at=at) for leg in legs)
