"""What a player of a script asks of the register: what its earlier steps have made."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from dodomu.foundation.models import Place
from dodomu.people.models import LedgerEntry, Person, Registration
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account


@dataclass(frozen=True, slots=True)
class Made:
    person: UUID
    party: UUID


def records_by_submission(crisis: UUID) -> dict[UUID, Made]:
    """Return the record that each submission made or was about."""
    rows = Registration.objects.filter(crisis=crisis).values_list("submission", "person_id", "person__party_id")
    return {submission: Made(person, party) for submission, person, party in rows}


def is_joined(person: UUID) -> bool:
    """Say whether a record was joined into another."""
    return Person.objects.filter(id=person, joined_into__isnull=False).exists()


def standing(person: UUID) -> Standing:
    """Return where a person stands now."""
    row = Person.objects.only("account", "account_place_id", "account_leg").get(id=person)
    return Standing(Account(row.account), row.account_place_id, row.account_leg)


def standings(persons: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return where persons stand now, without those whose record was joined into another."""
    rows = Person.objects.filter(id__in=list(persons), joined_into__isnull=True)
    columns = rows.values_list("id", "account", "account_place_id", "account_leg")
    return {person: Standing(Account(account), place, leg) for person, account, place, leg in columns}


def aboard(crisis: UUID) -> dict[str, list[UUID]]:
    """Return who is aboard which leg (by its ref)."""
    rows = Person.objects.filter(crisis=crisis, account=Account.ABOARD, joined_into__isnull=True).order_by("id")
    found: dict[str, list[UUID]] = {}
    for person, leg in rows.values_list("id", "account_leg"):
        found.setdefault(leg, []).append(person)
    return found


def citizens_aboard(crisis: UUID) -> dict[str, int]:
    """Return how many citizens are aboard which leg (by its ref)."""
    aboard = Person.objects.filter(crisis=crisis, account=Account.ABOARD, joined_into__isnull=True)
    rows = aboard.filter(counts_as_citizen=True)
    return dict(rows.values("account_leg").annotate(many=Count("id")).values_list("account_leg", "many"))


def has_entry(entry: UUID) -> bool:
    """Say whether the ledger holds an entry with this id."""
    return LedgerEntry.objects.filter(id=entry).exists()


def place_by_ref(crisis: UUID, ref: str) -> UUID | None:
    """Return the place with this ref, or None where no ref is given."""
    return Place.objects.get(crisis=crisis, ref=ref).id if ref else None
