"""The sender's side of the database: claim what is due, write down what became of it. Nothing here waits for anybody.

A message is `sending` on the disk before it is handed over. Who dies in between leaves it in doubt: it is sent once
more and is unknown after that. So none is lost, and none goes out more than twice.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import Error, connection, transaction

from dodomu.channels.messages import ChannelKind, Failure, Outgoing, Result
from dodomu.contact.models import Part
from dodomu.contact.operations import handing, receipts
from dodomu.contact.operations.handing import Facts, Row, Said
from dodomu.contact.rules.settling import Outcome, outcome_of
from dodomu.contact.rules.terms import SkipReason
from dodomu.foundation import bulk

log = logging.getLogger(__name__)
LEASE: Final = timedelta(seconds=60)
LONGEST_CODE: Final = 60

# What is due and whose turn it is: what concerns life first, then in the order of beginning. The second wall between an
# exercise and people: a real connection takes nothing of a crisis that is played, and the folder nothing of a real one.
WITH_SOMETHING_DUE: Final = """
    SELECT b.id, COALESCE(c.exercise_now, %(now)s) FROM contact_broadcast b
    JOIN foundation_crisis c ON c.id = b.crisis_id
    LEFT JOIN contact_advice a ON a.id = b.advice_id
    LEFT JOIN contact_advice after ON after.supersedes_id = a.id AND after.published_at IS NOT NULL
    WHERE b.state = 'running' AND b.is_drill = %(is_drill)s AND (c.exercise <> '') = %(is_drill)s
      AND a.withdrawn_at IS NULL AND after.id IS NULL
      AND (a.valid_until IS NULL OR a.valid_until > COALESCE(c.exercise_now, %(now)s))
      AND EXISTS (
        SELECT FROM contact_delivery d
        WHERE d.broadcast_id = b.id AND d.channel = ANY(%(channels)s) AND d.is_drill = %(is_drill)s
          AND d.due_at <= COALESCE(c.exercise_now, %(now)s) AND d.state IN ('waiting', 'in_doubt'))
    ORDER BY b.ground = 'life_safety' DESC, b.begun_at, b.id
"""
TAKE: Final = """
    WITH next AS (
        SELECT d.id FROM contact_delivery d
        WHERE {of} AND d.channel = ANY(%(channels)s) AND d.is_drill = %(is_drill)s
          AND d.due_at <= %(hour)s AND d.state IN ('waiting', 'in_doubt')
        ORDER BY d.due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    UPDATE contact_delivery d
    SET state = 'sending', lease_until = %(until)s, fence = d.fence + 1, attempts = d.attempts + 1
    FROM next WHERE d.id = next.id
    RETURNING d.id, d.fence, d.broadcast_id, d.message, d.person_id, d.rung, d.channel, d.address, d.language, d.due_at
"""
OF_BROADCAST: Final = "d.broadcast_id = %(broadcast)s"
OF_NONE: Final = "d.broadcast_id IS NULL"
KEEP: Final = """
    UPDATE contact_delivery d
    SET state = r.state, ref = CASE WHEN r.ref = '' THEN d.ref ELSE r.ref END, parts = GREATEST(r.parts, d.parts),
        why = r.why, code = r.code, lease_until = NULL, attempts = d.attempts - r.untried, doubts = d.doubts + r.doubt,
        due_at = COALESCE(r.due_at, d.due_at), sent_at = COALESCE(r.sent_at, d.sent_at), settled_at = r.settled_at,
        next_at = r.next_at
    FROM unnest(%(ids)s::uuid[], %(fences)s::int[], %(states)s::text[], %(refs)s::text[], %(parts)s::int[],
                %(whys)s::text[], %(codes)s::text[], %(untried)s::int[], %(doubts)s::int[],
                %(due)s::timestamptz[], %(sent)s::timestamptz[], %(settled)s::timestamptz[], %(next)s::timestamptz[])
         r(id, fence, state, ref, parts, why, code, untried, doubt, due_at, sent_at, settled_at, next_at)
    WHERE d.id = r.id AND d.fence = r.fence AND d.state = 'sending'
    RETURNING d.id
"""
RENEW: Final = """
    UPDATE contact_delivery d SET lease_until = %(until)s
    FROM unnest(%(ids)s::uuid[], %(fences)s::int[]) r(id, fence)
    WHERE d.id = r.id AND d.fence = r.fence AND d.state = 'sending'
"""
# Whoever held these is dead or was too slow: they may have gone out.
LOST: Final = """
    UPDATE contact_delivery d
    SET state = CASE WHEN d.doubts = 0 THEN 'in_doubt' ELSE 'unknown' END, doubts = d.doubts + 1, lease_until = NULL,
        fence = d.fence + 1, sent_at = COALESCE(d.sent_at, lost.hour),
        settled_at = CASE WHEN d.doubts > 0 THEN lost.hour END,
        next_at = CASE WHEN d.doubts > 0 THEN lost.hour + make_interval(mins => lost.minutes) END
    FROM (
        SELECT d.id, COALESCE(c.exercise_now, %(now)s) AS hour,
               CASE WHEN d.step + 1 < jsonb_array_length(b.ladder) THEN (b.ladder->d.step->>'minutes')::int END
                   AS minutes
        FROM contact_delivery d
        LEFT JOIN contact_broadcast b ON b.id = d.broadcast_id LEFT JOIN foundation_crisis c ON c.id = b.crisis_id
        WHERE d.state = 'sending' AND (d.lease_until < %(now)s OR d.lease_until > %(impossible)s)
        LIMIT 20000 FOR UPDATE OF d SKIP LOCKED
    ) lost
    WHERE d.id = lost.id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that this sender holds, and what decides what becomes of it."""

    fence: int
    doubts: int
    minutes: int | None  # of its step of the ladder; None after the last
    hour: datetime  # of its crisis
    is_drill: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """Messages that this sender holds until the lease runs out; `skipped` were due and are not sent any more."""

    connection: str
    outgoing: tuple[Outgoing, ...]
    held: Mapping[UUID, Held] = field(hash=False)
    broadcasts: frozenset[UUID] = frozenset()
    skipped: int = 0


def claim(*, connection_name: str, channel: ChannelKind, most: int, now: datetime) -> Claimed:
    """Take what is due, answers first, then what concerns life: `sending` before anything of it is handed over.

    What need not be sent any more (they are home, said stop, answered, another rung arrived) is written down as
    skipped.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        rows, hours = _take(cursor, channel, most, now)
        if not rows:
            return Claimed(connection_name, (), {})
        ready = _ready(rows, hours, channel, now)
        _skip(ready.dropped, ready.held)
        _spoil(ready.spoiled, ready.held)
    ids = {each.id for each in ready.outgoing}
    return Claimed(
        connection_name,
        ready.outgoing,
        {each: item for each, item in ready.held.items() if each in ids},
        frozenset(row.broadcast for row in rows if row.broadcast and row.id in ids),
        len(rows) - len(ids),
    )


@dataclass(frozen=True, slots=True)
class _Ready:
    """What was made of deliveries that were taken."""

    held: Mapping[UUID, Held]
    outgoing: tuple[Outgoing, ...]
    dropped: Mapping[UUID, SkipReason]
    spoiled: Mapping[UUID, str]  # what was wrong with them


def _ready(rows: list[Row], hours: Mapping[UUID | None, datetime], channel: ChannelKind, now: datetime) -> _Ready:
    """Make messages; one that cannot be made holds up no other of its channel."""
    try:
        said = handing.said_by([each for each in hours if each is not None])
        facts = handing.facts_of(rows)
        held = {row.id: _held(row, said, facts[row.id], hours, channel) for row in rows}
        dropped = handing.dropped(rows, said, facts)
        kept = [row for row in rows if row.id not in dropped]
        return _Ready(held, handing.outgoing(kept, said, facts, at=now), dropped, {})
    except Error:
        raise
    except Exception as fault:
        if len(rows) > 1:
            half = len(rows) // 2
            return _both(_ready(rows[:half], _of(rows[:half], hours), channel, now),
                         _ready(rows[half:], _of(rows[half:], hours), channel, now))  # fmt: skip
        [row] = rows
        log.exception("message %s cannot be made", row.id)
        is_drill = channel is ChannelKind.DRILL
        return _Ready({row.id: Held(row.fence, 0, 0, hours[row.broadcast], is_drill)}, (), {},
                      {row.id: type(fault).__name__})  # fmt: skip


def _of(rows: Iterable[Row], hours: Mapping[UUID | None, datetime]) -> dict[UUID | None, datetime]:
    return {row.broadcast: hours[row.broadcast] for row in rows}


def _both(one: _Ready, two: _Ready) -> _Ready:
    return _Ready(
        {**one.held, **two.held}, one.outgoing + two.outgoing, {**one.dropped, **two.dropped},
        {**one.spoiled, **two.spoiled},
    )  # fmt: skip


def renew(claimed: Claimed, *, left: Collection[UUID], now: datetime) -> bool:
    """Hold what is left for another lease; no where any of it is another's, or a broadcast of it runs no more."""
    with connection.cursor() as cursor:
        ids = list(left)
        fences = [claimed.held[each].fence for each in ids]
        cursor.execute(RENEW, {"ids": ids, "fences": fences, "until": now + LEASE})
        if cursor.rowcount < len(ids):
            return False
        cursor.execute(
            "SELECT count(*) FROM contact_broadcast WHERE id = ANY(%s::uuid[]) AND state = 'running'",
            [list(claimed.broadcasts)],
        )
        return int(cursor.fetchone()[0]) == len(claimed.broadcasts)


def keep_results(claimed: Claimed, results: Iterable[Result], *, now: datetime) -> int:
    """Write down what became of messages, in one statement; who was overtaken writes nothing. Return how many."""
    mine = {each.id: each for each in results if each.id in claimed.held}
    if not mine:
        return 0
    outcomes = {each.id: _outcome(each, claimed.held[each.id], now) for each in mine.values()}
    with transaction.atomic():
        kept = _write(claimed, mine, outcomes)
        parts = [(each, ref) for each in kept if len(mine[each].refs) > 1 for ref in mine[each].refs]
        if parts:
            bulk.write(Part, [bulk.new(Part, delivery_id=each, ref=_ref(claimed, ref)) for each, ref in parts])
        refs = [_ref(claimed, ref) for each in kept for ref in mine[each].refs]
        receipts.keep_early(refs=refs, at=now)
    return len(kept)


def put_in_doubt(*, now: datetime) -> int:
    """Take back what a sender held that died: in doubt, to be sent once more, or else unknown. Return how many.

    A lease that ends later than any can was given before the clock was set back.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOST, {"now": now, "impossible": now + 2 * LEASE})
        return int(cursor.rowcount)


def _take(cursor: Any, channel: ChannelKind, most: int, now: datetime) -> tuple[list[Row], dict[UUID | None, datetime]]:
    is_drill = channel is ChannelKind.DRILL
    channels = [each.value for each in ChannelKind] if is_drill else [channel.value]
    values: dict[str, Any] = {"channels": channels, "is_drill": is_drill, "now": now, "until": now + LEASE}
    cursor.execute(WITH_SOMETHING_DUE, values)
    due = [(None, now), *cursor.fetchall()]
    rows: list[Row] = []
    hours: dict[UUID | None, datetime] = {}
    for broadcast, hour in due:
        if len(rows) >= most:
            break
        of = OF_BROADCAST if broadcast else OF_NONE
        taken = {**values, "broadcast": broadcast, "hour": hour, "most": most - len(rows)}
        cursor.execute(TAKE.format(of=of), taken)
        found = [handing.row_of(each) for each in cursor.fetchall()]
        rows += found
        if found:
            hours[broadcast] = hour
    return rows, hours


def _held(
    row: Row, said: Mapping[UUID, Said], facts: Facts, hours: Mapping[UUID | None, datetime], channel: ChannelKind
) -> Held:
    is_drill = channel is ChannelKind.DRILL
    if row.broadcast is None:  # in an exercise it is due at the hour at which it was written
        return Held(row.fence, facts.doubts, None, row.due_at if is_drill else hours[None], is_drill)
    minutes = said[row.broadcast].minutes(facts.step)
    return Held(row.fence, facts.doubts, minutes, hours[row.broadcast], is_drill)


def _outcome(result: Result, held: Held, now: datetime) -> Outcome:
    return outcome_of(
        result.verdict, why=result.why, wait=result.wait, doubts=held.doubts, minutes=held.minutes,
        is_drill=held.is_drill, hour=held.hour if held.is_drill else now, now=now,
    )  # fmt: skip


def _write(claimed: Claimed, mine: Mapping[UUID, Result], outcomes: Mapping[UUID, Outcome]) -> list[UUID]:
    ids = list(outcomes)
    said, results = list(outcomes.values()), [mine[each] for each in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP,
            {
                "ids": ids,
                "fences": [claimed.held[each].fence for each in ids],
                "states": [each.state.value for each in said],
                "refs": [_ref(claimed, each.refs[0]) if each.refs else "" for each in results],
                "parts": [len(each.refs) for each in results],
                "whys": [each.why for each in said],
                "codes": [each.code[:LONGEST_CODE] for each in results],
                "untried": [each.untried for each in said],
                "doubts": [each.doubt for each in said],
                "due": [each.due_at for each in said],
                "sent": [each.sent_at for each in said],
                "settled": [each.settled_at for each in said],
                "next": [each.next_at for each in said],
            },
        )
        return [each[0] for each in cursor.fetchall()]


def _skip(dropped: Mapping[UUID, SkipReason], held: Mapping[UUID, Held]) -> None:
    """Write down why messages are not sent; without an address, or after a stop, the next rung is tried at once.

    Of one that was in doubt nobody can say whether it had gone out, so it is not said that it was not tried.
    """
    if not dropped:
        return
    goes_on = (SkipReason.NO_ADDRESS, SkipReason.SAID_STOP)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE contact_delivery d
               SET state = CASE WHEN d.doubts > 0 THEN 'unknown' ELSE 'skipped' END, why = r.why,
                   lease_until = NULL, attempts = d.attempts - 1,
                   settled_at = r.hour, next_at = CASE WHEN r.goes_on THEN r.hour END
               FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::bool[]) r(id, why, hour, goes_on)
               WHERE d.id = r.id""",
            [
                list(dropped),
                [why.value for why in dropped.values()],
                [held[each].hour for each in dropped],
                [why in goes_on and held[each].minutes is not None for each, why in dropped.items()],
            ],
        )


def _spoil(spoiled: Mapping[UUID, str], held: Mapping[UUID, Held]) -> None:
    """Write down that messages cannot be made, so that they are seen, and let their people climb on."""
    if not spoiled:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE contact_delivery d
               SET state = 'failed', why = %s, code = r.code, lease_until = NULL, attempts = d.attempts - 1,
                   settled_at = r.hour, next_at = CASE WHEN d.broadcast_id IS NOT NULL THEN r.hour END
               FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) r(id, code, hour)
               WHERE d.id = r.id""",
            [
                Failure.NOT_UNDERSTOOD.value,
                list(spoiled),
                [code[:LONGEST_CODE] for code in spoiled.values()],
                [held[each].hour for each in spoiled],
            ],
        )


def _ref(claimed: Claimed, ref: str) -> str:
    return receipts.ref_at(claimed.connection, ref)
