"""The database goes away in the middle of a request: really, by ending its backend. What the page says is true."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from dodomu.foundation import bulk
from dodomu.people.models import LedgerEntry, Person, Registration
from tests import cast
from tests.web.public.telephone import ALONE, seen

pytestmark = pytest.mark.django_db(transaction=True)


def end_our_backend() -> None:
    """End the server process behind our connection, as a crash or a restart of the database does."""
    pid = connection.connection.info.backend_pid
    settings = connection.get_connection_params()
    with psycopg.connect(
        **{key: settings[key] for key in ("dbname", "user", "password", "host", "port") if key in settings}
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def kept() -> tuple[int, int, int]:
    return Person.objects.count(), Registration.objects.count(), LedgerEntry.objects.count()


@pytest.fixture
def form() -> Iterator[str]:
    yield f"/c/{cast.crisis().slug}/register"
    connection.close()  # one that is broken is not left to the next test


def ending(times: int, then: Callable[..., None]) -> Callable[..., None]:
    """Do what is to be done, with our backend ended before it, so many times."""
    left = [times]

    def lose(*args: object, **named: object) -> None:
        if left[0]:
            left[0] -= 1
            end_our_backend()
        then(*args, **named)

    return lose


def test_lost_before_the_commit_it_is_done_once_more_and_kept_once(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {**seen(client.get(form)).fields, **ALONE}
    monkeypatch.setattr(bulk, "write_all", ending(1, bulk.write_all))
    assert client.post(form, fields).status_code == 200
    assert kept() == (1, 1, 1)


def test_lost_after_the_commit_the_answer_is_what_was_kept(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {**seen(client.get(form)).fields, **ALONE}
    write_all = bulk.write_all

    def lose_after(*args: Any) -> None:
        write_all(*args)
        end_our_backend()
        Person.objects.count()  # the first word after the commit finds nobody there

    monkeypatch.setattr(bulk, "write_all", lose_after)
    answer = client.post(form, fields)
    assert answer.status_code == 200
    assert kept() == (1, 1, 1)
    assert Person.objects.get().reference[:3] in answer.content.decode()


def test_lost_again_and_again_it_says_not_kept_and_nothing_is(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {**seen(client.get(form)).fields, **ALONE}
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "write_all", ending(9, bulk.write_all))
        page = client.post(form, fields)
    connection.close()
    assert page.status_code == 503
    assert kept() == (0, 0, 0)
    assert client.post(form, seen(page).fields).status_code == 200, "what was typed is still there"
    assert kept() == (1, 1, 1)
