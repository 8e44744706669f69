"""The public pages in a real browser without JavaScript, on a telephone 360 points wide, in light and in dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dodomu.foundation.models import Crisis
from dodomu.people.models import Person
from tests import cast
from tests.browser.conftest import TELEPHONE
from tests.browser.walking import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crisis() -> Crisis:
    return cast.crisis(slug="harbour", hotline="+380 00 123 45 67", exercise="kazakhstan-2022", exercise_now=cast.NOON)


def fill_in(page: Page, **typed: str) -> None:
    """Open the form and write a person into it."""
    page.goto("/c/harbour/register")
    page.get_by_label("Surname").first.fill(typed.get("surname", "Koval"))
    page.get_by_label("Given name").first.fill("Olena")
    page.get_by_label("Date of birth").first.fill(typed.get("born", "14.03.1986"))
    page.get_by_label("Telephone", exact=True).first.fill("+380 00 111 22 33")
    page.get_by_label("City, or the nearest one").select_option("almaty")
    page.get_by_label("to leave as soon as it is possible").check()


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def width(page: Page) -> int:
    """How wide the page is, told by the browser itself: no script of the page runs."""
    session = page.context.new_cdp_session(page)
    return int(session.send("Page.getLayoutMetrics")["cssContentSize"]["width"])


def test_somebody_alone_registers(telephone: Page, crisis: Crisis) -> None:
    telephone.goto("/")
    follow(telephone, telephone.get_by_role("link", name="Kazakhstan"))
    follow(telephone, telephone.get_by_role("link", name="Register", exact=True))
    fill_in(telephone)
    press(telephone, "Register")
    expect(telephone.get_by_role("heading", level=1)).to_have_text("We know of you")
    reference = Person.objects.get().reference
    expect(telephone.locator(".code")).to_have_text(f"{reference[:3]} {reference[3:6]} {reference[6:]}")


def test_a_family_is_written_without_leaving_the_page(telephone: Page, crisis: Crisis) -> None:
    fill_in(telephone)
    expect(telephone.locator("#given_name-2")).to_be_hidden()
    telephone.get_by_label("My family").check()
    telephone.locator("#given_name-2").fill("Taras")
    telephone.get_by_text("Another person (2)").click()
    telephone.locator("#given_name-3").fill("Maria")
    press(telephone, "Register")
    expect(telephone.locator(".code")).to_have_count(3)


def test_the_enter_key_does_not_send_half_a_form(telephone: Page, crisis: Crisis) -> None:
    fill_in(telephone)
    telephone.get_by_label("Surname").first.press("Enter")
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Register")
    assert not Person.objects.exists()


def test_the_whole_form_is_filled_in_and_sent_by_keyboard(telephone: Page, crisis: Crisis) -> None:
    telephone.goto("/c/harbour/register")
    telephone.keyboard.press("Tab")
    expect(telephone.get_by_role("link", name="Skip to the content")).to_be_focused()
    telephone.get_by_label("Surname").first.focus()
    for word in ("Koval", "Olena", "14031986"):
        telephone.keyboard.type(word)
        telephone.keyboard.press("Tab")
    telephone.get_by_label("Telephone", exact=True).first.focus()
    telephone.keyboard.type("+380001112233")
    telephone.get_by_role("button", name="Register", exact=True).focus()
    telephone.keyboard.press("Enter")
    expect(telephone.locator(".code")).to_have_count(1)


def test_a_fault_is_led_to_from_the_top_and_nothing_typed_is_lost(telephone: Page, crisis: Crisis) -> None:
    fill_in(telephone, born="30.02.1990")
    press(telephone, "Register")
    telephone.get_by_role("alert").get_by_role("link").click()
    field = telephone.locator("#birth_date")
    expect(field).to_have_value("30.02.1990")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "24.08.1991 or 24081991 There is no such day in the calendar. Check the day and the month."
    )
    expect(telephone.get_by_label("Surname").first).to_have_value("Koval")
    field.fill("28.02.1990")
    press(telephone, "Register")
    expect(telephone.locator(".code")).to_have_count(1)


def test_the_private_page_tells_and_changes(telephone: Page, crisis: Crisis) -> None:
    open_private_page(telephone)
    press(telephone, "I am safe")
    expect(telephone.get_by_role("status")).to_contain_text("you are safe")
    follow(telephone, telephone.get_by_role("link", name="See, change or withdraw what is kept"))
    telephone.get_by_label("Date of birth").fill("14.03.1986")
    press(telephone, "Open")
    press(telephone, "Change: Koval Olena")
    telephone.get_by_label("Address, or what stands near it").fill("Hotel by the station")
    press(telephone, "Keep the change")
    expect(telephone.get_by_text("Hotel by the station")).to_be_visible()


def open_private_page(page: Page) -> None:
    fill_in(page)
    press(page, "Register")
    follow(page, page.locator("a", has_text="/p/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your private page")


def every_page(page: Page) -> Iterator[str]:
    """Walk through every public page, one state after the other."""
    for path in ("/", "/c/harbour/", "/c/harbour/by-phone", "/c/harbour/register", "/nothing", "/p/nothing"):
        page.goto(path)
        yield path
    fill_in(page, born="30.02.1990")
    page.get_by_label("A tour group").check()
    page.get_by_text("Paste a list").click()
    page.locator("#list").fill("5, 31.02.1990")
    press(page, "Register")
    yield "the form with faults"
    open_private_page(page)
    yield "the private page"
    press(page, "I am safe")
    yield "an answer"
    follow(page, page.get_by_role("link", name="There are more of us"))
    yield "more of us"
    follow(page, page.get_by_role("link", name="Back to your private page"))
    follow(page, page.get_by_role("link", name="See, change or withdraw what is kept"))
    page.get_by_label("Date of birth").fill("01.01.1990")
    press(page, "Open")
    yield "a wrong answer"
    page.get_by_label("Date of birth").fill("14.03.1986")
    press(page, "Open")
    page.get_by_text("Withdraw").first.click()
    yield "the details"
    press(page, "Change: Koval Olena")
    yield "the form to change"


def test_no_page_is_wider_than_a_small_telephone(telephone: Page, crisis: Crisis) -> None:
    assert [name for name in every_page(telephone) if width(telephone) > TELEPHONE["width"]] == []


def test_axe_finds_nothing_on_any_page(reader: Page, crisis: Crisis) -> None:
    axe = Axe()
    found = {}
    for name in every_page(reader):
        result = axe.run(reader)
        if result.violations_count:
            found[name] = result.generate_report()
    assert found == {}


@pytest.mark.parametrize("language", ["uk", "ru", "kk"])
def test_the_form_fits_a_small_telephone_in_every_language(telephone: Page, crisis: Crisis, language: str) -> None:
    telephone.goto(f"/c/harbour/register?lang={language}")
    telephone.locator("#kind-family").check()
    assert width(telephone) == TELEPHONE["width"]
    expect(telephone.locator("html")).to_have_attribute("lang", language)


def test_what_a_finger_must_hit_is_large_enough(telephone: Page, crisis: Crisis) -> None:
    telephone.goto("/c/harbour/register")
    telephone.locator("#kind-family").check()
    targets = telephone.locator(
        "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, button, summary, nav a"
    )
    boxes = [each.bounding_box() for each in targets.all() if each.is_visible()]
    assert min(box["height"] for box in boxes if box) >= 44
    labels = [each.bounding_box() for each in telephone.locator("input[type=radio] + label").all() if each.is_visible()]
    assert min(box["height"] for box in labels if box) >= 44
