"""Taking in a table of departures at the desk: looked over with what would be said of each row, then taken in whole."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dodomu.exercise.content import FOLDER
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg
from dodomu.situation.operations.importing import import_table
from tests.journeys.keeping_ways import NOW
from tests.web.desk.ways import PAGES, ways_crisis

TABLES = FOLDER / "kazakhstan-2022"
LINKS = (TABLES / "links.csv").read_bytes()


@pytest.fixture
def crisis(db: None) -> Crisis:
    """An exercise with its places."""
    made = ways_crisis()
    places = (TABLES / "places.csv").read_bytes()
    import_table(crisis=made.id, name="places.csv", content=places, by=SYSTEM, at=NOW)
    return made


def send(browser: Client, content: bytes, seen: str = "") -> tuple[int, str]:
    answer = browser.post(f"{PAGES}import/", {"file": SimpleUploadedFile("links.csv", content), "seen": seen})
    return answer.status_code, answer.content.decode()


def fingerprint(page: str) -> str:
    found = re.search(r'name="seen"[^>]*?value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


def test_a_table_is_looked_over_with_what_would_be_said_of_each_row(crisis: Crisis, duty: Client) -> None:
    status, page = send(duty, LINKS)
    assert status == 200
    assert "Rows: 198. New: 198" in page
    assert "old timetable" in page
    assert "fixed price" in page
    assert fingerprint(page)
    assert not Leg.objects.exists()


def test_chosen_once_more_it_is_taken_in_and_the_third_time_all_is_known(crisis: Crisis, duty: Client) -> None:
    seen = fingerprint(send(duty, LINKS)[1])
    assert "Taken in. New: 198" in send(duty, LINKS, seen)[1]
    assert Leg.objects.count() == 198
    again = send(duty, LINKS)[1]
    assert "Everything in this table is known already." in again
    assert not fingerprint(again), "nothing to confirm"


def test_every_fault_is_said_with_its_line_and_nothing_is_taken_in(crisis: Crisis, duty: Client) -> None:
    broken = LINKS.replace(b"A003,air,", b"A003,balloon,").replace(b"ap_nqz,ap_kbp,,dated", b"ap_xxx,ap_kbp,,dated", 1)
    status, page = send(duty, broken)
    assert status == 200
    assert "Some rows are at fault" in page
    assert "“balloon”" in page
    assert "This crisis has no such place." in page
    assert not fingerprint(page)
    assert not Leg.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"a;b\n1;2\n", "\ufeff".encode()])
def test_what_is_no_table_is_said_plainly(crisis: Crisis, duty: Client, content: bytes) -> None:
    status, page = send(duty, content)
    assert status in (200, 422)
    assert "fault" in page
    assert not fingerprint(page)


def test_another_file_than_the_one_that_was_looked_at_is_looked_over_first(crisis: Crisis, duty: Client) -> None:
    seen = fingerprint(send(duty, LINKS)[1])
    other = LINKS.replace(b"A003,air,", b"A903,air,")
    page = send(duty, other, seen)[1]
    assert "This is not the file that you looked at." in page
    assert not Leg.objects.exists()
