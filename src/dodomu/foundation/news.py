"""News goes forward: stored with the facts in one transaction, handled by the worker, retried until it succeeds.

A piece of news is a frozen dataclass of UUIDs, texts, numbers, truths and hours. What happens upon it is listed in
`jobs/reactions.py`. A reaction may run twice, so it is written to be harmless the second time.
"""

import time
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from django.db import connection, transaction

from dodomu.foundation import bulk
from dodomu.foundation.models import NewsItem

CHANNEL = "dodomu_news"
WAKE_EVERY = 0.1  # seconds
GATHER = 2 * WAKE_EVERY  # how long the worker waits for more, once it is woken
_woken = 0.0
N = TypeVar("N")


def post(item: object, *, at: datetime) -> None:
    """Store a piece of news with the facts of the transaction that is open, and wake the worker when it commits."""
    post_many([item], at=at)


def post_many(items: Sequence[object], *, at: datetime) -> None:
    """Store several pieces of news at once."""
    bulk.write(NewsItem, [row(item, at=at) for item in items])
    wake()


def row(item: object, *, at: datetime) -> NewsItem:
    """Return a piece of news to be stored by whoever writes the facts; they say `wake` when it is stored."""
    return NewsItem(kind=type(item).__name__, content=_plain(item), posted_at=at)


def wake() -> None:
    """Wake the worker once what was written is kept."""
    # After the commit: a transaction that notifies holds a lock of the whole database until it is on disk, and all
    # that post news would be written one after another. A wake that is lost is made good by the worker's own look.
    transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    """Wake the worker, unless this process did so just now: it gathers for longer than that before it looks."""
    global _woken  # noqa: PLW0603  (two threads that wake it at once do no harm)
    now = time.monotonic()
    if now - _woken < WAKE_EVERY:
        return
    _woken = now
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def _plain(item: object) -> dict[str, Any]:
    if not is_dataclass(item) or isinstance(item, type):
        raise TypeError("news is a dataclass")
    return {each.name: _text(getattr(item, each.name)) for each in fields(item)}


def _text(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple | list):
        return [_text(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def read(kind: type[N], content: dict[str, Any]) -> N:
    """Return the piece of news that was stored."""
    hints = get_type_hints(kind)
    values = {each.name: _typed(hints[each.name], content.get(each.name)) for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**values)


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if hint is UUID or hint == UUID | None:
        return UUID(value)
    if hint == tuple[UUID, ...]:
        return tuple(UUID(each) for each in value)
    if hint is datetime or hint == datetime | None:
        return datetime.fromisoformat(value)
    return value
