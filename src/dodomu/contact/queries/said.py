"""What somebody said in a message, opened for another chapter that may understand it."""

from dataclasses import dataclass
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Broadcast, Message, sealed
from dodomu.contact.rules.terms import Direction, Purpose
from dodomu.foundation import encryption
from dodomu.people.rules.terms import Channel

BY_WAY_OF = {ChannelKind.SMS: Channel.SMS, ChannelKind.EMAIL: Channel.EMAIL}


@dataclass(frozen=True, slots=True)
class SaidWords:
    """The words of a message, and by what way they came, as the register calls it."""

    text: str
    channel: Channel


def answer_to(message: UUID, *, purpose: Purpose) -> SaidWords | None:
    """Return the words of a message that answers a broadcast of a purpose and that nobody has understood yet."""
    row = Message.objects.filter(id=message, direction=Direction.IN, handled="", is_automatic=False).first()
    if row is None or row.broadcast is None or not _is_of(row.broadcast, purpose):
        return None
    text = encryption.open_sealed(row.words, context=sealed.MESSAGE_WORDS)
    return SaidWords(text, way_of(ChannelKind(row.channel), row.address))


def way_of(channel: ChannelKind, address: str) -> Channel:
    """Return by what way words came, as the register calls it; in a drill the address tells."""
    if channel is ChannelKind.DRILL:
        return Channel.EMAIL if "@" in address[1:] else Channel.SMS
    return BY_WAY_OF.get(channel, Channel.MESSENGER)


def _is_of(broadcast: UUID, purpose: Purpose) -> bool:
    return Broadcast.objects.filter(id=broadcast, purpose=purpose).exists()
