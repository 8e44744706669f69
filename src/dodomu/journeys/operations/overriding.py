"""What officers decide otherwise than the planner would: with a name and a reason, ended and never removed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.engines.planner.problem import PRIORITIES
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg, Override
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import OverrideKind
from dodomu.people.models import Party
from dodomu.people.reasons import PeopleReason

LONGEST_REASON = 500
COUNTRY_LETTERS = 2


def override(
    *,
    override: UUID,
    party: UUID,
    kind: OverrideKind,
    leg: str = "",
    country: str = "",
    priority: str = "",
    reason: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Keep what is decided for a party from the next proposal on, or refuse; the same id again changes nothing.

    A leg by its ref: of NOT_BY it is a leg or a country, of ONLY_BY a leg, of PRIORITY a class of the planner.
    """
    row = Party.objects.filter(id=party).first()
    if row is None:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    permissions.check(by, Permission.PLAN, row.crisis_id)
    reason, leg, country = reason.strip(), leg.strip(), country.strip().upper()
    if not reason or not by.name.strip():
        raise Refused(JourneysReason.REASON_NEEDED)
    if len(reason) > LONGEST_REASON:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_REASON)
    _check_complete(kind, leg, country, priority)
    if leg and not Leg.objects.filter(crisis=row.crisis_id, ref=leg).exists():
        raise Refused(JourneysReason.NO_SUCH_LEG, leg=leg)
    Override.objects.get_or_create(
        id=override,
        defaults={
            "crisis_id": row.crisis_id,
            "party": row,
            "kind": kind,
            "leg": leg,
            "country": country,
            "priority": priority,
            "reason": reason,
            "officer_id": by.officer,
            "officer_name": by.name,
            "at": at,
        },
    )
    return override


def end_override(*, override: UUID, by: Actor, at: datetime) -> None:
    """End it; what was decided stays to be read. Ended twice is ended once."""
    with transaction.atomic():
        row = Override.objects.select_for_update().filter(id=override).first()
        if row is None:
            raise Refused(JourneysReason.NO_SUCH_OVERRIDE)
        permissions.check(by, Permission.PLAN, row.crisis_id)
        if row.ended_at is None:
            row.ended_at, row.ended_by_id = at, by.officer
            row.save(update_fields=["ended_at", "ended_by"])


def _check_complete(kind: OverrideKind, leg: str, country: str, priority: str) -> None:
    """Refuse what says too little, or more than its kind can mean."""
    said = {
        OverrideKind.NOT_BY: bool(leg) != bool(country) and not priority,
        OverrideKind.ONLY_BY: bool(leg) and not (country or priority),
        OverrideKind.PRIORITY: priority in PRIORITIES and not (leg or country),
        OverrideKind.STAYS_OUT: not (leg or country or priority),
    }
    if not said[kind] or (country and (len(country) != COUNTRY_LETTERS or not country.isalpha())):
        raise Refused(JourneysReason.OVERRIDE_INCOMPLETE, kind=kind)
