"""The trace: who looked something up, took something out or changed who may do what, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from dodomu.foundation.actors import Actor
from dodomu.foundation.models import TraceEntry


def leave(act: str, *, by: Actor, at: datetime, crisis: UUID | None = None, **details: Any) -> None:
    """Write down an act that leaves no other record. The application's role cannot change or delete it."""
    TraceEntry.objects.create(
        act=act, officer_id=by.officer, actor_name=by.name, crisis_id=crisis, at=at, details=details
    )
