"""Feedback at the desk: by the promised day, answered to one or to all, and nothing public that no officer wrote."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dodomu.contact.models import Delivery, Voice
from dodomu.contact.operations import voices as operations
from dodomu.contact.rules.terms import VoiceKind
from dodomu.contact.rules.voices import VoiceGiven
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from tests import cast
from tests.web.desk.conftest import SignedIn

NOON, DAY = cast.NOON, timedelta(days=1)
LIST = "/desk/kazakhstan/messages/feedback/"


@pytest.fixture(autouse=True)
def hour(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    now = [NOON]
    monkeypatch.setattr(clock, "real_now", lambda: now[0])
    return now


def said(crisis: Crisis, words: str = "Автобуса немає", contact: str = "", at: Any = NOON) -> UUID:
    given = VoiceGiven(VoiceKind.MISSING, words, "uk", contact)
    return operations.say(crisis=crisis.id, given=given, submission=uuid4(), by=PUBLIC, at=at).voice


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def act(client: Client, voice: UUID, path: str, **typed: Any) -> Any:
    return client.post(f"{LIST}{voice}/{path}", {"version": Voice.objects.get(id=voice).version, **typed})


def test_what_is_due_first_stands_first_and_overdue_is_marked(duty: Client, crisis: Crisis) -> None:
    said(crisis, "newer"), said(crisis, "older", at=NOON - 10 * DAY)
    shown = text(duty.get(LIST))
    assert shown.index("older") < shown.index("newer")
    assert "not answered, although the promised day has passed" in shown
    assert "1 is overdue" in shown


def test_feedback_stands_under_messages(duty: Client, crisis: Crisis) -> None:
    page = duty.get(LIST).content.decode()
    assert 'href="/desk/kazakhstan/messages/" aria-current="page"' in page
    assert f'href="{LIST}" aria-current="page"' in page


def test_the_first_page_tells_what_is_overdue_and_what_may_be_a_call_for_help(duty: Client, crisis: Crisis) -> None:
    said(crisis, "older", at=NOON - 10 * DAY), said(crisis, "Тут стріляють")
    shown = text(duty.get("/desk/kazakhstan/"))
    assert "1 piece of feedback past its promised day" in shown
    assert "1 piece of feedback that may be a call for help" in shown
    assert f'href="{LIST}"' in duty.get("/desk/kazakhstan/").content.decode()


def test_an_answer_to_the_sender_and_to_all(duty: Client, crisis: Crisis) -> None:
    voice = said(crisis, contact="olena@example.org")
    done = act(
        duty, voice, "answer", private="Завтра", public_question="Is there a bus?", public_answer="At noon.",
        public_language="en", what_changed="A bus goes.",
    )  # fmt: skip
    assert done.url == f"{LIST}{voice}/?done=answered"
    row = Voice.objects.get()
    assert (row.public_answer, row.what_changed, row.outcome) == ("At noon.", "A bus goes.", "changed")
    assert "Завтра" in text(duty.get(done.url))
    assert "At noon." in text(duty.get("/c/kazakhstan/voices"))


def test_the_question_for_all_is_never_filled_in_from_the_sender(duty: Client, crisis: Crisis) -> None:
    page = duty.get(f"{LIST}{said(crisis, 'Я Олена')}/answer").content.decode()
    form = page[page.index("<form class=") : page.index("</form>", page.index("<form class="))]
    assert "Олена" not in form
    assert "Олена" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Write an answer"),
        ({"public_question": "Is there?"}, "A public answer needs its question"),
        ({"public_question": "q", "public_answer": "Call olena@example.org", "public_language": "en"}, "is reached"),
        ({"private": "x", "version": 9}, "Somebody changed this in the meantime"),
        ({"private": "a" * 4001}, "at most 4000"),
    ],
)
def test_an_answer_at_fault_is_given_back_with_what_was_typed(
    duty: Client, crisis: Crisis, typed: dict[str, Any], words: str
) -> None:
    voice = said(crisis, contact="olena@example.org")
    page = act(duty, voice, "answer", **typed)
    assert page.status_code == 422
    assert words in text(page)
    for value in typed.values():
        assert str(value) in page.content.decode()
    assert Voice.objects.get().answered_at is None


def test_who_may_not_publish_is_asked_for_a_private_answer_only(crisis: Crisis, signed_in: SignedIn) -> None:
    field, voice = signed_in(crisis, Role.FIELD_OFFICER), said(crisis)
    assert "public_answer" not in field.get(f"{LIST}{voice}/answer").content.decode()
    act(field, voice, "answer", private="Завтра", public_question="q", public_answer="a", public_language="en")
    row = Voice.objects.get()
    assert row.answered_at is not None
    assert row.public_answer == ""
    for path in ("changed", "hide", "set-aside", "take-back"):
        assert act(field, voice, path).status_code == 403


def test_a_viewer_sees_no_feedback(crisis: Crisis, signed_in: SignedIn) -> None:
    viewer, voice = signed_in(crisis, Role.VIEWER), said(crisis)
    for address in (LIST, f"{LIST}{voice}/", f"{LIST}new", f"{LIST}{voice}/answer"):
        assert viewer.get(address).status_code == 403
    assert LIST not in viewer.get("/desk/kazakhstan/").content.decode()


def test_feedback_of_another_crisis_is_not_here(duty: Client, crisis: Crisis) -> None:
    other = said(cast.crisis())
    for path in ("", "answer", "set-aside"):
        assert duty.get(f"{LIST}{other}/{path}").status_code == 404
    for path in ("take", "hand-on", "take-back", "hide", "changed"):
        assert duty.post(f"{LIST}{other}/{path}", {"version": 1}).status_code == 404


def test_it_is_taken_and_handed_on(duty: Client, crisis: Crisis, signed_in: SignedIn) -> None:
    voice = said(crisis)
    signed_in(crisis, Role.CONSUL)
    other = Officer.objects.get(assignments__role=Role.CONSUL)
    assert "It is yours now." in text(duty.get(act(duty, voice, "take").url))
    assert "Автобуса" in text(duty.get(f"{LIST}?which=mine"))
    done = act(duty, voice, "hand-on", to=str(other.id), words="Your city")
    shown = text(duty.get(done.url))
    assert f"handed on → {other.name}" in shown.replace("  ", " ")
    assert "Your city" in shown
    assert "Автобуса" not in text(duty.get(f"{LIST}?which=mine"))
    Assignment.objects.filter(officer=other).delete()
    assert act(duty, voice, "hand-on", to=str(other.id)).status_code == 422
    assert act(duty, voice, "hand-on", to="").status_code == 302


def test_two_officers_at_once_are_told(duty: Client, crisis: Crisis, signed_in: SignedIn) -> None:
    voice, other = said(crisis), signed_in(crisis)
    act(duty, voice, "take")
    page = other.post(f"{LIST}{voice}/take", {"version": 1})
    assert page.status_code == 409
    assert "Somebody changed this in the meantime" in text(page)
    assert duty.post(f"{LIST}{voice}/take").status_code == 302  # one's own again is nothing new


def test_setting_aside_and_bringing_back(duty: Client, crisis: Crisis) -> None:
    voice = said(crisis)
    assert act(duty, voice, "set-aside").status_code == 422
    done = act(duty, voice, "set-aside", why="advert", words="x")
    assert "it is an advertisement" in text(duty.get(done.url))
    assert "Автобуса" in text(duty.get(f"{LIST}?which=aside"))
    assert "set aside : 1" in text(duty.get("/c/kazakhstan/voices")).replace("aside:", "aside :")
    assert "It waits again" in text(duty.get(act(duty, voice, "take-back").url))


def test_what_changed_and_taking_down(duty: Client, crisis: Crisis) -> None:
    voice = said(crisis)
    assert act(duty, voice, "changed", what_changed="A bus").status_code == 422
    act(duty, voice, "answer", public_question="Is there?", public_answer="At noon.", public_language="en")
    act(duty, voice, "changed", what_changed="A bus goes.")
    assert "A bus goes." in text(duty.get("/c/kazakhstan/voices"))
    assert act(duty, voice, "hide", why="").status_code == 422
    act(duty, voice, "hide", why="A street was named")
    assert "At noon." not in text(duty.get("/c/kazakhstan/voices"))
    assert "A street was named" in text(duty.get(f"{LIST}{voice}/"))


def test_what_was_said_by_telephone_is_written_down_once(duty: Client, crisis: Crisis) -> None:
    typed = {"submission": str(uuid4()), "kind": "wrong", "words": "Холодно", "contact": "", "language": "uk"}
    done, again = (duty.post(f"{LIST}new", typed)["Location"] for _ in range(2))
    assert done == again
    shown = text(duty.get(done))
    assert "answered by the end of 14 January 2022" in shown
    assert "written down for somebody who said it" in shown
    page = duty.post(f"{LIST}new", {**typed, "submission": str(uuid4()), "words": " "})
    assert page.status_code == 422
    assert "Nothing is written here" in text(page)


def test_html_in_feedback_is_letters(duty: Client, crisis: Crisis) -> None:
    voice = said(crisis, "<img src=x onerror=alert(1)>", contact="<b>x</b>")
    for address in (LIST, f"{LIST}{voice}/", f"{LIST}{voice}/answer"):
        page = duty.get(address).content.decode()
        assert "<img src=x" not in page
        assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    "query", ["?which=x&page=99&number=", "?page=abc", "?number=%00", "?number=12345678", "?page=-1"]
)
def test_nonsense_in_the_address_breaks_nothing(duty: Client, crisis: Crisis, query: str) -> None:
    said(crisis)
    assert duty.get(LIST + query).status_code == 200


def test_the_sender_is_sent_word_only_where_it_was_ticked(crisis: Crisis, signed_in: SignedIn) -> None:
    Crisis.objects.filter(id=crisis.id).update(exercise="kazakhstan-2022/ua", exercise_now=NOON)
    duty, first, second = signed_in(crisis), said(crisis, contact="olena@example.org"), said(crisis, "two")
    assert 'name="tell"' in duty.get(f"{LIST}{first}/answer").content.decode()
    assert 'name="tell"' not in duty.get(f"{LIST}{second}/answer").content.decode()
    act(duty, first, "answer", private="Завтра")
    assert not Delivery.objects.exists()
    done = act(duty, first, "answer", private="Сьогодні", tell="on")
    assert Delivery.objects.get().address == "olena@example.org"
    assert "word was sent that there is an answer" in text(duty.get(done.url))


def test_a_number_leads_to_its_feedback(duty: Client, crisis: Crisis) -> None:
    said(crisis, "one"), said(crisis, "two")
    number = Voice.objects.order_by("id").first().number
    shown = text(duty.get(f"{LIST}?number={number[:4]}+{number[4:]}"))
    assert "one" in shown.split("Number What was said")[1]
    assert "two" not in shown.split("Number What was said")[1]
