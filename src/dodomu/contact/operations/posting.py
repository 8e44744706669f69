"""Handing one message of a conversation to the sender: written down with it, sent as soon as its channel is free."""

from datetime import datetime
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Delivery
from dodomu.contact.rules.terms import DeliveryState, Rung


def post_message(
    *,
    message: UUID,
    person: UUID | None,
    channel: ChannelKind,
    address: str,
    language: str,
    is_drill: bool,
    at: datetime,
    step: int = 0,
) -> UUID:
    """Have one message sent to one address; the same message and step twice is sent once.

    Its words are opened when it goes. Each further step is another address for the same words.
    """
    row, _ = Delivery.objects.get_or_create(
        message=message,
        step=step,
        defaults={
            "person_id": person,
            "rung": Rung.OWN_CHANNELS,
            "channel": channel,
            "address": address,
            "language": language,
            "state": DeliveryState.WAITING,
            "is_drill": is_drill,
            "due_at": at,
        },
    )
    return row.id
