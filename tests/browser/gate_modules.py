"""A page on which single modules of the gate can be called, without a server: files come from the folder itself."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

import dodomu

STATIC = Path(dodomu.__file__).parent / "web" / "static"
HOST = "http://localhost"  # a place that browsers trust with their cryptography
KINDS = {".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}


def blank(browser: Browser) -> tuple[BrowserContext, Page]:
    """Return an empty page beside the modules."""
    context = browser.new_context(base_url=HOST)
    context.route(f"{HOST}/**", _answer)
    page = context.new_page()
    page.goto("/")
    return context, page


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(HOST).split("?")[0].removeprefix("/static/")
    file = STATIC / path
    if file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"))
    else:
        route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html")


def call(page: Page, module: str, script: str, given: Any = None) -> Any:
    """Run a script with a module as `it` and what is given as `given`."""
    return page.evaluate(
        f"async given => {{ const it = await import('/static/field/gate/{module}.js'); {script} }}", given
    )
