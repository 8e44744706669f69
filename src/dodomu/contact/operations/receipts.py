"""What providers say later of what they took."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from dodomu.channels.messages import Arrival, ChannelKind, Receipt
from dodomu.contact.models import EarlyReceipt

LONGEST_REF: Final = 80
LONGEST_CODE: Final = 60
KEPT_FOR: Final = timedelta(days=3)  # a receipt for what nobody sent
ARRIVED: Final = (Arrival.DELIVERED, Arrival.SEEN)

# The newest message under a name: operators use their names again. Arrived is arrived, whatever is said afterwards.
SETTLE: Final = """
    WITH said AS (
        SELECT * FROM unnest(%(refs)s::text[], %(states)s::text[], %(whys)s::text[], %(codes)s::text[])
            r(ref, state, why, code)
    ), meant AS (
        SELECT DISTINCT ON (d.ref) d.id, d.ref FROM contact_delivery d JOIN said ON said.ref = d.ref
        WHERE d.ref <> '' AND d.parts <= 1 ORDER BY d.ref, d.sent_at DESC
    ), changed AS (
        {update} FROM said JOIN meant USING (ref) {whose}
        WHERE d.id = meant.id AND {changes}
        RETURNING d.id
    )
    SELECT (SELECT count(*) FROM changed), ARRAY(SELECT ref FROM meant)
"""
UPDATE: Final = """
    UPDATE contact_delivery d
    SET state = said.state, why = said.why, code = CASE WHEN said.code = '' THEN d.code ELSE said.code END,
        settled_at = COALESCE(its.hour, %(at)s),
        next_at = CASE WHEN said.state = 'failed' AND its.has_more THEN COALESCE(its.hour, %(at)s) END
"""
WHOSE: Final = """
    CROSS JOIN LATERAL (
        SELECT max(c.exercise_now) AS hour, bool_or(o.step + 1 < jsonb_array_length(b.ladder)) AS has_more
        FROM contact_delivery o LEFT JOIN contact_broadcast b ON b.id = o.broadcast_id
        LEFT JOIN foundation_crisis c ON c.id = b.crisis_id WHERE o.id = meant.id) its
"""
CHANGES: Final = """(said.state = 'delivered' AND d.state IN ('taken', 'unknown', 'in_doubt', 'failed')
                     OR said.state = 'failed' AND d.state IN ('taken', 'unknown'))"""
# Of a message in several parts: arrived when all of them did, failed when one did not.
PARTS: Final = """
    UPDATE contact_part p SET arrival = CASE WHEN p.arrival = 'delivered' THEN p.arrival ELSE r.state END
    FROM unnest(%(refs)s::text[], %(states)s::text[]) r(ref, state)
    WHERE p.ref = r.ref
    RETURNING p.ref, p.delivery_id
"""
WHOLE: Final = """
    WITH whole AS (
        SELECT p.delivery_id AS id, CASE WHEN bool_or(p.arrival = 'failed') THEN 'failed' ELSE 'delivered' END AS state
        FROM contact_part p WHERE p.delivery_id = ANY(%(deliveries)s::uuid[])
        GROUP BY p.delivery_id HAVING bool_and(p.arrival <> '') OR bool_or(p.arrival = 'failed')
    ), said AS (
        SELECT whole.id AS ref, whole.state, COALESCE(r.why, '') AS why, COALESCE(r.code, '') AS code
        FROM whole LEFT JOIN LATERAL (
            SELECT u.why, u.code FROM contact_part p JOIN
                unnest(%(refs)s::text[], %(states)s::text[], %(whys)s::text[], %(codes)s::text[])
                    u(ref, state, why, code)
                ON u.ref = p.ref AND u.state = whole.state
            WHERE p.delivery_id = whole.id LIMIT 1) r ON true
    ), meant AS (SELECT id, id AS ref FROM whole), changed AS (
        {update} FROM said JOIN meant USING (ref) {whose}
        WHERE d.id = meant.id AND {changes}
        RETURNING d.id
    )
    SELECT count(*) FROM changed
"""
EARLY: Final = """
    INSERT INTO contact_earlyreceipt (channel, ref, arrival, why, code, at, heard_at)
    SELECT %(channel)s, r.ref, r.state, r.why, r.code, NULL, %(at)s
    FROM unnest(%(refs)s::text[], %(states)s::text[], %(whys)s::text[], %(codes)s::text[]) r(ref, state, why, code)
    WHERE NOT EXISTS (SELECT FROM contact_earlyreceipt e WHERE e.channel = %(channel)s AND e.ref = r.ref
                      AND e.arrival = r.state)
"""


def keep_receipts(*, channel: ChannelKind, receipts: Sequence[Receipt], at: datetime, connection_name: str = "") -> int:
    """Write receipts down and return how many deliveries changed.

    They may come twice, out of order, before we wrote down under which name the message was taken, or for nobody's:
    those wait in a table of their own.
    """
    said = _said(receipts, connection_name or channel.value)
    if not said:
        return 0
    with transaction.atomic():
        changed, known = _apply(said, at)
        early = [each for each in said if each[0] not in known]
        if early:
            with connection.cursor() as cursor:
                cursor.execute(EARLY, {**_columns(early), "channel": channel.value, "at": at})
    return changed


def keep_early(*, refs: Iterable[str], at: datetime) -> int:
    """Apply what came before these names were written down, and forget it; return how many deliveries changed."""
    rows = list(EarlyReceipt.objects.filter(ref__in=list(refs)).order_by("id"))
    if not rows:
        return 0
    with transaction.atomic():
        changed, known = _apply([(row.ref, row.arrival, row.why, row.code) for row in rows], at)
        EarlyReceipt.objects.filter(id__in=[row.id for row in rows if row.ref in known]).delete()
    return changed


def keep_the_early(*, now: datetime) -> int:
    """Try again what came in the moment in which the name was being written down; sweep what is nobody's."""
    EarlyReceipt.objects.filter(heard_at__lt=now - KEPT_FOR).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT e.ref FROM contact_earlyreceipt e
               WHERE EXISTS (SELECT FROM contact_delivery d WHERE d.ref = e.ref AND d.ref <> '')
                  OR EXISTS (SELECT FROM contact_part p WHERE p.ref = e.ref) LIMIT 5000"""
        )
        refs = [each[0] for each in cursor.fetchall()]
    return keep_early(refs=refs, at=now) if refs else 0


def ref_at(connection_name: str, ref: str) -> str:
    """Return a provider's name for a message as it is kept: two operators may give the same to two messages."""
    kinds = {kind.value for kind in ChannelKind}
    whole = ref if connection_name in kinds else f"{connection_name}/{ref}"
    return whole if len(whole) <= LONGEST_REF else hashlib.sha256(whole.encode()).hexdigest()


_Said = tuple[str, str, str, str]  # ref, state, why, code


def _said(receipts: Sequence[Receipt], connection_name: str) -> list[_Said]:
    """Return one word for each name: of those that contradict one another, that it arrived."""
    said: dict[str, _Said] = {}
    for each in receipts:
        if each.arrival is Arrival.UNDER_WAY or not each.ref:
            continue
        ref = ref_at(connection_name, each.ref)
        arrived = each.arrival in ARRIVED
        if arrived or ref not in said:
            why = "" if arrived else each.why or ""
            said[ref] = (ref, "delivered" if arrived else "failed", why, each.code[:LONGEST_CODE])
    return list(said.values())


def _apply(said: Sequence[_Said], at: datetime) -> tuple[int, set[str]]:
    """Return how many deliveries changed, and which names are known at all."""
    values = {**_columns(said), "at": at}
    words = {"update": UPDATE, "whose": WHOSE, "changes": CHANGES}
    with connection.cursor() as cursor:
        cursor.execute(PARTS, values)
        parts = cursor.fetchall()
        changed = 0
        if parts:
            cursor.execute(WHOLE.format(**words), {**values, "deliveries": list({each[1] for each in parts})})
            changed = int(cursor.fetchone()[0])
        cursor.execute(SETTLE.format(**words), values)
        more, refs = cursor.fetchone()
    return changed + int(more), set(refs) | {each[0] for each in parts}


def _columns(said: Sequence[_Said]) -> dict[str, Any]:
    refs, states, whys, codes = zip(*said, strict=True)
    return {"refs": list(refs), "states": list(states), "whys": list(whys), "codes": list(codes)}
