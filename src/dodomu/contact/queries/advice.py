"""Advice as screens read it: where each stands at an hour, with its words and what was signed of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Prefetch, Q, QuerySet

from dodomu.contact.models import Advice, AdviceText, Statement
from dodomu.contact.rules import advice as rules
from dodomu.contact.rules import numbers
from dodomu.contact.rules.advice import Holding, Span, Words
from dodomu.contact.rules.numbers import AdviceNumber
from dodomu.contact.rules.statements import Form
from dodomu.contact.rules.terms import AdviceKind, AdviceState, Certainty, Severity, Urgency
from dodomu.foundation.words import in_language


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One piece of advice as it stands at an hour."""

    id: UUID
    number: int
    kind: AdviceKind
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    places: tuple[UUID, ...]  # empty: the whole country
    valid_from: datetime
    valid_until: datetime | None
    state: AdviceState
    ended_at: datetime | None  # since when it is dead
    supersedes: int | None  # number
    superseded_by: int | None  # number of what was published in its place by the hour
    drafted_at: datetime
    drafted_by: str
    published_at: datetime | None
    published_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_why: str  # for the desk only
    version: int
    words: Mapping[str, Words] = field(hash=False)  # language -> words
    supersedes_id: UUID | None = None
    draft_instead: UUID | None = None  # what was drafted to take its place: only one may

    @property
    def is_dead(self) -> bool:
        """Whether it was advice once and is none any more."""
        return self.state in {AdviceState.SUPERSEDED, AdviceState.WITHDRAWN, AdviceState.EXPIRED}

    def words_for(self, language: str) -> tuple[str, Words]:
        """Return its words in this language, or the nearest there is, and which one that is."""
        chosen = in_language({code: code for code in self.words}, language)
        return chosen, self.words.get(chosen, Words())


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A text exactly as it was published and signed."""

    id: UUID
    advice: UUID | None
    number: int | None  # of the advice
    crisis: UUID
    crisis_slug: str
    is_exercise: bool
    form: Form
    language: str
    text: str
    code: str
    key: str  # id of the key; empty: none was there
    is_disowned: bool  # nothing that key signed is to be relied on
    signature: str  # a minisign file
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of the feed: the same advice keeps its id, and is updated when it dies."""

    advice: AdviceLine
    updated: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """How much advice an officer is asked about."""

    runs_out: int  # soon, with nothing to follow it
    disowned: int  # holds, and was signed with a key that is ours no more


def asking(crisis: UUID, *, at: datetime) -> Asking:
    """Count the advice that must be looked at now."""
    alive = Q(crisis=crisis, published_at__lte=at, withdrawn_at=None) & (Q(valid_until=None) | Q(valid_until__gt=at))
    lines = [each for each in (_line(row, at) for row in _rows(alive)) if not each.is_dead]
    signed = Statement.objects.filter(advice__in=[each.id for each in lines], key__disowned_at__isnull=False)
    return Asking(len(running_out(lines, at=at)), signed.values("advice").distinct().count())


def running_out(lines: Iterable[AdviceLine], *, at: datetime) -> frozenset[int]:
    """Return the numbers of the advice that ends soon with nothing to follow it."""
    alive = {
        each.number: Holding(each.kind, each.places, each.valid_from, each.valid_until)
        for each in lines
        if each.state in {AdviceState.IN_FORCE, AdviceState.NOT_YET}
    }
    return frozenset(
        number
        for number, holding in alive.items()
        if rules.runs_out(holding, [each for other, each in alive.items() if other != number], at=at)
    )


def all_advice(crisis: UUID, *, at: datetime) -> tuple[AdviceLine, ...]:
    """Return all advice of a crisis with drafts, for the desk: what holds first, drafts last, each newest first."""
    return _in_order(_line(row, at) for row in _rows(Q(crisis=crisis)))


def public_advice(crisis: UUID, *, at: datetime) -> tuple[AdviceLine, ...]:
    """Return what is published by an hour: what holds first, then what will, then the dead, each newest first."""
    return _in_order(_line(row, at) for row in _rows(Q(crisis=crisis, published_at__lte=at)))


def in_force(crisis: UUID, *, at: datetime) -> tuple[AdviceLine, ...]:
    """Return the advice that holds at an hour."""
    return tuple(each for each in public_advice(crisis, at=at) if each.state is AdviceState.IN_FORCE)


def next_number(crisis: UUID) -> AdviceNumber:
    """Return the next number of this side: headquarters and each post that works alone count their own."""
    first, last = numbers.between(settings.DODOMU_POST)
    own = Advice.objects.filter(crisis=crisis, number__range=(first, last))
    return AdviceNumber((own.aggregate(newest=Max("number"))["newest"] or first) + 1)


def advice_by_number(crisis: UUID, number: int, *, at: datetime, public: bool = True) -> AdviceLine | None:
    """Return one piece of advice, or None; for the public only what is published by the hour."""
    found = _rows(Q(crisis=crisis, number=number) & (Q(published_at__lte=at) if public else Q())).first()
    return _line(found, at) if found else None


def advice_by_id(crisis: UUID, advice: UUID, *, at: datetime) -> AdviceLine | None:
    """Return one piece of advice of a crisis, also a draft, or None."""
    found = _rows(Q(crisis=crisis, id=advice)).first()
    return _line(found, at) if found else None


def statements_of(advice: UUID) -> tuple[StatementLine, ...]:
    """Return everything that was signed of a piece of advice, by form and language."""
    rows = statement_rows().filter(advice=advice).order_by("form", "language")
    return tuple(statement_line(row) for row in rows)


def statement(advice: UUID, form: Form, language: str) -> StatementLine | None:
    """Return one form of a piece of advice in one language, or None."""
    row = statement_rows().filter(advice=advice, form=form, language=language).first()
    return statement_line(row) if row else None


def feed_entries(crisis: UUID, *, at: datetime) -> tuple[FeedEntry, ...]:
    """Return what a feed tells of the published advice, what changed last first."""
    entries = [FeedEntry(each, _updated(each)) for each in public_advice(crisis, at=at)]
    return tuple(sorted(entries, key=lambda entry: (entry.updated, entry.advice.number), reverse=True))


def span_of(row: Advice) -> Span:
    """Return the hours that decide where advice stands."""
    follower = _follower(row)
    superseded_at = follower.published_at if follower else None
    return Span(row.valid_from, row.valid_until, row.published_at, superseded_at, row.withdrawn_at)


def words_of(row: Advice) -> dict[str, Words]:
    """Return the words of advice by language, in the order in which languages are shown."""
    found = {each.language: Words(each.headline, each.text, each.short) for each in row.texts.all()}
    return {language: found[language] for language in rules.LANGUAGES if language in found}


def statement_rows() -> "QuerySet[Statement]":
    """Return statements with what is shown of them."""
    return Statement.objects.select_related("crisis", "advice", "key")


def statement_line(row: Statement) -> StatementLine:
    """Return a statement as screens read it."""
    return StatementLine(
        id=row.id, advice=row.advice_id, number=AdviceNumber(row.advice.number) if row.advice else None,
        crisis=row.crisis_id, crisis_slug=row.crisis.slug, is_exercise=bool(row.crisis.exercise), form=Form(row.form),
        language=row.language, text=row.text, code=row.code, key=row.key_id or "", signature=row.signature,
        signed_at=row.signed_at,
        is_disowned=row.key is not None and row.key.disowned_at is not None,
    )  # fmt: skip


def _rows(which: Q) -> "QuerySet[Advice]":
    words = Prefetch("texts", AdviceText.objects.order_by("language"))
    related = ("supersedes", "superseded_by", "drafted_by", "published_by", "withdrawn_by")
    return Advice.objects.filter(which).select_related(*related).prefetch_related(words).order_by("-number")


def _line(row: Advice, at: datetime) -> AdviceLine:
    span, follower = span_of(row), _follower(row)
    state = rules.state_at(span, at=at)
    is_followed = follower is not None and follower.published_at is not None and follower.published_at <= at
    is_withdrawn = state is AdviceState.WITHDRAWN
    return AdviceLine(
        id=row.id, number=AdviceNumber(row.number), kind=AdviceKind(row.kind), urgency=Urgency(row.urgency),
        severity=Severity(row.severity), certainty=Certainty(row.certainty), places=tuple(row.places),
        valid_from=row.valid_from, valid_until=row.valid_until, state=state, ended_at=rules.ended_at(span, at=at),
        supersedes=AdviceNumber(row.supersedes.number) if row.supersedes else None, supersedes_id=row.supersedes_id,
        superseded_by=AdviceNumber(follower.number) if follower and is_followed else None, drafted_at=row.drafted_at,
        drafted_by=_name(row.drafted_by), published_at=row.published_at, published_by=_name(row.published_by),
        draft_instead=follower.id if follower and not is_followed else None,
        withdrawn_at=row.withdrawn_at if is_withdrawn else None,
        withdrawn_by=_name(row.withdrawn_by) if is_withdrawn else "",
        withdrawn_why=row.withdrawn_why if is_withdrawn else "", version=row.version, words=words_of(row),
    )  # fmt: skip


def _follower(row: Advice) -> Advice | None:
    """Return the advice that was drafted to follow this one, published or not."""
    return getattr(row, "superseded_by", None)  # the other end of one to one raises an AttributeError where none is


def _name(officer: Any) -> str:
    return str(officer.name) if officer else ""


def _in_order(lines: Iterable[AdviceLine]) -> tuple[AdviceLine, ...]:
    def place(each: AdviceLine) -> tuple[int, float]:
        is_alive = each.state in {AdviceState.IN_FORCE, AdviceState.NOT_YET}
        first = rules.ORDER.index(each.state) if is_alive or each.state is AdviceState.DRAFT else 2
        return first, -(each.ended_at or each.published_at or each.drafted_at).timestamp()

    return tuple(sorted(lines, key=place))


def _updated(line: AdviceLine) -> datetime:
    """When something last happened to it. It begins and ends by itself: those hours count like an officer's word."""
    begun = line.valid_from if line.state is not AdviceState.NOT_YET else None
    hours: Sequence[datetime | None] = (line.published_at, line.ended_at, begun)
    return max(hour for hour in hours if hour is not None)
