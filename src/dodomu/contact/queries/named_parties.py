"""Parties by the reference codes of their people, as an officer types them."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from dodomu.people.models import Person
from dodomu.people.queries.matching import root_of

MOST_CODES: Final = 500


def parties_of(crisis: UUID, codes: Iterable[str]) -> Mapping[str, UUID]:
    """Return of each reference code that is of this crisis the party of whom it names."""
    rows = Person.objects.filter(crisis=crisis, reference__in=list(codes)[:MOST_CODES], forgotten_at__isnull=True)
    named = dict(rows.values_list("reference", "id"))
    roots = root_of(named.values())
    parties = dict(Person.objects.filter(id__in=set(roots.values())).values_list("id", "party_id"))
    return {code: parties[roots[person]] for code, person in named.items() if roots.get(person) in parties}


def codes_of(crisis: UUID, parties: Iterable[UUID]) -> list[str]:
    """Return one reference code of each party, of who leads it where somebody does."""
    rows = Person.objects.filter(crisis=crisis, party__in=list(parties), joined_into__isnull=True)
    found = rows.order_by("party", "-leads_party", "registered_at").distinct("party")
    return list(found.values_list("reference", flat=True))
