"""Deciding a doubt: what an officer says holds is what the ledger says from then on; the touches stay to be seen."""

from collections.abc import Sequence
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
AT_ONCE: Final = 500


def decide_doubt(*, doubt: UUID, outcome: DoubtOutcome, words: str, by: Actor, at: datetime) -> None:
    """Decide a doubt and bring the ledger to it, or refuse; the same decision again changes nothing.

    What does not hold is taken back by a correction. A doubt that was cleared meanwhile may still be decided.
    """
    row = _asked(doubt, words, by)
    with transaction.atomic():
        # The turn first, as everybody takes it: who works out what follows changes doubts while having it.
        working_out.take_turn(row.crisis_id)
        held = Doubt.objects.select_for_update(no_key=True).get(id=doubt)
        if held.decided_at and held.outcome == outcome:
            return
        if held.decided_at:
            raise Refused(BoardingReason.DOUBT_DECIDED, outcome=held.outcome)
        _decide([held], outcome, words, by, at)


def decide_alike(*, doubt: UUID, outcome: DoubtOutcome, words: str, by: Actor, at: datetime) -> int:
    """Decide a doubt and all open ones of its kind about the same device alike, all or none; return how many."""
    row = _asked(doubt, words, by)
    with transaction.atomic():
        working_out.take_turn(row.crisis_id)
        held = Doubt.objects.select_for_update(no_key=True).order_by("id")
        asked = held.get(id=doubt)
        if asked.decided_at and asked.outcome != outcome:
            raise Refused(BoardingReason.DOUBT_DECIDED, outcome=asked.outcome)
        alike = held.filter(crisis=row.crisis_id, kind=row.kind, touch__device=row.touch.device_id)
        rows = {each.id: each for each in alike.filter(decided_at=None, cleared_at=None)}
        if not asked.decided_at:
            rows[doubt] = asked
        _decide(list(rows.values()), outcome, words, by, at)
    return len(rows)


def _asked(doubt: UUID, words: str, by: Actor) -> Doubt:
    """Return a doubt that `by` may decide in these words, or refuse."""
    row = Doubt.objects.select_related("touch").filter(id=doubt).first()
    if row is None:
        raise Refused(BoardingReason.NO_SUCH_DOUBT)
    permissions.check(by, Permission.DECIDE_DOUBTS, row.crisis_id)
    if len(words) > LONGEST_WORDS:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    return row


def _decide(rows: Sequence[Doubt], outcome: DoubtOutcome, words: str, by: Actor, at: datetime) -> None:
    for row in rows:
        row.decided_at, row.decided_by_id, row.outcome, row.words = at, by.officer, outcome, words.strip()
    Doubt.objects.bulk_update(rows, ["decided_at", "decided_by", "outcome", "words"], batch_size=AT_ONCE)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        about = sorted({each for row in some for each in (row.touch_id, row.beside_id) if each})
        working_out.work_out(crisis=some[0].crisis_id, touches=about, by=by, at=at)
