"""What goes wrong at a gate: no room left, a clock set back, a network that takes little, an old address, one slip."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from dodomu.boarding.rules import finding
from dodomu.people.rules.papers import paper_key
from tests.browser.gate_modules import HOST, answer, blank, call
from tests.browser.test_gate_modules import PACK, STORE, VECTORS

pytestmark = [pytest.mark.browser]
# A device with touches, and a ministry behind a gateway that takes three at once; one of them it never can read.
CONTACT = """
    const touches = Array.from({length: 9}, (_, at) => ({id: `t${at}`, number: at + 1, off: 0, body: {}}));
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (does, after) => later(does, Math.min(after, 1));
    const sent = [], faults = [];
    globalThis.fetch = async (path, {body}) => {
        const ids = JSON.parse(body).touches?.map(each => each.id);
        if (!ids) return new Response(JSON.stringify({now: Date.now()}));
        sent.push(ids.length);
        if (ids.length > 3) return new Response("<h1>Request Entity Too Large</h1>", {status: 413});
        if (ids.includes("t2")) return new Response("", {status: 500});
        return new Response(JSON.stringify({kept: ids, now: Date.now()}));
    };
    const kept = new Set();
    const device = {self: {device: "d", secret: "s"}, language: "en", gate: null, made: () => 9, compared: () => true,
        unsent: () => touches.filter(each => !kept.has(each.id)), stamped: async some => some,
        acknowledged: async ids => ids.forEach(id => kept.add(id)), heard: async () => {}, carried: async () => [],
        failed: fault => faults.push(fault.status)};
    const contact = it.keepInContact(device);
    while (kept.size < 8) await new Promise(resume => later(resume, 5));
    contact.stop();
    return [sent[0], device.unsent().map(each => each.id), faults.includes(413), faults.includes(500)];
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context, page = blank(browser)
    yield page
    context.close()


def test_what_is_too_much_for_a_gateway_goes_in_less_and_one_bad_touch_keeps_back_no_other(browser: Browser) -> None:
    context, page = blank(browser)
    assert call(page, "contact", CONTACT) == [9, ["t2"], True, True]
    context.close()


def test_a_full_disk_keeps_all_of_what_was_done_at_once_or_nothing(page: Page) -> None:
    script = f"""{STORE}
        await store.append([{{id: "before"}}]);
        const add = IDBObjectStore.prototype.add;
        let room = 2;
        IDBObjectStore.prototype.add = function (...given) {{
            if ((room -= 1) < 0) throw new DOMException("full", "QuotaExceededError");
            return add.apply(this, given);
        }};
        const told = await store.append([{{id: "a"}}, {{id: "b"}}, {{id: "c"}}]).catch(fault => fault.constructor.name);
        IDBObjectStore.prototype.add = add;
        await store.append([{{id: "after"}}]);
        return [told, (await store.touches()).map(each => each.id), await store.unsent()];"""
    assert call(page, "store", script, {"name": "full", "pin": "840519"}) == ["NotKept", ["before", "after"], 2]


def test_a_clock_that_is_set_back_is_compared_anew_and_hours_go_on_meanwhile(page: Page) -> None:
    script = """
        const clock = {off: 300, shift: 1000};
        const back = it.heldClock(clock, 5_000_000, 9_000_000);
        return [it.heldClock(clock, 9_000_000 - 59_000, 9_000_000) === clock, back.off,
                it.hourNow(back, 5_000_000) === it.hourNow(clock, 9_000_000)];"""
    assert call(page, "clock", script) == [True, None, True]


def test_who_comes_after_their_place_was_given_on_or_when_all_are_taken_is_asked_about(page: Page) -> None:
    script = f"""{PACK}
        const told = [short("one")];
        does("released", ["one"]);
        told.push(short("one"), short("two"), says("one").x.free);
        for (const id of ["two", "first", "second", "nobody"]) does("boarded", [id]);
        return [...told, short("child"), short("one")];"""
    assert call(page, "gate", script) == [
        "go holds-a-place", "ask place-given-on", "go holds-a-place", 1, "ask leg-full", "ask place-given-on",
    ]  # fmt: skip


def test_a_pack_expires_by_the_real_hour_also_where_an_exercise_moves_on(page: Page) -> None:
    script = f"""{PACK}
        gate.clock = {{off: 0, shift: 5000}};
        return [short("one", 5999), short("one", 6000), it.expires(gate)];"""
    assert call(page, "gate", script) == ["go holds-a-place", "ask pack-expired", 6000]


def test_a_child_aboard_whose_adult_gets_off_is_seen_to_be_alone(page: Page) -> None:
    script = f"""{PACK}
        const alone = (without) => answers.childrenAboardAlone(gate, gate.legs.get("a"), without).map(each => each.id);
        does("boarded", ["one", "child"]);
        return [alone(), alone(who("one")), (does("taken_off", ["one"]), alone())];"""
    assert call(page, "gate", script) == [[], ["child"], ["child"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kovalenko", True),
        ("Ковалнко", True),  # a letter too few
        ("Коваленнкоо", True),  # too many
        ("Ковплен", True),  # another, and not typed to the end
        ("Оклена", False),
        ("Квоален", True),  # two in the wrong order
        ("Коваленко Тарсас", True),
        ("Кравчук", False),
        ("Ко", True),
        ("Кз", False),
    ],
)
def test_one_slip_of_a_cold_finger_still_finds(page: Page, typed: str, found: bool) -> None:
    script = """
        const persons = [{id: "1", ref: "100000000", tail: "", find: it.fold("Коваленко Тарас", given[1]).join(" ")}];
        return (await it.makeFinder({salt: "", persons, fold: given[1]}).find(given[0])).persons.length === 1;"""
    assert call(page, "finding", script, [typed, finding.fold_table()]) is found


def test_a_document_is_found_in_whatever_alphabet_its_letters_are_typed(page: Page) -> None:
    typed = ["ХУ 001-000", "xy001000", "ен123456", "FE 123456", "№ 000123456", "АІ12345"]
    plain = ["".join(mark for mark in paper_key(each) if mark.isascii() and mark.isalnum()) for each in typed]
    assert call(page, "finding", "return given.map(it.paperKey)", typed) == plain


def test_at_the_other_end_a_pass_that_expired_or_was_replaced_still_says_who_somebody_is(page: Page) -> None:
    said = json.loads((VECTORS / "passes/passes.json").read_text(encoding="utf-8"))
    script = """
        const pack = {keys: given.keys, legs: [{...given.leg, way: "in"}]};
        const ended = new Map(given.ended.map(each => [each.s, each]));
        const gate = {pack, crisis: given.crisis.code, ended, serials: new Map(), looked: new Map(),
            legs: new Map(), byRef: ref => ({ref})};
        const found = {};
        for (const {text, at, ground} of given.cases) {
            const {person, answer} = await it.answerForPass(gate, text, pack.legs[0], at * 1000);
            found[ground] = person?.ref ? "known" : answer.g;
        }
        return found;"""
    found = call(page, "answers", script, said)
    assert {found[each] for each in ("pass-expired", "pass-superseded", "pass-revoked")} == {"known"}
    assert (found["pass-forged"], found["key-disowned"]) == ("pass-forged", "key-disowned")


def test_midnight_is_no_twenty_fourth_hour_in_any_language(page: Page) -> None:
    script = "return [it.hourIn('UTC', 15 * 60_000), it.hourIn('UTC', 15 * 60_000, 5 * 86_400_000)];"
    near, far = call(page, "words", script)
    assert near == "00:15"
    assert "00:15" in far and "24" not in far


@pytest.mark.parametrize(
    ("host", "before", "why"),
    [
        ("http://gate.example", "", "without encryption"),
        (
            HOST,
            "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };",
            "keeps nothing",
        ),
    ],
    ids=["insecure", "private"],
)
def test_where_the_page_cannot_work_it_says_so_and_why(browser: Browser, host: str, before: str, why: str) -> None:
    context = browser.new_context(base_url=host, locale="en-GB")
    context.route(f"{host}/**", lambda route: answer(route, host))
    page = context.new_page()
    page.add_init_script(before)
    page.goto("/field/gate/")
    page.get_by_role("heading", name="This cannot be a gate yet").wait_for()
    assert why in page.inner_text("main")
    context.close()
