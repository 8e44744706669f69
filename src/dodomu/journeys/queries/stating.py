"""What would be wrong with a leg as it is stated, before it is stated: forms say everything at once."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from dodomu.journeys.models import Charter, Leg, StatePermission
from dodomu.journeys.queries.ways import places_known
from dodomu.journeys.rules.faults import Fault
from dodomu.journeys.rules.given import LegGiven, given_of
from dodomu.journeys.rules.leg_faults import Ground, leg_faults
from dodomu.journeys.rules.ways import LegKnown


def faults_of(crisis: UUID, given: LegGiven, *, at: datetime, before: LegKnown | None = None) -> tuple[Fault, ...]:
    """Return every fault of a leg, warnings among them; of one that is changed, those that the change brings."""
    ground = Ground(
        places_known(crisis),
        charters=frozenset(Charter.objects.filter(crisis=crisis).values_list("id", flat=True)),
        permissions=frozenset(StatePermission.objects.filter(crisis=crisis).values_list("id", flat=True)),
        refs=frozenset(_other_refs(crisis, before)),
    )
    old = leg_faults(given_of(before), ground, at=at) if before else ()
    return tuple(fault for fault in leg_faults(given, ground, at=at) if fault not in old)


def _other_refs(crisis: UUID, besides: LegKnown | None) -> Iterator[str]:
    rows = Leg.objects.filter(crisis=crisis)
    yield from (rows.exclude(id=besides.id) if besides else rows).values_list("ref", flat=True)
