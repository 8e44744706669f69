"""The automatic reply: it says what is true at its hour, and nothing else."""

from datetime import datetime
from uuid import UUID

from django.db.models import Min

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Correspondent, Message, sealed
from dodomu.contact.operations.posting import post_message
from dodomu.contact.queries import trays
from dodomu.contact.queries.reply_words import chat_words, reply_words
from dodomu.contact.rules import automatic
from dodomu.contact.rules.automatic import Facts, Plea
from dodomu.contact.rules.terms import Direction
from dodomu.foundation import crises, encryption
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.identifiers import uuid7


def reply(
    row: Conversation, wrote: Correspondent, plea: Plea, *, crisis: CrisisView | None, at: datetime
) -> UUID | None:
    """Answer a message by machine where that may be done, and return the reply; part of keeping the message."""
    if not automatic.may_reply(plea, at=at):
        return None
    language = _language(row, plea.text, crisis)
    text = automatic.compose(reply_words(language), _facts(row, crisis, at))
    row.auto_replied_at = at
    return _say(row, wrote, text, language=language, is_drill=crisis is not None and crisis.is_exercise, at=at)


def say_who(row: Conversation, wrote: Correspondent, began: Message, *, is_known: bool, at: datetime) -> UUID | None:
    """Tell a chat whether it is known whose it is, not more often than a machine may answer an address."""
    if len(automatic.lately(wrote.auto_replies, at=at)) >= automatic.MOST_A_DAY or began.is_automatic:
        return None
    crisis = crises.crisis_by_id(row.crisis_id) if row.crisis_id else None
    language = _language(row, "", crisis)
    words = chat_words(language)["known" if is_known else "unknown"]
    return _say(row, wrote, words, language=language, is_drill=False, at=at)


def _say(row: Conversation, wrote: Correspondent, text: str, *, language: str, is_drill: bool, at: datetime) -> UUID:
    message = Message.objects.create(
        id=uuid7(),
        conversation=row,
        direction=Direction.OUT,
        channel=wrote.channel,
        address=wrote.address,
        words=encryption.seal(text, context=sealed.MESSAGE_WORDS),
        is_automatic=True,
        said_at=at,
        recorded_at=at,
    )
    post_message(
        message=message.id,
        person=row.person_id,
        channel=ChannelKind(wrote.channel),
        address=wrote.address,
        language=language,
        is_drill=is_drill,
        at=at,
    )
    wrote.auto_replies = [*automatic.lately(wrote.auto_replies, at=at), at]
    wrote.save(update_fields=["auto_replies"])
    return message.id


def _language(row: Conversation, text: str, crisis: CrisisView | None) -> str:
    known = row.person.languages if row.person else ()
    return automatic.language_of(text, known=known, sending=crisis.sending if crisis else "")


def _facts(row: Conversation, crisis: CrisisView | None, at: datetime) -> Facts:
    """Count who waits longer where this is answered; an address that may belong to several crises is told no number."""
    if crisis is None:
        return Facts(at, "UTC", None, None, "")
    waiting = Conversation.objects.filter(trays.here(crisis.id), waits_since__lt=row.waits_since).exclude(id=row.id)
    before = waiting.count()
    first = waiting.aggregate(first=Min("waits_since"))["first"]
    return Facts(at, crisis.zone, before, at - first if first else None, crisis.hotline)
