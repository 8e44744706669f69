"""What registering writes, made ready row by row before anything is written: none of it needs a transaction.

Parties may be made ready by another thread while those before them are written; what was made ready is used only where
it would be made so again.
"""

import base64
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dodomu.foundation import bulk, encryption, news
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.people.models import (
    ContactPoint,
    Document,
    LedgerEntry,
    Party,
    Person,
    PrivateLink,
    Registration,
    sealed,
)
from dodomu.people.news import PeopleRegistered
from dodomu.people.operations import keeping, whereabouts
from dodomu.people.queries import admission
from dodomu.people.rules import ledger, references
from dodomu.people.rules.belief import Belief, Said, believe
from dodomu.people.rules.register import PartyGiven, kind_of_party
from dodomu.people.rules.statement import Reading, Statement, read_statement
from dodomu.people.rules.terms import Channel, Evidence, GivenBy

MOST_TRIES = 4
EVIDENCE = {GivenBy.SELF: Evidence.TOLD_BY_PERSON, GivenBy.EMBASSY: Evidence.TOLD_BY_OTHER}
ALONE = PartyGiven()


@dataclass(frozen=True, slots=True)
class PartyToRegister:
    """People who were given together, with everything exactly as it was typed."""

    persons: Sequence[Mapping[str, str]]
    submission: UUID
    channel: Channel
    given_by: GivenBy
    received_at: datetime
    party: PartyGiven = ALONE
    language: str = ""
    origin: str = ""
    speakers: Sequence[GivenBy] = ()  # who gave each person, where that differs within the party
    into: UUID | None = None  # a party that is known, to which these belong
    ids: Sequence[UUID] = ()  # of the persons, where they were made elsewhere: on a device at a gate


@dataclass(frozen=True, slots=True)
class ReceiptPerson:
    id: UUID
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody who registered is told: their codes and their private link."""

    party: UUID
    persons: tuple[ReceiptPerson, ...]
    token: str
    repeated: bool = False


@dataclass
class Rows:
    """Everything that is written for some parties, in the order in which it is written."""

    parties: list[Party] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    contact_points: list[ContactPoint] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    links: list[PrivateLink] = field(default_factory=list)

    def write(self, tidings: PeopleRegistered, at: datetime) -> None:
        """Write all of it together with the news of it, or none."""
        bulk.write_all(
            (
                (Party, self.parties),
                (Person, self.persons),
                (ContactPoint, self.contact_points),
                (Document, self.documents),
                (Registration, self.registrations),
                (LedgerEntry, self.entries),
                (PrivateLink, self.links),
                (NewsItem, [news.row(tidings, at=at)]),
            )
        )
        news.wake()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Parties read and weighed before their turn, and all that this rests on."""

    rests_on: tuple[Any, ...]
    rows: Rows
    receipts: list[Receipt]


def prepare_many(
    *,
    crisis: Crisis,
    reading: Reading,
    parties: Sequence[PartyToRegister],
    codes: Sequence[str],
    by: Actor,
    at: datetime,
) -> Prepared:
    """Do that part of registering many which needs no database, so that another thread can; nobody is registered."""
    statements = read_all(reading, parties)
    return prepare(crisis=crisis, parties=parties, statements=statements, codes=codes, by=by, at=at)


def prepare(
    *,
    crisis: Crisis,
    parties: Sequence[PartyToRegister],
    statements: Sequence[Sequence[Statement]],
    codes: Sequence[str],
    by: Actor,
    at: datetime,
) -> Prepared:
    """Make the rows of parties that were read, and what their people are told."""
    rows, left = Rows(), iter(codes)
    receipts = [
        _build(crisis, party, read, left, rows, by, at) for party, read in zip(parties, statements, strict=True)
    ]
    return Prepared(grounds_of(crisis=crisis, parties=parties, by=by, at=at), rows, receipts)


def still_holds(prepared: Prepared, grounds: tuple[Any, ...]) -> bool:
    """Say whether it would be prepared so now, and the codes that were drawn for it are still free."""
    drawn = {person.reference for person in prepared.rows.persons}
    return prepared.rests_on == grounds and not admission.taken_references(drawn)


def grounds_of(*, crisis: Crisis, parties: Sequence[PartyToRegister], by: Actor, at: datetime) -> tuple[Any, ...]:
    """Return all that prepared rows rest on: where it is the same, they would be made the same."""
    read_by = (crisis.id, crisis.places_version, crisis.country, crisis.sending, crisis.keep_days)
    return read_by, list(parties), by, at


def free_references(how_many: int, *, but: Collection[str] = ()) -> list[str]:
    """Draw codes at random that nobody has; the unique index has the last word."""
    found: set[str] = set()
    for _ in range(MOST_TRIES):
        drawn = {references.reference_from(secrets.randbelow(references.HIGHEST_NUMBER + 1)) for _ in range(how_many)}
        found |= drawn - admission.taken_references(drawn) - set(but)
        if len(found) >= how_many:
            break
    return list(found)[:how_many]


def link_token(submission: UUID) -> str:
    """Return the secret of a private link: made from the submission with our key, so that a repeat gets the same."""
    secret = encryption.blind_index(str(submission), context="private link")
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def read_all(reading: Reading, parties: Sequence[PartyToRegister]) -> list[list[Statement]]:
    """Read everybody of some parties, each by the day on which they were received."""
    return [[read_statement(given, reading.on(each.received_at.date())) for given in each.persons] for each in parties]


def _build(
    crisis: Crisis,
    given: PartyToRegister,
    statements: Sequence[Statement],
    codes: Iterator[str],
    rows: Rows,
    by: Actor,
    at: datetime,
) -> Receipt:
    party = given.into or _new_party(crisis, given, rows)
    told = tuple(
        _build_person(crisis, given, party, position, statement, next(codes), rows, by, at)
        for position, statement in enumerate(statements)
    )
    token = link_token(given.submission)
    rows.links.append(
        bulk.new(PrivateLink, party_id=party, token_hash=token_hash(token), submission=given.submission, created_at=at)
    )
    return Receipt(party, told, token)


def _new_party(crisis: Crisis, given: PartyToRegister, rows: Rows) -> UUID:
    size = len(given.persons)
    party = bulk.new(
        Party,
        crisis_id=crisis.id,
        kind=kind_of_party(given.party.kind, size),
        may_split=given.party.may_split,
        said_size=max(size, given.party.said_size or 0),
        created_at=given.received_at,
    )
    rows.parties.append(party)
    return party.id


def _build_person(
    crisis: Crisis,
    given: PartyToRegister,
    party: UUID,
    position: int,
    statement: Statement,
    reference: str,
    rows: Rows,
    by: Actor,
    at: datetime,
) -> ReceiptPerson:
    speaker = given.speakers[position] if given.speakers else given.given_by
    registration = _registration(crisis, given, position, speaker, by, at)
    belief = believe([Said(registration.id, given.received_at, given.channel, speaker, statement)])
    person = bulk.new(
        Person,
        **({"id": given.ids[position]} if given.ids else {}),
        crisis_id=crisis.id,
        reference=reference,
        party_id=party,
        leads_party=position == 0 and given.into is None,
        keep_until=keeping.keep_until(crisis, given.received_at),
        registered_at=given.received_at,
        **keeping.columns(belief, crisis=crisis, reference=reference),
    )
    registration.person_id = person.id
    rows.persons.append(person)
    rows.registrations.append(registration)
    rows.contact_points.extend(keeping.contact_points(person.id, belief))
    rows.documents.extend(keeping.documents(person.id, belief.papers))
    rows.entries.append(_opening(person, belief, given, speaker, by, at))
    return ReceiptPerson(person.id, reference, _spoken_name(belief))


def _registration(
    crisis: Crisis, given: PartyToRegister, position: int, speaker: GivenBy, by: Actor, at: datetime
) -> Registration:
    return bulk.new(
        Registration,
        crisis_id=crisis.id,
        channel=given.channel,
        given_by=speaker,
        officer_id=by.officer,
        language=given.language,
        given=encryption.seal(dict(given.persons[position]), context=sealed.GIVEN),
        received_at=given.received_at,
        recorded_at=at,
        submission=given.submission,
        position=position,
        origin=given.origin,
    )


def _opening(
    person: Person, belief: Belief, given: PartyToRegister, speaker: GivenBy, by: Actor, at: datetime
) -> LedgerEntry:
    return whereabouts.opening_entry(
        person=person,
        to=ledger.opening_standing(belief.wish, belief.place),
        evidence=EVIDENCE.get(speaker, Evidence.TOLD_BY_OTHER),
        said_by=speaker.value,
        happened_at=given.received_at,
        by=by,
        at=at,
    )


def _spoken_name(belief: Belief) -> str:
    return " ".join(filter(None, (belief.family_name, belief.given_name)))
