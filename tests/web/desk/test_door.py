"""Who may see which page of the desk."""

import re

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from tests import cast
from tests.web.desk.conftest import SignedIn

V, F, C, D, A = Role.VIEWER, Role.FIELD_OFFICER, Role.CONSUL, Role.DUTY_OFFICER, None
EVERYBODY = {V, F, C, D, A}
SEES_PEOPLE = {V, F, C, D}

NONCE = re.compile(rb'nonce="[^"]+"')
# page of a crisis -> who may see it; A is an administrator, who gives rights and sees no person
PAGES = {
    "": EVERYBODY,
    "?at=2022-01-07T12:00": EVERYBODY,
    "attention/urgent-needs/": SEES_PEOPLE,
    "attention/faults/": EVERYBODY,
    "estimates/": EVERYBODY,
    "ledger/": EVERYBODY,
    "ledger/?account=waiting": EVERYBODY,
    "places/": EVERYBODY,
    "places/new": {D},
}
# pages outside of any crisis
OFFICE = {"crises/new": {D, A}, "officers/": {A}, "password": EVERYBODY, "": EVERYBODY}


@pytest.mark.parametrize("role", [V, F, C, D, A], ids=lambda role: str(role or "administrator"))
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_the_roles_that_may_and_for_no_other(
    crisis: Crisis, signed_in: SignedIn, page: str, role: Role | None
) -> None:
    cast.register(crisis, cast.OLENA)
    status = signed_in(crisis, role).get(f"/desk/{crisis.slug}/{page}").status_code
    assert status == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize("role", [V, F, C, D], ids=str)
@pytest.mark.parametrize("page", PAGES)
def test_a_crisis_one_has_no_role_in_is_not_there(crisis: Crisis, signed_in: SignedIn, page: str, role: Role) -> None:
    elsewhere = cast.crisis()
    client = signed_in(elsewhere, role)
    there = client.get(f"/desk/{crisis.slug}/{page}")
    nowhere = client.get(f"/desk/no-such-crisis/{page}")
    assert there.status_code == nowhere.status_code == 404
    assert NONCE.sub(b"", there.content.replace(crisis.slug.encode(), b"")) == NONCE.sub(
        b"", nowhere.content.replace(b"no-such-crisis", b"")
    )


@pytest.mark.parametrize("role", [V, F, C, D, A], ids=lambda role: str(role or "administrator"))
@pytest.mark.parametrize("page", OFFICE)
def test_pages_outside_of_a_crisis_open_for_those_who_may(
    crisis: Crisis, signed_in: SignedIn, page: str, role: Role | None
) -> None:
    status = signed_in(crisis, role).get(f"/desk/{page}", follow=True).status_code
    assert status == (200 if role in OFFICE[page] else 403)


@pytest.mark.parametrize("page", ["/desk/", "/desk/kazakhstan/", "/desk/kazakhstan/ledger/", "/desk/officers/"])
def test_who_is_not_signed_in_is_asked_to_sign_in_and_comes_back(crisis: Crisis, client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/sign-in?next={page}"


def test_an_administrator_sees_numbers_and_no_person(crisis: Crisis, signed_in: SignedIn) -> None:
    receipt = cast.register(crisis, cast.OLENA)
    client = signed_in(crisis, A)
    for page in ("", "ledger/?account=waiting", "places/"):
        shown = client.get(f"/desk/{crisis.slug}/{page}").content.decode()
        assert "Коваль" not in shown
        assert receipt.persons[0].reference not in shown


def test_an_officer_who_is_switched_off_is_out_at_once(crisis: Crisis, signed_in: SignedIn) -> None:
    client = signed_in(crisis)
    assert client.get("/desk/kazakhstan/").status_code == 200
    crisis.assignments.get().officer.__class__.objects.update(is_active=False)
    assert client.get("/desk/kazakhstan/").status_code == 302


def test_a_page_of_the_desk_is_kept_by_no_cache(crisis: Crisis, duty: Client) -> None:
    assert "no-store" in duty.get("/desk/kazakhstan/")["Cache-Control"]


def test_a_role_that_may_not_write_cannot_write(crisis: Crisis, signed_in: SignedIn) -> None:
    viewer = signed_in(crisis, V)
    answers = [
        viewer.post("/desk/kazakhstan/estimates/", {"at_least": "1"}),
        viewer.post("/desk/kazakhstan/places/new", {"name_en": "X"}),
        viewer.post("/desk/kazakhstan/places/decide", {"act": "drop", "place": [str(crisis.places.first().pk)]}),
        viewer.post("/desk/crises/new", {"country": "LB", "sending": "UA"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert crisis.places.count() == 2
    assert Crisis.objects.count() == 1
    assert crisis.estimates.count() == 0
