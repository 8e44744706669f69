"""Passes as tests issue them: a small crisis, a leg home, parties that said yes, a key that signs."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from dodomu.boarding.models import Pass
from dodomu.boarding.operations.passes import KeptPasses, keep_passes
from dodomu.boarding.rules.terms import PassKind
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.rules.terms import Answer
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import NOW, Harbour, answered, harbour, live

SOON = NOW + timedelta(minutes=1)

__all__ = ["NOW", "SOON", "Pass", "PassKind", "answered", "in_force", "keep", "live", "ready", "sign_with_a_new_key"]


def ready(tmp_path: Path, settings: Any, *, persons: int = 1, parties: int = 1) -> tuple[Harbour, list[UUID]]:
    """Return a crisis in which parties said yes to a flight, and a key that signs; nobody has a pass yet."""
    sign_with_a_new_key(tmp_path, settings)
    here = harbour()
    here.leg("PS-1", persons * parties + 3)
    several = here.parties(parties, persons)
    here.offer_all(dict.fromkeys(several, "PS-1"))
    for party in several:
        answered(here, party, Answer.ACCEPT)
    return here, several


def keep(here: Harbour, at: datetime = SOON) -> KeptPasses:
    return keep_passes(crisis=here.id, by=SYSTEM, at=at)


def in_force(party: UUID | None = None) -> list[Pass]:
    rows = Pass.objects.filter(ended_at=None).order_by("meet_at", "id")
    return list(rows.filter(person__party=party) if party else rows)
