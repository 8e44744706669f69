"""What gates say of one person, for their page: what was done, where, by whom, and whether it counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.boarding.models import Doubt, Touch, sealed
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.among import naming_any
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.words import in_language
from dodomu.journeys.models import Leg
from dodomu.people.queries.matching import members_of, root_of

MOST: Final = 30
SHORT: Final = 120


@dataclass(frozen=True, slots=True)
class AtGate:
    """Something that was done with somebody at a gate."""

    kind: str
    happened_at: datetime
    point: str
    leg: str
    officer: str
    device: str
    verdict: str
    decided_by: str
    state: str  # `TouchState`; empty: not worked out yet


@dataclass(frozen=True, slots=True)
class AtGates:
    """What gates say of somebody, the newest first."""

    touches: tuple[AtGate, ...]
    doubts: int  # about them, and nobody has decided


def at_gates(crisis: UUID, person: UUID, *, by: Actor) -> AtGates:
    """Return what gates say of a person and of every record that was joined into theirs, or refuse.

    That somebody was only looked up is left out.
    """
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    names = set(members_of(root_of([person]).values())) | {person}
    rows = Touch.objects.filter(naming_any("persons", names), crisis=crisis).exclude(kind=TouchKind.LOOKED)
    found = list(rows.select_related("device", "outcome").defer("photo").order_by("-happened_at", "id")[:MOST])
    places = {row.id: row for row in Place.objects.filter(crisis=crisis, id__in={row.point for row in found})}
    legs = dict(Leg.objects.filter(crisis=crisis, id__in={row.leg for row in found}).values_list("id", "ref"))
    open_doubts = Doubt.objects.filter(crisis=crisis, person__in=names, decided_at=None, cleared_at=None).count()
    return AtGates(
        tuple(_at_gate(row, places.get(row.point) if row.point else None, legs) for row in found), open_doubts
    )


def _at_gate(row: Touch, place: Place | None, legs: dict[UUID, str]) -> AtGate:
    body = encryption.open_sealed(row.body, context=sealed.TOUCH_BODY)
    said = {name: value[:SHORT] for name, value in body.items() if isinstance(value, str)}
    return AtGate(
        kind=row.kind,
        happened_at=row.happened_at,
        point=(in_language(place.names) or place.ref) if place else "",
        leg=legs.get(row.leg, "") if row.leg else "",
        officer=row.officer_name,
        device=row.device.name,
        verdict=said.get("verdict", ""),
        decided_by=said.get("decided_by", ""),
        state=row.outcome.state if hasattr(row, "outcome") else "",
    )
