"""What needs attention, in words, with the way to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dodomu.contact.queries.check_ins import AnswerCounts
from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.queries.attention import Awaiting
from dodomu.people.queries.attention import Kind
from dodomu.situation.queries.watch import WatchCounts
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


class Watched(StrEnum):
    """What of the situation needs attention."""

    OVERTAKEN = "published-overtaken"
    UNANSWERED = "rumours-unanswered"
    RAN_OUT = "ran-out"
    RUNS_OUT = "runs-out"


WATCHED: Mapping[Watched, tuple[Any, Promise]] = {
    Watched.OVERTAKEN: (
        ngettext_lazy(
            "report that the public still reads, but is no longer so",
            "reports that the public still reads, but are no longer so",
        ),
        _("Tell the public what is newer"),
    ),
    Watched.UNANSWERED: (
        ngettext_lazy("rumour not answered", "rumours not answered"),
        _("Answer the rumours"),
    ),
    Watched.RAN_OUT: (
        ngettext_lazy(
            "expectation whose hour has passed: what became of it?",
            "expectations whose hour has passed: what became of them?",
        ),
        _("Say what became of what was expected"),
    ),
    Watched.RUNS_OUT: (
        ngettext_lazy("limit that runs out within 24 hours", "limits that run out within 24 hours"),
        _("Look at what runs out within 24 hours"),
    ),
}


class Decided(StrEnum):
    """What of plans and offers waits for a decision."""

    BROKEN = "promises-broken"
    MENDED = "plan-mended"
    HELD = "offers-held"
    UNCLEAR = "answers-unclear"


TO_DECIDE: Mapping[Decided, tuple[Any, Promise, str, Permission]] = {
    Decided.BROKEN: (
        ngettext_lazy("promise that no longer holds", "promises that no longer hold"),
        _("Look at the promises that no longer hold"), "plans", Permission.SEE_WAYS,
    ),
    Decided.MENDED: (
        ngettext_lazy("mended plan to decide on", "mended plans to decide on"),
        _("Decide on the mended plan"), "plans", Permission.ADOPT,
    ),
    Decided.HELD: (
        ngettext_lazy("offer held back: the notice is too short", "offers held back: the notice is too short"),
        _("Send or drop the offers that are held back"), "offers", Permission.OFFER,
    ),
    Decided.UNCLEAR: (
        ngettext_lazy("answer that came too late or contradicts", "answers that came too late or contradict"),
        _("Look at the answers that could not be followed"), "offers", Permission.OFFER,
    ),
}  # fmt: skip


class Answered(StrEnum):
    """What people answered to a check-in that asks for an officer."""

    HELP = "answers-help"
    CONTRADICTIONS = "answers-contradict"
    TO_READ = "answers-to-read"


ANSWERED: Mapping[Answered, tuple[Any, Promise]] = {
    Answered.HELP: (
        ngettext_lazy("person says they need help", "people say they need help"),
        _("Look at who needs help"),
    ),
    Answered.CONTRADICTIONS: (
        ngettext_lazy("answer that does not fit what was known", "answers that do not fit what was known"),
        _("Ask those whose answers do not fit"),
    ),
    Answered.TO_READ: (
        ngettext_lazy("answer in words to read", "answers in words to read"),
        _("Read the answers in words"),
    ),
}

# Whose safety hangs on the next hours comes before all that is said of the situation.
PRESSING = frozenset({Kind.MINORS_ALONE, Kind.URGENT_NEEDS})
ELSEWHERE: Mapping[Kind, tuple[str, Permission]] = {
    Kind.DUPLICATES: ("identity", Permission.DECIDE_IDENTITY),
    Kind.LISTS: ("lists", Permission.IMPORT),
    Kind.LATE_NEWS: ("ledger", Permission.SEE_PEOPLE),
    Kind.FAULTS: ("attention/faults", Permission.SEE_COUNTS),
}


@dataclass(frozen=True)
class Item:
    """One line of attention; without an address, the role may see the count only."""

    kind: StrEnum  # of what needs attention: people, the situation, decisions, what people say
    count: int
    words: str
    step: Promise
    address: str


def items_of(
    counts: Mapping[Kind, int], watched: WatchCounts, waits: Awaiting, answers: AnswerCounts, frame: Frame
) -> list[Item]:
    """Return the lines of attention, the most pressing first: who says that they need help before anything else."""
    people = [
        Item(kind, count, words_for(kind, count), WORDS[kind][1], _address(kind, frame))
        for kind, count in counts.items()
    ]
    pressing = [item for item in people if item.kind in PRESSING]
    others = [item for item in people if item.kind not in PRESSING]
    said = _answered(answers, frame)
    needs_help = [item for item in said if item.kind is Answered.HELP]
    to_ask = [item for item in said if item.kind is not Answered.HELP]
    return [*needs_help, *pressing, *to_ask, *_to_decide(waits, frame), *_watched(watched, frame), *others]


def _answered(answers: AnswerCounts, frame: Frame) -> list[Item]:
    sees = may(frame.actor, Permission.SEE_MESSAGES, frame.crisis.id)
    address = frame.address("messages/check-ins") if sees else ""
    counts = {
        Answered.HELP: answers.help,
        Answered.CONTRADICTIONS: answers.contradictions,
        Answered.TO_READ: answers.to_read,
    }
    return [
        Item(kind, count, str(ANSWERED[kind][0] % count), ANSWERED[kind][1], address)
        for kind, count in counts.items()
        if count
    ]


def _to_decide(waits: Awaiting, frame: Frame) -> list[Item]:
    counts = {
        Decided.BROKEN: waits.broken, Decided.MENDED: waits.mended, Decided.HELD: waits.held,
        Decided.UNCLEAR: waits.unclear,
    }  # fmt: skip
    return [_decision(kind, count, frame) for kind, count in counts.items() if count]


def _decision(kind: Decided, count: int, frame: Frame) -> Item:
    words, step, noun, needed = TO_DECIDE[kind]
    sees = may(frame.actor, needed, frame.crisis.id)
    return Item(kind, count, str(words % count), step, frame.address(noun) if sees else "")


def _watched(watched: WatchCounts, frame: Frame) -> list[Item]:
    sees = may(frame.actor, Permission.SEE_SITUATION, frame.crisis.id)
    address = frame.address("situation") if sees else ""
    counts = {
        Watched.OVERTAKEN: watched.overtaken,
        Watched.UNANSWERED: watched.unanswered,
        Watched.RAN_OUT: watched.ran_out,
        Watched.RUNS_OUT: watched.runs_out,
    }
    return [
        Item(kind, count, str(WATCHED[kind][0] % count), WATCHED[kind][1], address)
        for kind, count in counts.items()
        if count
    ]


def words_for(kind: Kind, count: int) -> str:
    """Return what so many of a kind are called, without their number."""
    return str(WORDS[kind][0] % count)


def _address(kind: Kind, frame: Frame) -> str:
    noun, needed = ELSEWHERE.get(kind, (f"attention/{kind}", Permission.SEE_PEOPLE))
    return frame.address(noun) if may(frame.actor, needed, frame.crisis.id) else ""
