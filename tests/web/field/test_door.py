"""Who comes in, what they learn when they may not, and where they are asked to say that they stand."""

import pytest
from django.test import Client

from dodomu.foundation import officers
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.clock import real_now
from dodomu.foundation.models import Crisis, Place
from dodomu.people.models import Person
from tests import cast
from tests.web.field.conftest import SignedIn

PASSWORD = "four-unusual-words-here"
PAGES = ("", "place", "people/new", "people/01a20038-86bd-7b5c-a798-67820615a4eb/")


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_signed_in_is_asked_to_sign_in_at_the_fields_own_page(crisis: Crisis, page: str) -> None:
    answer = Client().get(f"/field/kazakhstan/{page}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/field/sign-in?next=/field/kazakhstan/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_a_crisis_one_has_no_role_in_does_not_exist(crisis: Crisis, signed_in: SignedIn, page: str) -> None:
    elsewhere = cast.crisis(slug="elsewhere")
    assert signed_in(elsewhere).get(f"/field/kazakhstan/{page}").status_code == 404


def test_an_administrator_meets_nobody(crisis: Crisis, signed_in: SignedIn) -> None:
    client = signed_in(role=None)
    assert client.get("/field/kazakhstan/").status_code == 404
    assert "You hold no role in any crisis" in client.get("/field/").content.decode()


def test_an_officer_signs_in_with_the_account_of_the_desk_and_comes_to_the_field(crisis: Crisis) -> None:
    officer = officers.add_officer(
        username="olena", name="Олена", password=PASSWORD, language="kk", by=SYSTEM, at=real_now()
    )
    officers.give_role(officer=officer, crisis=crisis.id, role=Role.FIELD_OFFICER, by=SYSTEM, at=real_now())
    client = Client()
    wrong = client.post("/field/sign-in", {"username": "olena", "password": "not-the-one-it-is"})
    assert wrong.status_code == 200
    answer = client.post("/field/sign-in", {"username": "olena", "password": PASSWORD})
    assert answer["Location"] == "/field/"
    assert client.get("/field/")["Location"] == "/field/kazakhstan/"
    assert client.get("/field/kazakhstan/place").headers["Content-Language"] == "kk"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(crisis: Crisis, signed_in: SignedIn, elsewhere: str) -> None:
    assert signed_in(crisis).get("/field/sign-in", {"next": elsewhere})["Location"] == "/field/"
    answer = signed_in(crisis).post(
        "/field/kazakhstan/place", {"place": str(Place.objects.get(crisis=crisis, ref="almaty").id), "next": elsewhere}
    )
    assert answer["Location"] == "/field/kazakhstan/"


def test_whoever_has_several_crises_chooses_one(crisis: Crisis, signed_in: SignedIn) -> None:
    client = signed_in(crisis)
    assert client.get("/field/")["Location"] == "/field/kazakhstan/"
    other = cast.crisis(slug="harbour", names={"en": "Little Harbour"})
    cast.crisis(slug="secret", names={"en": "Not for them"})
    officer = client.session["_auth_user_id"]
    officers.give_role(officer=officer, crisis=other.id, role=Role.FIELD_OFFICER, by=SYSTEM, at=real_now())
    page = client.get("/field/").content.decode()
    assert "Kazakhstan" in page
    assert "Little Harbour" in page
    assert "Not for them" not in page


def test_the_place_is_asked_for_once_and_leads_on_to_what_was_wanted(
    crisis: Crisis, almaty: Place, signed_in: SignedIn
) -> None:
    client = signed_in(crisis)
    asked = client.get("/field/kazakhstan/?q=Koval")
    assert asked["Location"] == "/field/kazakhstan/place?next=%2Ffield%2Fkazakhstan%2F%3Fq%3DKoval"
    said = client.post("/field/kazakhstan/place", {"place": str(almaty.id), "next": "/field/kazakhstan/?q=Koval"})
    assert said["Location"] == "/field/kazakhstan/?q=Koval"
    assert "Almaty" in client.get("/field/kazakhstan/?q=Koval").content.decode()
    client.post("/field/sign-out")
    assert client.get("/field/kazakhstan/")["Location"].startswith("/field/sign-in")


@pytest.mark.parametrize("said", ["", "nowhere", "00000000-0000-0000-0000-000000000000"])
def test_a_place_that_is_none_is_asked_for_again(crisis: Crisis, signed_in: SignedIn, said: str) -> None:
    answer = signed_in(crisis).post("/field/kazakhstan/place", {"place": said})
    assert answer.status_code == 422
    assert "This place does not belong to this crisis" in answer.content.decode()


def test_a_place_of_another_crisis_is_not_ours_to_stand_at(crisis: Crisis, signed_in: SignedIn) -> None:
    foreign = Place.objects.get(crisis=cast.crisis(slug="harbour"), ref="almaty")
    assert signed_in(crisis).post("/field/kazakhstan/place", {"place": str(foreign.id)}).status_code == 422


def test_a_place_that_was_dropped_since_is_asked_for_again(crisis: Crisis, almaty: Place, here: Client) -> None:
    assert here.get("/field/kazakhstan/").status_code == 200
    almaty.delete()
    assert here.get("/field/kazakhstan/")["Location"].startswith("/field/kazakhstan/place")


def test_the_places_of_a_city_stand_under_it_with_how_many_are_there(crisis: Crisis, signed_in: SignedIn) -> None:
    almaty = Place.objects.get(crisis=crisis, ref="almaty")
    Place.objects.create(
        crisis=crisis, ref="hotel", kind="shelter", names={"en": "Hotel Dostyk"}, country="KZ", latitude=43.2,
        longitude=76.9, zone="Asia/Almaty", parent=almaty,
    )  # fmt: skip
    cast.register(crisis, cast.OLENA, cast.TARAS)
    page = signed_in(crisis).get("/field/kazakhstan/place").content.decode()
    assert page.index("Almaty</span>") < page.index("2 people") < page.index("Hotel Dostyk") < page.index("Nur-Sultan")


def test_a_viewer_looks_and_touches_nothing(crisis: Crisis, almaty: Place, signed_in: SignedIn) -> None:
    person = cast.register(crisis, cast.OLENA).persons[0].id
    client = signed_in(crisis, Role.VIEWER, at=almaty)
    page = client.get(f"/field/kazakhstan/people/{person}/").content.decode()
    assert "Коваль" in page
    assert "+380001112233" not in page
    assert all(words not in page for words in ("Seen here", "Needs help", "not registered"))
    for address in (f"people/{person}/seen", f"people/{person}/help", "people/new"):
        answer = client.post(f"/field/kazakhstan/{address}", {"person": str(person), "words": "x"})
        assert answer.status_code == 403
        assert "Your role does not allow this" in answer.content.decode()


def test_an_exercise_says_so_on_every_page(signed_in: SignedIn) -> None:
    made = cast.crisis(slug="exercise", exercise="kazakhstan-2022", exercise_now=cast.NOON)
    client = signed_in(made, at=Place.objects.get(crisis=made, ref="almaty"))
    person = cast.register(made, cast.OLENA).persons[0].id
    for page in ("", "place", "people/new", f"people/{person}/"):
        words = client.get(f"/field/exercise/{page}").content.decode()
        assert "EXERCISE" in words
        assert "8 January 2022, 12:00 Almaty" in words


def test_nothing_of_a_page_is_kept_on_the_way(here: Client) -> None:
    assert "no-store" in here.get("/field/kazakhstan/").headers["Cache-Control"]


def test_a_closed_crisis_takes_nobody_new_and_says_so(crisis: Crisis, here: Client) -> None:
    Crisis.objects.filter(id=crisis.id).update(closed_at=cast.NOON)
    answer = here.post("/field/kazakhstan/people/new", {"family_name": "Гук"})
    assert answer.status_code == 422
    assert "This crisis is closed" in answer.content.decode()
    assert Person.objects.count() == 0


def test_too_many_wrong_passwords_close_the_name_for_a_while_and_lead_back_to_the_field(crisis: Crisis) -> None:
    client = Client()
    for _ in range(6):
        answer = client.post("/field/sign-in", {"username": "olena", "password": "guessed"})
    assert answer.status_code == 429
    assert 'href="/field/sign-in"' in answer.content.decode()
