"""Devices of an exercise: what is seen at its gates is handed in by them, through the same door as everybody's."""

import base64
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.boarding.models import Device
from dodomu.boarding.operations.devices import CARRY_KEY, LONGEST_NAME
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

NOBODY: Final = "exercise-gate"  # whose devices they are: an account that nobody can sign in with


def keep_device(*, device: UUID, crisis: UUID, point: UUID, name: str, by: Actor, at: datetime) -> None:
    """Give a point of an exercise a device of its own; once for its id. `at` is the real hour. Refused in reality.

    Nobody knows its secret: no telephone can pass for it.
    """
    permissions.check(by, Permission.PLAY_EXERCISE, crisis)
    if not Crisis.objects.filter(id=crisis, exercise_now__isnull=False).exists():
        raise Refused(FoundationReason.NOT_AN_EXERCISE)
    if Device.objects.filter(id=device).exists():
        return
    nobody, _ = Officer.objects.get_or_create(
        username=NOBODY, defaults={"name": name, "is_active": False, "password": "!"}
    )
    where = Place.objects.values_list("ref", flat=True).get(id=point, crisis=crisis)
    carry = base64.b64encode(secrets.token_bytes(32)).decode()
    Device.objects.create(
        id=device, crisis_id=crisis, name=f"{name}, {where}"[:LONGEST_NAME], officer=nobody,
        secret_hash=token_hash(secrets.token_urlsafe(32)), carry_key=encryption.seal(carry, context=CARRY_KEY),
        enrolled_at=at,
    )  # fmt: skip
