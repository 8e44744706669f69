"""A page on which single modules of the gate can be called, without a server: files come from the folder itself."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

import dodomu
from dodomu.web.field.gate.words import words

STATIC = Path(dodomu.__file__).parent / "web" / "static"
HOST = "http://localhost"  # a place that browsers trust with their cryptography
EMPTY = "<!doctype html><title>blank</title>"
SHELL = (
    '<!doctype html><title>gate</title><header id="header"></header><main id="content"></main>'
    '<script type="module" src="/static/field/gate/app.js"></script>'
)
KINDS = {".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}


def blank(browser: Browser) -> tuple[BrowserContext, Page]:
    """Return an empty page beside the modules."""
    context = browser.new_context(base_url=HOST)
    context.route(f"{HOST}/**", lambda route: answer(route, HOST))
    page = context.new_page()
    page.goto("/")
    return context, page


def answer(route: Route, host: str) -> None:
    """Answer with a file of the folder, the words, the page of the gate, or an empty page."""
    path = route.request.url.removeprefix(host).split("?")[0].removeprefix("/static/")
    file = STATIC / path
    if file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"))
    elif path.startswith("/field/gate/words/"):
        route.fulfill(body=json.dumps(words()), content_type="application/json")
    else:
        route.fulfill(body=SHELL if path == "/field/gate/" else EMPTY, content_type="text/html")


def call(page: Page, module: str, script: str, given: Any = None) -> Any:
    """Run a script with a module as `it` and what is given as `given`."""
    return page.evaluate(
        f"async given => {{ const it = await import('/static/field/gate/{module}.js'); {script} }}", given
    )
