"""Attending to answers that ask for an officer: somebody needs help, or says otherwise than what was known."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.contact.models import CheckIn, Seen
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import Said
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_WORDS: Final = 500


def take_on(*, check_in: UUID, words: str, by: Actor, at: datetime) -> None:
    """Write down that an officer took on what somebody said, and what was done, or refuse; it leaves the list by this.

    With a plea for help go the earlier ones of the same person. The same officer again changes nothing; another learns
    who was first.
    """
    row = CheckIn.objects.filter(id=check_in).first()
    if row is None:
        raise Refused(ContactReason.NO_SUCH_CHECK_IN)
    permissions.check(by, Permission.ANSWER, row.crisis_id)
    words = words.strip()
    if not words:
        raise Refused(ContactReason.SAY_WHAT_WAS_DONE)
    if len(words) > LONGEST_WORDS:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    try:
        with transaction.atomic():
            Seen.objects.create(check_in=row, officer_id=by.officer, words=words, at=at)
            if row.said == Said.HELP:
                _take_on_earlier(row, words, by, at)
    except IntegrityError:
        first = Seen.objects.select_related("officer").get(check_in=row)
        if first.officer_id != by.officer:
            who = first.officer.name if first.officer else ""
            raise Refused(ContactReason.CHECK_IN_TAKEN_ON, officer=who) from None


def _take_on_earlier(row: CheckIn, words: str, by: Actor, at: datetime) -> None:
    earlier = CheckIn.objects.filter(person=row.person_id, said=Said.HELP, seen=None, said_at__lte=row.said_at)
    Seen.objects.bulk_create(
        [Seen(check_in=each, officer_id=by.officer, words=words, at=at) for each in earlier], ignore_conflicts=True
    )
