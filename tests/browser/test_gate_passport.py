"""Passports read by the camera of the gate: what is read is right, and what is not sure is not read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Playwright, expect

from tests.browser import mrz
from tests.browser.gate_scene import Server, Telephone, running_server, scene

pytestmark = [pytest.mark.browser]
TYPES = ("TD3", "TD1", "TD2", "MRV-A", "MRV-B")
SMALL = {"width": 800, "height": 450}
LOOKED = """
    const counted = votes();
    let seen;
    for (const seed of given.seeds) {
        const {image, written} = await drawn.specimen(seed, given);
        const one = look(image);
        seen = one.fault ? {state: one.fault} : counted.add(one);
    }
    return seen;
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context, page = mrz.studio(browser)
    yield page
    context.close()


def looked(page: Page, *seeds: int, **given: Any) -> Any:
    """Return what the reader says after looking at one document once for each seed."""
    return mrz.run(page, LOOKED, {"seeds": seeds, **SMALL, **given})


def lines_of(page: Page, seed: int, kind: str = "TD3") -> list[str]:
    found: list[str] = mrz.run(page, "return drawn.lines(drawn.chance(given[0]), given[1])", [seed, kind])
    return found


def changed(lines: list[str], line: int, place: int, sign: str) -> list[str]:
    other = lines[line][:place] + sign + lines[line][place + 1 :]
    return [other if at == line else each for at, each in enumerate(lines)]


@pytest.mark.parametrize("kind", TYPES)
def test_documents_of_every_size_are_read_after_two_looks(page: Page, kind: str) -> None:
    written = lines_of(page, 40, kind)
    assert looked(page, 41, type=kind, written=written)["state"] == "unsure"
    assert looked(page, 41, 42, type=kind, written=written) == {
        "state": "read", "type": kind, "text": "".join(written),
    }  # fmt: skip


@pytest.mark.parametrize("trouble", ["turned", "leaning", "blurred", "noisy", "dark", "pressed", "patterned", "all"])
def test_a_passport_is_read_under_bad_conditions(page: Page, trouble: str) -> None:
    written = lines_of(page, 50)
    found = looked(page, 51, 52, 53, trouble=trouble, written=written)
    assert (found["state"], found.get("text")) == ("read", "".join(written))


@pytest.mark.parametrize(
    ("place", "sign", "field"),
    [(9, "digit", "document"), (19, "digit", "birth"), (27, "digit", "expiry"), (43, "digit", "composite")],
)
def test_a_check_digit_that_does_not_fit_is_named_and_nothing_is_answered(
    page: Page, place: int, sign: str, field: str
) -> None:
    written = lines_of(page, 60)
    other = str((int(written[1][place]) + 4) % 10)
    found = looked(page, 61, 62, 63, 64, written=changed(written, 1, place, other))
    assert found["state"] == "wrong", sign
    assert field in found["wrong"]


def test_what_a_reflection_hides_is_not_guessed(page: Page) -> None:
    script = """
        const counted = votes();
        const states = [];
        for (let seed = 70; seed < 74; seed += 1) {
            const {image} = await drawn.specimen(seed, given);
            const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
            pen.putImageData(image, 0, 0);
            pen.fillStyle = '#fff';
            pen.fillRect(240, 200, 70, 250);
            const one = look(pen.getImageData(0, 0, image.width, image.height));
            states.push(one.fault ?? counted.add(one).state);
        }
        return states;"""
    states = mrz.run(page, script, {**SMALL, "written": lines_of(page, 70)})
    assert set(states) <= {"hidden", "nothing", "unsure"}
    assert "hidden" in states


def test_a_passport_held_upside_down_is_read(page: Page) -> None:
    script = """
        const counted = votes();
        let seen;
        for (const seed of [81, 82]) {
            const {image} = await drawn.specimen(seed, given);
            const turned = new ImageData(image.width, image.height);
            const [from, to] = [new Uint32Array(image.data.buffer), new Uint32Array(turned.data.buffer)];
            for (let at = 0; at < from.length; at += 1) to[from.length - 1 - at] = from[at];
            seen = counted.add(look(turned));
        }
        return seen.text;"""
    written = lines_of(page, 80)
    assert mrz.run(page, script, {**SMALL, "written": written}) == "".join(written)


def test_two_documents_one_after_the_other_are_never_mixed(page: Page) -> None:
    script = """
        const counted = votes();
        const said = [];
        for (const written of [given.one, given.two, given.one, given.two, given.two]) {
            const {image} = await drawn.specimen(90 + said.length, {...given, written});
            const seen = counted.add(look(image));
            said.push(seen.text ?? seen.state);
        }
        return said;"""
    one, two = lines_of(page, 91), lines_of(page, 92)
    said = mrz.run(page, script, {**SMALL, "one": one, "two": two})
    assert said == ["unsure", "unsure", "unsure", "unsure", "".join(two)]


def test_a_picture_without_a_zone_says_so_and_a_dark_one_asks_for_light(page: Page) -> None:
    script = """
        const [plain, night] = [200, 12].map(light => {
            const image = new ImageData(640, 360);
            const next = drawn.chance(5);
            for (let at = 0; at < image.data.length; at += 1) image.data[at] = light + next.about(6);
            return look(image).fault;
        });
        return [plain, night];"""
    assert mrz.run(page, script) == ["nothing", "dark"]


SETTLED = """
    const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    const scores = new Float32Array(88 * 38).fill(-8);
    const place = (at, sign, score) => { scores[at * 38 + signs.indexOf(sign)] = score; };
    Array.from(given.lines.join("")).forEach((sign, at) => place(at, sign, -0.01));
    for (const [at, sign, score] of given.doubts) place(at, sign, score);
    const {text, wrong, settled, unsure} = settle(scores, {width: 44, lines: 2});
    return {text, wrong, settled, unsure};
"""


def settled(page: Page, lines: list[str], *doubts: tuple[int, str, float]) -> Any:
    return mrz.run(page, SETTLED, {"lines": lines, "doubts": doubts})


BOOKLET = """
    const [doc, birth, until] = [given.number.padEnd(9, "<"), given.born ?? "840105", "400304"].map(digit);
    const second = doc + "UTO" + birth + (given.sex ?? "F") + until + "<".repeat(15);
    return [`P<UTO${given.names ?? "X<<Y"}`.padEnd(44, "<"),
        second + mrz.checkDigit(second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 43))];
"""


@pytest.fixture(scope="module")
def nobody(page: Page) -> list[str]:
    """A passport whose number holds letters that look like digits, with the right check digits."""
    found: list[str] = mrz.run(page, BOOKLET, {"number": "XXO05B2S1", "names": "PRYKLADENKO<<ZRAZKA"})
    return found


def test_letters_that_look_like_digits_are_settled_by_check_digits(page: Page, nobody: list[str]) -> None:
    right = "".join(nobody)
    found = settled(page, nobody, (46, "0", 0.0), (46, "O", -0.5), (49, "8", 0.0), (49, "B", -1.0))
    assert (found["text"], found["settled"]) == (right, True)


def test_in_dates_and_names_the_alphabet_settles_it(page: Page, nobody: list[str]) -> None:
    found = settled(page, nobody, (58, "O", 0.5), (57, "B", 0.5), (7, "0", 0.5))
    assert (found["text"], found["settled"]) == ("".join(nobody), True)


def test_a_sign_that_no_check_digit_would_tell_must_be_sure_by_itself(page: Page, nobody: list[str]) -> None:
    """8 and S differ by twenty, and every check digit takes one for the other; so do K and the filler, 6 and G."""
    assert settled(page, nobody, (51, "8", -2.0))["unsure"] == [51]
    assert settled(page, nobody, (13, "X", -2.0))["unsure"] == [13]  # and no check digit covers a name
    assert settled(page, nobody, (51, "3", -2.0))["settled"]


def test_what_fits_in_two_ways_is_not_settled(page: Page, nobody: list[str]) -> None:
    """Two pairs turned at once can fit as well: then nobody knows which it was."""
    line = "XX0O0O0O0"
    lines = mrz.run(page, BOOKLET, {"number": line})
    doubts = [(44 + at, {"0": "O", "O": "0"}[line[at]], -0.1) for at in range(2, 9)]
    found = settled(page, lines, *doubts)
    assert not found["settled"]


MISREAD = """
    return given.map(each => {
        const {family, given, cut, born, expires, sex, number, wrong, fault} = mrz.readMrz(each);
        return {family, given, cut, born, expires, sex, number, wrong, fault};
    });
"""


def read(page: Page, *lines: str) -> Any:
    return mrz.run(page, MISREAD, ["\n".join(lines)])[0]


def test_letters_of_a_cyrillic_keyboard_and_letters_for_digits_are_taken_for_what_they_look_like(
    page: Page, nobody: list[str]
) -> None:
    typed = [nobody[0].replace("P<", "Р<").replace("ZRAZKA", "ZRА2КА"), nobody[1].replace("840105", "84OIOS")]
    found = read(page, *typed)
    assert (found["family"], found["given"], found["wrong"]) == ("PRYKLADENKO", "ZRAZKA", [])


def test_a_name_that_fills_its_field_may_be_cut_off(page: Page, nobody: list[str]) -> None:
    full = "P<UTOPRYKLADENKOVYCHENKO<<ZRAZKALENAMARIAANNA"[:44]
    assert read(page, full, nobody[1])["cut"] is True
    assert read(page, *nobody)["cut"] is False
    assert read(page, "P<UTOPRYKLADENKO".ljust(44, "<"), nobody[1])["given"] == ""


@pytest.mark.parametrize(
    ("birth", "born", "wrong"),
    [
        ("8401<<", {"yy": 84, "month": 1, "day": None}, []),
        ("84<<<<", {"yy": 84, "month": None, "day": None}, []),
        ("<<<<<<", None, []),
        ("841301", None, ["birth"]),
        ("840230", None, ["birth"]),
    ],
)
def test_a_birth_without_a_day_is_a_date_and_an_impossible_one_is_named(
    page: Page, birth: str, born: Any, wrong: list[str]
) -> None:
    lines = mrz.run(page, BOOKLET, {"number": "XX0000001", "born": birth, "sex": "<"})
    found = read(page, *lines)
    assert (found["born"], found["sex"], found["wrong"]) == (born, "", wrong)


def test_a_year_of_birth_is_never_in_the_future(page: Page) -> None:
    script = """
        const now = Date.UTC(2026, 10, 22);
        return [[26, 11, 22], [26, 11, 23], [27, 1, 1], [25, 12, 31], [26, null, null], [0, 1, 1]]
            .map(([yy, month, day]) => mrz.yearBorn({yy, month, day}, now));"""
    assert mrz.run(page, script) == [2026, 1926, 1927, 2025, 2026, 2000]


def test_a_number_of_a_card_that_goes_on_is_whole_and_checked(page: Page) -> None:
    script = """
        const [birth, until] = ["840105", "400304"].map(digit);
        const goes = whole => whole.slice(0, 9) + "<" + whole.slice(9) + mrz.checkDigit(whole);
        const first = "I<UTO" + goes("XX12345678901").padEnd(25, "<");
        const last = mrz.checkDigit(first.slice(5) + birth + until + "<".repeat(11));
        const card = first + birth + "F" + until + "UTO" + "<".repeat(11) + last + "X<<Y".padEnd(30, "<");
        const [head, more] = goes("XX1234567890").match(/^(.{10})(.*)$/).slice(1);
        const second = head + "UTO" + birth + "F" + until + more.padEnd(7, "<");
        const end = mrz.checkDigit(second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 35));
        const all = [card, "I<UTOX<<Y".padEnd(36, "<") + second + end];
        return all.map(mrz.readMrz).map(each => [each.number, each.wrong]);"""
    assert mrz.run(page, script) == [["XX12345678901", []], ["XX1234567890", []]]


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with running_server() as running:
        yield running


HOLDER = "XY000000"  # of the one person of the scene


def passport_of(page: Page, number: str) -> list[str]:
    found: list[str] = mrz.run(page, BOOKLET, {"number": number, "born": "900902", "names": "KOVALENKO<<OLENA"})
    return found


@pytest.mark.django_db(transaction=True)
def test_a_passport_before_the_camera_leads_to_its_holder_with_no_network(
    playwright: Playwright, page: Page, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=0, singles=1)
    shown = mrz.film(page, passport_of(page, HOLDER), tmp_path / "passport.y4m")
    phone = Telephone(playwright, tmp_path / "phone", server.url, arguments=(
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={shown}",
    ))  # fmt: skip
    phone.enrol(here.code())
    server.kill()
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name="Scan", exact=True).click()
    phone.page.get_by_role("button", name="Passport", exact=True).click()
    expect(phone.page.locator(".answer--go")).to_contain_text("Go")
    expect(phone.page.get_by_role("button", name="Board Коваленко Олена")).to_be_visible()
    assert phone.faults == []
    phone.close()


@pytest.mark.django_db(transaction=True)
def test_without_a_camera_a_photo_does_and_somebody_unknown_is_registered_with_what_it_says(
    playwright: Playwright, page: Page, tmp_path: Path, settings: Any, server: Server
) -> None:
    here = scene(tmp_path, settings, server, families=0, singles=1)
    lines = passport_of(page, HOLDER)
    other = ["P<UTOZRAZKOVYK<<TESTYMYR".ljust(44, "<"), passport_of(page, "XX7654321")[1]]
    wrong = [lines[0], lines[1][:9] + str((int(lines[1][9]) + 4) % 10) + lines[1][10:]]
    phone = Telephone(playwright, tmp_path / "phone", server.url)
    phone.enrol(here.code())
    server.kill()
    phone.context.set_offline(True)

    def takes(written: list[str]) -> None:
        phone.page.get_by_role("button", name="Scan", exact=True).click()
        phone.page.get_by_role("button", name="Passport", exact=True).click()
        expect(phone.page.get_by_text("The camera cannot be used. Take a photo")).to_be_visible()
        file: FilePayload = {
            "name": "passport.jpg",
            "mimeType": "image/jpeg",
            "buffer": mrz.photo(page, written, turned=written is lines),
        }
        phone.page.get_by_label("Take a photo instead").set_input_files(file)

    takes(wrong)
    expect(phone.page.get_by_role("status")).to_contain_text("does not fit its check digit: document number")
    phone.page.get_by_role("button", name="Look at what was read").click()
    expect(phone.page.get_by_label("The two or three lines")).to_have_value("\n".join(wrong))
    phone.page.get_by_role("button", name="Back").click()
    takes(lines)
    expect(phone.page.locator(".answer--go")).to_contain_text("Go")
    phone.page.get_by_role("button", name="Back").click()
    takes(other)
    phone.page.get_by_role("button", name="Somebody not on the list").click()
    for label, said in (
        ("Family name", "ZRAZKOVYK"), ("Date of birth", "02.09.1990"), ("Citizenship", "UTO"),
        ("Document number", "XX7654321"),
    ):  # fmt: skip
        expect(phone.page.get_by_label(label)).to_have_value(said)
    phone.page.get_by_role("button", name="Back").click()
    search = phone.page.get_by_label("Name, code, telephone or document")
    search.fill(lines[0])  # a reader in the hand types line by line, each ended with Enter
    search.press("Enter")
    expect(phone.page.get_by_label("The two or three lines")).to_be_focused()
    phone.page.keyboard.type(lines[1])
    expect(phone.page.get_by_text("until 04.03.2040")).to_be_visible()
    phone.page.get_by_role("button", name="Look for the person").click()
    expect(phone.page.locator(".answer--go")).to_contain_text("Go")
    assert phone.faults == []
    phone.close()
