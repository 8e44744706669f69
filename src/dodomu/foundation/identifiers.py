"""Identifiers that sort by the hour they were made, and secrets that cannot be guessed."""

import hashlib
import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits.

    Made here because PostgreSQL before 18 cannot, and so that a device without network can make its own.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_token() -> str:
    """Return 160 random bits as URL text: the secret of a private link."""
    return secrets.token_urlsafe(20)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token, so that a copy of the database opens no private page."""
    return hashlib.sha256(token.encode()).digest()
