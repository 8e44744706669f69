"""Forgetting: after the retention date nothing is left of a person but a number in the count."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from dodomu.foundation import clock
from dodomu.foundation.database import as_owner
from dodomu.foundation.models import Crisis
from dodomu.people.models import ContactPoint, Document, ImportRow, Note, Person, PrivateLink, Registration

BLANK: dict[str, Any] = {
    "family_name": "",
    "given_name": "",
    "patronymic": "",
    "name_key": "",
    "birth_date": None,
    "languages": [],
    "place_words": None,
    "latitude": None,
    "longitude": None,
    "needs": [],
    "needs_words": None,
    "home_contact": None,
}
AT_ONCE = 500


def forget_due(*, at: datetime) -> int:
    """Forget everybody whose retention date has passed by the clock of their crisis; return how many."""
    forgotten = 0
    for crisis in Crisis.objects.all():
        now = clock.now(crisis) if crisis.exercise else at
        while due := _due(crisis, now):
            _forget(due, now)
            forgotten += len(due)
        _drop_rows(crisis, now)
    return forgotten


def _due(crisis: Crisis, now: datetime) -> list[UUID]:
    due = Person.objects.filter(crisis=crisis, keep_until__lt=now.date(), forgotten_at__isnull=True)
    return list(due.values_list("id", flat=True)[:AT_ONCE])


def _forget(persons: list[UUID], now: datetime) -> None:
    """Registrations and notes are append-only for the application; forgetting is done by the owner."""
    with as_owner(), transaction.atomic():
        Registration.objects.filter(person_id__in=persons).delete()
        Note.objects.filter(person_id__in=persons).update(words=None, said_by="")
        ContactPoint.objects.filter(person_id__in=persons).delete()
        Document.objects.filter(person_id__in=persons).delete()
        PrivateLink.objects.filter(party__persons__in=persons).update(revoked_at=now)
        for person in Person.objects.select_for_update().filter(id__in=persons):
            Person.objects.filter(id=person.id).update(
                **BLANK, search_text=person.reference, forgotten_at=now, version=person.version + 1
            )


def _drop_rows(crisis: Crisis, now: datetime) -> None:
    """The rows of a list hold the same words as the registrations made from it."""
    before = now - timedelta(days=crisis.keep_days)
    ImportRow.objects.filter(file__crisis=crisis, file__handed_in_at__lt=before).delete()
