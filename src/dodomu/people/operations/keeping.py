"""Keeping a person's record true to what was said: the record is worked out from the registrations, never edited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dodomu.foundation import bulk, encryption
from dodomu.foundation.models import Crisis
from dodomu.people.models import ContactPoint, Document, Person, Registration, sealed
from dodomu.people.queries.reading import reading_of
from dodomu.people.rules import names, search
from dodomu.people.rules.belief import Belief, Said, believe
from dodomu.people.rules.register import counts_as_citizen
from dodomu.people.rules.statement import Paper, Reading, read_statement
from dodomu.people.rules.terms import Channel, ContactKind, GivenBy

BELIEVED_COLUMNS = [
    "family_name", "given_name", "patronymic", "name_key", "search_text", "birth_date", "citizenships",
    "counts_as_citizen", "languages", "wish", "wish_from", "wish_said_at", "asked_at", "place_id", "place_words",
    "latitude", "longitude", "stays_from", "stays_until", "needs", "needs_words", "home_contact", "consent_at",
]  # fmt: skip


def paper_index(key: str) -> bytes:
    """Return the blind index under which a document number is found."""
    return encryption.blind_index(key, context=sealed.DOCUMENT_NUMBER)


def columns(belief: Belief, *, crisis: Crisis, reference: str, former: Sequence[str] = ()) -> dict[str, Any]:
    """Return the columns of a person that hold a belief."""
    full = " ".join(filter(None, (belief.family_name, belief.given_name, belief.patronymic)))
    home = belief.home_contact
    return {
        "family_name": belief.family_name,
        "given_name": belief.given_name,
        "patronymic": belief.patronymic,
        "name_key": names.name_key(full),
        # The space in front lets the beginning of the first word be found like that of any other (queries.register).
        "search_text": " " + search.search_text(belief.all_names, phones=belief.phones, codes=(reference, *former)),
        "birth_date": belief.birth_date,
        "citizenships": list(belief.citizenships),
        "counts_as_citizen": counts_as_citizen(belief.citizenships, crisis.sending),
        "languages": list(belief.languages),
        "wish": belief.wish,
        "wish_from": belief.wish_from,
        "wish_said_at": belief.wish_said_at,
        "asked_at": belief.asked_at,
        "place_id": belief.place,
        "place_words": encryption.seal(belief.place_words, context=sealed.PLACE_WORDS) if belief.place_words else None,
        "latitude": belief.latitude,
        "longitude": belief.longitude,
        "stays_from": belief.stays_from,
        "stays_until": belief.stays_until,
        "needs": list(belief.needs),
        "needs_words": encryption.seal(belief.needs_words, context=sealed.NEEDS_WORDS) if belief.needs_words else None,
        "home_contact": encryption.seal(home.as_dict(), context=sealed.HOME_CONTACT) if home else None,
        "consent_at": belief.consent_at,
    }


def contact_points(person: UUID, belief: Belief) -> list[ContactPoint]:
    """Return the rows of how a person is reached."""
    found = (
        (ContactKind.PHONE, belief.phones),
        (ContactKind.EMAIL, belief.emails),
        (ContactKind.TELEGRAM, belief.telegrams),
    )
    return [
        bulk.new(ContactPoint, person_id=person, kind=kind, value=value) for kind, values in found for value in values
    ]


def documents(person: UUID, papers: Iterable[Paper]) -> list[Document]:
    """Return the rows of a person's documents, their numbers sealed."""
    return [
        bulk.new(
            Document,
            person_id=person,
            kind=paper.kind,
            state=paper.state,
            number=encryption.seal(paper.number, context=sealed.DOCUMENT_NUMBER),
            number_index=paper_index(paper.key),
            expires_on=paper.expires_on,
        )
        for paper in papers
    ]


def keep_until(crisis: Crisis, received_at: datetime) -> Any:
    """Return the day after which personal data is no longer kept."""
    return (received_at + timedelta(days=crisis.keep_days)).date()


def said(rows: Iterable[Registration], reading: Reading) -> list[Said]:
    """Open and read registrations. What was typed is read by the day on which it was received."""
    return [
        Said(
            registration=row.id,
            received_at=row.received_at,
            channel=Channel(row.channel),
            given_by=GivenBy(row.given_by),
            statement=read_statement(
                encryption.open_sealed(row.given, context=sealed.GIVEN), reading.on(row.received_at.date())
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Family:
    """A person's record with the records that were joined into it, at whatever depth."""

    root: Person
    members: frozenset[UUID]


def _families(roots: Sequence[Person]) -> list[Family]:
    """One root may itself be joined into another of them: then what was said of it belongs to both."""
    children: dict[UUID, list[UUID]] = {root.id: [] for root in roots}
    level = list(children)
    while level:
        pairs = list(Person.objects.filter(joined_into__in=level).values_list("joined_into_id", "id"))
        level = [child for _, child in pairs if child not in children]
        for parent, child in pairs:
            if parent is not None:
                children.setdefault(child, [])
                children[parent].append(child)
    return [Family(root, frozenset(_below(root.id, children))) for root in roots]


def _below(person: UUID, children: Mapping[UUID, Sequence[UUID]]) -> Iterator[UUID]:
    yield person
    for child in children[person]:
        yield from _below(child, children)


def rebelieve(person_ids: Iterable[UUID]) -> dict[UUID, Belief]:
    """Work out anew what is believed of some persons, from their registrations and those joined into them.

    The caller holds the rows locked. Each record keeps its own belief: one that was joined into another is worked out
    from what was said of it and of those joined into it, so that undoing the join needs nothing but this.
    """
    persons = list(Person.objects.select_related("crisis").filter(id__in=list(person_ids)))
    families = _families(persons)
    everyone = {member for family in families for member in family.members}
    rows: dict[UUID, list[Registration]] = {}
    for row in Registration.objects.filter(person_id__in=everyone):
        rows.setdefault(row.person_id, []).append(row)
    beliefs = {}
    for family in families:
        words = [row for member in family.members for row in rows.get(member, [])]
        beliefs[family.root.id] = _keep_belief(family.root, believe(said(words, reading_of(family.root.crisis))))
    return beliefs


def _keep_belief(person: Person, belief: Belief) -> Belief:
    reference, former = person.reference, person.former_references
    for name, value in columns(belief, crisis=person.crisis, reference=reference, former=former).items():
        setattr(person, name, value)
    person.version += 1
    person.save(update_fields=[*BELIEVED_COLUMNS, "version"])
    _keep_rows(person.id, belief)
    return belief


def _keep_rows(person: UUID, belief: Belief) -> None:
    """Bring contact points and documents to what is believed, leaving alone those that stay."""
    points = {(row.kind, row.value): row for row in ContactPoint.objects.filter(person_id=person)}
    wanted = {(row.kind, row.value): row for row in contact_points(person, belief)}
    ContactPoint.objects.filter(id__in=[row.id for key, row in points.items() if key not in wanted]).delete()
    ContactPoint.objects.bulk_create([row for key, row in wanted.items() if key not in points])
    Document.objects.filter(person_id=person).delete()
    Document.objects.bulk_create(documents(person, belief.papers))
