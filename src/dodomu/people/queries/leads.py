"""Parties by whoever leads them: a code and a name to speak of them by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import Person


@dataclass(frozen=True, slots=True)
class PartyLead:
    """Whoever leads a party, or the first registered of it."""

    person: UUID
    reference: str
    name: str


def leads_of(crisis: UUID, parties: Collection[UUID], *, by: Actor) -> Mapping[UUID, PartyLead]:
    """Return who leads each party of a crisis; one of which nobody is known any more is left out."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    people = Person.objects.filter(
        crisis=crisis, party__in=list(parties), joined_into__isnull=True, forgotten_at__isnull=True
    )
    rows = people.order_by("-leads_party", "registered_at", "id").values_list(
        "party_id", "id", "reference", "family_name", "given_name"
    )
    found: dict[UUID, PartyLead] = {}
    for party, person, reference, family, given in rows:
        found.setdefault(party, PartyLead(person, reference, f"{family} {given}".strip()))
    return found
