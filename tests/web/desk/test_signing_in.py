"""Signing in and out."""

import pytest
from django.test import Client

from dodomu.foundation import officers
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.clock import real_now
from dodomu.foundation.models import Crisis
from tests import cast

PASSWORD = "four-unusual-words-here"


@pytest.fixture
def crisis(db: None) -> Crisis:
    """A crisis with one duty officer who speaks Kazakh."""
    made = cast.crisis(slug="kazakhstan")
    at = real_now()
    officer = officers.add_officer(
        username="olena", name="Олена Чергова", password=PASSWORD, language="kk", by=SYSTEM, at=at
    )
    officers.give_role(officer=officer, crisis=made.id, role=Role.DUTY_OFFICER, by=SYSTEM, at=at)
    return made


def sign_in(client: Client, *, password: str = PASSWORD, **more: str) -> object:
    return client.post("/desk/sign-in", {"username": "olena", "password": password, **more})


def test_an_officer_signs_in_and_the_desk_speaks_their_language(crisis: Crisis, client: Client) -> None:
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/kazakhstan/").headers["Content-Language"] == "kk"


def test_the_page_that_was_asked_for_comes_after_signing_in(crisis: Crisis, client: Client) -> None:
    answer = sign_in(client, next="/desk/kazakhstan/ledger/")
    assert answer["Location"] == "/desk/kazakhstan/ledger/"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org"]
)
def test_signing_in_leads_nowhere_else(crisis: Crisis, client: Client, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere)["Location"] == "/desk/"


def test_a_wrong_password_is_told_without_saying_which_is_wrong(crisis: Crisis, client: Client) -> None:
    wrong = sign_in(client, password="wrong").content
    client.cookies.clear()
    unknown = client.post("/desk/sign-in", {"username": "nobody", "password": "wrong"}).content
    assert b"fault-summary" in wrong
    assert wrong.count(b"<li") == unknown.count(b"<li")
    assert b"olena" in wrong  # what was typed is not lost


def test_the_seventh_wrong_password_closes_the_door_for_a_while(crisis: Crisis, client: Client) -> None:
    answers = [sign_in(client, password="wrong").status_code for _ in range(7)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert sign_in(client).status_code == 429


def test_signing_out_takes_a_post_and_ends_the_session(crisis: Crisis, client: Client) -> None:
    sign_in(client)
    assert client.get("/desk/sign-out").status_code == 405
    assert client.post("/desk/sign-out").status_code == 302
    assert client.get("/desk/kazakhstan/").status_code == 302


def test_an_officer_changes_their_own_password_and_stays_signed_in(crisis: Crisis, client: Client) -> None:
    sign_in(client)
    other = Client()
    sign_in(other)
    form = {"old": PASSWORD, "new": "another-four-unusual-words", "again": "another-four-unusual-words"}
    assert client.post("/desk/password", form).status_code == 302
    assert client.get("/desk/kazakhstan/").status_code == 200
    assert other.get("/desk/kazakhstan/").status_code == 302


def test_the_old_password_must_be_known_to_change_it(crisis: Crisis, client: Client) -> None:
    sign_in(client)
    form = {"old": "wrong", "new": "another-four-unusual-words", "again": "another-four-unusual-words"}
    assert client.post("/desk/password", form).status_code == 422
    assert sign_in(Client()).status_code == 302


def test_a_password_that_is_easy_to_guess_is_refused(crisis: Crisis, client: Client) -> None:
    sign_in(client)
    assert client.post("/desk/password", {"old": PASSWORD, "new": "short", "again": "short"}).status_code == 422


def test_the_only_crisis_opens_by_itself(crisis: Crisis, client: Client) -> None:
    sign_in(client)
    assert client.get("/desk/")["Location"] == "/desk/kazakhstan/"


def test_of_several_crises_only_ones_own_are_offered(crisis: Crisis, client: Client) -> None:
    second, _hidden = cast.crisis(slug="lebanon", names={"en": "Lebanon"}), cast.crisis(slug="secret")
    officer = crisis.assignments.get().officer
    officers.give_role(officer=officer.id, crisis=second.id, role=Role.VIEWER, by=SYSTEM, at=real_now())
    sign_in(client)
    shown = client.get("/desk/?lang=en").content.decode()
    assert "/desk/kazakhstan/" in shown
    assert "/desk/lebanon/" in shown
    assert "secret" not in shown
