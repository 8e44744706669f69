"""What the public is told: nothing that is not published by the hour, each with its hour and its sources.

A page and a feed show the newest only, so no more than these are read, whatever has been told since the first day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from dodomu.situation.models import TABLES, Report, Rumour
from dodomu.situation.queries import known, reading
from dodomu.situation.queries.figures import FigureGroup, grouped
from dodomu.situation.queries.in_force import in_force, to_come
from dodomu.situation.queries.sources import SourceLine, sources_of
from dodomu.situation.rules.known import Fact, FigureKnown, ReportKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import Category, FactKind

MOST: Final = 150  # reports and answers on one page: it has room for fewer
F_ = TypeVar("F_")
K = TypeVar("K", ReportKnown, RestrictionKnown, RumourKnown, FigureKnown)


@dataclass(frozen=True, slots=True)
class Sourced(Generic[F_]):
    """A fact with its sources; a ref that no source was kept for is left out."""

    fact: F_
    sources: tuple[SourceLine, ...]
    superseded_by: UUID | None = None  # of a report: the published one that replaced it


@dataclass(frozen=True, slots=True)
class PublicNewest:
    """Reports and answers told last before an hour; what was told at one hour is there whole or not at all."""

    known: tuple[Sourced[ReportKnown], ...]
    rumours: tuple[Sourced[RumourKnown], ...]  # answered ones only
    goes_on: bool  # more was told before


@dataclass(frozen=True, slots=True)
class PublicRestrictions:
    """What is in force at an hour, and what was announced and has not begun."""

    in_force: tuple[Sourced[RestrictionKnown], ...]  # daily hours are said, not applied
    to_come: tuple[Sourced[RestrictionKnown], ...]


@dataclass(frozen=True, slots=True)
class PublicRest:
    """What is not known, and what is counted."""

    open_questions: tuple[Sourced[ReportKnown], ...]  # answered ones are left out
    figures: tuple[FigureGroup, ...]
    sources: Sequence[SourceLine]  # of the figures


@dataclass(frozen=True, slots=True)
class PublicSituation:
    """The situation as the public may read it, each part with the newest first."""

    known: tuple[Sourced[ReportKnown], ...]
    open_questions: tuple[Sourced[ReportKnown], ...]  # what is not known; answered ones are left out
    in_force: tuple[Sourced[RestrictionKnown], ...]
    to_come: tuple[Sourced[RestrictionKnown], ...]
    rumours: tuple[Sourced[RumourKnown], ...]
    figures: tuple[FigureGroup, ...]
    sources: Sequence[SourceLine]  # of the figures
    goes_on: bool  # there are older reports or answers
    newest_at: datetime | None  # when the public was last told something


def public_situation(crisis: UUID, *, at: datetime) -> PublicSituation:
    """Return what is published by this hour, as it is known then; of reports and answers the newest."""
    sources = sources_of(crisis)
    newest = public_newest(crisis, at=at, sources=sources)
    restrictions = public_restrictions(crisis, at=at, sources=sources)
    rest = public_rest(crisis, at=at, sources=sources)
    return PublicSituation(
        known=newest.known,
        open_questions=rest.open_questions,
        in_force=restrictions.in_force,
        to_come=restrictions.to_come,
        rumours=newest.rumours,
        figures=rest.figures,
        sources=rest.sources,
        goes_on=newest.goes_on,
        newest_at=_newest_at(crisis, at),
    )


def public_newest(
    crisis: UUID,
    *,
    at: datetime,
    before: datetime | None = None,
    sources: Mapping[str, SourceLine] | None = None,
    most: int = MOST,
) -> PublicNewest:
    """Return the reports and answers that were told last before an hour, about so many."""
    reports = _published(Report, crisis, at, ~Q(category=Category.OPEN_QUESTION), told=F("announced_at"))
    rumours = _published(Rumour, crisis, at, ~Q(answered_at=None), told=F("answered_at"))
    if before is not None:
        reports, rumours = reports.filter(told__lt=before), rumours.filter(told__lt=before)
    since = _hour_of(most, reports, rumours)
    goes_on = since is not None and any(rows.filter(told__lt=since).exists() for rows in (reports, rumours))
    if since is not None:
        reports, rumours = reports.filter(told__gte=since), rumours.filter(told__gte=since)
    found = list(reading.read(ReportKnown, Report, reports.order_by("-told", "thing")))
    answered = list(reading.read(RumourKnown, Rumour, rumours.order_by("-told", "thing")))
    kept = sources_of(crisis) if sources is None else sources
    return PublicNewest(_with_replaced(found, crisis, at, kept), _with_sources(answered, kept), goes_on)


def public_restrictions(
    crisis: UUID, *, at: datetime, sources: Mapping[str, SourceLine] | None = None
) -> PublicRestrictions:
    """Return the restrictions that are published by this hour and are not over."""
    kept = sources_of(crisis) if sources is None else sources
    found = known.restrictions(crisis, known_at=at, published_by=at)
    return PublicRestrictions(_with_sources(in_force(found, at), kept), _with_sources(to_come(found, at), kept))


def public_rest(crisis: UUID, *, at: datetime, sources: Mapping[str, SourceLine] | None = None) -> PublicRest:
    """Return the open questions and the figures that are published by this hour."""
    kept = sources_of(crisis) if sources is None else sources
    figures = known.figures(crisis, known_at=at, published_by=at)
    questions = _with_sources(_open_questions(crisis, at), kept)
    return PublicRest(questions, grouped(figures), _of_figures(figures, kept))


def public_last(crisis: UUID, *, at: datetime, most: int) -> PublicSituation:
    """Return so many things of which the public was told last, whatever they are: what a feed has room for."""
    sources = sources_of(crisis)
    hours: list[datetime] = []
    chosen = {kind: _published(TABLES[kind], crisis, at, _of_a_feed(kind, at), updated=_UPDATED) for kind in _FEED}
    for rows in chosen.values():
        hours += rows.order_by("-updated").values_list("updated", flat=True)[:most]
    since = sorted(hours, reverse=True)[most - 1] if len(hours) >= most else None
    if since is not None:
        chosen = {kind: rows.filter(updated__gte=since) for kind, rows in chosen.items()}
    found = {kind: list(reading.read(_FEED[kind], TABLES[kind], rows)) for kind, rows in chosen.items()}
    reports = _with_replaced(found[FactKind.REPORT], crisis, at, sources)
    restrictions, figures = found[FactKind.RESTRICTION], found[FactKind.FIGURE]
    return PublicSituation(
        known=tuple(each for each in reports if each.fact.category is not Category.OPEN_QUESTION),
        open_questions=tuple(
            each for each in reports if each.fact.category is Category.OPEN_QUESTION and each.superseded_by is None
        ),
        in_force=_with_sources(in_force(restrictions, at), sources),
        to_come=_with_sources(to_come(restrictions, at), sources),
        rumours=_with_sources(found[FactKind.RUMOUR], sources),
        figures=grouped(figures),
        sources=_of_figures(figures, sources),
        goes_on=since is not None,
        newest_at=_newest_at(crisis, at),
    )


_UPDATED: Final = Greatest("published_at", "recorded_at")
_FEED: Final[Mapping[FactKind, type[Any]]] = {
    FactKind.REPORT: ReportKnown,
    FactKind.RESTRICTION: RestrictionKnown,
    FactKind.RUMOUR: RumourKnown,
    FactKind.FIGURE: FigureKnown,
}


def _of_a_feed(kind: FactKind, at: datetime) -> Q:
    """What is over, and a claim without an answer, is no news."""
    if kind is FactKind.RESTRICTION:
        return Q(ends_at=None) | Q(ends_at__gt=at)
    return ~Q(answered_at=None) if kind is FactKind.RUMOUR else Q()


def _published(table: type[Any], crisis: UUID, at: datetime, only: Q, **named: Any) -> QuerySet[Any]:
    return reading.standing(table, reading.newest(table, crisis, at), only & Q(published_at__lte=at), **named)


def _hour_of(number: int, *rows: QuerySet[Any]) -> datetime | None:
    """Return the hour down to which some kind has so many; above it nothing of any kind is left out."""
    newest = (each.order_by("-told").values_list("told", flat=True)[number - 1 : number] for each in rows)
    return max((hour for hours in newest for hour in hours), default=None)


def _open_questions(crisis: UUID, at: datetime) -> list[ReportKnown]:
    happened = Coalesce("occurred_at", "announced_at")
    rows = _published(Report, crisis, at, Q(category=Category.OPEN_QUESTION), happened=happened)
    found = list(reading.read(ReportKnown, Report, rows.order_by("happened", "thing")))
    answered = known.replaced_by(crisis, [each.thing for each in found], known_at=at, published_by=at)
    return [each for each in found if each.thing not in answered]


def _newest_at(crisis: UUID, at: datetime) -> datetime | None:
    hours = (
        _published(TABLES[kind], crisis, at, _told_alone(kind)).aggregate(newest=Max(_UPDATED))["newest"]
        for kind in _FEED
    )
    return max((hour for hour in hours if hour is not None), default=None)


def _told_alone(kind: FactKind) -> Q:
    return ~Q(answered_at=None) if kind is FactKind.RUMOUR else Q()


def _with_replaced(
    reports: Sequence[ReportKnown], crisis: UUID, at: datetime, sources: Mapping[str, SourceLine]
) -> tuple[Sourced[ReportKnown], ...]:
    replaced = known.replaced_by(crisis, [each.thing for each in reports], known_at=at, published_by=at)
    return tuple(Sourced(each, _sources(each, sources), replaced.get(each.thing)) for each in reports)


def _with_sources(facts: Iterable[K], sources: Mapping[str, SourceLine]) -> tuple[Sourced[K], ...]:
    return tuple(Sourced(each, _sources(each, sources)) for each in facts)


def _of_figures(figures: Iterable[FigureKnown], sources: Mapping[str, SourceLine]) -> tuple[SourceLine, ...]:
    return tuple(sources[ref] for ref in sorted({ref for each in figures for ref in each.sources}) if ref in sources)


def _sources(fact: Fact, sources: Mapping[str, SourceLine]) -> tuple[SourceLine, ...]:
    return tuple(sources[ref] for ref in fact.sources if ref in sources)
