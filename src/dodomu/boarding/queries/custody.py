"""Documents in custody as the desk sees them: what is held where, of whom, and the way that each went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.boarding.models import CustodyEntry, CustodyItem, Touch, sealed
from dodomu.boarding.rules.terms import CustodyState, TouchState
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.words import in_language
from dodomu.people.models import Person
from dodomu.people.queries.lines import full_name
from dodomu.people.queries.matching import root_of

LATELY = 40


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a document's way."""

    at: datetime
    kind: str
    by: str


@dataclass(frozen=True, slots=True)
class Held:
    """A document in custody, or one that was."""

    id: UUID
    person: UUID
    name: str  # of who holds it by right
    reference: str
    what: str
    number: str  # for eyes that may see it; else its last three marks
    place: str
    state: CustodyState
    since: datetime
    by: str
    words: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Custody:
    """What is in custody by place, what is out with somebody, and what went last."""

    held: tuple[tuple[str, tuple[Held, ...]], ...]
    out: tuple[Held, ...]
    ended: tuple[Held, ...]
    count: int


def custody_of(crisis: UUID, *, by: Actor) -> Custody:
    """Return the documents in custody of a crisis, or refuse."""
    permissions.check(by, Permission.BOARD, crisis)
    rows = CustodyItem.objects.filter(crisis=crisis).order_by("since", "id")
    here = list(rows.filter(state=CustodyState.HELD))
    out = list(rows.filter(state=CustodyState.OUT))
    ended = list(rows.exclude(state__in=[CustodyState.HELD, CustodyState.OUT]).order_by("-since", "-id")[:LATELY])
    lines = _lines([*here, *out, *ended], sees_private=permissions.may(by, Permission.SEE_PRIVATE, crisis))
    places: dict[str, list[Held]] = {}
    for row in here:
        places.setdefault(lines[row.id].place, []).append(lines[row.id])
    return Custody(
        held=tuple((place, tuple(several)) for place, several in sorted(places.items())),
        out=tuple(lines[row.id] for row in out),
        ended=tuple(lines[row.id] for row in ended),
        count=len(here),
    )


def _lines(rows: Sequence[CustodyItem], *, sees_private: bool) -> dict[UUID, Held]:
    roots = root_of({row.person for row in rows})
    people = {row.id: row for row in Person.objects.filter(id__in=set(roots.values()))}
    places = {
        row.id: in_language(row.names) or row.ref for row in Place.objects.filter(id__in={r.place_id for r in rows})
    }
    steps = _steps([row.id for row in rows])
    return {
        row.id: _line(row, people.get(roots.get(row.person, row.person)), places, steps.get(row.id, []), sees_private)
        for row in rows
    }


def _line(
    row: CustodyItem, who: Person | None, places: dict[UUID, str], steps: Sequence[Step], sees_private: bool
) -> Held:
    number = encryption.open_sealed(row.number, context=sealed.CUSTODY_NUMBER) or "" if row.number else ""
    return Held(
        id=row.id,
        person=who.id if who else row.person,
        name=full_name(who) if who else "",
        reference=who.reference if who else "",
        what=row.what,
        number=number if sees_private or not number else f"…{number[-3:]}",
        place=places.get(row.place_id, "") if row.place_id else "",
        state=CustodyState(row.state),
        since=row.since,
        by=row.by_name,
        words=row.words,
        steps=tuple(sorted(steps, key=lambda each: each.at)),
    )


def _steps(items: Sequence[UUID]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = {}
    entries = CustodyEntry.objects.filter(item__in=items).values_list("item", "happened_at", "kind", "officer_name")
    applied = Touch.objects.filter(item__in=items, outcome__state=TouchState.APPLIED)
    touches = applied.values_list("item", "happened_at", "kind", "officer_name")
    for item, at, kind, officer in (*entries, *touches):
        if item:
            found.setdefault(item, []).append(Step(at, kind, officer))
    return found
