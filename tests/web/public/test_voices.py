"""Saying what is wrong: anybody gets a number and a day, and no page shows what no officer wrote for it."""

import gzip
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dodomu.contact.models import Voice
from dodomu.contact.operations import voices
from dodomu.contact.rules.terms import VoiceAside
from dodomu.contact.rules.voices import LONGEST_WORDS, AnswerGiven
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.web.public.voices import MOST
from tests import cast
from tests.web.public.telephone import seen, send

NOON = cast.NOON
DAY = timedelta(days=1)
FORM, LIST, WHERE = "/c/harbour/voice", "/c/harbour/voices", "/c/harbour/voice/where"
MOST_BYTES = 10 * 1024


def said(client: Client, words: str = "Автобуса немає", **typed: str) -> Any:
    """Say something, and return the page that answers."""
    return send(client, f"{FORM}?lang=en", {"kind": "missing", "words": words, **typed})


def number_on(page: Any) -> str:
    found = re.search(r'<span class="code">(\d{4} \d{4})</span>', page.content.decode())
    assert found
    return found[1]


def secret_on(page: Any) -> str:
    return next(link for link in seen(page).links if link.startswith("/v/"))


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL))


def answer(voice: UUID, at: datetime = NOON, **given: str) -> None:
    version = Voice.objects.get(id=voice).version
    voices.answer(voice=voice, version=version, given=AnswerGiven(**given), by=SYSTEM, at=at)


def publicly(question: str = "Is there a bus?", words: str = "At noon.", **more: str) -> Any:
    return {"public_question": question, "public_answer": words, "public_language": "en", **more}


def test_anybody_says_something_and_gets_a_number_a_day_and_an_address(client: Client, crisis: Crisis) -> None:
    page = said(client)
    assert page.status_code == 200
    assert "by the end of 14 January 2022" in text(page)
    assert number_on(page).replace(" ", "") == Voice.objects.get().number
    mine = client.get(secret_on(page))
    assert "Автобуса немає" in text(mine)
    assert "not answered yet" in text(mine)
    assert "no-store" in mine["Cache-Control"]


def test_the_same_form_sent_twice_is_one_number_and_other_words_are_another(client: Client, crisis: Crisis) -> None:
    fields = {**seen(client.get(FORM)).fields, "words": "Немає води"}
    first, again = client.post(FORM, fields), client.post(FORM, fields)
    assert number_on(first) == number_on(again)
    assert "counts once" in text(client.post(f"{FORM}?lang=en", fields))
    other = client.post(FORM, {**fields, "words": "Немає світла"})
    assert number_on(other) != number_on(first)
    assert Voice.objects.count() == 2


@pytest.mark.parametrize("words", ["", " \n ", "!!!", "\u202e"])
def test_nothing_said_is_told_beside_the_field_and_nothing_is_lost(client: Client, crisis: Crisis, words: str) -> None:
    page = said(client, words, contact="olena@example.org")
    assert page.status_code == 422
    assert "Nothing is written here" in text(page)
    assert seen(page).fields["contact"] == ["olena@example.org"]
    assert seen(page).fields["kind"] == ["missing"]
    assert not Voice.objects.exists()


def test_what_is_too_long_is_given_back_whole(client: Client, crisis: Crisis) -> None:
    words = "і" * (LONGEST_WORDS + 1)
    page = said(client, words)
    assert page.status_code == 422
    assert seen(page).fields["words"] == [words]


def test_a_kind_nobody_offers_is_something_else(client: Client, crisis: Crisis) -> None:
    said(client, kind="<script>")
    assert Voice.objects.get().kind == "other"


def test_html_and_turned_writing_are_shown_as_letters(client: Client, crisis: Crisis) -> None:
    page = client.get(secret_on(said(client, "<script>alert(1)</script> \u202egnorw")))
    assert "<script>" not in page.content.decode()
    assert "&lt;script&gt;" in page.content.decode()
    assert "\u202e" not in page.content.decode()


def test_by_the_number_alone_one_sees_where_it_stands_and_no_word_of_it(client: Client, crisis: Crisis) -> None:
    number = number_on(said(client, "Таємниця", contact="olena@example.org"))
    answer(Voice.objects.get().id, private="Лише для вас")
    shown = text(client.get(WHERE, {"number": number, "lang": "en"}))
    assert "answered in time" in shown
    assert "There is an answer to the sender alone" in shown
    for hidden in ("Таємниця", "olena", "Лише"):
        assert hidden not in shown


@pytest.mark.parametrize("typed", ["12345678", "x", "9" * 500, "<b>", "\x00"])
def test_a_number_that_is_none_is_told_so(client: Client, crisis: Crisis, typed: str) -> None:
    page = client.get(WHERE, {"number": typed, "lang": "en"})
    assert page.status_code == 404
    assert "There is no such number here" in text(page)
    assert "<b>" not in page.content.decode().replace("<b><a", "").replace('<b aria-current="true">', "")


def test_a_secret_that_is_none_opens_nothing(client: Client, crisis: Crisis) -> None:
    assert client.get("/v/abc").status_code == 404


def test_an_overdue_answer_is_called_late_to_who_waits(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    page = said(client)
    hour[0] = NOON + 7 * DAY
    assert "We are late, and it is counted so" in text(client.get(f"{secret_on(page)}?lang=en"))
    answer(Voice.objects.get().id, at=hour[0], private="Завтра")
    mine = text(client.get(f"{secret_on(page)}?lang=en"))
    assert "answered later than promised" in mine
    assert "Завтра" in mine


def test_from_a_private_page_the_answer_is_read_there(client: Client, crisis: Crisis) -> None:
    token = cast.register(crisis, cast.OLENA).token
    assert f"/p/{token}/voice" in " ".join(seen(client.get(f"/p/{token}")).links)
    page = send(client, f"/p/{token}/voice?lang=en", {"kind": "wrong", "words": "Холодно"})
    assert "private page" in text(page)
    assert "/v/" not in " ".join(seen(page).links)
    answer(Voice.objects.get().id, private="Привезли ковдри")
    shown = client.get(f"/p/{token}/voice")
    assert "Холодно" in text(shown)
    assert "Привезли ковдри" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert client.get("/p/nobody/voice").status_code == 404


def test_another_site_sends_nothing_in_a_visitors_name(client: Client, crisis: Crisis) -> None:
    client.post(FORM, {"words": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert not Voice.objects.exists()


# --- what came of it ------------------------------------------------------------------------------------------------


def test_an_empty_crisis_says_that_nobody_said_anything(client: Client, crisis: Crisis) -> None:
    assert "Nobody has said anything yet." in text(client.get(LIST, {"lang": "en"}))


def test_the_counts_are_honest_and_add_up(client: Client, crisis: Crisis, hour: list[datetime]) -> None:
    for number in range(6):
        said(client, f"voice {number}")
    first, second, third, *_ = Voice.objects.order_by("received_at", "id")
    answer(first.id, private="Yes", what_changed="A bus goes at noon.")
    answer(second.id, at=NOON + 7 * DAY, **publicly())
    voices.set_aside(voice=third.id, version=1, why=VoiceAside.EMPTY, by=SYSTEM, at=NOON)
    hour[0] = NOON + 8 * DAY
    said(client, "new")
    shown = text(client.get(LIST, {"lang": "en"}))
    for words in (
        "answered in time: 1", "answered late: 1", "waiting, not due yet: 1", "overdue: 3", "set aside: 1",
        "Of 5 whose day has come, 1 were answered in time: 20 %",
    ):  # fmt: skip
        assert words in shown
    assert "7 received" in shown or "received 7" in shown
    assert "A bus goes at noon." in shown
    assert "late" in shown


def test_only_what_an_officer_wrote_stands_in_the_list(client: Client, crisis: Crisis) -> None:
    said(client, "Я Олена, вул. Абая", contact="olena@example.org")
    answer(Voice.objects.get().id, private="Люба Олено", **publicly())
    shown = text(client.get(LIST))
    assert "Is there a bus?" in shown
    assert "At noon." in shown
    for hidden in ("Олен", "Абая", "olena"):
        assert hidden not in shown


def test_words_in_another_language_are_marked_as_such(client: Client, crisis: Crisis) -> None:
    said(client)
    answer(Voice.objects.get().id, **publicly())
    assert '<span lang="en">' in client.get(LIST, {"lang": "uk"}).content.decode()
    assert '<span lang="en">' not in client.get(LIST, {"lang": "en"}).content.decode()


def test_what_was_taken_down_is_gone(client: Client, crisis: Crisis) -> None:
    said(client)
    voice = Voice.objects.get()
    answer(voice.id, **publicly())
    voices.hide_public(voice=voice.id, version=2, why="a name", by=SYSTEM, at=NOON)
    assert "At noon." not in text(client.get(LIST))


@pytest.mark.parametrize("many", [1, 30, MOST + 5])
def test_every_answer_is_reached_page_by_page_and_every_page_is_light(
    client: Client, crisis: Crisis, many: int
) -> None:
    for number in range(many):
        said(client, f"voice {number}")
    words = "Автобуси від консульства вирушають о дванадцятій і о п'ятнадцятій годині. "
    for number, voice in enumerate(Voice.objects.all()):
        answer(voice.id, at=NOON + timedelta(minutes=number // 2), **publicly(f"Question {number:03}?", words * 12))
    found: list[str] = []
    address = f"{LIST}?lang=uk"
    while address:
        page = client.get(address, headers={"accept-encoding": "gzip"})
        assert len(page.content) < MOST_BYTES
        plain = gzip.decompress(page.content).decode()
        found += re.findall(r"Question (\d{3})", plain)
        older = re.search(r'href="(\?before=\d+&amp;lang=uk)"', plain)
        address = f"{LIST}{older[1].replace('&amp;', '&')}" if older else ""
    assert sorted(found) == [f"{number:03}" for number in range(many)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("before", ["%00", "x", "12345678", "9" * 300, "%ED%A0%80"])
def test_nonsense_in_the_address_shows_the_newest(client: Client, crisis: Crisis, before: str) -> None:
    said(client)
    answer(Voice.objects.get().id, **publicly())
    assert "At noon." in text(client.get(f"{LIST}?before={before}"))


def test_the_list_is_the_same_for_all_and_sets_no_cookie(client: Client, crisis: Crisis) -> None:
    page = client.get(LIST, {"lang": "uk"})
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    assert "<script" not in page.content.decode()
    assert "nonce" not in page.content.decode()
    again = client.get(LIST, {"lang": "uk"}, headers={"if-none-match": page["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
@pytest.mark.parametrize("path", [FORM, WHERE, LIST])
def test_the_pages_are_light_and_hold_no_script(client: Client, crisis: Crisis, path: str, language: str) -> None:
    page = client.get(path, {"lang": language}, headers={"accept-encoding": "gzip"})
    assert len(page.content) < MOST_BYTES // 2
    assert "<script" not in gzip.decompress(page.content).decode()


def test_the_first_page_leads_here_also_when_the_crisis_is_closed(client: Client, crisis: Crisis) -> None:
    assert f"{FORM}?lang=en" in seen(client.get("/c/harbour/?lang=en")).links
    Crisis.objects.filter(id=crisis.id).update(closed_at=NOON)
    assert f"{FORM}?lang=en" in seen(client.get("/c/harbour/?lang=en")).links
    assert number_on(said(client))
