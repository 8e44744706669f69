"""Conversations at the desk: the queue, a thread, the tray, saved answers, how long people wait."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Delivery, Message, SavedAnswer
from dodomu.foundation import clock
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from dodomu.people.models import Note, Person
from tests import cast
from tests.cast import AIGERIM, OLENA
from tests.contact.writing_in import STRANGERS, wrote
from tests.web.desk.conftest import SignedIn

PAGES = "/desk/kazakhstan/messages/"
NOW = clock.real_now()
HOUR = timedelta(hours=1)
TRICK = "Привіт \u202eevil\u202c <script>alert(1)</script> a\u200bb"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def olena(crisis: Crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, {**OLENA, "email": "olena@example.org"}).persons[0].id)


@pytest.fixture
def thread(olena: Person) -> Conversation:
    wrote("Де наш літак?", at=NOW - 2 * HOUR)
    return Conversation.objects.get(person=olena)


def address(row: Conversation, act: str = "") -> str:
    return f"{PAGES}{row.id}/{act}"


def hidden(page: Any, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page.content.decode())
    return found.group(1) if found else ""


def answer_to(client: Client, row: Conversation, **changes: str) -> Any:
    page = client.get(address(row))
    form = {
        "submission": hidden(page, "submission"), "seen": hidden(page, "seen"), "way": "sms|+380001112233",
        "language": "uk", "text": "Рейс о 18:00.", **changes,
    }  # fmt: skip
    return client.post(address(row, "answer"), form)


def test_whoever_waits_longest_comes_first_and_reading_changes_nothing(
    duty: Client, crisis: Crisis, thread: Conversation
):
    wrote("Хто ви?", STRANGERS, at=NOW - 5 * HOUR)
    page = duty.get(PAGES)
    assert page.content.decode().index(STRANGERS) < page.content.decode().index("Де наш літак?")
    assert "2 conversations wait for an answer, the oldest for 5 h" in text(page)
    before = Conversation.objects.values().get(id=thread.id)
    assert duty.get(address(thread)).status_code == 200
    assert Conversation.objects.values().get(id=thread.id) == before


def test_the_queue_takes_as_many_statements_for_many_as_for_few(duty: Client, crisis: Crisis, thread: Conversation):
    with CaptureQueriesContext(connection) as few:
        duty.get(PAGES)
    for number in range(8):
        wrote("Хто ви?", f"+38000999{number:04d}", at=NOW)
    with CaptureQueriesContext(connection) as many:
        duty.get(PAGES)
    assert len(many) == len(few)


def test_the_list_goes_on_where_a_page_ends(duty: Client, crisis: Crisis):
    for number in range(53):
        wrote(f"Лист {number}", f"+38000999{number:04d}", at=NOW - number * HOUR)
    first = duty.get(PAGES)
    more = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert more is not None
    second = duty.get(PAGES + more.group(1).replace("&amp;", "&"))
    rows = [re.findall(r"Лист \d+", page.content.decode()) for page in (first, second)]
    assert [len(each) for each in rows] == [50, 3]
    assert not set(rows[0]) & set(rows[1])
    for nonsense in ("after=x", "after=zz.zz", "shown=x&whose=y", "after=%00"):
        assert duty.get(f"{PAGES}?{nonsense}").status_code == 200


@pytest.mark.parametrize(
    "asked", ["shown=tray", "whose=mine", "whose=nobody", "shown=all", "shown=closed", "shown=spam"]
)
def test_every_list_is_shown(duty: Client, thread: Conversation, asked: str):
    wrote("Хто ви?", STRANGERS, at=NOW)
    page = text(duty.get(f"{PAGES}?{asked}"))
    assert ("Де наш літак?" in page) == (asked in ("shown=all", "whose=nobody"))


def test_an_answer_goes_out_once_where_they_wrote_from(duty: Client, thread: Conversation):
    form = {"submission": str(uuid4()), "seen": hidden(duty.get(address(thread)), "seen")}
    for _ in range(2):
        assert answer_to(duty, thread, **form)["Location"].endswith("?done=answered")
    row = Delivery.objects.exclude(message__in=Message.objects.filter(is_automatic=True).values("id")).get()
    assert (row.channel, row.address, row.state) == ("sms", "+380001112233", "waiting")
    thread.refresh_from_db()
    assert thread.waits_since is None
    page = text(duty.get(address(thread)))
    assert "Рейс о 18:00." in page
    assert "is being sent" in page
    assert "Nobody waits here." in page


def test_why_an_answer_did_not_arrive_stands_below_it(duty: Client, thread: Conversation):
    answer_to(duty, thread)
    Delivery.objects.update(state="failed", why="no_such_address")
    assert "did not arrive: there is no such address" in text(duty.get(address(thread)))


def test_two_officers_do_not_answer_the_same(duty: Client, crisis: Crisis, signed_in: SignedIn, thread: Conversation):
    other = signed_in(crisis, Role.CONSUL)
    seen = hidden(other.get(address(thread)), "seen")
    answer_to(duty, thread)
    late = answer_to(other, thread, seen=seen, text="Я теж відповідаю")
    assert late.status_code == 409
    assert "in the meantime" in text(late)
    assert "Я теж відповідаю" in late.content.decode()
    again = other.post(
        address(thread, "answer"),
        {
            "submission": str(uuid4()),
            "seen": hidden(late, "seen"),
            "way": "sms|+380001112233",
            "language": "uk",
            "text": "Ще",
        },
    )
    assert again["Location"].endswith("?done=answered")


def test_what_came_in_while_the_answer_was_typed_waits_on(duty: Client, thread: Conversation):
    seen = hidden(duty.get(address(thread)), "seen")
    wrote("І ще: де автобус?", at=NOW - HOUR)
    answer_to(duty, thread, seen=seen)
    thread.refresh_from_db()
    assert thread.waits_since == NOW - HOUR


@pytest.mark.parametrize(
    "changes", [{"text": " "}, {"way": "sms|+380009990000"}, {"submission": "x"}, {"language": "xx"}]
)
def test_an_answer_that_cannot_be_sent_keeps_what_was_typed(
    duty: Client, thread: Conversation, changes: dict[str, str]
):
    page = answer_to(duty, thread, **{"text": "Рейс о 18:00.", **changes})
    assert page.status_code == 422
    assert changes.get("text", "Рейс о 18:00.").strip() in page.content.decode()
    thread.refresh_from_db()
    assert thread.waits_since is not None


def test_a_saved_answer_is_put_in_and_nothing_is_sent(duty: Client, crisis: Crisis, thread: Conversation):
    new = duty.post(
        f"{PAGES}saved/new",
        {"answer": str(uuid4()), "version": "0", "name": "Літак", "text_uk": "Чекайте на дзвінок.", "text_en": "Wait."},
    )
    assert new["Location"].endswith("?done=kept")
    saved = SavedAnswer.objects.get()
    assert saved.texts == {"uk": "Чекайте на дзвінок.", "en": "Wait."}
    page = answer_to(duty, thread, insert="1", saved=str(saved.id), text="Добрий день!")
    assert page.status_code == 200
    assert "Добрий день!\n\nЧекайте на дзвінок." in page.content.decode()
    assert not Delivery.objects.filter(message__in=Message.objects.filter(is_automatic=False).values("id")).exists()


@pytest.mark.parametrize(
    ("way", "words", "said"),
    [
        ("sms|+380001112233", "Hi", "As an SMS: 1 part, room for 158 more (Latin letters only)"),
        ("sms|+380001112233", "ї" * 71, "As an SMS: 2 parts, room for 63 more (other letters"),
        ("drill|+380001112233", "ї", "As an SMS: 1 part, room for 69 more"),
        ("email|olena@example.org", "ї", ""),
        ("", "ї", ""),
        ("sms|+380001112233", "", ""),
        ("sms|+380001112233", "ї" * 300, "Each part costs"),
    ],
)
def test_it_is_counted_what_an_sms_of_an_answer_would_be(duty: Client, crisis: Crisis, way: str, words: str, said: str):
    page = duty.post(f"{PAGES}parts", {"way": way, "text": words})
    assert page.status_code == 200
    assert said in text(page)
    assert bool(said) == bool(text(page).strip())


def test_in_which_languages_somebody_is_answered_stands_beside_the_answer(
    duty: Client, crisis: Crisis, thread: Conversation
):
    assert "They speak: Українська" in text(duty.get(address(thread)))
    wrote("Қайда барамыз?", STRANGERS, at=NOW)
    assert "They write in: Қазақша" in text(duty.get(address(Conversation.objects.get(address=STRANGERS))))


def test_a_saved_answer_changed_by_two_is_changed_by_one(duty: Client, crisis: Crisis):
    form = {"answer": str(uuid4()), "version": "0", "name": "Літак", "text_uk": "Раз"}
    duty.post(f"{PAGES}saved/new", form)
    one = f"{PAGES}saved/{SavedAnswer.objects.get().id}"
    assert duty.post(one, {**form, "version": "1", "text_uk": "Два"})["Location"].endswith("?done=kept")
    late = duty.post(one, {**form, "version": "1", "text_uk": "Три"})
    assert late.status_code == 409
    assert "Три" in late.content.decode()
    assert duty.post(f"{PAGES}saved/new", {**form, "answer": str(uuid4())}).status_code == 422  # the name is taken
    assert "Два" in text(duty.get(f"{PAGES}saved/"))
    duty.post(f"{one}/drop")
    assert not SavedAnswer.objects.exists()


def test_a_call_stands_in_the_thread_and_in_the_register_and_answers_them(duty: Client, thread: Conversation):
    page = duty.get(address(thread))
    form = {
        "submission": str(uuid4()), "seen": hidden(page, "seen"), "kind": "reached", "words": "Вона у готелі",
        "said_by": "", "happened_at": "2022-01-08T10:00",
    }  # fmt: skip
    for _ in range(2):
        assert duty.post(address(thread, "note"), form)["Location"].endswith("?done=noted")
    assert Note.objects.get(person=thread.person_id).kind == "reached"
    assert text(duty.get(address(thread))).count("Вона у готелі") == 1
    thread.refresh_from_db()
    assert thread.waits_since is None
    assert duty.post(address(thread, "note"), {**form, "kind": "remark", "words": ""}).status_code == 422


def test_nobody_answered_is_not_an_answer(duty: Client, thread: Conversation):
    form = {"submission": str(uuid4()), "seen": "", "kind": "no_answer", "words": "", "said_by": "",
            "happened_at": "2022-01-08T10:00"}  # fmt: skip
    duty.post(address(thread, "note"), form)
    thread.refresh_from_db()
    assert thread.waits_since is not None


def test_it_is_closed_with_an_outcome_that_is_true(duty: Client, thread: Conversation):
    def close(**form: str) -> Any:
        thread.refresh_from_db()
        return duty.post(address(thread, "close"), {"version": str(thread.version), "outcome": "", "words": "", **form})

    assert close().status_code == 422
    assert "Nobody has answered" in text(close(outcome="answered"))
    assert "to whom" in text(close(outcome="passed_on"))
    assert close(outcome="joined").status_code == 422
    stale = close(outcome="helped", version="1")
    assert stale.status_code == 422
    answer_to(duty, thread)
    assert close(outcome="answered")["Location"] == f"{PAGES}?done=closed"
    page = text(duty.get(address(thread)))
    assert "Closed: answered." in page
    assert duty.post(address(thread, "open"))["Location"].endswith("?done=opened")
    thread.refresh_from_db()
    assert thread.waits_since is not None


def test_it_is_handed_on_with_a_word_and_the_wait_runs_on(duty: Client, crisis: Crisis, thread: Conversation):
    taken = duty.post(address(thread, "assign"), {"take": "1"})
    assert taken["Location"].endswith("?done=assigned")
    other = Officer.objects.create(username="other", name="Марко Друг")
    assert duty.post(address(thread, "assign"), {"officer": str(other.id), "words": ""}).status_code == 422
    Assignment.objects.create(officer=other, crisis=crisis, role=Role.CONSUL)
    duty.post(address(thread, "assign"), {"officer": str(other.id), "words": "знає готель"})
    page = text(duty.get(address(thread)))
    assert "Looked after by Марко Друг." in page
    assert "знає готель" in page
    thread.refresh_from_db()
    assert thread.waits_since == NOW - 2 * HOUR


def test_an_unknown_sender_is_proposed_joined_and_parted_again(duty: Client, crisis: Crisis, olena: Person):
    wrote(f"Мій код {olena.reference}, я з іншого телефону", STRANGERS, at=NOW)
    row = Conversation.objects.get(person=None)
    page = duty.get(address(row))
    assert "their code is in the message" in text(page)
    assert "proves nothing" in text(page)
    assert "Коваль" in text(duty.get(f"{address(row)}?who=koval"))
    joined = duty.post(address(row, "join"), {"person": str(olena.id)})
    theirs = Conversation.objects.get(person=olena)
    assert joined["Location"] == f"{address(theirs)}?done=joined"
    assert "by the word of Officer 0" in text(duty.get(address(theirs)))
    assert duty.get(address(row)).status_code == 404
    wrote("Знову я", STRANGERS, at=NOW)
    assert Message.objects.filter(conversation=theirs, direction="in").count() == 2
    parted = duty.post(address(theirs, "part"), {"channel": "sms", "address": STRANGERS})
    assert parted["Location"] == f"{address(row)}?done=parted"
    assert Message.objects.filter(conversation=row, direction="in").count() == 2
    wrote("І знову", STRANGERS, at=NOW)
    assert Message.objects.filter(conversation=row, direction="in").count() == 3
    row.refresh_from_db()
    theirs.refresh_from_db()
    assert (row.waits_since, theirs.waits_since) == (NOW, None)


def test_a_hostile_message_is_shown_harmlessly(duty: Client, crisis: Crisis, olena: Person):
    token = cast.register(crisis, AIGERIM).token
    wrote(f"{TRICK} /p/{token}", at=NOW, subject="\u202eтема", files=("\u202egpj.exe",))
    row = Conversation.objects.get(person=olena)
    for page in (duty.get(address(row)), duty.get(PAGES), duty.get(f"{PAGES}search?q=привіт")):
        content = page.content.decode()
        assert "<script>alert" not in content
        assert "\u202e" not in content
        assert token not in content
    content = duty.get(address(row)).content.decode()
    assert "U+202E" in content
    assert "U+200B" in content


def test_it_is_found_by_words_in_any_script_and_by_name(duty: Client, thread: Conversation, olena: Person):
    for query in ("літак", "litak", "ЛІТ", "наш літак"):
        assert "Де наш літак?" in text(duty.get(f"{PAGES}search", {"q": query})), query
    assert "No message holds" in text(duty.get(f"{PAGES}search", {"q": "вертоліт"}))
    assert "three letters" in text(duty.get(f"{PAGES}search", {"q": "лі"}))
    page = duty.get(f"{PAGES}search", {"q": "koval"})
    assert f"{PAGES}{thread.id}/" in page.content.decode()
    assert duty.get(f"{PAGES}search?q=%00").status_code == 200


def test_how_long_people_wait_is_told_by_officer_and_role(duty: Client, crisis: Crisis, thread: Conversation):
    wrote("Хто ви?", STRANGERS, at=NOW - 25 * HOUR)
    answer_to(duty, thread)
    page = text(duty.get(f"{PAGES}times"))
    assert "Officer 0" in page
    assert "2 h" in page
    assert "Nobody in particular" in page


def test_somebody_of_the_register_is_written_to(duty: Client, olena: Person):
    page = duty.post(f"{PAGES}to/{olena.id}")
    row = Conversation.objects.get(person=olena)
    assert page["Location"] == address(row)
    assert "email|olena@example.org" in duty.get(address(row)).content.decode()
    sent = answer_to(duty, row, way="email|olena@example.org", subject="Ваш рейс", seen="")
    assert sent["Location"].endswith("?done=answered")
    assert Delivery.objects.get().channel == ChannelKind.EMAIL
    assert duty.post(f"{PAGES}to/{uuid4()}").status_code == 409


def test_a_conversation_of_another_crisis_is_not_there(duty: Client, thread: Conversation):
    other = cast.crisis()
    Conversation.objects.filter(id=thread.id).update(crisis=other)
    for act in ("", "answer", "note", "assign", "close"):
        page = duty.post(address(thread, act)) if act else duty.get(address(thread))
        assert page.status_code == 404
    assert duty.post(address(thread, "urgent"), {"is_urgent": "1"}).status_code == 409
    assert duty.get(address(Conversation(id=UUID(int=1)))).status_code == 404


def test_a_viewer_reads_no_conversation(crisis: Crisis, signed_in: SignedIn, thread: Conversation):
    viewer = signed_in(crisis, Role.VIEWER)
    for page in (PAGES, address(thread), f"{PAGES}search?q=x", f"{PAGES}times", f"{PAGES}saved/"):
        assert viewer.get(page).status_code == 403
    assert viewer.post(address(thread, "answer")).status_code == 403
    assert signed_in(None, None).get(PAGES).status_code in (403, 404)


@pytest.mark.parametrize("language", ["uk", "ru", "kk"])
def test_every_page_of_conversations_is_shown_in_every_language(duty: Client, thread: Conversation, language: str):
    wrote("Хто ви?", STRANGERS, at=NOW)
    tray = Conversation.objects.get(person=None)
    for page in (PAGES, address(thread), address(tray), f"{PAGES}search?q=abc", f"{PAGES}times", f"{PAGES}saved/new"):
        mark = "&" if "?" in page else "?"
        assert duty.get(f"{page}{mark}lang={language}").status_code == 200
