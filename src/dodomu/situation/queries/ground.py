"""What the reader of a table must know of a crisis: its places, its sources, and what was told before."""

from itertools import chain
from uuid import UUID

from dodomu.foundation import places
from dodomu.foundation.models import Crisis, PlaceKind
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.situation.models import Expectation, Figure, Report, Restriction, Rumour, Source
from dodomu.situation.rules.files.ground import Ground, PlaceKnown

TABLES = (Expectation, Rumour, Figure, Restriction, Report)  # of two things with one ref, the report is meant


def ground_of(crisis: UUID, zone: str = "") -> Ground:
    """Return what the tables of a crisis are read on; `zone` holds for rows without one, else that of the crisis."""
    where = Crisis.objects.filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    found = places.places_of(crisis)
    named = chain.from_iterable(((name, place.ref) for name in (*place.names.values(), *place.also)) for place in found)
    told = chain.from_iterable(
        table.objects.filter(crisis=crisis).exclude(ref="").values_list("ref", "thing").distinct() for table in TABLES
    )
    return Ground(
        crisis=crisis,
        zone=zone or where.zone,
        sending=where.sending,
        places={place.ref: PlaceKnown(place.id, place.zone, place.kind == PlaceKind.CITY) for place in found},
        names={name.casefold(): ref for name, ref in named},
        sources=frozenset(Source.objects.filter(crisis=crisis).values_list("ref", flat=True)),
        things=dict(told),
    )
