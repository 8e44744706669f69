"""Duplicates at the desk: nothing is joined without a decision, and every decision can be taken back."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.people.models import Join, MatchProposal, Person
from dodomu.people.operations import identity
from tests import cast
from tests.web.desk.conftest import SignedIn

LATIN = {"name": "Koval Olena", "phones": "+380001112233", "place": "nursultan", "wish": "leave_now"}
Pair = tuple[UUID, UUID]


@pytest.fixture
def pair(crisis: Crisis) -> Pair:
    people = cast.register(crisis, cast.OLENA).persons[0].id, cast.register(crisis, LATIN).persons[0].id
    identity.propose_matches(crisis=crisis.id, persons=None, at=cast.NOON)
    return people


def address(name: str) -> str:
    return reverse(f"desk:{name}", args=["kazakhstan"])


def decide(officer: Client, pair: Pair, act: str, **more: str) -> object:
    return officer.post(address("identity-decide"), {"first": pair[0], "second": pair[1], "act": act, **more})


def test_the_evidence_stands_side_by_side(duty: Client, pair: Pair):
    page = duty.get(address("identity")).content.decode()
    assert "1 pair waits for a decision" in page
    assert "same telephone and name" in page
    for words in ("Коваль Олена Петрівна", "Koval Olena", "14 March 1986", "Almaty", "Nur-Sultan", "•••••456"):
        assert words in page
    assert "XX 123456" not in page


def test_a_join_keeps_the_record_that_was_chosen_and_can_be_undone(duty: Client, pair: Pair):
    answer = decide(duty, pair, "join", kept=str(pair[1]), stands="joined", grounds="phone-and-name")
    assert "done=joined" in answer.headers["Location"]
    join = Join.objects.get()
    assert (join.kept_id, join.joined_id, join.grounds) == (pair[1], pair[0], ["phone-and-name"])
    assert Person.objects.get(id=pair[1]).account_place.ref == "almaty"
    assert "counted once from now on" in duty.get(answer.headers["Location"]).content.decode()
    joined = duty.get(reverse("desk:person", args=["kazakhstan", pair[0]])).content.decode()
    assert "was joined into another" in joined
    duty.post(address("identity-undo"), {"kind": "join", "id": join.id})
    assert Person.objects.get(id=pair[0]).joined_into_id is None
    assert "1 pair waits for a decision" in duty.get(address("identity")).content.decode()


def test_different_people_are_not_proposed_again_until_that_is_taken_back(duty: Client, pair: Pair):
    decide(duty, pair, "separate")
    assert "No pair waits for a decision" in duty.get(address("identity")).content.decode()
    row = MatchProposal.objects.get(decision="separate")
    duty.post(address("identity-undo"), {"kind": "separation", "id": row.id})
    assert "1 pair waits for a decision" in duty.get(address("identity")).content.decode()


def test_the_second_officer_is_told_that_it_is_decided(crisis: Crisis, pair: Pair, signed_in: SignedIn):
    first, second = signed_in(crisis, Role.CONSUL), signed_in(crisis, Role.DUTY_OFFICER)
    decide(first, pair, "join")
    answer = decide(second, pair, "separate")
    assert answer.status_code == 409
    assert "Another officer has decided this already" in answer.content.decode()
    assert Join.objects.count() == 1


def test_any_two_records_can_be_held_side_by_side(duty: Client, crisis: Crisis, pair: Pair):
    petro = cast.register(crisis, cast.PETRO).persons[0].id
    found = duty.get(address("identity-compare"), {"first": pair[0], "q": "гук"}).content.decode()
    assert f"second={petro}" in found
    page = duty.get(address("identity-compare"), {"first": pair[0], "second": petro}).content.decode()
    assert "Nothing makes this certain" in page


@pytest.mark.parametrize("asked", [{}, {"first": "x"}, {"first": str(uuid4()), "second": str(uuid4())}])
def test_what_is_not_there_cannot_be_compared(duty: Client, crisis: Crisis, asked: dict[str, str]):
    assert duty.get(address("identity-compare"), asked).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FIELD_OFFICER])
def test_who_may_not_decide_sees_no_duplicates(crisis: Crisis, pair: Pair, signed_in: SignedIn, role: Role):
    officer = signed_in(crisis, role)
    assert officer.get(address("identity")).status_code == 403
    assert decide(officer, pair, "join").status_code == 403
    assert not Join.objects.exists()
