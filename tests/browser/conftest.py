"""A real Chromium, driven by Playwright, for the tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.house import chromium

ALLOW = "DJANGO_ALLOW_ASYNC_UNSAFE"
TELEPHONE = {"width": 360, "height": 640}


expect.set_options(timeout=30_000)  # the machine may have other work; what never comes fails all the same


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright, for this folder only.

    Between its calls it leaves its event loop marked as running, and Django then refuses its ORM: a loop might switch
    to other work in the middle of a transaction. This one cannot: it runs only inside Playwright's calls, in a greenlet
    of its own. So Django is told that it may, but only while this fixture lives; no test outside this folder runs under
    the mark or without Django's guard.
    """
    with sync_playwright() as started, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ALLOW, "yes")
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all browser tests; each test gets a fresh context, as from a new telephone."""
    started = playwright.chromium.launch(executable_path=chromium.found(), args=chromium.ARGUMENTS)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a new browser without any history; a script error or a refused resource on it fails the test."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Kyiv")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def telephone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A small telephone that runs no JavaScript and takes no cookies from anybody but us."""
    context = browser.new_context(
        base_url=live_server.url, viewport=TELEPHONE, java_script_enabled=False, locale="en-GB", has_touch=True
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert faults == []


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser in which axe may look at the page (it is a script, so the page's policy is set aside)."""
    context = browser.new_context(
        base_url=live_server.url, viewport=TELEPHONE, color_scheme=request.param, bypass_csp=True, locale="en-GB"
    )
    yield context.new_page()
    context.close()


@pytest.fixture(params=["light", "dark"])
def lit_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page by day, and one by night."""
    context = browser.new_context(color_scheme=request.param, locale="en-GB", timezone_id="Europe/Kyiv")
    yield context.new_page()
    context.close()
