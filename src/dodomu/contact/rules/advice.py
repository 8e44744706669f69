"""When advice holds, where it holds, and what can be wrong with what an officer drafts."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.handing import LINK, NAME, REFERENCE
from dodomu.contact.rules.terms import AdviceKind, AdviceState, Certainty, Severity, Urgency

LANGUAGES: Final = ("uk", "en", "ru", "kk")  # in which our own words around an advice exist
LANGUAGE_OF: Final[Mapping[str, str]] = {"UA": "uk", "KZ": "kk", "RU": "ru", "BY": "ru"}  # of a sending state; else en
LONGEST: Final[Mapping[str, int]] = {"headline": 160, "text": 4000, "short": 320}  # as the table has it
LONGEST_WHY: Final = 1000
FARTHEST: Final = timedelta(days=3 * 366)
FILLED_IN: Final = (NAME, REFERENCE, LINK)  # in a broadcast, for each person: advice is one text for everybody
LATEST: Final = timedelta(days=1)  # how long ago advice may have begun when it is drafted or published
SOON: Final = timedelta(hours=6)  # advice that runs out within it is asked about
ORDER: Final = (
    AdviceState.IN_FORCE, AdviceState.NOT_YET, AdviceState.SUPERSEDED, AdviceState.WITHDRAWN, AdviceState.EXPIRED,
    AdviceState.DRAFT,
)  # fmt: skip
# What turns the direction of writing, or cannot be written in XML: an officer pastes it without knowing.
_UNSEEN: Final = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
                            "\ufeff\ufff9-\uffff\ud800-\udfff]")  # fmt: skip
_MANY_BLANKS: Final = re.compile(r"[^\S\n]+")
_MANY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of advice in one language."""

    headline: str = ""
    text: str = ""
    short: str = ""  # for SMS; empty: the text where it fits, else the headline and where to read on


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceGiven:
    """Advice as an officer drafts it. Hours are aware; without an end it holds until it is superseded or withdrawn."""

    kind: AdviceKind
    valid_from: datetime
    valid_until: datetime | None = None
    urgency: Urgency = Urgency.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    places: tuple[UUID, ...] = ()  # empty: the whole country
    supersedes: UUID | None = None
    words: Mapping[str, Words] = field(default_factory=dict, hash=False)  # language -> words


@dataclass(frozen=True, slots=True)
class AdviceFault:
    """One thing wrong with one field: a column, or `words.uk.headline`."""

    field: str
    reason: ContactReason


@dataclass(frozen=True, slots=True)
class Span:
    """The hours that decide where advice stands."""

    valid_from: datetime
    valid_until: datetime | None
    published_at: datetime | None
    superseded_at: datetime | None = None  # when what follows it was published
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Advice that is alive, as far as it may follow other advice."""

    kind: AdviceKind
    places: tuple[UUID, ...]
    valid_from: datetime
    valid_until: datetime | None


def state_at(span: Span, *, at: datetime) -> AdviceState:
    """Say where advice stands at an hour, by what had happened to it until then."""
    if span.published_at is None or span.published_at > at:
        return AdviceState.DRAFT
    if span.withdrawn_at is not None and span.withdrawn_at <= at:
        return AdviceState.WITHDRAWN
    if span.superseded_at is not None and span.superseded_at <= at:
        return AdviceState.SUPERSEDED
    if span.valid_until is not None and span.valid_until <= at:
        return AdviceState.EXPIRED
    return AdviceState.IN_FORCE if span.valid_from <= at else AdviceState.NOT_YET


def ended_at(span: Span, *, at: datetime) -> datetime | None:
    """Return when advice stopped being advice, or None while it is, or will be, or never was."""
    ends = {
        AdviceState.WITHDRAWN: span.withdrawn_at,
        AdviceState.SUPERSEDED: span.superseded_at,
        AdviceState.EXPIRED: span.valid_until,
    }
    return ends.get(state_at(span, at=at))


def required_languages(sending: str) -> tuple[str, ...]:
    """Return the languages without which no advice goes out to citizens of this state."""
    return (LANGUAGE_OF.get(sending, "en"),)


def tidied(given: AdviceGiven) -> AdviceGiven:
    """Return a draft with its words tidied, without languages in which nothing was written."""
    tidy = {
        language: Words(line(words.headline), clean(words.text), line(words.short))
        for language, words in given.words.items()
    }
    return replace(
        given,
        words={language: words for language, words in tidy.items() if words != Words()},
        places=tuple(dict.fromkeys(given.places)),
    )


def clean(text: str) -> str:
    """Return words without what nobody sees: controls, turned directions, blanks at ends of lines, piles of lines."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (_MANY_BLANKS.sub(" ", each).strip() for each in plain.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def line(text: str) -> str:
    """Return words as one line."""
    return " ".join(clean(text).split())


def faults(given: AdviceGiven, *, at: datetime) -> tuple[AdviceFault, ...]:
    """Return everything that is wrong with a draft that may still be unfinished."""
    return (*_faults_of_hours(given, at), *_faults_of_each(given))


def faults_to_publish(given: AdviceGiven, *, sending: str, at: datetime) -> tuple[AdviceFault, ...]:
    """Return everything because of which a draft cannot be published at this hour."""
    return (*faults(given, at=at), *_faults_of_words(given, sending))


def leaves_a_gap(valid_from: datetime, superseded: Span, *, at: datetime) -> bool:
    """Say whether what is superseded would end now, although it holds and what follows begins later."""
    return valid_from > at and state_at(superseded, at=at) is AdviceState.IN_FORCE


def runs_out(holding: Holding, others: Sequence[Holding], *, at: datetime) -> bool:
    """Say whether advice in force ends soon and nobody there would be told anything else of its kind after that."""
    ends = holding.valid_until
    if ends is None or not holding.valid_from <= at < ends <= at + SOON:
        return False
    return not any(_follows(each, holding, ends) for each in others)


def _follows(other: Holding, ended: Holding, ends: datetime) -> bool:
    is_there = not other.places or (bool(ended.places) and set(ended.places) <= set(other.places))
    holds_on = other.valid_from <= ends and (other.valid_until is None or other.valid_until > ends)
    return other.kind is ended.kind and is_there and holds_on


def _faults_of_hours(given: AdviceGiven, at: datetime) -> Iterator[AdviceFault]:
    for name in ("valid_from", "valid_until"):
        hour = getattr(given, name)
        if hour is not None and hour > at + FARTHEST:
            yield AdviceFault(name, ContactReason.ADVICE_DATE_UNLIKELY)
    if given.valid_from < at - LATEST:
        yield AdviceFault("valid_from", ContactReason.ADVICE_DATE_UNLIKELY)
    if given.valid_until is None:
        return
    if given.valid_until <= given.valid_from:
        yield AdviceFault("valid_until", ContactReason.ADVICE_ENDS_BEFORE_IT_BEGINS)
    elif given.valid_until <= at:
        yield AdviceFault("valid_until", ContactReason.ADVICE_ALREADY_OVER)


def _faults_of_each(given: AdviceGiven) -> Iterator[AdviceFault]:
    for language, words in given.words.items():
        if language not in LANGUAGES:
            yield AdviceFault(f"words.{language}", ContactReason.ADVICE_LANGUAGE_UNKNOWN)
        for name, limit in LONGEST.items():
            said = getattr(words, name)
            if len(said) > limit:
                yield AdviceFault(f"words.{language}.{name}", ContactReason.ADVICE_TOO_LONG)
            if any(blank in said for blank in FILLED_IN):
                yield AdviceFault(f"words.{language}.{name}", ContactReason.ADVICE_TO_FILL_IN)


def _faults_of_words(given: AdviceGiven, sending: str) -> Iterator[AdviceFault]:
    if not given.words:
        yield AdviceFault("words", ContactReason.ADVICE_WITHOUT_WORDS)
        return
    for language in required_languages(sending):
        if language not in given.words:
            yield AdviceFault(f"words.{language}.headline", ContactReason.ADVICE_WITHOUT_LANGUAGE)
    for language, words in given.words.items():
        for name in ("headline", "text"):
            if not getattr(words, name):
                yield AdviceFault(f"words.{language}.{name}", ContactReason.ADVICE_WITHOUT_WORDS)
