"""The page of documents in custody."""

import re
from typing import Any
from uuid import uuid4

import pytest

from dodomu.boarding.models import CustodyEntry, CustodyItem
from dodomu.foundation.actors import Role
from dodomu.people.models import Person
from tests import cast

PAGE = "/desk/kazakhstan/gate/custody/"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def olena(crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, cast.OLENA).persons[0].id)


def take(client: Any, holder: str, **more: str) -> Any:
    data = {"entry": str(uuid4()), "code": holder, "what": "passport", "number": "XX123456", "place": "", "words": ""}
    return client.post(f"{PAGE}take", {**data, **more})


def test_without_a_document_the_page_says_so(duty, crisis):
    assert "No document is held." in text(duty.get(PAGE))


def test_a_document_is_taken_in_and_handed_back_to_its_holder(duty, olena):
    answer = take(duty, olena.reference)
    assert answer.status_code == 302
    shown = text(duty.get(answer["Location"]))
    assert "Коваль Олена" in shown and "XX123456" in shown and "passport" in shown
    item = CustodyItem.objects.get()
    wrong = duty.post(f"{PAGE}{item.id}", {"entry": str(uuid4()), "act": "back", "code": ""})
    assert wrong.status_code == 409 and "Type the code of its holder" in text(wrong)
    right = duty.post(f"{PAGE}{item.id}", {"entry": str(uuid4()), "act": "back", "code": olena.reference})
    assert right.status_code == 302 and "Handed back or destroyed" in text(duty.get(PAGE))


@pytest.mark.parametrize(
    "wrong", [{"code": "1"}, {"code": ""}, {"what": "gun"}, {"entry": "x"}, {"number": "1" * 41}, {"place": "mars"}]
)
def test_what_is_wrong_is_said_and_nothing_is_kept(duty, olena, wrong):
    answer = take(duty, olena.reference, **wrong)
    assert answer.status_code == 422 and not CustodyEntry.objects.exists()


def test_a_move_that_says_nothing_is_refused(duty, olena):
    take(duty, olena.reference)
    item = CustodyItem.objects.get()
    for data in ({}, {"entry": str(uuid4()), "act": "eaten"}):
        assert duty.post(f"{PAGE}{item.id}", data).status_code == 422
    answer = duty.post(f"{PAGE}{item.id}", {"entry": str(uuid4()), "act": "out", "words": ""})
    assert answer.status_code == 409 and CustodyItem.objects.get().state == "held"
    answer = duty.post(f"{PAGE}{uuid4()}", {"entry": str(uuid4()), "act": "out", "words": "x"})
    assert answer.status_code == 409


def test_whoever_may_not_board_sees_no_document(crisis, signed_in, olena):
    assert signed_in(crisis, Role.VIEWER).get(PAGE).status_code == 403
    assert take(signed_in(crisis, Role.VIEWER), olena.reference).status_code == 403
