"""Keyed hashes under which words of sealed messages are found (`rules.searching`)."""

from typing import Final

from dodomu.contact.rules.searching import beginnings, sought
from dodomu.foundation import encryption

CONTEXT: Final = "message.token"
BYTES, BITS = 8, 63


def tokens_of(*texts: str) -> list[int]:
    """Return what is kept beside a message, for its words and subject."""
    return sorted({_hash(part) for part in beginnings("\n".join(texts))})


def tokens_sought(query: str) -> list[int]:
    """Return what must all stand beside a message that is found."""
    return [_hash(part) for part in sought(query)]


def _hash(beginning: str) -> int:
    """Return a keyed hash of 63 bits: a `bigint` that is never negative."""
    return int.from_bytes(encryption.blind_index(beginning, context=CONTEXT)[:BYTES]) & ((1 << BITS) - 1)
