"""What is needed to read what people type in a crisis: its places by every name they go by, and its countries."""

from functools import lru_cache
from uuid import UUID

from dodomu.foundation.models import Crisis, Place
from dodomu.people.rules.statement import Reading, place_key


def reading_of(crisis: Crisis) -> Reading:
    """Return how typed words are read in this crisis."""
    return _reading(crisis.id, crisis.places_version, crisis.country, crisis.sending)


@lru_cache(maxsize=32)
def _reading(crisis: UUID, places_version: int, country: str, sending: str) -> Reading:  # noqa: ARG001  (cache key)
    words: dict[str, UUID] = {}
    refs: dict[str, UUID] = {}
    for place in Place.objects.filter(crisis_id=crisis).order_by("kind", "ref"):
        refs[place.ref] = place.id
        for name in (*place.names.values(), *place.also):
            words.setdefault(place_key(name), place.id)
    words.pop("", None)
    return Reading(country=country, sending=sending, refs=refs, words=words)
