"""Who waits for an answer, as lines of attention on the first page of a crisis."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.contact.queries.conversations import Waiting
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.frame import Frame
from dodomu.web.desk.start.attention import PRESSING, Answered, Item

ADDRESS = "messages"


class Wrote(StrEnum):
    """What of the conversations needs attention."""

    CANNOT_WAIT = "conversations-urgent"
    WAITING = "conversations-waiting"


WORDS: Mapping[Wrote, tuple[Any, Promise]] = {
    Wrote.CANNOT_WAIT: (
        ngettext_lazy("conversation that cannot wait", "conversations that cannot wait"),
        _("Answer who cannot wait"),
    ),
    Wrote.WAITING: (
        ngettext_lazy(
            "conversation in which somebody waits for an answer", "conversations in which somebody waits for an answer"
        ),
        _("Answer whoever waits longest"),
    ),
}


def with_messages(items: Sequence[Item], waiting: Waiting, frame: Frame) -> list[Item]:
    """Return what needs attention with conversations among it: those that cannot wait after the calls for help."""
    counts = {Wrote.CANNOT_WAIT: waiting.urgent, Wrote.WAITING: waiting.all}
    urgent, others = (_items(kind, count, frame) for kind, count in counts.items())
    helps = [item for item in items if item.kind is Answered.HELP]
    pressing = [item for item in items if item.kind in PRESSING]
    rest = [item for item in items if item not in helps and item not in pressing]
    return [*helps, *urgent, *pressing, *others, *rest]


def _items(kind: Wrote, count: int, frame: Frame) -> list[Item]:
    sees = may(frame.actor, Permission.SEE_MESSAGES, frame.crisis.id)
    words, step = WORDS[kind]
    return [Item(kind, count, str(words % count), step, frame.address(ADDRESS) if sees else "")] if count else []
