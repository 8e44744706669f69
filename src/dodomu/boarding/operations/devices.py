"""Devices at gates: enrolled by a code that works once, told to wipe, revoked, lost. All hours here are real ones."""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from dodomu.boarding.models import Device, Enrolment, Pack
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import flood
from dodomu.foundation import encryption, permissions, trace
from dodomu.foundation.actors import Actor, Role
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Assignment, Officer, Place
from dodomu.foundation.officers import new_password
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.reasons import JourneysReason

HOLDS: Final = timedelta(minutes=15)
LONGEST_NAME: Final = 60
LONGEST_WHY: Final = 200
FEWEST_OF_KEY: Final = 32  # marks: what a device made at random
CARRY_KEY: Final = "device.carry_key"
_SECRET, _CARRY = "device.secret", "device.carry"
_LARGEST: Final = 2**31 - 1
_FURTHEST: Final = 2**53


@dataclass(frozen=True, slots=True)
class EnrolmentMade:
    """A code to be scanned or typed on the device; it cannot be read again."""

    id: UUID
    code: str
    name: str
    officer: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a device is given once: what it proves itself with, and what it seals with what it carries out."""

    device: UUID
    secret: str
    carry_key: bytes
    name: str
    crisis: UUID
    officer: UUID


@dataclass(frozen=True, slots=True)
class Said:
    """What a device says of itself when it has a network. None: it did not say."""

    now: datetime | None = None  # by its own clock, when it asked
    made: int | None = None  # the highest number of a touch so far
    point: UUID | None = None
    pack: UUID | None = None
    wiped: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a device is told in return."""

    revoked: bool
    wipe: bool


@transaction.atomic
def start_enrolment(*, crisis: UUID, name: str, officer: UUID, by: Actor, at: datetime) -> EnrolmentMade:
    """Make a code by which one device may enrol within a quarter of an hour, or refuse."""
    permissions.check(by, Permission.KEEP_DEVICES, crisis)
    name = " ".join(name.split())
    if not name:
        raise Refused(FoundationReason.NAME_NEEDED)
    if len(name) > LONGEST_NAME:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_NAME)
    whose = _may_board(crisis, officer)
    code = new_password()
    row = Enrolment.objects.create(
        crisis_id=crisis, code_hash=_code_hash(code), name=name, officer=whose, made_by_id=by.officer, made_at=at,
        expires_at=at + HOLDS,
    )  # fmt: skip
    trace.leave("device-enrolment-begun", by=by, at=at, crisis=crisis, enrolment=str(row.id), name=name)
    return EnrolmentMade(row.id, code, name, whose.name, row.expires_at)


@transaction.atomic
def enrol(*, code: str, key: str = "", name: str = "", by: Actor, at: datetime) -> Enrolled:
    """Enrol the one device that brings a code, or refuse: used by another, too old, or none.

    The same device asking again with the key it made (the answer was lost on the way) is answered with the same.
    """
    row = Enrolment.objects.select_for_update().filter(code_hash=_code_hash(code)).first()
    if row is None:
        raise Refused(BoardingReason.ENROLMENT_OVER)
    secret, carry = _worked_out(row.id, key)
    if row.used_at is not None and not _knows(row.id, key, secret):
        raise Refused(BoardingReason.ENROLMENT_USED)
    if at > row.expires_at:
        raise Refused(BoardingReason.ENROLMENT_OVER)
    if row.used_at is None:
        _first_time(row, secret, carry, name, by, at)
        row.used_at = at
        row.save(update_fields=["used_at"])
    device = Device.objects.get(id=row.id)
    if device.revoked_at is not None:
        raise Refused(BoardingReason.ENROLMENT_OVER)
    return Enrolled(device.id, secret, carry, device.name, device.crisis_id, device.officer_id)


@transaction.atomic
def note_contact(*, device: UUID, said: Said, by: Actor, at: datetime) -> Told:
    """Keep what a device said of itself, and tell it whether it was revoked and is to wipe itself."""
    row = _locked(device)
    row.seen_at = at
    if said.now is not None:
        row.clock_off = _clamped(round((said.now - at).total_seconds() * 1000))
    if said.made is not None:
        row.made_so_far = max(row.made_so_far, min(max(said.made, 0), _LARGEST))
    if said.point is not None and Place.objects.filter(id=said.point, crisis=row.crisis_id).exists():
        row.point_id = said.point
    if said.pack is not None and Pack.objects.filter(id=said.pack, device=device).exists():
        row.pack = said.pack
    if said.wiped and row.wipe_asked and row.wiped_at is None:
        row.wiped_at = at
        trace.leave("device-wiped", by=by, at=at, crisis=row.crisis_id, device=str(device))
    row.save(update_fields=["seen_at", "clock_off", "made_so_far", "point", "pack", "wiped_at"])
    return Told(row.revoked_at is not None, row.wipe_asked)


@transaction.atomic
def revoke_device(*, device: UUID, because: str, by: Actor, at: datetime) -> None:
    """Let a device fetch nothing more, or refuse. What it did before counts; what it does later is looked at."""
    _revoke(_kept(device, by), because, by, at, wipe=False)


@transaction.atomic
def lose_device(*, device: UUID, because: str, by: Actor, at: datetime) -> None:
    """Revoke a device that was lost or stolen and ask it to wipe itself, in one step."""
    _revoke(_kept(device, by), because, by, at, wipe=True)


@transaction.atomic
def ask_to_wipe(*, device: UUID, by: Actor, at: datetime) -> None:
    """Ask a device to empty itself at its next contact, after everything it made was acknowledged. Twice is once."""
    row = _kept(device, by)
    if not row.wipe_asked:
        row.wipe_asked = True
        row.save(update_fields=["wipe_asked"])
        trace.leave("device-wipe-asked", by=by, at=at, crisis=row.crisis_id, device=str(device))


def spend(*, device: UUID, what: str, at: datetime) -> None:
    """Count that a device asks for something, or refuse it if it asks for more than a gate can need."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT spare, spare_at FROM boarding_device WHERE id = %s FOR UPDATE", [device])
        spare, since = cursor.fetchone() or (0.0, None)
        spent = flood.spend(spare, since, what, at=at)
        hour = max(at, since) if since else at
        cursor.execute("UPDATE boarding_device SET spare = %s, spare_at = %s WHERE id = %s", [spent.left, hour, device])
    if spent.wait:
        raise Refused(BoardingReason.TOO_OFTEN, seconds=spent.wait)


def carry_key_of(device: UUID) -> bytes | None:
    """Return the key that opens what a device carries out, or None where there is no such device."""
    sealed = Device.objects.filter(id=device).values_list("carry_key", flat=True).first()
    return None if sealed is None else base64.b64decode(encryption.open_sealed(sealed, context=CARRY_KEY))


def _first_time(row: Enrolment, secret: str, carry: bytes, name: str, by: Actor, at: datetime) -> None:
    named = " ".join(name.split())[:LONGEST_NAME] or row.name
    Device.objects.create(
        id=row.id, crisis_id=row.crisis_id, name=named, officer_id=row.officer_id, secret_hash=token_hash(secret),
        carry_key=encryption.seal(base64.b64encode(carry).decode(), context=CARRY_KEY), enrolled_at=at, seen_at=at,
    )  # fmt: skip
    trace.leave("device-enrolled", by=by, at=at, crisis=row.crisis_id, device=str(row.id), name=named)


def _knows(device: UUID, key: str, secret: str) -> bool:
    """Say whether this is the device that enrolled, asking again because it never heard the answer."""
    kept = Device.objects.values_list("secret_hash", flat=True).get(id=device)
    return len(key) >= FEWEST_OF_KEY and hmac.compare_digest(bytes(kept), token_hash(secret))


def _worked_out(enrolment: UUID, key: str) -> tuple[str, bytes]:
    """Return a secret and a carry key that only we can work out, the same for the same device asking again."""
    made = key if len(key) >= FEWEST_OF_KEY else new_password()
    said = f"{enrolment}\0{made}"
    secret = encryption.blind_index(said, context=_SECRET)
    carry = encryption.blind_index(said, context=_CARRY) + encryption.blind_index(f"2\0{said}", context=_CARRY)
    return base64.urlsafe_b64encode(secret).decode().rstrip("="), carry


def _code_hash(code: str) -> bytes:
    return token_hash(re.sub(r"[\s\-–—]", "", code).casefold())


def _may_board(crisis: UUID, officer: UUID) -> Officer:
    held = Assignment.objects.filter(crisis=crisis, officer=officer, officer__is_active=True).select_related("officer")
    row = held.first()
    if row is None or Permission.BOARD not in permissions.GRANTS[Role(row.role)]:
        raise Refused(FoundationReason.NO_SUCH_OFFICER)
    return row.officer


def _kept(device: UUID, by: Actor) -> Device:
    row = _locked(device)
    permissions.check(by, Permission.KEEP_DEVICES, row.crisis_id)
    return row


def _locked(device: UUID) -> Device:
    row = Device.objects.select_for_update().filter(id=device).first()
    if row is None:
        raise Refused(BoardingReason.NO_SUCH_DEVICE)
    return row


def _revoke(row: Device, because: str, by: Actor, at: datetime, *, wipe: bool) -> None:
    because = " ".join(because.split())[:LONGEST_WHY]
    if not because:
        raise Refused(JourneysReason.REASON_NEEDED)
    if row.revoked_at is not None and not wipe:
        raise Refused(BoardingReason.DEVICE_REVOKED_ALREADY)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_id, row.revoked_because = at, by.officer, because
    row.wipe_asked = row.wipe_asked or wipe
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_because", "wipe_asked"])
    act = "device-lost" if wipe else "device-revoked"
    trace.leave(act, by=by, at=at, crisis=row.crisis_id, device=str(row.id), because=because)


def _clamped(milliseconds: int) -> int:
    return max(-_FURTHEST, min(_FURTHEST, milliseconds))
