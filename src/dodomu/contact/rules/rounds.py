"""Rounds: every so many hours some people are asked the same. A clock that was late asks once, not for every hour."""

from datetime import datetime, timedelta, tzinfo
from typing import Final

MOST_HOURS: Final = 7 * 24  # between one time and the next
FURTHEST: Final = timedelta(days=60)  # ahead that a round may begin or end
LATE: Final = timedelta(minutes=10)  # a form that was filled in slowly still begins "now"


def are_possible(every_hours: int | None, first_at: datetime, ends_at: datetime | None, *, at: datetime) -> bool:
    """Say whether a round can be held so."""
    if every_hours is not None and not 1 <= every_hours <= MOST_HOURS:
        return False
    if not at - LATE <= first_at <= at + FURTHEST:
        return False
    return ends_at is None or first_at < ends_at <= at + FURTHEST


def next_hour(due: datetime, every_hours: int | None, *, zone: tzinfo, at: datetime) -> datetime | None:
    """Return when is asked next, always at the hours that were agreed and after `at`; None where it was asked once.

    They were agreed by the clocks of the place: who is asked at eight is asked at eight when the clocks have changed.
    """
    if every_hours is None:
        return None
    step, wall = timedelta(hours=every_hours), due.astimezone(zone).replace(tzinfo=None)
    turn = max(1, (at - due) // step)
    while (found := (wall + step * turn).replace(tzinfo=zone)) <= at:
        turn += 1
    return found
