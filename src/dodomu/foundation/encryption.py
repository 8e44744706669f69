"""Fields at rest: AES-256-GCM with a key id, and a keyed blind index for exact look-up.

A sealed value is `key id length (1) · key id · nonce (12) · ciphertext and tag`. The context (table and column) is
authenticated with it, so a value copied from one column into another does not open.
"""

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class CannotOpen(Exception):
    """A sealed value is damaged, was moved to another column, or its key is gone."""


@lru_cache(maxsize=1)
def _keys() -> dict[str, AESGCM]:
    keys: dict[str, AESGCM] = {}
    for part in settings.DODOMU_FIELD_KEY.split(","):
        key_id, _, text = part.strip().partition(":")
        keys[key_id] = AESGCM(base64.b64decode(text))
    return keys


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return base64.b64decode(settings.DODOMU_INDEX_KEY)


def seal(value: Any, *, context: str) -> bytes:
    """Return `value` (anything JSON can hold) sealed with the current key, for one named column."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    plain = _as_json(value).encode("utf-8", "surrogatepass")
    name = key_id.encode()
    return bytes([len(name)]) + name + nonce + key.encrypt(nonce, plain, context.encode())


def open_sealed(sealed: bytes | memoryview | None, *, context: str) -> Any:
    """Return what `seal` was given for the same column, None for None, or raise `CannotOpen`."""
    if sealed is None:
        return None
    data = bytes(sealed)
    end = 1 + data[0] if data else 0
    key = _keys().get(data[1:end].decode("ascii", "replace"))
    if key is None:
        raise CannotOpen("the key that sealed this value is not in DODOMU_FIELD_KEY")
    try:
        plain = key.decrypt(data[end : end + NONCE_BYTES], data[end + NONCE_BYTES :], context.encode())
    except InvalidTag as fault:
        raise CannotOpen("a sealed value does not open: it was altered or belongs to another column") from fault
    return json.loads(plain.decode("utf-8", "surrogatepass"))


def blind_index(value: str, *, context: str) -> bytes:
    """Return a keyed hash under which an exact value can be looked up and never read back."""
    return hmac.digest(_index_key(), f"{context}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256)[:16]
