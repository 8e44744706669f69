"""How many examples the laws are tried on: few and always the same, or many and new ones for who asks for that."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

DEEPER = int(os.environ.get("DODOMU_LAWS", "1"))  # so many times as many examples, and other ones each time


def tried(examples: int, **more: Any) -> settings:
    """Return the settings of a law that is tried on so many examples."""
    return settings(
        max_examples=examples * DEEPER,
        derandomize=DEEPER == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
