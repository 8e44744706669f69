"""What is brought to the page: only with the secret, and only what is an update."""

import json

import pytest

from dodomu.channels.telegram import webhook
from tests.channels.telegram.bot import said, tapped

SECRET = "a-secret-of-enough-letters"


def read(update, *, given: str | None = SECRET, secret: str = SECRET):
    body = update if isinstance(update, bytes) else json.dumps({"update_id": 1, **update}).encode()
    return webhook.read(body, said=given, secret=secret)


def test_words_that_come_with_the_secret_are_heard():
    assert read(said("Ми в готелі.")).text == "Ми в готелі."
    assert read(tapped("1")).choice == "1"
    assert read({"poll": {}}) is None


@pytest.mark.parametrize("given", [None, "", "a", SECRET + "x", SECRET[:-1], "А-secret-of-enough-letters", "\ud800"])
def test_a_false_token_is_refused_before_anything_is_read(given: str | None):
    with pytest.raises(webhook.Forged):
        read(b"not even JSON", given=given)


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_secret_nothing_is_taken(secret: str):
    with pytest.raises(webhook.Forged):
        read(said("a"), given=secret, secret=secret)


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
