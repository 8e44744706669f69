"""Answers to check-ins: those that wait for an officer, and everything one person said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, Exists, ExpressionWrapper, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField, IntegerField

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
# Words that came in a message wait in its conversation; those that were tapped wait here, whatever button was pressed.
TAPPED_WORDS: Final = Q(channel=Channel.PRIVATE_PAGE) & Exists(
    Note.objects.filter(id=OuterRef("note"), words__isnull=False)
)
TO_READ: Final = Q(message=None) & (Q(said=Said.WORDS) | Q(said=Said.MOVED, place=None) | TAPPED_WORDS)
WAITS: Final = Q(seen=None) & (Q(said=Said.HELP) | ~Q(contradicts="") | TO_READ)


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How many answers wait for an officer; who asks for help several times is one."""

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
    waits: bool  # an officer is asked to look at it
    said_at: datetime
    recorded_at: datetime
    attended: Attended | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits, with whose it is and what they said after it."""

    answer: Answer
    person: PersonLine
    first_at: datetime  # when they asked for help first, if they did so again and again
    since: Answer | None  # the newest of their later answers


def answer_counts(crisis: UUID) -> AnswerCounts:
    """Count the answers that wait for an officer; one that asks for help is not counted twice."""
    counts = _waiting(crisis).aggregate(
        help=Count("person", filter=Q(said=Said.HELP), distinct=True),
        contradictions=Count("id", filter=~Q(said=Said.HELP) & ~Q(contradicts="")),
        to_read=Count("id", filter=~Q(said=Said.HELP) & Q(contradicts="")),
    )
    return AnswerCounts(**counts)


def waiting(crisis: UUID, *, by: Actor, on: date) -> list[Waiting]:
    """Return the answers that wait: who needs help first, those who wait longest first among them."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    firsts = _firsts(crisis)
    rows = [*_newest_pleas(crisis, firsts), *_others(crisis)][:PAGE]
    lines = _lines(rows, crisis, by, on)
    newest = _newest({row.person_id for row in rows}, by, crisis)
    return [
        Waiting(answer, lines[answer.person], _since(answer, firsts), _after(answer, newest.get(answer.person)))
        for answer in _answers(rows, by, crisis)
        if answer.person in lines
    ]


def answers_of(crisis: UUID, person: UUID, *, by: Actor) -> list[Answer]:
    """Return everything that somebody and the records joined into them said, the newest first."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    records = list(members_of([person])) or [person]
    rows = _shown(CheckIn.objects.filter(crisis=crisis, person__in=records)).order_by("-said_at", "-recorded_at")
    return _without_earlier_pleas(_answers(list(rows[:PAGE]), by, crisis))


def answer(crisis: UUID, check_in: UUID, *, by: Actor) -> Answer | None:
    """Return one answer, or None where this crisis has none of that id."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    found = _answers(list(_shown(CheckIn.objects.filter(crisis=crisis, id=check_in))), by, crisis)
    return found[0] if found else None


def _waiting(crisis: UUID) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(WAITS, crisis=crisis, person__forgotten_at=None)


def _pleas(crisis: UUID) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(crisis=crisis, said=Said.HELP, seen=None, person__forgotten_at=None)


def _firsts(crisis: UUID) -> dict[UUID, datetime]:
    """Return since when people ask for help, who has waited longest first: who presses again keeps their place."""
    asked = _pleas(crisis).order_by().values("person").annotate(first=Min("said_at")).order_by("first", "person")
    return dict(asked.values_list("person", "first")[:PAGE])


def _newest_pleas(crisis: UUID, firsts: Mapping[UUID, datetime]) -> list[CheckIn]:
    """Return one plea of each, the newest: an officer takes it on with those before it."""
    rows = _shown(_pleas(crisis).filter(person__in=list(firsts))).order_by("person", "-said_at", "-id")
    newest = {row.person_id: row for row in rows.distinct("person")}
    return [newest[person] for person in firsts if person in newest]


def _others(crisis: UUID) -> list[CheckIn]:
    contradicts = Case(When(contradicts="", then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = _shown(_waiting(crisis).exclude(said=Said.HELP)).annotate(order=contradicts)
    return list(rows.order_by("order", "said_at", "id")[:PAGE])


def _since(answer: Answer, firsts: Mapping[UUID, datetime]) -> datetime:
    return firsts[answer.person] if answer.said is Said.HELP else answer.said_at


def _without_earlier_pleas(answers: Sequence[Answer]) -> list[Answer]:
    """Say of one plea only that it waits, the newest: an officer takes it on with those before it."""
    pleas = [each for each in answers if each.said is Said.HELP and each.waits][1:]
    return [replace(each, waits=False) if each in pleas else each for each in answers]


def _shown(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    waits = ExpressionWrapper(WAITS, output_field=BooleanField())
    return rows.select_related("place", "officer", "seen__officer").annotate(waits=waits)


def _lines(rows: Iterable[CheckIn], crisis: UUID, by: Actor, on: date) -> Mapping[UUID, PersonLine]:
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    ids = list(dict.fromkeys(row.person_id for row in rows))
    return {line.id: line for line in lines_of(ids, on=on, sees_private=sees_private)}


def _newest(persons: Iterable[UUID], by: Actor, crisis: UUID) -> Mapping[UUID, Answer]:
    rows = CheckIn.objects.filter(person__in=list(persons)).order_by("person", "-said_at", "-recorded_at")
    return {each.person: each for each in _answers(list(_shown(rows.distinct("person"))), by, crisis)}


def _after(answer: Answer, newest: Answer | None) -> Answer | None:
    return newest if newest is not None and newest.said_at > answer.said_at else None


def _answers(rows: Sequence[CheckIn], by: Actor, crisis: UUID) -> list[Answer]:
    words = _words(rows) if permissions.may(by, Permission.SEE_PRIVATE, crisis) else {}
    others = dict(
        Note.objects.filter(id__in=[row.note for row in rows if row.by_other and row.note]).values_list("id", "said_by")
    )
    return [_answer(row, words, others.get(row.note, "") if row.note else "") for row in rows]


def _answer(row: Any, words: Mapping[UUID, str], other: str) -> Answer:
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
        waits=row.waits,
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
