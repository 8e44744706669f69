"""How broadcasts end: everything was tried, an officer stopped it, or what it says holds no longer."""

from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from dodomu.contact.models import Advice, Broadcast
from dodomu.contact.rules.terms import BroadcastState

NO_LONGER_HOLDS: Final = "advice-no-longer-holds"  # a code; whoever shows it has the words
AT_ONCE: Final = 20_000
UNDER_WAY: Final = (BroadcastState.APPROVED, BroadcastState.RUNNING, BroadcastState.PAUSED)

# What is left of a broadcast that was stopped is never sent; written down in parts, so that nobody waits for it.
DROP: Final = """
    UPDATE contact_delivery d
    SET state = CASE WHEN d.state = 'in_doubt' THEN 'unknown' ELSE 'skipped' END,  -- it may have gone out
        why = CASE WHEN left_over.stopped_why = %(no_longer)s THEN 'superseded' ELSE 'stopped' END,
        settled_at = COALESCE(left_over.ended_at, %(now)s), next_at = NULL
    FROM (
        SELECT d.id, b.stopped_why, b.ended_at FROM contact_broadcast b JOIN contact_delivery d ON d.broadcast_id = b.id
        WHERE b.state = 'stopped' AND d.state IN ('waiting', 'in_doubt') LIMIT %(most)s FOR UPDATE OF d SKIP LOCKED
    ) left_over
    WHERE d.id = left_over.id
"""
DONE: Final = """
    UPDATE contact_broadcast b SET state = 'done', ended_at = COALESCE(c.exercise_now, %(now)s)
    FROM foundation_crisis c
    WHERE c.id = b.crisis_id AND b.state = 'running'
      AND NOT EXISTS (SELECT FROM contact_delivery d WHERE d.broadcast_id = b.id AND d.state IN ('waiting', 'in_doubt'))
      AND b.id <> ALL(ARRAY(SELECT broadcast_id FROM contact_delivery
                            WHERE state = 'sending' AND broadcast_id IS NOT NULL AND lease_until IS NOT NULL))
      AND NOT EXISTS (SELECT FROM contact_delivery d WHERE d.broadcast_id = b.id AND d.next_at IS NOT NULL)
"""


def still_holds(advice: Advice, at: datetime) -> bool:
    """Say whether advice may still be told: published, neither followed by other advice nor withdrawn nor over."""
    followed = Advice.objects.filter(supersedes=advice, published_at__isnull=False).exists()
    is_over = advice.valid_until is not None and advice.valid_until <= at
    return bool(advice.published_at) and advice.withdrawn_at is None and not is_over and not followed


def end_if_untrue(row: Broadcast, *, at: datetime) -> bool:
    """Stop a broadcast whose advice holds no longer, and say whether it was so."""
    if row.advice is None or still_holds(row.advice, at):
        return False
    row.state, row.stopped_why, row.ended_at = BroadcastState.STOPPED, NO_LONGER_HOLDS, at
    row.save(update_fields=["state", "stopped_why", "ended_at"])
    return True


def with_dead_advice() -> QuerySet[Broadcast]:
    """Return what may have to be stopped: advice was withdrawn, followed by other advice, or has an end."""
    dead = (
        Q(advice__withdrawn_at__isnull=False)
        | Q(advice__superseded_by__published_at__isnull=False)
        | Q(advice__valid_until__isnull=False)
    )
    return Broadcast.objects.filter(dead, state__in=UNDER_WAY).select_related("advice", "crisis")


def end_the_untrue(*, now: datetime) -> int:
    """Stop every broadcast whose advice holds no longer at the hour of its crisis."""
    return sum(end_if_untrue(row, at=row.crisis.exercise_now or now) for row in with_dead_advice())


def end_the_done(*, now: datetime) -> int:
    """Say of every broadcast of which nothing is left to do that it is done."""
    with connection.cursor() as cursor:
        cursor.execute(DONE, {"now": now})
        return int(cursor.rowcount)


def drop_the_stopped(*, now: datetime) -> int:
    """Say of some messages of stopped broadcasts that they are not sent, and return of how many."""
    with connection.cursor() as cursor:
        cursor.execute(DROP, {"now": now, "no_longer": NO_LONGER_HOLDS, "most": AT_ONCE})
        return int(cursor.rowcount)
