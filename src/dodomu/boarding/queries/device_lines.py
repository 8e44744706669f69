"""What devices made, as their counts and clocks have it: read in the database, and only what is doubtful is brought."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.boarding.rules import hours
from dodomu.boarding.rules.doubts import BACKWARDS
from dodomu.boarding.rules.terms import Doubt, TouchKind

# The first line of each device that is doubtful, and how many are: whatever the length, that is all that is brought.
CLOCK: Final = """
    SELECT DISTINCT ON (device_id) device_id, id, count(*) OVER (PARTITION BY device_id)
    FROM (
        SELECT *, max(made) OVER (
            PARTITION BY device_id ORDER BY number, key, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest
        FROM (
            SELECT device_id, id, coalesce(form_of, id) AS key, number, clock_off,
                   made_at - coalesce(clock_off, 0) * interval '1 millisecond' AS made,
                   happened_at > received_at + clock_shift * interval '1 millisecond' + %(skew)s AS is_ahead
            FROM boarding_touch WHERE device_id = ANY(%(devices)s)
        ) t
    ) line
    WHERE clock_off IS NULL OR is_ahead OR made < latest - %(backwards)s
    ORDER BY device_id, number, key, id
"""
NUMBERS: Final = """
    SELECT DISTINCT ON (device_id) device_id, rows[1], rows[2], count(*) OVER (PARTITION BY device_id)
    FROM (
        SELECT device_id, number, array_agg(id ORDER BY key) AS rows
        FROM (
            SELECT DISTINCT ON (device_id, number, coalesce(form_of, id))
                   device_id, number, coalesce(form_of, id) AS key, id
            FROM boarding_touch t
            WHERE (device_id, number) IN (
                SELECT device_id, number FROM boarding_touch WHERE device_id = ANY(%(devices)s)
                GROUP BY device_id, number HAVING count(*) > 1
            )
            ORDER BY device_id, number, coalesce(form_of, id), id
        ) one GROUP BY device_id, number HAVING count(*) > 1
    ) twice
    ORDER BY device_id, number
"""
PACKS: Final = """
    SELECT DISTINCT ON (t.device_id, t.pack) t.device_id, t.pack, t.id, count(*) OVER (PARTITION BY t.device_id, t.pack)
    FROM boarding_touch t JOIN boarding_pack p ON p.id = t.pack AND t.happened_at > p.expires_at
    WHERE t.device_id = ANY(%(devices)s) AND t.kind = %(boarded)s
    ORDER BY t.device_id, t.pack, t.happened_at, coalesce(t.form_of, t.id), t.id
"""
REVOKED: Final = """
    SELECT d.id, min(t.number) FROM boarding_device d JOIN boarding_touch t ON t.device_id = d.id
    WHERE d.id = ANY(%s) AND t.made_at - coalesce(t.clock_off, 0) * interval '1 millisecond' > d.revoked_at
    GROUP BY d.id
"""
# What an earlier number now shows to have been made after it; what is held is held already.
MADE_AFTER: Final = """
    SELECT t.id FROM unnest(%s::uuid[], %s::int[]) AS d(id, first)
    JOIN boarding_touch t ON t.device_id = d.id AND t.number >= d.first
    JOIN boarding_touchoutcome o ON o.touch_id = t.id AND o.state IN ('applied', 'waiting')
"""
COMPLETE: Final = """
    SELECT device_id, max(number) FROM (
        SELECT device_id, number, dense_rank() OVER (PARTITION BY device_id ORDER BY number) AS rank
        FROM boarding_touch WHERE device_id = ANY(%s) AND number > 0
    ) line WHERE number = rank GROUP BY device_id
"""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The first touch of a device of which something is doubtful, and how many there are."""

    kind: Doubt
    device: UUID
    row: UUID
    beside: UUID | None
    pack: UUID | None
    many: int


def doubtful(devices: Collection[UUID]) -> list[Doubtful]:
    """Return what is doubtful of some devices as such.

    A number that they used twice; a clock that was never compared with ours, is ahead of the hour at which we heard of
    it, or was set back meanwhile; a pack by which they boarded somebody after it had expired.
    """
    if not devices:
        return []
    facts = {
        "devices": list(devices), "boarded": TouchKind.BOARDED.value, "skew": hours.SKEW, "backwards": BACKWARDS,
    }  # fmt: skip
    twice, clocks, packs = (_ask(query, facts) for query in (NUMBERS, CLOCK, PACKS))
    return [
        *(Doubtful(Doubt.NUMBER_TWICE, device, one, two, None, many) for device, one, two, many in twice),
        *(Doubtful(Doubt.CLOCK_IN_DOUBT, device, row, None, None, many) for device, row, many in clocks),
        *(Doubtful(Doubt.PACK_EXPIRED, device, row, None, pack, many) for device, pack, row, many in packs),
    ]


def first_after_revoked(devices: Collection[UUID]) -> dict[UUID, int]:
    """Return, for those of some devices that were revoked, the first number that they made after it.

    What has a higher number came after it, whatever hour the clock was set back to.
    """
    return dict(_ask(REVOKED, [list(devices)])) if devices else {}


def made_after_revoked(devices: Collection[UUID]) -> set[UUID]:
    """Return what those of some devices that were revoked made after it and what is not held yet."""
    first = first_after_revoked(devices)
    return {row for (row,) in _ask(MADE_AFTER, [list(first), list(first.values())])} if first else set()


def complete(devices: Collection[UUID]) -> dict[UUID, int]:
    """Return up to which number nothing of some devices is missing."""
    return dict.fromkeys(devices, 0) | dict(_ask(COMPLETE, [list(devices)])) if devices else {}


def _ask(query: str, facts: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return list(cursor.fetchall())
