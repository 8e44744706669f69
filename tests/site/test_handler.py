"""The handler behind the server: whole requests are answered, broken ones dropped, and too large ones told so."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from dodomu.site import handler
from dodomu.site.handler import Handler

SCOPE = {
    "type": "http", "method": "POST", "path": "/nowhere", "query_string": b"", "root_path": "", "scheme": "http",
    "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")],
    "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
}  # fmt: skip


def ask(*pieces: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Send the pieces of one request, and return what is sent back."""
    left, answered = list(pieces), []

    async def receive() -> Mapping[str, Any]:
        return left.pop(0)

    async def send(message: Mapping[str, Any]) -> None:
        answered.append(message)

    asyncio.run(Handler(1)(SCOPE, receive, send))
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
    monkeypatch.setattr(handler, "MOST", 10)
    start, body, *_ = ask(piece(b"x" * 8, more=True), piece(b"x" * 8, more=True), piece(b"never read"))
    assert start["status"] == 413
    assert b"too large" in body["body"]
