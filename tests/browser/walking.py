"""From page to page in a browser, as a reader walks."""

from playwright.sync_api import Locator, Page


def follow(page: Page, way: Locator) -> None:
    """Press a link or a button and wait until the page it leads to is there: a click alone waits for nothing."""
    with page.expect_navigation():
        way.click()
