"""Registering: what was given is kept as it was given, and everybody in it stands in the ledger from that hour on."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import (
    Party,
    Registration,
)
from dodomu.people.news import PeopleRegistered
from dodomu.people.operations import keeping
from dodomu.people.operations.preparing import (
    PartyToRegister,
    Prepared,
    Receipt,
    ReceiptPerson,
    free_references,
    grounds_of,
    link_token,
    prepare,
    read_all,
    still_holds,
)
from dodomu.people.queries import admission
from dodomu.people.queries.reading import reading_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.register import (
    DOCUMENT_LIMIT,
    LARGEST_PARTY,
    PHONE_LIMIT,
    PartyGiven,
    limit_for,
)
from dodomu.people.rules.statement import Reading, Statement, keep_readable
from dodomu.people.rules.terms import Channel, GivenBy

DAY = timedelta(days=1)


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
    return _once(where, given, statements, by, at)


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
        if prepared is not None and still_holds(prepared, grounds_of(crisis=where, parties=fresh, by=by, at=at)):
            receipts = _write(where, prepared, at)
        else:
            receipts = _register(where, fresh, read_all(reading_of(where), fresh), by, at)
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
    return _once(where, given, statements, by, at)


def _once(where: Crisis, given: PartyToRegister, statements: list[Statement], by: Actor, at: datetime) -> Receipt:
    """Register a party; the same form, sent twice at once, is answered with what was kept of the other.

    Registering a party is one statement. Only as part of a larger transaction does it need a savepoint to fall back to.
    """
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return _register(where, [given], [statements], by, at)[0]
    except IntegrityError:
        kept = _receipt_of(where, given.submission)
        if kept is None:
            raise
        return kept


def _missing(party: PartyToRegister) -> Receipt:
    raise RuntimeError(f"submission {party.submission} was known and is not there")


def _open_crisis(crisis: UUID) -> Crisis:
    where = next(iter(Crisis.objects.raw("SELECT * FROM foundation_crisis WHERE id = %s", [crisis])), None)
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if where.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED, closed_at=where.closed_at)
    return where


def _readable(party: PartyToRegister, reading: Reading, *, reached: bool = False) -> list[Statement]:
    """Read everybody, or refuse with every fault of everybody at once.

    `reached`: somebody else can be called, or an officer stands before them.
    """
    if not party.persons:
        raise Refused(PeopleReason.NOTHING_GIVEN)
    if len(party.persons) > LARGEST_PARTY:
        raise Refused(PeopleReason.PARTY_TOO_LARGE, limit=LARGEST_PARTY)
    (statements,) = read_all(reading, [party])
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
    made = prepare(crisis=crisis, parties=parties, statements=statements, codes=codes, by=by, at=at)
    return _write(crisis, made, at)


def _write(crisis: Crisis, prepared: Prepared, at: datetime) -> list[Receipt]:
    persons = tuple(person.id for person in prepared.rows.persons)
    prepared.rows.write(PeopleRegistered(crisis=crisis.id, persons=persons), at)
    return prepared.receipts


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
