"""Forgetting what was written: with the person who wrote, or once an unknown address was silent for long."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from dodomu.contact.models import Conversation, Correspondent, Delivery, Message, Turn, sealed
from dodomu.foundation import clock, encryption
from dodomu.foundation.database import as_owner
from dodomu.foundation.models import Crisis

AT_ONCE: Final = 500
KEEP_DAYS: Final = 365  # of an address that may have written of any crisis


def forget_due(*, at: datetime) -> int:
    """Take the words, addresses and hashes out of threads whose person was forgotten; return how many threads.

    That somebody wrote, when, and how long they waited for an answer stays: the figures do not change.
    """
    forgotten = 0
    for rows in _due(at):
        while ids := list(rows[:AT_ONCE]):
            _forget(ids, at)
            forgotten += len(ids)
    return forgotten


def _due(at: datetime) -> list[Any]:
    threads = Conversation.objects.filter(forgotten_at=None)
    due = [threads.filter(person__forgotten_at__isnull=False)]
    due.append(threads.filter(person=None, crisis=None, last_at__lt=at - timedelta(days=KEEP_DAYS)))
    for crisis in Crisis.objects.all():
        now = clock.now(crisis) if crisis.exercise else at
        silent_since = now - timedelta(days=crisis.keep_days)
        due.append(threads.filter(person=None, crisis=crisis, last_at__lt=silent_since))
    return [rows.order_by("id").values_list("id", flat=True) for rows in due]


def _forget(threads: list[UUID], at: datetime) -> None:
    """Much of this is append-only for the application; forgetting is done by the owner."""
    nothing = encryption.seal("", context=sealed.MESSAGE_WORDS)
    with as_owner(), transaction.atomic():
        rows = Message.objects.filter(conversation__in=threads)
        Delivery.objects.filter(message__in=rows.values("id")).update(address="")
        rows.update(words=nothing, subject=None, tokens=[], address="", files=[])
        Turn.objects.filter(conversation__in=threads).update(words="", address="")
        Correspondent.objects.filter(conversation__in=threads).delete()
        # An unknown address keeps a name of its own that says nothing: there is one thread for each.
        Conversation.objects.filter(id__in=threads, person=None).update(address=Cast("id", CharField()))
        Conversation.objects.filter(id__in=threads).update(closed_words="", forgotten_at=at)
