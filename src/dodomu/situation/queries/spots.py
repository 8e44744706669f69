"""Where the places of a crisis lie, as far as a restriction asks."""

from collections.abc import Mapping
from uuid import UUID

from dodomu.foundation.models import Crisis, Place
from dodomu.situation.rules.restrictions import Spot


def spots_of(crisis: UUID) -> tuple[Mapping[UUID, Spot], str]:
    """Return every place of a crisis with its country and region, and the country of the crisis itself."""
    rows = Place.objects.filter(crisis=crisis).values_list("id", "country", "region")
    country = Crisis.objects.filter(id=crisis).values_list("country", flat=True).first() or ""
    return {place: Spot(place, land, region) for place, land, region in rows}, country
