"""That passes left the house on paper is written down: they name people, and where they will stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission


def note_printing(*, crisis: UUID, passes: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Note who printed how many passes, and which, or refuse."""
    permissions.check(by, Permission.BOARD, crisis)
    trace.leave("passes-printed", by=by, at=at, crisis=crisis, passes=[str(each) for each in passes])
