"""What of gates needs attention on the first page: a child alone aboard, doubts, manifests that nobody closed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.boarding.queries.board import GateAttention
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.frame import Frame
from dodomu.web.desk.start.attention import Answered, Item


class AtGates(StrEnum):
    """What of gates needs attention."""

    MINORS = "gate-minors-alone"
    DOUBTS = "gate-doubts"
    OPEN = "gate-not-closed"
    SILENT = "gate-devices-silent"


MANIFESTS = "gate/manifests"
A_WEEK = "?days=7"  # so long is counted, and the list shows one day unasked
WORDS: Mapping[AtGates, tuple[Any, Promise, str]] = {
    AtGates.MINORS: (
        ngettext_lazy("child aboard without an adult of its party", "children aboard without an adult of their party"),
        _("Ring the gate: a child is aboard alone"), MANIFESTS,
    ),
    AtGates.DOUBTS: (
        ngettext_lazy("doubt about what gates saw", "doubts about what gates saw"),
        _("Decide the doubts of the gates"), "gate/doubts",
    ),
    AtGates.OPEN: (
        ngettext_lazy("departure gone with an open manifest", "departures gone with open manifests"),
        _("Close the manifests of what has left"), MANIFESTS,
    ),
    AtGates.SILENT: (
        ngettext_lazy("silent device that has not sent everything", "silent devices that have not sent everything"),
        _("Bring in what a silent device has not sent"), "gate/devices",
    ),
}  # fmt: skip


def with_gates(items: Sequence[Item], waiting: GateAttention, frame: Frame) -> list[Item]:
    """Return what needs attention with gates among it: a child alone aboard before all but calls for help."""
    minors = _items(AtGates.MINORS, waiting.minors_alone, frame)
    counts = {AtGates.DOUBTS: waiting.doubts, AtGates.OPEN: waiting.not_closed, AtGates.SILENT: waiting.silent}
    rest = [item for kind, count in counts.items() for item in _items(kind, count, frame)]
    first = [item for item in items if item.kind is Answered.HELP]
    others = [item for item in items if item.kind is not Answered.HELP]
    return [*first, *minors, *rest, *others]


def _items(kind: AtGates, count: int, frame: Frame) -> list[Item]:
    sees = may(frame.actor, Permission.BOARD, frame.crisis.id)
    words, step, address = WORDS[kind]
    where = frame.address(address) + (A_WEEK if address == MANIFESTS else "")
    return [Item(kind, count, str(words % count), step, where if sees else "")] if count else []
