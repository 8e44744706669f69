"""Advice that needs attention: what runs out with nothing to follow it, what a lost key signed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.contact.queries.advice import Asking
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.frame import Frame
from dodomu.web.desk.start.attention import PRESSING, Answered, Item

ADDRESS = "advice"


class Advised(StrEnum):
    """What of the advice needs attention."""

    DISOWNED = "advice-disowned"
    RUNS_OUT = "advice-runs-out"


WORDS: Mapping[Advised, tuple[Any, Promise]] = {
    Advised.DISOWNED: (
        ngettext_lazy(
            "piece of advice signed with a key that was lost or stolen",
            "pieces of advice signed with a key that was lost or stolen",
        ),
        _("Publish it anew, in its own place"),
    ),
    Advised.RUNS_OUT: (
        ngettext_lazy(
            "piece of advice that runs out within 6 hours, and nothing follows it",
            "pieces of advice that run out within 6 hours, and nothing follows them",
        ),
        _("Say what holds after it"),
    ),
}


def with_advice(items: Sequence[Item], asking: Asking, frame: Frame) -> list[Item]:
    """Return what needs attention with advice among it, after those whose safety hangs on the next hours."""
    counts = {Advised.DISOWNED: asking.disowned, Advised.RUNS_OUT: asking.runs_out}
    mine = [_item(kind, count, frame) for kind, count in counts.items() if count]
    before = [item for item in items if item.kind is Answered.HELP or item.kind in PRESSING]
    return [*before, *mine, *(item for item in items if item not in before)]


def _item(kind: Advised, count: int, frame: Frame) -> Item:
    sees = may(frame.actor, Permission.SEE_SITUATION, frame.crisis.id)
    words, step = WORDS[kind]
    return Item(kind, count, str(words % count), step, frame.address(ADDRESS) if sees else "")
