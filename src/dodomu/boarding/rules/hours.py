"""When something at a gate happened, by a clock that nobody can trust: everybody who hears of it works out the same."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST: Final = 0  # milliseconds
LATEST: Final = 4_102_444_800_000  # 1 January 2100: beyond it stands no clock, only nonsense
SKEW: Final = timedelta(minutes=5)  # how far a clock may run ahead of ours
TICK: Final = timedelta(microseconds=1)
TICKS: Final = 1000  # microseconds in the millisecond that a device counts in


def from_ms(milliseconds: int) -> datetime:
    """Return an hour given in milliseconds since 1970; nonsense is brought to the nearest end of what can be."""
    return EPOCH + timedelta(milliseconds=min(max(milliseconds, EARLIEST), LATEST))


def to_ms(hour: datetime) -> int:
    """Return an hour in whole milliseconds since 1970."""
    return (hour - EPOCH) // timedelta(milliseconds=1)


def tick_of(touch: UUID) -> timedelta:
    """Return the fraction of a millisecond by which two touches of one millisecond are told apart, everywhere alike."""
    return TICK * (int.from_bytes(hashlib.sha256(touch.bytes).digest()[:4], "big") % TICKS)


def happened_at(touch: UUID, *, made: int, off: int | None, shift: int) -> datetime:
    """Return the hour of the crisis at which a touch was made: by its clock, less what that was ahead of ours."""
    return from_ms(made - (off or 0) + shift) + tick_of(touch)


def counts_from(happened: datetime, *, received: datetime, shift: int) -> datetime:
    """Return the hour that a touch counts for: nothing has happened later than we heard of it.

    A clock that is ahead by more than a little is cut back to that hour, or everything truly seen after it would count
    as earlier.
    """
    heard = received + timedelta(milliseconds=shift)
    return min(happened, heard) if happened > heard + SKEW else happened
