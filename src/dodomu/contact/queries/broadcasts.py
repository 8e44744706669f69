"""Broadcasts as the desk sees them, with live figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Broadcast
from dodomu.contact.queries.audiences import Text, texts_of
from dodomu.contact.rules import audiences, ladders
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Ladder
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Ground, Purpose, Rung
from dodomu.foundation.models import Officer

COUNTS: Final = """
    SELECT step, rung, channel, state, why, count(*) FROM contact_delivery WHERE broadcast_id = %(broadcast)s
    GROUP BY step, rung, channel, state, why ORDER BY step, channel, state, why
"""
# Of each person the best that is known; who was told with another stands where that message stands.
PEOPLE: Final = """
    SELECT count(*), count(*) FILTER (WHERE best = 0), count(*) FILTER (WHERE best = 1),
           count(*) FILTER (WHERE best = 2), count(*) FILTER (WHERE best = 3), count(*) FILTER (WHERE best = 4)
    FROM (
        SELECT d.person_id, min(CASE COALESCE(leader.state, d.state)
            WHEN 'delivered' THEN 0 WHEN 'taken' THEN 1 WHEN 'waiting' THEN 2 WHEN 'sending' THEN 2
            WHEN 'in_doubt' THEN 2 WHEN 'unknown' THEN 3 ELSE 4 END) AS best
        FROM contact_delivery d LEFT JOIN contact_delivery leader ON leader.id = d.told_with
        WHERE d.broadcast_id = %(broadcast)s GROUP BY d.person_id
    ) people
"""


UNDER_WAY: Final = (BroadcastState.APPROVED, BroadcastState.RUNNING, BroadcastState.PAUSED)
PRESSING: Final = (BroadcastState.ASKED, *UNDER_WAY)
TO_A_FEW: Final = Q(purpose=Purpose.OFFER, drafted_by=None, asked_by=None, approved_at__isnull=False)


@dataclass(frozen=True, slots=True)
class BroadcastLine:
    """A broadcast in a list."""

    id: UUID
    number: int
    name: str
    purpose: Purpose
    ground: Ground
    state: BroadcastState
    advice: UUID | None
    of: UUID | None
    is_drill: bool
    drafted_at: datetime
    drafted_by: str  # names of officers; empty: the system
    asked_by: str
    asked_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    stopped_why: str
    persons: int | None  # as counted when approval was asked for, then as written down
    version: int


@dataclass(frozen=True, slots=True)
class Few:
    """Offers that were told to a few at once, without a second officer: one piece of news each."""

    number: int  # of broadcasts
    persons: int
    under_way: int
    last: tuple[BroadcastLine, ...]  # the newest of them


@dataclass(frozen=True, slots=True)
class Whole:
    """A broadcast with its words."""

    line: BroadcastLine
    audience: Audience
    ladder: Ladder
    texts: tuple[Text, ...]
    waves: int
    wave_minutes: int
    asked_by: UUID | None
    counts: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages of one rung and channel are how far."""

    step: int
    rung: Rung
    channel: ChannelKind
    state: DeliveryState
    why: str  # of Failure or SkipReason, or empty
    number: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a broadcast is, by messages and by people."""

    counts: tuple[Counted, ...]
    persons: int
    arrived: int  # persons whom some rung reached, by a receipt
    taken: int  # not that, but some provider has a message to them
    under_way: int  # not that, but something waits or is being sent
    unknown: int  # nobody can say
    not_reached: int  # every rung that was tried failed, or there is none


def pressing(crisis: UUID) -> list[BroadcastLine]:
    """Return every broadcast that waits for approval or is under way, the newest first, but for those to a few."""
    found = _rows().filter(crisis=crisis, state__in=PRESSING).exclude(TO_A_FEW)
    return [_line(row) for row in found.order_by("-number")]


def others(crisis: UUID, *, most: int = 100) -> list[BroadcastLine]:
    """Return drafts and what has ended, the newest first, but for those to a few."""
    found = _rows().filter(crisis=crisis).exclude(state__in=PRESSING).exclude(TO_A_FEW)
    return [_line(row) for row in found.order_by("-number")[:most]]


def to_a_few(crisis: UUID, *, most: int = 50) -> Few:
    """Return the offers that were told to a few at once, folded into one."""
    found = Broadcast.objects.filter(TO_A_FEW, crisis=crisis)
    persons = Coalesce(Sum(Cast(KT("counts__persons"), IntegerField())), 0)
    counted = found.aggregate(number=Count("id"), persons=persons, under_way=Count("id", filter=Q(state__in=UNDER_WAY)))
    lines = _rows().filter(TO_A_FEW, crisis=crisis).order_by("-number")[:most] if counted["number"] else []
    return Few(**counted, last=tuple(_line(row) for row in lines))


def broadcast(crisis: UUID, number_or_id: int | UUID) -> Whole | None:
    """Return one broadcast, by its number or id."""
    asked = {"id": number_or_id} if isinstance(number_or_id, UUID) else {"number": number_or_id}
    row = _rows().filter(crisis=crisis, **asked).first()
    if row is None:
        return None
    return Whole(
        line=_line(row),
        audience=audiences.read(row.audience),
        ladder=ladders.read(row.ladder),
        texts=texts_of(row.id),
        waves=row.waves,
        wave_minutes=row.wave_minutes,
        asked_by=row.asked_by_id,
        counts=row.counts,
    )


def figures(broadcast: UUID) -> Figures:
    """Count what became of a broadcast so far."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"broadcast": broadcast})
        counts = tuple(
            Counted(step, Rung(rung), ChannelKind(channel), DeliveryState(state), why, number)
            for step, rung, channel, state, why, number in cursor.fetchall()
        )
        cursor.execute(PEOPLE, {"broadcast": broadcast})
        return Figures(counts, *(int(each) for each in cursor.fetchone()))


def waiting_for_approval(crisis: UUID) -> list[BroadcastLine]:
    """Return what waits for another officer, the oldest first."""
    found = _rows().filter(crisis=crisis, state=BroadcastState.ASKED).order_by("asked_at", "id")
    return [_line(row) for row in found]


def about(purpose: Purpose, of: UUID | None) -> UUID | None:
    """Return the broadcast of a purpose about one thing, or None."""
    return Broadcast.objects.filter(purpose=purpose, of=of).values_list("id", flat=True).first() if of else None


def carrying(advice: UUID) -> list[BroadcastLine]:
    """Return the broadcasts that carry advice, the newest first."""
    return [_line(row) for row in _rows().filter(advice=advice).order_by("-number")]


def _rows() -> QuerySet[Broadcast]:
    return Broadcast.objects.select_related("drafted_by", "asked_by", "approved_by")


def _line(row: Broadcast) -> BroadcastLine:
    begun = row.counts.get("begun", row.counts)
    return BroadcastLine(
        id=row.id, number=row.number, name=row.name, purpose=Purpose(row.purpose), ground=Ground(row.ground),
        state=BroadcastState(row.state), advice=row.advice_id, of=row.of, is_drill=row.is_drill,
        drafted_at=row.drafted_at, drafted_by=_name(row.drafted_by), asked_by=_name(row.asked_by),
        asked_at=row.asked_at, approved_by=_name(row.approved_by), approved_at=row.approved_at,
        begun_at=row.begun_at, ended_at=row.ended_at, stopped_why=row.stopped_why, persons=begun.get("persons"),
        version=row.version,
    )  # fmt: skip


def _name(officer: Officer | None) -> str:
    return officer.name if officer else ""
