"""Conversations in lists: who waits longest first. Looking at them changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Min, Q, QuerySet

from dodomu.contact.models import Conversation, Message, sealed
from dodomu.contact.queries import trays
from dodomu.contact.rules import showing
from dodomu.contact.rules.terms import ClosedWith, ConversationState, Direction
from dodomu.contact.rules.threads import without_links
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import Person
from dodomu.people.queries.lines import full_name

PAGE: Final = 50
MOST_URGENT: Final = 20
SNIPPET: Final = 160
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
Point = tuple[datetime, UUID]
_LAST_IN: Final = """
SELECT c.id, m.channel, m.words, m.subject
FROM unnest(%s::uuid[]) AS c(id) CROSS JOIN LATERAL (
    SELECT channel, words, subject FROM contact_message
    WHERE conversation_id = c.id AND direction = 'in' ORDER BY said_at DESC, id DESC LIMIT 1) m
"""


class Shown(StrEnum):
    """Which conversations a list holds."""

    WAITING = "waiting"
    TRAY = "tray"  # of those who wait, who are not known
    ALL = "all"
    CLOSED = "closed"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Owner:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A conversation in a list, for eyes that may read it."""

    id: UUID
    person: UUID | None
    name: str  # empty: not known
    reference: str
    address: str  # of who is not known
    channel: str  # on which they wrote last
    hint: str
    state: ConversationState
    closed_with: str
    owner: Owner | None
    is_urgent: bool
    waits_since: datetime | None
    waiting: int  # messages that nobody answered
    last_at: datetime
    words: str  # the beginning of what came in last, on one line, harmless


@dataclass(frozen=True, slots=True)
class Page:
    """Some conversations, and where the list goes on (empty: it ends here)."""

    lines: tuple[ConversationLine, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a crisis."""

    all: int = 0
    tray: int = 0
    urgent: int = 0
    oldest: datetime | None = None


def waiting(crisis: UUID) -> Waiting:
    """Count who waits for an answer; part of the first page of a crisis."""
    rows = _of(crisis).filter(waits_since__isnull=False)
    found = rows.aggregate(
        all=Count("id"),
        tray=Count("id", filter=Q(person=None)),
        urgent=Count("id", filter=Q(is_urgent=True)),
        oldest=Min("waits_since"),
    )
    return Waiting(**found)


def urgent(crisis: UUID, *, by: Actor) -> list[ConversationLine]:
    """Return who cannot wait, whoever waits longest first."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    rows = _of(crisis).filter(waits_since__isnull=False, is_urgent=True).order_by("waits_since", "id")
    return lines_of(list(rows.select_related("owner")[:MOST_URGENT]))


def conversations(
    crisis: UUID,
    shown: Shown,
    *,
    by: Actor,
    owner: UUID | None = None,
    unowned: bool = False,
    after: str = "",
    size: int = PAGE,
) -> Page:
    """Return a list: of those who wait the longest first, of others the newest first."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    is_queue = shown in (Shown.WAITING, Shown.TRAY)
    either = (Q(crisis=crisis), trays.of_none(crisis))
    narrowed = [_narrowed(Conversation.objects.filter(each), shown, owner, unowned) for each in either]
    # Each half by its index, then together: an OR would sort all that wait.
    halves = [_some(rows, is_queue, _read_cursor(after), size + 1) for rows in narrowed]
    rows = sorted((row for half in halves for row in half), key=lambda row: _point(row, is_queue), reverse=not is_queue)
    lines = lines_of(rows[:size])
    return Page(tuple(lines), _cursor(_point(rows[size - 1], is_queue)) if len(rows) > size else "")


def _of(crisis: UUID) -> QuerySet[Conversation]:
    """The conversations of a crisis, and those that may be of any."""
    return Conversation.objects.filter(trays.here(crisis))


def _narrowed(rows: QuerySet[Conversation], shown: Shown, owner: UUID | None, unowned: bool) -> QuerySet[Conversation]:
    if shown in (Shown.WAITING, Shown.TRAY):
        rows = rows.filter(waits_since__isnull=False)
    if shown is Shown.TRAY:
        rows = rows.filter(person=None)
    if shown in (Shown.CLOSED, Shown.SPAM):
        rows = rows.filter(state=ConversationState.CLOSED)
    if shown is Shown.SPAM:
        rows = rows.filter(closed_with=ClosedWith.SPAM)
    if owner or unowned:
        rows = rows.filter(owner=owner)
    return rows.exclude(closed_with=ClosedWith.JOINED)


def _some(rows: QuerySet[Conversation], is_queue: bool, after: Point | None, size: int) -> list[Conversation]:
    column = "waits_since" if is_queue else "last_at"
    if after is not None:
        sign = ">" if is_queue else "<"
        # Django has no comparison of rows; written out with OR, the database could not enter the index there.
        where = f"(contact_conversation.{column}, contact_conversation.id) {sign} (%s, %s)"
        rows = rows.extra(where=[where], params=list(after))  # noqa: S610  (put together from constants only)
    order = ("waits_since", "id") if is_queue else ("-last_at", "-id")
    return list(rows.select_related("owner").order_by(*order)[:size])


def _point(row: Conversation, is_queue: bool) -> Point:
    return (row.waits_since if is_queue and row.waits_since else row.last_at), row.id


def _cursor(point: Point) -> str:
    return f"{(point[0] - _EPOCH) // _MICROSECOND:x}.{point[1].hex}"


def _read_cursor(text: str) -> Point | None:
    hour, _, row = text.partition(".")
    try:
        return _EPOCH + int(hour, 16) * _MICROSECOND, UUID(row)
    except (ValueError, OverflowError):
        return None


# --- lines ----------------------------------------------------------------------------------------------------------


def lines_of(rows: Sequence[Conversation], words: Mapping[UUID, str] | None = None) -> list[ConversationLine]:
    """Return conversations as lines, in the order given; `words` are shown instead of what came in last."""
    ids = [row.id for row in rows]
    people = Person.objects.in_bulk([row.person_id for row in rows if row.person_id])
    last = _last_in(ids)
    many = _waiting_messages(row.id for row in rows if row.waits_since)
    return [_line(row, people.get(row.person_id), last.get(row.id), many.get(row.id, 0), words or {}) for row in rows]


def _line(
    row: Conversation, person: Person | None, last: tuple[str, str] | None, many: int, words: Mapping[UUID, str]
) -> ConversationLine:
    channel, text = last or (row.channel, "")
    return ConversationLine(
        id=row.id,
        person=row.person_id,
        name=full_name(person) if person else "",
        reference=person.reference if person else "",
        address="" if row.person_id else showing.plain(row.address, SNIPPET),
        channel=channel,
        hint=row.hint,
        state=ConversationState(row.state),
        closed_with=row.closed_with,
        owner=Owner(row.owner.id, row.owner.name) if row.owner else None,
        is_urgent=row.is_urgent,
        waits_since=row.waits_since,
        waiting=many,
        last_at=row.last_at,
        words=showing.plain(words.get(row.id, text), SNIPPET),
    )


def _last_in(conversations: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return for each thread the channel of what came in last, and its words."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_IN, [list(conversations)])
        return {row[0]: (row[1], opened(row[2], row[3])) for row in cursor.fetchall()}


def _waiting_messages(conversations: Iterable[UUID]) -> dict[UUID, int]:
    rows = Message.objects.filter(
        conversation__in=list(conversations), direction=Direction.IN, handled="", is_automatic=False, answered_with=None
    )
    return dict(rows.order_by().values_list("conversation").annotate(many=Count("id")))


def opened(words: Any, subject: Any = None) -> str:
    """Return the words of a message, a subject before them, without the secrets of private links."""
    text: str = encryption.open_sealed(words, context=sealed.MESSAGE_WORDS)
    head: str | None = encryption.open_sealed(subject, context=sealed.MESSAGE_SUBJECT)
    return without_links(f"{head} – {text}" if head else text)


def conversation_of(person: UUID) -> UUID | None:
    """Return the thread of somebody, where there is one: for their page in the register."""
    found = Conversation.objects.filter(person=person).order_by(F("last_at").desc())
    return found.values_list("id", flat=True).first()
