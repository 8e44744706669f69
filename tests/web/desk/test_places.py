"""Places at the desk, estimates, a new crisis, the ledger."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, Place, TraceEntry
from dodomu.people.models import Estimate
from tests import cast
from tests.web.desk.conftest import SignedIn

HOTEL = {
    "name_uk": "Готель А", "name_en": "Hotel A", "name_ru": "", "name_kk": "", "kind": "shelter",
    "also": "Hotel Alma-Ata, hotel a", "latitude": "43.24", "longitude": "76.92", "zone": "", "parent": "",
}  # fmt: skip


def test_a_place_is_added_with_the_zone_of_the_nearest_city(crisis: Crisis, duty: Client) -> None:
    answer = duty.post("/desk/kazakhstan/places/new", HOTEL)
    assert answer.status_code == 302
    added = Place.objects.get(ref="hotel_a")
    assert added.zone == "Asia/Almaty"
    assert added.country == "KZ"
    assert added.also == ["Hotel Alma-Ata", "hotel a"]
    assert TraceEntry.objects.filter(act="place-added", crisis=crisis).exists()


def test_a_correction_confirms_a_draft_and_is_noticed_by_whoever_reads_places(crisis: Crisis, duty: Client) -> None:
    draft = crisis.places.get(ref="almaty")
    Place.objects.filter(id=draft.id).update(is_draft=True)
    before = crisis.places_version
    form = HOTEL | {"name_en": "Almaty", "name_uk": "Алмати", "kind": "city", "zone": "Asia/Almaty", "also": "Вірний"}
    assert duty.post(f"/desk/kazakhstan/places/{draft.id}/", form).status_code == 302
    draft.refresh_from_db()
    crisis.refresh_from_db()
    assert not draft.is_draft
    assert draft.also == ["Вірний"]
    assert draft.ref == "almaty"
    assert crisis.places_version == before + 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("latitude", "91", "less than or equal to 90"),
        ("latitude", "north", "Enter a number"),
        ("longitude", "nan", "Enter a number"),
        ("longitude", "1e999", "Enter a number"),
        ("zone", "UTC+6", "Select a valid choice"),
        ("kind", "moon", "Select a valid choice"),
        ("name_uk", "ж" * 81, "at most 80"),
        ("parent", "4c6278eb-e4be-4b10-96f9-9d5ff57f8a54", "Select a valid choice"),
        ("also", "ж" * 100, "too long"),
    ],
)
def test_what_is_wrong_with_a_place_stands_beside_the_field_and_nothing_typed_is_lost(
    crisis: Crisis, duty: Client, field: str, value: str, said: str
) -> None:
    answer = duty.post("/desk/kazakhstan/places/new", HOTEL | {field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Hotel A"' in answer.content.decode()
    assert crisis.places.count() == 2


def test_a_place_without_any_name_is_refused(crisis: Crisis, duty: Client) -> None:
    answer = duty.post("/desk/kazakhstan/places/new", HOTEL | {"name_uk": "", "name_en": "  "})
    assert answer.status_code == 422
    assert "Write a name." in answer.content.decode()


def test_a_place_cannot_be_part_of_itself_in_any_number_of_steps(crisis: Crisis, duty: Client) -> None:
    almaty, capital = crisis.places.get(ref="almaty"), crisis.places.get(ref="nursultan")
    Place.objects.filter(id=capital.id).update(parent=almaty)
    answer = duty.post(f"/desk/kazakhstan/places/{almaty.id}/", HOTEL | {"parent": str(capital.id)})
    assert answer.status_code == 422
    assert "part of itself" in answer.content.decode()


def test_a_place_that_people_stand_at_is_not_removed(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA)
    ids = [str(place.id) for place in crisis.places.all()]
    answer = duty.post("/desk/kazakhstan/places/decide", {"act": "drop", "place": ids})
    assert answer.status_code == 422
    assert crisis.places.count() == 2


def test_a_place_of_another_crisis_is_not_there(crisis: Crisis, duty: Client) -> None:
    other = cast.crisis().places.first()
    assert duty.get(f"/desk/kazakhstan/places/{other.id}/").status_code == 404
    assert duty.post(f"/desk/kazakhstan/places/{other.id}/", HOTEL).status_code == 404
    duty.post("/desk/kazakhstan/places/decide", {"act": "drop", "place": [str(other.id)]})
    assert Place.objects.filter(id=other.id).exists()


def test_a_shelter_counts_to_the_city_it_lies_in(crisis: Crisis, duty: Client) -> None:
    duty.post("/desk/kazakhstan/places/new", HOTEL)
    cast.register(crisis, cast.OLENA | {"place": "hotel_a"})
    cast.register(crisis, cast.AIGERIM)
    shown = duty.get("/desk/kazakhstan/").content.decode()
    assert "Almaty: 2" in shown
    assert "Hotel A: " not in shown


def test_an_estimate_is_kept_once_however_often_it_is_sent(crisis: Crisis, duty: Client) -> None:
    form = {
        "submission": str(uuid4()), "at_least": "200", "at_most": "", "of_whom": "tourists", "place": "",
        "source": "tour operators", "as_of": "2022-01-08T12:00",
    }  # fmt: skip
    for _ in range(2):
        assert duty.post("/desk/kazakhstan/estimates/", form).status_code == 302
    kept = Estimate.objects.get()
    assert (kept.at_least, kept.at_most, kept.as_of) == (200, None, cast.NOON)  # typed in the hour of Almaty
    shown = duty.get("/desk/kazakhstan/estimates/").content.decode()
    assert "at least 200" in shown
    assert "8 January 2022, 12:00 Almaty" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at_least": "10", "at_most": "5"}, "cannot be lower than its lower end"),
        ({"source": "   "}, "required"),
        ({"as_of": "2222-01-01T00:00"}, "has not come yet"),
        ({"at_least": "-1"}, "greater than or equal to 0"),
        ({"at_least": "9" * 40}, "less than or equal to"),
        ({"submission": "x"}, "valid UUID"),
        ({"of_whom": "x\x00"}, "Null characters"),
    ],
)
def test_an_estimate_that_cannot_be_is_refused(
    crisis: Crisis, duty: Client, changes: dict[str, str], said: str
) -> None:
    form = {"submission": str(uuid4()), "at_least": "1", "source": "embassy", "as_of": "2022-01-08T12:00"} | changes
    answer = duty.post("/desk/kazakhstan/estimates/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Estimate.objects.exists()


def test_a_crisis_is_drafted_for_any_country_and_its_places_wait_to_be_corrected(
    crisis: Crisis, signed_in: SignedIn
) -> None:
    duty = signed_in(crisis)
    form = {"country": "LB", "sending": "UA", "slug": "", "name_uk": "Ліван, листопад", "name_en": ""}
    answer = duty.post("/desk/crises/new", form, follow=True)
    made = Crisis.objects.get(country="LB")
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == f"/desk/{made.slug}/places/"
    assert made.zone == "Asia/Beirut"
    assert made.names["uk"] == "Ліван, листопад"
    assert made.assignments.get().role == Role.DUTY_OFFICER
    assert made.places.filter(kind="city", is_draft=True).exists()
    assert made.places.filter(kind="embassy").exists()
    assert "drafts from the world data" in answer.content.decode()
    one = made.places.filter(kind="city").first()
    duty.post(f"/desk/{made.slug}/places/decide", {"act": "confirm", "place": [str(one.id)]})
    one.refresh_from_db()
    assert not one.is_draft


def test_an_administrator_who_opens_a_crisis_gets_no_sight_of_people(crisis: Crisis, signed_in: SignedIn) -> None:
    signed_in(None, None).post("/desk/crises/new", {"country": "GE", "sending": "UA", "slug": "georgia"})
    assert not Crisis.objects.get(slug="georgia").assignments.exists()


@pytest.mark.parametrize("slug", ["kazakhstan", "crises", "officers", "Не-латиницею", "a b", "-", "x" * 61])
def test_a_short_name_that_is_taken_or_none_is_refused(crisis: Crisis, duty: Client, slug: str) -> None:
    answer = duty.post("/desk/crises/new", {"country": "LB", "sending": "UA", "slug": slug})
    assert answer.status_code == 422
    assert Crisis.objects.count() == 1


def test_the_ledger_proves_the_count_in_plain_words(crisis: Crisis, duty: Client) -> None:
    receipt = cast.register(crisis, cast.OLENA, cast.TARAS)
    shown = duty.get("/desk/kazakhstan/ledger/?account=waiting").content.decode()
    assert "2 registered, the accounts sum to 2." in shown
    for person in receipt.persons:
        assert " ".join(re.findall("...", person.reference)) in shown.replace("\u202f", " ").replace("\xa0", " ")
        assert f"/desk/kazakhstan/people/{person.id}/" in shown


def test_an_account_that_is_none_shows_the_accounts(crisis: Crisis, duty: Client) -> None:
    assert duty.get("/desk/kazakhstan/ledger/?account=moon&page=-1").status_code == 200
