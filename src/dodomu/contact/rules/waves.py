"""Waves: a broadcast goes out in so many parts, so that the answers do not all come in one minute."""

from datetime import datetime, timedelta
from typing import Final

MOST_WAVES: Final = 200
LONGEST_PAUSE: Final = 24 * 60  # minutes between one wave and the next


def are_possible(waves: int, minutes: int) -> bool:
    """Say whether a broadcast can go out so: several waves need minutes between them."""
    return 1 <= waves <= MOST_WAVES and 0 <= minutes <= LONGEST_PAUSE and (waves == 1 or minutes > 0)


def hour_of(wave: int, *, begun_at: datetime, minutes: int) -> datetime:
    """Return when a wave goes out, the first being 0."""
    return begun_at + timedelta(minutes=wave * minutes)


def enough(persons: int, *, answers_an_hour: int, answering: float = 0.5, minutes: int = 15) -> int:
    """Return how many waves bring no more answers an hour than can be read, when so great a share answers."""
    each = max(1.0, answers_an_hour * minutes / 60)
    return min(MOST_WAVES, max(1, -(-round(persons * answering) // round(each))))
