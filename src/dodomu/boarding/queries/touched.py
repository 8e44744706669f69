"""Touches and what is known beside them, as the rules read them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from dodomu.boarding.models import Doubt, Manifest, Touch, TouchOutcome, sealed
from dodomu.boarding.queries.left import places
from dodomu.boarding.rules import hours
from dodomu.boarding.rules.known import Decision, LegFacts, Touched
from dodomu.boarding.rules.terms import Doubt as DoubtKind
from dodomu.boarding.rules.terms import DoubtOutcome, ManifestState, TouchKind, TouchState
from dodomu.foundation import encryption
from dodomu.foundation.among import among, in_crisis, naming_any
from dodomu.foundation.models import Place
from dodomu.journeys.models import Leg
from dodomu.people.models import Party, Person

COLUMNS: Final = (
    "id", "form_of", "device_id", "number", "kind", "happened_at", "received_at", "clock_shift", "officer_name",
    "point", "leg", "persons", "pack", "item", "body", "digest",
)  # fmt: skip
EVER_JOINED: Final = """
    WITH RECURSIVE family(person, root) AS (
        SELECT p, p FROM unnest(%s::uuid[]) p
        UNION
        SELECT j.joined_id, f.root FROM people_join j JOIN family f ON j.kept_id = f.person
    )
    SELECT root, person FROM family
"""


def by_ids(rows: Collection[UUID]) -> list[Touched]:
    """Return touches by the ids of their rows."""
    return _touched(Touch.objects.filter(id__in=among(rows))) if rows else []


def naming(crisis: UUID, persons: Collection[UUID], known: Collection[UUID] = ()) -> list[Touched]:
    """Return every touch that names one of some persons, without those that are known."""
    found = Touch.objects.filter(naming_any("persons", persons), in_crisis(crisis))
    return _touched(found.exclude(id__in=among(known)) if known else found) if persons else []


def is_anybody_named(crisis: UUID, persons: Collection[UUID]) -> bool:
    """Say whether some touch names one of some persons."""
    return bool(persons) and Touch.objects.filter(naming_any("persons", persons), in_crisis(crisis)).exists()


def about_items(crisis: UUID, items: Collection[UUID]) -> list[Touched]:
    """Return every touch that is about one of some documents in custody."""
    return _touched(Touch.objects.filter(in_crisis(crisis), item__in=among(items), item__isnull=False)) if items else []


def closing(crisis: UUID, legs: Collection[UUID]) -> list[Touched]:
    """Return the touches by which the manifests of some legs were closed."""
    found = Touch.objects.filter(in_crisis(crisis), kind=TouchKind.CLOSED, leg__in=among(legs))
    return _touched(found) if legs else []


def persons_of_legs(crisis: UUID, legs: Collection[UUID]) -> set[UUID]:
    """Return whom the touches of some legs name as boarded or taken off."""
    kinds = [TouchKind.BOARDED, TouchKind.TAKEN_OFF]
    rows = Touch.objects.filter(in_crisis(crisis), leg__in=among(legs), kind__in=kinds)
    return {person for persons in rows.values_list("persons", flat=True) for person in persons} if legs else set()


def other_forms(touches: Iterable[Touched]) -> list[Touched]:
    """Return the other forms of some touches: those that came with the same id and said something else."""
    known = {touch.row: touch.key for touch in touches}
    others = Touch.objects.filter(form_of__in=among(set(known.values())), form_of__isnull=False)
    rows = list(others.values_list("id", flat=True))
    first = {key for row, key in known.items() if row != key}
    return by_ids(({*rows} | first) - known.keys())


def waiting(crisis: UUID, devices: Collection[UUID], persons: Collection[UUID]) -> set[UUID]:
    """Return the touches that wait for somebody who may have come in now, or of whom it may be seen that they never do.

    Of which that has been seen, they are left: nothing that a device hands in later makes it untrue.
    """
    rows = TouchOutcome.objects.filter(crisis=crisis, state=TouchState.WAITING)
    seen = Doubt.objects.filter(touch=OuterRef("touch"), kind=DoubtKind.NO_SUCH_PERSON, cleared_at=None)
    found = rows.filter(~Exists(seen), touch__device__in=devices).values_list("touch_id", flat=True)
    named = rows.filter(naming_any("waits_for", persons)).values_list("touch_id", flat=True) if persons else []
    return {*found, *named}


def not_worked_out(rows: Collection[UUID]) -> set[UUID]:
    """Return those of some touches of which it was never worked out what becomes of them."""
    known = set(TouchOutcome.objects.filter(touch__in=among(rows)).values_list("touch_id", flat=True))
    return set(rows) - known


def not_applied(rows: Iterable[UUID]) -> set[UUID]:
    """Return those of some touches of which not everything has followed yet."""
    wanted = set(rows)
    done = TouchOutcome.objects.filter(touch__in=among(wanted), state=TouchState.APPLIED)
    return wanted - set(done.values_list("touch_id", flat=True)) if wanted else set()


def _touched(rows: Any) -> list[Touched]:
    return [_read(*values) for values in rows.values_list(*COLUMNS)]


def _read(
    row: UUID, form_of: UUID | None, device: UUID, number: int, kind: str, happened_at: datetime,
    received_at: datetime, shift: int, officer: str, point: UUID | None, leg: UUID | None, persons: list[UUID],
    pack: UUID | None, item: UUID | None, body: Any, digest: Any,
) -> Touched:  # fmt: skip
    return Touched(
        row=row,
        key=form_of or row,
        device=device,
        number=number,
        kind=kind,
        happened_at=happened_at,
        hour=hours.counts_from(happened_at, received=received_at, shift=shift),
        officer=officer,
        point=point,
        leg=leg,
        persons=tuple(persons),
        pack=pack,
        item=item,
        body=encryption.open_sealed(body, context=sealed.TOUCH_BODY),
        digest=bytes(digest),
    )


# --- what stands beside ---------------------------------------------------------------------------------------------


def legs_of(
    crisis: UUID, sending: str, closed: Iterable[Touched], *, legs: Collection[UUID], refs: Collection[str]
) -> dict[UUID, LegFacts]:
    """Return some legs, by their ids or refs; a manifest counts as closed from the first hour at which it was."""
    first: dict[UUID, datetime] = {}
    for touch in closed:
        if touch.leg:
            first[touch.leg] = min(touch.hour, first.get(touch.leg, touch.hour))
    # Those that were closed at a gate are told by its touches, of which one may not hold.
    wanted = Q(id__in=legs) | Q(ref__in=refs)
    found = Leg.objects.filter(wanted, crisis=crisis)
    manifests = Manifest.objects.filter(leg__in=found, state=ManifestState.CLOSED, closed_touch=None)
    for leg, hour in manifests.values_list("leg_id", "closed_at"):
        if hour:
            first[leg] = min(hour, first.get(leg, hour))
    rows = found.values_list(
        "id", "ref", "origin_id", "target_id", "target__country", "departs_at", "arrives_at", "block", "seats"
    )
    return {
        leg: LegFacts(
            leg, ref, origin, target, country == sending, departs, arrives, places(block, seats), first.get(leg)
        )
        for leg, ref, origin, target, country, departs, arrives, block, seats in rows
    }


def places_of(crisis: UUID) -> frozenset[UUID]:
    """Return the places of a crisis."""
    return frozenset(Place.objects.filter(crisis=crisis).values_list("id", flat=True))


def decisions_about(rows: Collection[UUID]) -> list[Decision]:
    """Return what officers decided about some touches, in the order in which they did."""
    found = Doubt.objects.filter(touch__in=among(rows), decided_at__isnull=False).order_by("decided_at", "id")
    columns = found.values_list("kind", "touch_id", "beside_id", "person", "outcome")
    return [
        Decision(DoubtKind(kind), touch, beside, person, DoubtOutcome(outcome))
        for kind, touch, beside, person, outcome in columns
    ]


def ever_joined(roots: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Return, for each of some records, itself and all that ever were joined into it."""
    found: dict[UUID, set[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(EVER_JOINED, [list(roots)])
        for root, person in cursor.fetchall():
            found.setdefault(root, set()).add(person)
    return found


def awaited_parties(crisis: UUID, touches: Iterable[Touched]) -> frozenset[UUID]:
    """Return the parties (or somebody of them) that walk-ins are said to belong to, and that nobody knows yet."""
    named = {party for touch in touches if (party := touch.party)}
    if not named:
        return frozenset()
    known = set(Party.objects.filter(crisis=crisis, id__in=named).values_list("id", flat=True))
    known |= set(Person.objects.filter(crisis=crisis, id__in=named).values_list("id", flat=True))
    return frozenset(named - known)
