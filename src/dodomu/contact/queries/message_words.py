"""The words of messages, opened for whoever sends or shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from dodomu.contact.models import Message, sealed
from dodomu.contact.rules.terms import Direction
from dodomu.foundation import encryption


@dataclass(frozen=True, slots=True)
class OutWords:
    """What is sent for a `Delivery` with a `message`."""

    text: str
    subject: str
    is_automatic: bool
    answers: str = ""  # the provider's key of what it answers


def unanswered(*conversations: UUID) -> QuerySet[Message]:
    """Return what came in on some threads and has still to be answered by an officer."""
    return Message.objects.filter(
        conversation__in=conversations, direction=Direction.IN, handled="", is_automatic=False, answered_with=None
    )


def outgoing_words(messages: Iterable[UUID]) -> Mapping[UUID, OutWords]:
    """Return what some messages say."""
    came = Message.objects.filter(
        conversation=OuterRef("conversation"), direction=Direction.IN, channel=OuterRef("channel"),
        address=OuterRef("address"), recorded_at__lte=OuterRef("recorded_at"),
    )  # fmt: skip
    rows = Message.objects.filter(id__in=list(messages)).only("id", "words", "subject", "is_automatic")
    return {
        row.id: OutWords(
            encryption.open_sealed(row.words, context=sealed.MESSAGE_WORDS),
            encryption.open_sealed(row.subject, context=sealed.MESSAGE_SUBJECT) or "",
            row.is_automatic,
            row.answers or "",
        )
        for row in rows.annotate(answers=Subquery(came.order_by("-said_at", "-id").values("key")[:1]))
    }
