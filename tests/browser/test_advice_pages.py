"""Advice in a real browser: read on a telephone without JavaScript, checked, written at the desk; nothing for axe."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.contact.models import Advice, Statement
from dodomu.contact.rules.advice import Words
from dodomu.foundation.models import Crisis
from tests import cast
from tests.browser.test_desk_pages import findings, signed_in
from tests.browser.test_public_pages import width
from tests.contact import advising

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOON, HOUR = cast.NOON, timedelta(hours=1)
LONG = "Дужедовгесловобезжодногопробілу"
KK = Words("Үйден шықпаңыз", f"Коменданттық сағат енгізілді. {LONG * 4}", "Үйден шықпаңыз.")
DESK = "/desk/harbour/advice/"
PUBLIC_PAGES = ("/c/harbour/advice", "/c/harbour/advice/1", "/c/harbour/advice/2", "/c/harbour/advice/4", "/check",
                "/keys", "/c/harbour/advice/4/poster")  # fmt: skip


@pytest.fixture
def crisis(transactional_db: None, tmp_path: Path, settings: Any) -> Crisis:
    """An exercise with advice in every state."""
    advising.sign_with_a_new_key(tmp_path, settings)
    made = cast.crisis(slug="harbour", hotline="+380 00 123 45 67", exercise="kazakhstan-2022/ua", exercise_now=NOON)
    words = {"uk": advising.UK, "en": advising.EN, "kk": KK}
    gone = advising.published(made, at=NOON - 3 * HOUR, words={"uk": Words(f"{LONG} {LONG}", LONG * 20)})
    old = advising.published(made, at=NOON - 2 * HOUR)
    advising.withdraw(made, gone.id, at=NOON - HOUR)
    advising.published(made, at=NOON - HOUR, supersedes=old.id, valid_until=None, words=words)
    advising.published(made, at=NOON - HOUR, words={"uk": Words("Кип’ятіть воду", "Десять хвилин.")})
    advising.draft(made, words={"en": Words("Come to the station", LONG * 6)})
    return made


def test_somebody_reads_it_and_checks_a_copy(telephone: Page, crisis: Crisis) -> None:
    telephone.goto("/c/harbour/?lang=en")
    telephone.get_by_role("link", name="What we advise").click()
    telephone.get_by_role("link", name="3. Stay inside").click()
    copied = telephone.locator("article").inner_text()
    telephone.get_by_text("How to check that this is ours").click()
    telephone.get_by_role("link", name="Is a text ours? Check it").first.click()
    telephone.get_by_label("Paste the whole text here").fill(copied)
    telephone.get_by_role("button", name="Check the text").click()
    expect(telephone.get_by_role("status")).to_contain_text("This is ours, and it holds now.")
    telephone.get_by_label("Paste the whole text here").fill(copied.replace("07:00", "06:00"))
    telephone.get_by_role("button", name="Check the text").click()
    expect(telephone.get_by_role("status")).to_contain_text("This is not ours.")
    telephone.get_by_label("Or type the code").fill(
        Statement.objects.get(form="poster", advice__number=2, language="uk").code
    )
    telephone.get_by_role("button", name="Check the code").click()
    expect(telephone.get_by_role("status")).to_contain_text("Now advice 3 holds")


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_no_page_is_wider_than_the_screen(telephone: Page, crisis: Crisis, language: str) -> None:
    telephone.set_viewport_size({"width": 320, "height": 640})
    for path in PUBLIC_PAGES:
        telephone.goto(f"{path}?lang={language}")
        assert width(telephone) <= 320, path


def test_axe_finds_nothing_on_the_public_pages(reader: Page, crisis: Crisis) -> None:
    code = Statement.objects.filter(form="poster", advice__number=2)[0].code
    for path in (*PUBLIC_PAGES, f"/check?code={code}"):
        reader.goto(path)
        assert findings(reader) == [], path


def test_axe_finds_nothing_at_the_desk(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    signed_in(lit_page, live_server, crisis)
    rows = Advice.objects.order_by("number")
    paths = ["", "new", *(f"{row.id}/" for row in rows), f"{rows[4].id}/publish", f"{rows[3].id}/withdraw"]
    for each in ({"width": 1280, "height": 900}, {"width": 360, "height": 640}):
        lit_page.set_viewport_size(each)  # type: ignore[arg-type]
        for path in paths:
            lit_page.goto(f"{live_server.url}{DESK}{path}")
            assert findings(lit_page) == [], path
            assert width(lit_page) <= each["width"], path


def test_while_somebody_writes_the_parts_are_counted(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    signed_in(page, live_server, crisis)
    page.goto(f"{live_server.url}{DESK}new")
    page.get_by_label("Headline – English").fill("Stay inside")
    page.get_by_label("Text – English").fill("A curfew is in force.")
    counted = page.locator("[data-counted]")
    expect(counted).to_contain_text("English")
    before = counted.inner_text()
    page.get_by_label("Text – English").fill("A curfew is in force. Nobody is to leave the house for any reason." * 3)
    expect(counted).not_to_have_text(before)
    assert re.search(r"\d parts?, room for \d+ more", counted.inner_text())
