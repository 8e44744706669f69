"""Telling people by message that they hold an offer, and taking their yes or no as they write it.

Where and when stands in no message: whoever reads a telephone over a shoulder would know. The message leads to the
private page, which asks for a birth date first.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.channels.messages import ChannelKind
from dodomu.contact.operations import broadcasting, conversing
from dodomu.contact.operations.broadcasting import Drafted, Words
from dodomu.contact.queries import broadcasts, connections, said
from dodomu.contact.queries.kept_words import kept_words
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.audiences import MOST_NAMED, Audience
from dodomu.contact.rules.terms import Purpose
from dodomu.foundation import crises
from dodomu.foundation.actors import Actor
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Offer
from dodomu.journeys.operations import answering
from dodomu.journeys.rules.replies import answer_of
from dodomu.journeys.rules.terms import OfferKind, OfferState
from dodomu.people.models import Person

NAMESPACE: Final = UUID("5b1c6a52-6c3e-4b6e-9a0e-0d2f6f3f7a11")
NAME: Final = "offers of places"
BY_REPLY: Final = "reply"
MAY_ANSWER: Final = (OfferState.SENT, OfferState.LATER, OfferState.ACCEPTED, OfferState.DECLINED)


def tell_offers(*, crisis: UUID, offers: Sequence[UUID], by: Actor, at: datetime) -> list[UUID]:
    """Tell everybody of parties that were offered a place, once for the same offers, and return the broadcasts.

    A few are told at once: their hours run. What is said to many waits for an officer's approval, as ever. Without any
    channel nothing is kept: the desk calls.
    """
    view = crises.crisis_by_id(crisis)
    if view is None or not connections.kinds(is_drill=view.is_exercise):
        return []
    found = Offer.objects.filter(crisis=crisis, id__in=list(offers), kind=OfferKind.PLACE, state=OfferState.SENT)
    rows = list(found.order_by("id").values_list("id", "party_id"))
    made = (_tell(view, rows[first : first + MOST_NAMED], by, at) for first in range(0, len(rows), MOST_NAMED))
    return [each for each in made if each is not None]


def take_reply(*, person: UUID, message: UUID, by: Actor, at: datetime) -> bool:
    """Take a plain yes or no to an offer that somebody was told of, and say whether that was one.

    Only what answers the message that told of it, and only of the one offer that their party can answer. Everything
    else is left for an officer to read.
    """
    words = said.answer_to(message, purpose=Purpose.OFFER)
    answer = answer_of(words.text) if words else None
    offer = _offer_of(person) if answer else None
    if words is None or answer is None or offer is None:
        return False
    kept = answering.record_answer(
        offer=offer, answer=answer, reason=None, channel=words.channel.value, said_by=BY_REPLY, submission=message,
        by=by, at=at,
    )  # fmt: skip
    if kept.counted:
        conversing.settle_message(message=message, by=by, at=at)
    return kept.counted


def _offer_of(person: UUID) -> UUID | None:
    party = Person.objects.filter(id=person).values_list("party_id", flat=True).first()
    told = Offer.objects.filter(party=party, kind=OfferKind.PLACE, sent_at__isnull=False).order_by("-made_at", "-id")
    newest = told.values_list("id", "state").first()
    return newest[0] if newest and newest[1] in MAY_ANSWER else None


def _tell(crisis: CrisisView, rows: Sequence[tuple[UUID, UUID]], by: Actor, at: datetime) -> UUID | None:
    parties = tuple(dict.fromkeys(party for _, party in rows))
    about = uuid5(NAMESPACE, "".join(str(offer) for offer, _ in rows))
    given = Drafted(NAME, Purpose.OFFER, Audience(parties=parties), texts=list(_words()), of=about)
    try:
        if len(parties) <= broadcasting.FEW:
            return broadcasting.begin_for_few(crisis=crisis.id, given=given, by=by, at=at)
        return _for_approval(crisis, given, by, at)
    except Refused as no:
        if no.reason is not ContactReason.NOBODY_TO_TELL:
            raise
        return None  # they are home by now, or gone


def _for_approval(crisis: CrisisView, given: Drafted, by: Actor, at: datetime) -> UUID:
    if crisis.is_exercise:
        return broadcasting.begin_approved(crisis=crisis.id, given=given, asked_by=None, approved_by=None, by=by, at=at)
    before = broadcasts.about(given.purpose, given.of)
    if before is not None:
        return before
    with transaction.atomic():
        drafted = broadcasting.draft_broadcast(crisis=crisis.id, given=given, by=by, at=at)
        broadcasting.ask_approval(broadcast=drafted, version=1, is_meant=True, by=by, at=at)
    return drafted


def _words() -> Iterator[Words]:
    for language, (subject, text) in kept_words("offer").items():
        line = " ".join(text.split())
        yield Words(language, line)
        yield Words(language, line, subject, ChannelKind.EMAIL)
