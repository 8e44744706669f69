"""The processes that are posts idle between tests, and end with the last."""

from collections.abc import Iterator

import pytest

from tests.boarding.posts import rig


@pytest.fixture(scope="package", autouse=True)
def _posts_end() -> Iterator[None]:
    yield
    rig.end_idle()
