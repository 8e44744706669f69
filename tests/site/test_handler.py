"""The handler behind the server: whole requests are answered, broken ones dropped, and too large ones told so."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from dodomu.site.handler import Handler
from dodomu.web.parts import uploads

SCOPE = {
    "type": "http", "method": "POST", "path": "/nowhere", "query_string": b"", "root_path": "", "scheme": "http",
    "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")],
    "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
}  # fmt: skip


def ask(*pieces: Mapping[str, Any], path: str = "/nowhere") -> list[Mapping[str, Any]]:
    """Send the pieces of one request, and return what is sent back."""
    left, answered = list(pieces), []

    async def receive() -> Mapping[str, Any]:
        return left.pop(0)

    async def send(message: Mapping[str, Any]) -> None:
        answered.append(message)

    asyncio.run(Handler(1)({**SCOPE, "path": path}, receive, send))
    return answered


def piece(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.mark.django_db(transaction=True)
def test_a_whole_request_is_answered():
    start, *_ = ask(piece(b"a=", more=True), piece(b"1"))
    assert start["status"] == 404


def test_a_request_that_is_never_whole_is_dropped():
    assert ask(piece(b"a=", more=True), {"type": "http.disconnect"}) == []


def test_what_is_too_large_is_told_so_before_it_is_all_there(monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 10)
    start, body, *_ = ask(piece(b"x" * 8, more=True), piece(b"x" * 8, more=True), piece(b"never read"))
    assert start["status"] == 413
    assert b"too large" in body["body"]


def test_forty_megabytes_for_the_gate_are_cut_off_after_two_and_answered_in_words_for_a_program():
    left = 40
    sent = 0

    async def receive() -> Mapping[str, Any]:
        nonlocal sent
        sent += 1
        return piece(b"x" * 2**20, more=sent < left)

    answered: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        answered.append(message)

    asyncio.run(Handler(1)({**SCOPE, "path": "/field/gate/api/touches"}, receive, send))
    assert answered[0]["status"] == 413
    assert json.loads(answered[1]["body"])["error"] == "too-large"
    assert sent == 3


def test_what_is_carried_may_be_larger_than_what_is_sent_and_a_list_larger_than_both():
    limits = [uploads.most_for(path) for path in ("/field/gate/api/touches", "/field/gate/api/carry", "/desk/x/lists/")]
    assert limits == [2 * 2**20, 4 * 2**20, 32 * 2**20]
