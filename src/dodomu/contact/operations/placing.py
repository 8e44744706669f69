"""Putting addresses into threads: by what is known when somebody writes, or by an officer's word."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, Max, Min, Q, When

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Correspondent, Message
from dodomu.contact.queries.chat_codes import person_of
from dodomu.contact.queries.correspondents import candidates, crisis_of_unknown
from dodomu.contact.queries.message_words import unanswered
from dodomu.contact.rules import threads
from dodomu.contact.rules.terms import ClosedWith, ConversationState, Direction, Hint, Turned
from dodomu.contact.rules.threads import Said, Whose
from dodomu.foundation.actors import Actor
from dodomu.people.models import Person
from dodomu.people.queries.matching import members_of, root_of

_IN = Q(direction=Direction.IN)
_SINCE = Case(When(channel=ChannelKind.EMAIL, then="recorded_at"), default="said_at")  # as `threads.waits_from`
WILL_BE_BELIEVED = ("", Hint.SEVERAL)  # of the tray: once one person alone has the address, it was theirs all along


@dataclass(frozen=True, slots=True)
class Placed:
    """The thread of a message, held until it is written, and the address it came from."""

    conversation: Conversation
    correspondent: Correspondent
    is_proved: bool = False  # by a code of ours that this message brought


def take_turns(channel: str, address: str) -> None:
    """Wait until nobody else decides on an address: its first message opens the thread, and whoever joins it waits."""
    with connection.cursor() as cursor:
        name = f"correspondent {channel} {address}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def place(*, channel: ChannelKind, address: str, said: Said, at: datetime) -> Placed:
    """Return the thread that a message belongs to, made where there is none; part of keeping a message."""
    wrote = Correspondent.objects.select_related("conversation").filter(channel=channel, address=address).first()
    proved = _proved(wrote, channel, address, said, at)
    if proved is not None:
        row = proved
    elif wrote is not None and _still_holds(wrote, said):
        row = locked(wrote.conversation_id)
    else:
        row = _found(wrote, channel, address, said, at)
    if wrote is None:
        wrote = Correspondent(channel=channel, address=address, conversation=row, first_heard_at=at, last_heard_at=at)
        wrote.save(force_insert=True)
    else:
        wrote.conversation, wrote.last_heard_at = row, max(at, wrote.last_heard_at)
    if proved is not None:
        wrote.decided_by_id, wrote.decided_at = None, at
    wrote.save(update_fields=["conversation", "last_heard_at", "decided_by", "decided_at"])
    return Placed(row, wrote, proved is not None)


def _proved(
    wrote: Correspondent | None, channel: ChannelKind, address: str, said: Said, at: datetime
) -> Conversation | None:
    """Return the thread of whom a code was made for that this chat brings; it was made for who had proved themselves.

    A code serves one chat: it is looked at again when the thread is held, since another may have been quicker.
    """
    person = person_of(said.start, at=at) if channel is ChannelKind.TELEGRAM and said.start else None
    if person is None:
        return None
    row = thread_of(root(person), at=at)
    if person_of(said.start, at=at) is None:
        return None
    if wrote is not None and wrote.conversation.person_id is None:
        gather(locked(wrote.conversation_id), into=row, channel=channel, address=address, at=at)
    return row


def _still_holds(wrote: Correspondent, said: Said) -> bool:
    """An officer's word holds, unless whoever has the number now says that we mean somebody else."""
    return wrote.decided_at is not None and not (said.is_wrong_number and wrote.conversation.person_id)


def _found(wrote: Correspondent | None, channel: ChannelKind, address: str, said: Said, at: datetime) -> Conversation:
    known = candidates(channel, address)
    verdict = threads.whose(known, said, at=at)
    if wrote is not None:
        verdict = _with_the_past(verdict, wrote, {each.person for each in known})
        if verdict.person is None or verdict.hint:
            wrote.decided_by_id, wrote.decided_at = None, None
    if verdict.person is not None:
        row = thread_of(verdict.person, at=at)
        if wrote is not None and wrote.conversation.person_id is None and wrote.conversation.hint in WILL_BE_BELIEVED:
            gather(locked(wrote.conversation_id), into=row, channel=channel, address=address, at=at)
        return row
    return _tray(channel, address, verdict.hint, at)


def _with_the_past(verdict: Whose, wrote: Correspondent, known: set[UUID]) -> Whose:
    """Who wrote from an address before, still does, unless it is known for somebody else by now."""
    before = wrote.conversation.person_id
    if before is None or verdict.hint in (Hint.WRONG_NUMBER, Hint.OTHER_NAME):
        return verdict
    person = root(before)
    if person in known or not known:
        return Whose(person)
    return Whose(None, Hint.SEVERAL)


def thread_of(person: UUID, *, at: datetime) -> Conversation:
    """Return the thread of somebody, held; made where there is none."""
    crisis = Person.objects.values_list("crisis_id", flat=True).get(id=person)
    row, _ = Conversation.objects.get_or_create(person_id=person, defaults={"crisis_id": crisis, "last_at": at})
    return locked(row.id)


def _tray(channel: ChannelKind, address: str, hint: Hint | None, at: datetime) -> Conversation:
    row, is_new = Conversation.objects.get_or_create(
        channel=channel,
        address=address,
        person=None,
        defaults={"crisis_id": crisis_of_unknown(channel), "last_at": at, "hint": hint or ""},
    )
    row = locked(row.id)
    if not is_new and hint:
        row.hint = hint
    return row


def root(person: UUID) -> UUID:
    """Return the record that stands for somebody."""
    return root_of([person]).get(person, person)


def decide(channel: str, address: str, *, by: Actor, at: datetime) -> None:
    """Write down that an officer said whose an address is."""
    Correspondent.objects.filter(channel=channel, address=address).update(decided_by=by.officer, decided_at=at)


def part(row: Conversation, *, channel: ChannelKind, address: str, by: Actor, at: datetime) -> UUID:
    """Bring what an address wrote out of somebody's thread back to the tray, and return its thread there."""
    tray = _tray(channel, address, Hint.PARTED, at)
    carry(row, tray, channel, address)
    decide(channel, address, by=by, at=at)
    _count_anew(row)
    tray.crisis_id, tray.hint = row.crisis_id, Hint.PARTED
    tray.state, tray.closed_with, tray.closed_at, tray.closed_by = ConversationState.OPEN, "", None, None
    _count_anew(tray)
    return tray.id


def _count_anew(row: Conversation) -> None:
    """Work out from its messages since when a thread waits, and save it."""
    row.waits_since = waits_since(row.id)
    said = Message.objects.filter(conversation=row).aggregate(last=Max("said_at"), first=Min(_SINCE, filter=_IN))
    row.last_at, row.first_in_at = said["last"] or row.last_at, said["first"]
    row.version += 1
    row.save()


def others_of(row: Conversation) -> list[Conversation]:
    """Hold the other threads of somebody whose records were joined: they are read, answered and closed as one."""
    if row.person_id is None:
        return []
    rows = Conversation.objects.select_for_update().filter(person__in=members_of([root(row.person_id)]))
    return list(rows.exclude(id=row.id).order_by("id"))


def waits_since(conversation: UUID) -> datetime | None:
    """Return since when somebody waits, by the messages of a thread."""
    found: datetime | None = unanswered(conversation).aggregate(first=Min(_SINCE))["first"]
    return found


def locked(conversation: UUID) -> Conversation:
    """Hold a thread until the transaction ends."""
    return Conversation.objects.select_for_update(of=("self",)).select_related("person").get(id=conversation)


def gather(tray: Conversation, *, into: Conversation, channel: str, address: str, at: datetime) -> None:
    """Bring what one address wrote out of a thread of the tray into another; both are held, and saved here.

    The empty thread stays, closed: should the address be parted again, its words come back to it.
    """
    carry(tray, into, channel, address)
    waits_since, first_in_at = tray.waits_since, tray.first_in_at
    tray.state, tray.closed_with, tray.closed_at = ConversationState.CLOSED, ClosedWith.JOINED, at
    tray.waits_since, tray.is_urgent, tray.owner = None, False, None
    tray.version += 1
    tray.save()
    if waits_since:
        if into.state == ConversationState.CLOSED:
            reopen(into, at=at, since=waits_since)
        into.waits_since = min(into.waits_since or waits_since, waits_since)
    into.first_in_at = into.first_in_at or first_in_at
    into.last_at = max(into.last_at, tray.last_at)
    into.version += 1
    into.save()


def carry(origin: Conversation, into: Conversation, channel: str, address: str) -> None:
    """Move the messages of an address, and what comes from it, from one thread to another."""
    Message.objects.filter(conversation=origin, channel=channel, address=address).update(conversation=into)
    Correspondent.objects.filter(channel=channel, address=address).update(conversation=into)


def reopen(row: Conversation, *, at: datetime, since: datetime, by: Actor | None = None) -> None:
    """Open a thread that was closed: who answers first counts anew. Whoever asks for it saves the thread."""
    row.state, row.closed_with, row.closed_words = ConversationState.OPEN, "", ""
    row.closed_at, row.closed_by = None, None
    row.first_in_at, row.first_answered_at, row.first_answered_by = since, None, None
    row.turns.create(kind=Turned.REOPENED, officer_id=by.officer if by else None, at=at)
