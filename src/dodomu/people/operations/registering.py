"""Registering: what was given is kept as it was given, and everybody in it stands in the ledger from that hour on."""

import base64
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.foundation import bulk, encryption, news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
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
from dodomu.people.queries.reading import reading_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger, references
from dodomu.people.rules.belief import Belief, Said, believe
from dodomu.people.rules.register import (
    DOCUMENT_LIMIT,
    LARGEST_PARTY,
    PHONE_LIMIT,
    PartyGiven,
    kind_of_party,
    limit_for,
)
from dodomu.people.rules.statement import Reading, Statement, keep_readable, read_statement
from dodomu.people.rules.terms import Channel, Evidence, GivenBy

DAY = timedelta(days=1)
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
class _Rows:
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


def link_token(submission: UUID) -> str:
    """Return the secret of a private link: made from the submission with our key, so that a repeat gets the same."""
    secret = encryption.blind_index(str(submission), context="private link")
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def register_party(
    *,
    crisis: UUID,
    persons: Sequence[Mapping[str, str]],
    party: PartyGiven,
    channel: Channel,
    given_by: GivenBy,
    submission: UUID,
    language: str,
    received_at: datetime,
    by: Actor,
    at: datetime,
    origin: str = "",
) -> Receipt:
    """Register people who were given together, or refuse naming every fault; the same submission again is one."""
    permissions.check(by, Permission.REGISTER, crisis)
    where = _open_crisis(crisis)
    given = PartyToRegister(persons, submission, channel, given_by, received_at, party, language, origin)
    kept = _receipt_of(where, submission)
    if kept:
        return kept
    statements = _readable(given, reading_of(where), reached=channel is Channel.GATE)
    _check_limits(where, given, statements, at)
    try:
        return _register(where, [given], [statements], by, at)[0]
    except IntegrityError:
        kept = _receipt_of(where, submission)  # the same form, sent twice at once
        if kept is None:
            raise
        return kept


@dataclass(frozen=True, slots=True)
class Prepared:
    """Parties read and weighed before their turn, and all that this rests on."""

    rests_on: tuple[Any, ...]
    rows: _Rows
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
    return _prepare(crisis, parties, _read_all(reading, parties), codes, by, at)


def register_many(
    *,
    crisis: UUID,
    parties: Sequence[PartyToRegister],
    by: Actor,
    at: datetime,
    prepared: Prepared | None = None,
) -> list[Receipt]:
    """Register many parties in one transaction; what cannot be read is kept as given and not believed.

    Parties whose submission is known are passed over and answered with what was kept. What was prepared is taken only
    if it would be prepared in the same way now.
    """
    permissions.check(by, Permission.REGISTER, crisis)
    where = _open_crisis(crisis)
    with transaction.atomic():
        known = admission.kept_submissions(where.id, [each.submission for each in parties])
        fresh = [each for each in parties if each.submission not in known]
        if prepared is not None and _still_holds(prepared, _grounds(where, fresh, by, at)):
            receipts = _write(where, prepared, at)
        else:
            receipts = _register(where, fresh, _read_all(reading_of(where), fresh), by, at)
        made = dict(zip((each.submission for each in fresh), receipts, strict=True))
    return [made.get(each.submission) or _receipt_of(where, each.submission) or _missing(each) for each in parties]


def add_to_party(
    *,
    party: UUID,
    persons: Sequence[Mapping[str, str]],
    submission: UUID,
    language: str,
    by: Actor,
    at: datetime,
    channel: Channel = Channel.PRIVATE_PAGE,
    given_by: GivenBy = GivenBy.GROUP_LEAD,
) -> Receipt:
    """Register people in a party that is known: at the word of its private link, or where an officer meets them."""
    row = Party.objects.select_related("crisis").get(id=party)
    permissions.check(by, Permission.REGISTER, row.crisis_id)
    where = _open_crisis(row.crisis_id)
    given = PartyToRegister(persons, submission, channel, given_by, at, language=language, into=party)
    kept = _receipt_of(where, submission)
    if kept:
        return kept
    statements = _readable(given, reading_of(where), reached=True)
    with transaction.atomic():
        return _register(where, [given], [statements], by, at)[0]


def _missing(party: PartyToRegister) -> Receipt:
    raise RuntimeError(f"submission {party.submission} was known and is not there")


def _open_crisis(crisis: UUID) -> Crisis:
    where = next(iter(Crisis.objects.raw("SELECT * FROM foundation_crisis WHERE id = %s", [crisis])), None)
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if where.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED, closed_at=where.closed_at)
    return where


def _read(reading: Reading, given: Mapping[str, str], received_at: datetime) -> tuple[Statement, Mapping[str, str]]:
    return read_statement(given, reading.on(received_at.date())), given


def _read_all(reading: Reading, parties: Sequence[PartyToRegister]) -> list[list[Statement]]:
    return [[_read(reading, given, each.received_at)[0] for given in each.persons] for each in parties]


def _readable(party: PartyToRegister, reading: Reading, *, reached: bool = False) -> list[Statement]:
    """Read everybody, or refuse with every fault of everybody at once.

    `reached`: somebody else can be called, or an officer stands before them.
    """
    if not party.persons:
        raise Refused(PeopleReason.NOTHING_GIVEN)
    if len(party.persons) > LARGEST_PARTY:
        raise Refused(PeopleReason.PARTY_TOO_LARGE, limit=LARGEST_PARTY)
    statements = [_read(reading, given, party.received_at)[0] for given in party.persons]
    faults = [
        (position, fault)
        for position, statement in enumerate(statements)
        for fault in (*statement.faults, *keep_readable(statement, leads=position == 0 and not reached))
    ]
    if faults:
        raise Refused(PeopleReason.FIELDS_AT_FAULT, faults=faults)
    return statements


def _check_limits(crisis: Crisis, party: PartyToRegister, statements: Sequence[Statement], at: datetime) -> None:
    """Not by address: a hotel or a consulate is one address. Officers are not limited."""
    if party.channel is not Channel.WEB:
        return
    day = at.date().isoformat()
    phones, papers = admission.sent_since(
        at - DAY,
        crisis=crisis.id,
        phones={phone for each in statements for phone in each.phones or ()},
        papers={keeping.paper_index(paper.key) for each in statements for paper in each.papers or ()},
    )
    for phone, sent in phones.items():
        if sent >= limit_for(encryption.blind_index(phone + day, context="limit"), PHONE_LIMIT):
            raise Refused(PeopleReason.TOO_MANY_FROM_PHONE)
    for index, sent in papers.items():
        if sent >= limit_for(encryption.blind_index(index.hex() + day, context="limit"), DOCUMENT_LIMIT):
            raise Refused(PeopleReason.TOO_MANY_WITH_DOCUMENT)


def _register(
    crisis: Crisis,
    parties: Sequence[PartyToRegister],
    statements: Sequence[Sequence[Statement]],
    by: Actor,
    at: datetime,
) -> list[Receipt]:
    codes = free_references(sum(len(each.persons) for each in parties))
    return _write(crisis, _prepare(crisis, parties, statements, codes, by, at), at)


def _prepare(
    crisis: Crisis,
    parties: Sequence[PartyToRegister],
    statements: Sequence[Sequence[Statement]],
    codes: Sequence[str],
    by: Actor,
    at: datetime,
) -> Prepared:
    rows, left = _Rows(), iter(codes)
    receipts = [
        _build(crisis, party, read, left, rows, by, at) for party, read in zip(parties, statements, strict=True)
    ]
    return Prepared(_grounds(crisis, parties, by, at), rows, receipts)


def _grounds(crisis: Crisis, parties: Sequence[PartyToRegister], by: Actor, at: datetime) -> tuple[Any, ...]:
    read_by = (crisis.id, crisis.places_version, crisis.country, crisis.sending, crisis.keep_days)
    return read_by, list(parties), by, at


def _still_holds(prepared: Prepared, grounds: tuple[Any, ...]) -> bool:
    """Say whether it would be prepared so now, and the codes that were drawn for it are still free."""
    drawn = {person.reference for person in prepared.rows.persons}
    return prepared.rests_on == grounds and not admission.taken_references(drawn)


def _write(crisis: Crisis, prepared: Prepared, at: datetime) -> list[Receipt]:
    persons = tuple(person.id for person in prepared.rows.persons)
    prepared.rows.write(PeopleRegistered(crisis=crisis.id, persons=persons), at)
    return prepared.receipts


def _build(
    crisis: Crisis,
    given: PartyToRegister,
    statements: Sequence[Statement],
    codes: Iterator[str],
    rows: _Rows,
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


def _new_party(crisis: Crisis, given: PartyToRegister, rows: _Rows) -> UUID:
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
    rows: _Rows,
    by: Actor,
    at: datetime,
) -> ReceiptPerson:
    speaker = given.speakers[position] if given.speakers else given.given_by
    registration = _registration(crisis, given, position, speaker, by, at)
    belief = believe([Said(registration.id, given.received_at, given.channel, speaker, statement)])
    person = bulk.new(
        Person,
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


def _receipt_of(crisis: Crisis, submission: UUID) -> Receipt | None:
    """Return what was answered when this submission was kept."""
    if not admission.kept_submissions(crisis.id, [submission]):
        return None
    rows = list(
        Registration.objects.filter(crisis=crisis, submission=submission)
        .select_related("person")
        .only("person__reference", "person__family_name", "person__given_name", "person__party_id", "position")
        .order_by("position")
    )
    told = tuple(
        ReceiptPerson(
            row.person_id,
            row.person.reference,
            " ".join(filter(None, (row.person.family_name, row.person.given_name))),
        )
        for row in rows
    )
    return Receipt(rows[0].person.party_id, told, link_token(submission), repeated=True)


def free_references(how_many: int, *, but: Collection[str] = ()) -> list[str]:
    """Draw codes at random that nobody has; the unique index has the last word."""
    found: set[str] = set()
    for _ in range(MOST_TRIES):
        drawn = {references.reference_from(secrets.randbelow(references.HIGHEST_NUMBER + 1)) for _ in range(how_many)}
        found |= drawn - admission.taken_references(drawn) - set(but)
        if len(found) >= how_many:
            break
    return list(found)[:how_many]
