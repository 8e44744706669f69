"""From a code that is held before a gate to the answer on its screen, on a slow telephone.

    python -m benchmarks.answering [--people 5000] [--slower 6] [--scans 40]

A real Chromium with its processor slowed down (as its developer tools do) runs the gate itself. Its pack is made up:
signed, of as many people as are asked for, a pass for each. Nothing is fetched but the gate's own files. Measured on
the page: from the code to the painted answer; from typed letters to painted names; reading a code in a picture of a
camera; opening the lock with the pack behind it.
"""

import argparse
import base64
import json
import os
import shutil
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page, Route, sync_playwright

import dodomu
from benchmarks import machine
from dodomu.boarding.rules import finding, passes
from dodomu.boarding.rules.passes import PassFacts
from dodomu.boarding.rules.terms import PassKind

WEB: Final = Path(dodomu.__file__).parent / "web"
HOST: Final = "http://localhost"
KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml"}
WANTED: Final = 500  # milliseconds
PIN: Final = "840519"
NUMBER, SEED = bytes.fromhex("d0d0000000000001"), bytes([1]) * 32
CRISIS, LEG, POINT, DEVICE = (UUID(int=number) for number in (1, 2, 3, 4))
WORDS: Final = {"screen.born": "born {year}"}  # the others are shown by their keys
HOUR: Final = 3_600_000
FAMILIES: Final = ("Коваленко", "Шевченко", "Гук", "Щербак", "Їжакевич", "Ґалаґан", "Кравчук", "Мельник")
GIVEN: Final = ("Олена", "Тарас", "Оксана", "Петро", "Марія", "Юрій", "Зоряна")
SCAN: Final = """async codes => {
    const frame = () => new Promise(requestAnimationFrame);
    const took = [];
    for (const code of codes) {
        while (document.querySelector("main").dataset.screen !== "home") {
            document.querySelector(".way button").click();
            await frame();
        }
        const field = document.querySelector("input[type=search]");
        field.value = code;
        await frame();
        const began = performance.now();
        field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter"}));
        while (!document.querySelector(".answer--go")) await frame();
        await frame();
        took.push(performance.now() - began);
    }
    return took;
}"""
FIND: Final = """async words => {
    const frame = () => new Promise(requestAnimationFrame);
    document.querySelector(".way button")?.click();
    const took = [];
    for (const word of words) {
        await frame();
        const field = document.querySelector("input[type=search]");
        field.value = word;
        document.querySelector("main > .rows").replaceChildren();
        const began = performance.now();
        field.dispatchEvent(new Event("input"));
        while (!document.querySelector("main > .rows > .row")) await frame();
        await frame();
        took.push(performance.now() - began);
    }
    field = null;
    return took;
}"""
READ: Final = """async ([address, times]) => {
    const reader = await import("/static/field/gate/vendor/zxing-wasm/reader/index.js");
    const wasm = await fetch("/static/field/gate/vendor/zxing-wasm/reader/zxing_reader.wasm");
    const wasmBinary = await wasm.arrayBuffer();
    await reader.prepareZXingModule({overrides: {wasmBinary}, fireImmediately: true});
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const canvas = new OffscreenCanvas(1280, 720);
    const drawn = canvas.getContext("2d", {willReadFrequently: true});
    drawn.fillStyle = "#888";
    drawn.fillRect(0, 0, 1280, 720);
    drawn.drawImage(picture, 440, 160);
    const took = [];
    for (let at = 0; at < times; at += 1) {
        const began = performance.now();
        const [found] = await reader.readBarcodes(drawn.getImageData(0, 0, 1280, 720),
            {formats: ["QRCode", "PDF417", "Aztec"], tryHarder: true, maxNumberOfSymbols: 1});
        took.push(performance.now() - began);
        if (!found.text.startsWith("DODOMU1:")) throw new Error("not read");
    }
    return took;
}"""


def main() -> int:
    """Measure, and return 0 when a scan is answered as quickly as is wanted."""
    parser = argparse.ArgumentParser(description="Measure how quickly a gate answers on a slow telephone.")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--slower", type=int, default=6, help="times slower than this machine")
    parser.add_argument("--scans", type=int, default=40)
    options = parser.parse_args()
    print(machine.describe())
    pack, codes = _pack(options.people)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(base_url=HOST, service_workers="block").new_page()
        page.route(f"{HOST}/**", lambda route: _answer(route, pack))
        _enrol(page)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
        opened = _open(page)
        print(f"{options.people} people, a processor {options.slower} times slower; pack of {len(pack) / 1e6:.1f} MB")
        scans = page.evaluate(SCAN, codes[:: max(1, len(codes) // options.scans)])
        names = [f"{family.lower()} {given[:3].lower()}" for family in FAMILIES for given in GIVEN[:3]]
        _told("code to answer", scans)
        _told("letters to names", page.evaluate(FIND, names))
        _told("a picture of 1280 × 720 read", page.evaluate(READ, [_picture(codes[0]), 10]))
        print(f"{'lock opened':<32} {opened:7.0f} ms (600,000 rounds, and the pack)")
        browser.close()
    return 0 if max(scans) < WANTED else 1


def _told(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    middle, most = statistics.median(ordered), ordered[int(len(ordered) * 0.95) - 1]
    print(f"{what:<32} {middle:7.0f} ms, 95 % {most:7.0f} ms, longest {ordered[-1]:7.0f} ms ({len(took)} times)")


def _enrol(page: Page) -> None:
    page.goto("/field/gate/#enrol=x")
    page.locator("main .button").first.click()
    for at in range(2):
        page.locator("input[type=password]").nth(at).fill(PIN)
    page.locator("main .button").first.click()
    page.locator(".row").first.click()
    page.locator("input[type=search]").wait_for()


def _open(page: Page) -> float:
    page.goto("/field/gate/")
    page.locator("input[type=password]").fill(PIN)
    began = time.perf_counter()
    page.locator("main .button").first.click()
    page.locator("input[type=search]").wait_for(timeout=60_000)
    return (time.perf_counter() - began) * 1000


def _answer(route: Route, pack: str) -> None:
    path = route.request.url.removeprefix(HOST).split("?")[0]
    file = WEB / path.removeprefix("/")
    if path == "/field/gate/":
        route.fulfill(body=_shell(), content_type="text/html; charset=utf-8")
    elif path.startswith("/static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"))
    elif path.startswith("/field/gate/api/"):
        route.fulfill(body=_said(path.rsplit("/", 1)[-1], route, pack), content_type="application/json")
    else:
        route.fulfill(body=json.dumps(WORDS), content_type="application/json")


def _shell() -> str:
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Gate</title>'
        '<link rel="stylesheet" href="/static/field/gate/gate.css"><header id="header"></header>'
        '<main id="content"></main>'
        '<script type="module" src="/static/field/gate/app.js"></script>'
    )


def _said(asked: str, route: Route, pack: str) -> str:
    hours = {"now": _now(), "shift": 0}
    if asked == "enrol":
        said: dict[str, Any] = {
            "device": str(DEVICE), "secret": "x", "carry_key": base64.b64encode(bytes(32)).decode(), "name": "Gate",
            "crisis": _crisis(), "keys": [_key()], "officers": [], "officer": {"id": "x", "name": "Officer"},
        }  # fmt: skip
    elif asked == "points":
        said = {"points": [{"id": str(POINT), "ref": "ala", "name": "Airport", "legs": []}]}
    elif asked == "pack":
        signed = Ed25519PrivateKey.from_private_bytes(SEED).sign(b"dodomu pack\x00" + pack.encode())
        said = {"pack": pack, "key": _key()["id"], "signature": base64.b64encode(signed).decode()}
    else:
        sent = json.loads(route.request.post_data or "{}").get("touches", [])
        said = {"kept": [each["id"] for each in sent], "revoked": False, "wipe": False, "doubts": 0}
    return json.dumps(said | hours)


def _now() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)


def _crisis() -> dict[str, Any]:
    return {"id": str(CRISIS), "slug": "bench", "name": "Benchmark", "zone": "Asia/Almaty", "exercise": False}


def _key() -> dict[str, str]:
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    number = f"{int.from_bytes(NUMBER, 'little'):016X}"
    return {"id": number, "number": NUMBER.hex(), "key": base64.b64encode(public).decode(), "state": "current"}


def _pack(people: int) -> tuple[str, list[str]]:
    """Return the text of a pack in which everybody holds a place on one leg, and the codes of their passes."""
    now = _now()
    hour = datetime.now(UTC).replace(microsecond=0)
    sign = passes.signer(number=NUMBER, seed=SEED)
    persons, codes = [], []
    for at in range(people):
        name = f"{FAMILIES[at % len(FAMILIES)]} {GIVEN[at % len(GIVEN)]}"
        serial, reference = at.to_bytes(8, "big"), f"{100_000_000 + at}"
        persons.append(
            {
                "id": str(uuid4()),
                "ref": reference,
                "party": str(UUID(int=100 + at // 3)),
                "name": name,
                "latin": "",
                "find": finding.fold(name),
                "born": 1990,
                "minor": False,
                "citizen": True,
                "lead": at % 3 == 0,
                "needs": [],
                "phones": [f"{at:016x}"],
                "docs": [f"{at:016x}"],
                "tail": "",
                "account": "promised",
                "at": None,
                "legs": {str(LEG): {"v": "go", "g": "holds-a-place"}},
                "passes": {str(LEG): serial.hex()},
            }
        )
        facts = PassFacts(
            serial, passes.code_of(CRISIS), passes.code_of(LEG), hour, hour.replace(year=hour.year + 1), reference,
            PassKind.PLACE, 3, "KOVALENKO OLENA", "PS-1", 1990,
        )  # fmt: skip
        codes.append(passes.text_of(sign(facts)))
    leg = {
        "id": str(LEG), "ref": "PS-1", "title": "PS 1", "from": "Almaty", "to": "Kyiv", "zone": "Asia/Almaty",
        "way": "out", "meets": now + HOUR, "departs": now + 4 * HOUR, "arrives": now + 9 * HOUR,
        "release": now + 2 * HOUR, "state": "planned", "places": people, "code": passes.code_of(LEG).hex(),
    }  # fmt: skip
    said = {
        "v": 1, "id": str(uuid4()), "crisis": _crisis(), "point": {"id": str(POINT), "ref": "ala", "name": "Airport"},
        "device": str(DEVICE), "facts_at": now, "made_at": now, "expires_at": now + 48 * HOUR, "shift": 0,
        "keys": [_key()], "salt": "", "fold": finding.fold_table(), "officers": [],
        "default": {"v": "ask", "g": "no-offer", "d": "consul"}, "legs": [leg], "persons": persons, "ended": [],
        "parties": [{"id": str(UUID(int=100 + at)), "may_split": True, "lacks": 0} for at in range(people // 3 + 1)],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False), codes


def _picture(code: str) -> str:
    return segno.make(code, error="m").png_data_uri(scale=6, border=4)


if __name__ == "__main__":
    raise SystemExit(main())
