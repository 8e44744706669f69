"""Departure clocks at the desk: what is late on top, hours written down by hand, the list of who is on it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dodomu.foundation.actors import Role
from dodomu.journeys.models import Leg, Milestone, Offer
from dodomu.people.models import Person
from tests.journeys.offered import NOW, TOMORROW, Harbour
from tests.web.desk.conftest import SignedIn
from tests.web.desk.offered import SLUG, desk, with_offers

PAGES = f"/desk/{SLUG}/departures/"
SLOT = {"kind": "slot", "due": "2022-01-11T17:00", "words": "tower"}  # an hour before it leaves, in Almaty


@pytest.fixture
def here(db: None) -> Harbour:
    return desk()


@pytest.fixture
def parties(here: Harbour) -> dict[str, UUID]:
    return with_offers(here)


@pytest.fixture
def duty(here: Harbour, signed_in: SignedIn) -> Client:
    return signed_in(here.crisis)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def order(answer: Any) -> list[str]:
    """The departures in the order of the page."""
    return re.findall(r'departures/([^/"]+)/"><span class="code">', answer.content.decode())


def test_departures_come_by_their_hour_and_what_is_late_on_top(duty: Client, here: Harbour, parties: Any) -> None:
    assert order(duty.get(PAGES)) == ["PS-1", "PS-2"]
    Leg.objects.filter(ref="PS-2").update(book_by=NOW - timedelta(minutes=20))
    page = duty.get(PAGES)
    assert order(page) == ["PS-2", "PS-1"]
    assert "1 departure is late with something." in text(page)
    assert "end of booking: 20 min late" in text(page)
    assert 'class="clock clock--late"' in page.content.decode()


def test_nobody_is_late_for_a_departure_on_which_nobody_has_a_place(duty: Client, here: Harbour, parties: Any) -> None:
    here.leg("PS-0", 5, departs=NOW + timedelta(minutes=30))
    page = duty.get(PAGES)
    assert "Nothing is late." in text(page)
    assert "On 1 departure nobody has a place" in text(page)
    assert order(page) == ["PS-1", "PS-2", "PS-0"]
    leg = Leg.objects.get(ref="PS-0")
    Milestone.objects.create(leg=leg, kind="slot", due_at=NOW - timedelta(hours=1), recorded_at=NOW)
    page = duty.get(PAGES)
    assert order(page)[0] == "PS-0" and "1 departure is late with something." in text(page)


def test_only_the_days_that_are_asked_for_are_shown(duty: Client, parties: Any) -> None:
    assert order(duty.get(f"{PAGES}?days=2")) == ["PS-1"]
    for nonsense in ("x", "-1", "99999999999"):
        assert len(order(duty.get(f"{PAGES}?days={nonsense}"))) == 2


def test_the_board_takes_as_many_statements_for_many_departures_as_for_few(duty: Client, here: Harbour) -> None:
    with CaptureQueriesContext(connection) as few:
        duty.get(PAGES)
    for number in range(12):
        here.leg(f"X-{number}", 5, departs=TOMORROW + timedelta(hours=number))
    with CaptureQueriesContext(connection) as many:
        duty.get(PAGES)
    assert len(many) == len(few)


def test_a_departure_shows_its_hours_and_who_is_on_it(duty: Client, parties: Any) -> None:
    page = text(duty.get(f"{PAGES}PS-1/"))
    for words in ("Answers are due", "Meeting", "Everybody ready", "persons who have not answered", "offers held back"):
        assert words in page
    assert "3 parties with a place, 4 persons" in page
    person = Person.objects.filter(party=parties["waits"]).order_by("-leads_party", "registered_at", "id")[0]
    assert person.given_name in page


def test_what_a_party_needs_of_the_vehicle_stands_beside_it(duty: Client, here: Harbour, parties: Any) -> None:
    Offer.objects.filter(party=parties["accepted"]).update(needs={"seat": 1, "wheelchair": 1})
    assert "wheelchair places: 1" in text(duty.get(f"{PAGES}PS-1/"))


def test_an_hour_is_written_down_kept_and_removed(duty: Client, parties: Any) -> None:
    assert duty.post(f"{PAGES}PS-1/milestone", SLOT)["Location"].endswith("?done=added")
    row = Milestone.objects.get()
    assert row.due_at == TOMORROW - timedelta(hours=1)
    page = text(duty.get(f"{PAGES}PS-1/"))
    assert "it leaves 1 h after the slot" in page
    assert order(duty.get(PAGES))[0] == "PS-1"
    for _ in range(2):
        assert duty.post(f"{PAGES}PS-1/milestone/{row.id}/reached")["Location"].endswith("?done=reached")
    row.refresh_from_db()
    assert row.done_at == NOW
    assert duty.post(f"{PAGES}PS-1/milestone/{row.id}/remove")["Location"].endswith("?done=removed")
    assert duty.post(f"{PAGES}PS-1/milestone/{row.id}/remove").status_code == 404
    assert Milestone.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"due": "at night"}, {"due": ""}, {"kind": "party"}, {"words": "x" * 500}])
def test_an_hour_that_makes_no_sense_is_given_back_with_what_was_typed(
    duty: Client, parties: Any, wrong: dict[str, str]
) -> None:
    page = duty.post(f"{PAGES}PS-1/milestone", {**SLOT, **wrong})
    assert page.status_code == 422
    assert "This was not saved" in text(page)
    assert Milestone.objects.count() == 0


def test_an_hour_is_said_to_be_kept_at_the_hour_that_was_typed_and_never_in_the_future(
    duty: Client, parties: Any
) -> None:
    duty.post(f"{PAGES}PS-1/milestone", SLOT)
    row = Milestone.objects.get()
    assert duty.post(f"{PAGES}PS-1/milestone/{row.id}/reached", {"done_at": "yesterday"}).status_code == 422
    duty.post(f"{PAGES}PS-1/milestone/{row.id}/reached", {"done_at": "2022-01-12T10:00"})
    row.refresh_from_db()
    assert row.done_at == NOW


def test_an_hour_of_another_departure_is_not_touched(duty: Client, parties: Any) -> None:
    duty.post(f"{PAGES}PS-1/milestone", SLOT)
    row = Milestone.objects.get()
    for act in ("reached", "remove"):
        assert duty.post(f"{PAGES}PS-2/milestone/{row.id}/{act}").status_code == 404
        assert duty.post(f"{PAGES}PS-1/milestone/{uuid4()}/{act}").status_code == 404
    assert duty.get(f"{PAGES}nowhere/").status_code == 404
    assert duty.get(f"{PAGES}to-airport/").status_code == 404  # it goes at any hour and has no clock


def test_who_may_only_look_writes_no_hour_down(here: Harbour, signed_in: SignedIn, parties: Any) -> None:
    viewer = signed_in(here.crisis, Role.VIEWER)
    page = viewer.get(f"{PAGES}PS-1/")
    assert page.status_code == 200
    assert "An hour to keep" not in text(page)
    assert viewer.post(f"{PAGES}PS-1/milestone", SLOT).status_code == 403


def test_a_cancelled_departure_says_so(duty: Client, parties: Any) -> None:
    Leg.objects.filter(ref="PS-1").update(state="cancelled")
    assert "it was cancelled" in text(duty.get(f"{PAGES}PS-1/"))


@pytest.mark.parametrize("language", ["uk", "ru", "kk"])
def test_every_page_of_departures_is_shown_in_every_language(duty: Client, parties: Any, language: str) -> None:
    for page in (PAGES, f"{PAGES}PS-1/"):
        assert duty.get(f"{page}?lang={language}").status_code == 200
