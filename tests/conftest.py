"""What every test stands on. The database is started by `tests/house/database.py`, before this file is read."""

import os

import pytest

from dodomu.site import words
from tests.house import chromium


def pytest_configure() -> None:
    """Compile the translations once, before any test or worker reads them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        words.compile_stale()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the browser tests on one worker: two Chromiums on two cores only wait for one another."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or chromium.found():
        return
    if chromium.is_required():
        pytest.fail("no Chromium found, and DODOMU_REQUIRE_BROWSER is set", pytrace=False)
    pytest.skip(chromium.MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that the browser tests did not run."""
    skipped = [report for report in terminalreporter.getreports("skipped") if chromium.MISSING in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{chromium.MISSING} – {len(skipped)} not run", yellow=True)
