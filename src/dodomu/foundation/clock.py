"""What time it is: the real hour, or, inside an exercise, the exercise's own."""

from datetime import UTC, datetime
from typing import Protocol


class HasClock(Protocol):
    """A crisis, or what a screen knows of one."""

    @property
    def exercise_now(self) -> datetime | None:
        """The hour of the exercise, None in reality."""


def real_now() -> datetime:
    """Return the hour of the machine, in UTC."""
    return datetime.now(UTC)


def now(crisis: HasClock) -> datetime:
    """Return the hour that holds in this crisis: an exercise stands still until an officer plays on."""
    return crisis.exercise_now or real_now()
