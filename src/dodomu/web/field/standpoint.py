"""Where the officer stands: said once, remembered until they sign out or say otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import PlaceView, city_by_place, place_of, places_of
from dodomu.people.queries.places import where_they_are
from dodomu.people.queries.whereabouts import headcount
from dodomu.web.field.typed import uuid_in

KEY = "field-places"  # in the session: crisis -> place, as texts


@dataclass(frozen=True, slots=True)
class City:
    """A city with the places in it, and how many people are there by the ledger."""

    place: PlaceView
    parts: tuple[PlaceView, ...]
    people: int


def remembered(request: HttpRequest, crisis: UUID) -> PlaceView | None:
    """Return the place that was said, or None where none was, or where it is no place of the crisis any more."""
    said = request.session.get(KEY, {}).get(str(crisis))
    return place_of(crisis, UUID(said)) if said else None


def written_on(request: HttpRequest, crisis: UUID) -> PlaceView | None:
    """Return the place that a sent form bears: a telephone that signed in anew meanwhile loses nothing typed on it."""
    said = uuid_in(request.POST, "place")
    return place_of(crisis, said) if said else None


def remember(request: HttpRequest, crisis: UUID, place: UUID) -> None:
    """Remember where the officer stands in a crisis."""
    request.session[KEY] = {**request.session.get(KEY, {}), str(crisis): str(place)}


def cities_of(crisis: CrisisView) -> tuple[Sequence[City], Sequence[City]]:
    """Return the cities of the crisis's country and those abroad, where most people are first, then by name."""
    places = places_of(crisis.id)
    city_of = city_by_place(places)
    parts: dict[UUID, list[PlaceView]] = defaultdict(list)
    for place in places:
        if city_of[place.id] != place.id:
            parts[city_of[place.id]].append(place)
    counts = {each.place.id: each.total for each in where_they_are(headcount(crisis.id), places).counts}
    cities = [
        City(place, tuple(parts[place.id]), counts.get(place.id, 0))
        for place in places
        if city_of[place.id] == place.id
    ]
    cities.sort(key=lambda city: (-city.people, city.place.name.casefold()))
    here = [city for city in cities if city.place.country == crisis.country]
    return here, [city for city in cities if city.place.country != crisis.country]
