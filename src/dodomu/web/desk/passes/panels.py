"""What the pages of an offer and of a departure say of their passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dodomu.boarding.operations.passes import is_able_to_sign
from dodomu.boarding.queries import pass_words
from dodomu.boarding.queries import passes as queries
from dodomu.boarding.queries.pass_words import PassSms
from dodomu.boarding.queries.passes import PassLine
from dodomu.boarding.rules.terms import PassEnd
from dodomu.channels.paper.passes import MOST_PASSES
from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.queries.offers import OfferView
from dodomu.web.desk.door import DeskRequest
from dodomu.web.parts.passes import Shown, shown_passes


@dataclass(frozen=True, slots=True)
class OfferPanel:
    """The passes of an offer, and what may be done with them."""

    held: list[Shown]
    ended: list[Shown]
    taken_back: frozenset[UUID]  # of the ended: an officer may issue these anew
    is_due: bool  # they said yes, and there is none
    has_key: bool
    may_board: bool
    sms: PassSms | None  # None: nobody to send to
    latin: PassSms | None


@dataclass(frozen=True, slots=True)
class LegPanel:
    """How many passes of a departure are in force."""

    many: int
    has_key: bool
    may_print: bool
    parts: range  # of which each is a document


def of_offer(request: DeskRequest, view: OfferView) -> OfferPanel:
    """Return what is said of an offer's passes."""
    crisis, party = request.crisis, view.line.party
    every = shown_passes(queries.of_offer(view.line.id), crisis)
    held = [each for each in every if each.line.is_in_force]
    may_send = may(request.actor, Permission.ANSWER, crisis.id)
    can_send = may_send and bool(held) and pass_words.can_be_sent(party, is_drill=crisis.is_exercise)
    sms, latin = (
        pass_words.sms(crisis.id, party, is_latin=is_latin, at=request.at, sending=crisis.sending) if can_send else None
        for is_latin in (False, True)
    )
    taken_back = _taken_back([each.line for each in every]) if view.line.is_live else frozenset()
    return OfferPanel(
        held=held,
        ended=[each for each in every if not each.line.is_in_force],
        taken_back=taken_back,
        is_due=view.line.is_live and view.line.state == "accepted" and not held and not taken_back,
        has_key=is_able_to_sign(),
        may_board=may(request.actor, Permission.BOARD, crisis.id),
        sms=sms,
        latin=latin,
    )


def _taken_back(lines: Sequence[PassLine]) -> frozenset[UUID]:
    """Return the passes that were taken back and have none in their stead."""
    held = {(each.person, each.leg) for each in lines if each.is_in_force}
    last = {(each.person, each.leg): each for each in sorted(lines, key=lambda line: (line.issued_at, line.id))}
    ended = (each for ride, each in last.items() if ride not in held)
    return frozenset(each.id for each in ended if each.end_cause is PassEnd.OFFICER)


def of_person(request: DeskRequest, person: UUID) -> list[Shown]:
    """Return the passes in force of a person."""
    return shown_passes([each for each in queries.of_person(person) if each.is_in_force], request.crisis)


def of_leg(request: DeskRequest, leg: UUID) -> LegPanel:
    """Return what is said of a departure's passes."""
    many = queries.counts([leg]).get(leg, 0)
    return LegPanel(
        many=many,
        has_key=is_able_to_sign(),
        may_print=may(request.actor, Permission.BOARD, request.crisis.id),
        parts=range(1, -(-many // MOST_PASSES) + 1),
    )
