"""Opening a crisis, and the places that come with it."""

from datetime import UTC, datetime

import pytest

from dodomu.foundation import crises, officers, permissions, places
from dodomu.foundation.actors import PUBLIC, SYSTEM, Role
from dodomu.foundation.models import Crisis, Officer, Place, TraceEntry
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceGiven
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("country", "zone"), [("LB", "Asia/Beirut"), ("VU", "Pacific/Efate"), ("KZ", "Asia/Almaty")])
def test_a_crisis_anywhere_has_places_in_the_zones_of_their_cities(country: str, zone: str) -> None:
    made = crises.draft_crisis(country=country, sending="UA", by=SYSTEM, at=AT)
    found = places.places_of(made.id)
    assert made.zone == zone
    assert found
    assert all(place.is_draft and place.zone and place.names["en"] for place in found)
    assert set(made.names) >= {"uk", "en", "ru", "kk"}


def test_an_airport_counts_to_the_city_beside_it() -> None:
    made = crises.draft_crisis(country="LB", sending="UA", by=SYSTEM, at=AT)
    found = places.places_of(made.id)
    airport = next(place for place in found if place.kind == "airport")
    city = {place.id: place for place in found}[places.city_by_place(found)[airport.id]]
    assert city.names["en"] == "Beirut"


def test_two_crises_in_one_country_and_year_need_two_names() -> None:
    crises.draft_crisis(country="LB", sending="UA", by=SYSTEM, at=AT)
    with pytest.raises(Refused) as no:
        crises.draft_crisis(country="LB", sending="UA", by=SYSTEM, at=AT)
    assert no.value.reason is FoundationReason.NAME_TAKEN
    assert Crisis.objects.count() == 1


def test_a_country_that_is_none_opens_nothing() -> None:
    with pytest.raises(Refused) as no:
        crises.draft_crisis(country="ZZ", sending="UA", by=SYSTEM, at=AT)
    assert no.value.reason is FoundationReason.UNKNOWN_COUNTRY
    assert not Crisis.objects.exists()


def test_no_crisis_bears_the_name_of_a_page_of_the_desk() -> None:
    for slug in crises.RESERVED_SLUGS:
        with pytest.raises(Refused):
            crises.draft_crisis(country="LB", sending="UA", slug=slug, by=SYSTEM, at=AT)


def test_the_public_opens_no_crisis_and_keeps_no_place() -> None:
    where = cast.crisis()
    given = PlaceGiven({"en": "Hotel"}, "shelter", 43.2, 76.9)
    for act in (
        lambda: crises.draft_crisis(country="LB", sending="UA", by=PUBLIC, at=AT),
        lambda: places.add_place(crisis=where.id, given=given, by=PUBLIC, at=AT),
        lambda: officers.add_officer(username="x", name="X", password="four-unusual-words", by=PUBLIC, at=AT),
    ):
        with pytest.raises(Refused) as no:
            act()
        assert no.value.reason is FoundationReason.NOT_PERMITTED


@pytest.mark.parametrize("latitude", [float("nan"), float("inf"), 90.01, -91])
def test_a_place_lies_on_earth(latitude: float) -> None:
    where = cast.crisis()
    with pytest.raises(Refused) as no:
        places.add_place(
            crisis=where.id, given=PlaceGiven({"en": "X"}, "city", latitude, 76.9), by=cast.officer(where), at=AT
        )
    assert no.value.reason is FoundationReason.NOT_ON_EARTH


def test_a_place_in_crimea_is_in_ukraine() -> None:
    where = cast.crisis(country="UA")
    added = places.add_place(
        crisis=where.id, given=PlaceGiven({"en": "Simferopol"}, "city", 44.95, 34.10), by=cast.officer(where), at=AT
    )
    assert Place.objects.get(id=added).country == "UA"


def test_somebody_who_waits_at_a_border_is_not_in_the_city_behind_it() -> None:
    where = cast.crisis()
    border = places.add_place(
        crisis=where.id,
        given=PlaceGiven({"en": "Gate"}, "border_crossing", 43.25, 76.95),
        by=cast.officer(where),
        at=AT,
    )
    assert places.city_by_place(places.places_of(where.id))[border] == border


def test_a_ring_of_parents_is_walked_once() -> None:
    where = cast.crisis()
    one, two = where.places.all()
    Place.objects.filter(id=one.id).update(parent=two)
    Place.objects.filter(id=two.id).update(parent=one)
    assert set(places.city_by_place(places.places_of(where.id))) == {one.id, two.id}


def test_a_new_officer_may_do_nothing_until_a_role_is_given() -> None:
    where = cast.crisis()
    officer = officers.add_officer(username="x", name="X", password="four-unusual-words", by=SYSTEM, at=AT)
    row = Officer.objects.get(id=officer)
    assert not any(permissions.may(officers.actor_for(row), each, where.id) for each in Permission)
    officers.give_role(officer=officer, crisis=where.id, role=Role.VIEWER, by=SYSTEM, at=AT)
    assert permissions.may(officers.actor_for(row), Permission.SEE_PEOPLE, where.id)
    assert not permissions.may(officers.actor_for(row), Permission.SEE_PEOPLE, cast.crisis().id)


def test_a_made_password_is_strong_and_never_the_same() -> None:
    made = {officers.new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) == 23 for each in made)


def test_no_password_is_written_down() -> None:
    officers.add_officer(username="x", name="X", password="four-unusual-words", by=SYSTEM, at=AT)
    assert "four-unusual-words" not in str(list(TraceEntry.objects.values()))
    assert "four-unusual-words" not in str(list(Officer.objects.values()))
