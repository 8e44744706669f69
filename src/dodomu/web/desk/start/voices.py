"""Feedback that needs attention: what may be a call for help, what is overdue, and what nobody has taken on."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.contact.queries.voices import VoicesWaiting
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.frame import Frame
from dodomu.web.desk.start.attention import Answered, Item

ADDRESS = "messages/feedback"


class Voiced(StrEnum):
    """What of the feedback needs attention."""

    URGENT = "feedback-urgent"
    OVERDUE = "feedback-overdue"
    UNOWNED = "feedback-unowned"


WORDS: Mapping[Voiced, tuple[Any, Promise]] = {
    Voiced.URGENT: (
        ngettext_lazy("piece of feedback that may be a call for help", "pieces of feedback that may be calls for help"),
        _("Read the feedback that may be a call for help"),
    ),
    Voiced.OVERDUE: (
        ngettext_lazy("piece of feedback past its promised day", "pieces of feedback past their promised day"),
        _("Answer the feedback that is overdue"),
    ),
    Voiced.UNOWNED: (
        ngettext_lazy("piece of feedback that nobody has taken on", "pieces of feedback that nobody has taken on"),
        _("Take on the feedback that is nobody's"),
    ),
}


def with_voices(items: Sequence[Item], waiting: VoicesWaiting, frame: Frame) -> list[Item]:
    """Return what needs attention with feedback among it: a call for help on top, a promise that is overdue below."""
    counts = {Voiced.URGENT: waiting.urgent, Voiced.OVERDUE: waiting.overdue, Voiced.UNOWNED: waiting.unowned}
    urgent, overdue, unowned = (_items(kind, count, frame) for kind, count in counts.items())
    first = [item for item in items if item.kind is Answered.HELP]
    others = [item for item in items if item.kind is not Answered.HELP]
    return [*first, *urgent, *others, *overdue, *unowned]


def _items(kind: Voiced, count: int, frame: Frame) -> list[Item]:
    sees = may(frame.actor, Permission.SEE_MESSAGES, frame.crisis.id)
    words, step = WORDS[kind]
    return [Item(kind, count, str(words % count), step, frame.address(ADDRESS) if sees else "")] if count else []
