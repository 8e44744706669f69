"""Are you safe, where are you: by one tap, without a birth date; opening a page answers nothing."""

import gzip
from typing import Any

import pytest
from django.test import Client

from dodomu.contact.models import CheckIn
from dodomu.contact.rules.terms import Question
from dodomu.foundation.models import Crisis
from dodomu.people.models import LedgerEntry, Note, Person
from tests import cast
from tests.contact.asked import asked, person, place
from tests.web.public.telephone import ALONE, seen, send

FAMILY = {**ALONE, "kind": "family", "given_name-2": "Тарас", "birth_date-2": "01.06.2015"}
MOST_BYTES = 10 * 1024


@pytest.fixture
def link(client: Client, form: str) -> str:
    return next(each.partition("?")[0] for each in seen(send(client, form, FAMILY)).links if each.startswith("/p/"))


def answer(client: Client, link: str, say: str, **typed: Any) -> Any:
    fields = seen(client.get(f"{link}/check-in")).fields
    return client.post(f"{link}/check-in", {**fields, **typed, "say": say})


def rows() -> tuple[int, int, int]:
    return CheckIn.objects.count(), Note.objects.count(), LedgerEntry.objects.count()


def test_opening_the_page_answers_nothing(client: Client, link: str) -> None:
    before = rows()
    for path in ("/check-in", "/check-in?say=safe", "?say=help"):
        client.get(f"{link}{path}")
        client.head(f"{link}{path}")
    assert rows() == before


def test_one_tap_says_that_a_family_is_safe(client: Client, link: str) -> None:
    page = answer(client, link, "safe").content.decode()
    assert "Written down: you are safe" in page
    assert set(CheckIn.objects.values_list("said", "channel", "by_other")) == {("safe", "private_page", False)}
    assert CheckIn.objects.count() == 2


def test_the_private_page_itself_takes_safe_and_help_by_one_tap(client: Client, link: str) -> None:
    for say, words in (("safe", "you are safe"), ("help", "you need help")):
        fields = seen(client.get(link)).fields
        assert words in client.post(link, {**fields, "say": say}).content.decode()
    assert CheckIn.objects.filter(said="help").count() == 2


def test_the_same_tap_again_is_one_answer(client: Client, link: str) -> None:
    fields = {**seen(client.get(f"{link}/check-in")).fields, "say": "help"}
    for _ in range(3):
        client.post(f"{link}/check-in", fields)
    assert CheckIn.objects.count() == 2


def test_where_they_are_is_followed(client: Client, link: str, crisis: Crisis) -> None:
    answer(client, link, "safe", place=str(place(crisis, "nursultan").id))
    assert {row.account_place.ref for row in Person.objects.all() if row.account_place} == {"nursultan"}


def test_moved_needs_a_place_or_words(client: Client, link: str) -> None:
    assert answer(client, link, "moved").status_code == 422
    assert not CheckIn.objects.exists()
    assert answer(client, link, "moved", words="Талгар, вул. 1").status_code == 200
    assert CheckIn.objects.count() == 2


def test_only_who_is_ticked_is_meant(client: Client, link: str) -> None:
    taras = Person.objects.get(given_name="Тарас")
    answer(client, link, "help", person=[str(taras.id)])
    assert CheckIn.objects.get().person_id == taras.id
    fields = {**seen(client.get(f"{link}/check-in")).fields, "say": "help", "person": []}
    assert client.post(f"{link}/check-in", fields).status_code == 422


def test_are_you_back_is_asked_where_it_was_asked(client: Client, link: str) -> None:
    assert "Are you back?" not in client.get(link).content.decode()
    asked(Person.objects.get(given_name="Олена"), Question.BACK, at=cast.NOON)
    assert "Are you back?" in client.get(link).content.decode()
    page = client.get(f"{link}/check-in").content.decode()
    assert "I am home" in page
    answer(client, link, "home")
    assert set(Person.objects.values_list("account", flat=True)) == {"home"}
    assert "Are you back?" not in client.get(link).content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"place": "x"}, {"place": "00000000-0000-0000-0000-000000000000"}, {"words": "x" * 5000}, {"person": "x"},
     {"submission": "x"}, {"words": "\0\u202e<script>"}],
)  # fmt: skip
def test_hostile_answers_break_nothing(client: Client, link: str, typed: dict[str, str]) -> None:
    page = answer(client, link, "safe", **typed)
    assert page.status_code in (200, 409, 422)
    assert "<script>" not in page.content.decode()


def test_a_link_answers_for_its_own_party_only(client: Client, link: str, crisis: Crisis) -> None:
    stranger = person(crisis)
    answer(client, link, "help", person=[str(stranger.id)])
    assert not CheckIn.objects.filter(person=stranger).exists()
    assert client.get("/p/unknown/check-in").status_code == 404


def test_a_form_of_another_site_is_not_taken(client: Client, link: str) -> None:
    client.post(f"{link}/check-in", {"say": "help"}, headers={"sec-fetch-site": "cross-site"})
    assert not CheckIn.objects.exists()


def test_the_page_tells_nobody_where_they_are(client: Client, link: str, crisis: Crisis) -> None:
    answer(client, link, "safe", place=str(place(crisis, "nursultan").id))
    page = client.get(f"{link}/check-in").content.decode()
    assert " selected" not in page
    assert all(secret not in page for secret in ("Коваль", "Абая", "1986", "+380001112233"))


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_the_page_is_light_and_needs_no_script_and_no_cookie(
    client: Client, link: str, crisis: Crisis, language: str
) -> None:
    for number in range(30):
        cast.place(crisis, f"city-{number}", f"City {number}", f"Місто {number}", 43.0, 77.0)
    page = client.get(f"{link}/check-in?lang={language}", headers={"accept-encoding": "gzip"})
    assert len(page.content) < MOST_BYTES
    assert "<script" not in gzip.decompress(page.content).decode()
    assert page["Cache-Control"] == "no-store, private"
