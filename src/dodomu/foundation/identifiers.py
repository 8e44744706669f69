"""Identifiers that sort by the hour they were made, and secrets that cannot be guessed."""

import hashlib
import secrets
import threading
import time
from uuid import UUID


class _Uuid7:
    """Version 7 UUIDs (RFC 9562) of which each is greater than the one before, also within a millisecond.

    48 bits of Unix milliseconds, then 74 random bits; within one millisecond a random step is added instead (method 2
    of section 6.2), so that what is made in order is kept in order.
    """

    STEP_BITS = 32

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> UUID:
        with self._lock:
            hour = time.time_ns() // 1_000_000 & (2**48 - 1)
            is_later = hour > self._last >> 74
            self._last = (
                hour << 74 | secrets.randbits(73) if is_later else self._last + 1 + secrets.randbits(self.STEP_BITS)
            )
            bits = self._last
        high, low = bits >> 62, bits & (2**62 - 1)
        return UUID(int=(high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0x2 << 62 | low)


_next_uuid7 = _Uuid7()


def uuid7() -> UUID:
    """Return a version 7 UUID that sorts after every one made before in this process.

    Made here because PostgreSQL before 18 cannot, and so that a device without network can make its own.
    """
    return _next_uuid7()


def new_token() -> str:
    """Return 160 random bits as URL text: the secret of a private link."""
    return secrets.token_urlsafe(20)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token, so that a copy of the database opens no private page."""
    return hashlib.sha256(token.encode()).digest()
