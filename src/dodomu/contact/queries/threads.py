"""One conversation: everything that was said in it, in order, and what is known of who says it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Correspondent, Delivery, Message, Turn, sealed
from dodomu.contact.queries import trays
from dodomu.contact.queries.conversations import ConversationLine, lines_of
from dodomu.contact.queries.ways_to_reach import Way, ways_to_reach
from dodomu.contact.rules.automatic import language_of
from dodomu.contact.rules.showing import Piece, pieces, plain
from dodomu.contact.rules.terms import ClosedWith, DeliveryState, Direction, Handled, Turned
from dodomu.contact.rules.threads import without_links
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor, Role
from dodomu.foundation.models import Assignment
from dodomu.foundation.permissions import Permission
from dodomu.people.models import Note
from dodomu.people.models import sealed as people_sealed
from dodomu.people.queries.lines import PersonLine
from dodomu.people.queries.lines import lines_of as person_lines
from dodomu.people.queries.matching import members_of, root_of
from dodomu.people.rules.terms import NoteKind

MOST: Final = 150  # messages on a page
MOST_BROADCASTS: Final = 30
LATE: Final = timedelta(minutes=15)
LONGEST_FILE: Final = 120
LONGEST_SUBJECT: Final = 160
LONG: Final = 1500  # letters that are shown at once


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message out stands on its way."""

    channel: ChannelKind
    address: str
    state: DeliveryState
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message or note, in pieces that are harmless to show."""

    id: UUID
    direction: Direction
    channel: str
    address: str
    subject: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    rest: tuple[Piece, ...]  # of a long one
    is_automatic: bool
    is_cut: bool
    files: tuple[str, ...]
    officer: str
    note_kind: NoteKind | None
    handled: Handled | None
    waits: bool  # nobody answered it yet
    said_at: datetime
    recorded_at: datetime
    repeats: int  # how often the same was said before without anything between
    sent: Sent | None

    @property
    def is_late(self) -> bool:
        """Whether it reached us well after it was said."""
        return self.recorded_at - self.said_at > LATE


@dataclass(frozen=True, slots=True)
class TurnLine:
    """What an officer did with the conversation."""

    kind: Turned
    officer: str
    to: str
    closed_with: str
    words: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BroadcastLine:
    """A broadcast that went to this person."""

    broadcast: UUID
    number: int
    name: str
    channel: ChannelKind
    state: DeliveryState
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a thread: exactly one of these."""

    at: datetime
    message: MessageLine | None = None
    turn: TurnLine | None = None
    broadcast: BroadcastLine | None = None


@dataclass(frozen=True, slots=True)
class From:
    """An address that writes into this thread."""

    channel: ChannelKind
    address: str
    last_heard_at: datetime
    decided_by: str  # the officer who said whose it is; empty: known from the register, or proved by a code


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as its page shows it."""

    line: ConversationLine
    version: int
    person: PersonLine | None
    languages: tuple[str, ...]
    items: tuple[Item, ...]  # the oldest first
    seen: UUID | None  # the last message: an answer says what it has read
    earlier: UUID | None  # where the page before begins
    ways: tuple[Way, ...]
    heard_from: tuple[From, ...]
    closed_words: str
    closed_by: str
    closed_at: datetime | None
    subject: str  # of the last mail: an answer carries it on


def thread(crisis: UUID, conversation: UUID, *, by: Actor, on: date, before: UUID | None = None) -> Thread | None:
    """Return a conversation of a crisis, or None where it has no such; nothing is changed by reading."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    row = Conversation.objects.select_related("owner", "closed_by", "person").filter(id=conversation).first()
    if row is None or not trays.is_here(row, crisis) or row.closed_with == ClosedWith.JOINED:
        return None
    family = _family(row)
    rows = _messages(family, before)
    person = root_of([row.person_id])[row.person_id] if row.person_id else None
    private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    lines = person_lines([person], on=on, sees_private=private) if person else []
    earlier = rows[0].id if len(rows) > MOST else None
    shown = rows[-MOST:]
    return Thread(
        line=lines_of([row])[0],
        version=row.version,
        person=lines[0] if lines else None,
        languages=tuple(row.person.languages) if row.person else _as_written(shown),
        items=tuple(_in_order(row, family, shown, is_first=earlier is None, is_last=before is None)),
        seen=max((each.id for each in rows if not before), default=None),
        earlier=shown[0].id if earlier else None,
        ways=tuple(ways_to_reach(row)),
        heard_from=tuple(_heard_from(family)),
        closed_words=row.closed_words,
        closed_by=row.closed_by.name if row.closed_by else "",
        closed_at=row.closed_at,
        subject=_subject(shown),
    )


def _family(row: Conversation) -> list[UUID]:
    """The threads of records that were joined into one person are read as one."""
    if row.person_id is None:
        return [row.id]
    root = root_of([row.person_id])[row.person_id]
    return list(Conversation.objects.filter(person__in=members_of([root])).values_list("id", flat=True))


def _messages(family: Sequence[UUID], before: UUID | None) -> list[Message]:
    """Return one more than a page of messages, the oldest first."""
    rows = Message.objects.filter(conversation__in=family)
    first = Message.objects.filter(id=before).values_list("said_at", "id").first() if before else None
    if first is not None:
        rows = rows.extra(where=["(contact_message.said_at, contact_message.id) < (%s, %s)"], params=list(first))
    found = rows.select_related("officer").defer("tokens").order_by("-said_at", "-id")[: MOST + 1]
    return list(found)[::-1]


def _in_order(
    row: Conversation, family: Sequence[UUID], rows: Sequence[Message], *, is_first: bool, is_last: bool
) -> list[Item]:
    """Return messages with what was done and told between them."""
    others = [*_turns(family), *_broadcasts(row), *_notes(row, {each.key for each in rows})]
    begin = None if is_first or not rows else rows[0].said_at
    end = None if is_last or not rows else rows[-1].said_at
    between = [each for each in others if (begin is None or each.at >= begin) and (end is None or each.at <= end)]
    return sorted([*_lines(rows), *between], key=lambda item: item.at)


def _lines(rows: Sequence[Message]) -> Iterator[Item]:
    sent = _sent([row.id for row in rows if row.direction == Direction.OUT])
    texts = [_text(row) for row in rows]
    repeats = 0
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        if after is not None and _is_same(row, after) and texts[place] == texts[place + 1]:
            repeats += 1  # the same plea once more: shown once, at its last hour
            continue
        yield Item(row.said_at, message=_line(row, texts[place], repeats, sent.get(row.id)))
        repeats = 0


def _is_same(row: Message, after: Message) -> bool:
    is_in = row.direction == after.direction == Direction.IN
    return is_in and row.handled == after.handled and (row.answered_with is None) == (after.answered_with is None)


def _text(row: Message) -> str:
    return without_links(encryption.open_sealed(row.words, context=sealed.MESSAGE_WORDS))


def _line(row: Message, text: str, repeats: int, sent: Sent | None) -> MessageLine:
    subject = without_links(encryption.open_sealed(row.subject, context=sealed.MESSAGE_SUBJECT) or "")
    is_waiting = row.direction == Direction.IN and not row.handled and not row.is_automatic
    return MessageLine(
        id=row.id,
        direction=Direction(row.direction),
        channel=row.channel,
        address=row.address,
        subject=pieces(subject),
        pieces=pieces(text[:LONG]),
        rest=pieces(text[LONG:]),
        is_automatic=row.is_automatic,
        is_cut=row.is_cut,
        files=tuple(plain(name, LONGEST_FILE) for name in row.files),
        officer=row.officer.name if row.officer else "",
        note_kind=NoteKind(row.note_kind) if row.note_kind else None,
        handled=Handled(row.handled) if row.handled else None,
        waits=is_waiting and row.answered_with is None,
        said_at=row.said_at,
        recorded_at=row.recorded_at,
        repeats=repeats,
        sent=sent,
    )


def _sent(messages: Sequence[UUID]) -> Mapping[UUID, Sent]:
    """Return where each message out stands: on the last way that was tried."""
    rows = Delivery.objects.filter(message__in=list(messages)).order_by("message", "step")
    return {
        row.message: Sent(
            ChannelKind(row.channel), row.address, DeliveryState(row.state), row.why,
            row.settled_at or row.sent_at or row.due_at,
        )
        for row in rows
        if row.message
    }  # fmt: skip


def _turns(family: Sequence[UUID]) -> Iterator[Item]:
    for row in Turn.objects.filter(conversation__in=family).select_related("officer", "to").order_by("at", "id"):
        by, to = (each.name if each else "" for each in (row.officer, row.to))
        told = TurnLine(Turned(row.kind), by, to, row.closed_with, row.words, row.address, row.at)
        yield Item(row.at, turn=told)


def _broadcasts(row: Conversation) -> Iterator[Item]:
    if row.person_id is None:
        return
    rows = Delivery.objects.filter(person__in=members_of([row.person_id]), broadcast__isnull=False)
    went = rows.exclude(state__in=[DeliveryState.SKIPPED, DeliveryState.WAITING]).select_related("broadcast")
    for each in went.order_by("-due_at")[:MOST_BROADCASTS]:
        at = each.sent_at or each.due_at
        if each.broadcast is not None:
            told = BroadcastLine(each.broadcast.id, each.broadcast.number, each.broadcast.name,
                                 ChannelKind(each.channel), DeliveryState(each.state), at)  # fmt: skip
            yield Item(at, broadcast=told)


def _notes(row: Conversation, keys: set[str]) -> Iterator[Item]:
    """Calls and remarks of the register; one that was written in this thread stands there as a message."""
    if row.person_id is None:
        return
    rows = Note.objects.filter(person__in=members_of([row.person_id])).select_related("officer")
    for each in rows.order_by("happened_at"):
        if f"desk:{each.id}" not in keys:
            yield Item(each.happened_at, message=_note(each))


def _note(row: Note) -> MessageLine:
    words = encryption.open_sealed(row.words, context=people_sealed.NOTE_WORDS) or ""
    return MessageLine(
        id=row.id, direction=Direction.NOTE, channel="", address=row.said_by, subject=(), pieces=pieces(words[:LONG]),
        rest=pieces(words[LONG:]), is_automatic=False, is_cut=False, files=(),
        officer=row.officer.name if row.officer else "", note_kind=NoteKind(row.kind), handled=None, waits=False,
        said_at=row.happened_at, recorded_at=row.recorded_at, repeats=0, sent=None,
    )  # fmt: skip


def _heard_from(family: Sequence[UUID]) -> Iterator[From]:
    rows = Correspondent.objects.filter(conversation__in=family).select_related("decided_by")
    for row in rows.order_by("-last_heard_at"):
        decided = row.decided_by.name if row.decided_by else ""
        yield From(ChannelKind(row.channel), row.address, row.last_heard_at, decided)


def _as_written(rows: Sequence[Message]) -> tuple[str, ...]:
    """Return in which of our languages somebody writes who is not known."""
    came = [row for row in rows if row.direction == Direction.IN]
    return (language_of(_text(came[-1]), known=(), sending=""),) if came else ()


def _subject(rows: Sequence[Message]) -> str:
    mails = [row for row in rows if row.direction == Direction.IN and row.subject is not None]
    head = encryption.open_sealed(mails[-1].subject, context=sealed.MESSAGE_SUBJECT) if mails else ""
    return plain(without_links(head), LONGEST_SUBJECT)


def officers_of(crisis: UUID, *, by: Actor) -> list[tuple[UUID, str]]:
    """Return to whom a conversation may be handed: the active officers who may answer in the crisis."""
    permissions.check(by, Permission.ANSWER, crisis)
    rows = Assignment.objects.filter(crisis=crisis, officer__is_active=True).select_related("officer")
    answering = [row for row in rows if Permission.ANSWER in permissions.GRANTS[Role(row.role)]]
    return sorted(((row.officer.id, row.officer.name) for row in answering), key=lambda pair: pair[1].casefold())
