"""A further word about somebody known: kept as it was given, believed by the rules, followed in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation import encryption, news, permissions
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Person, Registration, sealed
from dodomu.people.news import PersonChanged
from dodomu.people.operations import keeping, whereabouts
from dodomu.people.operations.preparing import EVIDENCE
from dodomu.people.queries.reading import reading_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.belief import Belief
from dodomu.people.rules.statement import Statement, read_statement
from dodomu.people.rules.terms import Channel, Evidence, GivenBy


def record_statement(
    *,
    person: UUID,
    given: Mapping[str, str],
    channel: Channel,
    given_by: GivenBy,
    submission: UUID,
    language: str,
    received_at: datetime,
    by: Actor,
    at: datetime,
    version: int | None = None,
    strict: bool = True,
) -> bool:
    """Keep a further registration of a person and believe it; False when this submission was kept before.

    Refused with every fault (`strict`), or when the page it was typed on shows an older version of the record.
    """
    with transaction.atomic():
        line = _locked_line(person)
        row = line[0]
        permissions.check(by, _permission(by), row.crisis_id)
        if Registration.objects.filter(crisis_id=row.crisis_id, submission=submission).exists():
            return False
        if version is not None and version != row.version:
            raise Refused(PeopleReason.STALE_PAGE, version=row.version)
        statement = read_statement(given, reading_of(row.crisis).on(received_at.date()))
        if strict and statement.faults:
            raise Refused(PeopleReason.FIELDS_AT_FAULT, faults=[(0, fault) for fault in statement.faults])
        _keep(row, given, channel, given_by, submission, language, received_at, by, at)
        _follow(line, statement, given_by, received_at, by, at)
        news.post(PersonChanged(crisis=row.crisis_id, person=row.id), at=at)
    return True


def _permission(by: Actor) -> Permission:
    return Permission.CHANGE_PEOPLE if by.kind is ActorKind.OFFICER else Permission.REGISTER


def _keep(
    row: Person,
    given: Mapping[str, str],
    channel: Channel,
    given_by: GivenBy,
    submission: UUID,
    language: str,
    received_at: datetime,
    by: Actor,
    at: datetime,
) -> None:
    Registration.objects.create(
        id=uuid7(),
        crisis=row.crisis,
        person=row,
        channel=channel,
        given_by=given_by,
        officer_id=by.officer,
        language=language,
        given=encryption.seal(dict(given), context=sealed.GIVEN),
        received_at=received_at,
        recorded_at=at,
        submission=submission,
    )


def _follow(
    line: list[Person], statement: Statement, given_by: GivenBy, received_at: datetime, by: Actor, at: datetime
) -> None:
    """Believe anew, for the record and those it was joined into; move whom the new word moves."""
    beliefs = keeping.rebelieve([each.id for each in line])
    if statement.wish is None and statement.whereabouts is None:
        return
    kept = line[-1]
    whereabouts.follow_word(
        person=kept.id,
        wish=_believed(beliefs, kept).wish,
        place=_believed(beliefs, kept).place,
        evidence=EVIDENCE.get(given_by, Evidence.TOLD_BY_OTHER),
        said_by=given_by.value,
        happened_at=received_at,
        by=by,
        at=at,
    )


def _believed(beliefs: Mapping[UUID, Belief], person: Person) -> Belief:
    return beliefs[person.id]


def _locked_line(person: UUID) -> list[Person]:
    """Lock the record, the one it was joined into, and so on to the one that is counted.

    The rows are locked in the order of their ids, as joining does, so that the two never wait for one another in a
    ring; the line is read again under the locks, for a join may have come in between.
    """
    while True:
        ids = _line(person)
        held = Person.objects.select_related("crisis").select_for_update(of=("self",), no_key=True).filter(id__in=ids)
        rows = {row.id: row for row in held.order_by("id")}
        if _line(person) == ids:
            return [rows[each] for each in ids]


def _line(person: UUID) -> list[UUID]:
    line: list[UUID] = []
    above: UUID | None = person
    while above is not None:
        found = Person.objects.filter(id=above).values_list("joined_into_id", flat=True)
        if not found:
            raise Refused(PeopleReason.NO_SUCH_PERSON)
        line.append(above)
        above = found[0]
    return line
