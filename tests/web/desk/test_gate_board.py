"""The board of a running operation, and what of gates stands on the first page."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dodomu.boarding.models import Device
from dodomu.boarding.operations.at_the_desk import record_at_desk
from dodomu.boarding.operations.manifests import close_manifest
from dodomu.boarding.queries.board import NextKind, board_of
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation.actors import Role
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import Person
from tests import cast
from tests.boarding import touching
from tests.journeys.offered import TOMORROW, Harbour, answered, harbour
from tests.web.desk.conftest import SignedIn

BEFORE, AFTER = TOMORROW - timedelta(hours=2), TOMORROW + timedelta(minutes=10)
LANDS = TOMORROW + timedelta(hours=7)


class Hour:
    """The hour that holds, in the crisis and outside."""

    at = BEFORE


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> Harbour:
    Hour.at = BEFORE
    monkeypatch.setattr("dodomu.foundation.clock.now", lambda _: Hour.at)
    monkeypatch.setattr("dodomu.foundation.clock.real_now", lambda: Hour.at)
    made = harbour()
    made.leg("PS-1", 10)
    family = made.party(3)
    made.offer_all({family: "PS-1"})
    answered(made, family, Answer.ACCEPT)
    return made


@pytest.fixture
def officer(here: Harbour, signed_in: SignedIn) -> Client:
    return signed_in(here.crisis)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(here: Harbour, rest: str = "") -> str:
    return f"/desk/{here.crisis.slug}/gate/{rest}"


def persons(here: Harbour) -> list[Any]:
    return list(Person.objects.filter(crisis=here.crisis).values_list("id", flat=True))


def record(here: Harbour, what: TouchKind, *who: Any, at: Any = AFTER) -> None:
    record_at_desk(
        form=uuid4(), crisis=here.id, ref="PS-1", what=what, persons=who, is_sure=True, by=here.officer(), at=at
    )


def close(here: Harbour) -> None:
    close_manifest(crisis=here.id, ref="PS-1", named="", happened_at=AFTER, by=here.officer(), at=AFTER)


def step(here: Harbour, at: Any) -> tuple[NextKind, str]:
    found = board_of(here.id, by=here.officer(), at=at, real=at).next
    return found.kind, found.leg


def seen_device(here: Harbour, at: Any, **more: Any) -> Device:
    row = touching.gate(here.crisis, "red phone").row
    Device.objects.filter(id=row.id).update(seen_at=at, point=here.place("ala"), **more)
    return row


def test_the_next_step_is_what_presses_most(here: Harbour) -> None:
    assert step(here, BEFORE) == (NextKind.NO_DEVICE, "PS-1")
    row = seen_device(here, BEFORE)
    assert step(here, BEFORE - timedelta(hours=8)) == (NextKind.BOARDS, "PS-1")
    assert step(here, AFTER) == (NextKind.NOT_CLOSED, "PS-1")
    one, two, _ = persons(here)
    Person.objects.filter(id=one).update(birth_date="2015-01-01")
    record(here, TouchKind.BOARDED, one)
    assert step(here, AFTER) == (NextKind.MINOR_ALONE, "PS-1")
    record(here, TouchKind.BOARDED, two)
    close(here)
    assert step(here, AFTER) == (NextKind.NOTHING, "")
    Device.objects.filter(id=row.id).update(made_so_far=4)
    assert step(here, LANDS) == (NextKind.UNSENT, "")
    Device.objects.filter(id=row.id).update(made_so_far=0)
    assert step(here, LANDS) == (NextKind.NOT_LANDED, "PS-1")
    record(here, TouchKind.LANDED, one, two, at=LANDS)
    assert step(here, LANDS) == (NextKind.NOTHING, "")


def test_the_board_shows_points_legs_devices_and_what_was_not_sent(here: Harbour, officer: Client) -> None:
    seen_device(here, BEFORE, made_so_far=4)
    shown = text(officer.get(page(here)))
    assert "3 to come, 0 at the gate, 0 aboard" in shown and "PS-1" in shown
    assert "red phone" in shown and "4 entries not sent" in shown
    assert "<svg" in officer.get(page(here)).content.decode()
    Hour.at = AFTER
    record(here, TouchKind.BOARDED, *persons(here))
    close(here)
    shown = text(officer.get(page(here)))
    assert "Under way, arrival not seen" in shown and "0 of 3" in shown


def test_the_board_is_looked_at_again_without_a_script_and_in_parts_with_one(here: Harbour, officer: Client) -> None:
    whole = officer.get(page(here)).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in whole
    part = officer.get(page(here), headers={"X-Fragment": "progress"}).content.decode()
    assert "<html" not in part and "PS-1" in part


def test_a_board_on_which_nothing_happens_says_so(crisis, duty) -> None:
    assert "No departure with people on it is near." in text(duty.get("/desk/kazakhstan/gate/"))


def test_whoever_may_not_board_sees_no_board(here: Harbour, signed_in: SignedIn) -> None:
    assert signed_in(here.crisis, Role.VIEWER).get(page(here)).status_code == 403
    assert signed_in(cast.crisis()).get(page(here)).status_code == 404


def test_the_first_page_says_what_gates_need(here: Harbour, officer: Client, signed_in: SignedIn) -> None:
    first = f"/desk/{here.crisis.slug}/"
    assert "manifest" not in text(officer.get(first)).casefold()
    Hour.at = AFTER
    one = persons(here)[0]
    Person.objects.filter(id=one).update(birth_date="2015-01-01")
    record(here, TouchKind.BOARDED, one)
    shown = text(officer.get(first))
    assert "child aboard without an adult of its party" in shown
    assert "departure gone with an open manifest" in shown
    assert "child aboard without an adult" in text(signed_in(here.crisis, Role.VIEWER).get(first))
