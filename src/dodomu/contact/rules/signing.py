"""Ed25519 signatures in the files of minisign (jedisct1.github.io/minisign, "Signature format"), so that anyone can
check with a common tool, and without us, that a text is ours.

Secret key, without a password because a server signs unattended (as `minisign -G -W` writes it), in base64:
`Ed` · kdf 00 00 · checksum `B2` · salt (32) · limits (8 + 8) · key id (8) · secret (32) · public (32) · checksum (32,
without a password nought: what was damaged is seen because the halves do not fit).
Signature: `ED` · key id (8) · Ed25519 of the BLAKE2b-512 of the file (64); then one over that and the trusted comment.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519: Final = b"Ed"
PREHASHED: Final = b"ED"
NO_PASSWORD: Final = b"\x00\x00"
BLAKE2: Final = b"B2"
ID_BYTES, SEED_BYTES, HASH_BYTES = 8, 32, 32
_BEFORE_ID: Final = 2 + 2 + 2 + 32 + 8 + 8
_SIZE: Final = _BEFORE_ID + ID_BYTES + 2 * SEED_BYTES + HASH_BYTES
UNTRUSTED: Final = "untrusted comment: "
TRUSTED: Final = "trusted comment: "


class KeyFault(StrEnum):
    """Why there is no key to sign with; never with anything of the key in it."""

    NOT_SET = "not-set"  # DODOMU_SIGNING_KEY_FILE
    NOT_THERE = "not-there"
    OPEN_TO_OTHERS = "open-to-others"  # others on the machine may read the file
    NOT_A_KEY = "not-a-key"
    HAS_A_PASSWORD = "has-a-password"
    NOT_OURS = "not-ours"  # its public half was never published
    RETIRED = "retired"
    DISOWNED = "disowned"


class UnusableKey(Exception):
    """A key that cannot sign."""

    def __init__(self, why: KeyFault) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key that signs. Its secret is in no text that is made of it."""

    number: bytes
    seed: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """The key id as minisign shows it."""
        return f"{int.from_bytes(self.number, 'little'):016X}"

    @property
    def public(self) -> str:
        """The public half as minisign takes it."""
        return _text(ED25519 + self.number + _public_bytes(self.seed))


def secret_key(number: bytes, seed: bytes) -> SecretKey:
    """Return the key of random bytes: eight for its id, 32 for its secret."""
    if len(number) != ID_BYTES or len(seed) != SEED_BYTES:
        raise ValueError("a key is made of 8 and 32 bytes")
    return SecretKey(number, seed)


def secret_file(key: SecretKey) -> str:
    """Return the file in which a key is kept, as `minisign -G -W` writes it."""
    pair = key.number + key.seed + _public_bytes(key.seed)
    head = ED25519 + NO_PASSWORD + BLAKE2 + bytes(_BEFORE_ID - 6)
    return f"{UNTRUSTED}minisign secret key {key.id}\n{_text(head + pair + bytes(HASH_BYTES))}\n"


def read_secret_file(content: str) -> SecretKey:
    """Return the key of such a file, or raise `UnusableKey`."""
    lines = content.splitlines()
    try:
        raw = base64.b64decode(lines[1].strip(), validate=True)
    except (IndexError, ValueError, binascii.Error):
        raise UnusableKey(KeyFault.NOT_A_KEY) from None
    if len(raw) != _SIZE or raw[:2] != ED25519 or raw[4:6] != BLAKE2:
        raise UnusableKey(KeyFault.NOT_A_KEY)
    if raw[2:4] != NO_PASSWORD:
        raise UnusableKey(KeyFault.HAS_A_PASSWORD)
    number, pair = raw[_BEFORE_ID : _BEFORE_ID + ID_BYTES], raw[_BEFORE_ID + ID_BYTES : -HASH_BYTES]
    seed, public = pair[:SEED_BYTES], pair[SEED_BYTES:]
    if _public_bytes(seed) != public:
        raise UnusableKey(KeyFault.NOT_A_KEY)
    return SecretKey(number, seed)


def public_file(public: str, key_id: str) -> str:
    """Return the file of a public key (`minisign.pub`)."""
    return f"{UNTRUSTED}minisign public key {key_id}\n{public}\n"


def sign(key: SecretKey, text: str, *, trusted: str) -> str:
    """Return the signature of a text as a file (`.minisig`); the trusted comment is signed with it."""
    if not trusted.isprintable():
        raise ValueError("a trusted comment is one line")
    signer = Ed25519PrivateKey.from_private_bytes(key.seed)
    signature = signer.sign(hashlib.blake2b(text.encode("utf-8")).digest())
    over_both = signer.sign(signature + trusted.encode("utf-8"))
    first = f"{UNTRUSTED}signature from minisign secret key {key.id}\n{_text(PREHASHED + key.number + signature)}\n"
    return f"{first}{TRUSTED}{trusted}\n{_text(over_both)}\n"


def _public_bytes(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
