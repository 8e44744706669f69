"""Calls of a post by network: bundles go in pieces, and each piece bears a stamp that only the two sides can make."""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE: Final = 256 << 10  # bytes: what a link that breaks every minute still carries
LARGEST: Final = 64 << 20  # of a bundle that a post hands over by network; what is larger is carried
MOST_ANSWERS: Final = 10  # to one post in this time: each is all that it has not
WITHIN: Final = timedelta(minutes=1)


def stamp(shared: bytes, method: str, target: str, body: bytes) -> str:
    """Return what a call is stamped with: it can be read by anybody, and made by the two sides alone."""
    key = HKDF(SHA256(), 32, salt=None, info=b"dodomu post calls").derive(shared)
    said = "\n".join((method, target, hashlib.sha256(body).hexdigest()))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def is_stamped(given: str, shared: bytes, method: str, target: str, body: bytes) -> bool:
    """Say whether a call bears the right stamp."""
    return hmac.compare_digest(given.encode(), stamp(shared, method, target, body).encode())
