"""Estimates of how many are really there: stated with a range, a source and an hour, and never summed."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Estimate
from dodomu.people.queries.estimates import LONGEST_SOURCE, LONGEST_WHOM
from dodomu.people.reasons import PeopleReason


def state_estimate(
    *,
    crisis: UUID,
    at_least: int,
    at_most: int | None,
    of_whom: str,
    place: UUID | None,
    source: str,
    as_of: datetime,
    submission: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """Keep an estimate beside the others, or refuse; the same submission again is one estimate."""
    permissions.check(by, Permission.ESTIMATE, crisis)
    of_whom, source = of_whom.strip(), source.strip()
    _check(at_least, at_most, of_whom, source)
    if as_of > at:
        raise Refused(PeopleReason.HAPPENS_IN_FUTURE, happened_at=as_of)
    _check_crisis(crisis, place)
    estimate = Estimate(
        id=submission, crisis_id=crisis, place_id=place, of_whom=of_whom, at_least=at_least, at_most=at_most,
        source=source, as_of=as_of, recorded_at=at, officer_id=by.officer,
    )  # fmt: skip
    try:
        with transaction.atomic():
            estimate.save(force_insert=True)
    except IntegrityError:
        if not Estimate.objects.filter(id=submission, crisis=crisis).exists():
            raise
    return submission


def _check(at_least: int, at_most: int | None, of_whom: str, source: str) -> None:
    if not source:
        raise Refused(PeopleReason.SOURCE_NEEDED)
    if len(of_whom) > LONGEST_WHOM or len(source) > LONGEST_SOURCE:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if at_least < 0 or (at_most is not None and at_most < at_least):
        raise Refused(PeopleReason.ESTIMATE_RUNS_BACKWARD)


def _check_crisis(crisis: UUID, place: UUID | None) -> None:
    where = Crisis.objects.filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if where.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED)
    if place and not Place.objects.filter(crisis=crisis, id=place).exists():
        raise Refused(FoundationReason.UNKNOWN_PLACE)
