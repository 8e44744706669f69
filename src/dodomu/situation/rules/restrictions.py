"""Restrictions as they are known: where they reach, when they hold. What was not stated is never filled in here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.situation.rules.terms import AppliesTo, Effect, Provenance, Reach, RestrictionKind, Stated

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RestrictionKnown:
    """A restriction as it was known at an hour; hours are aware, daily hours are wall time of `zone`."""

    thing: UUID
    version: int
    ref: str
    kind: RestrictionKind
    effect: Effect
    reach: Reach
    place: UUID | None
    way: str
    scope: str
    begins_at: datetime | None
    begins_is: Stated
    ends_at: datetime | None
    ends_is: Stated
    daily: tuple[time, time] | None
    zone: str
    precision_words: str
    applies_to: AppliesTo
    applies_words: str
    slow_minutes: int | None
    papers: tuple[str, ...]
    said_by: str
    sources: tuple[str, ...]
    provenance: Provenance
    announced_at: datetime
    recorded_at: datetime
    published_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Of a place, what decides whether a restriction reaches it."""

    place: UUID
    country: str
    region: str


def places_reached(restriction: RestrictionKnown, spots: Mapping[UUID, Spot]) -> frozenset[UUID]:
    """Return every place where a restriction holds; none for one that is about a way only.

    A place whose region is not known stands for itself: nothing else is guessed to lie in its region.
    """
    if restriction.reach is Reach.WAY or restriction.place is None:
        return frozenset()
    here = spots.get(restriction.place)
    if here is None or restriction.reach is Reach.PLACE or (restriction.reach is Reach.REGION and not here.region):
        return frozenset({restriction.place})
    in_country = (spot for spot in spots.values() if spot.country == here.country)
    if restriction.reach is Reach.COUNTRY:
        return frozenset(spot.place for spot in in_country)
    return frozenset(spot.place for spot in in_country if spot.region == here.region)


def holds_at(restriction: RestrictionKnown, moment: datetime) -> bool:
    """Say whether it holds at a moment, daily hours counted. A beginning that was not stated has begun.

    One that leaves something open in daily hours only (`open_only`) holds all its span; when it closes, say
    `closed_windows`.
    """
    return stretch_at(restriction, moment) is not None


def windows(restriction: RestrictionKnown, begins: datetime, ends: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Return the stretches between two moments in which it holds, in order; one without a known end runs to `ends`."""
    span = _span(restriction, begins, ends)
    if span is None:
        return ()
    if restriction.effect is Effect.OPEN_ONLY or (daily := _daily(restriction)) is None:
        return (span,)
    return tuple(_clipped(_days(daily, restriction.zone, *span), *span))


def closed_windows(
    restriction: RestrictionKnown, begins: datetime, ends: datetime
) -> Sequence[tuple[datetime, datetime]]:
    """Return the stretches between two moments in which it lets nobody through, in order.

    Those are its windows if it blocks, and what lies outside the daily hours if it leaves open in these only. Any
    other effect closes nothing.
    """
    if restriction.effect is Effect.BLOCK:
        return windows(restriction, begins, ends)
    span, daily = _span(restriction, begins, ends), _daily(restriction)
    if restriction.effect is not Effect.OPEN_ONLY or span is None or daily is None:
        return ()
    opening, closing = daily
    return tuple(_clipped(_days((closing, opening), restriction.zone, *span), *span))


def stretch_at(restriction: RestrictionKnown, moment: datetime) -> tuple[datetime | None, datetime | None] | None:
    """Return from when to when it holds around a moment, or None where it does not; None for a limit not stated."""
    if not is_in_force(restriction, moment):
        return None
    if restriction.effect is Effect.OPEN_ONLY or (daily := _daily(restriction)) is None:
        return restriction.begins_at, restriction.ends_at
    begins = restriction.begins_at or moment - 2 * DAY
    ends = restriction.ends_at or moment + 2 * DAY
    around = _clipped(_days(daily, restriction.zone, moment - DAY, moment + DAY), begins, ends)
    return next(((since, until) for since, until in around if since <= moment < until), None)


def is_in_force(restriction: RestrictionKnown, moment: datetime) -> bool:
    """Say whether a moment lies between its beginning and its end, whatever its daily hours."""
    begun = restriction.begins_at is None or restriction.begins_at <= moment
    return begun and (restriction.ends_at is None or moment < restriction.ends_at)


def _span(restriction: RestrictionKnown, begins: datetime, ends: datetime) -> tuple[datetime, datetime] | None:
    since = max(begins, restriction.begins_at or begins)
    until = min(ends, restriction.ends_at or ends)
    return (since, until) if since < until else None


def _daily(restriction: RestrictionKnown) -> tuple[time, time] | None:
    """The daily hours; from an hour to the same hour is all day, which is no limit."""
    daily = restriction.daily
    return daily if daily and daily[0] != daily[1] else None


def _days(daily: tuple[time, time], zone: str, begins: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the daily hours of every day that touches two moments.

    The wall clock of the zone decides, so a night in which clocks change is an hour longer or shorter.
    """
    tz = ZoneInfo(zone)
    day, last = begins.astimezone(tz).date() - DAY, ends.astimezone(tz).date()
    while day <= last:
        until = day + DAY if daily[0] > daily[1] else day
        yield (
            datetime.combine(day, daily[0], tz).astimezone(UTC),
            datetime.combine(until, daily[1], tz).astimezone(UTC),
        )
        day += DAY


def _clipped(
    stretches: Iterable[tuple[datetime, datetime]], begins: datetime, ends: datetime
) -> Iterator[tuple[datetime, datetime]]:
    for since, until in stretches:
        if max(since, begins) < min(until, ends):
            yield max(since, begins), min(until, ends)
