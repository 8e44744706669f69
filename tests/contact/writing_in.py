"""What people write to us, in one line each."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from dodomu.channels.messages import ChannelKind, Incoming
from dodomu.contact.models import Conversation, Message, sealed
from dodomu.contact.operations import conversing, receiving
from dodomu.contact.operations.receiving import Kept
from dodomu.foundation import encryption
from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from tests.cast import NOON

OLENAS = "+380001112233"
STRANGERS = "+380009998877"


def wrote(
    text: str,
    sender: str = OLENAS,
    *,
    channel: ChannelKind = ChannelKind.SMS,
    at: datetime = NOON,
    key: str = "",
    **more: object,
) -> Kept:
    """Keep one message that came in."""
    each = Incoming(key=key or uuid4().hex, sender=sender, text=text, **more)  # type: ignore[arg-type]
    return receiving.keep_incoming(channel=channel, incoming=[each], at=at)[0]


def officer(where: Crisis, name: str = "Officer", role: Role = Role.CONSUL) -> Actor:
    """Return an officer with a row, who may answer in this crisis."""
    row = Officer.objects.create(username=uuid4().hex[:12], name=name)
    Assignment.objects.create(officer=row, crisis=where, role=role)
    return Actor(ActorKind.OFFICER, name, row.id, {where.id: role})


def answer(kept: Kept, text: str = "Чекайте на місці.", *, by: Actor, at: datetime = NOON, **more: object) -> UUID:
    """Answer what came in, on the way on which it came."""
    row = Message.objects.get(id=kept.message)
    given: dict[str, Any] = {
        "channel": ChannelKind(row.channel),
        "address": row.address,
        "submission": uuid4(),
        "seen": kept.message,
        **more,
    }
    crisis = next(iter(by.roles))
    return conversing.answer(
        crisis=crisis, conversation=kept.conversation, text=text, language="uk", by=by, at=at, **given
    )


def row_of(kept: Kept) -> Conversation:
    """Return the thread of what was kept, as it is now."""
    return Conversation.objects.get(id=Message.objects.get(id=kept.message).conversation_id)


def words_of(message: Message) -> str:
    """Return what a message says."""
    return str(encryption.open_sealed(message.words, context=sealed.MESSAGE_WORDS))
