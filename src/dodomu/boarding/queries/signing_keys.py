"""The keys that sign passes and packs, as a gate is given them."""

import base64
from typing import Final

from dodomu.boarding.rules.passes import KEY_BYTES, KeyState, PublicKey
from dodomu.contact.queries.keys import KeyLine, public_keys
from dodomu.contact.rules.signing import ED25519, ID_BYTES

_BEFORE_KEY: Final = len(ED25519) + ID_BYTES


def keys() -> tuple[PublicKey, ...]:
    """Return every key that ever signed for us, and what became of it."""
    return tuple(_public(line) for line in public_keys())


def disowned() -> tuple[bytes, ...]:
    """Return the first octets of the numbers of keys that are ours no more."""
    return tuple(key.number[:KEY_BYTES] for key in keys() if key.state is KeyState.DISOWNED)


def _public(line: KeyLine) -> PublicKey:
    raw = base64.b64decode(line.public)
    state = KeyState.DISOWNED if line.disowned_at else KeyState.RETIRED if line.retired_at else KeyState.CURRENT
    return PublicKey(raw[len(ED25519) : _BEFORE_KEY], raw[_BEFORE_KEY:], state)
