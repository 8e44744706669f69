"""What an answer does to an offer: it is always kept; whether it counts depends on what the offer has become."""

from dataclasses import dataclass
from datetime import datetime

from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import LIVE, Answer, OfferState


@dataclass(frozen=True, slots=True)
class Answered:
    """The offer that is answered, at the moment of the answer."""

    state: OfferState
    answer_by: datetime
    departs_at: datetime  # of the first part of the way that waits for nobody


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes of an answer: whether it counts, why not, and what the offer becomes (None: it stays).

    `retakes`: the party said no before; if there is still room it gets a new offer, accepted at once.
    """

    counted: bool
    conflict: JourneysReason | None = None
    becomes: OfferState | None = None
    retakes: bool = False


def decide(offer: Answered, answer: Answer, *, at: datetime) -> Decision:
    """Decide what an answer does."""
    if offer.state not in LIVE:
        return _to_what_ended(offer, answer, at)
    if at >= offer.departs_at:
        return Decision(counted=False, conflict=JourneysReason.TOO_LATE_TO_ANSWER)
    if answer is Answer.DECLINE:
        return Decision(counted=True, becomes=OfferState.DECLINED)
    if answer is Answer.ACCEPT:
        return Decision(counted=True, becomes=OfferState.ACCEPTED)
    if offer.state is OfferState.ACCEPTED and at > offer.answer_by:
        return Decision(counted=False, conflict=JourneysReason.TOO_LATE_TO_ANSWER)  # their yes stands
    return Decision(counted=True, becomes=OfferState.LATER)


def _to_what_ended(offer: Answered, answer: Answer, at: datetime) -> Decision:
    if offer.state is OfferState.DECLINED and answer is Answer.DECLINE:
        return Decision(counted=True)  # as they said before
    if offer.state is OfferState.DECLINED and answer is Answer.ACCEPT:
        if at < offer.departs_at and at <= offer.answer_by:
            return Decision(counted=True, retakes=True)
        return Decision(counted=False, conflict=JourneysReason.PLACE_GIVEN_AWAY)
    return Decision(counted=False, conflict=JourneysReason.OFFER_ENDED)
