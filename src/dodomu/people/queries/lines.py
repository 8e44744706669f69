"""People as one line each, for every list of the desk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from dodomu.foundation.words import in_language
from dodomu.people.models import ContactPoint, Person
from dodomu.people.rules.ages import age_on
from dodomu.people.rules.terms import Account, ContactKind
from dodomu.people.rules.wishes import Wish


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place by its name in every language."""

    id: UUID
    ref: str
    names: Mapping[str, str] = field(hash=False)

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return in_language(self.names) or self.ref


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in a list: as little as is needed to tell them apart and to see how they are."""

    id: UUID
    reference: str
    name: str
    birth_date: date | None
    age: int | None
    citizenships: tuple[str, ...]
    counts_as_citizen: bool
    phone: str  # the first one, for eyes that may see it
    place: PlaceLine | None
    account: Account
    account_place: PlaceLine | None
    account_leg: str
    account_since: datetime
    wish: Wish
    wish_from: date | None
    needs: tuple[str, ...]
    party: UUID
    party_kind: str
    party_registered: int
    party_said: int
    leads_party: bool
    registered_at: datetime

    @property
    def party_lacks(self) -> int:
        """How many of their party are not registered yet."""
        return max(0, self.party_said - self.party_registered)


def full_name(person: Person) -> str:
    """Return a name as it is read: family name, given name, patronymic."""
    return " ".join(filter(None, (person.family_name, person.given_name, person.patronymic)))


def lines_of(ids: Sequence[UUID], *, on: date, sees_private: bool) -> list[PersonLine]:
    """Return the lines of some people, in the order given."""
    rows = Person.objects.select_related("place", "account_place", "party").in_bulk(list(ids))
    phones = _first_phones(ids) if sees_private else {}
    registered = _registered({row.party_id for row in rows.values()})
    return [
        _line(rows[person], on, phones.get(person, ""), registered[rows[person].party_id])
        for person in ids
        if person in rows
    ]


def _first_phones(ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = ContactPoint.objects.filter(person__in=ids, kind=ContactKind.PHONE).order_by("-value")
    return dict(rows.values_list("person_id", "value"))  # the least one: the same on every page


def _registered(parties: Iterable[UUID]) -> dict[UUID, int]:
    people = Person.objects.filter(party__in=list(parties), joined_into__isnull=True, forgotten_at__isnull=True)
    return defaultdict(int, people.order_by().values_list("party").annotate(n=Count("id")))


def place_line(row: Person, name: str) -> PlaceLine | None:
    """Return the place a person's column names."""
    place = getattr(row, name)
    return PlaceLine(place.id, place.ref, place.names) if place else None


def _line(row: Person, on: date, phone: str, registered: int) -> PersonLine:
    return PersonLine(
        id=row.id,
        reference=row.reference,
        name=full_name(row),
        birth_date=row.birth_date,
        age=age_on(row.birth_date, on) if row.birth_date else None,
        citizenships=tuple(row.citizenships),
        counts_as_citizen=row.counts_as_citizen,
        phone=phone,
        place=place_line(row, "place"),
        account=Account(row.account),
        account_place=place_line(row, "account_place"),
        account_leg=row.account_leg,
        account_since=row.account_since,
        wish=Wish(row.wish),
        wish_from=row.wish_from,
        needs=tuple(row.needs),
        party=row.party_id,
        party_kind=row.party.kind,
        party_registered=registered,
        party_said=row.party.said_size,
        leads_party=row.leads_party,
        registered_at=row.registered_at,
    )
