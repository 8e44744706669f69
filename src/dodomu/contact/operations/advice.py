"""Drafting advice: added, changed and dropped until it is published."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.contact.models import Advice, AdviceText
from dodomu.contact.queries.advice import next_number, words_of
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import advice as rules
from dodomu.contact.rules.advice import AdviceFault, AdviceGiven
from dodomu.contact.rules.numbers import AdviceNumber
from dodomu.contact.rules.terms import AdviceKind, Certainty, Severity, Urgency
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused


@transaction.atomic
def draft_advice(*, crisis: UUID, given: AdviceGiven, submission: UUID | None = None, by: Actor, at: datetime) -> UUID:
    """Draft advice under the next number and return its id (`submission`), or refuse; sent again, it is there once."""
    permissions.check(by, Permission.PUBLISH, crisis)
    where = locked_crisis(crisis)
    row = Advice.objects.filter(crisis=crisis, id=submission).first() if submission else None
    if row is not None:
        return row.id
    check_open(where)
    given = _checked(where, given, None, at)
    number = next_number(crisis)
    row = Advice(
        id=submission or uuid7(), crisis=where, number=number, drafted_at=at, drafted_by_id=by.officer,
        **_columns(given),
    )  # fmt: skip
    row.save(force_insert=True)
    _write_words(row, given)
    return row.id


@transaction.atomic
def change_draft(*, crisis: UUID, advice: UUID, version: int, given: AdviceGiven, by: Actor, at: datetime) -> int:
    """Change a draft and return its version, or refuse what another changed since `version` was read."""
    permissions.check(by, Permission.PUBLISH, crisis)
    where = locked_crisis(crisis)
    row = advice_row(crisis, advice)
    check_open(where)
    if row.published_at is not None:
        raise Refused(ContactReason.ADVICE_PUBLISHED, number=AdviceNumber(row.number))
    given = _checked(where, given, row, at)
    if given_of(row) == given and row.version in {version, version + 1}:
        return row.version  # the same, sent twice
    check_version(row, version)
    for name, value in _columns(given).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.texts.all().delete()
    _write_words(row, given)
    return row.version


@transaction.atomic
def drop_draft(*, crisis: UUID, advice: UUID, version: int, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """Remove a draft, or refuse what was published or changed; one that is gone already is gone. Its number may be
    given again: nobody ever saw it."""
    permissions.check(by, Permission.PUBLISH, crisis)
    locked_crisis(crisis)
    row = Advice.objects.filter(crisis=crisis, id=advice).first()
    if row is None:
        return
    if row.published_at is not None:
        raise Refused(ContactReason.ADVICE_PUBLISHED, number=AdviceNumber(row.number))
    check_version(row, version)
    row.delete()


def locked_crisis(crisis: UUID) -> Crisis:
    """Return the crisis; whoever writes its advice comes one after another, and nobody else waits for them."""
    where = Crisis.objects.select_for_update(no_key=True).filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    return where


def check_open(where: Crisis) -> None:
    """Pass a crisis that is open."""
    if where.closed_at is not None:
        raise Refused(FoundationReason.CRISIS_CLOSED)


def advice_row(crisis: UUID, advice: UUID) -> Advice:
    """Return a piece of advice of the crisis, or refuse."""
    row = Advice.objects.select_related("supersedes", "superseded_by").filter(crisis=crisis, id=advice).first()
    if row is None:
        raise Refused(ContactReason.NO_SUCH_ADVICE)
    return row


def check_version(row: Advice, version: int) -> None:
    """Pass what nobody changed since it was read."""
    if row.version != version:
        raise Refused(ContactReason.ADVICE_CHANGED, newest=row.version)


def given_of(row: Advice) -> AdviceGiven:
    """Return advice as it was given."""
    return AdviceGiven(
        kind=AdviceKind(row.kind), valid_from=row.valid_from, valid_until=row.valid_until,
        urgency=Urgency(row.urgency), severity=Severity(row.severity), certainty=Certainty(row.certainty),
        places=tuple(row.places), supersedes=row.supersedes_id, words=words_of(row),
    )  # fmt: skip


def check_superseded(crisis: UUID, supersedes: UUID | None, by: Advice | None) -> Advice | None:
    """Return what is superseded, or refuse what is no advice any more, or what other advice follows already."""
    if supersedes is None:
        return None
    row = advice_row(crisis, supersedes)
    if row.published_at is None or (by is not None and row.id == by.id):
        raise Refused(ContactReason.ADVICE_NOT_PUBLISHED, field="supersedes")
    if row.withdrawn_at is not None:
        raise Refused(ContactReason.ADVICE_WITHDRAWN_ALREADY, field="supersedes")
    other = getattr(row, "superseded_by", None)
    if other is not None and (by is None or other.id != by.id):
        raise Refused(ContactReason.ADVICE_SUPERSEDED_ALREADY, field="supersedes", by=other.number)
    return row


def refuse(faults: tuple[AdviceFault, ...]) -> None:
    """Refuse with the first of all faults; the others travel along, so that a form can show each by its field."""
    if faults:
        raise Refused(faults[0].reason, field=faults[0].field, faults=faults)


def _checked(where: Crisis, given: AdviceGiven, row: Advice | None, at: datetime) -> AdviceGiven:
    given = rules.tidied(given)
    refuse(rules.faults(given, at=at))
    if Place.objects.filter(crisis=where, id__in=given.places).count() != len(given.places):
        raise Refused(FoundationReason.UNKNOWN_PLACE, field="places")
    check_superseded(where.id, given.supersedes, row)
    return given


def _columns(given: AdviceGiven) -> dict[str, object]:
    return {
        "kind": given.kind, "urgency": given.urgency, "severity": given.severity, "certainty": given.certainty,
        "places": list(given.places), "valid_from": given.valid_from, "valid_until": given.valid_until,
        "supersedes_id": given.supersedes,
    }  # fmt: skip


def _write_words(row: Advice, given: AdviceGiven) -> None:
    AdviceText.objects.bulk_create(
        AdviceText(advice=row, language=language, headline=words.headline, text=words.text, short=words.short)
        for language, words in given.words.items()
    )
