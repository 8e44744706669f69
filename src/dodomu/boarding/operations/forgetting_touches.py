"""Forgetting at gates: of a touch about somebody forgotten nothing is left but that it happened, when and by whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from dodomu.boarding.models import CustodyEntry, CustodyItem, Doubt, Touch, sealed
from dodomu.boarding.rules.reading import BROKEN
from dodomu.foundation import encryption
from dodomu.foundation.among import among
from dodomu.foundation.database import as_owner
from dodomu.people.models import Person

AT_ONCE: Final = 500
# What a judgement about touches rests on, and none of it tells who somebody is; what officers typed is not kept.
KEPT: Final = frozenset(
    {
        BROKEN, "means", "serial", "verdict", "ground", "decided_by", "decided_role", "fate", "of", "person", "party",
        "item", "what", "counts",
    }
)  # fmt: skip
DUE: Final = """
    SELECT t.id FROM boarding_touch t
    WHERE t.forgotten_at IS NULL
      AND EXISTS (SELECT FROM people_person p WHERE p.id = ANY(t.persons) AND p.forgotten_at IS NOT NULL)
    LIMIT %s
"""


def forget_due(*, at: datetime) -> int:
    """Take names, papers, photos and words out of the touches of persons who were forgotten; return how many.

    Where they stood and who was aboard stays: the ledger and the counts do not change, also when it is worked out anew.
    """
    forgotten = 0
    while due := _due():
        _forget(due, at)
        forgotten += len(due)
    _forget_papers()
    return forgotten


def body_without(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body without all that could tell who somebody is."""
    return {name: value for name, value in body.items() if name in KEPT}


def _due() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, [AT_ONCE])
        return [row for (row,) in cursor.fetchall()]


def _forget(touches: list[UUID], at: datetime) -> None:
    """Touches and entries of custody are append-only for the application; forgetting is done by the owner."""
    with as_owner(), transaction.atomic():
        rows = list(Touch.objects.filter(id__in=among(touches)).only("id", "body", "item"))
        for row in rows:
            body = body_without(encryption.open_sealed(row.body, context=sealed.TOUCH_BODY))
            row.body = encryption.seal(body, context=sealed.TOUCH_BODY)
            row.photo, row.forgotten_at = None, at
        Touch.objects.bulk_update(rows, ["body", "photo", "forgotten_at"])
        Doubt.objects.filter(touch__in=among(touches)).exclude(words="").update(words="")


def _forget_papers() -> None:
    """Of a document in custody it stays that it was there and where it went; its number and what was typed go."""
    whose = Person.objects.filter(forgotten_at__isnull=False).values("id")
    says = ~Q(words="") | Q(number__isnull=False)
    with as_owner(), transaction.atomic():
        CustodyItem.objects.filter(says, person__in=whose).update(number=None, number_index=None, words="")
        CustodyEntry.objects.filter(says, person__in=whose).update(number=None, words="")
