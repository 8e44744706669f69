"""Who may travel in our places, from an hour on: stated, never changed; the newest that has begun holds."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Eligibility
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import check_open
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.eligibility import Rule

LONGEST_WHY, LONGEST_SOURCE = 500, 200


@transaction.atomic
def state_rule(
    *,
    crisis: UUID,
    rule: Rule,
    from_at: datetime,
    why: str,
    source: str,
    submission: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """State who may travel from an hour on, or refuse; the same submission again is one rule. What held stays kept."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    if not why.strip():
        raise Refused(JourneysReason.REASON_NEEDED)
    if len(why) > LONGEST_WHY or len(source) > LONGEST_SOURCE:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_WHY)
    row, is_new = Eligibility.objects.get_or_create(
        id=submission,
        defaults={
            "crisis_id": crisis, "from_at": from_at, "rule": rule.as_json(), "why": why, "source": source,
            "officer_id": by.officer, "recorded_at": at,
        },
    )  # fmt: skip
    if row.crisis_id != crisis:
        raise Refused(FoundationReason.NOT_PERMITTED)
    if is_new:
        news.post(WaysChanged(crisis, ""), at=at)
    return row.id
