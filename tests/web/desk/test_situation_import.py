"""Taking in a table at the desk: looked over, chosen once more, taken in whole."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dodomu.exercise.content import FOLDER
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.situation.models import Source
from tests.web.desk.conftest import SignedIn

ADDRESS = "/desk/kazakhstan/situation/import/"
SOURCES = (FOLDER / "kazakhstan-2022" / "sources.csv").read_bytes()
FACTS = (FOLDER / "kazakhstan-2022" / "facts.csv").read_bytes()


def send(browser: Client, content: bytes, name: str = "sources.csv", seen: str = "") -> tuple[int, str]:
    answer = browser.post(ADDRESS, {"file": SimpleUploadedFile(name, content), "seen": seen})
    return answer.status_code, answer.content.decode()


def fingerprint(page: str) -> str:
    found = re.search(r'name="seen"[^>]*?value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


def test_a_table_is_looked_over_and_nothing_is_kept_by_that(crisis: Crisis, duty: Client) -> None:
    status, page = send(duty, SOURCES)
    assert status == 200
    assert "Rows: 97. New: 97, changed: 0, known before: 0." in page
    assert fingerprint(page)
    assert not Source.objects.exists()


def test_the_same_file_chosen_once_more_is_taken_in_and_the_third_time_all_is_known(
    crisis: Crisis, duty: Client
) -> None:
    seen = fingerprint(send(duty, SOURCES)[1])
    status, page = send(duty, SOURCES, seen=seen)
    assert status == 200
    assert "was taken in. New: 97" in page
    assert Source.objects.filter(crisis=crisis).count() == 97
    again = send(duty, SOURCES)[1]
    assert "Everything in this table is known already." in again
    assert not fingerprint(again), "nothing to confirm"


def test_another_file_than_the_one_that_was_looked_at_is_looked_over_first(crisis: Crisis, duty: Client) -> None:
    seen = fingerprint(send(duty, SOURCES)[1])
    other = SOURCES + b"S999,Somebody,2022-01-10,en,https://example.org/,,press\n"
    page = send(duty, other, seen=seen)[1]
    assert "This is not the file that you looked at." in page
    assert not Source.objects.exists()
    assert "was taken in. New: 98" in send(duty, other, seen=fingerprint(page))[1]


def test_faults_are_listed_by_line_and_column_and_nothing_can_be_confirmed(crisis: Crisis, duty: Client) -> None:
    crisis.exercise_now = datetime(2022, 1, 20, tzinfo=UTC)
    crisis.exercise = "played"
    crisis.save()
    send(duty, SOURCES, seen=fingerprint(send(duty, SOURCES)[1]))
    page = send(duty, FACTS.replace(b",43,", b",<b>many</b>,"), "facts.csv")[1]
    assert "This is no whole number." in page
    assert "&lt;b&gt;many&lt;/b&gt;" in page, "as it stands there, and harmless"
    assert '<th scope="row" class="num">2</th><td>value</td>' in page
    assert not fingerprint(page)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gossip.csv", b"a\n1\n", "is none of them"),
        ("sources.csv", b"source_id\nS1\n", "lacks these columns: publisher"),
        ("sources.csv", b"%PDF-1.4", "it looks like PDF"),
        ("sources.csv", b"", "This file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    crisis: Crisis, duty: Client, name: str, content: bytes, said: str
) -> None:
    status, page = send(duty, content, name)
    assert status == 422
    assert said in page


def test_without_a_file_the_form_says_so(crisis: Crisis, duty: Client) -> None:
    answer = duty.post(ADDRESS, {})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(crisis: Crisis, duty: Client) -> None:
    status, page = send(duty, b"x" * (5 * 2**20 + 1))
    assert status == 422
    assert "larger than 5 MB" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FIELD_OFFICER])
def test_who_may_not_import_does_not_see_the_page(crisis: Crisis, signed_in: SignedIn, role: Role) -> None:
    assert signed_in(crisis, role).get(ADDRESS).status_code == 403
    assert signed_in(crisis, Role.CONSUL).get(ADDRESS).status_code == 200
