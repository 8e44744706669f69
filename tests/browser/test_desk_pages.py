"""The pages of the desk in a real Chromium: nothing for axe to find, by day and by night, on a telephone too."""

from collections.abc import Iterable
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from dodomu.people.operations.estimates import state_estimate
from tests import cast
from tests.browser.walking import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/desk/played/",
    "/desk/played/?at=2022-01-07T12:00",
    "/desk/played/?at=nonsense",
    "/desk/played/ledger/?account=waiting",
    "/desk/played/estimates/",
    "/desk/played/places/",
    "/desk/played/places/new",
    "/desk/played/attention/urgent-needs/",
    "/desk/played/attention/faults/",
    "/desk/?all=1",
    "/desk/crises/new",
    "/desk/password",
    "/desk/sign-in",
]
WIDE, SMALL = {"width": 1280, "height": 800}, {"width": 360, "height": 640}


@pytest.fixture
def crisis(transactional_db: None) -> Crisis:
    """An exercise with a family, an old man, an estimate, and a need that cannot wait."""
    made = cast.crisis(slug="played", exercise="kazakhstan-2022/ua", exercise_now=cast.NOON)
    cast.register(made, cast.OLENA | {"needs": "oxygen"}, cast.TARAS)
    cast.register(made, cast.PETRO)
    cast.register(made, cast.AIGERIM)
    state_estimate(
        crisis=made.id, at_least=200, at_most=None, of_whom="tourists", place=None, source="tour operators",
        as_of=cast.NOON, submission=uuid4(), by=SYSTEM, at=cast.NOON,
    )  # fmt: skip
    return made


def signed_in(page: Page, server: LiveServer, crisis: Crisis | None) -> Page:
    """Sign the browser in: as the duty officer of a crisis, or as an administrator."""
    officer = Officer.objects.create(username=f"o{uuid4().hex}", name="Олена Чергова", is_administrator=crisis is None)
    if crisis:
        Assignment.objects.create(officer=officer, crisis=crisis, role=Role.DUTY_OFFICER)
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.save()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": server.url}]
    )
    return page


def findings(page: Page) -> list[str]:
    """Return what axe finds, as lines that say where."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def sideways(page: Page, server: LiveServer, addresses: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return the pages that are wider than a small telephone, in the two languages with the longest words."""
    page.set_viewport_size(SMALL)
    wide = {}
    for language in ("uk", "kk"):
        for address in addresses:
            page.goto(f"{server.url}{address}{'&' if '?' in address else '?'}lang={language}")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > SMALL["width"]:
                wide[address, language] = width
    return wide


def test_axe_finds_nothing_on_any_page_of_the_desk(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page = signed_in(lit_page, live_server, crisis)
    found = {}
    for address in PAGES:
        page.goto(live_server.url + address)
        if faults := findings(page):
            found[address] = faults
    assert found == {}


def test_axe_finds_nothing_where_something_is_wrong(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page = signed_in(lit_page, live_server, crisis)
    found = {}
    for address, button in (
        ("/desk/played/estimates/", "Keep the estimate"),
        ("/desk/played/places/new", "Keep the place"),
        ("/desk/crises/new", "Open the crisis"),
    ):
        page.goto(live_server.url + address)
        follow(page, page.get_by_role("button", name=button))
        assert page.locator(".fault-summary").is_visible()
        if faults := findings(page):
            found[address] = faults
    assert found == {}


def test_axe_finds_nothing_on_the_page_of_officers(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page = signed_in(lit_page, live_server, crisis)
    signed_in(page, live_server, None).goto(f"{live_server.url}/desk/officers/")
    assert findings(page) == []
    page.get_by_label("Full name").fill("Ігор Консул")
    page.get_by_label("Name to sign in with").fill("ihor")
    follow(page, page.get_by_role("button", name="Add", exact=True))
    assert page.locator(".password-once").is_visible()
    assert findings(page) == []


def test_no_page_scrolls_sideways_on_a_telephone(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    assert sideways(signed_in(page, live_server, crisis), live_server, PAGES) == {}


def test_a_fault_leads_to_its_field_by_keyboard(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page.set_viewport_size(WIDE)
    signed_in(page, live_server, crisis).goto(f"{live_server.url}/desk/played/estimates/")
    page.get_by_role("button", name="Keep the estimate").click()
    page.locator(".fault-summary a").first.press("Enter")
    assert page.evaluate("location.hash") == "#id_at_least"
    described = page.locator("#id_at_least").get_attribute("aria-describedby")
    assert described
    assert "required" in page.locator(f"#{described.split()[-1]}").inner_text()


def test_the_skip_link_is_the_first_stop(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    signed_in(page, live_server, crisis).goto(f"{live_server.url}/desk/played/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_the_bar_is_as_long_as_its_numbers(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page.set_viewport_size(WIDE)
    signed_in(page, live_server, crisis).goto(f"{live_server.url}/desk/played/")
    boxes = [each.bounding_box() for each in page.locator(".bar__svg").first.locator("rect").all()]
    widths = [box["width"] for box in boxes if box]
    whole = page.locator(".bar__svg").first.bounding_box()
    assert whole
    assert len(widths) == 2  # of three citizens two wait and one stays
    assert sum(widths) == pytest.approx(whole["width"], abs=5)  # each part has a rim
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.02)


def test_a_page_works_without_javascript(browser: Browser, live_server: LiveServer, crisis: Crisis) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = signed_in(context.new_page(), live_server, crisis)
    page.goto(f"{live_server.url}/desk/played/")
    page.get_by_label("Hour in Almaty").fill("2022-01-07T12:00")
    page.get_by_role("button", name="Show").click()
    assert "As of 7 January 2022, 12:00 Almaty – not now" in page.locator(".as-of").inner_text()
    context.close()
