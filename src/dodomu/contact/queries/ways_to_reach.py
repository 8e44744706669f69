"""On which channels and addresses somebody can be answered: where they wrote first, then what the register has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Correspondent
from dodomu.contact.rules.automatic import is_machine
from dodomu.people.models import ContactPoint
from dodomu.people.queries.matching import members_of
from dodomu.people.rules.terms import ContactKind

OF_KIND: Final = {ContactKind.PHONE: ChannelKind.SMS, ContactKind.EMAIL: ChannelKind.EMAIL}
ANSWERABLE: Final = (ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.TELEGRAM, ChannelKind.DRILL)


@dataclass(frozen=True, slots=True)
class Way:
    """An address on a channel; `heard_at`: when they last wrote from it."""

    channel: ChannelKind
    address: str
    heard_at: datetime | None = None


def ways_to_reach(row: Conversation) -> list[Way]:
    """Return how to answer a thread, best first: the address they wrote from last.

    A Telegram name of the register is no way: a bot can only answer who wrote to it.
    """
    found = {(way.channel, way.address): way for way in [*_registered(row), *reversed(_heard(row))]}
    ways = sorted(found.values(), key=lambda way: (way.heard_at is not None, way.heard_at or row.last_at), reverse=True)
    return [way for way in ways if way.channel in ANSWERABLE and not is_machine(way.channel, way.address)]


def _heard(row: Conversation) -> list[Way]:
    if row.person_id is None:
        return [Way(ChannelKind(row.channel), row.address, row.last_at)]
    rows = Correspondent.objects.filter(conversation__person__in=members_of([row.person_id]))
    return [Way(ChannelKind(each.channel), each.address, each.last_heard_at) for each in rows]


def _registered(row: Conversation) -> Iterator[Way]:
    if row.person_id is None:
        return
    points = ContactPoint.objects.filter(person__in=members_of([row.person_id])).order_by("kind", "value")
    for kind, value in points.values_list("kind", "value"):
        channel = OF_KIND.get(ContactKind(kind))
        if channel is not None:
            yield Way(channel, value)
