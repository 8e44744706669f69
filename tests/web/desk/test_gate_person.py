"""What gates saw of somebody stands on their page at the desk."""

import re

import pytest

from dodomu.boarding.models import Doubt
from dodomu.boarding.operations import doubts
from dodomu.boarding.rules.terms import DoubtOutcome
from dodomu.foundation.actors import Role
from tests import cast
from tests.boarding.touching import NOON, gate, leg
from tests.web.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_of_a_person_says_what_gates_saw_and_what_waits_for_a_decision(crisis, signed_in: SignedIn):
    person = cast.register(crisis, cast.OLENA).persons[0].id
    flight, one, two = leg(crisis, "KB-1"), gate(crisis, "Gate 1"), gate(crisis, "Gate 2")
    page = f"/desk/{crisis.slug}/people/{person}/"
    assert "At the gates" not in text(signed_in(crisis).get(page))
    one.touch("looked", person, means="name")
    one.touch(
        "boarded", person, leg=flight.id, means="pass", verdict="ask", ground="stands-by", decided_by="the consul"
    )
    two.touch("boarded", person, leg=flight.id, minutes=1, means="pass", verdict="go")
    one.hand_in()
    two.hand_in()
    shown = text(signed_in(crisis).get(page))
    assert "At the gates" in shown and "1 doubt waits for a decision" in shown
    assert shown.count("Boarded KB-1") == 2 and "looked up" not in shown
    assert "ask ; decided by the consul" in shown.replace("ask;", "ask ;") and "Ivan Franko · Gate 2" in shown
    later = Doubt.objects.get(crisis=crisis)
    doubts.decide_doubt(doubt=later.id, outcome=DoubtOutcome.DOES_NOT, words="", by=cast.officer(crisis), at=NOON)
    shown = text(signed_in(crisis, Role.VIEWER).get(page))
    assert "An officer decided that this does not hold." in shown and "waits for a decision" not in shown
    assert f"/desk/{crisis.slug}/gate/" not in signed_in(crisis, Role.VIEWER).get(page).content.decode()
