"""Offers and departures in a real Chromium: the desk by day and by night, the private page without a script."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg, Offer
from dodomu.journeys.rules.terms import Answer, OfferState
from tests import cast
from tests.browser.test_desk_pages import findings, sideways, signed_in
from tests.browser.test_public_pages import press, width
from tests.browser.walking import follow
from tests.journeys.offered import NOW, Harbour, answered, live
from tests.web.desk.offered import SLUG, desk, with_offers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = f"/desk/{SLUG}"
WIDTH = 360


@pytest.fixture
def here(transactional_db: None) -> Harbour:
    made = desk()
    Crisis.objects.filter(id=made.id).update(hotline="+380 00 123 45 67")
    return made


@pytest.fixture
def pages(here: Harbour) -> list[str]:
    """Every page, with something of everything on it."""
    parties = with_offers(here)
    answered(here, parties["second"], Answer.DECLINE)
    Leg.objects.filter(ref="PS-1").update(block={"seat": 3}, book_by=NOW)
    offers = [f"{DESK}/offers/{offer.id}/" for offer in Offer.objects.order_by("id")]
    acts = [f"{offers[0]}{act}" for act in ("answer", "withdraw", "move")]
    legs = [f"{DESK}/offers/legs/PS-1/", f"{DESK}/departures/", f"{DESK}/departures/PS-1/"]
    return [f"{DESK}/offers/", f"{DESK}/offers/?state=held", f"{DESK}/offers/?q=nobody", *offers, *acts, *legs]


def test_axe_finds_nothing_on_any_page_of_offers(
    lit_page: Page, live_server: LiveServer, here: Harbour, pages: list[str]
) -> None:
    page = signed_in(lit_page, live_server, here.crisis)
    found = {}
    for address in pages:
        page.goto(live_server.url + address)
        if faults := findings(page):
            found[address] = faults
    assert found == {}


def test_no_page_of_offers_scrolls_sideways_on_a_telephone(
    page: Page, live_server: LiveServer, here: Harbour, pages: list[str]
) -> None:
    assert sideways(signed_in(page, live_server, here.crisis), live_server, pages) == {}


def test_what_is_held_back_is_sent_and_an_answer_written_down_without_javascript(
    browser: Browser, live_server: LiveServer, here: Harbour
) -> None:
    parties = with_offers(here)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = signed_in(context.new_page(), live_server, here.crisis)
    page.goto(f"{live_server.url}{DESK}/offers/")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("Sent.")
    page.get_by_role("link", name="Write down an answer").click()
    page.get_by_label("yes").check()
    page.get_by_label("Who said it").fill("her sister")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("status")).to_have_text("The answer is written down.")
    assert live(parties["held"]).state == OfferState.ACCEPTED
    context.close()


def test_an_hour_of_a_departure_is_written_down_and_kept_by_keyboard(
    page: Page, live_server: LiveServer, here: Harbour
) -> None:
    signed_in(page, live_server, here.crisis).goto(f"{live_server.url}{DESK}/departures/")
    page.get_by_role("link", name="PS-1").press("Enter")
    page.get_by_label("What").select_option("crew_hours")
    page.get_by_role("button", name="Write it down").press("Enter")
    expect(page.get_by_role("status")).to_have_text("The hour is written down.")
    page.get_by_role("button", name="Done now").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Written down: done.")


@pytest.fixture
def olena(here: Harbour) -> Any:
    told = cast.register(here.crisis, cast.OLENA, at=NOW)
    here.offer_all({told.party: "PS-1"})
    return told


def test_somebody_reads_where_to_be_and_says_yes_without_a_script(telephone: Page, olena: Any) -> None:
    telephone.goto(f"/p/{olena.token}")
    telephone.get_by_role("link", name="See where and when, and answer").click()
    telephone.get_by_label("Date of birth").fill("14.03.1986")
    press(telephone, "Open")
    expect(telephone.get_by_text("Step by step")).to_be_visible()
    expect(telephone.get_by_role("button", name="We do not come")).to_be_hidden()
    assert width(telephone) == WIDTH
    press(telephone, "Yes, we come")
    expect(telephone.get_by_role("status")).to_contain_text("Written down: you come.")
    assert live(olena.party).state == OfferState.ACCEPTED
    telephone.get_by_text("We cannot come after all").click()
    telephone.get_by_label("Why?").select_option("price")
    press(telephone, "We do not come")
    expect(telephone.get_by_role("status")).to_contain_text("Written down: you do not come.")


@pytest.mark.parametrize("language", ["uk", "en"])
def test_axe_finds_nothing_on_the_pages_of_an_offer(reader: Page, olena: Any, language: str) -> None:
    offer = live(olena.party)
    pages = (f"/p/{olena.token}", f"/p/{olena.token}/offer/{offer.id}")
    for address in pages:
        reader.goto(f"{address}?lang={language}")
        assert findings(reader) == []
    reader.locator("#born").fill("14.03.1986")
    follow(reader, reader.locator("button.go"))
    assert reader.locator("ol li").count() == 2
    assert findings(reader) == []
    Offer.objects.update(state=OfferState.WITHDRAWN, ended_at=NOW, end_cause="officer")
    for address in pages:
        reader.goto(f"{address}?lang={language}")
        assert findings(reader) == []
    assert width(reader) == WIDTH
