"""Broadcasts that need attention: what waits for approval, what nobody sends, what did not arrive."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.channels.messages import ChannelKind
from dodomu.contact.queries.deliveries import Troubles
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.frame import Frame
from dodomu.web.desk.start.attention import PRESSING, Answered, Item

ADDRESS = "advice/broadcasts"


class Sent(StrEnum):
    """What of the broadcasts needs attention."""

    OVERDUE = "broadcasts-overdue"
    DOWN = "connections-down"
    TO_APPROVE = "broadcasts-to-approve"
    IN_DOUBT = "messages-in-doubt"
    UNKNOWN = "messages-unknown"
    FAILED = "messages-failed"


WORDS: Mapping[Sent, tuple[Any, Promise]] = {
    Sent.OVERDUE: (
        ngettext_lazy(
            "message that should have gone five minutes ago", "messages that should have gone five minutes ago"
        ),
        _("See whether the sender is running"),
    ),
    Sent.DOWN: (
        ngettext_lazy("way out that does not work now", "ways out that do not work now"),
        _("See which way out does not work"),
    ),
    Sent.TO_APPROVE: (
        ngettext_lazy("broadcast waiting for approval", "broadcasts waiting for approval"),
        _("Approve the broadcast, or do not"),
    ),
    Sent.IN_DOUBT: (
        ngettext_lazy("message in doubt, sent once more", "messages in doubt, sent once more"),
        _("Look at the messages in doubt"),
    ),
    Sent.UNKNOWN: (
        ngettext_lazy(
            "message of which nobody can say whether it arrived",
            "messages of which nobody can say whether they arrived",
        ),
        _("Look at the messages nobody can speak for"),
    ),
    Sent.FAILED: (
        ngettext_lazy("message that did not arrive", "messages that did not arrive"),
        _("Look at the messages that did not arrive"),
    ),
}
FIRST = frozenset({Sent.OVERDUE, Sent.DOWN, Sent.TO_APPROVE})  # nothing goes out until somebody acts


def with_broadcasts(items: Sequence[Item], troubles: Troubles, frame: Frame) -> list[Item]:
    """Return what needs attention with broadcasts among it: what holds them up after calls for help, the rest last."""
    counts = {
        Sent.OVERDUE: troubles.overdue, Sent.DOWN: _down(troubles, is_drill=frame.crisis.is_exercise),
        Sent.TO_APPROVE: troubles.to_approve, Sent.IN_DOUBT: troubles.in_doubt, Sent.UNKNOWN: troubles.unknown,
        Sent.FAILED: troubles.failed,
    }  # fmt: skip
    mine = [_item(kind, count, frame) for kind, count in counts.items() if count]
    before = [item for item in items if item.kind is Answered.HELP or item.kind in PRESSING]
    others = [item for item in items if item not in before]
    first = [item for item in mine if item.kind in FIRST]
    return [*before, *first, *others, *(item for item in mine if item not in first)]


def _down(troubles: Troubles, *, is_drill: bool) -> int:
    """How many connections do not work; an exercise has its own, and the others are none of its."""
    mine = [each for each in troubles.connections if (each.channel is ChannelKind.DRILL) == is_drill]
    return sum(not each.is_looked_after or each.down_since is not None for each in mine)


def _item(kind: Sent, count: int, frame: Frame) -> Item:
    sees = may(frame.actor, Permission.SEE_SITUATION, frame.crisis.id)
    words, step = WORDS[kind]
    return Item(kind, count, str(words % count), step, frame.address(ADDRESS) if sees else "")
