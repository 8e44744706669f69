"""Bundles: what one side tells the other, in one sealed and signed file.

    DODOMU-BUNDLE 1 ⏎ · header, one line of JSON ⏎ · frames: length (4) and sealed bytes · length 0 · signature (64)

The header is open and says which bundle of which side it is. The frames are AES-256-GCM under a key made for this
bundle from the one that was agreed; each is bound to its place and to the header, and the last says that it is the
last, so that no frame can be left out, moved or taken from elsewhere. Unsealed and joined they are a gzip stream of
lines. The signature is Ed25519 over the SHA-512 of all before it.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from io import BytesIO
from typing import IO, Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC: Final = b"DODOMU-BUNDLE 1\n"
SIGNED: Final = b"dodomu bundle\x00"
FRAME: Final = 1 << 20  # bytes of a frame, before it is sealed
LONGEST_FRAME: Final = FRAME + (64 << 10)
LONGEST_HEADER: Final = 4096
TAIL: Final = 64
HIGHEST: Final = 2**31 - 1  # number of a bundle
MOST: Final = {"number": HIGHEST, "base": HIGHEST, "seen": HIGHEST, "made_at": 253_402_300_799_000}  # in the year 9999
GZIP: Final = 31  # zlib's word for a gzip stream
OPENED: Final = 1 << 30  # bytes of all lines of a bundle: what little unpacks to more is no bundle


class Side(StrEnum):
    HEADQUARTERS = "headquarters"
    POST = "post"

    @property
    def other(self) -> "Side":
        """The one that a bundle of this side is for."""
        return Side.POST if self is Side.HEADQUARTERS else Side.HEADQUARTERS


class Wrong(StrEnum):
    """Why a bundle is not read."""

    NO_BUNDLE = "no-bundle"
    CUT = "cut"
    FORGED = "forged"
    SENSELESS = "senseless"  # signed by the other side, and yet it says what cannot be


class NotABundle(Exception):
    """A bundle cannot be read: `why` says what is wrong with it."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Header:
    """Which bundle it is: what its side has told before, and what it has taken of the other."""

    id: str
    post: str
    side: str
    number: int  # counted by each side from 1
    base: int  # it has all since the bundle of this number, of its own side
    seen: int  # the highest number of the other side that was taken before it was made
    seen_digest: str  # of that bundle: a side that was put back from a copy gives a number twice
    tables: str  # digest of the columns of all tables: only the same version reads it
    made_at: int  # milliseconds

    @property
    def post_id(self) -> UUID:
        """The post whose agreement it is sealed under."""
        return UUID(self.post)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a side seals and signs with, and what it checks the other with."""

    shared: bytes
    own: bytes  # seed of its own signing key
    other: bytes  # public key of the other side


def write(out: IO[bytes], header: Header, lines: Iterable[bytes], keys: Keys) -> bytes:
    """Write a bundle, and return its digest."""
    digest = hashlib.sha512()

    def put(data: bytes) -> None:
        out.write(data)
        digest.update(data)

    head = json.dumps(asdict(header), separators=(",", ":")).encode()
    put(MAGIC + head + b"\n")
    sealer, bound = AESGCM(_key(header, keys)), hashlib.sha256(head).digest()
    for place, (data, is_last) in enumerate(_marked(_packed(lines))):
        sealed = sealer.encrypt(_nonce(place, is_last=is_last), data, bound)
        put(len(sealed).to_bytes(4, "big") + sealed)
    put(bytes(4))
    out.write(Ed25519PrivateKey.from_private_bytes(keys.own).sign(SIGNED + digest.digest()))
    return digest.digest()[:32]


def header_of(data: bytes) -> Header:
    """Return what a bundle says of itself; nothing of it is believed yet."""
    if not data.startswith(MAGIC):
        raise NotABundle(Wrong.CUT if MAGIC.startswith(data[: len(MAGIC)]) and data else Wrong.NO_BUNDLE)
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + LONGEST_HEADER)
    if end < 0:
        raise NotABundle(Wrong.CUT)
    try:
        said = json.loads(data[len(MAGIC) : end])
        header = Header(**said)
        UUID(header.post), UUID(header.id), Side(header.side), bytes.fromhex(header.seen_digest)
        numbers = [(said[name], most) for name, most in MOST.items()]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NotABundle(Wrong.NO_BUNDLE) from None
    if any(type(each) is not int or not 0 <= each <= most for each, most in numbers):
        raise NotABundle(Wrong.NO_BUNDLE)
    return header


def check(data: bytes, keys: Keys) -> bytes:
    """Return the digest of a bundle that is whole and signed by the other side, or raise `NotABundle`."""
    if not _is_whole(data):
        raise NotABundle(Wrong.CUT)
    digest = hashlib.sha512(data[:-TAIL]).digest()
    try:
        Ed25519PublicKey.from_public_bytes(keys.other).verify(data[-TAIL:], SIGNED + digest)
    except InvalidSignature:
        raise NotABundle(Wrong.FORGED) from None
    return digest[:32]


def lines_of(data: bytes, keys: Keys) -> Iterator[Any]:
    """Yield what a bundle that was checked says, line by line."""
    header = header_of(data)
    end = data.index(b"\n", len(MAGIC))
    opener, bound = AESGCM(_key(header, keys)), hashlib.sha256(data[len(MAGIC) : end]).digest()
    frames = list(_frames(data, end + 1))
    unpacker, rest, left = zlib.decompressobj(GZIP), b"", OPENED
    for place, frame in enumerate(frames):
        try:
            opened = opener.decrypt(_nonce(place, is_last=place == len(frames) - 1), frame, bound)
            unpacked = unpacker.decompress(opened, left)
            left -= len(unpacked)
            *whole, rest = (rest + unpacked).split(b"\n")
            yield from (json.loads(line) for line in whole)
        except InvalidTag:
            raise NotABundle(Wrong.FORGED) from None
        except (zlib.error, ValueError, RecursionError):
            raise NotABundle(Wrong.SENSELESS) from None
        if unpacker.unconsumed_tail or left <= 0:
            raise NotABundle(Wrong.SENSELESS)
    if rest or not unpacker.eof:
        raise NotABundle(Wrong.SENSELESS)


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer, held = zlib.compressobj(6, zlib.DEFLATED, GZIP), BytesIO()
    for line in lines:
        held.write(packer.compress(line + b"\n"))
        if held.tell() >= FRAME:
            yield from _cut(held.getvalue()[: held.tell() // FRAME * FRAME])
            held = _from(held.getvalue()[held.tell() // FRAME * FRAME :])
    held.write(packer.flush())
    yield from _cut(held.getvalue())


def _from(data: bytes) -> BytesIO:
    held = BytesIO()
    held.write(data)
    return held


def _cut(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), FRAME):
        yield data[start : start + FRAME]


def _marked(frames: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    before = None
    for frame in frames:
        if before is not None:
            yield before, False
        before = frame
    if before is not None:
        yield before, True


def _frames(data: bytes, start: int) -> Iterator[bytes]:
    while length := int.from_bytes(data[start : start + 4], "big"):
        yield data[start + 4 : start + 4 + length]
        start += 4 + length


def _is_whole(data: bytes) -> bool:
    """Say whether the frames end where the signature begins."""
    at = data.find(b"\n", len(MAGIC), len(MAGIC) + LONGEST_HEADER) + 1
    while at and at + 4 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        at += 4 + length
        if length == 0:
            return at + TAIL == len(data)
        if length > LONGEST_FRAME:
            raise NotABundle(Wrong.FORGED)
    return False


def _nonce(place: int, *, is_last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([is_last])


def _key(header: Header, keys: Keys) -> bytes:
    info = f"dodomu bundle {header.side}".encode()
    return HKDF(SHA256(), 32, salt=UUID(header.id).bytes, info=info).derive(keys.shared)
