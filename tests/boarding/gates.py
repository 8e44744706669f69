"""A harbour with a device at its airport. Nobody here exists."""

import hashlib
import json
from base64 import b64decode
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dodomu.boarding.operations import devices, packs
from dodomu.boarding.operations.devices import Enrolled
from dodomu.boarding.operations.packs import SignedPack
from dodomu.contact.queries.keys import public_keys
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from tests import cast
from tests.contact.advising import sign_with_a_new_key
from tests.journeys.offered import NOW, Harbour, harbour

KEY = "k" * 43  # what a device made at random


def gate(tmp_path: Path, settings: Any) -> Harbour:
    """Return a harbour whose packs are signed."""
    sign_with_a_new_key(tmp_path, settings)
    return harbour()


def field_officer(where: Crisis, name: str = "Ірина на воротах", role: Role = Role.FIELD_OFFICER) -> Officer:
    """Return an officer who may stand at a gate."""
    officer = Officer.objects.create(username=f"officer-{uuid4().hex[:8]}", name=name)
    Assignment.objects.create(officer=officer, crisis=where, role=role)
    return officer


def code_for(where: Crisis, name: str = "Gate 1", at: datetime = NOW) -> str:
    """Return a code by which a device may enrol."""
    whose = field_officer(where)
    return devices.start_enrolment(crisis=where.id, name=name, officer=whose.id, by=cast.officer(where), at=at).code


def enrolled(where: Crisis, name: str = "Gate 1", at: datetime = NOW, key: str = KEY) -> Enrolled:
    """Return a device that has just enrolled."""
    return devices.enrol(code=code_for(where, name, at), key=key, by=PUBLIC, at=at)


def given(device: UUID, point: UUID, at: datetime = NOW) -> SignedPack:
    """Return the pack that a device is given."""
    return packs.give_pack(device=device, point=point, by=PUBLIC, at=at)


def opened(pack: SignedPack) -> dict[str, Any]:
    """Return what a pack says, once its signature was checked as a gate does."""
    key = next(each for each in public_keys() if each.id == pack.key)
    public = Ed25519PublicKey.from_public_bytes(b64decode(key.public)[10:])
    public.verify(b64decode(pack.signature), b"dodomu pack\x00" + pack.text.encode())
    said: dict[str, Any] = json.loads(pack.text)
    return said


def pack_at(here: Harbour, ref: str = "ala", at: datetime = NOW) -> dict[str, Any]:
    """Return the pack of a place for a new device."""
    return opened(given(enrolled(here.crisis, at=at).device, here.place(ref).id, at))


def person_in(pack: dict[str, Any], person: UUID) -> dict[str, Any]:
    """Return somebody of a pack."""
    found: dict[str, Any] = next(each for each in pack["persons"] if each["id"] == str(person))
    return found


def verdict_in(pack: dict[str, Any], person: UUID, leg: UUID) -> dict[str, Any]:
    """Return the verdict on somebody for a leg, looked up as a gate does."""
    about = next(each for each in pack["legs"] if each["id"] == str(leg))
    who = person_in(pack, person)
    if about.get("default", {}).get("v") == "stop":
        return dict(about["default"])
    return dict(who["legs"].get(str(leg)) or who.get("any") or pack["default"])


def hashed(pack: dict[str, Any], value: str) -> str:
    """Return the hash of a telephone or document as a gate works it out."""
    return hashlib.sha256(b64decode(pack["salt"]) + value.encode()).digest()[:8].hex()


def milliseconds(hour: datetime) -> int:
    return int(hour.timestamp() * 1000)


HOUR = timedelta(hours=1)
