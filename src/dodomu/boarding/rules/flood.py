"""How much one device may ask for. It is counted by device, never by address: a whole embassy is one address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

MOST: Final = 120.0  # what a device that was quiet may ask for at once
PER_SECOND: Final = 2.0
COST: Final = {"contact": 1.0, "points": 2.0, "touches": 1.0, "carry": 2.0, "pack": 15.0}


@dataclass(frozen=True, slots=True)
class Spent:
    """What is left after something was asked for; `wait` is in seconds, 0 where it is granted."""

    left: float
    wait: int


def spend(spare: float | None, since: datetime | None, what: str, *, at: datetime) -> Spent:
    """Return whether a device may ask for something now, and what it has left. A refusal costs nothing."""
    passed = max(0.0, (at - since).total_seconds()) if since else 0.0
    has = MOST if spare is None else min(MOST, spare + passed * PER_SECOND)
    cost = COST[what]
    if has >= cost:
        return Spent(has - cost, 0)
    return Spent(has, max(1, int((cost - has) / PER_SECOND + 1)))
