"""What time it is: the real hour, or, inside an exercise, the exercise's own."""

from datetime import UTC, datetime
from typing import Protocol

from django.db import connection


class HasClock(Protocol):
    """A crisis, or what a screen knows of one."""

    @property
    def exercise_now(self) -> datetime | None:
        """The hour of the exercise, None in reality."""


def real_now() -> datetime:
    """Return the hour of the machine, in UTC."""
    return datetime.now(UTC)


def shared_now() -> datetime:
    """Return the hour of the database, in UTC: one for all machines that work on it, whatever their own clocks say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def now(crisis: HasClock) -> datetime:
    """Return the hour that holds in this crisis: an exercise stands still until an officer plays on."""
    return crisis.exercise_now or real_now()
