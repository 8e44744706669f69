"""What officers do with conversations: answer, note a call, take on, hand on, close. Reading does nothing.

Everything here is told the crisis in which the officer sits: an address that might have written of any crisis is taken
into the one in which it is first worked on.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Message, sealed
from dodomu.contact.operations import placing
from dodomu.contact.operations.posting import post_message
from dodomu.contact.queries import trays
from dodomu.contact.queries.message_words import unanswered
from dodomu.contact.queries.searching import tokens_of
from dodomu.contact.queries.ways_to_reach import ways_to_reach
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import conversing
from dodomu.contact.rules.terms import ClosedWith, ConversationState, Direction, Handled, Turned
from dodomu.foundation import crises, encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Assignment
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.operations.notes import LONGEST_SAID_BY, write_note
from dodomu.people.queries.matching import members_of
from dodomu.people.rules.terms import NoteKind

REACHED = (NoteKind.CALL, NoteKind.REACHED, NoteKind.SAFE, NoteKind.HELP, NoteKind.HEALTH)  # they were spoken to


def answer(
    *,
    crisis: UUID,
    conversation: UUID,
    text: str,
    channel: ChannelKind,
    address: str,
    language: str,
    submission: UUID,
    seen: UUID | None,
    by: Actor,
    at: datetime,
    subject: str = "",
) -> UUID:
    """Answer on one of the ways on which they can be reached, or refuse; the same submission again is one answer.

    `seen` is the last message of the thread that the officer had read: who wrote after it waits on. Refused when
    another officer has answered meanwhile.
    """
    words, head = text.strip(), " ".join(subject.split())[:300]
    if not words:
        raise Refused(ContactReason.EMPTY_MESSAGE)
    if len(words) > conversing.LONGEST_ANSWER:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    with transaction.atomic():
        row = held(crisis, conversation, by)
        before = Message.objects.filter(channel=channel, key=_key(submission)).first()
        if before is not None:
            return before.id
        _nobody_answered_since(row, seen)
        if not any((way.channel, way.address) == (channel, address) for way in ways_to_reach(row)):
            raise Refused(ContactReason.NO_WAY_TO_ANSWER)
        written = Message(conversation=row, direction=Direction.OUT, channel=channel, address=address)
        written.subject = encryption.seal(head, context=sealed.MESSAGE_SUBJECT) if head else None
        written.key = _key(submission)
        _write(written, words, head, at, at, by)
        _answered(row, written, seen, by, at)
        view = crises.crisis_by_id(crisis)
        post_message(
            message=written.id, person=row.person_id, channel=channel, address=address, language=language,
            is_drill=view is not None and view.is_exercise, at=at,
        )  # fmt: skip
    return written.id


def note_call(
    *,
    crisis: UUID,
    conversation: UUID,
    kind: NoteKind,
    words: str,
    said_by: str,
    happened_at: datetime,
    submission: UUID,
    seen: UUID | None,
    by: Actor,
    at: datetime,
) -> None:
    """Write a call or a remark into the thread, or refuse; who was spoken to has been answered. The same is kept once.

    Of somebody known it stands in the thread of the register too.
    """
    if len(words) > conversing.LONGEST_NOTE or len(said_by) > LONGEST_SAID_BY:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if kind is NoteKind.REMARK and not words.strip():
        raise Refused(ContactReason.EMPTY_MESSAGE)
    with transaction.atomic():
        row = held(crisis, conversation, by)
        if Message.objects.filter(channel="", key=_key(submission)).exists():
            return
        if row.person_id:
            write_note(
                note=submission, person=row.person_id, kind=kind, words=words, said_by=said_by, happened_at=happened_at,
                by=by, at=at,
            )  # fmt: skip
        written = Message(conversation=row, direction=Direction.NOTE, note_kind=kind, key=_key(submission))
        _write(written, words.strip(), said_by, happened_at, at, by)
        if kind in REACHED:
            _answered(row, written, seen, by, at)
        else:
            row.version += 1
            row.save(update_fields=["version", "crisis"])


def _write(written: Message, words: str, also: str, said_at: datetime, at: datetime, by: Actor) -> None:
    written.words = encryption.seal(words, context=sealed.MESSAGE_WORDS)
    written.tokens = tokens_of(words, also)
    written.officer_id, written.said_at, written.recorded_at = by.officer, said_at, at
    written.save(force_insert=True)


def _key(submission: UUID) -> str:
    return f"desk:{submission}"


def _answered(row: Conversation, written: Message, seen: UUID | None, by: Actor, at: datetime) -> None:
    """Whoever wrote what was read has been answered; the hour since which they waited stays with the answer."""
    others = placing.others_of(row)
    waits = [each.waits_since for each in (row, *others) if each.waits_since]
    ids = [each.id for each in (row, *others)]
    if seen and unanswered(*ids).filter(id__lte=seen).update(answered_with=written.id):
        written.waited_since = min(waits, default=None)
        written.is_first_answer = row.first_answered_at is None
        written.save(update_fields=["waited_since", "is_first_answer"])
    if written.is_first_answer:
        row.first_answered_at, row.first_answered_by_id = at, by.officer
    for other in others:
        other.waits_since = placing.waits_since(other.id)
        other.save(update_fields=["waits_since"])
    row.waits_since = placing.waits_since(row.id)
    row.owner_id = row.owner_id or by.officer
    row.last_at = max(row.last_at, at)
    row.version += 1
    row.save()


def _nobody_answered_since(row: Conversation, seen: UUID | None) -> None:
    answers = Message.objects.filter(conversation=row, direction=Direction.OUT, is_automatic=False)
    if (answers.filter(id__gt=seen) if seen else answers).exists():
        raise Refused(ContactReason.CONVERSATION_CHANGED)


# --- who looks after it ---------------------------------------------------------------------------------------------


def assign(*, crisis: UUID, conversation: UUID, officer: UUID | None, words: str = "", by: Actor, at: datetime) -> None:
    """Take a conversation on, hand it on to another officer of the crisis, or leave it to all; the wait runs on."""
    with transaction.atomic():
        row = held(crisis, conversation, by)
        if officer is not None and not Assignment.objects.filter(crisis=crisis, officer=officer).exists():
            raise Refused(FoundationReason.NO_SUCH_OFFICER)
        if row.owner_id == officer:
            return
        row.owner_id = officer
        kind = Turned.ASSIGNED if officer else Turned.RELEASED
        _turn(row, kind, by, at, to_id=officer, words=_short(words))


def mark_urgent(*, crisis: UUID, conversation: UUID, is_urgent: bool, by: Actor, at: datetime) -> None:
    """Put a conversation among those that cannot wait, or take it out."""
    with transaction.atomic():
        row = held(crisis, conversation, by)
        if row.is_urgent == is_urgent:
            return
        row.is_urgent = is_urgent
        _turn(row, Turned.MARKED if is_urgent else Turned.UNMARKED, by, at)


def close(
    *, crisis: UUID, conversation: UUID, outcome: ClosedWith, words: str, version: int, by: Actor, at: datetime
) -> None:
    """Close a conversation with an outcome, or refuse: something came in since it was read, or nobody answered."""
    with transaction.atomic():
        row = held(crisis, conversation, by)
        if row.state == ConversationState.CLOSED:
            raise Refused(ContactReason.CONVERSATION_CLOSED)
        if row.version != version:
            raise Refused(ContactReason.CONVERSATION_CHANGED)
        conversing.check_outcome(outcome, words, waits=row.waits_since is not None)
        waited_since = row.waits_since
        for each in (row, *placing.others_of(row)):
            unanswered(each.id).update(handled=Handled.CLOSED)
            each.waits_since = None
            each.save(update_fields=["waits_since"])
        row.state, row.closed_with, row.closed_words = ConversationState.CLOSED, outcome, _short(words)
        row.closed_at, row.closed_by_id, row.waits_since, row.is_urgent = at, by.officer, None, False
        _turn(row, Turned.CLOSED, by, at, closed_with=outcome, words=_short(words), waited_since=waited_since)


def open_again(*, crisis: UUID, conversation: UUID, by: Actor, at: datetime) -> None:
    """Open a conversation that was closed: it waits to be worked on from now."""
    with transaction.atomic():
        row = held(crisis, conversation, by)
        if row.state != ConversationState.CLOSED or row.closed_with == ClosedWith.JOINED:
            return
        placing.reopen(row, at=at, since=at, by=by)
        row.waits_since = at
        row.version += 1
        row.save()


def _short(words: str) -> str:
    if len(words.strip()) > conversing.LONGEST_WORDS:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    return words.strip()


def _turn(row: Conversation, kind: Turned, by: Actor, at: datetime, **told: object) -> None:
    row.version += 1
    row.save()
    row.turns.create(kind=kind, officer_id=by.officer, at=at, **told)


# --- whose it is ----------------------------------------------------------------------------------------------------


def begin(*, crisis: UUID, person: UUID, by: Actor, at: datetime) -> UUID:
    """Return the thread of somebody of this crisis, begun where there is none, or refuse."""
    permissions.check(by, Permission.ANSWER, crisis)
    row = Person.objects.filter(id=person, crisis=crisis).first()
    if row is None:
        raise Refused(ContactReason.NO_SUCH_CONVERSATION)
    with transaction.atomic():
        return placing.thread_of(placing.root(person), at=at).id


def join_to_person(*, crisis: UUID, conversation: UUID, person: UUID, by: Actor, at: datetime) -> UUID:
    """Decide that an unknown address is somebody's: its words go into their thread, which is returned, or refuse."""
    with transaction.atomic():
        known = Conversation.objects.filter(id=conversation).values_list("channel", "address").first()
        placing.take_turns(*(known or ("", "")))
        tray = held(crisis, conversation, by)
        if tray.person_id is not None:
            raise Refused(ContactReason.CONVERSATION_OF_ANOTHER)
        if not Person.objects.filter(id=person, crisis=crisis, forgotten_at__isnull=True).exists():
            raise Refused(ContactReason.NOTHING_TO_JOIN)
        into = placing.thread_of(placing.root(person), at=at)
        channel, address = tray.channel, tray.address
        placing.gather(tray, into=into, channel=channel, address=address, at=at)
        placing.decide(channel, address, by=by, at=at)
        into.turns.create(kind=Turned.JOINED, officer_id=by.officer, address=address, at=at)
    return into.id


def part_from_person(
    *, crisis: UUID, conversation: UUID, channel: ChannelKind, address: str, by: Actor, at: datetime
) -> UUID:
    """Decide that an address is not this person's: its words go back to the tray, whose thread is returned."""
    with transaction.atomic():
        placing.take_turns(channel, address)
        row = held(crisis, conversation, by)
        if row.person_id is None or not row.correspondents.filter(channel=channel, address=address).exists():
            raise Refused(ContactReason.ADDRESS_NOT_THEIRS)
        tray = placing.part(row, channel=channel, address=address, by=by, at=at)
        row.turns.create(kind=Turned.PARTED, officer_id=by.officer, address=address, at=at)
    return tray


# --- what others understood -----------------------------------------------------------------------------------------


def settle_message(*, message: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001  (who settles writes its own record)
    """Write down that another chapter understood a message and did what it asks: nobody waits for that answer."""
    with transaction.atomic():
        found = Message.objects.filter(id=message, direction=Direction.IN, handled="").first()
        if found is None:
            return
        row = placing.locked(found.conversation_id)
        Message.objects.filter(id=message).update(handled=Handled.REACTION)
        row.waits_since = placing.waits_since(row.id)
        row.version += 1
        row.save(update_fields=["waits_since", "version"])


def held(crisis: UUID, conversation: UUID, by: Actor) -> Conversation:
    """Hold a conversation of this crisis for who may answer, or refuse; one of no crisis is taken into this one."""
    permissions.check(by, Permission.ANSWER, crisis)
    # With the threads of records that were joined into one person, in one order: two officers never wait in a ring.
    person = Conversation.objects.filter(id=conversation).values_list("person_id", flat=True).first()
    wanted = Q(id=conversation)
    if person:
        wanted |= Q(person__in=members_of([placing.root(person)]))
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("person")
    found = next((row for row in rows.filter(wanted).order_by("id") if row.id == conversation), None)
    if found is None or not trays.is_here(found, crisis) or found.closed_with == ClosedWith.JOINED:
        raise Refused(ContactReason.NO_SUCH_CONVERSATION)
    found.crisis_id = crisis
    return found
