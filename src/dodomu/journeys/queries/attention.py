"""What of plans and offers needs an officer: counts for the desk's first page, cheap to ask."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dodomu.journeys.models import Adoption, Offer, OfferAnswer, Proposal
from dodomu.journeys.queries import reviewing
from dodomu.journeys.rules.terms import LIVE, OfferState, ProposalState


@dataclass(frozen=True, slots=True)
class Awaiting:
    """How many promises no longer hold, how many mended plans, held offers and unclear answers wait for a decision."""

    broken: int
    mended: int
    held: int
    unclear: int


def awaiting(crisis: UUID) -> Awaiting:
    """Count what waits for an officer's decision."""
    review = reviewing.last_review(crisis)
    mended = Proposal.objects.filter(crisis=crisis, state=ProposalState.DONE, mends__in=_in_force(crisis))
    answers = OfferAnswer.objects.filter(offer__crisis=crisis).exclude(conflict="")
    return Awaiting(
        broken=len(review.broken) if review else 0,
        mended=int(mended.exists()),  # however many were made, one is decided on
        held=Offer.objects.filter(crisis=crisis, state=OfferState.HELD).count(),
        unclear=answers.exclude(offer__party__offers__state__in=LIVE).count(),
    )


def _in_force(crisis: UUID) -> QuerySet[Adoption]:
    return Adoption.objects.filter(crisis=crisis, ended_at__isnull=True)
