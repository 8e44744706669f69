"""Answers that did not arrive: they go by another way, or whoever was answered waits again: none fails in silence."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from dodomu.contact.models import Conversation, Delivery, Message
from dodomu.contact.operations import placing
from dodomu.contact.operations.posting import post_message
from dodomu.contact.queries.ways_to_reach import Way, ways_to_reach
from dodomu.contact.rules.terms import ConversationState, DeliveryState, Direction
from dodomu.foundation import clock, crises

MOST: Final = 500  # at once


def return_failed(*, at: datetime) -> int:
    """Send the answers that failed by another address of the same person, or put the question back into the queue.

    Return how many were looked at. One of which nobody knows whether it arrived (`unknown`) is left to officers.
    """
    failed = Delivery.objects.filter(message__isnull=False, state=DeliveryState.FAILED)
    further = Delivery.objects.filter(message=OuterRef("message"), step__gt=OuterRef("step"))
    given_up = Message.objects.filter(id=OuterRef("message"), failed_at__isnull=False)
    late = failed.exclude(Exists(further)).exclude(Exists(given_up))
    messages = list(late.order_by("id").values_list("message", flat=True)[:MOST])
    return sum(_return(message, at) for message in messages if message)


def _return(message: UUID, at: datetime) -> bool:
    with transaction.atomic():
        row = placing.locked(Message.objects.values_list("conversation_id", flat=True).get(id=message))
        at = _hour(row, at)
        tried = list(Delivery.objects.filter(message=message).order_by("step"))
        if not tried or tried[-1].state != DeliveryState.FAILED:
            return False
        written = Message.objects.get(id=message)
        used = {(each.channel, each.address) for each in tried}
        ways = [way for way in ways_to_reach(row) if (way.channel, way.address) not in used]
        if ways and not written.is_automatic:
            _try(ways[0], tried[-1], at)
            return True
        Message.objects.filter(id=message).update(failed_at=at)
        if not written.is_automatic:
            _wait_again(written, at)
    return True


def _hour(row: Conversation, at: datetime) -> datetime:
    """An exercise has its own hour."""
    crisis = crises.crisis_by_id(row.crisis_id) if row.crisis_id else None
    return clock.now(crisis) if crisis and crisis.is_exercise else at


def _try(way: Way, last: Delivery, at: datetime) -> None:
    if last.message is None:
        raise AssertionError("this delivery carries a message")
    post_message(
        message=last.message,
        person=last.person_id,
        channel=way.channel,
        address=way.address,
        language=last.language,
        is_drill=last.is_drill,
        at=at,
        step=last.step + 1,
    )


def _wait_again(written: Message, at: datetime) -> None:
    """Whoever was answered in vain has not been answered: they wait since the hour they wrote."""
    row = placing.locked(written.conversation_id)
    Message.objects.filter(conversation=row, direction=Direction.IN, answered_with=written.id).update(
        answered_with=None
    )
    since = placing.waits_since(row.id)
    if since and row.state == ConversationState.CLOSED:
        placing.reopen(row, at=at, since=since)
    row.waits_since = since
    row.version += 1
    row.save()
