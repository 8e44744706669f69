"""Broadcasts at the desk: written, counted, approved by another, watched, stopped."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from dodomu.channels.messages import Verdict
from dodomu.contact.models import Broadcast, Delivery
from dodomu.contact.operations import expanding
from dodomu.contact.rules.terms import BroadcastState, DeliveryState
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from tests import cast
from tests.contact import told
from tests.contact.told import Told
from tests.web.desk.broadcasting import BASE, NOW, act, drafted, officer_of, page, people, set_up, typed

FIRST_PAGE = "/desk/kazakhstan/"


@pytest.fixture(autouse=True)
def channels(settings: LazySettings, tmp_path: Path) -> None:
    set_up(settings, tmp_path / "paper")


@pytest.fixture
def other(crisis: Crisis, signed_in) -> Client:
    """Another duty officer."""
    return signed_in(crisis)


def begun(duty: Client, other: Client, **changes: str) -> Broadcast:
    row = drafted(duty, **changes)
    act(duty, row, "ask", is_meant="yes")
    act(other, row, "approve")
    expanding.expand(broadcast=row.id, at=NOW)
    row.refresh_from_db()
    return row


# --- who may ---------------------------------------------------------------------------------------------------------


def test_a_viewer_sees_what_is_said_and_no_person_of_it(signed_in, crisis: Crisis, duty: Client) -> None:
    [olena] = people(crisis, 1)
    row = drafted(duty)
    viewer = signed_in(crisis, Role.VIEWER)
    assert "Бензин" in page(viewer)
    shown = page(viewer, f"{row.number}/")
    assert "Залишайтеся вдома" in shown
    assert "Ask for approval" not in shown
    assert olena.contact_points.get().value not in shown
    for path in ("new", f"{row.number}/change", f"{row.number}/people", f"{row.number}/sheets/", "sheets/"):
        assert viewer.get(f"{BASE}{path}").status_code == 403
    for act_ in ("ask", "approve", "take-back", "pause", "go-on", "stop"):
        assert viewer.post(f"{BASE}{row.number}/{act_}").status_code == 403


def test_a_broadcast_of_another_crisis_is_not_found(duty: Client, signed_in) -> None:
    elsewhere = cast.crisis(slug="elsewhere")
    row = Told(elsewhere).draft()
    for path in ("", "change", "people", "sheets/"):
        assert duty.get(f"{BASE}{row.number}/{path}").status_code == 404
    assert act(duty, row, "stop", why="x").status_code == 404
    assert page(duty, "99999999999999/", 404)


# --- writing ---------------------------------------------------------------------------------------------------------


def test_it_is_counted_before_anything_is_kept(duty: Client, crisis: Crisis) -> None:
    people(crisis, 3)
    answer = duty.post(f"{BASE}new", {**typed(), "count": "1"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "people, of 3 in our care" in shown
    assert "SMS to themselves" in shown
    assert "70/67" in shown, "Cyrillic costs more"
    assert "Залишайтеся вдома, Особа" in shown, "an example has the name filled in"
    assert not Broadcast.objects.exists()


def test_a_draft_is_kept_and_changed_and_everything_typed_comes_back(duty: Client, crisis: Crisis) -> None:
    [olena] = people(crisis, 1)
    almaty = crisis.places.get(ref="almaty")
    row = drafted(
        duty, places=[str(almaty.id)], wishes=["leave_now"], needs=["oxygen"], accounts=["waiting"], languages=["uk"],
        legs="L1, L2", codes=f"{olena.reference[:3]} {olena.reference[3:]}", not_heard_since="2022-01-09T08:00",
        registered_only="on", waves="3", wave_minutes="15", sms_uk="Вдома!", subject_uk="Увага",
    )  # fmt: skip
    assert row.audience["legs"] == ["L1", "L2"]
    assert row.audience["parties"] == [str(olena.party_id)]
    form = page(duty, f"{row.number}/change")
    for kept in ("L1, L2", olena.reference, "2022-01-09T08:00", "Вдома!", "Увага", 'value="15"', "warden paper"):
        assert kept in form
    again = duty.post(f"{BASE}{row.number}/change", typed(name="Інше", version=row.version))
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.version, row.audience) == ("Інше", 2, {})


def test_what_another_changed_meanwhile_is_not_overwritten(duty: Client, crisis: Crisis) -> None:
    row = drafted(duty)
    duty.post(f"{BASE}{row.number}/change", typed(name="Перше", version=1))
    answer = duty.post(f"{BASE}{row.number}/change", typed(name="Друге", version=1))
    assert answer.status_code == 422
    assert "Look again" in answer.content.decode()
    assert "Друге" in answer.content.decode(), "what was typed is not lost"
    row.refresh_from_db()
    assert row.name == "Перше"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "What the desk calls it"),
        ({"step_0": "", "step_1": ""}, "Choose one way at least"),
        ({"step_1": "own_channels sms"}, "This way stands here twice"),
        ({"step_0": "party paper"}, "Way 1"),
        ({"codes": "123456789"}, "Nobody here has this code"),
        ({"codes": "12<script>"}, "Nobody here has this code"),
        ({"waves": "3", "wave_minutes": "0"}, "Several waves need minutes"),
        ({"waves": "201"}, "In how many waves"),
        ({"minutes_0": "-1"}, "Minutes to wait"),
        ({"places": [str(uuid4())]}, "At these places"),
        ({"advice": str(uuid4())}, "Carries the advice"),
        ({"not_heard_since": "yesterday"}, "Of whom nothing was heard"),
        ({"purpose": "offer"}, "Why it is sent"),
        ({"text_uk": "x" * 4001}, "Text"),
    ],
)
def test_bad_input_is_given_back_with_what_is_at_fault(duty: Client, changes: dict[str, str], words: str) -> None:
    answer = duty.post(f"{BASE}new", typed(**changes))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown.split("fault-summary")[1].split("</div>")[0]
    assert "<script>" not in shown.split("<main")[1]
    assert not Broadcast.objects.exists()


def test_one_like_another_begins_with_its_words(duty: Client) -> None:
    row = drafted(duty)
    form = page(duty, f"new?like={row.number}")
    assert "Залишайтеся вдома" in form
    assert 'name="version" value=' not in form
    assert "warden paper" in page(duty, "new?like=999")


def test_tricks_in_names_and_words_are_shown_as_words(duty: Client) -> None:
    row = drafted(duty, name="<b>x</b>\u202egnp", text_uk="<script>alert(1)</script>")
    for path in ("", f"{row.number}/"):
        assert "<b>x</b>" not in page(duty, path)
        assert "<script>alert" not in page(duty, path)


# --- asking and approving --------------------------------------------------------------------------------------------


def test_another_officer_approves_and_the_first_page_says_that_it_waits(
    duty: Client, other: Client, crisis: Crisis
) -> None:
    people(crisis, 2)
    row = drafted(duty)
    assert act(duty, row, "ask").status_code == 302
    assert "broadcast waiting for approval" in other.get(FIRST_PAGE).content.decode()
    assert "You asked for it" in page(duty, f"{row.number}/")
    refused = act(duty, row, "approve")
    assert refused.status_code == 422
    assert "Another officer does" in refused.content.decode()
    assert "/approve" in page(other, f"{row.number}/")
    assert act(other, row, "approve").status_code == 302
    row.refresh_from_db()
    assert row.state == BroadcastState.APPROVED
    assert row.approved_by == officer_of(other)
    assert "broadcast waiting for approval" not in other.get(FIRST_PAGE).content.decode()


def test_nobody_to_tell_cannot_be_asked_for(duty: Client, crisis: Crisis) -> None:
    row = drafted(duty)
    assert "Nobody is meant by this" in page(duty, f"{row.number}/")
    answer = act(duty, row, "ask", is_meant="yes")
    assert answer.status_code == 422
    assert "Nobody would be reached" in answer.content.decode()


def test_an_unusual_number_is_confirmed_first(duty: Client, crisis: Crisis) -> None:
    people(crisis, 51)
    row = drafted(duty)
    shown = page(duty, f"{row.number}/")
    assert "more than half of all who are in our care" in shown
    assert "Yes, 51 people are meant" in shown
    assert act(duty, row, "ask").status_code == 422
    assert act(duty, row, "ask", is_meant="yes").status_code == 302


def test_what_was_changed_since_the_page_was_read_is_not_approved(duty: Client, other: Client, crisis: Crisis) -> None:
    people(crisis, 1)
    row = drafted(duty)
    act(duty, row, "ask")
    answer = other.post(f"{BASE}{row.number}/approve", {"version": "1"})
    assert answer.status_code == 422
    assert other.post(f"{BASE}{row.number}/approve", {"version": "²"}).status_code == 422
    act(other, row, "take-back")
    row.refresh_from_db()
    assert row.state == BroadcastState.DRAFT


# --- watching --------------------------------------------------------------------------------------------------------


def test_the_figures_are_live_and_lead_to_the_people(duty: Client, other: Client, crisis: Crisis) -> None:
    first, second = people(crisis, 2)
    row = begun(duty, other)
    told.all_say(told.claim(at=NOW), Verdict.TAKEN, at=NOW)
    Delivery.objects.filter(broadcast=row, person=first).update(state=DeliveryState.DELIVERED, settled_at=NOW)
    Delivery.objects.filter(broadcast=row, person=second).update(state=DeliveryState.FAILED, why="not_reachable")
    fragment = duty.get(f"{BASE}{row.number}/", headers={"X-Fragment": "progress"}).content.decode()
    assert 'data-open="yes"' in fragment
    assert "<html" not in fragment
    assert "<b>1</b> reached" in fragment
    failed = page(duty, f"{row.number}/people?state=failed&channel=sms")
    assert "switched off or without a network" in failed
    assert str(second.id) in failed
    assert str(first.id) not in failed
    assert str(first.id) in page(duty, f"{row.number}/people?state=nonsense&channel=x&after=y")


def test_a_long_list_is_paged_by_people(duty: Client, other: Client, crisis: Crisis) -> None:
    people(crisis, 103)
    row = begun(duty, other)
    first = page(duty, f"{row.number}/people")
    after = first.split("after=")[1].split('"')[0]
    second = page(duty, f"{row.number}/people?after={after}")
    assert first.count('<th scope="row">') + second.count('<th scope="row">') == 103


def test_what_was_sent_stands_on_the_page_of_the_person(duty: Client, other: Client, crisis: Crisis, signed_in) -> None:
    [olena] = people(crisis, 1)
    begun(duty, other)
    told.all_say(told.claim(at=NOW), Verdict.TAKEN, at=NOW)
    shown = duty.get(f"/desk/kazakhstan/people/{olena.id}/").content.decode()
    sent = shown.split('id="sent"')[1].split("</section>")[0]
    assert "Бензин" in sent and "sent, no receipt yet" in sent and olena.contact_points.get().value in sent
    viewer = signed_in(crisis, Role.VIEWER)
    assert "Бензин" not in viewer.get(f"/desk/kazakhstan/people/{olena.id}/").content.decode()


def test_it_is_paused_goes_on_and_is_stopped_for_a_reason(duty: Client, other: Client, crisis: Crisis) -> None:
    people(crisis, 1)
    row = begun(duty, other)
    assert act(duty, row, "pause").status_code == 302
    assert "paused" in page(duty, f"{row.number}/?done=paused")
    assert act(duty, row, "go-on").status_code == 302
    assert act(duty, row, "stop", why=" ").status_code == 422
    assert act(duty, row, "stop", why="помилка в тексті").status_code == 302
    shown = page(duty, f"{row.number}/")
    assert "помилка в тексті" in shown
    assert "Stop it" not in shown
    assert act(duty, row, "go-on").status_code == 422
    assert act(duty, row, "change").status_code == 422


def test_the_first_page_says_that_no_sender_runs_and_what_is_in_doubt(
    duty: Client, other: Client, crisis: Crisis
) -> None:
    people(crisis, 1)
    row = begun(duty, other)
    assert "that should have gone five minutes ago" in duty.get(FIRST_PAGE).content.decode()
    assert "ways out that do not work now" in duty.get(FIRST_PAGE).content.decode()
    assert "no sender looks after it" in page(duty)
    assert "No sender is running" in page(duty, f"{row.number}/")
    Delivery.objects.filter(broadcast=row).update(state=DeliveryState.IN_DOUBT)
    assert "message in doubt" in duty.get(FIRST_PAGE).content.decode()


def test_an_approved_broadcast_that_waits_for_the_sender_says_so(duty: Client, other: Client, crisis: Crisis) -> None:
    people(crisis, 1)
    row = drafted(duty)
    act(duty, row, "ask")
    act(other, row, "approve")
    assert "Its people are being written down" in page(duty, f"{row.number}/")
    assert f"{BASE}{row.number}/" in page(duty)


def test_in_an_exercise_one_officer_is_enough_and_nothing_is_printed(duty: Client, crisis: Crisis) -> None:
    crisis.exercise, crisis.exercise_now = "x", NOW
    crisis.save()
    people(crisis, 1)
    row = drafted(duty, step_0="warden paper", step_1="")
    act(duty, row, "ask")
    assert act(duty, row, "approve").status_code == 302
    expanding.expand(broadcast=row.id, at=NOW)
    assert "lie in the folder of the drill" in page(duty, f"{row.number}/sheets/")
    assert "No sender is running" in page(duty, f"{row.number}/"), "that of the drill"


def test_two_officers_who_approve_at_once_are_both_answered(
    duty: Client, other: Client, crisis: Crisis, signed_in
) -> None:
    people(crisis, 1)
    row = drafted(duty)
    act(duty, row, "ask")
    third = signed_in(crisis)
    row.refresh_from_db()
    asked = {"version": row.version}
    assert other.post(f"{BASE}{row.number}/approve", asked).status_code == 302
    assert other.post(f"{BASE}{row.number}/approve", asked).status_code == 302, "the same button twice"
    late = third.post(f"{BASE}{row.number}/approve", asked)
    assert late.status_code == 422
    assert "Nobody asks for approval of this now" in late.content.decode()
