"""The public's page of the situation in a real browser without JavaScript: narrow, dark, printed, by keyboard."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.situation.operations import telling
from dodomu.situation.operations.sources import keep_source
from dodomu.situation.rules.given import AnyGiven
from dodomu.situation.rules.terms import Category, Provenance, Qualifier, Stated, Verdict
from tests import cast
from tests.browser.test_public_pages import width
from tests.situation.telling import DAY, HOUR, almaty, curfew, figure, report, rumour

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOON = cast.NOON
PAGE = "/c/harbour/situation"
ANSWER: dict[str, Any] = {"verdict": Verdict.FALSE, "answered_at": NOON - HOUR, "answered_by": "Waterworks"}


@pytest.fixture
def crisis() -> Crisis:
    """A crisis of which everything that the page can show is told."""
    crisis = cast.crisis(slug="harbour", hotline="+380 00 123 45 67", exercise="kazakhstan-2022", exercise_now=NOON)
    address = f"https://example.org/{'a-very-long-address-' * 8}"
    keep_source(crisis=crisis.id, ref="S1", publisher="Agency", address=address, by=SYSTEM, at=NOON)
    old = tell(crisis, report("The airport opens tomorrow.", announced_at=NOON - 3 * DAY, sources=("S1",)))
    facts: list[AnyGiven] = [
        report("The airport stays closed.", supersedes=old, credibility=3, place=almaty(crisis)),
        report(texts={"uk": "Постріли на площі."}, where_words="ринок", provenance=Provenance.INVENTED),
        report("When do flights resume?", category=Category.OPEN_QUESTION),
        curfew(almaty(crisis)),
        curfew(almaty(crisis), ends_at=None, ends_is=Stated.NOT_STATED, zone="Asia/Oral"),
        curfew(almaty(crisis), begins_at=NOON + HOUR),
        rumour(**ANSWER, answers={"en": "The water is clean."}),
        rumour("Averylongwordthatnobodycouldeverbreakanywhere" * 3, **ANSWER, answers={"en": "No."}),
        figure(164, qualifier=Qualifier.RETRACTED),
        figure(150, qualifier=Qualifier.ABOUT),
        *(report("Word. " * 40, announced_at=NOON - timedelta(hours=9 + number)) for number in range(30)),
    ]
    for given in facts:
        tell(crisis, given)
    return crisis


def tell(crisis: Crisis, given: AnyGiven) -> UUID:
    """Tell something to the public."""
    return telling.tell(crisis=crisis.id, given=given, publish=True, by=SYSTEM, at=NOON)


@pytest.mark.parametrize("wide", [320, 360, 1280])
@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_it_is_never_wider_than_the_screen(telephone: Page, crisis: Crisis, wide: int, language: str) -> None:
    telephone.set_viewport_size({"width": wide, "height": 640})
    telephone.goto(f"{PAGE}?lang={language}")
    for place in telephone.locator("details").all():
        place.locator("summary").click()
    assert width(telephone) == wide
    expect(telephone.locator("html")).to_have_attribute("lang", language)


def test_axe_finds_nothing_on_it(reader: Page, crisis: Crisis) -> None:
    axe = Axe()
    for address in (PAGE, f"{PAGE}?before=2022-01-08T05:30:00Z", "/c/harbour/"):
        reader.goto(address)
        for place in reader.locator("details").all():
            place.locator("summary").click()
        result = axe.run(reader)
        assert result.violations_count == 0, result.generate_report()


def test_its_style_is_applied_though_it_carries_no_number(telephone: Page, crisis: Crisis) -> None:
    for _ in range(2):  # the second is the copy that the browser has kept
        telephone.goto(PAGE)
        expect(telephone.locator(".said > li").first).to_have_css("border-left-width", "3px")


def test_what_is_in_force_opens_by_keyboard_without_a_script(telephone: Page, crisis: Crisis) -> None:
    telephone.goto(PAGE)
    place = telephone.locator("#in-force details").first
    line = place.get_by_text("until 18 January, 12:00").first
    expect(line).to_be_hidden()
    place.locator("summary").focus()
    telephone.keyboard.press("Enter")
    expect(line).to_be_visible()


def test_one_walks_from_the_crisis_to_what_is_known_and_further_back(telephone: Page, crisis: Crisis) -> None:
    telephone.goto("/c/harbour/")
    telephone.get_by_role("link", name="What is known").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("What is known")
    telephone.get_by_role("navigation", name="On this page").get_by_role("link", name="Rumours").click()
    expect(telephone.get_by_role("heading", name="Rumours answered")).to_be_in_viewport()
    telephone.get_by_role("link", name="What was told before").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("What was known before")
    telephone.get_by_role("link", name="Back to the newest").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("What is known")


def test_what_a_finger_must_hit_is_large_enough(telephone: Page, crisis: Crisis) -> None:
    telephone.goto(PAGE)
    boxes = [each.bounding_box() for each in telephone.locator("nav a, summary, .go").all() if each.is_visible()]
    assert min(box["height"] for box in boxes if box) >= 44


def test_on_paper_everything_is_unfolded(browser: Browser, live_server: LiveServer, crisis: Crisis) -> None:
    page = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB").new_page()
    page.goto(PAGE)
    page.emulate_media(media="print")
    expect(page.locator("#in-force").get_by_text("until 18 January, 12:00").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.context.close()


def test_it_leaves_no_cookie(telephone: Page, crisis: Crisis) -> None:
    telephone.goto(f"{PAGE}?lang=kk")
    assert telephone.context.cookies() == []
