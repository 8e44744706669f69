"""How often the question on a private page may be answered wrongly."""

from datetime import datetime, timedelta

MOST_WRONG = 6
PAUSE = timedelta(hours=1)


def closed_until(wrong: int, since: datetime | None, *, at: datetime) -> datetime | None:
    """Return the hour until which no answer is taken, or None where one may be given."""
    if since is None or wrong < MOST_WRONG or at >= since + PAUSE:
        return None
    return since + PAUSE


def count_wrong(wrong: int, since: datetime | None, *, at: datetime) -> tuple[int, datetime]:
    """Return the count with one more wrong answer, begun anew once an hour has passed."""
    if since is None or at >= since + PAUSE:
        return 1, at
    return wrong + 1, since
