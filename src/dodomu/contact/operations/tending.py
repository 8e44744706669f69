"""What is done for all broadcasts again and again, by whichever sender gets to it; if killed, it is done again."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from dodomu.contact.models import Broadcast
from dodomu.contact.operations import allowances, ending, expanding, receipts, sending
from dodomu.contact.rules.terms import BroadcastState
from dodomu.foundation import outbox

log = logging.getLogger(__name__)
LOCK: Final = "tend broadcasts"
TO_CLIMB: Final = """
    SELECT b.id FROM contact_broadcast b JOIN foundation_crisis c ON c.id = b.crisis_id
    WHERE b.state = 'running' AND EXISTS (
        SELECT FROM contact_delivery d
        WHERE d.broadcast_id = b.id AND d.next_at <= COALESCE(c.exercise_now, %(now)s))
    ORDER BY b.ground = 'life_safety' DESC, b.begun_at
"""


def tend(*, now: datetime) -> int:
    """Begin what was approved, put in doubt what a dead sender held, climb ladders, end what is over.

    Return how much was done; nothing where another sender is at it. `now` is the machine's hour.
    """
    if not outbox.try_lock(LOCK):
        return 0
    try:
        done = _safely(sending.put_in_doubt, now=now) + _safely(receipts.keep_the_early, now=now)
        done += _safely(ending.end_the_untrue, now=now)
        approved = Broadcast.objects.filter(state=BroadcastState.APPROVED).order_by("-ground", "approved_at", "id")
        for row in approved.select_related("crisis"):
            done += _safely(_begin, row, now)
        done += _safely(_pass_by, now)
        for broadcast in _to_climb(now):
            done += _safely(_climb, broadcast, now)
        return done + _safely(ending.drop_the_stopped, now=now) + _safely(ending.end_the_done, now=now)
    finally:
        outbox.unlock(LOCK)


def _begin(row: Broadcast, now: datetime) -> int:
    made = expanding.expand(broadcast=row.id, at=row.crisis.exercise_now or now)
    return made.waiting + made.skipped


def _climb(broadcast: UUID, now: datetime) -> int:
    row = Broadcast.objects.select_related("crisis").get(id=broadcast)
    return expanding.climb(broadcast=broadcast, at=row.crisis.exercise_now or now)


def _pass_by(now: datetime) -> int:
    down = allowances.down_for(now=now)
    if not down:
        return 0
    running = Broadcast.objects.filter(state=BroadcastState.RUNNING, is_drill=False)
    return sum(expanding.pass_by(broadcast=each, down=down, at=now) for each in running.values_list("id", flat=True))


def _to_climb(now: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(TO_CLIMB, {"now": now})
        return [each[0] for each in cursor.fetchall()]


def _safely(do: Callable[..., int], *arguments: object, **named: object) -> int:
    """Do one thing, so that what is wrong with one broadcast holds up no other."""
    try:
        return do(*arguments, **named)
    except (OperationalError, InterfaceError):
        raise  # the database is gone
    except Exception:
        log.exception("tending failed: %s %s", do.__name__, arguments)
        return 0
