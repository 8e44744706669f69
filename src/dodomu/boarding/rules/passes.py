"""The code of a pass: what it says, how it is signed, and what a gate makes of one that is shown.

Numbers are big-endian. version (1) · first of the key's number (4) · serial (8) · crisis (8) · leg (8) · meets (4) ·
expires (4) · birth year (2) · reference (4) · standby and party size (1) · n (1), name (n) · m (1), leg (m); then the
Ed25519 signature (64) of `PURPOSE` and all of that. As text `DODOMU1:` and Base45, which a QR code holds as
alphanumeric. static/field/gate/passes.js does the same; tests/vectors/passes is read by the tests of both.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dodomu.boarding.rules import base45
from dodomu.boarding.rules.terms import Ground, PassEnd, PassKind

PREFIX: Final = "DODOMU1:"
PURPOSE: Final = b"dodomu pass\x00"  # so that nothing else that we sign can be taken for a pass
VERSION: Final = 1
KEY_BYTES, SERIAL_BYTES, CODE_BYTES, SIGNATURE_BYTES = 4, 8, 8, 64
LONGEST_NAME, LONGEST_LEG = 30, 24  # octets
_STANDBY: Final = 0x80
MOST_IN_PARTY: Final = 0x7F
_FIXED: Final = 44  # octets before n


class KeyState(StrEnum):
    CURRENT = "current"
    RETIRED = "retired"
    DISOWNED = "disowned"


class PassFault(StrEnum):
    """Why a text cannot be read as a pass; to a gate all of them are `pass-unreadable`."""

    NOT_A_PASS = "not-a-pass"
    NOT_BASE45 = "not-base45"
    UNKNOWN_VERSION = "unknown-version"
    CUT_OFF = "cut-off"
    TOO_LONG = "too-long"  # something stands after the signature
    NOT_TEXT = "not-text"  # a name or leg that is no UTF-8


class UnreadablePass(Exception):
    """A text that is no pass."""

    def __init__(self, why: PassFault) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class PassFacts:
    """What a pass says."""

    serial: bytes
    crisis: bytes  # `code_of` the crisis
    leg: bytes  # and of the leg
    meets: datetime
    expires: datetime
    reference: str
    kind: PassKind
    party_size: int
    name: str  # Latin capitals
    leg_ref: str
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class ReadPass:
    """A pass as it was read; nothing of it is certain until its signature was checked."""

    facts: PassFacts
    key: bytes  # first four octets of the key's number
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signs, or signed, passes."""

    number: bytes
    key: bytes  # 32 octets
    state: KeyState = KeyState.CURRENT


@dataclass(frozen=True, slots=True)
class Ended:
    """A pass that is no good any more, and which was issued in its stead."""

    ground: Ground  # PASS_REVOKED, PASS_SUPERSEDED or LEG_CANCELLED
    by: bytes | None = None  # serial of what its holder has now


@dataclass(frozen=True, slots=True)
class CheckedPass:
    """What a pass is found to be. Without a ground it is ours, of this crisis, and in force."""

    ground: Ground | None
    facts: PassFacts | None = None  # None: unreadable; with `pass-forged` not to be believed
    fault: PassFault | None = None
    by: bytes | None = None  # serial of the pass that was issued in its stead


def code_of(number: UUID) -> bytes:
    """Return by which eight octets a pass names a crisis or a leg."""
    return hashlib.sha256(number.bytes).digest()[:CODE_BYTES]


def sign(facts: PassFacts, *, number: bytes, seed: bytes) -> bytes:
    """Return a pass and its signature, by the key of that number and seed."""
    return signer(number=number, seed=seed)(facts)


def signer(*, number: bytes, seed: bytes) -> "Signer":
    """Return what signs many passes with one key."""
    return Signer(number[:KEY_BYTES], Ed25519PrivateKey.from_private_bytes(seed))


@dataclass(frozen=True, slots=True)
class Signer:
    """A key in use. Called with facts it returns the signed pass."""

    number: bytes
    key: Ed25519PrivateKey

    def __call__(self, facts: PassFacts) -> bytes:
        signed = payload(facts, self.number)
        return signed + self.key.sign(PURPOSE + signed)


def payload(facts: PassFacts, key: bytes) -> bytes:
    """Return what is signed of a pass. A longer name or leg than it holds raises `ValueError`: shorten them before."""
    if len(facts.serial) != SERIAL_BYTES or len(facts.crisis) != CODE_BYTES or len(facts.leg) != CODE_BYTES:
        raise ValueError("serial, crisis and leg are eight octets each")
    kind = min(facts.party_size, MOST_IN_PARTY) | (_STANDBY if facts.kind is PassKind.STANDBY else 0)
    return b"".join(
        (
            bytes((VERSION,)),
            key[:KEY_BYTES],
            facts.serial,
            facts.crisis,
            facts.leg,
            _seconds(facts.meets),
            _seconds(facts.expires),
            (facts.birth_year or 0).to_bytes(2, "big"),
            int(facts.reference).to_bytes(4, "big"),
            bytes((kind,)),
            _counted(facts.name.encode("utf-8"), LONGEST_NAME),
            _counted(facts.leg_ref.encode("utf-8"), LONGEST_LEG),
        )
    )


def text_of(code: bytes) -> str:
    """Return a signed pass as the text that its QR code holds."""
    return PREFIX + base45.encode(code)


def read(text: str) -> ReadPass:
    """Return what a text says, or raise `UnreadablePass`. Exactly as it was scanned: a blank is a sign of Base45."""
    if not text.startswith(PREFIX):
        raise UnreadablePass(PassFault.NOT_A_PASS)
    try:
        code = base45.decode(text.removeprefix(PREFIX))
    except ValueError:
        raise UnreadablePass(PassFault.NOT_BASE45) from None
    return read_code(code)


def read_code(code: bytes) -> ReadPass:
    """Return what the octets of a pass say, or raise `UnreadablePass`."""
    if not code:
        raise UnreadablePass(PassFault.CUT_OFF)
    if code[0] != VERSION:
        raise UnreadablePass(PassFault.UNKNOWN_VERSION)
    name, rest = _taken(code, _FIXED)
    leg_ref, rest = _taken(code, rest)
    left = len(code) - rest - SIGNATURE_BYTES
    if left:
        raise UnreadablePass(PassFault.CUT_OFF if left < 0 else PassFault.TOO_LONG)
    return ReadPass(_facts(code, name, leg_ref), code[1 : 1 + KEY_BYTES], code[:rest], code[rest:])


def check(
    text: str,
    *,
    keys: Iterable[PublicKey],
    crisis: bytes,
    at: datetime,
    ended: Mapping[bytes, Ended] | None = None,
) -> CheckedPass:
    """Say what a pass that is shown is found to be, by the keys and the list of ended passes that a gate has.

    In this order, so that nothing of a forged pass is looked at: readable, signed by a key of ours that is not
    disowned, of this crisis, not ended, not expired.
    """
    try:
        found = read(text)
    except UnreadablePass as no:
        return CheckedPass(Ground.PASS_UNREADABLE, fault=no.why)
    facts = found.facts
    key = signed_by(found, keys)
    if key is None:
        return CheckedPass(Ground.PASS_FORGED, facts)
    if key.state is KeyState.DISOWNED:
        return CheckedPass(Ground.KEY_DISOWNED, facts)
    if facts.crisis != crisis:
        return CheckedPass(Ground.PASS_OF_ANOTHER_CRISIS, facts)
    if end := (ended or {}).get(facts.serial):
        return CheckedPass(end.ground, facts, by=end.by)
    return CheckedPass(Ground.PASS_EXPIRED if at >= facts.expires else None, facts)


def ended(cause: PassEnd, by: bytes | None) -> Ended:
    """Return what a gate is told of a pass that ended; `by` is the pass that its holder has now."""
    if cause is PassEnd.LEG_CANCELLED:
        return Ended(Ground.LEG_CANCELLED, by)
    is_taken_back = cause in (PassEnd.LOST, PassEnd.OFFICER) or by is None
    return Ended(Ground.PASS_REVOKED if is_taken_back else Ground.PASS_SUPERSEDED, by)


def signed_by(found: ReadPass, keys: Iterable[PublicKey]) -> PublicKey | None:
    """Return which key signed a pass, or None. Two keys may begin alike."""
    alike = (key for key in keys if key.number[:KEY_BYTES] == found.key)
    return next((key for key in alike if _is_signed(found, key)), None)


def _is_signed(found: ReadPass, key: PublicKey) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(found.signature, PURPOSE + found.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _facts(code: bytes, name: bytes, leg_ref: bytes) -> PassFacts:
    try:
        words = name.decode("utf-8"), leg_ref.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadablePass(PassFault.NOT_TEXT) from None
    meets, expires = (datetime.fromtimestamp(int.from_bytes(code[at : at + 4], "big"), UTC) for at in (29, 33))
    return PassFacts(
        serial=code[5:13],
        crisis=code[13:21],
        leg=code[21:29],
        meets=meets,
        expires=expires,
        birth_year=int.from_bytes(code[37:39], "big") or None,
        reference=f"{int.from_bytes(code[39:43], 'big'):09d}",
        kind=PassKind.STANDBY if code[43] & _STANDBY else PassKind.PLACE,
        party_size=code[43] & MOST_IN_PARTY,
        name=words[0],
        leg_ref=words[1],
    )


def _taken(code: bytes, start: int) -> tuple[bytes, int]:
    """Return the counted octets that begin here, and where they end."""
    end = start + 1 + code[start] if start < len(code) else start + 1
    if end > len(code):
        raise UnreadablePass(PassFault.CUT_OFF)
    return code[start + 1 : end], end


def _counted(octets: bytes, most: int) -> bytes:
    if len(octets) > most:
        raise ValueError(f"more than {most} octets")
    return bytes((len(octets),)) + octets


def _seconds(hour: datetime) -> bytes:
    return int(hour.timestamp()).to_bytes(4, "big")
