"""Keeping the list of doubts true to what is known: raised, cleared when something explains them, raised again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from dodomu.boarding.models import Doubt
from dodomu.boarding.news import DoubtRaised
from dodomu.boarding.queries import device_lines, touched
from dodomu.boarding.rules import doubts
from dodomu.boarding.rules.known import Raised, Touched
from dodomu.foundation import bulk, news
from dodomu.foundation.among import among


def of_devices(devices: Collection[UUID]) -> list[Raised]:
    """Return what is doubtful about some devices as such: their clocks, their counts, the packs they worked with."""
    found = device_lines.doubtful(devices)
    rows = {each for one in found for each in (one.row, one.beside) if each}
    touches = {each.row: each for each in touched.by_ids(rows)}
    raised: list[Raised] = []
    for one in found:
        about = (str(one.device), str(one.pack)) if one.pack else (str(one.device),)
        beside = touches[one.beside] if one.beside else None
        raised.append(Raised(one.kind, touches[one.row], about, beside, details={"many": one.many}))
    return raised


def keep_doubts(
    crisis: UUID,
    raised: Iterable[Raised],
    touches: Mapping[UUID, Touched],
    persons: Collection[UUID],
    devices: Collection[UUID],
    legs: Collection[UUID],
    *,
    at: datetime,
) -> None:
    """Bring the doubts about some touches, persons, devices and legs to those there are now."""
    wanted = {doubts.id_of(each, crisis=crisis): each for each in raised}
    kept = {row.id: row for row in _kept(crisis, wanted, touches, persons, devices, legs)}
    gone = [row.id for row in kept.values() if row.id not in wanted and row.cleared_at is None]
    Doubt.objects.filter(id__in=gone, decided_at=None).update(cleared_at=at)
    for key, each in wanted.items():
        if key in kept:
            _restate(kept[key], each)
    new = [_row(key, each, crisis, at) for key, each in sorted(wanted.items()) if key not in kept]
    bulk.write(Doubt, new)
    if new:
        news.post_many([DoubtRaised(crisis, row.id) for row in new], at=at)


def _kept(
    crisis: UUID,
    wanted: Collection[UUID],
    touches: Collection[UUID],
    persons: Collection[UUID],
    devices: Collection[UUID],
    legs: Collection[UUID],
) -> Iterable[Doubt]:
    # One after another: together no index would serve them, and every doubt of the crisis would be read each time.
    several = [
        Q(id__in=among(wanted)) if wanted else None,
        Q(kind__in=doubts.OF_TOUCH, touch__in=among(touches)) if touches else None,
        Q(kind__in=doubts.OF_PERSON, person__in=among(persons)) if persons else None,
        Q(kind__in=doubts.OF_DEVICE, touch__device__in=among(devices)) if devices else None,
        Q(kind__in=doubts.OF_LEG, leg__in=among(legs)) if legs else None,
    ]
    found = [row for each in several if each is not None for row in Doubt.objects.filter(each, crisis=crisis)]
    return {row.id: row for row in found}.values()


def _restate(row: Doubt, raised: Raised) -> None:
    """Let a doubt say what it would say if it were raised now; what was decided about it stays."""
    said = {
        "touch_id": raised.touch.row,
        "beside_id": raised.beside.row if raised.beside else None,
        "person": raised.person,
        "leg": raised.leg,
        "details": dict(raised.details),
        "cleared_at": None,
    }
    if row.decided_at is None and any(getattr(row, name) != value for name, value in said.items()):
        Doubt.objects.filter(id=row.id).update(**said)


def _row(key: UUID, raised: Raised, crisis: UUID, at: datetime) -> Doubt:
    details: dict[str, Any] = dict(raised.details)
    return bulk.new(
        Doubt,
        id=key,
        crisis_id=crisis,
        kind=raised.kind.value,
        touch_id=raised.touch.row,
        beside_id=raised.beside.row if raised.beside else None,
        person=raised.person,
        leg=raised.leg,
        details=details,
        raised_at=at,
    )
