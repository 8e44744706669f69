"""The pages of ways home: departures by day, one leg, and what belongs to it."""

import re
from copy import copy
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Eligibility, Fleet, Handling, Leg, Milestone, PartnerSeats, StatePermission
from dodomu.people.rules.terms import PartyKind
from dodomu.situation.rules.terms import Effect, RestrictionKind, Stated
from tests import cast
from tests.journeys.keeping_ways import NOW, almaty, place
from tests.journeys.offered import harbour
from tests.situation.telling import curfew, tell
from tests.web.desk.conftest import SignedIn
from tests.web.desk.test_situation_writing import as_shown
from tests.web.desk.ways import PAGES, added, everything, ways_crisis


@pytest.fixture
def crisis(db: None) -> Crisis:
    """An exercise that stands still at six in the evening."""
    return ways_crisis()


EVERY_PAGE = (
    "", "?old=1&usable=1&mode=air&day=2022-01-13&place=nonsense", "legs/new", "legs/F1/", "legs/F1/change",
    "legs/F1/cancel", "legs/F1/late", "legs/F1/departed", "legs/F1/block", "legs/F1/extra", "legs/F1/remove",
    "charters/", "charters/new", "permissions/", "permissions/new", "fleets/", "fleets/new", "handling/",
    "eligibility/", "import/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "uk", "ru", "kk"])
def test_every_page_is_shown(crisis: Crisis, duty: Client, language: str) -> None:
    things = everything(crisis)
    more = [
        f"charters/{things['charter']}/", f"charters/{things['charter']}/order",
        f"charters/{things['charter']}/decline", f"permissions/{things['permission']}/",
        f"permissions/{things['permission']}/sent", f"permissions/{things['permission']}/answer",
        f"fleets/{things['fleet']}/",
    ]  # fmt: skip
    for page in (*EVERY_PAGE, *more):
        answer = duty.get(f"{PAGES}{page}", headers={"accept-language": language})
        assert answer.status_code == 200, page


def test_what_is_old_waits_behind_its_count(crisis: Crisis, duty: Client) -> None:
    everything(crisis)
    page = duty.get(PAGES).content.decode()
    assert "2 departures" in page
    assert "1 old or closed" in page
    assert ">OLD<" not in page
    assert ">OLD<" in duty.get(f"{PAGES}?old=1").content.decode()
    assert ">L1<" in page.split("To be had at any hour")[1]


def test_hours_are_those_of_both_ends(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    page = duty.get(PAGES).content.decode()
    assert "<b>19:50</b>" in page
    assert "→ 20:40 Kyiv" in page
    assert "13 January 2022" in page


def test_filters_take_what_fits(crisis: Crisis, duty: Client) -> None:
    everything(crisis)
    assert "No way home" not in duty.get(f"{PAGES}?mode=bus").content.decode()
    assert "Nothing fits." in duty.get(f"{PAGES}?mode=bus").content.decode()
    assert "2 departures" in duty.get(f"{PAGES}?day=2022-01-13&mode=air").content.decode()
    usable = duty.get(f"{PAGES}?usable=1").content.decode()
    assert ">F1<" in usable
    assert ">F2<" not in usable, "its permission is missing"


def test_what_keeps_a_departure_out_of_plans_stands_first_with_its_restriction(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    closed = {"kind": RestrictionKind.BORDER_CLOSED, "effect": Effect.BLOCK, "daily_from": None, "daily_to": None}
    tell(crisis, curfew(place(crisis, "nursultan"), **closed, ends_at=None, ends_is=Stated.NOT_STATED))
    page = duty.get(PAGES).content.decode()
    line = page.split(">F1<")[1]
    assert line.index("border closed") < line.index("<details") if "<details" in line else "border closed" in line
    assert "Commandant" in line
    leg = duty.get(f"{PAGES}legs/F1/").content.decode()
    assert "Nobody is planned on it." in leg
    assert "/situation/restriction/" in leg


def test_a_leg_of_another_crisis_is_not_shown(crisis: Crisis, duty: Client) -> None:
    assert duty.get(f"{PAGES}legs/F1/").status_code == 404
    assert duty.get(f"{PAGES}charters/{crisis.id}/").status_code == 404
    assert duty.post(f"{PAGES}legs/F1/dance").status_code == 404


def test_seats_of_partners_are_counted_when_both_agree(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    form = {"partner-partner": "PL", "partner-direction": "got", "partner-seats": "12", "partner-note": ""}
    assert duty.post(f"{PAGES}legs/F1/partners", {**form, "partner-seats": "none"}).status_code == 422
    assert duty.post(f"{PAGES}legs/F1/partners", form).status_code == 302
    seats = PartnerSeats.objects.get()
    assert "not confirmed" in duty.get(f"{PAGES}legs/F1/").content.decode()
    duty.post(f"{PAGES}legs/F1/partners/{seats.id}/confirm")
    assert "67 <" in re.sub(r"\s+", " ", duty.get(PAGES).content.decode().replace("<span", " <span"))
    duty.post(f"{PAGES}legs/F1/partners/{seats.id}/withdraw")
    assert not PartnerSeats.objects.exists()


def test_an_hour_to_keep_is_written_down_reached_and_taken_off(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    form = {"milestone-kind": "slot", "milestone-due": "2022-01-13T18:00", "milestone-words": "by the tower"}
    assert duty.post(f"{PAGES}legs/F1/milestones", {**form, "milestone-due": "soon"}).status_code == 422
    assert duty.post(f"{PAGES}legs/F1/milestones", form).status_code == 302
    kept = Milestone.objects.get()
    assert "by the tower" in duty.get(f"{PAGES}legs/F1/").content.decode()
    duty.post(f"{PAGES}legs/F1/milestones/{kept.id}/reach")
    kept.refresh_from_db()
    assert kept.done_at == NOW
    duty.post(f"{PAGES}legs/F1/milestones/{kept.id}/remove")
    assert not Milestone.objects.exists()


def test_a_charter_is_ordered_once_and_shows_its_price_first(crisis: Crisis, duty: Client) -> None:
    charter = everything(crisis)["charter"]
    page = duty.get(f"{PAGES}charters/{charter}/order").content.decode()
    assert "€\u00a074\u202f000" in page
    assert "From then on the price is spent" in page
    for _ in range(2):
        assert duty.post(f"{PAGES}charters/{charter}/order").status_code == 302
    answer = duty.post(f"{PAGES}charters/{charter}/decline")
    assert answer.status_code == 422
    assert "ordered or declined already" in answer.content.decode()


def test_a_name_that_is_taken_is_said_beside_its_field(crisis: Crisis, duty: Client) -> None:
    everything(crisis)
    for page, form in (
        ("charters/new", {"ref": "C1", "price": "5"}),
        ("permissions/new", {"ref": "P1", "state_asked": "KG", "what": "transit"}),
        ("fleets/new", {"ref": "CARS", "hub": str(place(crisis, "almaty")), "vehicles": "1"}),
    ):
        answer = duty.post(f"{PAGES}{page}", form)
        assert answer.status_code == 422, page
        assert 'id="id_ref_error"' in answer.content.decode(), page


def test_a_permission_goes_from_asked_to_answered(crisis: Crisis, duty: Client) -> None:
    permission = everything(crisis)["permission"]
    assert duty.post(f"{PAGES}permissions/{permission}/sent", {"sent_at": "2022-01-10T17:00"}).status_code == 302
    form = {"granted": "yes", "answered_at": "2022-01-10T17:30", "quota": "60", "valid_until": "2022-01-10T12:00",
            "valid_from": "2022-01-11T00:00"}  # fmt: skip
    answer = duty.post(f"{PAGES}permissions/{permission}/answer", form)
    assert answer.status_code == 422
    assert 'id="id_valid_until_error"' in answer.content.decode()
    form["valid_until"] = "2022-01-20T00:00"
    assert duty.post(f"{PAGES}permissions/{permission}/answer", form).status_code == 302
    kept = StatePermission.objects.get()
    assert (kept.state, kept.quota) == ("granted", 60)
    assert kept.valid_until == almaty("2022-01-20T00:00")


def test_vehicles_keep_their_rounds_and_their_note(crisis: Crisis, duty: Client) -> None:
    fleet = everything(crisis)["fleet"]
    Fleet.objects.update(note="the grey vans")
    sent = as_shown(duty.get(f"{PAGES}fleets/{fleet}/").content.decode())
    assert duty.post(f"{PAGES}fleets/{fleet}/", {**sent, "round_out_1": "30"}).status_code == 422, "to where?"
    more = {"round_place_1": str(place(crisis, "kyiv")), "round_out_1": "30", "round_back_1": "40"}
    assert duty.post(f"{PAGES}fleets/{fleet}/", {**sent, **more, "vehicles": "2"}).status_code == 302
    kept = Fleet.objects.get()
    assert (kept.vehicles, kept.note, kept.seats) == (2, "the grey vans", {"seat": 7})
    assert sorted(kept.rounds.values_list("out", "back")) == [(30, 40), (300, 320)]
    assert duty.post(f"{PAGES}fleets/{fleet}/remove").status_code == 302
    assert not Fleet.objects.exists()


def test_a_capacity_is_stated_since_an_hour_and_taken_back(crisis: Crisis, duty: Client) -> None:
    form = {"place": str(place(crisis, "kyiv")), "since": "2022-03-27T03:30", "per_hour": "60", "room": ""}
    answer = duty.post(f"{PAGES}handling/", form)
    assert answer.status_code == 422
    assert 'id="id_since_error"' in answer.content.decode(), "the clocks of Kyiv skip it"
    assert duty.post(f"{PAGES}handling/", form | {"since": "2022-01-11T08:00"}).status_code == 302
    kept = Handling.objects.get()
    assert (kept.from_at, kept.per_hour, kept.room) == (almaty("2022-01-11T12:00"), 60, None)
    assert duty.post(f"{PAGES}handling/remove", {"handling": str(crisis.id)}).status_code == 404
    duty.post(f"{PAGES}handling/remove", {"handling": str(kept.id)})
    assert not Handling.objects.exists()


def test_a_rule_is_stated_when_it_was_seen_whom_it_concerns(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA, cast.TARAS, kind=PartyKind.FAMILY, at=NOW)
    other = {"name": "Мельник Ірина", "phones": "+380 00 111 22 44", "document_number": "XX 777777"}
    cast.register(crisis, cast.OLENA | other, cast.AIGERIM, kind=PartyKind.FAMILY, at=NOW)
    sent = as_shown(duty.get(f"{PAGES}eligibility/").content.decode())
    form = {**sent, "citizens": "on", "minors_alone": "on", "relatives": "nobody", "why": "by decision 12"}
    form.pop("papers", None)
    page = duty.post(f"{PAGES}eligibility/", form).content.decode()
    assert not Eligibility.objects.exists(), "looked at only"
    assert "Whom this rule would concern" in page
    assert "somebody who may not come along" in page
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    another = duty.post(f"{PAGES}eligibility/", {**form, "seen": seen[1], "relatives": "minors"})
    assert another.status_code == 200
    assert not Eligibility.objects.exists(), "another rule than the one that was looked at"
    for _ in range(2):
        assert duty.post(f"{PAGES}eligibility/", {**form, "seen": seen[1]}).status_code == 302
    assert Eligibility.objects.get().rule["relatives"] == "nobody"


def test_a_rule_by_which_nobody_may_travel_is_a_fault(crisis: Crisis, duty: Client) -> None:
    sent = as_shown(duty.get(f"{PAGES}eligibility/").content.decode())
    sent = {name: value for name, value in sent.items() if name not in ("citizens", "papers")}
    answer = duty.post(f"{PAGES}eligibility/", {**sent, "why": "x", "countries": "ZZ"})
    assert answer.status_code == 422
    assert 'id="id_countries_error"' in answer.content.decode()
    assert 'id="id_citizens_error"' in duty.post(f"{PAGES}eligibility/", {**sent, "why": "x"}).content.decode()


def test_five_hundred_departures_ask_the_database_no_more_than_one(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    duty.get(PAGES)
    with CaptureQueriesContext(connection) as with_one:
        duty.get(PAGES)
    pattern = Leg.objects.first()
    assert pattern
    rows = []
    for number in range(500):
        pattern.pk, pattern.ref = uuid4(), f"X{number}"
        rows.append(copy(pattern))
    Leg.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as with_many:
        page = duty.get(PAGES).content.decode()
    assert "501 departures" in page
    assert len(with_many) <= len(with_one)


def test_what_is_promised_stands_beside_the_departure_and_is_said_before_it_is_cancelled(
    db: None, signed_in: SignedIn
) -> None:
    port = harbour()
    Crisis.objects.filter(id=port.id).update(slug="kazakhstan", exercise="kazakhstan-2022/ua", exercise_now=NOW)
    port.leg("F1", 3)
    port.offer_all(dict.fromkeys(port.parties(3), "F1"))
    browser = signed_in(port.crisis)
    assert "3 persons are promised a place on it." in browser.get(f"{PAGES}legs/F1/cancel").content.decode()
    cut = browser.post(f"{PAGES}legs/F1/block", {"version": "1", "block_seat": "2", "why": "by the carrier"})
    assert cut.status_code == 302, "a fact is kept"
    shown = browser.get(f"{PAGES}legs/F1/").content.decode()
    assert "/offers/legs/F1/" in shown and "/departures/F1/" in shown
    page = browser.get(PAGES).content.decode()
    assert "On 1 departure more is promised than there is." in page
    assert "more promised than there is" in page
    assert re.search(r'legs__over"[^>]*>-1<', page)
