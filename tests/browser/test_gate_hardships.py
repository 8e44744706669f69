"""A gate in bad hours: a full disk, a clock set back, a forgotten PIN, a closed lock, a telephone that dies."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from dodomu.boarding.models import Device, Pass, Touch, sealed
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation import encryption
from dodomu.people.models import Person
from tests.browser.gate_scene import HOUR, PIN, Server, Telephone, pass_text, running_server, scene
from tests.browser.test_gate_answers import back, film, type_code
from tests.journeys.offered import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = """room => {
    const add = window.add ??= IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (...given) {
        if ((room -= 1) < 0) throw new DOMException("full", "QuotaExceededError");
        return add.apply(this, given);
    };
}"""
# A picture of seven million points with so much behind it that its file has forty megabytes.
PHOTO = """async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [3000, 2400];
    const drawn = canvas.getContext("2d");
    for (let at = 0; at < 400; at += 1) {
        drawn.fillStyle = `hsl(${at * 7 % 360} 80% 50%)`;
        drawn.fillRect(at * 71 % 3000, at * 53 % 2400, 400, 300);
    }
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}"""
CODES = """async () => {
    const seen = [];
    let canvas = null;
    while (!canvas?.dataset.code) {
        await new Promise(requestAnimationFrame);
        canvas = document.querySelector("canvas");
    }
    const count = Number(/\\/(\\d+):/.exec(canvas.dataset.code)[1]);
    while (new Set(seen).size < count) {
        if (seen.at(-1) !== canvas.dataset.code) seen.push(canvas.dataset.code);
        await new Promise(requestAnimationFrame);
    }
    return [...new Set(seen)];
}"""


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with running_server() as running:
        yield running


def aboard(page: Page) -> str:
    return page.get_by_role("button", name="Aboard").inner_text().split()[0]


def go_offline(phone: Telephone, server: Server) -> None:
    server.kill()
    phone.context.set_offline(True)


def go_online(phone: Telephone, server: Server) -> None:
    server.start()
    phone.context.set_offline(False)
    phone.page.evaluate("dispatchEvent(new Event('online'))")


def test_nothing_is_said_to_be_done_that_is_not_on_the_disk_and_no_old_answer_is_shown_again(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=1, singles=1)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    page = phone.page
    go_offline(phone, server)

    # The disk is full in the middle of a tap: neither who boards nor what becomes of the other is written down.
    phone.find("коваленко", "Коваленко Олена")
    expect(page.locator("#unsent b")).to_have_text("1")
    page.get_by_role("checkbox", name="Коваленко Тарас").uncheck()
    page.get_by_role("button", name="Board 2 of 3").click()
    page.get_by_label("Comes later").check()
    page.evaluate(FULL, 2)
    page.get_by_role("button", name="Board 2", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("NOT written down")
    page.evaluate(FULL, 99)
    page.get_by_role("button", name="Board 2", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Aboard: 2.")
    phone.open()
    assert (aboard(page), phone.unsent()) == ("2", 4)

    # A pass was good; then its holder boarded. The way back of the telephone does not say "go" once more.
    type_code(page, pass_text(Pass.objects.get(person__party=here.parties[1])))
    expect(page.locator(".answer--go")).to_be_visible()
    page.get_by_role("button", name="Board Гук Олена").click()
    expect(page.get_by_role("status")).to_contain_text("Aboard: 1.")
    page.go_back()
    expect(page.locator(".answer--stop")).to_contain_text("Boarded already.")
    back(page)

    # The clock is set back by five hours. Hours count on, and are right when the clock was compared.
    page.evaluate("() => { const was = Date.now; Date.now = () => was() - 5 * 3600000; }")
    phone.find("коваленко", "Коваленко Тарас")
    for name in ("Коваленко Олена", "Коваленко Мар"):
        assert page.get_by_role("checkbox", name=name).count() == 0
    page.get_by_role("button", name="Board Коваленко Тарас").click()
    expect(page.get_by_role("status")).to_contain_text("Aboard: 1.")
    go_online(phone, server)
    expect(page.locator("#unsent b")).to_have_text("0")
    last = Touch.objects.filter(kind=TouchKind.BOARDED).latest("number")
    assert last.clock_off is not None and abs(last.clock_off + 5 * HOUR) < HOUR / 2
    assert NOW - timedelta(minutes=1) < last.happened_at < NOW + timedelta(minutes=10)
    assert Person.objects.filter(account="aboard").count() == 4
    assert [fault for fault in phone.faults if "not kept" not in fault] == []
    phone.close()


def test_a_locked_gate_goes_on_sending_and_a_forgotten_pin_is_no_dead_end(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=0, singles=2)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    page = phone.page
    page.goto("/field/gate/")
    page.get_by_role("button", name="Scan the code").click()
    back(page)  # nothing is locked yet: the way back leads to enrolling
    expect(page.get_by_role("heading", name="Make this a gate")).to_be_visible()
    page.goto("about:blank")
    phone.enrol(here.code())
    go_offline(phone, server)
    phone.find("коваленко", "Коваленко Олена")
    page.get_by_role("button", name="Board Коваленко").click()
    expect(page.locator("#unsent b")).to_have_text("2")

    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Lock now").click()
    expect(page.get_by_text("goes on being sent while this page stays open")).to_be_visible()
    assert "Коваленко" not in page.inner_text("body")
    go_online(phone, server)
    expect(page.locator("#unsent b")).to_have_text("0")
    assert Touch.objects.count() == 2
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("button", name="Aboard")).to_contain_text("1 / ")

    # Closed and opened again, it has no key: it says so. Guessing is slow, and costs no empty try.
    go_offline(phone, server)
    phone.find("гук", "Гук Олена")
    expect(page.locator("#unsent b")).to_have_text("1")
    page.goto("/field/gate/")
    expect(page.get_by_text("Nothing is sent until the PIN is typed.")).to_be_visible()
    assert page.get_by_label("PIN").get_attribute("inputmode") == "numeric"
    page.get_by_role("button", name="Open").click()
    for _ in range(3):
        page.get_by_label("PIN").fill("111112")
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_label("PIN")).to_have_value("")  # it was judged
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong PINs. Try again in")

    # Nobody knows the PIN: what is lost by it is said first.
    page.get_by_text("The PIN is forgotten").click()
    expect(page.get_by_text("Not sent, so lost for good: 1.")).to_be_visible()
    page.get_by_role("button", name="Empty this device").click()
    expect(page.get_by_role("heading", name="This device is empty")).to_be_visible()
    server.start()
    phone.context.set_offline(False)
    page.goto("about:blank")
    phone.enrol(here.code("Gate 1 anew"))
    expect(page.get_by_role("button", name="Aboard")).to_contain_text("1 / ")

    # What keeps it from speaking with us is said as it is, not as a network that is missing.
    Device.objects.filter(name="Gate 1 anew").update(secret_hash=bytes(32))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("This device is not enrolled, or its secret is wrong.")).to_be_visible()
    assert phone.faults == []
    phone.close()


def test_a_row_of_codes_is_read_by_another_telephone_without_a_network_and_handed_in_when_there_is_one(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=1, singles=0)
    dying = Telephone(playwright, tmp_path / "dying", server.url)
    dying.enrol(here.code("Gate 1"))
    go_offline(dying, server)
    dying.find("коваленко", "Коваленко Олена")
    dying.page.get_by_role("button", name="Board all 3").click()
    expect(dying.page.get_by_role("status")).to_contain_text("Aboard: 3.")
    dying.page.get_by_role("button", name="More", exact=True).click()
    dying.page.get_by_role("button", name="Carry out what is not sent").click()
    dying.page.get_by_role("button", name="Show as codes").click()
    shown = dying.page.evaluate(CODES)
    dying.kill()  # and that was the end of its battery
    assert len(shown) > 1

    server.start()
    film(shown, tmp_path / "codes.y4m", scale=4)
    other = Telephone(playwright, tmp_path / "other", server.url, arguments=(
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'codes.y4m'}",
    ))  # fmt: skip
    other.enrol(here.code("Gate 2"))
    page = other.page
    go_offline(other, server)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Take in codes").click()
    expect(page.get_by_role("status").filter(has_text="All of it is read and kept here.")).to_be_visible(timeout=60_000)
    assert not Touch.objects.exists()
    other.kill()  # also what is carried for another survives
    other.switch_on()
    other.context.set_offline(True)
    other.open()
    page = other.page
    page.get_by_role("button", name="More", exact=True).click()
    carried = page.locator("dt", has_text="Carried for another device").locator("+ dd")
    expect(carried).to_have_text("1")
    go_online(other, server)
    expect(carried).to_have_text("0")
    assert Person.objects.filter(account="aboard").count() == 3
    assert set(Touch.objects.values_list("via", flat=True)) == {"codes"}
    assert other.faults == []
    other.close()


def test_somebody_who_is_on_no_list_joins_a_party_with_a_photo_of_forty_megabytes(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=1, singles=0)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    page = phone.page
    picture = base64.b64decode(page.evaluate(PHOTO))
    (tmp_path / "photo.jpg").write_bytes(picture + bytes(40_000_000 - len(picture)))
    (tmp_path / "broken.jpg").write_bytes(bytes(1000))
    go_offline(phone, server)

    phone.find("коваленко", "Коваленко Олена")
    page.get_by_role("button", name="Somebody else is with them").click()
    expect(page.get_by_text("Travels together with: Коваленко")).to_be_visible()
    page.get_by_label("Given name").fill("Немовля")
    page.get_by_label("Date of birth").fill("31.02.2025")
    page.get_by_label("Photo").set_input_files(tmp_path / "photo.jpg")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("A photo is taken.")).to_be_visible()  # what was wrong elsewhere did not lose it
    assert page.get_by_label("Given name").input_value() == "Немовля"
    page.get_by_label("Date of birth").fill("01.02.2021")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("status")).to_have_text("Registered: Немовля.")
    expect(page.get_by_role("heading", name="Travel together: 4")).to_be_visible()
    back(page)
    page.get_by_role("button", name="Somebody not on the list").click()
    page.get_by_label("Family name").fill("Захожий")
    page.get_by_label("Photo").set_input_files(tmp_path / "broken.jpg")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("status")).to_contain_text("The photo could not be read and was left out.")

    go_online(phone, server)
    expect(page.locator("#unsent b")).to_have_text("0")
    (kept,) = Touch.objects.exclude(photo=None).values_list("photo", flat=True)
    photo = bytes.fromhex(str(encryption.open_sealed(bytes(kept or b""), context=sealed.TOUCH_PHOTO)))
    assert photo.startswith(b"\xff\xd8") and len(photo) <= 300_000
    assert Person.objects.get(given_name="Немовля").party_id == here.parties[0]
    assert phone.faults == []
    phone.close()
