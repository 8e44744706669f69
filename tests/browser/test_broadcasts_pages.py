"""Broadcasts in a real browser: written, approved by another, watched, printed; nothing for axe to find."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.channels.messages import Verdict
from dodomu.contact.models import Broadcast, Delivery
from dodomu.contact.operations import broadcasting
from dodomu.contact.operations.broadcasting import Words
from dodomu.contact.rules.terms import DeliveryState, Purpose
from dodomu.foundation.models import Crisis
from tests import cast
from tests.browser.test_desk_pages import findings, signed_in
from tests.browser.test_public_pages import width
from tests.browser.walking import follow
from tests.contact import told
from tests.contact.told import BY_EMAIL, BY_PARTY, BY_SMS, NOW, WARDEN, Told
from tests.web.desk.broadcasting import on_sheets, set_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/harbour/advice/broadcasts/"
LONG = "Розсилкадужедовгоюназвоюбезжодногопробілу" * 2
STATES = (DeliveryState.DELIVERED, DeliveryState.TAKEN, DeliveryState.FAILED, DeliveryState.UNKNOWN,
          DeliveryState.IN_DOUBT)  # fmt: skip
TEXTS = (Words("uk", f"Залишайтеся вдома, {{name}}. {LONG * 3}", "Увага"), Words("kk", "Үйде болыңыз. " * 9))


@pytest.fixture
def crisis(transactional_db: None, settings: LazySettings, tmp_path: Path) -> Crisis:
    """Broadcasts in every state, and a sheet on which three people stand."""
    set_up(settings, tmp_path / "paper")
    made = cast.crisis(slug="harbour")
    town = Told(made)
    for number in range(12):
        town.person(**({"email": f"o{number}@example.org"} if number % 2 else {}))
    ladder = (BY_SMS, BY_EMAIL, BY_PARTY, WARDEN)
    town.draft(name=LONG, texts=TEXTS, ladder=ladder, purpose=Purpose.NOTICE, waves=3, wave_minutes=15)
    asked = town.draft(name="Бензин", texts=TEXTS, ladder=ladder)
    broadcasting.ask_approval(broadcast=asked.id, version=1, is_meant=True, by=town.asking, at=NOW)
    running = town.begun(name="Вода", texts=TEXTS, ladder=ladder)
    told.all_say(told.claim(at=NOW), Verdict.TAKEN, at=NOW)
    for state, row in zip(STATES * 3, Delivery.objects.filter(broadcast=running), strict=False):
        why = "not_reachable" if state is DeliveryState.FAILED else ""
        Delivery.objects.filter(id=row.id).update(state=state, why=why, settled_at=NOW, next_at=None)
    sheets = town.begun(name="Аркуші", ladder=(WARDEN,))
    on_sheets(tmp_path / "paper", sheets)
    return made


def pages() -> list[str]:
    """Every page of broadcasts."""
    sheet = Delivery.objects.filter(channel="paper").exclude(ref="").latest("ref").ref[:8]
    return ["", "new", "1/", "1/change", "2/", "3/", "3/people", "4/", "4/sheets/", "sheets/", f"sheets/{sheet}"]


def test_it_is_written_counted_and_asked_for(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    signed_in(page, live_server, crisis)
    page.goto(f"{live_server.url}{DESK}new?lang=en")
    page.get_by_label("What the desk calls it").fill("Buses at noon")
    page.get_by_label("Why it is sent").select_option("notice")
    page.get_by_label("Text").first.fill("Автобуси о дванадцятій, {name}.")
    page.get_by_role("button", name="Count whom it would tell").click()
    expect(page.get_by_text("people, of 12 in our care")).to_be_visible()
    page.get_by_role("button", name="Keep the draft").click()
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("You asked for it, so another officer has to approve it.")).to_be_visible()
    assert Broadcast.objects.latest("number").name == "Buses at noon"


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_no_page_is_wider_than_a_telephone(page: Page, live_server: LiveServer, crisis: Crisis, language: str) -> None:
    signed_in(page, live_server, crisis)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in pages():
        page.goto(f"{live_server.url}{DESK}{path}?lang={language}")
        assert width(page) <= 320, path


def test_axe_finds_nothing(lit_page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    signed_in(lit_page, live_server, crisis)
    found = {}
    for path in pages():
        lit_page.goto(f"{live_server.url}{DESK}{path}?lang=uk")
        if faults := findings(lit_page):
            found[path] = faults
    lit_page.goto(f"{live_server.url}{DESK}new?lang=en")
    follow(lit_page, lit_page.get_by_role("button", name="Keep the draft"))
    if faults := findings(lit_page):
        found["at fault"] = faults
    assert found == {}


def test_the_figures_are_looked_at_again_by_themselves(page: Page, live_server: LiveServer, crisis: Crisis) -> None:
    signed_in(page, live_server, crisis)
    page.goto(f"{live_server.url}{DESK}3/?lang=en")
    with page.expect_response(lambda answer: answer.url.endswith("/3/?lang=en"), timeout=15_000) as waited:
        pass
    assert "<html" not in waited.value.text()
