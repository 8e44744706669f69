"""A gate as a thing in somebody's hand: locked, lost, withdrawn, emptied, carried out, renewed."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from dodomu.boarding.models import Device, Touch
from dodomu.boarding.operations import carrying, devices
from dodomu.boarding.rules.terms import TouchKind, Via
from dodomu.foundation import clock
from dodomu.web.field.gate import shell
from tests.browser.gate_scene import PIN, Server, Telephone, running_server, scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODES = """async () => {
    const seen = new Set();
    let canvas = null;
    while (!canvas?.dataset.code) {
        await new Promise(requestAnimationFrame);
        canvas = document.querySelector("canvas");
    }
    const count = Number(/\\/(\\d+):/.exec(canvas.dataset.code)[1]);
    while (seen.size < count) {
        seen.add(canvas.dataset.code);
        await new Promise(requestAnimationFrame);
    }
    const {collector} = await import("/static/field/gate/carry.js");
    const gathered = collector();
    let last;
    for (const each of [...seen].reverse()) last = await gathered.add(each);
    return last.line;
}"""
WAITING = """async () => {
    const registration = await navigator.serviceWorker.ready;
    while (!registration.waiting) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with running_server() as running:
        yield running


def more(page: Page, name: str) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name=name).click()


def test_a_gate_is_locked_carried_out_withdrawn_and_emptied_without_losing_a_touch(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=1, singles=1)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    page = phone.page
    server.kill()
    phone.context.set_offline(True)
    phone.find("коваленко", "Коваленко Олена")
    page.get_by_role("button", name="Board all 3").click()
    expect(page.get_by_role("status")).to_contain_text("Aboard: 3.")

    # Locked, it shows nobody, and still how much is not sent; a wrong PIN opens nothing.
    more(page, "Lock now")
    expect(page.locator("#unsent b")).not_to_have_text("0")
    page.get_by_label("PIN").fill("111112")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_have_text("The PIN is wrong.")
    page.go_back()
    assert "Коваленко" not in page.inner_text("body")
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("button", name="Aboard")).to_contain_text("3 / 6")

    # Carried out as a file and as codes: the same touches, once, whichever comes first.
    more(page, "Carry out what is not sent")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a sealed file").click()
    line = Path(saved.value.path()).read_bytes().strip()
    assert "Коваленко".encode() not in line and json.loads(line)["dodomu"] == "carry"
    made = phone.unsent()
    whose, kept = carrying.take_in(line=line, via=Via.FILE, received_at=clock.real_now())
    assert (whose, len(kept.kept)) == (Device.objects.get().id, made)
    page.get_by_role("button", name="Show as codes").click()
    _, again = carrying.take_in(line=page.evaluate(CODES).encode(), via=Via.CODES, received_at=clock.real_now())
    assert set(again.kept) == set(kept.kept)
    assert Touch.objects.filter(kind=TouchKind.BOARDED).count() == 2  # who was found, and who came along
    page.get_by_role("button", name="Back").click()

    # Lost: withdrawn and to be emptied. What it wrote down since comes in first; then nothing of it is left.
    phone.find("XY001000", "Гук Олена")
    devices.lose_device(device=whose, because="lost", by=here.here.officer(), at=clock.real_now())
    server.start()
    phone.context.set_offline(False)
    expect(page.get_by_role("heading", name="This device is empty")).to_be_visible(timeout=15000)
    device = Device.objects.get()
    assert device.wiped_at is not None
    assert Touch.objects.count() == device.made_so_far
    assert page.evaluate("indexedDB.databases().then(all => all.map(each => each.name))") == []
    assert phone.faults == []
    phone.close()


def test_a_new_version_waits_until_the_list_is_fetched_anew_and_nothing_is_unsent(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = scene(tmp_path, settings, server, families=0, singles=1)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    page = phone.page
    caches = "caches.keys().then(all => all.sort())"
    (before,) = page.evaluate(caches)
    renewed = tmp_path / "gate"
    shutil.copytree(shell.FILES, renewed)
    (renewed / "gate.css").write_text("/* newer */")
    monkeypatch.setattr(shell, "FILES", renewed)

    phone.open()
    page.evaluate("navigator.serviceWorker.ready.then(it => it.update())")
    page.evaluate(WAITING)
    server.kill()
    phone.context.set_offline(True)
    phone.find("коваленко", "Коваленко Олена")
    page.get_by_role("button", name="Board Коваленко").click()
    expect(page.locator("#unsent b")).to_have_text("2")
    more(page, "Fetch the list anew")
    expect(page.get_by_text("No network.")).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.getRegistration().then(it => it.waiting !== null)")
    server.start()
    phone.context.set_offline(False)
    expect(page.locator("#unsent b")).to_have_text("0")
    page.get_by_role("button", name="Fetch the list anew").click()
    expect(page.get_by_label("PIN")).to_be_visible()
    (after,) = page.evaluate(caches)
    assert after != before
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("button", name="Aboard")).to_contain_text("1 / ")
    phone.close()


def test_only_one_window_of_a_device_is_a_gate(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=0, singles=1)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    second = phone.context.new_page()
    second.goto("/field/gate/")
    expect(second.get_by_role("heading", name="The gate is open in another window")).to_be_visible()
    phone.page.close()
    expect(second.get_by_role("heading", name="Locked")).to_be_visible()  # without anybody touching it
    phone.close()
