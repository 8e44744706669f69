"""The pages of ways home in a real Chromium: by day, by night, on a telephone, without a script."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg
from tests.browser.test_desk_pages import findings, sideways, signed_in
from tests.browser.walking import follow
from tests.web.desk.ways import PAGES, everything, ways_crisis

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIXED = (
    "", "?old=1", "legs/new", "legs/F1/", "legs/F1/change", "legs/F1/cancel", "legs/F1/late", "legs/F1/departed",
    "legs/F1/block", "legs/F1/extra", "legs/F1/remove", "legs/F2/", "charters/", "charters/new", "permissions/",
    "permissions/new", "fleets/", "handling/", "eligibility/", "import/",
)  # fmt: skip


@pytest.fixture
def crisis(transactional_db: None) -> Crisis:
    """An exercise that stands still at six in the evening."""
    return ways_crisis()


@pytest.fixture
def pages(crisis: Crisis) -> list[str]:
    """Every page, with something of everything on it."""
    things = everything(crisis)
    named = (
        f"charters/{things['charter']}/order", f"permissions/{things['permission']}/answer",
        f"permissions/{things['permission']}/", f"fleets/{things['fleet']}/",
    )  # fmt: skip
    return [PAGES + page for page in (*FIXED, *named)]


def test_axe_finds_nothing_on_any_page_of_ways(
    lit_page: Page, live_server: LiveServer, crisis: Crisis, pages: list[str]
) -> None:
    page = signed_in(lit_page, live_server, crisis)
    found = {}
    for address in pages:
        page.goto(live_server.url + address)
        if faults := findings(page):
            found[address] = faults
    assert found == {}


def test_axe_finds_nothing_where_something_is_wrong(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page = signed_in(lit_page, live_server, crisis)
    page.goto(f"{live_server.url}{PAGES}legs/new")
    follow(page, page.get_by_role("button", name="Keep"))
    assert page.locator(".fault-summary").is_visible()
    assert findings(page) == []


def test_no_page_of_ways_scrolls_sideways_on_a_telephone(
    page: Page, live_server: LiveServer, crisis: Crisis, pages: list[str]
) -> None:
    assert sideways(signed_in(page, live_server, crisis), live_server, pages) == {}


def test_a_departure_is_stated_and_cancelled_without_javascript(
    browser: Browser, live_server: LiveServer, crisis: Crisis
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = signed_in(context.new_page(), live_server, crisis)
    page.goto(f"{live_server.url}{PAGES}")
    page.get_by_role("link", name="Add a departure").click()
    page.get_by_label("By", exact=True).select_option("air")
    page.get_by_label("Short name").fill("N7")
    page.get_by_label("From", exact=False).first.select_option(label="Nur-Sultan")
    page.locator("#id_target").select_option(label="Kyiv")
    page.locator("#id_departs").fill("2022-01-13T19:50")
    page.locator("#id_arrives").fill("2022-01-13T20:40")
    page.locator("#id_block_seat").fill("55")
    follow(page, page.get_by_role("button", name="Keep"))
    assert page.get_by_role("status").inner_text() == "It is kept."
    page.get_by_role("link", name="It does not go").click()
    assert "Nobody is promised a place on it." in page.inner_text("main")
    page.get_by_label("Why").fill("No crew")
    page.get_by_role("button", name="Say that it does not go").click()
    assert "It does not go." in page.inner_text("main")
    assert Leg.objects.get().state == "cancelled"
    context.close()
