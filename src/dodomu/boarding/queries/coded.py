"""Somebody by the code that was given to them, as it is typed at a gate's table."""

from uuid import UUID

from dodomu.people.models import Person
from dodomu.people.queries.matching import root_of
from dodomu.people.rules.references import read_reference


def person_of_code(crisis: UUID, typed: str) -> UUID | None:
    """Return whom a code names, by the record that stands for them; None where it names nobody."""
    reference = read_reference(typed)
    if not isinstance(reference, str):
        return None
    rows = Person.objects.filter(crisis=crisis, reference=reference, forgotten_at__isnull=True)
    found = rows.values_list("id", flat=True).first()
    return root_of([found])[found] if found else None
