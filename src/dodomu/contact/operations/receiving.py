"""What comes in from people: kept once, put into the right thread, and told apart from stops, answers and machines."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from dodomu.channels.messages import ChannelKind, Incoming
from dodomu.contact.models import Conversation, Correspondent, Message, Unacknowledged, sealed
from dodomu.contact.news import ReplyReceived
from dodomu.contact.operations import automatic, checking_in, placing, stopping
from dodomu.contact.queries import said as saying
from dodomu.contact.queries.correspondents import Asked, asked_last
from dodomu.contact.queries.searching import tokens_of
from dodomu.contact.rules import replying, threads
from dodomu.contact.rules.automatic import Plea, is_machine
from dodomu.contact.rules.replying import Wanted
from dodomu.contact.rules.terms import ClosedWith, ConversationState, Direction, Handled, Hint, Said
from dodomu.foundation import clock, crises, encryption, news
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.refusal import Refused

COMES_AGAIN: Final = timedelta(days=1)  # what a provider was not told is kept
LONGEST_WORDS: Final = 20_000
LONGEST_SUBJECT: Final = 300
LONGEST_KEY: Final = 120
LONGEST_FILE: Final = 120
MOST_FILES: Final = 40
OLDEST: Final = timedelta(days=7)  # an hour that a provider names is believed so far back


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a message that came in."""

    message: UUID
    conversation: UUID
    person: UUID | None
    handled: Handled | None  # None: an officer has to answer
    hint: Hint | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message as it is kept."""

    channel: ChannelKind
    address: str
    key: str
    text: str
    subject: str
    is_cut: bool
    files: tuple[str, ...]
    is_automatic: bool
    is_stop: bool
    choice: str
    answers: str
    said_at: datetime | None
    again: str


def keep_incoming(*, channel: ChannelKind, incoming: Sequence[Incoming], at: datetime) -> list[Kept]:
    """Keep what came in on a channel, each once, and return what became of each, in their order; nothing is refused.

    Each is one transaction: when this returns all are kept, and may be acknowledged.
    """
    return [_keep(_heard(channel, each), at) for each in incoming]


def released(*, channel: ChannelKind, incoming: Sequence[Incoming]) -> None:
    """Note that the provider is about to be told that these are kept: what looks the same from now on is something new.

    Killed just after this, they come again and are kept twice. Noted later, somebody's second "2" could be swallowed.
    """
    again = [_sane(each.again)[:LONGEST_KEY] for each in incoming if each.again]
    if again:
        Unacknowledged.objects.filter(channel=channel, again__in=again).delete()


def _heard(channel: ChannelKind, each: Incoming) -> _Heard:
    """Return a message cut to what we keep; what a column cannot hold is taken out of it."""
    text, subject = _sane(each.text), " ".join(_sane(each.subject).split())
    address = threads.address_of(channel, each.sender)
    return _Heard(
        channel=channel,
        address=address,
        key=_key(each, address),
        text=text[:LONGEST_WORDS],
        subject=subject[:LONGEST_SUBJECT],
        is_cut=each.cut or len(text) > LONGEST_WORDS,
        files=tuple(" ".join(_sane(name).split())[:LONGEST_FILE] for name in each.files[:MOST_FILES]),
        is_automatic=each.is_automatic or is_machine(channel, address),
        is_stop=each.is_stop,
        choice=_sane(each.choice)[:LONGEST_KEY],
        answers=_sane(each.answers)[:LONGEST_KEY],
        said_at=each.at,
        again=_sane(each.again)[:LONGEST_KEY],
    )


def _sane(text: str) -> str:
    """PostgreSQL holds no NUL, and UTF-8 no half of a pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _key(each: Incoming, address: str) -> str:
    """Return the provider's key, or one of its own for a message that has none or one that is too long."""
    key = _sane(each.key)
    if 0 < len(key) <= LONGEST_KEY:
        return key
    whole = "\0".join((key, address, each.text, each.at.isoformat() if each.at else ""))
    return f"#{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()}"


def _keep(heard: _Heard, at: datetime) -> Kept:
    with transaction.atomic():
        placing.take_turns(heard.channel, heard.address)
        before = _kept_before(heard, at)
        if before is not None:
            return _kept(before, before.conversation, repeated=True)
        said = threads.read(f"{heard.subject}\n{heard.text}")
        placed = placing.place(channel=heard.channel, address=heard.address, said=said, at=at)
        row, crisis = placed.conversation, _crisis(placed.conversation)
        hour = clock.now(crisis) if crisis and crisis.is_exercise else at
        asked = asked_last(row.person_id, address=heard.address, ref=heard.answers, at=hour) if row.person_id else None
        message = _write(row, heard, asked, _said_at(heard, crisis, hour), hour)
        message.handled = _began(placed, message, heard, said, hour) or _handle(row, message, heard, asked, hour) or ""
        message.save(update_fields=["handled"])
        _wait(row, message, is_danger=said.is_danger or _is_plea(row, heard, hour))
        automatic.reply(row, placed.correspondent, _plea(row, placed.correspondent, message, heard, asked),
                        crisis=crisis, at=hour)  # fmt: skip
        row.save()
        if row.person_id and row.crisis_id and not heard.is_automatic and message.handled != Handled.STOP:
            news.post(ReplyReceived(row.crisis_id, row.person_id, row.id, message.id), at=hour)
        return _kept(message, row)


def _kept_before(heard: _Heard, at: datetime) -> Message | None:
    """Return the message that this one is again: by its key, or since the provider was never told that it is kept.

    Once it was answered, or a day later, the same words are said anew, whatever they look like.
    """
    rows = Message.objects.select_related("conversation").filter(channel=heard.channel)
    same = rows.filter(key=heard.key).first()
    if same is not None or not heard.again:
        return same
    untold = Unacknowledged.objects.filter(channel=heard.channel, again=heard.again).values("message")
    return rows.filter(id__in=untold, answered_with=None, recorded_at__gt=at - COMES_AGAIN).order_by("-id").first()


def _kept(message: Message, row: Conversation, *, repeated: bool = False) -> Kept:
    handled = Handled(message.handled) if message.handled else None
    return Kept(message.id, row.id, row.person_id, handled, Hint(row.hint) if row.hint else None, repeated)


def _crisis(row: Conversation) -> CrisisView | None:
    return crises.crisis_by_id(row.crisis_id) if row.crisis_id else None


def _said_at(heard: _Heard, crisis: CrisisView | None, at: datetime) -> datetime:
    """Return when it was said: as the provider has it, unless that is nonsense or another world's clock."""
    if heard.said_at is None or heard.said_at.tzinfo is None or (crisis is not None and crisis.is_exercise):
        return at
    return heard.said_at if at - OLDEST < heard.said_at < at else at


def _write(row: Conversation, heard: _Heard, asked: Asked | None, said_at: datetime, at: datetime) -> Message:
    seal = encryption.seal
    message = Message.objects.create(
        id=uuid7(),
        conversation=row,
        direction=Direction.IN,
        channel=heard.channel,
        address=heard.address,
        key=heard.key,
        words=seal(heard.text, context=sealed.MESSAGE_WORDS),
        subject=seal(heard.subject, context=sealed.MESSAGE_SUBJECT) if heard.subject else None,
        tokens=tokens_of(heard.text, heard.subject, *heard.files),
        is_automatic=heard.is_automatic,
        is_cut=heard.is_cut,
        files=list(heard.files),
        broadcast=asked.broadcast if asked else None,
        said_at=said_at,
        recorded_at=at,
    )
    if heard.again:
        Unacknowledged.objects.create(message=message, channel=heard.channel, again=heard.again)
    return message


# --- what it is -----------------------------------------------------------------------------------------------------


def _began(placed: placing.Placed, message: Message, heard: _Heard, said: threads.Said, at: datetime) -> Handled | None:
    """Somebody pressed “Start” under a link of ours: they want our messages, and learn whether we know them by it."""
    if heard.channel is not ChannelKind.TELEGRAM or not said.start:
        return None
    stopping.lift_stop(channel=heard.channel, address=heard.address, at=at)
    automatic.say_who(placed.conversation, placed.correspondent, message, is_known=placed.is_proved, at=at)
    return Handled.STOP


def _handle(row: Conversation, message: Message, heard: _Heard, asked: Asked | None, at: datetime) -> Handled | None:
    """Do what a message asks for where that is certain, and say why no officer has to answer it."""
    wanted = replying.wanted(heard.text, was_asked=asked is not None)
    if heard.is_stop or (wanted is Wanted.STOP and not heard.is_automatic):
        stopping.say_stop(channel=heard.channel, address=heard.address, at=at)
        return Handled.STOP
    if heard.is_automatic:
        return Handled.MACHINE
    if wanted is Wanted.START:
        stopping.lift_stop(channel=heard.channel, address=heard.address, at=at)
        return Handled.STOP
    return _check_in(row, message, heard, asked, at) if asked is not None else None


def _check_in(row: Conversation, message: Message, heard: _Heard, asked: Asked, at: datetime) -> Handled | None:
    """Keep a message as the answer to a check-in, where it is one; who needs help waits for an officer all the same."""
    if row.person_id is None:
        return None
    try:
        with transaction.atomic():
            taken = checking_in.take_reply(
                person=row.person_id,
                text=heard.text,
                message=message.id,
                channel=saying.way_of(heard.channel, heard.address),
                said_at=message.said_at,
                by=SYSTEM,
                at=at,
                choice=heard.choice,
                answers=asked.broadcast if asked.is_named else None,
            )
    except Refused:
        return None  # what the ledger would not take is for an officer to read
    if taken is None:
        return None
    if taken.said is Said.HELP:
        row.is_urgent = True
        return None
    return Handled.CHECK_IN if taken.is_whole else None


def _is_plea(row: Conversation, heard: _Heard, at: datetime) -> bool:
    """Say whether one of several who share a telephone answers a check-in that they need help."""
    return row.person_id is None and checking_in.asks_for_help(
        channel=heard.channel, address=heard.address, text=heard.text, choice=heard.choice, at=at
    )


def _wait(row: Conversation, message: Message, *, is_danger: bool) -> None:
    """Bring the thread to what it is after a message: who must be answered waits from the hour they wrote."""
    row.version += 1
    row.last_at = max(row.last_at, message.said_at)
    since = threads.waits_from(message.channel, said_at=message.said_at, reached_at=message.recorded_at)
    row.first_in_at = row.first_in_at or since
    if message.handled or message.is_automatic:
        return
    if row.state == ConversationState.CLOSED:
        if row.closed_with == ClosedWith.SPAM and row.person_id is None:
            return  # kept and found, but it does not come up again
        placing.reopen(row, at=message.recorded_at, since=since)
    row.waits_since = min(row.waits_since or since, since)
    row.is_urgent = row.is_urgent or is_danger


def _plea(row: Conversation, wrote: Correspondent, message: Message, heard: _Heard, asked: Asked | None) -> Plea:
    return Plea(
        channel=heard.channel,
        address=heard.address,
        text=heard.text,
        is_automatic=heard.is_automatic,
        needs_answer=not message.handled and row.state == ConversationState.OPEN,
        said_stop=bool(stopping.stopped(channel=heard.channel, addresses=[heard.address])),
        was_asked=asked is not None,
        thread_replied_at=row.auto_replied_at,
        address_replied_at=wrote.auto_replies,
    )
