"""Giving a device its pack: made, signed, and written down."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from dodomu.boarding.models import Device, Pack
from dodomu.boarding.operations.devices import carry_key_of
from dodomu.boarding.queries import devices
from dodomu.boarding.queries.devices import DeviceKnown
from dodomu.boarding.queries.packing import PackFor, PackMade, keys_json, pack_for
from dodomu.boarding.reasons import BoardingReason
from dodomu.contact.operations import signing
from dodomu.contact.reasons import ContactReason
from dodomu.foundation import encryption
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.refusal import Refused

PURPOSE: Final = b"dodomu pack\x00"  # so that nothing else that we sign can be taken for a pack
OF_KEYS: Final = b"dodomu keys\x00"


@dataclass(frozen=True, slots=True)
class SignedPack:
    """A pack as it goes out."""

    id: UUID
    text: str
    key: str  # id of the key that signed it
    signature: str  # base64
    keys: str  # JSON: every key of ours
    proof: str  # base64: that these are our keys, and of this pack, to a device that does not know the newest yet


def give_pack(*, device: UUID, point: UUID, by: Actor, at: datetime) -> SignedPack:  # noqa: ARG001
    """Make the pack of a meeting point for a device, or refuse; `at` is the real hour.

    Nothing unsigned is given: a gate could not tell ours from anybody's.
    """
    asking = _may_fetch(device)
    _sign(b"")  # what cannot be signed is not worked out
    wanted = PackFor(uuid7(), device, asking.crisis, point, asking.crisis.exercise_now or at, at)
    made = pack_for(wanted)
    if made is None:
        raise Refused(BoardingReason.NO_SUCH_POINT)
    return _given(wanted, made)


@transaction.atomic
def _given(wanted: PackFor, made: PackMade) -> SignedPack:
    """Sign a pack and write it down: the key is held for this only, or one gate would wait for another's pack."""
    _may_fetch(wanted.device)
    key, signature = _sign(PURPOSE + made.text.encode())
    _keep(wanted, made)
    keys = json.dumps(keys_json())
    return SignedPack(wanted.id, made.text, key, signature, keys, _proof(wanted.device, signature, keys))


def _may_fetch(device: UUID) -> DeviceKnown:
    asking = devices.known(device)
    if asking is None:
        raise Refused(BoardingReason.NO_SUCH_DEVICE)
    if not asking.may_fetch:
        raise Refused(BoardingReason.DEVICE_REVOKED)
    return asking


@transaction.atomic
def _sign(said: bytes) -> tuple[str, str]:
    """Return the id of the key in use and what it makes of some bytes, or refuse."""
    try:
        key = signing.key_in_use()
    except Refused as refused:
        if refused.reason is not ContactReason.NO_SIGNING_KEY:
            raise
        raise Refused(BoardingReason.NO_KEY_TO_SIGN_PACKS, **refused.details) from None
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(said)
    return key.id, base64.b64encode(signature).decode()


def _proof(device: UUID, signature: str, keys: str) -> str:
    """Prove to a device, by the secret that only it and we have, which keys are ours: one may be new since it enrolled.

    It is bound to one pack, so that keys that were disowned since cannot be brought back with it. Empty where we cannot
    open that secret any more: the keys that the device knows will mostly do, and a gate is to have its list.
    """
    try:
        shared = carry_key_of(device)
    except encryption.CannotOpen:
        shared = None
    if shared is None:
        return ""
    said = f"{signature}\x00{keys}".encode()
    return base64.b64encode(hmac.digest(shared, OF_KEYS + said, hashlib.sha256)).decode()


def _keep(wanted: PackFor, made: PackMade) -> None:
    Pack.objects.create(
        id=wanted.id, crisis_id=wanted.crisis.id, device_id=wanted.device, point_id=wanted.point, legs=list(made.legs),
        persons=made.persons, digest=made.digest, facts_at=wanted.at, expires_at=made.expires_at,
        made_at=wanted.made_at,
    )  # fmt: skip
    Device.objects.filter(id=wanted.device).update(point=wanted.point, seen_at=wanted.made_at)
