"""A leg whose manifest was closed has left: so the timetable, the offers and the plan hear of it, whoever closed it."""

import contextlib
from datetime import datetime
from uuid import UUID

from dodomu.boarding.models import Manifest
from dodomu.boarding.rules.terms import ManifestState
from dodomu.foundation.actors import Actor
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Leg
from dodomu.journeys.operations import ways
from dodomu.journeys.queries.ways import leg_known
from dodomu.journeys.rules.terms import LegState


def mark_departed(*, crisis: UUID, by: Actor, at: datetime) -> int:
    """Say of legs whose manifest was closed, and whose hour has come, that they have left; return how many.

    A gate that closes some minutes early does not send its leg off. What an officer said of a leg stands.
    """
    closed = Manifest.objects.filter(crisis=crisis, state=ManifestState.CLOSED, closed_at__lte=at)
    hours = dict(closed.filter(leg__state=LegState.PLANNED).values_list("leg", "closed_at"))
    many = 0
    for row in Leg.objects.filter(id__in=hours).order_by("id"):
        leaves, left = leg_known(row).leaves_at, hours[row.id]
        if left and leaves and leaves <= at:
            with contextlib.suppress(Refused):  # an officer has changed it in this moment: it is looked at again
                ways.mark_departed(leg=row.id, version=row.version, happened_at=left, by=by, at=at)
                many += 1
    return many
