"""Deciding a doubt: what an officer says holds is what the ledger says from then on; the touches stay to be seen."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from dodomu.boarding.models import Doubt
from dodomu.boarding.operations import working_out
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import DoubtOutcome
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_WORDS: Final = 500


def decide_doubt(*, doubt: UUID, outcome: DoubtOutcome, words: str, by: Actor, at: datetime) -> None:
    """Decide a doubt and bring the ledger to it, or refuse; the same decision again changes nothing.

    What does not hold is taken back by a correction. A doubt that was cleared meanwhile may still be decided.
    """
    with transaction.atomic():
        row = Doubt.objects.select_for_update(no_key=True).filter(id=doubt).first()
        if row is None:
            raise Refused(BoardingReason.NO_SUCH_DOUBT)
        permissions.check(by, Permission.DECIDE_DOUBTS, row.crisis_id)
        if len(words) > LONGEST_WORDS:
            raise Refused(FoundationReason.TEXT_TOO_LONG)
        if row.decided_at and row.outcome == outcome:
            return
        if row.decided_at:
            raise Refused(BoardingReason.DOUBT_DECIDED, outcome=row.outcome)
        row.decided_at, row.decided_by_id, row.outcome, row.words = at, by.officer, outcome, words.strip()
        row.save(update_fields=["decided_at", "decided_by", "outcome", "words"])
        about = [each for each in (row.touch_id, row.beside_id) if each]
        working_out.work_out(crisis=row.crisis_id, touches=about, by=by, at=at)


def decide_alike(*, doubt: UUID, outcome: DoubtOutcome, words: str, by: Actor, at: datetime) -> int:
    """Decide a doubt and all open ones of its kind about the same device alike, all or none; return how many."""
    with transaction.atomic():
        row = Doubt.objects.select_related("touch").filter(id=doubt).first()
        if row is None:
            raise Refused(BoardingReason.NO_SUCH_DOUBT)
        alike = Doubt.objects.filter(
            crisis=row.crisis_id, kind=row.kind, touch__device=row.touch.device_id, decided_at=None, cleared_at=None
        )
        ids = sorted({doubt, *alike.values_list("id", flat=True)})
        for each in ids:
            decide_doubt(doubt=each, outcome=outcome, words=words, by=by, at=at)
    return len(ids)
