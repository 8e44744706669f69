"""Closing manifests, and keeping what carriers say of who was aboard."""

import contextlib
import hashlib
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.boarding.models import CarrierList, Manifest, Touch
from dodomu.boarding.news import ManifestClosed
from dodomu.boarding.queries import on_legs
from dodomu.boarding.queries.carrier_lists import read_file, seal_list
from dodomu.boarding.queries.closed import seal_lines
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import manifests as rules
from dodomu.boarding.rules.terms import ManifestState, TouchKind, TouchState
from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Leg
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.reasons import JourneysReason


def close_manifest(
    *, crisis: UUID, ref: str, named: str, happened_at: datetime, by: Actor, at: datetime, touch: UUID | None = None
) -> None:
    """Close the manifest of a leg by a named officer, or raise Refused. Its lines stand from then on as they are now.

    What is learnt later is an entry beside it, never an edit. The same touch again changes nothing.
    """
    permissions.check(by, Permission.CLOSE_MANIFEST, crisis)
    leg = leg_by_ref(crisis, ref)
    if leg is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    with transaction.atomic():
        # The row of the leg is what two who close at once wait for: the manifest itself may not be there yet.
        Leg.objects.select_for_update(no_key=True).get(id=leg.id)
        row = Manifest.objects.filter(leg=leg.id).first()
        if row and row.state == ManifestState.CLOSED:
            if touch and row.closed_touch == touch:
                return
            raise Refused(BoardingReason.MANIFEST_CLOSED, by=row.closed_by_name, at=row.closed_at)
        on = (leg.leaves_at or happened_at).date()
        lines = rules.lines_of(on_legs.of_leg(crisis, leg), is_closed=True, on=on)
        Manifest.objects.update_or_create(
            leg_id=leg.id,
            defaults={
                "crisis_id": crisis, "state": ManifestState.CLOSED, "closed_at": happened_at,
                "closed_by_id": by.officer, "closed_by_name": named or by.name, "closed_touch": touch,
                "lines": seal_lines(lines),
                "counts": asdict(rules.counts_of(lines)), "recorded_at": at,
            },
        )  # fmt: skip
        news.post(ManifestClosed(crisis, leg.id), at=at)


def close_at_gates(*, crisis: UUID, by: Actor, at: datetime) -> int:
    """Close the manifests that were closed at gates, each by its first closing that holds; return how many.

    Done again, and beside somebody who closes one at the desk, it changes nothing.
    """
    closed = Manifest.objects.filter(crisis=crisis, state=ManifestState.CLOSED).values("leg_id")
    touches = Touch.objects.filter(
        crisis=crisis, kind=TouchKind.CLOSED, leg__isnull=False, outcome__state=TouchState.APPLIED
    ).exclude(leg__in=closed)
    first: dict[UUID, Touch] = {}
    for touch in touches.only("id", "leg", "officer_name", "happened_at").order_by("happened_at", "id"):
        if touch.leg:
            first.setdefault(touch.leg, touch)
    refs = dict(Leg.objects.filter(crisis=crisis, id__in=first).values_list("id", "ref"))
    many = 0
    for leg, ref in refs.items():
        touch = first[leg]
        with contextlib.suppress(Refused):  # somebody closed it at the desk meanwhile
            close_manifest(
                crisis=crisis, ref=ref, named=touch.officer_name, happened_at=touch.happened_at, by=by, at=at,
                touch=touch.id,
            )  # fmt: skip
            many += 1
    return many


def keep_carrier_list(*, crisis: UUID, ref: str, name: str, data: bytes, source: str, by: Actor, at: datetime) -> UUID:
    """Keep a list that a carrier gave back, and return its id, or raise Refused. The same file again is kept once."""
    permissions.check(by, Permission.BOARD, crisis)
    leg = leg_by_ref(crisis, ref)
    if leg is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    listed = read_file(data, today=at.date())
    row, _ = CarrierList.objects.get_or_create(
        leg_id=leg.id,
        digest=hashlib.sha256(data).digest(),
        defaults={
            "id": uuid7(), "crisis_id": crisis, "name": name[:160], "lines": seal_list(listed), "source": source[:200],
            "officer_id": by.officer, "recorded_at": at,
        },
    )  # fmt: skip
    return row.id
