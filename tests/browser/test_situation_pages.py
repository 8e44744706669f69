"""The pages of the situation in a real Chromium: by day, by night, on a telephone, without a script, by keyboard."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.models import Crisis
from dodomu.situation.queries import known
from tests import cast
from tests.browser.test_desk_pages import findings, sideways, signed_in
from tests.browser.walking import follow
from tests.web.desk.situation import KINDS, everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "/desk/played/situation/"
PAGES = [
    "",
    "timeline/",
    "timeline/?at=2022-01-08T11:00&by=anyone&kind=report",
    "timeline/?at=nonsense",
    "map/",
    "map/?at=2022-01-07T12:00",
    "figures/",
    *(f"{kind}/new" for kind in ("report", "figure", "restriction", "rumour", "expectation")),
]
ONE_OF_EACH = ("report", "curfew", "rumour", "expected", "figure")


@pytest.fixture
def crisis(transactional_db: None) -> Crisis:
    """An exercise that stands still at noon."""
    return cast.crisis(slug="played", exercise="kazakhstan-2022/ua", exercise_now=cast.NOON)


@pytest.fixture
def pages(crisis: Crisis) -> list[str]:
    """Every page, with something of everything on it."""
    things = everything(crisis)
    return [HERE + page for page in (*PAGES, *(page for name in ONE_OF_EACH for page in _of(name, things[name])))]


def _of(name: str, thing: UUID) -> list[str]:
    kind = KINDS.get(name, name)
    found = [f"{kind}/{thing}/{act}" for act in ("", "change", "strike")]
    decisions = {"rumour": f"rumours/{thing}/answer", "expectation": f"expectations/{thing}/settle"}
    return [*found, decisions.get(kind, f"{kind}/{thing}/publish")]


def test_axe_finds_nothing_on_any_page_of_the_situation(
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
    page.goto(f"{live_server.url}{HERE}restriction/new")
    follow(page, page.get_by_role("button", name="Keep"))
    assert page.locator(".fault-summary").is_visible()
    assert findings(page) == []


def test_no_page_scrolls_sideways_on_a_telephone(
    page: Page, live_server: LiveServer, crisis: Crisis, pages: list[str]
) -> None:
    assert sideways(signed_in(page, live_server, crisis), live_server, pages) == {}


def test_a_restriction_is_stated_without_javascript_and_told_to_the_public(
    browser: Browser, live_server: LiveServer, crisis: Crisis
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = signed_in(context.new_page(), live_server, crisis)
    page.goto(f"{live_server.url}{HERE}")
    page.get_by_role("link", name="Restriction", exact=True).click()
    page.get_by_label("Kind").select_option("road_closed")
    page.get_by_label("What it does").select_option("block")
    page.get_by_label("Place").select_option(label="Almaty")
    page.get_by_label("Since may be left empty", exact=True).fill("2022-01-08T10:00")
    page.get_by_role("group", name="The end is").get_by_label("not stated").check()
    page.get_by_label("Who says so").fill("Road police")
    follow(page, page.get_by_role("button", name="Keep"))
    assert page.get_by_role("status").inner_text() == "It is kept."
    page.get_by_role("link", name="Tell the public …").click()
    assert "Road police" in page.locator(".preview").inner_text()
    page.get_by_role("button", name="Tell the public now").click()
    assert "Told to the public since 8 January 2022, 12:00" in page.inner_text("main")
    assert known.restrictions(crisis.id)[0].published_at == cast.NOON
    context.close()


def test_what_ran_out_is_settled_by_keyboard(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    everything(crisis)
    signed_in(page, live_server, crisis).goto(f"{live_server.url}{HERE}")
    page.get_by_role("link", name="It happened", exact=True).press("Enter")
    page.get_by_role("button", name="Keep").press("Enter")
    assert page.get_by_role("status").inner_text() == "It is kept what became of it."
    page.goto(f"{live_server.url}{HERE}")
    assert page.get_by_role("heading", name="What became of it?").count() == 0
