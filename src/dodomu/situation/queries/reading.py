"""Reading versions: of every thing the newest that was known at an hour, made into what is known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import DateTimeField, Expression, F, FloatField, Func, Q, QuerySet

from dodomu.situation.models import Expectation, Restriction, Told
from dodomu.situation.rules.terms import (
    AppliesTo,
    Category,
    Effect,
    ExpectationKind,
    KnownBy,
    Outcome,
    Precision,
    Provenance,
    Qualifier,
    Reach,
    Reliability,
    RestrictionKind,
    Stated,
    Verdict,
)

K = TypeVar("K")
T = TypeVar("T", bound=Told)
Reader = Callable[[Any], Any]


class Seconds(Func):
    """An hour as a number: reading 14,000 hours as Django does takes longer than everything else of a page.

    A number of this size is exact to a quarter of a microsecond, so that the hour comes back as it was kept.
    """

    template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"
    output_field = FloatField()


def _hour(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _of(terms: type[StrEnum]) -> Reader:
    """A look into a table: calling the enumeration itself takes several times as long."""
    return {term.value: term for term in terms}.__getitem__


_READERS: Final[Mapping[str, Reader]] = {
    "sources": tuple,
    "papers": tuple,
    "provenance": _of(Provenance),
    "category": _of(Category),
    "reliability": {"": None, **{term.value: term for term in Reliability}}.__getitem__,
    "qualifier": _of(Qualifier),
    "effect": _of(Effect),
    "reach": _of(Reach),
    "applies_to": _of(AppliesTo),
    "verdict": _of(Verdict),
    "outcome": _of(Outcome),
}
_KINDS: Final[Mapping[type[Told], Reader]] = {
    Restriction: _of(RestrictionKind),
    Expectation: _of(ExpectationKind),
}
_BY_ENDING: Final[Mapping[str, Reader]] = {"_is": _of(Stated), "_precision": _of(Precision)}
_COLUMNS: Final[Mapping[str, str]] = {"place": "place_id", "daily": "daily_from"}


def newest(
    table: type[T], crisis: UUID, known_at: datetime | None = None, known_by: KnownBy = KnownBy.US
) -> QuerySet[T]:
    """Select of every thing the newest version known at an hour, also one that says that it is struck."""
    rows = table._default_manager.filter(crisis=crisis)
    if known_at is not None:
        hour = "recorded_at__lte" if known_by is KnownBy.US else "announced_at__lte"
        rows = rows.filter(**{hour: known_at})
    return rows.order_by("thing", "-version").distinct("thing")


def standing(table: type[T], versions: QuerySet[T], only: Q, **named: Expression | F) -> QuerySet[T]:
    """Select of some newest versions those that are not struck and fit a condition, which may name expressions."""
    rows = table._default_manager.annotate(**named) if named else table._default_manager
    return rows.filter(only, id__in=versions.values("id"), is_struck=False)


def read(known: type[K], table: type[Told], versions: QuerySet[Any]) -> Iterator[K]:
    """Make what is known of versions, without those that are struck."""
    return (fact for _, fact in read_with_ids(known, table, versions))


def read_with_ids(known: type[K], table: type[Told], versions: QuerySet[Any]) -> Iterator[tuple[UUID, K]]:
    """Make what is known of versions, each with the id of its version, without those that are struck."""
    names = [each.name for each in fields(known)]  # type: ignore[arg-type]
    readers = [(number, reader) for number, name in enumerate(names) if (reader := _reader(name, table))]
    columns = [_column(name, table) for name in names]
    daily = names.index("daily") if "daily" in names else None
    for row in versions.values_list(*columns, "daily_to" if daily else "is_struck", "is_struck", "id"):
        *values, daily_to, is_struck, version = row
        if is_struck:
            continue
        if daily:
            values[daily] = _both(values[daily], daily_to)
        for number, reader in readers:
            values[number] = reader(values[number])
        yield version, known(*values)


def _column(name: str, table: type[Told]) -> "str | Seconds":
    column = _COLUMNS.get(name, name)
    return Seconds(column) if isinstance(table._meta.get_field(column), DateTimeField) else column


def _reader(name: str, table: type[Told]) -> Reader | None:
    if name == "kind":
        return _KINDS[table]
    if name in _READERS:
        return _READERS[name]
    if isinstance(table._meta.get_field(_COLUMNS.get(name, name)), DateTimeField):
        return _hour
    return next((reader for ending, reader in _BY_ENDING.items() if name.endswith(ending)), None)


def _both(since: time | None, until: time | None) -> tuple[time, time] | None:
    return (since, until) if since is not None and until is not None else None
