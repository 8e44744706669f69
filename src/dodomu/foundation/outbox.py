"""The other end of news: claim what waits, mark what is done, put off what failed.

A claim is a lease: the row says until when nobody else takes it. A worker that is killed leaves its lease to run out,
and the news is handled again, which every reaction bears.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from dodomu.foundation.models import NewsItem

LEASE = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=1)
FAULT_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece of news that this worker has claimed."""

    id: int
    kind: str
    content: dict[str, Any]
    done: tuple[str, ...]
    attempts: int
    posted_at: datetime


def claim(*, at: datetime, most: int) -> list[Waiting]:
    """Lease the oldest news that waits and that no other worker holds."""
    with transaction.atomic():
        ready = NewsItem.objects.filter(handled_at__isnull=True).filter(Q(wait_until=None) | Q(wait_until__lte=at))
        rows = list(ready.order_by("id").select_for_update(skip_locked=True)[:most])
        NewsItem.objects.filter(id__in=[row.id for row in rows]).update(wait_until=at + LEASE)
    return [Waiting(row.id, row.kind, row.content, tuple(row.done), row.attempts, row.posted_at) for row in rows]


def succeeded(items: list[int], *, at: datetime) -> None:
    """Every reaction to these was done."""
    NewsItem.objects.filter(id__in=items).update(handled_at=at, wait_until=None, fault="")


def failed(item: Waiting, *, done: list[str], fault: str, at: datetime) -> None:
    """Put a piece of news off, twice as long each time, and keep what went wrong for the desk to see."""
    wait = min(timedelta(seconds=2 ** min(item.attempts + 1, 12)), LONGEST_WAIT)
    NewsItem.objects.filter(id=item.id).update(
        done=done, attempts=item.attempts + 1, wait_until=at + wait, fault=fault[:FAULT_LENGTH]
    )


def sweep(*, handled_before: datetime) -> int:
    """Remove news that was handled before an hour."""
    return NewsItem.objects.filter(handled_at__lt=handled_before).delete()[0]


@dataclass(frozen=True, slots=True)
class FailedNews:
    """News whose reaction failed at least once and still waits; shown at the desk."""

    kind: str
    attempts: int
    fault: str
    posted_at: datetime
    next_at: datetime | None


def failing(*, most: int = 50) -> list[FailedNews]:
    """Return what keeps failing, oldest first."""
    rows = NewsItem.objects.filter(handled_at__isnull=True, attempts__gt=0).order_by("id")[:most]
    return [FailedNews(row.kind, row.attempts, row.fault, row.posted_at, row.wait_until) for row in rows]


def try_lock(name: str) -> bool:
    """Take the advisory lock of a scheduled task for this connection, or say that another worker holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"dodomu {name}"])
        row = cursor.fetchone()
    return bool(row and row[0])


def unlock(name: str) -> None:
    """Give the lock back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"dodomu {name}"])
