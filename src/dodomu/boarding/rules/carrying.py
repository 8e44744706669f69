"""What a device carries out where there is no network: touches sealed with a key that only it and we have.

A line is JSON; a file is lines. Whoever carries it, a stick, another device, a row of QR codes, can read nothing of it.
"""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = 1
NONCE_BYTES: Final = 12
MOST_LINE: Final = 4 * 2**20  # octets of one sealed line
MOST_OPEN: Final = 2 * 2**20  # octets of what is in it
DEFLATED: Final = "deflate-raw"


class NotOpened(Exception):
    """A line that is none of ours, or was altered or cut off."""


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A line as it came: whose it says it is, and what cannot be read without their key."""

    device: UUID
    nonce: bytes
    sealed: bytes = field(repr=False)
    is_deflated: bool = False


def read_line(text: bytes) -> SealedLine:
    """Return a line, or raise `NotOpened`."""
    if len(text) > MOST_LINE:
        raise NotOpened
    try:
        said = json.loads(text)
        is_ours = said["dodomu"] == "carry" and said["v"] == VERSION and said.get("zip") in (None, DEFLATED)
        line = SealedLine(UUID(said["device"]), _bytes(said["nonce"]), _bytes(said["sealed"]), bool(said.get("zip")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise NotOpened from None
    if not is_ours or len(line.nonce) != NONCE_BYTES:
        raise NotOpened
    return line


def open_line(line: SealedLine, key: bytes) -> dict[str, Any]:
    """Return the envelope of touches in a line, or raise `NotOpened`."""
    try:
        plain = AESGCM(key).decrypt(line.nonce, line.sealed, _context(line.device))
        said = json.loads(_inflated(plain) if line.is_deflated else plain)
    except (InvalidTag, ValueError, zlib.error, RecursionError):
        raise NotOpened from None
    if not isinstance(said, dict):
        raise NotOpened
    return said


def seal_line(envelope: dict[str, Any], *, device: UUID, key: bytes, nonce: bytes, deflate: bool = False) -> str:
    """Return touches sealed as a device seals them."""
    plain = json.dumps(envelope, ensure_ascii=False).encode()
    if deflate:
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        plain = packer.compress(plain) + packer.flush()
    sealed = AESGCM(key).encrypt(nonce, plain, _context(device))
    said = {"dodomu": "carry", "v": VERSION, "device": str(device), "nonce": _text(nonce), "sealed": _text(sealed)}
    return json.dumps(said | ({"zip": DEFLATED} if deflate else {}))


def _context(device: UUID) -> bytes:
    return f"dodomu carry {VERSION} {device}".encode()


def _inflated(plain: bytes) -> bytes:
    """Unpack no more than a line may hold: a few octets could stand for gigabytes."""
    unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    found = unpacker.decompress(plain, MOST_OPEN)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise NotOpened
    return found


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
