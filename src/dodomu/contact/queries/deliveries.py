"""What was sent to whom, over what, and whether it arrived."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Allowance, Delivery
from dodomu.contact.queries import connections as set_up
from dodomu.contact.rules.terms import DeliveryState, Rung
from dodomu.foundation import clock
from dodomu.foundation.models import Crisis

LOOKED_AFTER: Final = timedelta(seconds=60)  # without a word for so long, no sender runs
MOST_COUNTED: Final = 10_000  # of each trouble: so many are as bad as more, and the first page does not wait for more
TROUBLES: Final = """
    WITH mine AS (
        SELECT id, state, is_drill FROM contact_broadcast
        WHERE crisis_id = %(crisis)s AND (state IN ('running', 'paused') OR ended_at >= %(since)s)
    )
    SELECT (SELECT count(*) FROM contact_broadcast WHERE crisis_id = %(crisis)s AND state = 'asked'),
           (SELECT count(*) FROM (
                SELECT FROM mine JOIN contact_delivery d ON d.broadcast_id = mine.id
                WHERE d.state = 'in_doubt' LIMIT %(most)s) t),
           (SELECT count(*) FROM (
                SELECT FROM mine JOIN contact_delivery d ON d.broadcast_id = mine.id
                WHERE d.state = 'unknown' AND d.settled_at >= %(since)s LIMIT %(most)s) t),
           (SELECT count(*) FROM (
                SELECT FROM mine JOIN contact_delivery d ON d.broadcast_id = mine.id
                WHERE d.state = 'failed' AND d.settled_at >= %(since)s LIMIT %(most)s) t),
           (SELECT count(*) FROM (
                SELECT FROM mine JOIN contact_delivery d ON d.broadcast_id = mine.id
                WHERE mine.state = 'running' AND d.state = 'waiting' AND d.is_drill = mine.is_drill
                  AND d.channel = ANY(%(stuck)s) AND d.due_at < %(late)s LIMIT %(most)s) t)
"""


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One message to one person on one channel. Of one that was told with another, `state` is the other's."""

    id: UUID
    broadcast: UUID | None
    number: int | None  # of the broadcast
    name: str  # of the broadcast
    message: UUID | None
    person: UUID | None
    step: int
    rung: Rung
    channel: ChannelKind
    address: str  # empty for eyes that may not see it
    language: str
    state: DeliveryState
    why: str  # of Failure or SkipReason, or empty
    code: str
    attempts: int
    parts: int
    due_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    told_with: UUID | None


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """How a connection is: `is_looked_after` is no when no sender runs."""

    name: str
    channel: ChannelKind
    is_looked_after: bool
    seen_at: datetime | None
    down_since: datetime | None
    why: str  # of Failure
    said: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """What the first page says of a crisis's messages."""

    to_approve: int
    in_doubt: int
    unknown: int
    failed: int  # in the last day
    overdue: int  # messages that should have gone five minutes ago over ways out that nobody looks after
    connections: tuple[ConnectionState, ...] = field(hash=False)


def of_person(person: UUID, *, sees_private: bool, most: int = 200) -> list[DeliveryLine]:
    """Return what was sent to somebody, the newest first."""
    found = _rows().filter(person=person).order_by("-due_at", "-step")[:most]
    return _lines(found, sees_private=sees_private)


def of_broadcast(
    broadcast: UUID, *, state: DeliveryState | None = None, channel: ChannelKind | None = None, sees_private: bool,
    after: UUID | None = None, most: int = 200,
) -> list[DeliveryLine]:  # fmt: skip
    """Return messages of a broadcast in the order of their people, from after a person on."""
    found = _rows().filter(broadcast=broadcast)
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(channel=channel)
    if after:
        found = found.filter(person__gt=after)
    return _lines(found.order_by("person", "step")[:most], sees_private=sees_private)


def attempts(persons: Sequence[UUID], *, since: datetime | None = None) -> Mapping[UUID, Sequence[DeliveryLine]]:
    """Return for each person what was tried, the oldest first; addresses are left out."""
    found = _rows().filter(person__in=list(persons))
    if since:
        found = found.filter(due_at__gte=since)
    tried: dict[UUID, list[DeliveryLine]] = {each: [] for each in persons}
    for line in _lines(found.order_by("due_at", "step"), sees_private=False):
        if line.person:
            tried[line.person].append(line)
    return tried


def of_messages(messages: Sequence[UUID]) -> Mapping[UUID, DeliveryLine]:
    """Return how far messages of conversations are."""
    found = _rows().filter(message__in=list(messages)).order_by("step")
    return {line.message: line for line in _lines(found, sees_private=False) if line.message}


def troubles(crisis: UUID, *, at: datetime) -> Troubles:
    """Return what an officer should know of, of each `MOST_COUNTED` at most; `at` is the hour of the crisis."""
    ways = connections_now()
    values: dict[str, Any] = {
        "crisis": crisis, "since": at - timedelta(days=1), "late": at - timedelta(minutes=5), "most": MOST_COUNTED,
        "stuck": _stuck(ways, is_drill=Crisis.objects.filter(id=crisis).exclude(exercise="").exists()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TROUBLES, values)
        asked, in_doubt, unknown, failed, overdue = cursor.fetchone()
    return Troubles(asked, in_doubt, unknown, failed, overdue, ways)


def _stuck(ways: Iterable[ConnectionState], *, is_drill: bool) -> list[str]:
    """Return the channels of which no connection is looked after: what waits there is late.

    Over the others many messages take their time.
    """
    looked_after = {each.channel for each in ways if each.is_looked_after}
    if is_drill:
        return [] if ChannelKind.DRILL in looked_after else [kind.value for kind in ChannelKind]
    return [kind.value for kind in ChannelKind if kind not in looked_after]


def connections_now() -> tuple[ConnectionState, ...]:
    """Return how every connection that is set up is at this moment."""
    return connections(now=clock.shared_now())


def connections(*, now: datetime) -> tuple[ConnectionState, ...]:
    """Return how every connection that is set up is; `now` is the hour by which the senders go."""
    kept = {row.connection: row for row in Allowance.objects.all()}
    return tuple(_state(each.name, each.kind, kept.get(each.name), now) for each in set_up.connections())


def _state(name: str, kind: ChannelKind, row: Allowance | None, now: datetime) -> ConnectionState:
    if row is None:
        return ConnectionState(name, kind, is_looked_after=False, seen_at=None, down_since=None, why="", said="")
    fresh = row.seen_at is not None and now - row.seen_at < LOOKED_AFTER
    return ConnectionState(name, kind, fresh, row.seen_at, row.down_since, row.why, row.said)


def _rows() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("broadcast")


def _lines(found: Iterable[Delivery], *, sees_private: bool) -> list[DeliveryLine]:
    rows = list(found)
    leaders = Delivery.objects.in_bulk([row.told_with for row in rows if row.told_with])
    return [_line(row, leaders.get(row.told_with) if row.told_with else None, sees_private) for row in rows]


def _line(row: Delivery, leader: Delivery | None, sees_private: bool) -> DeliveryLine:
    stands = leader or row
    return DeliveryLine(
        id=row.id, broadcast=row.broadcast_id, number=row.broadcast.number if row.broadcast else None,
        name=row.broadcast.name if row.broadcast else "", message=row.message, person=row.person_id, step=row.step,
        rung=Rung(row.rung), channel=ChannelKind(row.channel), address=row.address if sees_private else "",
        language=row.language, state=DeliveryState(stands.state), why=stands.why, code=stands.code,
        attempts=stands.attempts, parts=stands.parts, due_at=row.due_at, sent_at=stands.sent_at,
        settled_at=stands.settled_at, told_with=row.told_with,
    )  # fmt: skip
