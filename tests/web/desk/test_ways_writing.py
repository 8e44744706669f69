"""Stating a departure at the desk, changing it, and what is done to it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg, LegChange
from dodomu.journeys.operations import ways
from dodomu.journeys.rules.terms import LegState
from tests.journeys.keeping_ways import NOW, almaty, place
from tests.web.desk.conftest import SignedIn
from tests.web.desk.test_situation_writing import as_shown
from tests.web.desk.ways import PAGES, added, ways_crisis


@pytest.fixture
def crisis(db: None) -> Crisis:
    """An exercise that stands still at six in the evening."""
    return ways_crisis()


def typed(where: Crisis, **changes: Any) -> dict[str, Any]:
    """Return a flight from the capital to Kyiv as it is typed."""
    return {
        "ref": "N1", "mode": "air", "schedule": "dated", "operator": "Air Astana", "service": "KC 407",
        "origin": str(place(where, "nursultan")), "target": str(place(where, "kyiv")), "via": "",
        "departs": "2022-01-13T19:50", "arrives": "2022-01-13T20:40", "paid_by": "state", "seats_seat": "148",
        "block_seat": "55", "price": "", "chance": "85", "book_by": "2022-01-13T12:00",
        "papers": ["passport", "ticket"], "papers_other": "visa", **changes,
    }  # fmt: skip


def beside(page: str, name: str) -> str:
    """Return the fault that stands beside a field."""
    found = re.search(rf'id="id_{name}_error">(.*?)</p>', page)
    return found[1] if found else ""


def test_a_departure_is_kept_once_however_often_it_is_sent(crisis: Crisis, duty: Client) -> None:
    form = typed(crisis)
    for _ in range(2):
        answer = duty.post(f"{PAGES}legs/new", form)
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Location"] == f"{PAGES}legs/N1/?done=added"
    leg = Leg.objects.get()
    assert leg.departs_at == almaty("2022-01-13T19:50"), "the clocks of where it leaves"
    assert leg.arrives_at == almaty("2022-01-14T00:40"), "20:40 in Kyiv"
    assert (leg.chance, leg.seats, leg.block) == (0.85, {"seat": 148}, {"seat": 55})
    assert leg.papers == ["passport", "ticket", "visa"]
    assert leg.price is None, "what nobody stated is not nought"


def test_the_name_of_another_departure_is_taken(crisis: Crisis, duty: Client) -> None:
    duty.post(f"{PAGES}legs/new", typed(crisis))
    answer = duty.post(f"{PAGES}legs/new", typed(crisis, departs="2022-01-14T19:50", arrives="2022-01-14T20:40"))
    assert answer.status_code == 422
    assert "taken already" in beside(answer.content.decode(), "ref")
    assert Leg.objects.count() == 1


def test_every_fault_stands_beside_its_field_at_once_and_nothing_typed_is_lost(crisis: Crisis, duty: Client) -> None:
    wrong = typed(
        crisis, ref="bad name!", arrives="2022-01-13T09:00", seats_seat="many", block_seat="55", chance="140",
        book_by="2022-01-14T12:00", target="", via="Nowhere", note="so said the carrier",
    )  # fmt: skip
    answer = duty.post(f"{PAGES}legs/new", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("ref", "seats_seat", "chance", "book_by", "target", "via"):
        assert beside(page, name), name
    assert "so said the carrier" in page
    assert 'value="many"' in page
    answer = duty.post(f"{PAGES}legs/new", typed(crisis, arrives="2022-01-13T09:00", block_seat="200"))
    page = answer.content.decode()
    assert "arrives before it leaves" in beside(page, "arrives")
    assert beside(page, "block_seat")
    assert not Leg.objects.exists()


def test_an_hour_that_the_clocks_skip_or_show_twice_is_a_fault_of_its_field(crisis: Crisis, duty: Client) -> None:
    from_kyiv = {"origin": str(place(crisis, "kyiv")), "target": str(place(crisis, "almaty"))}
    for wall in ("2022-03-27T03:30", "2022-10-30T03:30"):
        later = typed(crisis, **from_kyiv, departs=wall, arrives="2022-10-31T09:00", book_by="")
        page = duty.post(f"{PAGES}legs/new", later).content.decode()
        assert "Kyiv" in beside(page, "departs"), wall


def test_a_change_without_a_change_changes_nothing(crisis: Crisis, duty: Client) -> None:
    full = typed(
        crisis, via="Almaty", pet="", block_pet="3", seats_pet="4", buffer="90", danger="0.5", processed="on",
        meeting_place=str(place(crisis, "almaty")), meeting_minutes="180", source="S07", provenance="sourced",
        note="two lines\nof words", chance="33.3", price="250",
    )  # fmt: skip
    assert duty.post(f"{PAGES}legs/new", full).status_code == 302
    before = Leg.objects.values().get()
    page = duty.get(f"{PAGES}legs/N1/change").content.decode()
    sent = as_shown(page) | {"papers": ["passport", "ticket"], "why": "looked at again"}
    assert 'name="processed" id="id_processed" checked' in page
    answer = duty.post(f"{PAGES}legs/N1/change", {**sent, "processed": "on"})
    assert answer.status_code == 302, answer.content.decode()
    assert Leg.objects.values().get() == before


def test_a_stale_change_keeps_what_was_typed_and_shows_what_others_changed(crisis: Crisis, duty: Client) -> None:
    duty.post(f"{PAGES}legs/new", typed(crisis))
    form = typed(crisis, version="1", why="more seats", block_seat="80")
    leg = Leg.objects.get()
    ways.change_leg(leg=leg.id, version=1, given={"operator": "SkyUp"}, why="another carrier", by=SYSTEM, at=NOW)
    answer = duty.post(f"{PAGES}legs/N1/change", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this while you were writing" in page
    assert "another carrier" in page
    assert "<ins>SkyUp</ins>" in page
    assert 'name="block_seat" value="80"' in page
    assert 'name="version" value="2"' in page
    assert duty.post(f"{PAGES}legs/N1/change", {**form, "version": "2"}).status_code == 302
    leg.refresh_from_db()
    assert (leg.version, leg.block, leg.operator) == (3, {"seat": 80}, "Air Astana")


def test_a_reason_is_asked_for_beside_its_field(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    answer = duty.post(f"{PAGES}legs/F1/cancel", {"version": "1", "why": ""})
    assert answer.status_code == 422
    assert beside(answer.content.decode(), "why")
    assert Leg.objects.get().state == LegState.PLANNED


def test_cancelling_says_first_who_is_promised_and_keeps_who_said_so(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    assert "Nobody is promised a place on it." in duty.get(f"{PAGES}legs/F1/cancel").content.decode()
    answer = duty.post(f"{PAGES}legs/F1/cancel", {"version": "1", "why": "no crew", "said_by": "Air Astana"})
    assert answer["Location"] == f"{PAGES}legs/F1/?done=cancel"
    page = duty.get(f"{PAGES}legs/F1/").content.decode()
    assert "It does not go." in page
    assert "no crew" in page
    assert "Air Astana" in page
    assert duty.post(f"{PAGES}legs/F1/reinstate", {"version": "2", "why": "crew found"}).status_code == 302
    assert Leg.objects.get().state == LegState.PLANNED


def test_two_officers_at_once_do_not_overwrite_each_other(crisis: Crisis, duty: Client) -> None:
    leg = added(crisis)
    ways.change_leg(leg=leg.id, version=1, given={"note": "ask again"}, why="a call", by=SYSTEM, at=NOW)
    answer = duty.post(f"{PAGES}legs/F1/cancel", {"version": "1", "why": "no crew"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "a call" in page
    assert 'value="no crew"' in page
    assert Leg.objects.get().state == LegState.PLANNED


def test_a_late_departure_is_later_on_the_clocks_of_where_it_leaves(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    earlier = {"version": "1", "why": "fog", "expected_at": "2022-01-13T10:00"}
    answer = duty.post(f"{PAGES}legs/F1/late", earlier)
    assert answer.status_code == 422
    assert "later" in beside(answer.content.decode(), "expected_at")
    assert duty.post(f"{PAGES}legs/F1/late", earlier | {"expected_at": "2022-01-13T22:15"}).status_code == 302
    assert Leg.objects.get().expected_at == almaty("2022-01-13T22:15")
    assert "<del>19:50</del>" in duty.get(PAGES).content.decode()


def test_what_left_arrives_and_what_never_left_does_not(crisis: Crisis, duty: Client) -> None:
    added(crisis, departs=almaty("2022-01-10T12:00"), arrives=almaty("2022-01-10T17:00"), book_by=None)
    early = {"version": "1", "happened_at": "2022-01-10T13:00"}
    answer = duty.post(f"{PAGES}legs/F1/departed", early | {"happened_at": "2022-01-10T19:00"})
    assert "has not come yet" in beside(answer.content.decode(), "happened_at")
    assert duty.post(f"{PAGES}legs/F1/arrived", early).status_code == 422
    assert duty.post(f"{PAGES}legs/F1/departed", early | {"happened_at": "2022-01-10T12:20"}).status_code == 302
    assert duty.post(f"{PAGES}legs/F1/arrived", early | {"version": "2"}).status_code == 302
    assert Leg.objects.get().state == LegState.ARRIVED
    kept = LegChange.objects.get(version=3).after["happened_at"]
    assert kept.startswith("2022-01-10T11:00"), "13:00 in Kyiv"


def test_a_block_that_others_cut_is_kept_as_a_fact(crisis: Crisis, duty: Client) -> None:
    added(crisis, block={"seat": 55, "pet": 3})
    answer = duty.post(f"{PAGES}legs/F1/block", {"version": "1", "block_seat": "20", "block_pet": "3", "why": "N048"})
    assert answer.status_code == 302
    assert Leg.objects.get().block == {"seat": 20, "pet": 3}
    assert "fewer seats than before" in duty.get(PAGES).content.decode()


def test_a_departure_stated_by_mistake_is_removed(crisis: Crisis, duty: Client) -> None:
    added(crisis)
    assert duty.post(f"{PAGES}legs/F1/remove", {"version": "1", "why": "typed twice"}).status_code == 302
    assert not Leg.objects.exists()
    assert duty.get(f"{PAGES}legs/F1/").status_code == 404


@pytest.mark.parametrize("page", ["legs/new", "legs/F1/change", "legs/F1/cancel", "charters/new", "import/"])
def test_who_only_looks_changes_nothing(crisis: Crisis, signed_in: SignedIn, page: str) -> None:
    added(crisis)
    viewer = signed_in(crisis, Role.VIEWER)
    assert viewer.get(f"{PAGES}legs/F1/").status_code == 200
    assert viewer.post(f"{PAGES}{page}", {"version": "1", "why": "x"}).status_code == 403
    assert "legs/new" not in viewer.get(PAGES).content.decode()


def test_a_departure_that_left_is_not_changed_any_more(crisis: Crisis, duty: Client) -> None:
    leg = added(crisis, departs=almaty("2022-01-10T12:00"), arrives=almaty("2022-01-10T17:00"), book_by=None)
    ways.mark_departed(leg=leg.id, version=1, happened_at=NOW - timedelta(hours=5), by=SYSTEM, at=NOW)
    sent = as_shown(duty.get(f"{PAGES}legs/F1/change").content.decode()) | {"why": "late news"}
    answer = duty.post(f"{PAGES}legs/F1/change", {**sent, "operator": "SkyUp"})
    assert answer.status_code == 422
    assert "has left already" in answer.content.decode()
