"""What needs attention, in words, with the way to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.foundation.permissions import Permission, may
from dodomu.people.queries.attention import Kind
from dodomu.web.desk.frame import Frame

# Of each kind: what it is called beside its count, and what to do first.
WORDS: Mapping[Kind, tuple[Any, Promise]] = {
    Kind.MINORS_ALONE: (
        ngettext_lazy("child without an adult", "children without an adult"),
        _("Find an adult for the children"),
    ),
    Kind.URGENT_NEEDS: (
        ngettext_lazy("person with a need that cannot wait", "people with a need that cannot wait"),
        _("Look at the needs that cannot wait"),
    ),
    Kind.UNREACHABLE: (ngettext_lazy("person unreachable", "people unreachable"), _("Try to reach them once more")),
    Kind.NO_WAY_TO_REACH: (
        ngettext_lazy("person with no telephone, email or messenger", "people with no telephone, email or messenger"),
        _("Find a way to reach them"),
    ),
    Kind.NO_PLACE: (
        ngettext_lazy("person of whom no place is known", "people of whom no place is known"),
        _("Ask where they are"),
    ),
    Kind.PARTY_GAPS: (
        ngettext_lazy("party with fewer registered than it said", "parties with fewer registered than they said"),
        _("Register those who are missing"),
    ),
    Kind.DUPLICATES: (
        ngettext_lazy("pair that may be one person", "pairs that may be one person each"),
        _("Decide on the possible duplicates"),
    ),
    Kind.LISTS: (
        ngettext_lazy("list waiting to be confirmed", "lists waiting to be confirmed"),
        _("Confirm or drop the lists"),
    ),
    Kind.LATE_NEWS: (
        ngettext_lazy(
            "entry of the ledger with late news before it", "entries of the ledger with late news before them"
        ),
        _("Look at the late news in the ledger"),
    ),
    Kind.FAULTS: (
        ngettext_lazy("piece of news that was not handled", "pieces of news that were not handled"),
        _("Look at what was not handled"),
    ),
}

ELSEWHERE: Mapping[Kind, tuple[str, Permission]] = {
    Kind.DUPLICATES: ("identity", Permission.DECIDE_IDENTITY),
    Kind.LISTS: ("lists", Permission.IMPORT),
    Kind.LATE_NEWS: ("ledger", Permission.SEE_PEOPLE),
    Kind.FAULTS: ("attention/faults", Permission.SEE_COUNTS),
}


@dataclass(frozen=True)
class Item:
    """One line of attention; without an address, the role may see the count only."""

    kind: Kind
    count: int
    words: str
    step: Promise
    address: str


def items_of(counts: Mapping[Kind, int], frame: Frame) -> list[Item]:
    """Return the lines of attention, the most pressing first."""
    return [
        Item(kind, count, words_for(kind, count), WORDS[kind][1], _address(kind, frame))
        for kind, count in counts.items()
    ]


def words_for(kind: Kind, count: int) -> str:
    """Return what so many of a kind are called, without their number."""
    return str(WORDS[kind][0] % count)


def _address(kind: Kind, frame: Frame) -> str:
    noun, needed = ELSEWHERE.get(kind, (f"attention/{kind}", Permission.SEE_PEOPLE))
    return frame.address(noun) if may(frame.actor, needed, frame.crisis.id) else ""
