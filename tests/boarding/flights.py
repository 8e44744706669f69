"""A flight with a family of three and a single on it, and what officers at desks and gates do with it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from dodomu.boarding.operations.at_the_desk import Recorded, record_at_desk
from dodomu.boarding.operations.manifests import close_manifest
from dodomu.boarding.queries.manifests import ManifestView, manifest_of
from dodomu.boarding.rules.terms import LineState, TouchKind
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import Person
from tests.boarding import touching
from tests.journeys.offered import TOMORROW, Harbour, answered, harbour

LEAVES = TOMORROW
B, T, L = TouchKind.BOARDED, TouchKind.TAKEN_OFF, TouchKind.LANDED


def flight() -> Harbour:
    """Return a harbour with a leg PS-1 on which a party of three and a single hold places, and both said yes."""
    made = harbour()
    made.leg("PS-1", 10, service="PS 501")
    made.leg("PS-2", 10, departs=LEAVES + timedelta(hours=1))
    family, single = made.party(3), made.party()
    made.offer_all({family: "PS-1", single: "PS-1"})
    for party in (family, single):
        answered(made, party, Answer.ACCEPT)
    return made


def people(here: Harbour) -> list[UUID]:
    """Everybody, the three of the family first."""
    rows = Person.objects.filter(crisis=here.crisis).order_by("registered_at", "id")
    return sorted(rows.values_list("id", flat=True), key=lambda each: -_party_size(each))


def _party_size(person: UUID) -> int:
    return Person.objects.filter(party=Person.objects.get(id=person).party).count()


def view(here: Harbour, ref: str = "PS-1", at: Any = LEAVES) -> ManifestView:
    found = manifest_of(here.id, ref, by=here.officer(), at=at)
    assert found
    return found


def states(here: Harbour, ref: str = "PS-1") -> dict[UUID, LineState]:
    return {line.passenger.person: line.state for line in view(here, ref).lines}


def record(
    here: Harbour, what: TouchKind, *persons: UUID, ref: str = "PS-1", at: Any = LEAVES, **more: Any
) -> Recorded:
    given = {"form": uuid4(), "is_sure": False, "by": here.officer(), **more}
    return record_at_desk(crisis=here.id, ref=ref, what=what, persons=persons, at=at, **given)


def close(here: Harbour, **more: Any) -> None:
    given = {"named": "Iryna Vilde", "happened_at": LEAVES, "by": here.officer(), "at": LEAVES, **more}
    close_manifest(crisis=here.id, ref="PS-1", **given)


def hand_in(here: Harbour, kind: str, *persons: UUID, **said: Any) -> None:
    phone = touching.gate(here.crisis, f"phone {uuid4().hex[:4]}")
    phone.touch(kind, *persons, leg=here.legs["PS-1"].id, minutes=60 * 77, **said)
    phone.hand_in(at=LEAVES)
