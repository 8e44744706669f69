import pytest
from playwright.sync_api import Page

from dodomu.foundation.models import Crisis

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_test_may_ask_the_database_between_two_looks_at_a_page(page: Page) -> None:
    page.goto("data:text/html,<h1>43</h1>")
    assert Crisis.objects.count() == 0
    assert page.inner_text("h1") == "43"


def test_every_test_gets_a_browser_without_any_history(page: Page) -> None:
    assert page.context.cookies() == []
    assert page.url == "about:blank"
