"""Answers to check-ins: those that wait for an officer, and everything one person said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from dodomu.contact.models import CheckIn, Message
from dodomu.contact.models import sealed as contact_sealed
from dodomu.contact.rules.terms import Contradiction, Said
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.words import in_language
from dodomu.people.models import Note
from dodomu.people.models import sealed as people_sealed
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.matching import members_of
from dodomu.people.rules.terms import Channel

PAGE: Final = 100
# Words that came in a message wait in its conversation; those that were tapped or heard wait here.
TO_READ: Final = Q(message=None) & (Q(said=Said.WORDS) | Q(said=Said.MOVED, place=None))
WAITS: Final = Q(seen=None) & (Q(said=Said.HELP) | ~Q(contradicts="") | TO_READ)


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How many answers wait for an officer."""

    help: int
    contradictions: int
    to_read: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.help + self.contradictions + self.to_read


@dataclass(frozen=True, slots=True)
class Attended:
    """Which officer took an answer on, and what was done."""

    officer: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of somebody."""

    id: UUID
    person: UUID
    said: Said
    place: str
    words: str  # empty for eyes that may not see them
    channel: Channel
    by_other: bool
    who: str  # the officer who heard it, or the other who said it
    contradicts: Contradiction | None
    is_from_message: bool
    said_at: datetime
    recorded_at: datetime
    attended: Attended | None

    @property
    def waits(self) -> bool:
        """Whether an officer is asked to look at it."""
        is_unread = self.said is Said.WORDS or (self.said is Said.MOVED and not self.place)
        asks = self.said is Said.HELP or self.contradicts is not None or (is_unread and not self.is_from_message)
        return asks and self.attended is None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits, with whose it is and what they said after it."""

    answer: Answer
    person: PersonLine
    since: Answer | None  # the newest of their later answers


def answer_counts(crisis: UUID) -> AnswerCounts:
    """Count the answers that wait for an officer; one that asks for help is not counted twice."""
    counts = _waiting(crisis).aggregate(
        help=Count("id", filter=Q(said=Said.HELP)),
        contradictions=Count("id", filter=~Q(said=Said.HELP) & ~Q(contradicts="")),
        to_read=Count("id", filter=TO_READ & Q(contradicts="")),
    )
    return AnswerCounts(**counts)


def waiting(crisis: UUID, *, by: Actor, on: date) -> list[Waiting]:
    """Return the answers that wait: who needs help first, those who wait longest first among them."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    order = Case(
        When(said=Said.HELP, then=Value(0)), When(~Q(contradicts=""), then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = list(_shown(_waiting(crisis)).annotate(order=order).order_by("order", "said_at", "id")[:PAGE])
    lines = _lines(rows, crisis, by, on)
    newest = _newest({row.person_id for row in rows}, by, crisis)
    return [
        Waiting(answer, lines[answer.person], _after(answer, newest.get(answer.person)))
        for answer in _answers(rows, by, crisis)
        if answer.person in lines
    ]


def answers_of(crisis: UUID, person: UUID, *, by: Actor) -> list[Answer]:
    """Return everything that somebody and the records joined into them said, the newest first."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    records = list(members_of([person])) or [person]
    rows = _shown(CheckIn.objects.filter(crisis=crisis, person__in=records)).order_by("-said_at", "-recorded_at")
    return _answers(list(rows[:PAGE]), by, crisis)


def answer(crisis: UUID, check_in: UUID, *, by: Actor) -> Answer | None:
    """Return one answer, or None where this crisis has none of that id."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    found = _answers(list(_shown(CheckIn.objects.filter(crisis=crisis, id=check_in))), by, crisis)
    return found[0] if found else None


def _waiting(crisis: UUID) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(WAITS, crisis=crisis, person__forgotten_at=None)


def _shown(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    return rows.select_related("place", "officer", "seen__officer")


def _lines(rows: Iterable[CheckIn], crisis: UUID, by: Actor, on: date) -> Mapping[UUID, PersonLine]:
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    ids = list(dict.fromkeys(row.person_id for row in rows))
    return {line.id: line for line in lines_of(ids, on=on, sees_private=sees_private)}


def _newest(persons: Iterable[UUID], by: Actor, crisis: UUID) -> Mapping[UUID, Answer]:
    rows = CheckIn.objects.filter(person__in=list(persons)).order_by("person", "-said_at", "-recorded_at")
    return {each.person: each for each in _answers(list(_shown(rows.distinct("person"))), by, crisis)}


def _after(answer: Answer, newest: Answer | None) -> Answer | None:
    return newest if newest is not None and newest.id != answer.id and newest.said_at >= answer.said_at else None


def _answers(rows: Sequence[CheckIn], by: Actor, crisis: UUID) -> list[Answer]:
    words = _words(rows) if permissions.may(by, Permission.SEE_PRIVATE, crisis) else {}
    others = dict(
        Note.objects.filter(id__in=[row.note for row in rows if row.by_other and row.note]).values_list("id", "said_by")
    )
    return [_answer(row, words, others.get(row.note, "") if row.note else "") for row in rows]


def _answer(row: CheckIn, words: Mapping[UUID, str], other: str) -> Answer:
    seen = getattr(row, "seen", None)
    return Answer(
        id=row.id,
        person=row.person_id,
        said=Said(row.said),
        place=in_language(row.place.names) or row.place.ref if row.place else "",
        words=words.get(row.id, ""),
        channel=Channel(row.channel),
        by_other=row.by_other,
        who=other or (row.officer.name if row.officer else ""),
        contradicts=Contradiction(row.contradicts) if row.contradicts else None,
        is_from_message=row.message is not None,
        said_at=row.said_at,
        recorded_at=row.recorded_at,
        attended=Attended(seen.officer.name if seen.officer else "", seen.words, seen.at) if seen else None,
    )


def _words(rows: Iterable[CheckIn]) -> Mapping[UUID, str]:
    """Open what was written, in the message that brought it or in the note of who heard it."""
    messages = {row.message: row.id for row in rows if row.message}
    notes = {row.note: row.id for row in rows if row.note and not row.message}
    found = {}
    for message in Message.objects.filter(id__in=list(messages)).only("id", "words"):
        found[messages[message.id]] = encryption.open_sealed(message.words, context=contact_sealed.MESSAGE_WORDS) or ""
    for note in Note.objects.filter(id__in=list(notes), words__isnull=False).only("id", "words"):
        found[notes[note.id]] = encryption.open_sealed(note.words, context=people_sealed.NOTE_WORDS) or ""
    return found
