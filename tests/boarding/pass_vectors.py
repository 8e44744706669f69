"""Writes passes.json anew: `python -m tests.boarding.pass_vectors`. Nothing in it is random: it is always the same."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dodomu.boarding.rules import base45, passes
from dodomu.boarding.rules.passes import Ended, KeyState, PassFacts, PublicKey
from dodomu.boarding.rules.terms import Ground, PassKind

FILE = Path(__file__).parent.parent / "vectors" / "passes" / "passes.json"
CRISIS = UUID("01931000-0000-7000-8000-000000000001")
OTHER_CRISIS = UUID("01931000-0000-7000-8000-000000000002")
LEG = UUID("01931000-0000-7000-8000-0000000000aa")
MEETS = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
EXPIRES = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519 (RFC 8032, 5.1)

# name -> (number of the key, seed, what became of it). For tests only.
KEYS = {
    "current": (bytes.fromhex("d0d0000000000001"), bytes([1]) * 32, KeyState.CURRENT),
    "retired": (bytes.fromhex("d0d1000000000002"), bytes([2]) * 32, KeyState.RETIRED),
    "disowned": (bytes.fromhex("d0d2000000000003"), bytes([3]) * 32, KeyState.DISOWNED),
    "begins-alike": (bytes.fromhex("d0d0000000000004"), bytes([4]) * 32, KeyState.CURRENT),
}
STRANGER = bytes([9]) * 32
SUPERSEDED, REVOKED, NEW = (bytes([0x5E, 0, 0, 0, 0, 0, 0, last]) for last in (1, 2, 3))
ENDED = {
    SUPERSEDED: Ended(Ground.PASS_SUPERSEDED, NEW),
    REVOKED: Ended(Ground.PASS_REVOKED),
}
FACTS: dict[str, Any] = {
    "serial": bytes.fromhex("0102030405060708"),
    "crisis": passes.code_of(CRISIS),
    "leg": passes.code_of(LEG),
    "meets": MEETS,
    "expires": EXPIRES,
    "reference": "482917354",
    "kind": PassKind.PLACE,
    "party_size": 3,
    "name": "KOVALENKO OKSANA",
    "leg_ref": "KC-3021",
    "birth_year": 1987,
}


def code(key: str = "current", *, seed: bytes | None = None, **other: Any) -> bytes:
    number, own, _ = KEYS[key]
    return passes.sign(PassFacts(**FACTS | other), number=number, seed=seed or own)


def changed(signed: bytes, at: int, *octets: int) -> bytes:
    return signed[:at] + bytes(octets) + signed[at + len(octets) :]


def signed_as_it_is(payload: bytes) -> bytes:
    """Return a payload that we would never make, with a good signature."""
    return payload + Ed25519PrivateKey.from_private_bytes(KEYS["current"][1]).sign(passes.PURPOSE + payload)


def with_higher_scalar(signed: bytes) -> bytes:
    scalar = int.from_bytes(signed[-32:], "little") + ORDER
    return signed[:-32] + scalar.to_bytes(32, "little")


def cases() -> list[dict[str, object]]:
    good, text = code(), passes.text_of
    bare = good[: -passes.SIGNATURE_BYTES]
    return [
        case("good", text(good)),
        case("good: standby, alone", text(code(kind=PassKind.STANDBY, party_size=1))),
        case("good: signed with a key that is retired", text(code("retired"))),
        case("good: of two keys that begin alike", text(code("begins-alike"))),
        case("good: the longest name and leg, the largest party", text(code(
            name="ABDURAKHMANOV-KOZHAKHMETOV N'U", leg_ref="Поїзд-А/9-КЦ", party_size=127))),
        case("good: no name in Latin letters, no birth year", text(code(name="", birth_year=None))),
        case("good: a name that has no Latin letters", text(code(name="李 小龙"))),
        case("good: a reference that begins with noughts", text(code(reference="000000017"))),
        case("good: the name ends with a hyphen and the leg with a blank", text(code(name="KOVAL-", leg_ref="A "))),
        case("good: in the last second", text(good), at=int(EXPIRES.timestamp()) - 1),
        case("expired: in the second that it says", text(good), at=int(EXPIRES.timestamp())),
        case("expired: a week later", text(good), at=int(EXPIRES.timestamp()) + 7 * 86400),
        case("of another crisis", text(code(crisis=passes.code_of(OTHER_CRISIS)))),
        case("of another crisis, and expired", text(code(crisis=passes.code_of(OTHER_CRISIS), expires=MEETS)),
             at=int(EXPIRES.timestamp())),
        case("superseded", text(code(serial=SUPERSEDED))),
        case("superseded, and expired", text(code(serial=SUPERSEDED)), at=int(EXPIRES.timestamp())),
        case("revoked", text(code(serial=REVOKED))),
        case("disowned key", text(code("disowned"))),
        case("disowned key, and of another crisis", text(code("disowned", crisis=passes.code_of(OTHER_CRISIS)))),
        case("forged: another's key under our number", text(code(seed=STRANGER))),
        case("forged: another's key under the number of a disowned one", text(code("disowned", seed=STRANGER))),
        case("forged: a number that no key of ours has", text(passes.sign(
            PassFacts(**FACTS), number=bytes.fromhex("ffffffff00000000"), seed=KEYS["current"][1]))),
        case("forged: signed without saying that it is a pass", text(bare + Ed25519PrivateKey.from_private_bytes(
            KEYS["current"][1]).sign(bare))),
        case("forged: no signature, noughts instead", text(bare + bytes(64))),
        case("forged: the same signature, its scalar above the order", text(with_higher_scalar(good))),
        case("altered: another name", text(good.replace(b"OKSANA", b"HALYNA"))),
        case("altered: it expires later", text(changed(good, 33, 0x7F))),
        case("altered: another leg", text(changed(good, 21, good[21] ^ 1))),
        case("altered: standby made a place", text(changed(code(kind=PassKind.STANDBY), 43, 3))),
        case("altered: one bit of the signature", text(changed(good, len(good) - 64, good[-64] ^ 1))),
        case("unknown version", text(signed_as_it_is(changed(bare, 0, 2)))),
        case("version nought", text(signed_as_it_is(changed(bare, 0, 0)))),
        case("cut off: the signature is not whole", text(good[:-1])),
        case("cut off: no signature", text(bare)),
        case("cut off: within the name", text(good[:50])),
        case("cut off: before the name", text(good[:44])),
        case("cut off: within the numbers", text(good[:20])),
        case("cut off: nothing after the prefix", passes.PREFIX),
        case("cut off: a sign of the text is missing", text(good)[:-1]),
        case("cut off: a sign of the text is too many", text(good) + "0"),
        case("too long: an octet after the signature", text(good + b"\x00")),
        case("two blanks after the text", text(good) + "  "),
        case("name that is no text", text(signed_as_it_is(bare.replace(b"OKSANA", b"OKSAN\xff")))),
        case("a sign that Base45 has not", text(good)[:-3] + "a00"),
        case("a group above 65535", text(good)[:-3] + ":::"),
        case("prefix in small letters", text(good).replace("DODOMU1:", "dodomu1:")),
        case("prefix of another version", text(good).replace("DODOMU1:", "DODOMU2:")),
        case("a blank before it", " " + text(good)),
        case("not a pass: an address", "https://example.org/p/abc"),
        case("not a pass: a boarding pass of a carrier", "M1KOVALENKO/OKSANA     EABC123 ALANQZKC 3021 328Y012A"),
        case("nothing", ""),
    ]  # fmt: skip


def case(name: str, text: str, *, at: int | None = None) -> dict[str, object]:
    at = int(NOW.timestamp()) if at is None else at
    found = passes.check(
        text, keys=public_keys(), crisis=passes.code_of(CRISIS), at=datetime.fromtimestamp(at, UTC), ended=ENDED
    )
    return {
        "name": name,
        "text": text,
        "at": at,
        "ground": found.ground,
        "fault": found.fault,
        "by": found.by.hex() if found.by else None,
        "pass": says(found.facts) if found.facts else None,
    }


def says(facts: PassFacts) -> dict[str, object]:
    return {
        "serial": facts.serial.hex(),
        "crisis": facts.crisis.hex(),
        "leg": facts.leg.hex(),
        "meets": int(facts.meets.timestamp()),
        "expires": int(facts.expires.timestamp()),
        "birth_year": facts.birth_year,
        "reference": facts.reference,
        "standby": facts.kind is PassKind.STANDBY,
        "party_size": facts.party_size,
        "name": facts.name,
        "leg_ref": facts.leg_ref,
    }


def public_keys() -> list[PublicKey]:
    return [PublicKey(number, raw_public(seed), state) for number, seed, state in KEYS.values()]


def raw_public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def vectors() -> dict[str, object]:
    return {
        "note": "Keys and people are made up. at, meets, expires: seconds since 1970. ground null: good. "
        "pass: what is read, believed or not (null: unreadable). base45: RFC 9285, sections 4.3 and 4.4.",
        "crisis": {"id": str(CRISIS), "code": passes.code_of(CRISIS).hex()},
        "leg": {"id": str(LEG), "code": passes.code_of(LEG).hex()},
        "keys": [
            {
                "number": number.hex(),
                "key": base64.b64encode(raw_public(seed)).decode(),
                "seed": seed.hex(),
                "state": state,
            }
            for number, seed, state in KEYS.values()
        ],
        "ended": [
            {"s": serial.hex(), "g": end.ground, "by": end.by.hex() if end.by else None}
            for serial, end in ENDED.items()
        ],
        "base45": {
            "good": [
                [octets.hex(), base45.encode(octets)]
                for octets in (
                    b"",
                    b"AB",
                    b"Hello!!",
                    b"base-45",
                    b"ietf!",
                    b"\x00",
                    b"\xff",
                    b"\xff\xff",
                    bytes(range(256)),
                )
            ],
            "bad": ["0", "GGW", "::", ":::", "a0", "BB8é", "0000"],
        },
        "cases": cases(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
