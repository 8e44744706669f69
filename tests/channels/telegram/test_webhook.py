"""What is brought to the page: only with the secret, and only what is an update."""

import json

import pytest

from dodomu.channels.telegram import webhook
from tests.channels.telegram.bot import said, tapped

SECRET = "a-secret-of-enough-letters"


def read(update):
    return webhook.read(update if isinstance(update, bytes) else json.dumps({"update_id": 1, **update}).encode())


def test_words_are_heard_and_the_secret_passes():
    webhook.check(said=SECRET, secret=SECRET)
    assert read(said("Ми в готелі.")).text == "Ми в готелі."
    assert read({"poll": {}}) is None


def test_a_tap_is_answered_so_that_its_button_comes_to_rest():
    tap = read(tapped("1", name="tap-1"))
    assert tap.choice == "1"
    assert webhook.answer(tap) == {"method": "answerCallbackQuery", "callback_query_id": "tap-1"}
    assert webhook.answer(read(said("Ми в готелі."))) == webhook.answer(None) == {}


@pytest.mark.parametrize("given", [None, "", "a", SECRET + "x", SECRET[:-1], "А-secret-of-enough-letters", "\ud800"])
def test_a_false_token_is_refused(given: str | None):
    with pytest.raises(webhook.Forged):
        webhook.check(said=given, secret=SECRET)


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_secret_nothing_is_taken(secret: str):
    with pytest.raises(webhook.Forged):
        webhook.check(said=secret, secret=secret)


@pytest.mark.parametrize("number", [10**4000, -(10**4000), "x", None, 91, [], {"a": 1}])
def test_a_place_that_is_none_is_left_out(number: object):
    assert read(said("Тут", location={"latitude": number, "longitude": 1})).text == "Тут"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b"null",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b"[" * 100_000,
        b"1" * 2**21,
    ],
)
def test_what_is_no_update_is_said_to_be_none(body: bytes):
    with pytest.raises(webhook.Malformed):
        read(body)
