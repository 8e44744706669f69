"""Lists and exports in a real browser: axe finds nothing, and the pages work with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from dodomu.people.models import ImportFile, Person
from dodomu.people.operations import list_keeping
from dodomu.people.operations import lists as operations
from tests import cast
from tests.browser.walking import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = (
    "Сім'я;ПІБ;Дата народження;Телефон;Паспорт №;Де перебуває;Колір",
    "1;Коваль Олена Петрівна;14.03.1986;+380 00 111 22 33;XX123456;Алмати;синій",
    "1;Коваль Тарас;01.06.2015;;XX123457;Алмати;",
    "2;Лис Марія;30.02.1990;12;XX777777;Нур-Султан;=1+1",
    ";;01.01.1990;+380005556677;;Алмати;",
    "3;Гук Петро;20.01.1950;+380007778899",
)
LISTS, EXPORT = "/desk/harbour/lists/", "/desk/harbour/export/"


@pytest.fixture
def crisis() -> Crisis:
    return cast.crisis(slug="harbour", exercise="kazakhstan-2022", exercise_now=cast.NOON)


@pytest.fixture(params=["light", "dark"])
def desk(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, crisis: Crisis) -> Iterator[Page]:
    """A duty officer's browser, in which axe may look at the page (a script, so the page's policy is set aside)."""
    officer = Officer.objects.create(username="olha", name="Ольга Дубова")
    Assignment.objects.create(officer=officer, crisis=crisis, role=Role.DUTY_OFFICER)
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(
        base_url=live_server.url, color_scheme=request.param, bypass_csp=True, locale="en-GB", accept_downloads=True
    )
    session = client.cookies["dodomu"].value
    context.add_cookies([{"name": "dodomu", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def hand_in(page: Page, folder: Path) -> None:
    file = folder / "туристи.csv"
    file.write_text("\n".join(ROWS), encoding="cp1251")
    page.goto(LISTS)
    page.get_by_label("File", exact=True).set_input_files(file)
    follow(page, page.get_by_role("button", name="Look at it"))


def faults_of(page: Page) -> str:
    found = Axe().run(page)
    return "" if found.violations_count == 0 else str(found.generate_report())


def test_a_list_is_handed_in_decided_and_comes_back(desk: Page, tmp_path: Path) -> None:
    desk.goto(LISTS)
    assert faults_of(desk) == ""
    hand_in(desk, tmp_path)
    expect(desk.get_by_role("heading", level=1)).to_have_text("туристи.csv")
    expect(desk.get_by_text("There is no such day in the calendar")).to_be_visible()
    expect(desk.get_by_text("Windows-1251")).to_be_visible()
    assert faults_of(desk) == ""
    desk.get_by_role("combobox", name="Column G").select_option("needs_words")
    desk.get_by_role("button", name="Read the columns like this").click()
    desk.get_by_role("button", name="Register 3 people who are ready").click()
    expect(desk.get_by_text("3 people were registered from this list.")).to_be_visible()
    assert Person.objects.count() == 3
    assert faults_of(desk) == ""
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Refused rows as XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_the_progress_of_a_long_list_is_told_without_a_reload(
    desk: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "KEPT_AT_ONCE", 0)
    hand_in(desk, tmp_path)
    desk.get_by_role("button", name="Register 3 people who are ready").click()
    expect(desk.get_by_text("0 of 3 are registered.")).to_be_visible()
    assert faults_of(desk) == ""
    list_keeping.keep_list(file=ImportFile.objects.get().id, at=cast.NOON)
    expect(desk.get_by_text("3 people were registered from this list.")).to_be_visible()


def test_what_is_wrong_with_a_file_is_said_beside_it(desk: Page, tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(b"%PDF-1.7")
    desk.goto(LISTS)
    desk.get_by_label("File", exact=True).set_input_files(file)
    desk.get_by_role("button", name="Look at it").click()
    expect(desk.get_by_role("alert")).to_contain_text("This file is not a table: it looks like PDF.")
    assert faults_of(desk) == ""


def test_an_export_is_asked_for_counted_and_taken(desk: Page, crisis: Crisis) -> None:
    cast.register(crisis, cast.OLENA, cast.TARAS)
    desk.goto(EXPORT)
    assert faults_of(desk) == ""
    desk.get_by_role("button", name="See how many that is").click()
    expect(desk.get_by_role("alert")).to_contain_text("Say what the export is for.")
    assert faults_of(desk) == ""
    desk.get_by_label("What is it for?").fill("Manifest of flight 12 for the border guard")
    desk.get_by_label("Telephone", exact=True).check()
    desk.get_by_role("button", name="See how many that is").click()
    expect(desk.get_by_role("heading", name="2 people")).to_be_visible()
    assert faults_of(desk) == ""
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Take the file").click()
    assert download.value.suggested_filename == "harbour-2022-01-08-0600.xlsx"
