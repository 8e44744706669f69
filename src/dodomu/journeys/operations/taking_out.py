"""Taking a plan out with the names of people: with a purpose, and written down."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import MadeFile
from dodomu.journeys.models import Proposal
from dodomu.journeys.reasons import JourneysReason
from dodomu.people.operations.export import purpose_of


def take_plan_out(
    *, crisis: UUID, proposal: UUID, kind: str, purpose: str, make: Callable[[], MadeFile], by: Actor, at: datetime
) -> MadeFile:
    """Make a file of a plan with people's names in it, and leave a trace of who took it and why, or refuse."""
    permissions.check(by, Permission.EXPORT, crisis)
    why = purpose_of(purpose)
    number = Proposal.objects.filter(crisis=crisis, id=proposal).values_list("number", flat=True).first()
    if number is None:
        raise Refused(JourneysReason.NO_SUCH_PROPOSAL)
    made = make()
    trace.leave(
        "plan-taken-out", by=by, at=at, crisis=crisis, purpose=why, plan=number, kind=kind, rows=made.rows,
        size=made.size, sha256=made.digest,
    )  # fmt: skip
    return made
