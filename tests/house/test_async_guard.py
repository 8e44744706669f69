import asyncio
import os

import pytest


def test_only_the_browser_tests_run_without_djangos_guard_of_its_orm() -> None:
    assert "DJANGO_ALLOW_ASYNC_UNSAFE" not in os.environ
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()
