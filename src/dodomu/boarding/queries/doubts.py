"""Doubts as an officer decides them: what each side saw, and what the ledger shows until somebody has decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet

from dodomu.boarding.models import Doubt, Touch, TouchOutcome, sealed
from dodomu.boarding.rules import terms
from dodomu.boarding.rules.known import SIDES
from dodomu.boarding.rules.terms import DoubtOutcome, TouchState
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.words import in_language
from dodomu.journeys.models import Leg
from dodomu.people.models import Person
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.matching import root_of

SHOWN: Final = 40
LATELY: Final = 20
SHORT: Final = 120  # of what a device said


@dataclass(frozen=True, slots=True)
class Side:
    """What was done at one gate, as it was said there."""

    touch: UUID
    kind: str
    happened_at: datetime
    received_at: datetime
    officer: str
    device: str
    point: str
    leg: str
    means: str
    verdict: str
    ground: str
    decided_by: str
    state: str  # `TouchState`; empty: not worked out yet


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """A doubt: the earlier side first, then the one that is in doubt."""

    id: UUID
    kind: terms.Doubt
    sides: tuple[Side, ...]
    person: PersonLine | None
    others: tuple[PersonLine, ...]  # whom a touch names, where the doubt is not about one person
    leg: str
    details: Mapping[str, Any] = field(hash=False)
    alike: int  # open doubts of this kind about the same device, this one among them
    raised_at: datetime
    decided_at: datetime | None
    decided_by: str
    outcome: DoubtOutcome | None
    words: str

    @property
    def is_between(self) -> bool:
        """Whether one of two has to hold."""
        return self.kind in SIDES and len(self.sides) > 1

    @property
    def is_held(self) -> bool:
        """Whether nothing follows from it until somebody decides."""
        return self.sides[-1].state == TouchState.REVIEW


@dataclass(frozen=True, slots=True)
class Doubts:
    """The doubts of a crisis: those that wait, the gravest and oldest first, and what was decided last."""

    total: int
    waiting: tuple[DoubtLine, ...]
    decided: tuple[DoubtLine, ...]


GRAVEST: Final = (
    terms.Doubt.MINOR_BOARDED_ALONE,
    terms.Doubt.BOARDED_AFTER_STOP,
    terms.Doubt.ON_TWO_LEGS,
    terms.Doubt.DEVICE_REVOKED,
)


def how_many(crisis: UUID) -> int:
    """Count the doubts that wait for a decision."""
    return _open(crisis).count()


def doubts_of(crisis: UUID, *, by: Actor, on: date) -> Doubts:
    """Return the doubts of a crisis, or refuse to whoever may not see its people."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    rows = sorted(_open(crisis).select_related("decided_by"), key=_gravity)
    decided = Doubt.objects.filter(crisis=crisis, decided_at__isnull=False).select_related("decided_by")
    lately = list(decided.order_by("-decided_at")[:LATELY])
    lines = {line.id: line for line in _lines(crisis, [*rows[:SHOWN], *lately], by, on)}
    return Doubts(len(rows), tuple(lines[row.id] for row in rows[:SHOWN]), tuple(lines[row.id] for row in lately))


def doubt_of(crisis: UUID, doubt: UUID, *, by: Actor, on: date) -> DoubtLine | None:
    """Return one doubt, decided or not, or None; or refuse to whoever may not see the people of the crisis."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    rows = list(Doubt.objects.filter(crisis=crisis, id=doubt).select_related("decided_by"))
    return next(iter(_lines(crisis, rows, by, on)), None)


def _open(crisis: UUID) -> QuerySet[Doubt]:
    return Doubt.objects.filter(crisis=crisis, decided_at=None, cleared_at=None)


def _gravity(row: Doubt) -> tuple[int, datetime, UUID]:
    kind = terms.Doubt(row.kind)
    return GRAVEST.index(kind) if kind in GRAVEST else len(GRAVEST), row.raised_at, row.id


def _lines(crisis: UUID, rows: Sequence[Doubt], by: Actor, on: date) -> list[DoubtLine]:
    ids = {each for row in rows for each in (row.touch_id, row.beside_id) if each}
    touches = {row.id: row for row in Touch.objects.filter(id__in=ids).select_related("device").defer("photo")}
    named = {row.person for row in rows if row.person} | {each for one in touches.values() for each in one.persons}
    roots = root_of(named)
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    ours = Person.objects.filter(crisis=crisis, id__in=set(roots.values())).order_by("id").values_list("id", flat=True)
    people = {line.id: line for line in lines_of(list(ours), on=on, sees_private=sees_private)}
    sides = _sides(crisis, touches.values())
    legs = dict(Leg.objects.filter(crisis=crisis, id__in={row.leg for row in rows if row.leg}).values_list("id", "ref"))
    alike = _alike(crisis)
    return [
        DoubtLine(
            id=row.id,
            kind=terms.Doubt(row.kind),
            sides=tuple(sides[each] for each in (row.beside_id, row.touch_id) if each),
            person=people.get(roots.get(row.person, row.person)) if row.person else None,
            others=_others(row, touches, roots, people),
            leg=legs.get(row.leg, "") if row.leg else "",
            details=row.details,
            alike=alike.get((row.kind, touches[row.touch_id].device_id), 0),
            raised_at=row.raised_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by.name if row.decided_by else "",
            outcome=DoubtOutcome(row.outcome) if row.outcome else None,
            words=row.words,
        )
        for row in rows
    ]


def _others(
    row: Doubt,
    touches: Mapping[UUID, Touch],
    roots: Mapping[UUID, UUID],
    people: Mapping[UUID, PersonLine],
) -> tuple[PersonLine, ...]:
    """Return whom a touch names; nobody of another crisis is shown."""
    if row.person or row.kind == terms.Doubt.OTHER_CRISIS:
        return ()
    found = (people.get(roots.get(each, each)) for each in touches[row.touch_id].persons)
    return tuple(line for line in found if line)


def _alike(crisis: UUID) -> dict[tuple[str, UUID], int]:
    counted = _open(crisis).values_list("kind", "touch__device").annotate(many=Count("id"))
    return {(kind, device): many for kind, device, many in counted}


def _sides(crisis: UUID, touches: Iterable[Touch]) -> dict[UUID, Side]:
    rows = list(touches)
    places = {row.id: row for row in Place.objects.filter(crisis=crisis, id__in={each.point for each in rows})}
    legs = dict(Leg.objects.filter(crisis=crisis, id__in={each.leg for each in rows}).values_list("id", "ref"))
    states = dict(TouchOutcome.objects.filter(touch__in=rows).values_list("touch_id", "state"))
    return {row.id: _side(row, places, legs, states.get(row.id, "")) for row in rows}


def _side(row: Touch, places: Mapping[UUID, Place], legs: Mapping[UUID, str], state: str) -> Side:
    body = encryption.open_sealed(row.body, context=sealed.TOUCH_BODY)
    place = places.get(row.point) if row.point else None
    said = {name: value for name, value in body.items() if isinstance(value, str)}
    return Side(
        touch=row.id,
        kind=row.kind,
        happened_at=row.happened_at,
        received_at=row.received_at,
        officer=row.officer_name,
        device=row.device.name,
        point=(in_language(place.names) or place.ref) if place else "",
        leg=legs.get(row.leg, "") if row.leg else "",
        means=said.get("means", "")[:SHORT],
        verdict=said.get("verdict", "")[:SHORT],
        ground=said.get("ground", "")[:SHORT],
        decided_by=said.get("decided_by", "")[:SHORT],
        state=state,
    )
