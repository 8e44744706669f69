"""Hours that are known more or less exactly: which came first, as far as that can be said."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from dodomu.situation.rules.terms import Precision

EXACT: Final = frozenset({Precision.HOUR, Precision.ABOUT})
DAY: Final = timedelta(days=1)
YEARS: Final = range(1900, 2200)  # beyond them calendars and zones break, and whoever typed it meant another year
LONGEST_MONTH: Final = timedelta(days=31)


def is_zone(name: str) -> bool:
    """Say whether the zone database has a zone of this name."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks through all files of the zone database: 20 ms


def is_in_reach(hour: datetime) -> bool:
    """Say whether an hour can be meant."""
    return hour.year in YEARS


def is_before(one: datetime, how: Precision, other: datetime, other_how: Precision, *, zone: str) -> bool:
    """Say whether an hour certainly came before another.

    If one of them is known by its day only, the days of the zone are compared; if by its month, the months.
    """
    both = {how, other_how}
    if Precision.NOT_STATED in both:
        return False
    if both <= EXACT:
        return one < other
    tz = ZoneInfo(zone)
    here, there = one.astimezone(tz).date(), other.astimezone(tz).date()
    if Precision.MONTH in both:
        return (here.year, here.month) < (there.year, there.month)
    return here < there


def time_between(
    one: datetime, how: Precision, other: datetime, other_how: Precision, *, zone: str
) -> timedelta | None:
    """Return the time from one hour to another as far as it is known: to the minute, in whole days, or None.

    Hours of which one is less exact than an hour say something only where they are a day or more apart; a month, or an
    hour that was not stated, says nothing.
    """
    both = {how, other_how}
    if both & {Precision.MONTH, Precision.NOT_STATED}:
        return None
    if both <= EXACT:
        return other - one
    tz = ZoneInfo(zone)
    days = other.astimezone(tz).date() - one.astimezone(tz).date()
    return days if days >= DAY else None


def end_of(hour: datetime, how: Precision, *, zone: str) -> datetime:
    """Return when what an hour names is over: the hour itself, or the end of its day or month in the zone.

    A part of a day is over with its day: nobody has said when before.
    """
    if how in EXACT or how is Precision.NOT_STATED:
        return hour
    tz = ZoneInfo(zone)
    day = hour.astimezone(tz).date()
    following = (day.replace(day=1) + LONGEST_MONTH).replace(day=1) if how is Precision.MONTH else day + DAY
    return datetime.combine(following, time(), tz).astimezone(UTC)
