"""What is known: of every thing the newest version recorded by an hour; what was struck by then is left out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from dodomu.situation.models import Expectation, Figure, Report, Restriction, Rumour, Told
from dodomu.situation.queries import reading
from dodomu.situation.rules.known import ExpectationKnown, Fact, FigureKnown, ReportKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind, KnownBy, Outcome


def restrictions(
    crisis: UUID,
    *,
    known_at: datetime | None = None,
    known_by: KnownBy = KnownBy.US,
    published_by: datetime | None = None,
) -> list[RestrictionKnown]:
    """Return every restriction as it was known at an hour (now, when none is named), in the order of beginning.

    With `published_by`, here and below, only what the public had been told by that hour.
    """
    found = _read(FactKind.RESTRICTION, crisis, known_at, known_by, published_by)
    return sorted(found, key=lambda each: (each.begins_at or each.announced_at, each.ref, each.thing))


def reports(
    crisis: UUID,
    *,
    known_at: datetime | None = None,
    known_by: KnownBy = KnownBy.US,
    published_by: datetime | None = None,
) -> list[ReportKnown]:
    """Return every report as it was known at an hour, those that were superseded too, in the order of happening."""
    found = _read(FactKind.REPORT, crisis, known_at, known_by, published_by)
    return sorted(found, key=lambda each: (each.occurred_at or each.announced_at, each.ref, each.thing))


def figures(
    crisis: UUID,
    *,
    known_at: datetime | None = None,
    known_by: KnownBy = KnownBy.US,
    published_by: datetime | None = None,
) -> list[FigureKnown]:
    """Return every figure as it was known at an hour, in the order of the hours for which they hold."""
    found = _read(FactKind.FIGURE, crisis, known_at, known_by, published_by)
    return sorted(found, key=lambda each: (each.as_of, each.ref, each.thing))


def rumours(
    crisis: UUID,
    *,
    known_at: datetime | None = None,
    known_by: KnownBy = KnownBy.US,
    published_by: datetime | None = None,
) -> list[RumourKnown]:
    """Return every rumour as it was known at an hour, answered or not, in the order of being seen."""
    found = _read(FactKind.RUMOUR, crisis, known_at, known_by, published_by)
    return sorted(found, key=lambda each: (each.first_seen_at, each.ref, each.thing))


def expectations(
    crisis: UUID,
    *,
    known_at: datetime | None = None,
    known_by: KnownBy = KnownBy.US,
    published_by: datetime | None = None,
) -> list[ExpectationKnown]:
    """Return every expectation as it was known at an hour, settled or not, in the order of being due, no hour last."""
    found = _read(FactKind.EXPECTATION, crisis, known_at, known_by, published_by)
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or each.announced_at, each.ref, each.thing))


def awaited(crisis: UUID, *, known_at: datetime | None = None, about: UUID | None = None) -> list[ExpectationKnown]:
    """Return what is expected and open yet, or everything that was ever expected about one thing; no hour last."""
    versions = reading.newest(Expectation, crisis, known_at)
    rows = reading.standing(Expectation, versions, Q(about=about) if about else Q(outcome=Outcome.OPEN))
    found = reading.read(ExpectationKnown, Expectation, rows)
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or each.announced_at, each.ref, each.thing))


def unanswered(crisis: UUID, *, known_at: datetime | None = None) -> list[RumourKnown]:
    """Return the rumours that nobody has answered, in the order of being seen."""
    rows = reading.standing(Rumour, reading.newest(Rumour, crisis, known_at), Q(answered_at=None))
    found = reading.read(RumourKnown, Rumour, rows)
    return sorted(found, key=lambda each: (each.first_seen_at, each.ref, each.thing))


def replaced_by(
    crisis: UUID,
    things: Iterable[UUID],
    *,
    known_at: datetime | None = None,
    known_by: KnownBy = KnownBy.US,
    published_by: datetime | None = None,
) -> Mapping[UUID, UUID]:
    """Return of each of these reports that was replaced the one that replaced it, the latest if several did."""
    wanted = list(things)
    if not wanted:
        return {}
    only = Q(supersedes__in=wanted)
    if published_by is not None:
        only &= Q(published_at__lte=published_by)
    rows = reading.standing(Report, reading.newest(Report, crisis, known_at, known_by), only)
    pairs = rows.order_by("announced_at", "recorded_at", "thing").values_list("supersedes", "thing")
    return {earlier: thing for earlier, thing in pairs if earlier}


def reports_between(
    crisis: UUID, since: datetime, until: datetime, *, known_at: datetime | None = None
) -> list[ReportKnown]:
    """Return the reports of what happened after one hour and up to another that no other report has replaced."""
    versions = reading.newest(Report, crisis, known_at)
    happened = Q(occurred_at__gt=since, occurred_at__lte=until)
    announced = Q(occurred_at=None, announced_at__gt=since, announced_at__lte=until)
    found = reading.read(ReportKnown, Report, reading.standing(Report, versions, happened | announced))
    replaced = set(reading.standing(Report, versions, ~Q(supersedes=None)).values_list("supersedes", flat=True))
    return [each for each in found if each.thing not in replaced]


def fact(crisis: UUID, kind: FactKind, thing: UUID, *, known_at: datetime | None = None) -> Fact | None:
    """Return one thing as it was known at an hour; None where there is none, or it was struck."""
    known, table = _TABLES[kind]
    rows = reading.newest(table, crisis, known_at).filter(thing=thing)
    return next(reading.read(known, table, rows), None)


def facts(kind: FactKind, versions: Iterable[UUID]) -> dict[UUID, Fact]:
    """Return what these versions say, by their ids."""
    known, table = _TABLES[kind]
    rows = table._default_manager.filter(id__in=list(versions))
    return dict(reading.read_with_ids(known, table, rows))


_TABLES: Final[Mapping[FactKind, tuple[type[Any], type[Told]]]] = {
    FactKind.REPORT: (ReportKnown, Report),
    FactKind.FIGURE: (FigureKnown, Figure),
    FactKind.RESTRICTION: (RestrictionKnown, Restriction),
    FactKind.RUMOUR: (RumourKnown, Rumour),
    FactKind.EXPECTATION: (ExpectationKnown, Expectation),
}


def _read(
    kind: FactKind, crisis: UUID, known_at: datetime | None, known_by: KnownBy, published_by: datetime | None
) -> list[Any]:
    known, table = _TABLES[kind]
    versions = reading.newest(table, crisis, known_at, known_by)
    if published_by is not None:
        versions = reading.standing(table, versions, Q(published_at__lte=published_by))
    return list(reading.read(known, table, versions))
