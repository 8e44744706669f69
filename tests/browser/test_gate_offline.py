"""Two gates, two hundred people, no network: nobody is lost and nobody is counted twice."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, Route, expect

from dodomu.boarding.models import Device, Touch
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.rules.terms import Account
from tests.browser.gate_scene import HOUR, Scene, Server, Telephone, running_server, scene
from tests.journeys.offered import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROPPED = 0.4
# Board everybody of a list by hand, as fast as a hand would wish: find by code, open, board, and on with the next.
BOARD = """async codes => {
    const frame = () => new Promise(requestAnimationFrame);
    const until = async what => {
        for (const end = Date.now() + 8000; Date.now() < end; await frame()) { const it = what(); if (it) return it; }
        throw new Error(`waited for ${what} in vain: ${document.body.innerText}`);
    };
    const screen = name => () => document.querySelector(`main[data-screen=${name}]`);
    for (const code of codes) {
        await until(screen("home"));
        const field = document.querySelector("input[type=search]");
        field.value = code;
        field.dispatchEvent(new Event("input"));
        (await until(() => [...document.querySelectorAll("main .rows button.row .row__line")]
            .find(each => each.textContent.replace(/\\s/g, "").includes(code))?.closest("button"))).click();
        await until(screen("party"));
        if (!document.querySelector(".answer--go")) { document.querySelector(".way button").click(); continue; }
        [...document.querySelectorAll(".act .button")].at(-1).click();
    }
    await until(screen("home"));
}"""


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with running_server() as running:
        yield running


def drop_answers(phone: Telephone, seed: int) -> list[int]:
    """Let every upload reach the server, and four answers of ten not come back. Returns how many, as it grows."""
    chance, dropped = random.Random(seed), [0]

    def answer(route: Route) -> None:
        reached = route.fetch()
        if chance.random() < DROPPED:
            dropped[0] += 1
            route.abort()
        else:
            route.fulfill(response=reached)

    phone.context.route("**/field/gate/api/touches", answer)
    return dropped


def said_aboard(phone: Telephone, least: int) -> int:
    """Return how many are aboard by the screen, when it says so many."""
    aboard = phone.page.get_by_role("button", name="Aboard").locator("b")
    for _ in range(600):
        if aboard.count() and int(aboard.inner_text().split()[0]) >= least:
            return int(aboard.inner_text().split()[0])
        phone.page.wait_for_timeout(50)
    raise AssertionError(least)


def test_two_hundred_are_boarded_at_two_gates_and_everybody_is_counted_once(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here: Scene = scene(tmp_path, settings, server, families=50, singles=50)
    first = Telephone(playwright, tmp_path / "first", server.url)
    second = Telephone(playwright, tmp_path / "second", server.url, ahead=3 * HOUR)  # its clock is wrong
    first.enrol(here.code("Gate 1"))
    second.enrol(here.code("Gate 2"))
    leads = dict(Person.objects.filter(leads_party=True).values_list("party", "reference"))
    codes = [leads[party] for party in here.parties]

    # No network at all, and both telephones are switched off and on: everything starts from what they keep.
    server.kill()
    for phone in (first, second):
        phone.context.set_offline(True)
        phone.open()
    first.page.evaluate(f"codes => void ({BOARD})(codes)", codes[:30])
    done = said_aboard(first, least=30)
    first.kill()  # in the middle of the work, perhaps of a tap
    first.switch_on()
    first.context.set_offline(True)
    first.open()
    kept = said_aboard(first, least=done)  # whatever the screen had said
    assert kept % 3 == 0  # whole families
    first.page.evaluate(BOARD, codes[:55])  # those once more: the gate knows them
    second.page.evaluate(BOARD, codes[50:])  # and five people at both gates at once, which neither can know

    # A bad network: answers are lost, the server is killed once more and comes back.
    lost = [drop_answers(phone, seed) for seed, phone in enumerate((first, second))]
    server.start()
    for phone in (first, second):
        phone.context.set_offline(False)
    first.page.wait_for_timeout(500)
    server.kill()
    second.kill()  # while it was sending
    second.switch_on()
    server.start()
    lost.append(drop_answers(second, 2))
    second.open()
    for phone in (first, second):
        for _ in range(120):
            if phone.unsent() == 0:
                break
            phone.page.evaluate("dispatchEvent(new Event('online'))")
            phone.page.wait_for_timeout(250)
        expect(phone.page.locator("#unsent b")).to_have_text("0")
        assert phone.faults == []
    assert sum(each[0] for each in lost) > 0

    everybody = Person.objects.filter(crisis=here.here.id)
    assert everybody.count() == 200
    assert set(everybody.values_list("account", "account_leg")) == {(Account.ABOARD, "PS-1")}
    moved = LedgerEntry.objects.filter(crisis=here.here.id, account=Account.ABOARD)
    assert moved.values("person").distinct().count() == 200
    hours = Touch.objects.values_list("happened_at", flat=True)
    assert NOW - timedelta(minutes=1) < min(hours) <= max(hours) < NOW + timedelta(minutes=10)
    for device in Device.objects.all():
        numbers = sorted(Touch.objects.filter(device=device).values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)) == list(range(1, device.made_so_far + 1))
    first.close()
    second.close()
