"""How many messages a connection may send, shared by all senders, and how the connection is."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from dodomu.channels.messages import ChannelKind, Failure
from dodomu.contact.models import Allowance
from dodomu.contact.queries import connections

BURST_SECONDS: Final = 1.0  # what was not used fills no more than so much
LONGEST_SAID: Final = 300
# Hours of several machines: one that runs behind takes nothing back. One that lies more than a minute ahead was a clock
# that was wrong and is right again: the bucket does not stand still until that hour comes.
FILL: Final = """
    INSERT INTO contact_allowance AS a (connection, tokens, at, channel, why, said)
    VALUES (%(name)s, 0, %(now)s, '', '', '') ON CONFLICT (connection) DO UPDATE
    SET at = CASE WHEN a.at > EXCLUDED.at + interval '1 minute' THEN EXCLUDED.at ELSE GREATEST(a.at, EXCLUDED.at) END,
        tokens = LEAST(%(burst)s, a.tokens + GREATEST(0, EXTRACT(EPOCH FROM EXCLUDED.at - a.at)) * %(rate)s)
    RETURNING tokens
"""
SPEND: Final = "UPDATE contact_allowance SET tokens = tokens - %s WHERE connection = %s"


def take(*, connection_name: str, rate: float, most: int, now: datetime) -> int:
    """Return how many messages may go now, `most` at most, and take them from the bucket; 0 as rate knows no limit."""
    if rate <= 0:
        return most
    with transaction.atomic(), connection.cursor() as cursor:  # the row is held, so that nobody takes the same
        values: dict[str, Any] = {
            "name": connection_name,
            "rate": rate,
            "burst": max(1.0, rate * BURST_SECONDS),
            "now": now,
        }
        cursor.execute(FILL, values)
        taken = max(0, min(most, int(cursor.fetchone()[0])))
        cursor.execute(SPEND, [taken, connection_name])
    return taken


def spend(*, connection_name: str, more: int) -> None:
    """Take more from the bucket (parts of long messages), or give back what was not used; it may run into debt."""
    if more:
        with connection.cursor() as cursor:
            cursor.execute(SPEND, [more, connection_name])


def note_seen(*, connection_name: str, channel: ChannelKind, now: datetime) -> None:
    """Write down that a sender looks after a connection and it can be used."""
    _note(connection_name, channel, now, why="", said="", is_down=False)


def note_down(*, connection_name: str, channel: ChannelKind, why: Failure, said: str, now: datetime) -> None:
    """Write down that a connection cannot be used, since when, and what it says."""
    _note(connection_name, channel, now, why=why.value, said=said[:LONGEST_SAID], is_down=True)


def down_for(*, now: datetime) -> dict[ChannelKind, timedelta]:
    """Return for how long the channels are down of which no connection can be used."""
    kept = {row.connection: row.down_since for row in Allowance.objects.all()}
    since: dict[ChannelKind, list[datetime | None]] = {}
    for each in connections.connections():
        since.setdefault(each.kind, []).append(kept.get(each.name))
    return {
        kind: now - max(hour for hour in hours if hour is not None)
        for kind, hours in since.items()
        if all(hour is not None for hour in hours)
    }


def _note(name: str, channel: ChannelKind, now: datetime, *, why: str, said: str, is_down: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO contact_allowance AS a (connection, tokens, at, channel, seen_at, down_since, why, said)
               VALUES (%(name)s, 0, %(now)s, %(channel)s, %(now)s, CASE WHEN %(down)s THEN %(now)s END, %(why)s,
                       %(said)s)
               ON CONFLICT (connection) DO UPDATE
               SET channel = EXCLUDED.channel, seen_at = EXCLUDED.seen_at, why = EXCLUDED.why, said = EXCLUDED.said,
                   down_since = CASE WHEN %(down)s THEN COALESCE(a.down_since, EXCLUDED.down_since) END""",
            {"name": name, "channel": channel.value, "now": now, "why": why, "said": said, "down": is_down},
        )
