"""Feedback in a real browser: said on a telephone without JavaScript, answered at the desk; nothing for axe to find."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.contact.models import Voice
from dodomu.contact.operations import voices
from dodomu.contact.rules.terms import VoiceAside, VoiceKind
from dodomu.contact.rules.voices import AnswerGiven, VoiceGiven
from dodomu.foundation.actors import PUBLIC, SYSTEM
from dodomu.foundation.models import Crisis
from tests import cast
from tests.browser.test_desk_pages import findings, signed_in
from tests.browser.test_public_pages import width
from tests.browser.walking import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOON, DAY = cast.NOON, timedelta(days=1)
DESK = "/desk/harbour/messages/feedback/"
PUBLIC_PAGES = ("/c/harbour/voice", "/c/harbour/voices", "/c/harbour/voice/where", "/c/harbour/voice/where?number=1")
LONG = "Дужедовгесловобезжодногопробілу" * 8


@pytest.fixture
def crisis(transactional_db: None) -> Crisis:
    """An exercise in which feedback stands in every way it can."""
    made = cast.crisis(slug="harbour", hotline="+380 00 123 45 67", exercise="kazakhstan-2022/ua", exercise_now=NOON)
    many = [said(made, f"Голос {number}: {LONG}", at=NOON - 9 * DAY) for number in range(4)]
    said(made, "Тут стріляють")
    publicly = AnswerGiven("Вам", f"Чи є автобус? {LONG}", "Так.\nО дванадцятій.", "uk", "Їде автобус.")
    voices.answer(voice=many[0], version=1, given=publicly, by=SYSTEM, at=NOON - 8 * DAY)
    voices.answer(voice=many[1], version=1, given=publicly, by=SYSTEM, at=NOON)
    voices.set_aside(voice=many[2], version=1, why=VoiceAside.EMPTY, by=SYSTEM, at=NOON)
    return made


def said(crisis: Crisis, words: str, at: datetime = NOON) -> UUID:
    given = VoiceGiven(VoiceKind.MISSING, words, "uk", "olena@example.org")
    return voices.say(crisis=crisis.id, given=given, submission=uuid4(), by=PUBLIC, at=at).voice


def test_somebody_says_what_is_wrong_and_reads_the_answer(telephone: Page, crisis: Crisis) -> None:
    telephone.goto("/c/harbour/?lang=en")
    telephone.get_by_role("link", name="Say what is wrong or missing").click()
    telephone.get_by_role("button", name="Send").click()
    expect(telephone.get_by_role("alert")).to_contain_text("Nothing is written here")
    telephone.get_by_label("Something is missing").check()
    telephone.get_by_label("In your words").fill("There is no water at the station.")
    telephone.get_by_role("button", name="Send").click()
    number = telephone.locator(".code").inner_text()
    address = telephone.locator("a[href^='/v/']").get_attribute("href")
    voice = Voice.objects.get(number=number.replace(" ", ""))
    voices.answer(voice=voice.id, version=1, given=AnswerGiven(private="Water comes at six."), by=SYSTEM, at=NOON)
    telephone.goto(f"{address}")
    expect(telephone.get_by_text("Water comes at six.")).to_be_visible()
    telephone.goto("/c/harbour/voices?lang=en")
    telephone.get_by_label("The number that you were given").fill(number)
    telephone.get_by_role("button", name="See where it stands").click()
    expect(telephone.get_by_text("answered in time")).to_be_visible()
    assert "Water" not in telephone.content()


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_no_page_is_wider_than_the_screen(telephone: Page, crisis: Crisis, language: str) -> None:
    telephone.set_viewport_size({"width": 320, "height": 640})
    for path in PUBLIC_PAGES:
        telephone.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert width(telephone) <= 320, path


def test_axe_finds_nothing_on_the_pages_of_the_public(reader: Page, crisis: Crisis) -> None:
    found = {}
    for path in PUBLIC_PAGES:
        reader.goto(path)
        if faults := findings(reader):
            found[path] = faults
    reader.goto("/c/harbour/voice")
    follow(reader, reader.get_by_role("button", name="Send"))
    reader.get_by_label("In your words").fill("Water")
    if faults := findings(reader):
        found["at fault"] = faults
    follow(reader, reader.get_by_role("button", name="Send"))
    if faults := findings(reader):
        found["kept"] = faults
    follow(reader, reader.locator("a[href^='/v/']"))
    if faults := findings(reader):
        found["own"] = faults
    assert found == {}


def test_axe_finds_nothing_at_the_desk(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    page = signed_in(lit_page, live_server, crisis)
    found = {}
    paths = ["", "?which=answered", "?which=aside", "new"]
    for voice in Voice.objects.all():
        paths += [f"{voice.id}/", f"{voice.id}/answer"]
    paths += [f"{Voice.objects.filter(answered_at__isnull=False)[0].id}/{each}" for each in ("changed", "hide")]
    paths += [f"{Voice.objects.filter(outcome='open')[0].id}/set-aside"]
    for size in ({"width": 1280, "height": 800}, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        for path in paths:
            page.goto(f"{live_server.url}{DESK}{path}")
            assert width(page) <= size["width"], path
            if faults := findings(page):
                found[path] = faults
    assert found == {}
