"""Feedback as screens read it: at the desk with its words, for the public only what an officer wrote for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dodomu.contact.models import Voice, VoiceTurn, sealed
from dodomu.contact.rules import voices as rules
from dodomu.contact.rules.terms import VoiceAside, VoiceKind, VoiceOutcome, VoiceStanding, VoiceTurned
from dodomu.contact.rules.voices import VoiceCounts
from dodomu.foundation import encryption, gazetteer, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Assignment
from dodomu.foundation.permissions import GRANTS, Permission
from dodomu.people.queries import private

PAGE: Final = 50
WAITING, MINE, ANSWERED, ASIDE = "waiting", "mine", "answered", "aside"
WHICH: Final = (WAITING, MINE, ANSWERED, ASIDE)
_ASIDE_LATE: Final = Exists(
    VoiceTurn.objects.filter(voice=OuterRef("pk"), kind=VoiceTurned.SET_ASIDE, at__gt=OuterRef("promised_for"))
)
_NOBODYS: Final = Q(owner=None) | Q(owner__is_active=False)
_TAKEN_WITHIN: Final = timedelta(days=1)
_PUBLIC: Final = Q(published_at__isnull=False) | ~Q(what_changed="")
_MAY_ANSWER: Final = tuple(role for role, granted in GRANTS.items() if Permission.ANSWER in granted)


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """Feedback in a list of the desk."""

    id: UUID
    number: str
    kind: VoiceKind
    words: str  # empty: forgotten
    language: str
    received_at: datetime
    promised_for: datetime
    outcome: VoiceOutcome
    standing: VoiceStanding
    owner: UUID | None
    owner_name: str
    is_urgent: bool
    has_contact: bool
    person: UUID | None
    answered_at: datetime | None
    is_public: bool
    set_aside: VoiceAside | None


@dataclass(frozen=True, slots=True)
class TurnLine:
    """What was done with feedback, with the words as they were then."""

    kind: VoiceTurned
    by: str
    to: str
    words: str
    answer: str
    public_question: str
    public_answer: str
    what_changed: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VoiceView:
    """Feedback with everything about it, for the desk."""

    line: VoiceLine
    contact: str
    answer: str
    answered_by: str
    public_question: str
    public_answer: str
    public_language: str
    what_changed: str
    changed_at: datetime | None
    published_at: datetime | None
    is_forgotten: bool
    alike: int  # others of the same words in this crisis
    turns: tuple[TurnLine, ...]
    version: int


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What everybody may read of feedback: every word of it was written by an officer.

    Without a question and an answer, only what changed because of it.
    """

    number: str
    question: str
    answer: str
    language: str
    what_changed: str
    received_at: datetime
    answered_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """What whoever knows a number may read of it."""

    number: str
    received_at: datetime
    promised_for: datetime
    standing: VoiceStanding
    outcome: VoiceOutcome
    answered_at: datetime | None
    public: PublicAnswer | None
    is_answered_privately: bool  # the sender reads it at their own address


@dataclass(frozen=True, slots=True)
class Own:
    """What the sender reads at the secret address they were given."""

    kind: VoiceKind
    followed: Followed
    words: str  # empty: forgotten
    answer: str  # to them


@dataclass(frozen=True, slots=True)
class VoicesWaiting:
    """How much of what waits reads like a call for help, is past its promised day, or has been nobody's for a day."""

    urgent: int
    overdue: int
    unowned: int


@dataclass(frozen=True, slots=True)
class VoicePage:
    """A page of a list of the desk."""

    lines: tuple[VoiceLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PublicAnswers:
    """Some of the public answers, the newest first, and whether there are older ones."""

    answers: tuple[PublicAnswer, ...]
    goes_on: bool


def counts(crisis: UUID, *, at: datetime) -> VoiceCounts:
    """Count what came by an hour and what became of it by then, each voice once."""
    aside, answered = Q(outcome=VoiceOutcome.SET_ASIDE), Q(answered_at__lte=at)
    waits = ~aside & (Q(answered_at=None) | Q(answered_at__gt=at))
    found = Voice.objects.filter(crisis=crisis, received_at__lte=at).aggregate(
        received=Count("pk"),
        in_time=Count("pk", filter=answered & Q(answered_at__lte=F("promised_for"))),
        late=Count("pk", filter=answered & Q(answered_at__gt=F("promised_for"))),
        open=Count("pk", filter=waits & Q(promised_for__gte=at)),
        overdue=Count("pk", filter=waits & Q(promised_for__lt=at)),
        set_aside=Count("pk", filter=aside),
        set_aside_late=Count("pk", filter=aside & Q(_ASIDE_LATE)),
        changed=Count("pk", filter=Q(outcome=VoiceOutcome.CHANGED)),
    )
    return VoiceCounts(**found)


def public_answers(crisis: UUID, *, before: str = "", most: int = PAGE) -> PublicAnswers:
    """Return what officers wrote for everybody, the newest first; with a number, what was answered before that one."""
    rows = Voice.objects.filter(_PUBLIC, crisis=crisis).order_by("-answered_at", "-id")
    number = rules.read_number(before)
    last = Voice.objects.filter(_PUBLIC, crisis=crisis, number=number).first() if number else None
    if last is not None:
        rows = rows.filter(Q(answered_at__lt=last.answered_at) | Q(answered_at=last.answered_at, id__lt=last.id))
    found = list(rows[: most + 1])
    return PublicAnswers(tuple(_public(row) for row in found[:most]), len(found) > most)


def promise(*, sending: str, otherwise: str, at: datetime) -> datetime:
    """Return until when feedback that comes at this hour is promised an answer."""
    return rules.promised_for(at, sending=sending, zone=home_zone(sending, otherwise=otherwise))


def home_zone(sending: str, *, otherwise: str) -> str:
    """Return the zone of the greatest city of a state, whose offices answer; another where none is known."""
    return _zone_of(sending) or otherwise


@lru_cache(maxsize=64)
def _zone_of(state: str) -> str:
    cities = gazetteer.cities(state) if state in gazetteer.known_countries() else ()
    return cities[0].zone if cities else ""


def follow(crisis: UUID, number: str, *, at: datetime) -> Followed | None:
    """Return what is public of feedback with a number, or None."""
    row = Voice.objects.filter(crisis=crisis, number=rules.read_number(number)).first()
    return _followed(row, at) if row else None


def crisis_of(token: str) -> UUID | None:
    """Return the crisis in which the feedback with this secret was said, or None."""
    return Voice.objects.filter(token_hash=token_hash(token)).values_list("crisis", flat=True).first()


def own(token: str, *, at: datetime) -> Own | None:
    """Return everything that its sender may read, or None."""
    row = Voice.objects.filter(token_hash=token_hash(token)).first()
    return _own(row, at) if row else None


def own_of_link(link: str, *, at: datetime) -> tuple[Own, ...]:
    """Return what was said from a private page, the newest first, with the answers to it."""
    found = private.link_of(link)
    if found is None:
        return ()
    rows = Voice.objects.filter(person__party=found.party_id).order_by("-received_at", "-id")
    return tuple(_own(row, at) for row in rows[:PAGE])


def voices(
    crisis: UUID,
    *,
    which: str = WAITING,
    number: str = "",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> VoicePage:
    """Return feedback for the desk: what waits by its promised day, or what was answered, the newest first."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    rows = _ordered(Voice.objects.filter(crisis=crisis).select_related("owner"), which, by)
    if number:
        rows = Voice.objects.filter(crisis=crisis, number=rules.read_number(number)).select_related("owner")
    total, page, pages = _paged(rows, page, PAGE)
    return VoicePage(tuple(_line(row, at) for row in rows[(page - 1) * PAGE : page * PAGE]), total, page, pages)


def voice(crisis: UUID, voice: UUID, *, by: Actor, at: datetime) -> VoiceView | None:
    """Return feedback with everything about it, or None."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    row = Voice.objects.select_related("owner", "answered_by").filter(crisis=crisis, id=voice).first()
    return _view(row, at) if row else None


def waiting(crisis: UUID, *, at: datetime) -> VoicesWaiting:
    """Count what waits and cannot wait longer."""
    found = Voice.objects.filter(crisis=crisis, outcome=VoiceOutcome.OPEN).aggregate(
        urgent=Count("pk", filter=Q(is_urgent=True)),
        overdue=Count("pk", filter=Q(promised_for__lt=at)),
        unowned=Count("pk", filter=_NOBODYS & Q(received_at__lt=at - _TAKEN_WITHIN, promised_for__gte=at)),
    )
    return VoicesWaiting(**found)


def mine(crisis: UUID, *, by: Actor) -> int:
    """Count what waits and is an officer's own."""
    return Voice.objects.filter(crisis=crisis, outcome=VoiceOutcome.OPEN, owner=by.officer).count() if by.officer else 0


def answerers(crisis: UUID) -> tuple[tuple[UUID, str], ...]:
    """Return the officers to whom feedback may be handed on, by name."""
    rows = Assignment.objects.filter(crisis=crisis, officer__is_active=True, role__in=_MAY_ANSWER)
    return tuple(rows.order_by("officer__name", "officer").values_list("officer", "officer__name"))


def _ordered(rows: QuerySet[Voice], which: str, by: Actor) -> QuerySet[Voice]:
    if which == ANSWERED:
        return rows.filter(answered_at__isnull=False).order_by("-answered_at", "-id")
    if which == ASIDE:
        return rows.filter(outcome=VoiceOutcome.SET_ASIDE).order_by("-received_at", "-id")
    waiting = rows.filter(outcome=VoiceOutcome.OPEN).order_by("-is_urgent", "promised_for", "received_at", "id")
    return waiting.filter(owner=by.officer) if which == MINE else waiting


def _paged(rows: QuerySet[Voice], page: int, most: int) -> tuple[int, int, int]:
    total = rows.count()
    pages = max(1, -(-total // most))
    return total, min(max(page, 1), pages), pages


def _opened(value: bytes | memoryview | None, context: str) -> str:
    return encryption.open_sealed(value, context=context) or ""


def _standing(row: Voice, at: datetime) -> VoiceStanding:
    outcome = VoiceOutcome(row.outcome)
    return rules.standing(outcome, promised=row.promised_for, answered_at=row.answered_at, at=at)


def _public(row: Voice) -> PublicAnswer:
    assert row.answered_at is not None  # noqa: S101  (what is public was answered; for the type checker)
    return PublicAnswer(
        number=row.number, question=row.public_question, answer=row.public_answer, language=row.public_language,
        what_changed=row.what_changed, received_at=row.received_at, answered_at=row.answered_at,
        is_late=row.answered_at > row.promised_for,
    )  # fmt: skip


def _followed(row: Voice, at: datetime) -> Followed:
    return Followed(
        number=row.number, received_at=row.received_at, promised_for=row.promised_for, standing=_standing(row, at),
        outcome=VoiceOutcome(row.outcome), answered_at=row.answered_at,
        public=_public(row) if row.published_at or row.what_changed else None,
        is_answered_privately=row.answer is not None,
    )  # fmt: skip


def _own(row: Voice, at: datetime) -> Own:
    words, said = _opened(row.words, sealed.VOICE_WORDS), _opened(row.answer, sealed.VOICE_ANSWER)
    return Own(VoiceKind(row.kind), _followed(row, at), words, said)


def _line(row: Voice, at: datetime) -> VoiceLine:
    return VoiceLine(
        id=row.id, number=row.number, kind=VoiceKind(row.kind), words=_opened(row.words, sealed.VOICE_WORDS),
        language=row.language, received_at=row.received_at, promised_for=row.promised_for,
        outcome=VoiceOutcome(row.outcome), standing=_standing(row, at), owner=row.owner_id,
        owner_name=row.owner.name if row.owner else "", is_urgent=row.is_urgent, has_contact=row.contact is not None,
        person=row.person_id, answered_at=row.answered_at, is_public=row.published_at is not None,
        set_aside=VoiceAside(row.set_aside) if row.set_aside else None,
    )  # fmt: skip


def _view(row: Voice, at: datetime) -> VoiceView:
    return VoiceView(
        line=_line(row, at), contact=_opened(row.contact, sealed.VOICE_CONTACT),
        answer=_opened(row.answer, sealed.VOICE_ANSWER), answered_by=row.answered_by.name if row.answered_by else "",
        public_question=row.public_question, public_answer=row.public_answer, public_language=row.public_language,
        what_changed=row.what_changed, changed_at=row.changed_at, published_at=row.published_at,
        is_forgotten=row.forgotten_at is not None,
        alike=Voice.objects.filter(crisis=row.crisis_id, same=bytes(row.same)).exclude(id=row.id).count(),
        turns=tuple(_turn(each) for each in row.turns.select_related("to").order_by("at", "id")),
        version=row.version,
    )  # fmt: skip


def _turn(row: VoiceTurn) -> TurnLine:
    return TurnLine(
        kind=VoiceTurned(row.kind), by=row.by, to=row.to.name if row.to else "", words=row.words,
        answer=_opened(row.answer, sealed.VOICE_ANSWER), public_question=row.public_question,
        public_answer=row.public_answer, what_changed=row.what_changed, at=row.at,
    )  # fmt: skip
