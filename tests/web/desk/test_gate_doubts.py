"""The page of doubts: both sides beside one another, what the ledger shows, and the officer's decision."""

import re
from typing import Any

import pytest
from django.test import Client

from dodomu.boarding.models import Doubt
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import gate, leg, stands
from tests.web.desk.conftest import SignedIn

PAGE = "/desk/kazakhstan/gate/doubts/"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def two_gates(where: Crisis) -> Any:
    """Let two gates board Olena on two legs."""
    person = cast.register(where, cast.OLENA).persons[0].id
    for number, ref in enumerate(("KB-1", "KB-2")):
        phone = gate(where, f"phone {number}")
        phone.touch("boarded", person, leg=leg(where, ref).id, minutes=number * 5, means="pass", verdict="go")
        phone.hand_in()
    return person


def decide(client: Client, **data: str) -> Any:
    return client.post(f"{PAGE}{Doubt.objects.get().id}/decide", data)


def test_without_a_doubt_the_page_says_so(duty, crisis):
    assert "No doubt waits for a decision." in text(duty.get(PAGE))


def test_both_sides_stand_beside_one_another_with_what_the_ledger_shows(duty, crisis):
    two_gates(crisis)
    page = text(duty.get(PAGE))
    assert "1 doubt waits for a decision." in page
    assert "Boarded on two legs at the same time" in page and "Коваль Олена" in page
    assert page.index("phone 0") < page.index("phone 1") < page.index("The ledger now")
    assert "pass scanned" in page and "The later one holds" in page


def test_what_is_decided_is_followed_and_stays_to_be_read(duty, crisis):
    person = two_gates(crisis)
    answer = decide(duty, outcome="does_not", words="rang the gate: she is on KB-1")
    assert answer.status_code == 302
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")
    page = text(duty.get(answer["Location"]))
    assert "Decided. The ledger follows it." in page and "rang the gate: she is on KB-1" in page
    again = decide(duty, outcome="stands")
    assert again.status_code == 409
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")


@pytest.mark.parametrize("data", [{}, {"outcome": "maybe"}, {"outcome": "stands", "words": "x" * 501}])
def test_a_decision_that_is_none_is_asked_for_again_and_keeps_what_was_typed(duty, crisis, data):
    person = two_gates(crisis)
    before = stands(person)
    answer = decide(duty, **{"words": "typed before", **data})
    assert answer.status_code == 409
    assert Doubt.objects.get().decided_at is None and stands(person) == before
    if "words" not in data:
        assert "typed before" in answer.content.decode()


def test_all_of_one_device_may_be_decided_alike(duty, crisis):
    people = [each.id for each in cast.register(crisis, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(crisis, "KB-1"), gate(crisis, "lost phone")
    phone.row.__class__.objects.filter(id=phone.row.id).update(revoked_at=touching.hour(-9))
    for person in people:
        phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    assert "The same for all 2 doubts of this kind about lost phone" in text(duty.get(PAGE))
    first = Doubt.objects.filter(kind="device-revoked").first()
    assert first
    answer = duty.post(f"{PAGE}{first.id}/decide", {"outcome": "stands", "alike": "on"})
    assert "2 doubts decided." in text(duty.get(answer["Location"]))
    assert {stands(person) for person in people} == {Standing(Account.ABOARD, None, "KB-1")}


def test_a_field_officer_sees_doubts_and_does_not_decide_them(crisis, signed_in: SignedIn):
    person = two_gates(crisis)
    client = signed_in(crisis, Role.FIELD_OFFICER)
    assert "Decide" not in text(client.get(PAGE))
    before = stands(person)
    assert decide(client, outcome="does_not").status_code == 403
    assert stands(person) == before


def test_whoever_may_not_board_sees_no_doubt(crisis, signed_in: SignedIn):
    two_gates(crisis)
    assert signed_in(crisis, Role.VIEWER).get(PAGE).status_code == 403
    assert signed_in(cast.crisis(), Role.DUTY_OFFICER).get(PAGE).status_code == 404


def test_a_doubt_of_another_crisis_is_not_there(duty, crisis):
    elsewhere = cast.crisis()
    two_gates(elsewhere)
    assert "No doubt waits" in text(duty.get(PAGE))
    assert decide(duty, outcome="stands").status_code == 404
    assert Doubt.objects.get().decided_at is None


def test_nobody_of_another_crisis_is_named(duty, crisis):
    elsewhere = cast.crisis()
    stranger = cast.register(elsewhere, cast.PETRO).persons[0].id
    phone = gate(crisis, off=None)
    phone.touch("arrived", stranger)
    phone.hand_in()
    page = text(duty.get(PAGE))
    assert "Names people of another crisis" in page and "cannot be trusted" in page
    assert "Гук" not in page
