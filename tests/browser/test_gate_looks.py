"""Every screen of the gate, by day and by night, in four languages, 360 points wide, to the eye and to a reader."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from dodomu.foundation.models import Crisis
from tests.browser.conftest import TELEPHONE
from tests.browser.gate_scene import PIN, Server, Telephone, running_server, scene
from tests.browser.test_field_pages import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = ("Somebody not on the list", "Standby", "Close the manifest", "Passport lines", "Documents in custody", "More")


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with running_server() as running:
        yield running


def look(page: Page) -> None:
    """By day and by night."""
    for light in ("light", "dark"):
        page.emulate_media(color_scheme=light)
        check(page)


def test_every_screen_reads_well(playwright: Playwright, tmp_path: Path, settings: Any, server: Server) -> None:
    here = scene(tmp_path, settings, server, families=1, singles=8)
    Crisis.objects.filter(id=here.here.id).update(names={"en": "An exercise with quite a long name " * 3})
    phone = Telephone(playwright, tmp_path / "phone", server.url, looked_at=True)
    page = phone.page
    page.goto("/field/gate/")
    expect(page.get_by_role("heading", name="Make this a gate")).to_be_visible()
    look(page)
    page.goto("about:blank")
    phone.enrol(here.code())
    server.kill()
    phone.context.set_offline(True)
    look(page)

    phone.find("коваленко", "Коваленко Мар")
    look(page)  # go, a family
    for name in ("Коваленко Олена", "Коваленко Тарас"):
        page.get_by_role("checkbox", name=name).uncheck()
    page.get_by_role("button", name="Board Коваленко Мар").click()
    look(page)  # a child alone
    page.get_by_role("button", name="Do not board").click()
    page.get_by_role("checkbox", name="Коваленко Тарас").uncheck()
    page.get_by_role("button", name="Board 2 of 3").click()
    look(page)  # somebody is missing
    page.get_by_label("Comes later").check()
    page.get_by_role("button", name="Board 2", exact=True).click()
    phone.find("коваленко", "Коваленко Олена")
    look(page)  # stop
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Not come yet").click()
    look(page)
    page.get_by_role("button", name="Back").click()
    every_way_from_the_gate(page)
    page.get_by_role("button", name="Carry out what is not sent").click()
    look(page)
    page.get_by_role("button", name="Show as codes").click()
    look(page)
    page.get_by_role("button", name="Back").click()
    no_language_is_wider_than_the_telephone(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Lock now").click()
    look(page)
    page.get_by_label("PIN").fill(PIN[::-1])
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    phone.close()


def every_way_from_the_gate(page: Page) -> None:
    for way in WAYS:
        page.get_by_role("button", name=way, exact=True).click()
        look(page)
        if way == "Somebody not on the list":
            page.get_by_label("Date of birth").fill("31.02.1990")
            page.get_by_role("button", name="Register").click()
            look(page)  # what is wrong
            page.get_by_label("Date of birth").fill("")
            page.get_by_label("Family name").fill("Bez-" * 25)
            page.get_by_role("button", name="Register").click()
            look(page)  # ask
        if way != "More":
            page.get_by_role("button", name="Back").click()


def no_language_is_wider_than_the_telephone(page: Page) -> None:
    for language in ("uk", "ru", "kk", "en"):
        page.locator("nav.ways button").last.click()
        page.locator("select").nth(1).select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.locator(".way button").click()
        for screen in range(page.locator("nav.ways button").count()):
            assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
            page.locator("nav.ways button").nth(screen).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
            page.locator(".way button").click()
