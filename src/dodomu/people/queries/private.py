"""What a private page shows: little to whoever holds the link, more to whoever also knows a birth date."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dodomu.foundation.crises import CrisisView, view_of
from dodomu.foundation.identifiers import token_hash
from dodomu.people.models import Person, PrivateLink
from dodomu.people.queries.as_typed import as_typed, document_as_typed
from dodomu.people.rules import dates
from dodomu.people.rules.terms import Account


@dataclass(frozen=True, slots=True)
class PrivatePerson:
    """A first name and a code: nothing that tells a stranger where somebody is."""

    id: UUID
    given_name: str
    reference: str
    wish: str
    is_safe_said_at: datetime | None
    is_taken_out: bool  # withdrawn, or struck off by an officer: no longer looked for


@dataclass(frozen=True, slots=True)
class PrivatePage:
    party: UUID
    crisis: CrisisView
    persons: tuple[PrivatePerson, ...]
    said_size: int


@dataclass(frozen=True, slots=True)
class PrivateDetails:
    """What is believed of one person, as the form asks it, with the version it was read at."""

    id: UUID
    reference: str
    version: int
    fields: dict[str, str]
    received_at: datetime


def link_of(token: str) -> PrivateLink | None:
    """Return the link that opens with this secret, unless it was revoked."""
    return (
        PrivateLink.objects.select_related("party__crisis")
        .filter(token_hash=token_hash(token), revoked_at__isnull=True)
        .first()
    )


def members(party: UUID) -> list[Person]:
    """Return those of a party who are counted, whoever leads it first."""
    rows = Person.objects.filter(party_id=party, joined_into__isnull=True, forgotten_at__isnull=True)
    return list(rows.order_by("-leads_party", "registered_at", "id"))


def private_page(token: str) -> PrivatePage | None:
    """Return what everyone with the link may see."""
    link = link_of(token)
    if link is None:
        return None
    people = tuple(
        PrivatePerson(
            row.id,
            row.given_name or row.family_name,
            row.reference,
            row.wish,
            _safe_at(row),
            row.account == Account.NOT_OURS,
        )
        for row in members(link.party_id)
    )
    return PrivatePage(link.party_id, view_of(link.party.crisis), people, link.party.said_size)


def _safe_at(row: Person) -> datetime | None:
    note = row.notes.filter(kind="safe").order_by("-happened_at").first()
    return note.happened_at if note else None


def knows_birth_date(token: str, typed: str, *, today: date) -> bool:
    """Say whether somebody of the party was born on the day that was typed; never where no birth date is known."""
    link = link_of(token)
    if link is None:
        return False
    known = {row.birth_date for row in members(link.party_id)} - {None}
    return dates.read_birth_date(typed, today=today) in known


def has_birth_date(token: str) -> bool:
    """Say whether there is a birth date to ask for."""
    link = link_of(token)
    return link is not None and Person.objects.filter(party=link.party_id, birth_date__isnull=False).exists()


def private_details(token: str) -> tuple[PrivateDetails, ...]:
    """Return everything kept of the party; only for whoever has proved to be one of it."""
    link = link_of(token)
    return tuple(_details(row) for row in members(link.party_id)) if link else ()


def _details(row: Person) -> PrivateDetails:
    fields = {**as_typed(row), **document_as_typed(row)}
    return PrivateDetails(row.id, row.reference, row.version, fields, row.registered_at)
