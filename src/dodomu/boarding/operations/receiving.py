"""Receiving touches: each is kept exactly once, whoever brings it and how often, and only then acknowledged.

A touch is acknowledged by its id after it is on disk. What follows from it is worked out after that (`working_out`),
so that no fault in it can cost what happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models.functions import Greatest

from dodomu.boarding.models import Device, Doubt, Touch, sealed
from dodomu.boarding.operations import working_out
from dodomu.boarding.queries import touched
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import hours
from dodomu.boarding.rules.reading import EnvelopeRead, TouchRead, Unread, read_envelope, read_touch, uuid_of
from dodomu.boarding.rules.terms import Via
from dodomu.foundation import encryption
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import Refused

MOST_AT_ONCE: Final = 500
GATE: Final = Actor(ActorKind.SYSTEM, "gate")
COLUMNS: Final = (
    "id, crisis_id, device_id, number, kind, made_at, clock_off, clock_shift, happened_at, officer_name, point, leg, "
    "persons, pack, item, body, photo, digest, form_of, via, received_at"
)
LAY_OUT: Final = "CREATE TEMP TABLE came (LIKE boarding_touch) ON COMMIT DROP"
FILL: Final = f"COPY pg_temp.came ({COLUMNS}) FROM STDIN"
# In the order of their ids, so that two who bring the same touches wait for one another and never in a ring.
ADD: Final = f"""
    INSERT INTO boarding_touch ({COLUMNS}) SELECT {COLUMNS} FROM came ORDER BY id ON CONFLICT (id) DO NOTHING
"""  # noqa: S608  (put together from constants only)
# What was kept with the same id and said something else, or came from another device.
OTHERS: Final = """
    SELECT c.id FROM came c JOIN boarding_touch t ON t.id = c.id WHERE t.digest <> c.digest
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a device is told: which of its touches are kept, and what it is to know."""

    kept: tuple[UUID, ...]
    unread: tuple[Unread, ...]
    now: int  # milliseconds, ours
    shift: int  # milliseconds the hour of the crisis is ahead of it
    revoked: bool
    wipe: bool
    doubts: int  # about touches of this device that nobody has decided

    def as_json(self) -> dict[str, Any]:
        """Return the answer as it goes over the wire."""
        return {
            "kept": [str(each) for each in self.kept],
            "unread": [{"index": each.index, "why": each.why} for each in self.unread],
            "now": self.now,
            "shift": self.shift,
            "revoked": self.revoked,
            "wipe": self.wipe,
            "doubts": self.doubts,
        }


def keep_touches(*, device: UUID, envelope: Mapping[str, Any], via: Via, received_at: datetime) -> Kept:
    """Keep what a device hands in, work out what follows, and say which ids are kept; or refuse the envelope.

    `received_at` is the real hour. A touch whose id can be read is kept, also of a device that was revoked.
    """
    row = Device.objects.select_related("crisis").filter(id=device).first()
    if row is None:
        raise Refused(BoardingReason.NO_SUCH_DEVICE)
    read = read_envelope(envelope)
    if read is None or uuid_of(envelope.get("device")) != row.id:
        raise Refused(BoardingReason.TOUCHES_NOT_UNDERSTOOD)
    if via is Via.NETWORK and len(read.touches) > MOST_AT_ONCE:
        raise Refused(BoardingReason.TOO_MANY_TOUCHES, limit=MOST_AT_ONCE)
    touches, unread = _read_all(read.touches, row.id)
    kept = store(row, touches, read, via, received_at)
    _follow(row.crisis, kept, received_at)
    row.refresh_from_db()
    return Kept(
        kept=tuple(dict.fromkeys(each.id for each in touches)),
        unread=tuple(unread),
        now=hours.to_ms(received_at),
        shift=_shift(row.crisis, received_at),
        revoked=row.revoked_at is not None,
        wipe=row.wipe_asked,
        doubts=Doubt.objects.filter(touch__device=row, decided_at=None, cleared_at=None).count(),
    )


def store(
    device: Device, touches: Sequence[TouchRead], read: EnvelopeRead, via: Via, received_at: datetime
) -> list[UUID]:
    """Put touches on disk, each once, and return the ids of their rows; nothing is acknowledged before this is done.

    Another form of a touch that is kept is kept beside it, under an id made of what it says.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        rows = _add(cursor, device, touches, via, received_at)
        _note(device, read, via, received_at)
    return rows


def _read_all(lines: Sequence[Any], device: UUID) -> tuple[list[TouchRead], list[Unread]]:
    touches: list[TouchRead] = []
    unread: list[Unread] = []
    for index, line in enumerate(lines):
        found = read_touch(line, device=device)
        if isinstance(found, str):
            unread.append(Unread(index, found))
        else:
            touches.append(found)
    return touches, unread


def _add(cursor: Any, device: Device, touches: Sequence[TouchRead], via: Via, received_at: datetime) -> list[UUID]:
    first: dict[UUID, TouchRead] = {}
    again: list[TouchRead] = []
    for touch in touches:
        if first.setdefault(touch.id, touch).digest != touch.digest:
            again.append(touch)  # two forms of one touch in one envelope
    other = _insert(cursor, device, {touch.id: touch for touch in first.values()}, via, received_at)
    forms = {_form_id(touch): touch for touch in (*again, *(first[key] for key in other))}
    if forms:
        own = dict(Touch.objects.filter(id__in=[touch.id for touch in forms.values()]).values_list("id", "digest"))
        forms = {key: touch for key, touch in forms.items() if bytes(own[touch.id]) != touch.digest}
        _insert(cursor, device, forms, via, received_at)
    return [*first, *forms]


def _form_id(touch: TouchRead) -> UUID:
    return uuid5(touch.id, touch.digest.hex())


def _insert(cursor: Any, device: Device, rows: Mapping[UUID, TouchRead], via: Via, received_at: datetime) -> list[UUID]:
    """Add rows that are not there yet, and return the ids under which something else is."""
    if not rows:
        return []
    cursor.execute("DROP TABLE IF EXISTS pg_temp.came")
    cursor.execute(LAY_OUT)
    with cursor.copy(FILL) as copy:
        for key, touch in rows.items():
            copy.write_row(_columns(key, touch, device, via, received_at))
    cursor.execute(ADD)
    cursor.execute(OTHERS)
    return [key for (key,) in cursor.fetchall()]


def _columns(key: UUID, touch: TouchRead, device: Device, via: Via, received_at: datetime) -> tuple[Any, ...]:
    return (
        key,
        device.crisis_id,
        device.id,
        touch.number,
        touch.kind,
        touch.made_at,
        touch.off,
        touch.shift,
        touch.happened_at,
        touch.officer,
        touch.point,
        touch.leg,
        "{" + ",".join(map(str, touch.persons)) + "}",
        touch.pack,
        touch.item,
        encryption.seal(touch.body, context=sealed.TOUCH_BODY),
        encryption.seal(touch.photo.hex(), context=sealed.TOUCH_PHOTO) if touch.photo else None,
        touch.digest,
        touch.id if key != touch.id else None,
        via.value,
        received_at,
    )


def _note(device: Device, read: EnvelopeRead, via: Via, received_at: datetime) -> None:
    """Keep what a device says of itself; a file that was carried for days says nothing of how it is now."""
    said: dict[str, Any] = {"made_so_far": Greatest("made_so_far", read.made)}
    if via is Via.NETWORK:
        said |= {"seen_at": received_at, "pack": read.pack}
        if read.now is not None:
            said["clock_off"] = read.now - hours.to_ms(received_at)
        if read.point and Place.objects.filter(id=read.point, crisis=device.crisis_id).exists():
            said["point_id"] = read.point
    Device.objects.filter(id=device.id).update(**said)


def _follow(crisis: Crisis, rows: Sequence[UUID], received_at: datetime) -> None:
    """Work out what follows. Whatever goes wrong there, the touches are kept, and it is done by the schedule."""
    at = crisis.exercise_now or received_at
    new = sorted(touched.not_worked_out(rows))
    for start in range(0, len(new), MOST_AT_ONCE):
        some = new[start : start + MOST_AT_ONCE]
        working_out.work_out_safely(crisis=crisis.id, touches=some, by=GATE, at=at)


def _shift(crisis: Crisis, received_at: datetime) -> int:
    return hours.to_ms(crisis.exercise_now) - hours.to_ms(received_at) if crisis.exercise_now else 0
