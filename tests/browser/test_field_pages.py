"""The field in a real browser: a telephone 360 points wide, one thumb, no JavaScript, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dodomu.foundation import officers
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from dodomu.people.models import LedgerEntry, Note, Person
from dodomu.people.operations.preparing import Receipt
from tests import cast
from tests.browser.conftest import TELEPHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "four-unusual-words-here"
THUMB = 44  # points: what is touched is at least so high


@pytest.fixture
def crisis() -> Crisis:
    """An exercise, and a field officer in it."""
    made = cast.crisis(slug="harbour", exercise="kazakhstan-2022", exercise_now=cast.NOON)
    officer = officers.add_officer(
        username="field", name="Field officer", password=PASSWORD, language="en", by=SYSTEM, at=cast.NOON
    )
    officers.give_role(officer=officer, crisis=made.id, role=Role.FIELD_OFFICER, by=SYSTEM, at=cast.NOON)
    return made


@pytest.fixture
def family(crisis: Crisis) -> Receipt:
    return cast.register(crisis, cast.OLENA, {**cast.TARAS, "needs": "wheelchair, medicine"})


def sign_in(page: Page) -> None:
    """Sign in and say that one stands in Nur-Sultan."""
    page.goto("/field/")
    page.get_by_label("Name").fill("field")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Nur-Sultan").click()


def look_up(page: Page, words: str) -> None:
    page.get_by_label("Name, code or telephone").fill(words)
    page.get_by_role("button", name="Find").click()


def check(page: Page) -> None:
    """Axe finds nothing, the page is no wider than the telephone, and a thumb hits whatever is there to be touched."""
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    small = page.evaluate(
        """least => [...document.querySelectorAll("main :is(button, select, textarea, summary, .row, .choice)")]
            .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < least)
            .map(each => each.outerHTML)""",
        THUMB,
    )
    assert small == []


def test_a_family_is_found_in_latin_letters_and_seen_with_one_tap(telephone: Page, family: Receipt) -> None:
    sign_in(telephone)
    look_up(telephone, "koval olena")
    telephone.get_by_role("link", name="Коваль Олена").click()
    expect(telephone.get_by_role("heading", name="2 together")).to_be_visible()
    telephone.get_by_role("button", name="All 2 seen here").click()
    expect(telephone.get_by_role("status")).to_have_text("Everybody of them has been seen here.")
    assert LedgerEntry.objects.filter(evidence="seen", place__ref="nursultan").count() == 2


def test_one_of_two_is_ticked_and_the_other_is_missing_until_seen(telephone: Page, family: Receipt) -> None:
    sign_in(telephone)
    look_up(telephone, family.persons[0].reference)
    telephone.get_by_role("link", name="Коваль Олена").click()
    telephone.get_by_role("checkbox", name="Коваль Олена").check()
    telephone.get_by_role("button", name="Only those ticked").click()
    expect(telephone.get_by_role("status")).to_contain_text("1 is missing")
    expect(telephone.get_by_role("status")).to_contain_text("Коваль Тарас")
    telephone.get_by_role("button", name="Коваль Тарас: seen here").click()
    expect(telephone.get_by_role("status")).to_have_text("Everybody of them has been seen here.")


def test_the_tap_stays_under_the_thumb_however_long_the_party_is(telephone: Page, crisis: Crisis) -> None:
    tour = cast.register(crisis, *[{**cast.OLENA, "name": f"Коваль {n}", "document_number": ""} for n in range(12)])
    sign_in(telephone)
    telephone.goto(f"/field/harbour/people/{tour.persons[0].id}/")
    expect(telephone.get_by_role("button", name="All 12 seen here")).to_be_in_viewport()


def test_somebody_nobody_knows_is_registered_with_the_words_that_found_nobody(telephone: Page, crisis: Crisis) -> None:
    sign_in(telephone)
    look_up(telephone, "Гук Петро")
    telephone.get_by_role("link", name="Somebody not registered").click()
    expect(telephone.get_by_label("Family name")).to_have_value("Гук")
    telephone.get_by_label("Date of birth").fill("30.02.1950")
    telephone.get_by_text("Illness, medicine, infant").click()
    telephone.get_by_label("wheelchair").check()
    telephone.get_by_role("button", name="Register: seen at Nur-Sultan").click()
    expect(telephone.get_by_role("alert")).to_contain_text("There is no such day in the calendar")
    expect(telephone.get_by_label("wheelchair")).to_be_checked()
    telephone.get_by_label("Date of birth").fill("20.01.1950")
    telephone.get_by_role("button", name="Register: seen at Nur-Sultan").click()
    expect(telephone.get_by_role("status")).to_contain_text("Registered, and seen here.")
    petro = Person.objects.get()
    assert (petro.account, petro.account_place and petro.account_place.ref, petro.needs) == (
        "waiting", "nursultan", ["wheelchair"],
    )  # fmt: skip


def test_help_is_called_for_without_leaving_the_party(telephone: Page, family: Receipt) -> None:
    sign_in(telephone)
    telephone.goto(f"/field/harbour/people/{family.persons[0].id}/")
    telephone.get_by_text("Needs help", exact=True).click()
    telephone.get_by_label("Who needs it?").select_option("Коваль Тарас")
    telephone.get_by_label("What is needed?").fill("Insulin before the evening")
    telephone.get_by_role("button", name="Write it down").click()
    expect(telephone.get_by_text("Insulin before the evening")).to_be_visible()
    assert Note.objects.get().person_id == family.persons[1].id


def test_the_exercise_cannot_be_mistaken_for_reality(telephone: Page, family: Receipt) -> None:
    sign_in(telephone)
    for page in ("/field/harbour/", "/field/harbour/place", f"/field/harbour/people/{family.persons[0].id}/"):
        telephone.goto(page)
        expect(telephone.get_by_role("complementary", name="Exercise")).to_contain_text("8 January 2022, 12:00 Almaty")
        assert telephone.title().startswith("[EXERCISE]")


def test_every_page_reads_well_in_light_and_dark(reader: Page, crisis: Crisis, family: Receipt) -> None:
    reader.goto("/field/sign-in")
    check(reader)
    reader.get_by_role("button", name="Sign in").click()
    check(reader)  # with what is wrong
    sign_in(reader)
    person = f"/field/harbour/people/{family.persons[0].id}/"
    for page in ("/field/?all", "/field/harbour/place", "/field/harbour/", "/field/harbour/?q=Коваль",
                 "/field/harbour/?q=Nobody", "/field/harbour/people/new", person):  # fmt: skip
        reader.goto(page)
        check(reader)
    reader.get_by_role("button", name="Only those ticked").click()
    check(reader)  # nobody was ticked
    reader.get_by_role("checkbox").first.check()
    reader.get_by_role("button", name="Only those ticked").click()
    reader.get_by_text("Needs help", exact=True).click()
    reader.get_by_role("button", name="Write it down").click()
    check(reader)  # one is missing, and a note without words
    reader.goto("/field/harbour/people/new")
    reader.get_by_role("button", name="Register:").click()
    check(reader)


@pytest.mark.parametrize("language", ["uk", "ru", "kk"])
def test_no_language_is_wider_than_the_telephone(reader: Page, crisis: Crisis, family: Receipt, language: str) -> None:
    sign_in(reader)
    for page in ("", "place", "people/new", f"people/{family.persons[0].id}/"):
        reader.goto(f"/field/harbour/{page}?lang={language}")
        assert reader.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
