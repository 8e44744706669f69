"""Passes in a real Chromium: on a telephone, by night, without a script, and without a network once opened."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dodomu.boarding.models import Pass
from dodomu.boarding.operations.passes import keep_passes
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.journeys.rules.terms import Answer
from dodomu.people.rules.terms import PartyKind
from dodomu.web.public import passes
from tests import cast
from tests.browser.test_desk_pages import findings, sideways, signed_in
from tests.browser.test_public_pages import width
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import NOW, Harbour, answered, live
from tests.web.desk.offered import SLUG, desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BORN = "14.03.1986"
WIDTH = 360
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def here(transactional_db: None, tmp_path: Path, settings: Any) -> Harbour:
    sign_with_a_new_key(tmp_path, settings)
    made = desk()
    Crisis.objects.filter(id=made.id).update(hotline="+380 00 123 45 67")
    return made


@pytest.fixture
def olena(here: Harbour) -> Any:
    """A mother and her son, who said yes and have their passes."""
    told = cast.register(here.crisis, cast.OLENA, cast.TARAS, at=NOW)
    here.offer_all({told.party: "PS-1"})
    answered(here, told.party, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    return told


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.fill("#born", BORN)
    page.click("button.go")
    expect(page.locator("svg.qr").first).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def test_without_a_script_the_passes_stand_on_a_small_telephone(telephone: Page, olena: Any) -> None:
    page = opened(telephone, f"/p/{olena.token}/passes?lang=uk")
    assert page.locator("svg.qr").count() == 2
    assert width(page) <= WIDTH
    expect(page.locator("#keeps")).to_be_hidden()
    expect(page.locator("#kept")).to_be_hidden()
    shot(page, "passes_telephone")


def test_axe_finds_nothing_on_the_page_of_passes(reader: Page, olena: Any) -> None:
    page = opened(reader, f"/p/{olena.token}/passes")
    shot(page, f"passes_{page.evaluate('matchMedia(`(prefers-color-scheme: dark)`).matches')}")
    assert findings(page) == []


def test_once_opened_the_passes_are_shown_without_a_network(page: Page, live_server: LiveServer, olena: Any) -> None:
    address = f"{live_server.url}/p/{olena.token}/passes"
    opened(page, address)
    expect(page.locator("#keeps")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    for where in (address, f"{live_server.url}/p/{olena.token}"):  # also by the link that everybody has
        page.goto(where)
        assert page.locator("svg.qr").count() == 2
        expect(page.locator("#kept")).to_be_visible()
        assert page.locator("input[name=proof], .acts").count() == 0
    shot(page, "passes_offline")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("#born")).to_be_visible()  # with a network what the server says comes first


def test_where_the_server_is_down_behind_its_proxy_the_kept_passes_are_shown(
    page: Page, live_server: LiveServer, olena: Any, monkeypatch: Any
) -> None:
    address = f"{live_server.url}/p/{olena.token}/passes"
    opened(page, address)
    expect(page.locator("#keeps")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")

    def down(token: str) -> None:
        raise RuntimeError(token)

    monkeypatch.setattr(passes, "private_page", down)
    page.goto(address)
    expect(page.locator("#kept")).to_be_visible()
    assert page.locator("svg.qr").count() == 2


def test_an_answer_that_did_not_go_out_never_looks_as_if_it_had(
    page: Page, live_server: LiveServer, olena: Any
) -> None:
    opened(page, f"{live_server.url}/p/{olena.token}/passes")
    expect(page.locator("#keeps")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.evaluate(
        """address => {
            const form = Object.assign(document.createElement("form"), {method: "post", action: address});
            document.body.append(form);
            form.submit();
        }""",
        f"/p/{olena.token}/check-in",
    )
    expect(page.locator("svg.qr")).to_have_count(0)  # the browser's own words: it was not sent
    page.context.set_offline(False)


def test_of_a_large_party_each_pass_is_shown_without_a_network_after_one_look(
    page: Page, live_server: LiveServer, here: Harbour
) -> None:
    people = [{**cast.TARAS, "name": f"Коваль {name}"} for name in ("Іван", "Ярина", "Остап", "Лев", "Ніна", "Зоя")]
    told = cast.register(here.crisis, cast.OLENA, *people, kind=PartyKind.FAMILY, at=NOW)
    here.leg("PS-9", 9)
    here.offer_all({told.party: "PS-9"})
    answered(here, told.party, Answer.ACCEPT)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    address = f"{live_server.url}/p/{told.token}/passes"
    opened(page, address)
    expect(page.locator("#keeps")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator("#kept")).to_be_visible()
    page.reload()
    expect(page.locator("svg.qr")).to_have_count(7)
    page.click("a:has-text('Ярина')")
    expect(page.get_by_text("KOVAL YARYNA")).to_be_in_viewport()
    page.context.set_offline(False)


def test_what_is_not_to_be_kept_is_kept_no_more(page: Page, live_server: LiveServer, olena: Any) -> None:
    address = f"{live_server.url}/p/{olena.token}/passes"
    opened(page, address)
    page.click("#forget")
    expect(page.locator("#keeps")).to_be_hidden()
    assert page.evaluate("caches.open('passes-1').then(s => s.keys()).then(k => k.length)") == 0


def test_of_a_pass_that_ended_nothing_is_kept(page: Page, live_server: LiveServer, here: Harbour, olena: Any) -> None:
    address = f"{live_server.url}/p/{olena.token}/passes"
    opened(page, address)
    expect(page.locator("#keeps")).to_be_visible()
    from dodomu.journeys.operations.offering import withdraw_offer

    withdraw_offer(offer=live(olena.party).id, why="A mistake.", by=here.officer(), at=NOW)
    keep_passes(crisis=here.id, by=SYSTEM, at=NOW)
    page.goto(address)
    page.fill("#born", BORN)
    page.click("button.go")
    expect(page.get_by_text("no longer holds").first).to_be_visible()
    page.wait_for_function("caches.open('passes-1').then(s => s.keys()).then(k => k.length === 0)")


def test_the_desk_shows_passes_to_every_reader(
    lit_page: Page, live_server: LiveServer, here: Harbour, olena: Any
) -> None:
    page = signed_in(lit_page, live_server, here.crisis)
    found = {}
    for name, address in (
        ("offer", f"/desk/{SLUG}/offers/{live(olena.party).id}/"),
        ("departure", f"/desk/{SLUG}/departures/PS-1/"),
    ):
        page.goto(live_server.url + address)
        shot(page, f"desk_{name}")
        if faults := findings(page):
            found[address] = faults
    assert found == {}
    assert Pass.objects.count() == 2


def test_no_page_with_passes_scrolls_sideways(page: Page, live_server: LiveServer, here: Harbour, olena: Any) -> None:
    pages = [f"/desk/{SLUG}/offers/{live(olena.party).id}/", f"/desk/{SLUG}/departures/PS-1/"]
    assert sideways(signed_in(page, live_server, here.crisis), live_server, pages) == {}
