"""What somebody was asked last: only that decides what "yes" and "1" answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models.functions import Coalesce

from dodomu.contact.models import CheckIn, Delivery, Message, Occurrence
from dodomu.contact.rules.terms import DeliveryState, Direction, Purpose, Question, SkipReason

ANSWERED_WITHIN: Final = timedelta(hours=72)  # later words are no answer to it any more
ASKED_NOTHING: Final = (DeliveryState.WAITING, DeliveryState.SKIPPED)


@dataclass(frozen=True, slots=True)
class AskedLast:
    """The check-in somebody was asked lately; `question` is None where something else was asked since."""

    occurrence: UUID
    question: Question | None
    at: datetime


def asked_in(broadcast: UUID, *, at: datetime) -> AskedLast | None:
    """Return the check-in that a broadcast carried, where a message names it as what it answers; or None."""
    found = Occurrence.objects.select_related("round").filter(broadcast=broadcast).first()
    return AskedLast(found.id, Question(found.round.question), found.at) if found and found.at <= at else None


def asked_last(person: UUID, *, at: datetime) -> AskedLast | None:
    """Return which check-in somebody was asked lately, or None."""
    told = _sent(person, Purpose.CHECK_IN, at - ANSWERED_WITHIN, at)
    if not told:
        return None
    broadcast, hour = told[0]
    found = Occurrence.objects.select_related("round").filter(broadcast=broadcast).first()
    if found is None:
        return None
    question = None if _asked_else(person, hour, at) else Question(found.round.question)
    return AskedLast(found.id, question, hour)


def asked_at(address: str, *, channel: str, at: datetime) -> Question | None:
    """Return which check-in was sent last to an address lately, whosever it is; or None."""
    rows = Delivery.objects.filter(channel=channel, address=address, broadcast__purpose=Purpose.CHECK_IN)
    out = rows.exclude(state__in=ASKED_NOTHING).filter(sent_at__gt=at - ANSWERED_WITHIN, sent_at__lte=at)
    last = out.order_by("-sent_at").values_list("broadcast", flat=True).first()
    found = Occurrence.objects.select_related("round").filter(broadcast=last).first() if last else None
    return Question(found.round.question) if found else None


def question_open(persons: Iterable[UUID], *, at: datetime) -> Question | None:
    """Return what some of a party were asked lately and have not answered since, the newest of it."""
    found = [each for each in (_unanswered(person, at) for person in persons) if each]
    newest = max(found, key=lambda asked: asked.at, default=None)
    return newest.question if newest else None


def _unanswered(person: UUID, at: datetime) -> AskedLast | None:
    asked = asked_last(person, at=at)
    if asked is None or asked.question is None:
        return None
    return None if CheckIn.objects.filter(person=person, said_at__gte=asked.at).exists() else asked


def _asked_else(person: UUID, since: datetime, at: datetime) -> bool:
    """Say whether an offer, or an officer in their own words, came to them after a check-in."""
    own_words = Message.objects.filter(
        conversation__person=person, direction=Direction.OUT, is_automatic=False, said_at__gt=since, said_at__lte=at
    )
    return bool(_sent(person, Purpose.OFFER, since, at)) or own_words.exists()


def _sent(person: UUID, purpose: Purpose, since: datetime, at: datetime) -> list[tuple[UUID, datetime]]:
    """Return the broadcasts that reached somebody, the newest first; also told together with another at one address."""
    rows = Delivery.objects.filter(person=person, broadcast__purpose=purpose)
    together = rows.filter(state=DeliveryState.SKIPPED, why=SkipReason.SAME_ADDRESS)
    out = (rows.exclude(state__in=ASKED_NOTHING) | together).annotate(told_at=Coalesce("sent_at", "due_at"))
    found = out.filter(told_at__gt=since, told_at__lte=at).order_by("-told_at").values_list("broadcast_id", "told_at")
    return list(found)
