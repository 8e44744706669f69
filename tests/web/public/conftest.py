from datetime import UTC, datetime

import pytest

from dodomu.foundation import clock
from dodomu.foundation.models import Crisis
from tests import cast


@pytest.fixture(autouse=True)
def hour(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The hour of the machine, which a test may move; none of these tests reads the real one."""
    now = [datetime(2022, 1, 8, 6, tzinfo=UTC)]

    def seconds() -> float:
        return now[0].timestamp()

    monkeypatch.setattr(clock, "real_now", lambda: now[0])
    monkeypatch.setattr("django.core.signing.time.time", seconds)
    return now


@pytest.fixture
def crisis(db: None) -> Crisis:
    return cast.crisis(slug="harbour", hotline="+380 00 123 45 67")


@pytest.fixture
def form(crisis: Crisis) -> str:
    """The address of the form."""
    return f"/c/{crisis.slug}/register"
