"""Giving a device its pack: made, signed, and written down."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from dodomu.boarding.models import Device, Pack
from dodomu.boarding.queries import devices
from dodomu.boarding.queries.packing import PackFor, PackMade, pack_for
from dodomu.boarding.reasons import BoardingReason
from dodomu.contact.operations import signing
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.signing import SecretKey
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.refusal import Refused

PURPOSE: Final = b"dodomu pack\x00"  # so that nothing else that we sign can be taken for a pack


@dataclass(frozen=True, slots=True)
class SignedPack:
    """A pack as it goes out."""

    id: UUID
    text: str
    key: str  # id of the key that signed it
    signature: str  # base64


@transaction.atomic
def give_pack(*, device: UUID, point: UUID, by: Actor, at: datetime) -> SignedPack:  # noqa: ARG001
    """Make the pack of a meeting point for a device, or refuse; `at` is the real hour.

    Nothing unsigned is given: a gate could not tell ours from anybody's.
    """
    asking = devices.known(device)
    if asking is None:
        raise Refused(BoardingReason.NO_SUCH_DEVICE)
    if not asking.may_fetch:
        raise Refused(BoardingReason.DEVICE_REVOKED)
    key = _key()
    wanted = PackFor(uuid7(), device, asking.crisis, point, asking.crisis.exercise_now or at, at)
    made = pack_for(wanted)
    if made is None:
        raise Refused(BoardingReason.NO_SUCH_POINT)
    _keep(wanted, made)
    signer = Ed25519PrivateKey.from_private_bytes(key.seed)
    signature = signer.sign(PURPOSE + made.text.encode())
    return SignedPack(wanted.id, made.text, key.id, base64.b64encode(signature).decode())


def _key() -> SecretKey:
    try:
        return signing.key_in_use()
    except Refused as refused:
        if refused.reason is not ContactReason.NO_SIGNING_KEY:
            raise
        raise Refused(BoardingReason.NO_KEY_TO_SIGN_PACKS, **refused.details) from None


def _keep(wanted: PackFor, made: PackMade) -> None:
    Pack.objects.create(
        id=wanted.id, crisis_id=wanted.crisis.id, device_id=wanted.device, point_id=wanted.point, legs=list(made.legs),
        persons=made.persons, digest=made.digest, facts_at=wanted.at, expires_at=made.expires_at,
        made_at=wanted.made_at,
    )  # fmt: skip
    Device.objects.filter(id=wanted.device).update(point=wanted.point, seen_at=wanted.made_at)
