"""Devices as the desk sees them, and who a device proves to be."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from dodomu.boarding.models import Device, Doubt, Pack
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.crises import CrisisView, view_of
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Assignment
from dodomu.foundation.permissions import GRANTS, Permission
from dodomu.foundation.words import in_language

# Numbers are counted from 1 without a gap, so what is missing up to the highest it made has not come in; a touch of
# which no number could be read fills none.
STORED: Final = """
    SELECT device_id, count(DISTINCT number), max(number)
    FROM boarding_touch WHERE device_id = ANY(%s) AND number > 0 GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class DeviceKnown:
    """A device that proved itself."""

    id: UUID
    crisis: CrisisView
    name: str
    officer: UUID
    officer_name: str
    is_revoked: bool
    is_to_wipe: bool
    is_wiped: bool
    is_off: bool  # its officer may stand at no gate of the crisis any more

    @property
    def actor(self) -> Actor:
        """Who acts, where a device does: it may do nothing that its permissions are asked for."""
        return Actor(ActorKind.OFFICER, self.name)

    @property
    def may_fetch(self) -> bool:
        """Whether it is given anything of people."""
        return not self.is_revoked and not self.is_wiped and not self.is_off


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device at the desk. Hours are real ones but those of the pack's facts."""

    id: UUID
    name: str
    officer: str
    is_off: bool  # its officer may stand at no gate any more: it is given nothing
    enrolled_at: datetime
    seen_at: datetime | None
    point: str
    made: int  # the highest number of a touch it says, or shows, that it has made
    stored: int  # how many of these have come in
    clock_off: int | None  # milliseconds by which its clock is ahead
    pack_made_at: datetime | None
    pack_persons: int
    revoked_at: datetime | None
    revoked_by: str
    revoked_because: str
    wipe_asked: bool
    wiped_at: datetime | None

    @property
    def unsent(self) -> int:
        """How many touches it made and has not sent: a warning, never a number of people."""
        return max(0, self.made - self.stored)

    @property
    def works(self) -> bool:
        return self.revoked_at is None and self.wiped_at is None


def prove(device: UUID, secret: str) -> DeviceKnown | None:
    """Return the device of this secret, revoked or not, or None: no such device, or another's secret."""
    row = Device.objects.select_related("crisis", "officer").filter(id=device).first()
    kept = bytes(row.secret_hash) if row else token_hash("")
    if not hmac.compare_digest(kept, token_hash(secret)) or row is None:
        return None
    return _known(row)


def known(device: UUID) -> DeviceKnown | None:
    """Return a device, revoked or not, or None."""
    row = Device.objects.select_related("crisis", "officer").filter(id=device).first()
    return _known(row) if row else None


def devices_of(crisis: UUID, *, by: Actor) -> list[DeviceLine]:
    """Return the devices of a crisis, those that work first, then the last seen; or refuse."""
    permissions.check(by, Permission.BOARD, crisis)
    rows = list(Device.objects.filter(crisis=crisis).select_related("officer", "point", "revoked_by"))
    stored = _stored([row.id for row in rows])
    given = Pack.objects.filter(id__in=[row.pack for row in rows if row.pack])
    packs: dict[tuple[UUID, UUID | None], Pack] = {(pack.device_id, pack.id): pack for pack in given}
    may_board = set(_who_may_board(crisis).values_list("officer_id", flat=True))
    lines = [
        _line(row, stored.get(row.id, (0, 0)), packs.get((row.id, row.pack)), is_off=row.officer_id not in may_board)
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.works, -(line.seen_at or line.enrolled_at).timestamp()))


def open_doubts(device: UUID) -> int:
    """Return how many doubts about what a device did wait for an officer."""
    return Doubt.objects.filter(touch__device=device, decided_at=None, cleared_at=None).count()


def who_may_board(crisis: UUID) -> list[tuple[UUID, str]]:
    """Return the officers who may stand at a gate of a crisis, by name."""
    rows = _who_may_board(crisis).order_by("officer__name")
    return list(rows.values_list("officer_id", "officer__name"))


def _known(row: Device) -> DeviceKnown:
    may_board = _who_may_board(row.crisis_id).filter(officer=row.officer_id).exists()
    return DeviceKnown(
        row.id, view_of(row.crisis), row.name, row.officer_id, row.officer.name, row.revoked_at is not None,
        row.wipe_asked, row.wiped_at is not None, not may_board,
    )  # fmt: skip


def _who_may_board(crisis: UUID) -> QuerySet[Assignment]:
    roles = [role.value for role in Role if Permission.BOARD in GRANTS[role]]
    return Assignment.objects.filter(crisis=crisis, role__in=roles, officer__is_active=True)


def _stored(devices: list[UUID]) -> dict[UUID, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(STORED, [devices])
        return {device: (count, highest) for device, count, highest in cursor.fetchall()}


def _line(row: Device, stored: tuple[int, int], pack: Pack | None, *, is_off: bool) -> DeviceLine:
    count, highest = stored
    return DeviceLine(
        id=row.id,
        name=row.name,
        officer=row.officer.name,
        is_off=is_off,
        enrolled_at=row.enrolled_at,
        seen_at=row.seen_at,
        point=in_language(row.point.names) or row.point.ref if row.point else "",
        made=max(row.made_so_far, highest),
        stored=count,
        clock_off=row.clock_off,
        pack_made_at=pack.made_at if pack else None,
        pack_persons=pack.persons if pack else 0,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by.name if row.revoked_by else "",
        revoked_because=row.revoked_because,
        wipe_asked=row.wipe_asked,
        wiped_at=row.wiped_at,
    )
