"""How somebody who gave feedback is told that there is an answer: by the register, else by what they typed."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Stop, Voice, sealed
from dodomu.contact.queries.connections import kinds
from dodomu.contact.queries.ways_to_reach import Way, ways_to_reach
from dodomu.foundation import encryption
from dodomu.people.rules.phones import Phone, read_phone

_EMAIL: Final = re.compile(r"[^@\s<>(),;:\"]{1,64}@[^@\s<>(),;:\"]+\.[^@\s<>(),;:\".]{2,}")


def way_to_sender(voice: UUID) -> Way | None:
    """Return the best way, or None: nothing that a machine can use, no such channel here, or they said stop."""
    row = Voice.objects.select_related("crisis").filter(id=voice).first()
    if row is None:
        return None
    possible = kinds(is_drill=bool(row.crisis.exercise))
    return next((way for way in _ways(row) if way.channel in possible and not _is_stopped(way)), None)


def _ways(row: Voice) -> Iterator[Way]:
    if row.person_id:
        thread = Conversation.objects.filter(person=row.person_id).first()
        yield from ways_to_reach(thread or Conversation(person_id=row.person_id, last_at=row.received_at))
    contact: str = encryption.open_sealed(row.contact, context=sealed.VOICE_CONTACT) or ""
    if _EMAIL.fullmatch(contact):
        yield Way(ChannelKind.EMAIL, contact.lower())
    elif contact:
        read = read_phone(contact, country=row.crisis.country, home=row.crisis.sending)
        if isinstance(read, Phone):
            yield Way(ChannelKind.SMS, read.e164)


def _is_stopped(way: Way) -> bool:
    return Stop.objects.filter(channel=way.channel, address=way.address, lifted_at=None).exists()
