"""What a gate says when somebody stands before it: passes good and bad, papers, doubts, children, walk-ins."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Page, Playwright, expect

from dodomu.boarding.models import Pass, Touch
from dodomu.boarding.operations.passes import end_pass
from dodomu.boarding.rules import passes
from dodomu.boarding.rules.terms import PassEnd, TouchKind
from dodomu.journeys.models import Leg
from dodomu.people.models import LedgerEntry, Person
from tests.boarding.passed import keep
from tests.browser.gate_scene import Server, Telephone, pass_text, running_server, scene
from tests.journeys.offered import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH, HEIGHT = 640, 480
PASSPORT = "P<UKRHUK<<OLENA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nXY001000<0UKR9009028F3001012<<<<<<<<<<<<<<06"


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with running_server() as running:
        yield running


def film(codes: list[str], file: Path, scale: int = 5) -> Path:
    """Write a film in which somebody holds codes in front of the camera (y4m: a line, then planes of brightness)."""
    frames = b"".join(frame(code, scale) * 10 for code in codes)
    file.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frames)
    return file


def frame(code: str, scale: int) -> bytes:
    matrix = [list(row) for row in segno.make(code, error="m", boost_error=False).matrix_iter(scale=scale, border=4)]
    top, left = (HEIGHT - len(matrix)) // 2, (WIDTH - len(matrix[0])) // 2
    picture = bytearray([200]) * (WIDTH * HEIGHT)
    for y, row in enumerate(matrix):
        start = (top + y) * WIDTH + left
        picture[start : start + len(row)] = bytes(20 if dark else 235 for dark in row)
    return b"FRAME\n" + bytes(picture) + bytes([128]) * (WIDTH * HEIGHT // 2)


def type_code(page: Page, code: str) -> None:
    """What a reader in the hand does: it types the code and ends with Enter."""
    page.get_by_label("Name, code, telephone or document").fill(code)
    page.get_by_label("Name, code, telephone or document").press("Enter")


def answer(page: Page) -> str:
    return page.locator(".answer").inner_text()


def back(page: Page) -> None:
    page.get_by_role("button", name="Back").click()


def test_a_pass_is_read_by_the_camera_and_its_second_scan_says_when_where_and_by_whom(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=0, singles=1)
    shown = film([pass_text(Pass.objects.get())], tmp_path / "pass.y4m")
    phone = Telephone(playwright, tmp_path / "phone", server.url, arguments=(
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={shown}",
    ))  # fmt: skip
    phone.enrol(here.code())
    page = phone.page
    server.kill()
    phone.context.set_offline(True)
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator(".answer--go")).to_contain_text("Go")
    expect(page.get_by_text("On the pass: KOVALENKO OLENA, 1990")).to_be_visible()
    page.get_by_role("button", name="Board Коваленко Олена").click()
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator(".answer--stop")).to_contain_text("Boarded already.")
    expect(page.locator(".answer--stop")).to_contain_text("At 18:00, ala, by Officer of Gate 1")
    assert phone.faults == []
    phone.close()


def passes_are_judged(phone: Telephone, superseded: Pass, revoked: Pass, good: Pass) -> None:
    page = phone.page
    type_code(page, pass_text(good))  # PS-2 leaves first now, and boards
    assert "Ask" in answer(page) and "Their place: PS-1" in answer(page)
    page.get_by_role("button", name="Change to PS-1").click()
    assert "Go" in answer(page)
    back(page)
    type_code(page, pass_text(superseded))
    assert "A newer pass was issued." in answer(page)
    page.get_by_role("button", name="Open Щербак Олена").click()
    assert "Go" in answer(page)
    back(page)
    type_code(page, pass_text(revoked))
    assert "Stop" in answer(page) and "withdrawn" in answer(page)
    back(page)
    code = bytes(good.code)
    type_code(page, passes.text_of(code[:-1] + bytes([code[-1] ^ 1])))
    assert "Stop" in answer(page) and "No key that this device knows" in answer(page)
    back(page)
    type_code(page, "DODOMU1:AB")
    assert "cannot be read" in answer(page)
    back(page)


def a_family_is_not_parted_unasked(phone: Telephone, good: Pass) -> None:
    """One of them is ticked off, and what becomes of them has to be said."""
    page = phone.page
    type_code(page, pass_text(good))
    assert "Go" in answer(page)
    expect(page.get_by_text("did not agree to be parted")).to_be_visible()
    page.get_by_role("checkbox", name="Коваленко Тарас").uncheck()
    page.get_by_role("button", name="Board 2 of 3").click()
    missing = page.get_by_role("heading", name="Missing of this party: 1")
    expect(missing).to_be_visible()
    page.get_by_role("button", name="Board 2", exact=True).click()
    expect(missing).to_be_visible()  # it was not said yet
    page.get_by_label("Stays").check()
    page.get_by_role("button", name="Board 2", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Aboard: 2.")


def a_child_alone_raises_an_alarm(phone: Telephone) -> None:
    page = phone.page
    phone.find("гук мар", "Гук Мар")
    for name in ("Гук Олена", "Гук Тарас"):
        page.get_by_role("checkbox", name=name).uncheck()
    page.get_by_role("button", name="Board Гук").click()
    expect(page.get_by_role("alert")).to_contain_text("A child without its adults")
    page.get_by_role("button", name="Board: this was decided").click()
    expect(page.get_by_text("Say who decided.")).to_be_visible()
    page.get_by_role("button", name="Do not board").click()
    back(page)


def papers_say_who_somebody_is(phone: Telephone) -> None:
    """A wrong check digit is named; a number finds its holder; a carrier's boarding pass is no place of ours."""
    page = phone.page
    page.get_by_role("button", name="Passport lines").click()
    page.get_by_label("The two or three lines").fill(PASSPORT)
    page.get_by_role("button", name="Read the lines").click()
    expect(page.get_by_role("alert")).to_contain_text("document number")
    back(page)
    phone.find("XY005000", "Серікқызы")
    assert "Go" in answer(page)
    back(page)
    type_code(page, "M1HUK/OLENA           EABC123 ALAKBPPS 0001 011Y012A0025 100")
    expect(page.get_by_text("A carrier's boarding pass: PS 1 ALA–KBP")).to_be_visible()
    page.get_by_role("button", name="Гук Олена").click()
    assert "Go" in answer(page)
    back(page)


def somebody_unknown_boards_only_with_a_consuls_name(phone: Telephone) -> None:
    page = phone.page
    page.get_by_role("button", name="Somebody not on the list").click()
    page.get_by_label("Family name").fill("Захожий-" + "Предовгий" * 9)
    page.get_by_label("Date of birth").fill("31.02.1990")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("There is no such day")).to_be_visible()
    page.get_by_label("Date of birth").fill("20.02.1990")
    page.get_by_role("button", name="Register").click()
    assert "Ask" in answer(page) and "A consul decides." in answer(page)
    page.get_by_role("button", name="Board Захожий").click()
    expect(page.get_by_text("Say who decided.")).to_be_visible()
    page.get_by_label("Who decided?").fill("Consul Somebody")
    page.get_by_role("button", name="Board Захожий").click()
    expect(page.get_by_role("status")).to_contain_text("Aboard: 1.")


def nobody_boards_after_the_manifest_is_closed(phone: Telephone) -> None:
    page = phone.page
    page.get_by_role("button", name="Close the manifest").click()
    page.get_by_role("button", name="Close the manifest: 3 aboard").click()
    phone.find("XY005000", "Серікқызы")
    assert "Stop" in answer(page) and "Closed by Officer of Gate 1" in answer(page)
    back(page)


def who_was_aboard_lands_at_the_other_end(phone: Telephone) -> None:
    """Boarded is never arrived: the same page, at another point, says who is there."""
    page = phone.page
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Where do you stand?").click()
    page.get_by_role("button", name="kbp").click()
    leg = page.locator("option", has_text="PS-1").get_attribute("value")
    page.get_by_label("Which departure").select_option(leg)
    phone.find("коваленко ол", "Коваленко Олена")
    expect(page.locator(".answer--go")).to_contain_text("By our records they were aboard PS-1.")
    page.get_by_role("button", name="All 2 have landed here").click()
    expect(page.get_by_role("status")).to_contain_text("Landed: 2.")
    expect(page.locator("#unsent b")).to_have_text("0", timeout=15000)


def test_every_kind_of_pass_and_paper_gets_the_answer_it_deserves(
    playwright: Playwright, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=2, singles=4)
    first = {row.person.party_id: row for row in Pass.objects.filter(person__leads_party=True)}
    family, _, changed, _, ended, _ = here.parties
    Leg.objects.filter(ref="PS-1").update(departs_at=NOW + timedelta(minutes=1500))
    assert keep(here.here, at=NOW).issued == 10  # other hours: everybody gets another pass
    now = {row.person.party_id: row for row in Pass.objects.filter(ended_at=None, person__leads_party=True)}
    end_pass(held=now[ended].id, cause=PassEnd.OFFICER, by=here.here.officer(), at=NOW)
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    server.kill()
    phone.context.set_offline(True)

    passes_are_judged(phone, first[changed], now[ended], now[family])
    a_family_is_not_parted_unasked(phone, now[family])
    a_child_alone_raises_an_alarm(phone)
    papers_say_who_somebody_is(phone)
    somebody_unknown_boards_only_with_a_consuls_name(phone)
    nobody_boards_after_the_manifest_is_closed(phone)

    server.start()
    phone.context.set_offline(False)
    expect(phone.page.locator("#unsent b")).to_have_text("0", timeout=15000)
    kinds = set(Touch.objects.values_list("kind", flat=True))
    assert {TouchKind.BOARDED, TouchKind.MISSING, TouchKind.WALKED_IN, TouchKind.CLOSED, TouchKind.LOOKED} <= kinds
    taras = Person.objects.get(party=family, given_name="Тарас")
    assert LedgerEntry.objects.filter(person=taras, account="stays").exists()
    assert Person.objects.filter(account="aboard").count() == 3
    assert Person.objects.get(family_name__startswith="Захожий").account == "aboard"
    who_was_aboard_lands_at_the_other_end(phone)
    assert Person.objects.get(party=family, leads_party=True).account == "home"
    assert phone.faults == []
    phone.close()
