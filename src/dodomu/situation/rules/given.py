"""What an officer, a file or a script states: the columns of a fact by their names, and what can be wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from dodomu.foundation.refusal import FoundationReason, Reason
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules import hours
from dodomu.situation.rules.terms import (
    CREDIBILITY,
    SEVERITY,
    AppliesTo,
    Category,
    Effect,
    ExpectationKind,
    FactKind,
    Precision,
    Provenance,
    Qualifier,
    Reach,
    Reliability,
    RestrictionKind,
    Stated,
    Verdict,
)

LONGEST_TEXT: Final = 4000  # of one language
# The longest text of each field, as the tables have it.
LONGEST: Final[Mapping[str, int]] = {
    "ref": 60, "said_by": 200, "note": 1000, "zone": 60, "where_words": 200, "occurred_words": 60, "of_whom": 120,
    "measure": 160, "unit": 30, "way": 60, "scope": 200, "precision_words": 80, "applies_words": 120, "channel": 80,
    "harm": 500, "answered_by": 200, "by_whom": 200, "due_words": 80,
}  # fmt: skip
LONGEST_REF: Final = 60
LONGEST_PAPER: Final = 30
LARGEST_NUMBER: Final = 10**15
LONGEST_DELAY: Final = 60 * 24 * 31  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What everything that is told has in common. Hours are aware; `zone` is the one in which they were stated."""

    announced_at: datetime  # from when anybody could know it
    zone: str
    ref: str = ""
    place: UUID | None = None
    sources: tuple[str, ...] = ()  # refs of sources
    said_by: str = ""
    provenance: Provenance = Provenance.SOURCED
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGiven(Given):
    """What happened. Without `occurred_at` nobody said when."""

    category: Category
    texts: Mapping[str, str] = field(hash=False)  # language -> words
    severity: int | None = None
    where_words: str = ""
    occurred_at: datetime | None = None
    occurred_precision: Precision = Precision.HOUR
    occurred_words: str = ""
    published_precision: Precision = Precision.HOUR
    reliability: Reliability | None = None
    credibility: int | None = None
    supersedes: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGiven(Given):
    """A number by somebody's word."""

    number: int
    of_whom: str
    measure: str
    as_of: datetime
    as_of_precision: Precision = Precision.HOUR
    qualifier: Qualifier = Qualifier.EXACT
    unit: str = "persons"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionGiven(Given):
    """What cannot be done, or only so. A limit in time has an hour, or says which kind of none it is."""

    kind: RestrictionKind
    effect: Effect
    reach: Reach = Reach.PLACE
    way: str = ""
    scope: str = ""
    begins_at: datetime | None = None
    begins_is: Stated = Stated.STATED
    ends_at: datetime | None = None
    ends_is: Stated = Stated.STATED
    daily_from: time | None = None
    daily_to: time | None = None
    precision_words: str = ""
    applies_to: AppliesTo = AppliesTo.ALL
    applies_words: str = ""
    slow_minutes: int | None = None
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RumourGiven(Given):
    """A claim that goes round, with its answer if there is one already."""

    claims: Mapping[str, str] = field(hash=False)  # language -> words
    first_seen_at: datetime
    first_seen_precision: Precision = Precision.HOUR
    channel: str = ""
    harm: str = ""
    verdict: Verdict = Verdict.OPEN
    answered_at: datetime | None = None
    answered_precision: Precision = Precision.HOUR
    answered_by: str = ""
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)  # language -> words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationGiven(Given):
    """What should happen or end at an hour, or a commitment with its limit."""

    kind: ExpectationKind
    texts: Mapping[str, str] = field(hash=False)  # language -> words
    by_whom: str = ""
    due_at: datetime | None = None
    due_is: Stated = Stated.STATED
    due_precision: Precision = Precision.HOUR
    due_words: str = ""
    about: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGiven:
    """A publication that is stated together with the fact that rests on it."""

    ref: str
    publisher: str
    address: str = ""


AnyGiven = ReportGiven | FigureGiven | RestrictionGiven | RumourGiven | ExpectationGiven

KINDS: Final[Mapping[type[Given], FactKind]] = {
    ReportGiven: FactKind.REPORT,
    FigureGiven: FactKind.FIGURE,
    RestrictionGiven: FactKind.RESTRICTION,
    RumourGiven: FactKind.RUMOUR,
    ExpectationGiven: FactKind.EXPECTATION,
}


@dataclass(frozen=True, slots=True)
class GivenFault:
    """One thing wrong with one field."""

    field: str
    reason: Reason


def kind_of(given: AnyGiven) -> FactKind:
    """Return which of the five kinds is stated."""
    return KINDS[type(given)]


def faults(given: AnyGiven, *, at: datetime) -> tuple[GivenFault, ...]:
    """Return everything that is wrong with what was stated, the most telling of each field first."""
    beyond = tuple(_faults_of_hours(given))  # with such an hour nothing can be reckoned
    return beyond or (*_faults_of_all(given, at), *_FAULTS[type(given)](given, at))


def has_words(texts: Mapping[str, str]) -> bool:
    """Say whether anything was written in any language."""
    return any(words.strip() for words in texts.values())


def _faults_of_hours(given: Given) -> Iterator[GivenFault]:
    for each in fields(given):
        value = getattr(given, each.name)
        if isinstance(value, datetime) and not hours.is_in_reach(value):
            yield GivenFault(each.name, SituationReason.HOUR_OUT_OF_REACH)


def _faults_of_all(given: Given, at: datetime) -> Iterator[GivenFault]:
    if not given.said_by.strip() and not any(ref.strip() for ref in given.sources):
        yield GivenFault("sources", SituationReason.SOURCE_NEEDED)
    if not hours.is_zone(given.zone):
        yield GivenFault("zone", FoundationReason.UNKNOWN_ZONE)
    if given.announced_at > at:
        yield GivenFault("announced_at", SituationReason.TOLD_IN_FUTURE)
    for name, limit in LONGEST.items():
        if len(getattr(given, name, "")) > limit:
            yield GivenFault(name, FoundationReason.TEXT_TOO_LONG)
    if any(len(ref) > LONGEST_REF for ref in given.sources):
        yield GivenFault("sources", FoundationReason.TEXT_TOO_LONG)


def _faults_of_report(given: ReportGiven, at: datetime) -> Iterator[GivenFault]:
    yield from _faults_of_words("texts", given.texts)
    if given.severity is not None and given.severity not in SEVERITY:
        yield GivenFault("severity", SituationReason.NO_MARK)
    if given.credibility is not None and given.credibility not in CREDIBILITY:
        yield GivenFault("credibility", SituationReason.NO_MARK)
    if given.reliability is not None and given.reliability not in tuple(Reliability):
        yield GivenFault("reliability", SituationReason.NO_MARK)
    if given.occurred_at is not None and _is_to_come(given, given.occurred_at, given.occurred_precision, at):
        yield GivenFault("occurred_at", SituationReason.TOLD_IN_FUTURE)


def _faults_of_figure(given: FigureGiven, at: datetime) -> Iterator[GivenFault]:
    if given.number < 0:
        yield GivenFault("number", SituationReason.NUMBER_BELOW_ZERO)
    if given.number > LARGEST_NUMBER:
        yield GivenFault("number", SituationReason.NUMBER_TOO_LARGE)
    for name in ("of_whom", "measure"):
        if not getattr(given, name).strip():
            yield GivenFault(name, SituationReason.WORDS_NEEDED)
    if _is_to_come(given, given.as_of, given.as_of_precision, at):
        yield GivenFault("as_of", SituationReason.TOLD_IN_FUTURE)


def _faults_of_restriction(given: RestrictionGiven, at: datetime) -> Iterator[GivenFault]:  # noqa: ARG001
    if given.begins_at and given.ends_at and given.ends_at <= given.begins_at:
        yield GivenFault("ends_at", SituationReason.ENDS_BEFORE_IT_BEGINS)
    if _is_unclear(given.begins_at, given.begins_is):
        yield GivenFault("begins_at", SituationReason.LIMIT_UNCLEAR)
    if _is_unclear(given.ends_at, given.ends_is):
        yield GivenFault("ends_at", SituationReason.LIMIT_UNCLEAR)
    stated = (given.daily_from is not None, given.daily_to is not None)
    needs_hours = given.kind is RestrictionKind.CURFEW or given.effect is Effect.OPEN_ONLY
    if any(stated) != all(stated) or (needs_hours and not all(stated)):
        yield GivenFault("daily_from", SituationReason.HOURS_NEEDED)
    if given.reach is Reach.WAY and not given.way.strip():
        yield GivenFault("way", SituationReason.WAY_NEEDED)
    if given.reach is not Reach.WAY and given.place is None:
        yield GivenFault("place", SituationReason.PLACE_NEEDED)
    if given.slow_minutes is not None and given.slow_minutes < 0:
        yield GivenFault("slow_minutes", SituationReason.NUMBER_BELOW_ZERO)
    if given.slow_minutes is not None and given.slow_minutes > LONGEST_DELAY:
        yield GivenFault("slow_minutes", SituationReason.NUMBER_TOO_LARGE)
    if any(len(paper) > LONGEST_PAPER for paper in given.papers):
        yield GivenFault("papers", FoundationReason.TEXT_TOO_LONG)


def _faults_of_rumour(given: RumourGiven, at: datetime) -> Iterator[GivenFault]:
    yield from _faults_of_words("claims", given.claims)
    if _is_to_come(given, given.first_seen_at, given.first_seen_precision, at):
        yield GivenFault("first_seen_at", SituationReason.TOLD_IN_FUTURE)
    if given.verdict is Verdict.OPEN and given.answered_at is None and not has_words(given.answers):
        return
    yield from faults_of_answer(
        verdict=given.verdict, answered_by=given.answered_by, answers=given.answers, answered_at=given.answered_at,
        answered_precision=given.answered_precision, seen_at=given.first_seen_at,
        seen_precision=given.first_seen_precision, zone=given.zone, at=at,
    )  # fmt: skip


def faults_of_answer(
    *,
    verdict: Verdict,
    answered_by: str,
    answers: Mapping[str, str],
    answered_at: datetime | None,
    answered_precision: Precision,
    seen_at: datetime,
    seen_precision: Precision,
    zone: str,
    at: datetime,
) -> Iterator[GivenFault]:
    """Return everything that is wrong with the answer to a rumour."""
    if verdict is Verdict.OPEN:
        yield GivenFault("verdict", SituationReason.ANSWER_NEEDED)
    if not answered_by.strip():
        yield GivenFault("answered_by", SituationReason.ANSWER_NEEDED)
    if not has_words(answers):
        yield GivenFault("answers", SituationReason.ANSWER_NEEDED)
    yield from _faults_of_length("answers", answers)
    if len(answered_by) > LONGEST["answered_by"]:
        yield GivenFault("answered_by", FoundationReason.TEXT_TOO_LONG)
    if answered_at is None:
        yield GivenFault("answered_at", SituationReason.ANSWER_NEEDED)
    elif not hours.is_zone(zone):
        return  # said already
    elif not hours.is_in_reach(answered_at):
        yield GivenFault("answered_at", SituationReason.HOUR_OUT_OF_REACH)
    elif hours.is_before(answered_at, answered_precision, seen_at, seen_precision, zone=zone):
        yield GivenFault("answered_at", SituationReason.ANSWERED_BEFORE_SEEN)
    elif hours.is_before(at, Precision.HOUR, answered_at, answered_precision, zone=zone):
        yield GivenFault("answered_at", SituationReason.TOLD_IN_FUTURE)


def _faults_of_expectation(given: ExpectationGiven, at: datetime) -> Iterator[GivenFault]:  # noqa: ARG001
    yield from _faults_of_words("texts", given.texts)
    if _is_unclear(given.due_at, given.due_is):
        yield GivenFault("due_at", SituationReason.LIMIT_UNCLEAR)


def _faults_of_words(name: str, texts: Mapping[str, str]) -> Iterator[GivenFault]:
    if not has_words(texts):
        yield GivenFault(name, SituationReason.WORDS_NEEDED)
    yield from _faults_of_length(name, texts)


def _faults_of_length(name: str, texts: Mapping[str, str]) -> Iterator[GivenFault]:
    if any(len(words) > LONGEST_TEXT for words in texts.values()):
        yield GivenFault(name, FoundationReason.TEXT_TOO_LONG)


def _is_to_come(given: Given, hour: datetime, precision: Precision, at: datetime) -> bool:
    return hours.is_zone(given.zone) and hours.is_before(at, Precision.HOUR, hour, precision, zone=given.zone)


def _is_unclear(hour: datetime | None, stated: Stated) -> bool:
    """An hour was said to be stated and is missing, or is there although it was said not to be."""
    return (hour is not None) != (stated in {Stated.STATED, Stated.ASSUMED})


_FAULTS: Final[Mapping[type[Given], Any]] = {
    ReportGiven: _faults_of_report,
    FigureGiven: _faults_of_figure,
    RestrictionGiven: _faults_of_restriction,
    RumourGiven: _faults_of_rumour,
    ExpectationGiven: _faults_of_expectation,
}
