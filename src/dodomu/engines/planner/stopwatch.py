"""How long something has taken. The only file of the engines that asks a clock, and only for its own pace."""

from collections.abc import Callable
from time import monotonic


def started() -> Callable[[], float]:
    """Return a function that tells how many seconds have passed since now."""
    begun = monotonic()
    return lambda: monotonic() - begun
