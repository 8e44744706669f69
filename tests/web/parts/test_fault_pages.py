"""Pages for what cannot be shown: they stand without a database, and lose nothing that was typed."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from psycopg_pool import PoolTimeout

from dodomu.web.parts import faults
from dodomu.web.parts.locked import locked
from dodomu.web.parts.stale import stale_form
from dodomu.web.parts.unavailable import unavailable

TYPED = {
    "family_name": 'Ко"<b>валь',
    "place_words": "рядок\r\nдругий",
    "submission": "6a1e",
    "needs": ["pet", "oxygen"],
}
PAGES: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    404: faults.not_found,
    400: faults.bad_request,
    500: faults.server_error,
    429: locked,
    503: unavailable,
}


def hidden(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [pair for pair in found if pair[0] != "csrfmiddlewaretoken"]


@pytest.mark.parametrize("status", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fault_page_needs_no_database(status: int, method: str) -> None:
    request: HttpRequest = getattr(RequestFactory(), method)("/c/x/register", TYPED)
    page = PAGES[status](request)
    assert page.status_code == status
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize("page", [unavailable, faults.server_error, stale_form])
def test_everything_typed_is_offered_to_be_sent_again(page: Callable[[HttpRequest], HttpResponse]) -> None:
    words = page(RequestFactory().post("/c/x/register?lang=uk", TYPED)).content.decode()
    assert 'action="/c/x/register?lang=uk"' in words
    assert hidden(words) == [
        ("family_name", "Ко&quot;&lt;b&gt;валь"),
        ("place_words", "рядок\r\nдругий"),
        ("submission", "6a1e"),
        ("needs", "pet"),
        ("needs", "oxygen"),
    ]
    assert "<b>валь" not in words
    assert "<li>6a1e</li>" not in words


@pytest.mark.parametrize("page", [unavailable, faults.server_error, stale_form])
def test_a_password_is_never_written_into_a_page(page: Callable[[HttpRequest], HttpResponse]) -> None:
    typed = {"username": "olena", "password": "s3cret-s3cret", "new_password1": "s3cret-s3cret"}
    words = page(RequestFactory().post("/desk/sign-in", typed)).content.decode()
    assert "s3cret" not in words
    assert "password cannot be carried along" in words


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError, PoolTimeout])
def test_a_database_that_is_gone_is_told_in_plain_words_and_the_form_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def gone(slug: str) -> None:
        raise fault("gone")

    monkeypatch.setattr("dodomu.web.public.front.crisis_by_slug", gone)
    answer = client.post("/c/harbour/register", TYPED)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "not kept until a page says" in answer.content.decode()
    assert ("needs", "oxygen") in hidden(answer.content.decode())
    assert client.get("/c/harbour/").status_code == 503


def test_a_page_that_cannot_be_shown_keeps_its_language(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dodomu.web.public.front.open_crises", _gone)
    answer = client.get("/?lang=kk")
    assert answer.status_code == 503
    assert '<html lang="kk">' in answer.content.decode()


def _gone() -> None:
    raise OperationalError("gone")


def test_a_session_that_cannot_be_read_is_no_fault_of_ours_but_the_database_that_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionStore, "load", lambda _: _gone())
    client.cookies["dodomu"] = "x" * 32
    client.raise_request_exception = False
    answer = client.post("/desk/sign-in", {"username": "olena", "password": "s3cret-s3cret"})
    assert answer.status_code == 503
    assert "s3cret" not in answer.content.decode()


def test_a_body_that_breaks_off_is_answered_even_though_nothing_can_be_kept() -> None:
    request = RequestFactory().generic("POST", "/", b"--x\r\ncut", content_type="multipart/form-data; boundary=x")
    assert unavailable(request).status_code == 503
