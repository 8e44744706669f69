"""The sheet of a plan in a real Chromium: it fits a telephone, axe finds nothing, and it asks for nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dodomu.web.parts.plans import Facts, draw_sheet
from tests.web.parts.plans.example import OUTCOME, PLAN, PROBLEM

pytestmark = pytest.mark.browser


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    file = tmp_path / "plan.html"
    file.write_text(draw_sheet(Facts(PROBLEM, PLAN), OUTCOME, language="uk"), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(params=["light", "dark"])
def lit(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, color_scheme=request.param, offline=True)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_on_a_sheet(lit: Page, sheet: str) -> None:
    lit.goto(sheet)
    assert Axe().run(lit).response["violations"] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_on_a_sheet_is_wider_than_the_screen(page: Page, sheet: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(sheet)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_telephone_gets_the_narrow_drawings_and_a_desk_the_wide_ones(page: Page, sheet: str) -> None:
    page.goto(sheet)
    for width, shown, hidden in ((360, "narrow", "wide"), (1280, "wide", "narrow")):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.locator(f"svg.plan-{shown}").is_visible()
        assert not page.locator(f"svg.plan-{hidden}").is_visible()
        assert page.locator(f"g.map-{shown}").is_visible()
        assert not page.locator(f"g.map-{hidden}").is_visible()


def test_a_sheet_asks_nobody_for_anything(page: Page, sheet: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sheet)
    assert asked == [sheet]


def test_a_sheet_can_be_printed(page: Page, sheet: str) -> None:
    page.goto(sheet)
    assert page.pdf(format="A4").startswith(b"%PDF")
