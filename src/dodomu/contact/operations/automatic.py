"""The automatic reply: it says what is true at its hour, and nothing else."""

from datetime import datetime
from uuid import UUID

from django.db.models import Min

from dodomu.contact.models import Conversation, Correspondent, Message, sealed
from dodomu.contact.operations.posting import post_message
from dodomu.contact.queries.reply_words import reply_words
from dodomu.contact.rules import automatic
from dodomu.contact.rules.automatic import Facts, Plea
from dodomu.contact.rules.terms import Direction
from dodomu.foundation import encryption
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.identifiers import uuid7


def reply(
    row: Conversation, wrote: Correspondent, plea: Plea, *, crisis: CrisisView | None, at: datetime
) -> UUID | None:
    """Answer a message by machine where that may be done, and return the reply; part of keeping the message."""
    if crisis is None or not automatic.may_reply(plea, at=at):
        return None
    known = row.person.languages if row.person else ()
    language = automatic.language_of(plea.text, known=known, sending=crisis.sending)
    text = automatic.compose(reply_words(language), _facts(row, crisis, at))
    message = Message.objects.create(
        id=uuid7(),
        conversation=row,
        direction=Direction.OUT,
        channel=plea.channel,
        address=plea.address,
        words=encryption.seal(text, context=sealed.MESSAGE_WORDS),
        is_automatic=True,
        said_at=at,
        recorded_at=at,
    )
    post_message(
        message=message.id,
        person=row.person_id,
        channel=plea.channel,
        address=plea.address,
        language=language,
        is_drill=crisis.is_exercise,
        at=at,
    )
    row.auto_replied_at = at
    wrote.auto_replies = [*automatic.lately(wrote.auto_replies, at=at), at]
    wrote.save(update_fields=["auto_replies"])
    return message.id


def _facts(row: Conversation, crisis: CrisisView, at: datetime) -> Facts:
    """Count who waits longer in the crisis; an address that may belong to several crises is told no number."""
    waiting = Conversation.objects.filter(crisis=crisis.id, waits_since__lt=row.waits_since).exclude(id=row.id)
    before = waiting.count()
    first = waiting.aggregate(first=Min("waits_since"))["first"]
    return Facts(at, crisis.zone, before, at - first if first else None, crisis.hotline)
