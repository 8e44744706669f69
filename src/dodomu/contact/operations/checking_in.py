"""Keeping what people say of themselves: by a reply, a tap, or an officer who heard it. An answer is never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.contact.models import CheckIn
from dodomu.contact.news import CheckedIn
from dodomu.contact.queries.asked import AskedLast, asked_at, asked_in, asked_last
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import consequences
from dodomu.contact.rules.check_ins import Reply, read_reply
from dodomu.contact.rules.consequences import Answer, Consequence
from dodomu.contact.rules.terms import Contradiction, Said
from dodomu.foundation import news, permissions
from dodomu.foundation.actors import SYSTEM, Actor, ActorKind
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person, Registration
from dodomu.people.operations import notes, whereabouts
from dodomu.people.operations.statements import record_statement
from dodomu.people.queries import private
from dodomu.people.queries.matching import members_of, root_of
from dodomu.people.queries.reading import reading_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Channel, GivenBy, NoteKind
from dodomu.people.rules.wishes import Wish

LONGEST_WORDS: Final = 1000
LONGEST_SAID_BY: Final = 120
SELF: Final = "self"
BY_THEMSELVES: Final = {Said.SAFE: NoteKind.SAFE, Said.HELP: NoteKind.HELP, Said.WORDS: NoteKind.REMARK}


@dataclass(frozen=True, slots=True)
class CheckedInAs:
    """What was kept of an answer."""

    check_in: UUID
    said: Said
    is_whole: bool  # nothing else was said: nobody has to read the words
    contradicts: Contradiction | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said, or another said of them. Without a place, where they are was not said."""

    said: Said
    place: UUID | None = None
    words: str = ""
    channel: Channel = Channel.PHONE
    by_other: bool = False
    said_by: str = ""  # who said it, where it was another


@dataclass(frozen=True, slots=True)
class _Given:
    """Everything about an answer besides what was heard."""

    id: UUID
    said_at: datetime
    occurrence: UUID | None
    message: UUID | None
    by: Actor
    at: datetime


def take_reply(
    *,
    person: UUID,
    text: str,
    message: UUID,
    channel: Channel,
    said_at: datetime,
    by: Actor,
    at: datetime,
    choice: str = "",
    answers: UUID | None = None,
) -> CheckedInAs | None:
    """Keep a message of somebody known as an answer to the check-in they were asked last, or say that it is none.

    `answers` is the broadcast that the message itself names (a button, a quoted message): then that is what was asked.
    None: no check-in was asked of them lately, something else was asked since and the words could answer that, or the
    message is a STOP. The same message again is one answer.
    """
    named = asked_in(answers, at=said_at) if answers else None
    asked = named or asked_last(_counted(person), at=said_at)
    reply = _read(person, text, asked, choice) if asked else None
    if asked is None or reply is None:
        return None
    heard = Heard(reply.said, reply.place, text if reply.said is Said.WORDS else "", channel)
    given = _Given(uuid5(message, "check-in"), said_at, asked.occurrence, message, by, at)
    return _keep(person, heard, given, is_whole=reply.is_whole)


def asks_for_help(*, channel: str, address: str, text: str, choice: str, at: datetime) -> bool:
    """Say whether a message from an address that several people have answers that help is needed.

    Whose answer it is nobody can tell, so none is kept; but it must not wait among the others.
    """
    question = asked_at(address, channel=channel, at=at)
    reply = read_reply(text, question=question, choice=choice) if question else None
    return reply is not None and reply.said is Said.HELP


def record(*, check_in: UUID, person: UUID, heard: Heard, said_at: datetime, by: Actor, at: datetime) -> CheckedInAs:
    """Keep what an officer heard (by telephone, from a warden sheet, at a door), or refuse; the same again is one."""
    crisis = Person.objects.filter(id=person).values_list("crisis_id", flat=True).first()
    if crisis is None:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    permissions.check(by, Permission.CHANGE_PEOPLE, crisis)
    asked = asked_last(_counted(person), at=said_at)
    given = _Given(check_in, said_at, asked.occurrence if asked else None, None, by, at)
    return _keep(person, heard, given, is_whole=not heard.words)


def answer_by_link(
    *, token: str, persons: Sequence[UUID], said: Said, place: UUID | None, words: str, submission: UUID, by: Actor,
    at: datetime,
) -> list[CheckedInAs]:  # fmt: skip
    """Keep what was tapped on a private page for some of its party, or refuse; the same submission again is one."""
    link = private.link_of(token)
    if link is None:
        raise Refused(PeopleReason.LINK_UNKNOWN)
    known = {row.id for row in private.members(link.party_id)}
    if not persons or not set(persons) <= known:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    heard = Heard(said, place, words.strip(), Channel.PRIVATE_PAGE)
    with transaction.atomic():
        return [_tap(each, heard, submission, by, at) for each in sorted(set(persons))]


def _tap(person: UUID, heard: Heard, submission: UUID, by: Actor, at: datetime) -> CheckedInAs:
    asked = asked_last(person, at=at)
    given = _Given(uuid5(submission, f"{person} check-in"), at, asked.occurrence if asked else None, None, by, at)
    return _keep(person, heard, given, is_whole=not heard.words)


def _read(person: UUID, text: str, asked: AskedLast, choice: str) -> Reply | None:
    crisis = Person.objects.select_related("crisis").get(id=person).crisis
    return read_reply(text, question=asked.question, places=reading_of(crisis).words, choice=choice)


def _counted(person: UUID) -> UUID:
    """Return the record that is counted for somebody, whatever was joined into what."""
    return root_of([person]).get(person, person)


def _keep(person: UUID, heard: Heard, given: _Given, *, is_whole: bool) -> CheckedInAs:
    """Write an answer with everything that follows from it, in one transaction; once for each id."""
    _check(heard, given)
    with transaction.atomic():
        row = _held(person)
        before = CheckIn.objects.filter(id=given.id).first()
        if before:
            contradicts = Contradiction(before.contradicts) if before.contradicts else None
            return CheckedInAs(before.id, Said(before.said), is_whole, contradicts, repeated=True)
        place = _place(row, heard.place)
        found = _follow(row, heard, place, given)
        contradicts = found.contradicts or _contradicts_own_word(row, heard)
        CheckIn.objects.create(
            id=given.id,
            crisis_id=row.crisis_id,
            person=row,
            occurrence_id=given.occurrence,
            said=heard.said,
            place=place,
            channel=heard.channel,
            by_other=heard.by_other,
            officer_id=given.by.officer,
            message=given.message,
            note=_note(row, heard, given),
            entry=uuid5(given.id, "entry") if found.moved else None,
            contradicts=contradicts or "",
            said_at=given.said_at,
            recorded_at=given.at,
        )
        news.post(CheckedIn(row.crisis_id, row.id, given.id), at=given.at)
    return CheckedInAs(given.id, heard.said, is_whole, contradicts)


@dataclass(frozen=True, slots=True)
class _Followed:
    contradicts: Contradiction | None
    moved: bool  # or restated with better evidence


def _follow(row: Person, heard: Heard, place: Place | None, given: _Given) -> _Followed:
    """Move them in the ledger as the answer has it, or learn what it contradicts; believe the place that was named."""
    answer = Answer(heard.said, place.id if place else None, place is not None and place.country != row.crisis.country)
    seen: list[Consequence] = []

    def where(stands: Standing) -> Standing | None:
        seen.append(
            consequences.consequence(
                answer, stands, wish=Wish(row.wish), last_place=row.account_place_id or row.place_id
            )
        )
        return seen[-1].to

    moved = whereabouts.tell_whereabouts(
        entry_id=uuid5(given.id, "entry"),
        person=row.id,
        where=where,
        evidence=consequences.evidence_of(by_other=heard.by_other),
        said_by=(heard.said_by if heard.by_other else SELF) or GivenBy.RELATIVE,
        happened_at=given.said_at,
        by=given.by,
        at=given.at,
    )
    contradicts = seen[-1].contradicts if seen else None
    if contradicts in (None, Contradiction.PROMISED):  # who holds a place is not moved by it; the plan is looked at
        _believe(row, heard, place, given)
    return _Followed(contradicts, moved)


def _believe(row: Person, heard: Heard, place: Place | None, given: _Given) -> None:
    """Keep the place, or that they left, as a further word of them; not where they have said something newer since."""
    said = {"wish": Wish.LEFT_ALREADY.value} if heard.said is Said.LEFT else {"place": place.ref} if place else {}
    if not said or Registration.objects.filter(person=row, received_at__gt=given.said_at).exists():
        return
    record_statement(
        person=row.id,
        given=said,
        channel=heard.channel,
        given_by=GivenBy.RELATIVE if heard.by_other else GivenBy.SELF,
        submission=uuid5(given.id, "statement"),
        language="",
        received_at=given.said_at,
        by=given.by,
        at=given.at,
    )


def _contradicts_own_word(row: Person, heard: Heard) -> Contradiction | None:
    records = members_of([row.id])
    open_help = CheckIn.objects.filter(person__in=records, said=Said.HELP, by_other=False, seen=None)
    return consequences.has_asked_for_help(
        by_other=heard.by_other, said=heard.said, own_open_help=heard.by_other and open_help.exists()
    )


def _note(row: Person, heard: Heard, given: _Given) -> UUID | None:
    """Write what was said into the thread of the person; the words of a message stay in the message."""
    if given.message and heard.said is Said.WORDS:
        return None
    kind = NoteKind.RELATIVE_ANSWERED if heard.by_other else BY_THEMSELVES.get(heard.said, NoteKind.REACHED)
    note = uuid5(given.id, "note")
    notes.write_note(
        note=note,
        person=row.id,
        kind=kind,
        words="" if given.message else heard.words,
        happened_at=min(given.said_at, given.at),
        said_by=heard.said_by if heard.by_other else SELF,
        by=given.by if given.by.kind is ActorKind.OFFICER else SYSTEM,  # whoever holds the link may answer
        at=given.at,
    )
    return note


def _check(heard: Heard, given: _Given) -> None:
    if heard.said is Said.WORDS and not heard.words and not heard.place:
        raise Refused(ContactReason.CHECK_IN_SAYS_NOTHING)
    words = "" if given.message else heard.words
    if len(words) > LONGEST_WORDS or len(heard.said_by) > LONGEST_SAID_BY:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if given.said_at > given.at:
        raise Refused(PeopleReason.HAPPENS_IN_FUTURE, happened_at=given.said_at)


def _held(person: UUID) -> Person:
    """Return the record that is counted, held until the end."""
    rows = Person.objects.select_related("crisis").select_for_update(of=("self",), no_key=True)
    row = rows.filter(id=_counted(person), forgotten_at=None).first()
    if row is None:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    return row


def _place(row: Person, place: UUID | None) -> Place | None:
    if place is None:
        return None
    found = Place.objects.filter(id=place, crisis=row.crisis_id).first()
    if found is None:
        raise Refused(FoundationReason.UNKNOWN_PLACE, place=place)
    return found
