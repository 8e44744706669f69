"""The page that Telegram calls: only with the secret, kept once, and answered only when it is kept."""

import json
from typing import Any

import pytest
from django.test import Client

from dodomu.contact.models import Conversation, Message
from dodomu.contact.operations import receiving
from dodomu.contact.rules.terms import Direction
from dodomu.foundation.models import Crisis
from dodomu.people.models import Person
from tests.channels.telegram.bot import said, tapped
from tests.contact.writing_in import words_of
from tests.web.public.telephone import ALONE, seen, send

SECRET = "a-secret-of-enough-letters"


@pytest.fixture(autouse=True)
def secret(settings: Any, crisis: Crisis) -> None:
    settings.DODOMU_TELEGRAM_SECRET = SECRET


def call(update: dict[str, Any] | bytes, *, secret: str | None = SECRET, client: Client | None = None) -> Any:
    body = update if isinstance(update, bytes) else json.dumps({"update_id": 1, **update}).encode()
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    client = client or Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post("/telegram", body, content_type="application/json", headers=headers)


def kept() -> list[str]:
    return [words_of(row) for row in Message.objects.filter(direction=Direction.IN)]


def test_what_telegram_brings_is_kept_once_and_lies_in_the_tray():
    for _ in range(3):
        assert call(said("Ми в готелі.")).status_code == 200
    assert kept() == ["Ми в готелі."]
    row = Conversation.objects.get()
    assert (row.channel, row.address, row.person_id) == ("telegram", "7", None)


@pytest.mark.parametrize("given", [None, "", "x", SECRET + "x", SECRET[:-1]])
def test_a_false_secret_finds_no_page_and_nothing_is_kept(given: str | None):
    for update in (said("Я – міністр"), b"no JSON", b"1" * 3_000_000):
        answer = call(update, secret=given)
        assert answer.status_code == 404
        assert not answer.cookies
    assert kept() == []


def test_where_no_secret_is_set_there_is_no_page(settings: Any):
    for mine in ("", "short"):
        settings.DODOMU_TELEGRAM_SECRET = mine
        assert call(said("a"), secret=mine).status_code == 404
    assert kept() == []


def test_what_is_no_update_or_too_long_is_said_to_be_so():
    assert call(b"{").status_code == 400
    assert call(b"[]").status_code == 400
    assert call(b" " * 1_100_000).status_code == 400
    assert call(b" " * 3_000_000).status_code == 400
    assert Client().get("/telegram").status_code == 404
    assert kept() == []


def test_what_says_nothing_is_answered_so_that_it_does_not_come_again():
    assert call({"poll": {}}).status_code == 200
    assert kept() == []


def test_a_tap_comes_to_rest():
    assert call(tapped("1", name="tap-1")).json() == {"method": "answerCallbackQuery", "callback_query_id": "tap-1"}


def test_what_could_not_be_kept_is_not_answered_with_yes(monkeypatch: pytest.MonkeyPatch):
    def lost(**_given: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(receiving, "keep_incoming", lost)
    assert call(said("Допоможіть")).status_code == 500


# --- the link on private pages --------------------------------------------------------------------------------------


@pytest.fixture
def private(client: Client, form: str) -> str:
    return next(each.partition("?")[0] for each in seen(send(client, form, ALONE)).links if each.startswith("/p/"))


def bot_links(page: Any) -> list[str]:
    return [each for each in seen(page).links if each.startswith("https://t.me/")]


def test_who_knows_their_birth_date_begins_a_chat_that_is_theirs(client: Client, private: str, settings: Any):
    settings.DODOMU_TELEGRAM_BOT = "dodomu_help_bot"
    assert not bot_links(client.get(private)) + bot_links(client.get(f"{private}/details")), (
        "the link alone proves nothing"
    )
    (link,) = bot_links(client.post(f"{private}/details", {"born": "14.03.1986"}))
    name, _, code = link.partition("?start=")
    assert name == "https://t.me/dodomu_help_bot"
    assert call(said(f"/start {code}")).status_code == 200
    assert call(said("Де літак?", name=11)).status_code == 200
    person = Person.objects.get()
    assert set(Conversation.objects.exclude(closed_with="joined").values_list("person", flat=True)) == {person.id}


def test_without_a_bot_there_is_no_link(client: Client, private: str):
    assert not bot_links(client.post(f"{private}/details", {"born": "14.03.1986"}))
