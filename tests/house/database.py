"""Pytest plugin: one throw-away PostgreSQL for the whole run, there before Django reads its settings.

Loaded by `-p tests.house.database` in pyproject.toml, because a conftest comes too late for that. Workers of xdist
share the server of the run that started them; each has a test database of its own in it.
"""

import base64
import os
from collections.abc import Generator

import pytest

from dodomu.site import postgres

KEYS = {
    "DODOMU_SECRET_KEY": "only-for-tests-" + "0123456789" * 4,
    "DODOMU_FIELD_KEY": "t1:" + base64.b64encode(b"only-for-tests--only-for-tests--").decode(),
    "DODOMU_INDEX_KEY": base64.b64encode(b"index-of-tests--index-of-tests--").decode(),
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Set what the settings read, before pytest-django imports them."""
    os.environ.update(KEYS)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _start(early_config)
    yield


def _start(config: pytest.Config) -> None:
    try:
        server = postgres.start(throwaway=True)
    except postgres.NoPostgres as why:
        raise pytest.UsageError(f"the tests need a PostgreSQL: {why}") from why
    os.environ["DATABASE_URL"] = server.url
    config.add_cleanup(server.stop)
