"""Travel documents of nobody, drawn and photographed in a page: passports.js does it, this lends it a page."""

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.gate_modules import HOST, STATIC

HERE = Path(__file__).parent
KINDS = {".js": "text/javascript", ".otf": "font/otf"}
PRELUDE = """
    const drawn = await import('/mrz/passports.js');
    await drawn.letters('/mrz/OCRB.otf');
    const {look} = await import('/static/field/gate/zone/looking.js');
    const {votes} = await import('/static/field/gate/zone/votes.js');
    const {settle} = await import('/static/field/gate/zone/settling.js');
    const mrz = await import('/static/field/gate/mrz.js');
    const digit = field => field + mrz.checkDigit(field);
    const packed = bytes => {
        let all = '';
        for (const each of bytes) all += String.fromCharCode(each);
        return btoa(all);
    };
"""


def studio(browser: Browser) -> tuple[BrowserContext, Page]:
    """Return a page on which documents can be drawn and the gate's modules can look at them."""
    context = browser.new_context(base_url=HOST)
    context.route(f"{HOST}/**", _answer)
    page = context.new_page()
    page.goto("/")
    return context, page


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(HOST).split("?")[0]
    file = HERE / path.removeprefix("/mrz/") if path.startswith("/mrz/") else STATIC / path.removeprefix("/static/")
    if file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"))
    else:
        route.fulfill(body="<!doctype html><title>studio</title>", content_type="text/html")


def run(page: Page, script: str, given: Any = None) -> Any:
    """Run a script with documents (`drawn`), the reader (`look`, `votes`, `settle`) and `mrz` at hand."""
    return page.evaluate(f"async given => {{ {PRELUDE} {script} }}", given)


def film(page: Page, written: list[str], file: Path) -> Path:
    """Write a film in which a passport with these lines is held before the camera, never quite still."""
    script = """
        const frames = [];
        for (const seed of [1, 2, 3]) {
            const {image} = await drawn.specimen(seed, {trouble: 'turned', written: given});
            const grey = new Uint8Array(image.width * image.height);
            for (let at = 0; at < grey.length; at += 1) grey[at] = image.data[at * 4];
            frames.push(packed(grey));
        }
        return frames;"""
    frames = [base64.b64decode(each) for each in run(page, script, written)]
    colours = bytes([128]) * (1280 * 720 // 2)
    with file.open("wb") as out:
        out.write(b"YUV4MPEG2 W1280 H720 F10:1 Ip A1:1 C420jpeg\n")
        for frame in frames:
            out.write(b"FRAME\n" + frame + colours)
    return file


def photo(page: Page, written: list[str], *, turned: bool = False) -> bytes:
    """Return a photo (JPEG) of a passport with these lines; `turned`: with the telephone turned by a quarter."""
    script = """
        const {image} = await drawn.specimen(4, {trouble: 'leaning', written: given[0], width: 1600, height: 1200});
        const upright = new OffscreenCanvas(image.width, image.height);
        upright.getContext('2d').putImageData(image, 0, 0);
        const canvas = new OffscreenCanvas(...(given[1] ? [image.height, image.width] : [image.width, image.height]));
        const pen = canvas.getContext('2d');
        if (given[1]) {
            pen.translate(canvas.width, 0);
            pen.rotate(Math.PI / 2);
        }
        pen.drawImage(upright, 0, 0);
        const file = await canvas.convertToBlob({type: 'image/jpeg', quality: 0.8});
        return packed(new Uint8Array(await file.arrayBuffer()));"""
    return base64.b64decode(run(page, script, [written, turned]))
