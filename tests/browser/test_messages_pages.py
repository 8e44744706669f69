"""The pages of conversations in a real Chromium: by day, by night, on a telephone, without a script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation
from dodomu.contact.operations import conversing
from dodomu.contact.operations.saved_answers import save_answer
from dodomu.foundation import clock
from dodomu.foundation.models import Crisis
from tests import cast
from tests.browser.test_desk_pages import findings, signed_in
from tests.cast import OLENA, PETRO
from tests.contact.writing_in import STRANGERS, answer, officer, wrote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH = 360
HOUR = timedelta(hours=1)
LONG = "Донаудампфшиффартсгезельшафтскапітан" * 4
TRICK = f"Звідки\u202eыбзор ?\u200b {LONG} <b>x</b>\nдругий рядок " + "z" + "\u0301" * 30


@pytest.fixture
def crisis(transactional_db: None) -> Crisis:
    """A crisis in which several wait."""
    return cast.crisis(hotline="+380 00 500")


@pytest.fixture
def pages(crisis: Crisis) -> list[str]:
    """Every page, with something of everything on it."""
    at = clock.real_now()
    consul = officer(crisis, "Надзвичайно-Довгопрізвищенко Святослава-Мирослава")
    olena = cast.register(crisis, {**OLENA, "email": "olena@example.org"}).persons[0]
    cast.register(crisis, PETRO)
    first = wrote("Де наш літак?", at=at - 30 * HOUR)
    answer(first, "О 18:00 біля посольства.", by=consul, at=at - 29 * HOUR)
    conversing.assign(
        crisis=crisis.id, conversation=first.conversation, officer=consul.officer, words="знає готель", by=consul, at=at
    )
    for hours in (3, 2):
        wrote(TRICK, at=at - hours * HOUR, subject="\u202eПомилка", files=("\u202egpj.exe", "лист.pdf"))
    wrote("SOS " + "довгий текст " * 300, "olena@example.org", channel=ChannelKind.EMAIL, at=at - HOUR)
    tray = wrote(f"Мене звати Гук Петро, код {olena.reference}", STRANGERS, at=at - 5 * HOUR)
    shop = wrote("-50%", "SHOP", at=at)
    save_answer(
        crisis=crisis.id, answer=uuid4(), name="Літак із довгою назвою відповіді", texts={"uk": "Чекайте."}, version=0,
        by=consul, at=at,
    )  # fmt: skip
    here = f"/desk/{crisis.slug}/messages/"
    threads = [f"{each.conversation}/" for each in (first, tray, shop)]
    own = (
        "",
        "?shown=tray",
        "?shown=all",
        "search?q=koval",
        "search?q=літак",
        "times",
        "saved/",
        "saved/new",
        *threads,
    )
    person = f"/desk/{crisis.slug}/people/{olena.id}/"
    return [*(here + page for page in own), f"{here}{tray.conversation}/?who=гук", person]


def test_axe_finds_nothing_on_any_page_of_conversations(
    lit_page: Page, live_server: LiveServer, crisis: Crisis, pages: list[str]
) -> None:
    page = signed_in(lit_page, live_server, crisis)
    found = {}
    for address in pages:
        page.goto(live_server.url + address)
        if faults := findings(page):
            found[address] = faults
    assert found == {}


def test_no_page_of_conversations_scrolls_sideways_on_a_telephone(
    page: Page, live_server: LiveServer, crisis: Crisis, pages: list[str]
) -> None:
    page.set_viewport_size({"width": WIDTH, "height": 640})
    signed_in(page, live_server, crisis)
    wide = {}
    for language in ("uk", "kk"):
        for address in pages:
            page.goto(f"{live_server.url}{address}{'&' if '?' in address else '?'}lang={language}")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > WIDTH:
                wide[address, language] = width
    assert wide == {}


def test_an_unknown_sender_is_joined_answered_and_closed_without_javascript(
    browser: Browser, live_server: LiveServer, crisis: Crisis, pages: list[str]
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = signed_in(context.new_page(), live_server, crisis)
    page.goto(f"{live_server.url}/desk/{crisis.slug}/messages/?shown=tray")
    page.get_by_role("link", name=STRANGERS).click()
    page.get_by_role("button", name="It is them – Гук").click()
    assert page.get_by_role("heading", name="Гук Петро").is_visible()
    page.get_by_role("button", name="Put it in").click()
    assert page.get_by_role("textbox", name="Answer").input_value() == "Чекайте."
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("Your answer is on its way.").is_visible()
    page.get_by_role("heading", name="Close it").click()
    page.get_by_label("With what outcome").select_option("answered")
    page.get_by_role("button", name="Close it").click()
    assert page.get_by_text("Closed. It opens again by itself").is_visible()
    assert Conversation.objects.get(person__search_text__contains="huk").closed_with == "answered"
    context.close()
