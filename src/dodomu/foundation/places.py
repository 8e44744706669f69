"""Places of a crisis: drafted from the world data, corrected by an officer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import F, ProtectedError

from dodomu.foundation import gazetteer, geography, permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis, Place, PlaceKind
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.foundation.words import in_language

LONGEST_NAME = 80
SAME_TOWN_KM = 50.0
POLE, TURN = 90, 180
TOWNS = (PlaceKind.CITY, PlaceKind.TOWN)


@dataclass(frozen=True)
class PlaceView:
    """A place to read from."""

    id: UUID
    ref: str
    kind: str
    names: Mapping[str, str] = field(hash=False)
    also: Sequence[str] = field(hash=False)
    country: str
    region: str
    latitude: float
    longitude: float
    zone: str
    parent: UUID | None
    source: str
    is_draft: bool

    @property
    def name(self) -> str:
        """The name in the language of the page, or the nearest that there is."""
        return in_language(self.names) or self.ref


@dataclass(frozen=True)
class PlaceGiven:
    """A place as an officer describes it. Without a zone, the nearest city's is taken."""

    names: Mapping[str, str] = field(hash=False)
    kind: str
    latitude: float
    longitude: float
    zone: str = ""
    parent: UUID | None = None
    also: tuple[str, ...] = ()


def places_of(crisis: UUID) -> list[PlaceView]:
    """Return the places of a crisis: cities first, each kind by name."""
    kinds = {kind: position for position, kind in enumerate(PlaceKind.values)}
    found = [_view(row) for row in Place.objects.filter(crisis=crisis)]
    return sorted(found, key=lambda place: (kinds.get(place.kind, len(kinds)), place.name.casefold()))


def places_to_stay(crisis: UUID, country: str) -> list[PlaceView]:
    """Return the places of a country in which people say they are: cities and towns by name, then border crossings."""
    rows = Place.objects.filter(crisis=crisis, country=country, kind__in=(*TOWNS, PlaceKind.BORDER_CROSSING))
    found = [_view(row) for row in rows]
    return sorted(found, key=lambda place: (place.kind == PlaceKind.BORDER_CROSSING, place.name.casefold()))


def place_of(crisis: UUID, place: UUID) -> PlaceView | None:
    """Return one place of a crisis, or None where it belongs to another."""
    row = Place.objects.filter(crisis=crisis, id=place).first()
    return _view(row) if row else None


@transaction.atomic
def add_place(*, crisis: UUID, given: PlaceGiven, by: Actor, at: datetime) -> UUID:
    """Add a place that the world data does not know, or refuse."""
    permissions.check(by, Permission.KEEP_PLACES, crisis)
    where = _crisis(crisis)
    place = Place(crisis=where, source=by.name, ref=_free_ref(where, given))
    _write(place, given)
    _say_so(where, "place-added", place.id, by, at)
    return place.id


@transaction.atomic
def correct_place(*, crisis: UUID, place: UUID, given: PlaceGiven, by: Actor, at: datetime) -> None:
    """Correct a place; it is a draft no more. Its ref stays, so that lists that name it still fit."""
    permissions.check(by, Permission.KEEP_PLACES, crisis)
    where = _crisis(crisis)
    row = Place.objects.select_for_update().filter(crisis=where, id=place).first()
    if row is None:
        raise Refused(FoundationReason.UNKNOWN_PLACE)
    _write(row, given)
    _say_so(where, "place-corrected", place, by, at)


@transaction.atomic
def confirm_places(*, crisis: UUID, places: Sequence[UUID], by: Actor, at: datetime) -> int:
    """Say of drafts that they are right as they are; return of how many."""
    permissions.check(by, Permission.KEEP_PLACES, crisis)
    where = _crisis(crisis)
    confirmed = Place.objects.filter(crisis=where, id__in=places, is_draft=True).update(is_draft=False)
    if confirmed:
        trace.leave("places-confirmed", by=by, at=at, crisis=crisis, places=[str(place) for place in places])
    return confirmed


@transaction.atomic
def drop_places(*, crisis: UUID, places: Sequence[UUID], by: Actor, at: datetime) -> int:
    """Remove places that nothing rests on and return how many, or refuse and remove none."""
    permissions.check(by, Permission.KEEP_PLACES, crisis)
    where = _crisis(crisis)
    try:
        dropped = Place.objects.filter(crisis=where, id__in=places).delete()[0]
    except ProtectedError as fault:
        raise Refused(FoundationReason.PLACE_IN_USE) from fault
    if dropped:
        _raise_version(where)
        trace.leave("places-dropped", by=by, at=at, crisis=crisis, places=[str(place) for place in places])
    return dropped


def city_by_place(places: Sequence[PlaceView]) -> dict[UUID, UUID]:
    """Return for every place where it counts: its outermost parent, or the city it lies in, else itself."""
    known = {place.id: place for place in places}
    towns = [place for place in places if place.kind in TOWNS]
    return {place.id: _city_of(place, known, towns) for place in places}


def zones() -> list[str]:
    """Return every zone of the zone database that is named after a place."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def _city_of(place: PlaceView, known: Mapping[UUID, PlaceView], towns: Sequence[PlaceView]) -> UUID:
    here, seen = place, {place.id}
    while here.parent and here.parent in known and here.parent not in seen:
        here = known[here.parent]
        seen.add(here.id)
    if here.kind in TOWNS or here.kind == PlaceKind.BORDER_CROSSING:
        return here.id  # who waits at a border is not in the city behind it
    return _nearest(towns, here.latitude, here.longitude) or here.id


def _nearest(towns: Sequence[PlaceView], latitude: float, longitude: float) -> UUID | None:
    apart = {town.id: geography.distance_km(latitude, longitude, town.latitude, town.longitude) for town in towns}
    nearest = min(apart, key=lambda town: apart[town], default=None)
    return nearest if nearest is not None and apart[nearest] <= SAME_TOWN_KM else None


def _view(row: Place) -> PlaceView:
    return PlaceView(
        row.id, row.ref, row.kind, row.names, row.also, row.country, row.region, row.latitude, row.longitude,
        row.zone, row.parent_id, row.source, row.is_draft,
    )  # fmt: skip


def _crisis(crisis: UUID) -> Crisis:
    where = Crisis.objects.select_for_update().filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    return where


def _write(place: Place, given: PlaceGiven) -> None:
    _check(place, given)
    country = geography.country_at(given.latitude, given.longitude) or place.country or place.crisis.country
    region = geography.region_at(country, given.latitude, given.longitude)
    place.names = {language: name.strip() for language, name in given.names.items() if name.strip()}
    place.also = [word.strip() for word in given.also if word.strip()]
    place.kind = given.kind
    place.latitude, place.longitude = given.latitude, given.longitude
    place.country, place.region = country, region.code if region else ""
    place.zone = given.zone or gazetteer.zone_at(given.latitude, given.longitude) or place.crisis.zone
    place.parent_id = given.parent
    place.is_draft = False
    place.save()


def _check(place: Place, given: PlaceGiven) -> None:
    words = [name.strip() for name in (*given.names.values(), *given.also)]
    if not any(name.strip() for name in given.names.values()):
        raise Refused(FoundationReason.NAME_NEEDED)
    if any(len(word) > LONGEST_NAME for word in words):
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_NAME)
    if not _is_on_earth(given.latitude, given.longitude):
        raise Refused(FoundationReason.NOT_ON_EARTH)
    if given.zone and given.zone not in available_timezones():
        raise Refused(FoundationReason.UNKNOWN_ZONE, zone=given.zone)
    _check_parent(place, given.parent)


def _is_on_earth(latitude: float, longitude: float) -> bool:
    return isfinite(latitude) and isfinite(longitude) and abs(latitude) <= POLE and abs(longitude) <= TURN


def _check_parent(place: Place, parent: UUID | None) -> None:
    parents = dict(Place.objects.filter(crisis=place.crisis).values_list("id", "parent_id"))
    if parent is not None and parent not in parents:
        raise Refused(FoundationReason.UNKNOWN_PLACE)
    while parent is not None:
        if parent == place.id:
            raise Refused(FoundationReason.PLACE_WITHIN_ITSELF)
        parent = parents.get(parent)


def _free_ref(crisis: Crisis, given: PlaceGiven) -> str:
    latin = re.sub(r"[^a-z0-9]+", "_", given.names.get("en", "").lower()).strip("_") or str(given.kind)
    taken = set(Place.objects.filter(crisis=crisis).values_list("ref", flat=True))
    numbered = (latin[:50] + (f"_{number}" if number else "") for number in range(len(taken) + 1))
    return next(ref for ref in numbered if ref not in taken)


def _say_so(crisis: Crisis, act: str, place: UUID, by: Actor, at: datetime) -> None:
    _raise_version(crisis)
    trace.leave(act, by=by, at=at, crisis=crisis.id, place=str(place))


def _raise_version(crisis: Crisis) -> None:
    Crisis.objects.filter(id=crisis.id).update(places_version=F("places_version") + 1)
