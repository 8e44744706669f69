"""Officers, as an administrator keeps them."""

import re

import pytest
from django.test import Client

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, Officer, TraceEntry
from tests.web.desk.conftest import SignedIn


@pytest.fixture
def administrator(crisis: Crisis, signed_in: SignedIn) -> Client:
    return signed_in(None, None)


def add(client: Client, **changes: str) -> object:
    return client.post("/desk/officers/", {"name": "Ігор Консул", "username": "ihor", "language": "uk"} | changes)


def test_an_officer_is_added_and_their_password_is_shown_once(administrator: Client) -> None:
    answer = add(administrator)
    password = re.search(r"password-once code\">([a-z0-9-]+)<", answer.content.decode()).group(1)
    assert Officer.objects.get(username="ihor").check_password(password)
    assert Client().post("/desk/sign-in", {"username": "ihor", "password": password}).status_code == 302
    assert password not in administrator.get("/desk/officers/").content.decode()
    assert TraceEntry.objects.filter(act="officer-added").exists()
    assert not any(password in str(entry.details) for entry in TraceEntry.objects.all())


def test_a_name_to_sign_in_with_is_given_once(administrator: Client) -> None:
    add(administrator)
    answer = add(administrator, name="Somebody else")
    assert answer.status_code == 422
    assert "taken already" in answer.content.decode()
    assert 'value="Somebody else"' in answer.content.decode()


def test_a_role_is_given_changed_and_taken_and_each_is_written_down(crisis: Crisis, administrator: Client) -> None:
    add(administrator)
    officer = Officer.objects.get(username="ihor")
    act = f"/desk/officers/{officer.id}/"
    administrator.post(act, {"act": "give-role", "crisis": "kazakhstan", "role": "viewer"})
    administrator.post(act, {"act": "give-role", "crisis": "kazakhstan", "role": "consul"})
    assert officer.assignments.get().role == Role.CONSUL
    administrator.post(act, {"act": "take-role", "crisis": "kazakhstan"})
    assert not officer.assignments.exists()
    acts = TraceEntry.objects.filter(crisis=crisis).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["role-given", "role-given", "role-taken"]


def test_switching_off_and_a_new_password_end_every_session(
    crisis: Crisis, administrator: Client, duty: Client
) -> None:
    officer = crisis.assignments.get().officer
    act = f"/desk/officers/{officer.id}/"
    assert "password-once" in administrator.post(act, {"act": "renew-password"}).content.decode()
    assert duty.get("/desk/kazakhstan/").status_code == 302
    administrator.post(act, {"act": "switch-off"})
    officer.refresh_from_db()
    assert not officer.is_active
    administrator.post(act, {"act": "switch-on"})
    officer.refresh_from_db()
    assert officer.is_active


@pytest.mark.parametrize("act", ["give-role", "take-role", "switch-off", "renew-password"])
def test_nobody_changes_their_own_rights(crisis: Crisis, administrator: Client, act: str) -> None:
    own = Officer.objects.get(is_administrator=True)
    form = {"act": act, "crisis": "kazakhstan", "role": "duty_officer"}
    assert administrator.post(f"/desk/officers/{own.id}/", form).status_code == 422
    own.refresh_from_db()
    assert own.is_active
    assert not own.assignments.exists()


@pytest.mark.parametrize("form", [{"act": "give-role", "crisis": "kazakhstan", "role": "king"}, {"act": "dance"}, {}])
def test_what_is_no_act_changes_nothing(crisis: Crisis, administrator: Client, form: dict[str, str]) -> None:
    add(administrator)
    officer = Officer.objects.get(username="ihor")
    assert administrator.post(f"/desk/officers/{officer.id}/", form).status_code == 302
    assert not officer.assignments.exists()
