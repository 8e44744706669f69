"""The pages of plans in a real Chromium: by day, by night, on a telephone, without a script, printed."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.journeys.models import Leg, Proposal
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.operations.reviewing import review_plan
from tests.browser.test_desk_pages import findings, sideways, signed_in
from tests.journeys import planned
from tests.journeys.planned import NOW, Town
from tests.web.desk.plans import adopted, pages, with_two_flights

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH = 360


@pytest.fixture
def town(transactional_db: None) -> Town:
    return planned.town(slug="played")


@pytest.fixture
def addresses(town: Town) -> list[str]:
    """Every page, with a plan in force that broke, one that mends it, one that runs, and one that is faulty."""
    party, _, left = with_two_flights(town)
    adoption = adopted(town, town.plan(name="As things are, and a name that is as long as names at a desk become"))
    make_offers(adoption=adoption, by=town.duty, at=NOW)
    town.charter("CH", 9, 5000)
    town.plan(name="Without charters", without_charters=True)
    Leg.objects.filter(ref="F1").update(state="cancelled")
    review_plan(crisis=town.id, by=town.duty, at=NOW)
    assert town.make(Proposal.objects.get(number=3).id)
    faulty = town.ask(budget=1)
    fault = {"code": "no-home", "where": "problem", "facts": {"parties": "7"}}
    Proposal.objects.filter(id=faulty).update(state="faulty", faults=[fault])
    here = pages(town)
    return [
        here, f"{here}1/", f"{here}3/", f"{here}4/", f"{here}compare?with=1&with=2&with=3", f"{here}3/adopt",
        f"{here}1/party/{party}/", f"{here}2/party/{left}/",
    ]  # fmt: skip


def test_axe_finds_nothing_on_any_page(
    lit_page: Page, live_server: LiveServer, town: Town, addresses: list[str]
) -> None:
    signed_in(lit_page, live_server, town.crisis)
    found = {}
    for width in (WIDTH, 1280):
        lit_page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            lit_page.goto(live_server.url + address)
            if faults := findings(lit_page):
                found[f"{width} {address}"] = faults
    assert found == {}


def test_no_page_of_plans_scrolls_sideways_on_a_telephone(
    page: Page, live_server: LiveServer, town: Town, addresses: list[str]
) -> None:
    assert sideways(signed_in(page, live_server, town.crisis), live_server, addresses) == {}


def test_a_plan_is_asked_for_and_decided_without_a_script(telephone: Page, live_server: LiveServer, town: Town) -> None:
    with_two_flights(town)
    signed_in(telephone, live_server, town.crisis)
    telephone.goto(pages(town))
    telephone.get_by_role("button", name="Make the plan").click()
    assert "waits its turn" in telephone.inner_text("main")
    telephone.get_by_role("button", name="Drop it").click()
    assert "dropped before anybody began" in telephone.inner_text("main")


def test_progress_refreshes_by_itself_until_the_plan_is_there(page: Page, live_server: LiveServer, town: Town) -> None:
    with_two_flights(town)
    asked = town.ask()
    signed_in(page, live_server, town.crisis).goto(f"{live_server.url}{pages(town)}1/")
    assert "waits its turn" in page.inner_text("main")
    assert town.make(asked)
    expect(page.get_by_role("heading", name="3 of 7 people come home")).to_be_visible(timeout=15_000)


def test_a_plan_is_adopted_by_keyboard(page: Page, live_server: LiveServer, town: Town) -> None:
    with_two_flights(town)
    town.plan()
    signed_in(page, live_server, town.crisis).goto(f"{live_server.url}{pages(town)}")
    page.get_by_role("link", name="Look at plan 1 and adopt it").press("Enter")
    page.get_by_role("link", name="Adopt …").press("Enter")
    page.get_by_role("button", name="Adopt it").press("Enter")
    assert page.get_by_role("status").inner_text() == "The plan is in force. Offers are being made."


def test_a_plan_can_be_printed(page: Page, live_server: LiveServer, town: Town) -> None:
    with_two_flights(town)
    town.plan()
    signed_in(page, live_server, town.crisis).goto(f"{live_server.url}{pages(town)}1/")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.get_by_role("heading", name="Take it out").is_visible()
    assert page.get_by_role("heading", name="Parties and their ways").is_visible()
