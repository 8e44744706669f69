"""Reading what a device hands in. A touch whose id can be read is kept, whatever else is wrong with it."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.rules import hours
from dodomu.boarding.rules.terms import TouchKind

LARGEST_PHOTO: Final = 300_000  # bytes
LONGEST_KIND: Final = 20
LONGEST_NAME: Final = 120
LONGEST_WORDS: Final = 300
MOST_PERSONS: Final = 500
HIGHEST_NUMBER: Final = 2**31 - 1
LARGEST_OFF: Final = hours.LATEST  # milliseconds: no clock is further off than from one end of hours to the other
LENGTH_OF_ID: Final = len(str(UUID(int=0)))
PHOTO_REFUSED: Final = "photo_refused"  # in the body: how many bytes a photo had that was not kept
BROKEN: Final = "broken"  # in the body: which fields could not be read
KINDS: Final = frozenset(kind.value for kind in TouchKind)
NEEDS_LEG: Final = frozenset({TouchKind.BOARDED, TouchKind.LANDED, TouchKind.CLOSED, TouchKind.RELEASED})
OF_CUSTODY: Final = frozenset(
    {TouchKind.DOCUMENT_IN, TouchKind.DOCUMENT_OUT, TouchKind.DOCUMENT_BACK, TouchKind.DOCUMENT_DESTROYED}
)
NEEDS_PERSON: Final = frozenset(
    {TouchKind.ARRIVED, TouchKind.BOARDED, TouchKind.TAKEN_OFF, TouchKind.WALKED_IN, TouchKind.LANDED}
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of what was handed in that has no id: it can neither be kept nor acknowledged."""

    index: int
    why: str


@dataclass(frozen=True, slots=True)
class TouchRead:
    """A touch as it came, read."""

    id: UUID
    number: int
    kind: str
    made_at: datetime
    off: int | None
    shift: int
    happened_at: datetime
    officer: str
    point: UUID | None
    leg: UUID | None
    persons: tuple[UUID, ...]
    pack: UUID | None
    item: UUID | None
    body: dict[str, Any] = field(hash=False)
    photo: bytes | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class EnvelopeRead:
    """What a device hands in at once, and what it says of itself."""

    made: int
    now: int | None
    point: UUID | None
    pack: UUID | None
    touches: Sequence[Any]


def read_envelope(envelope: Mapping[str, Any]) -> EnvelopeRead | None:
    """Return what surrounds the touches, or None where it is no envelope of touches at all."""
    touches = envelope.get("touches")
    if not isinstance(touches, list):
        return None
    made = _whole(envelope.get("made"), 0, HIGHEST_NUMBER) or 0
    now = _whole(envelope.get("now"), hours.EARLIEST, hours.LATEST)
    return EnvelopeRead(made, now, uuid_of(envelope.get("point")), uuid_of(envelope.get("pack")), touches)


def read_touch(raw: Any, *, device: UUID) -> TouchRead | str:
    """Return a touch, or why not even its id can be read. What else of it cannot be read is named in its body."""
    if not isinstance(raw, Mapping):
        return "not-an-object"
    key = uuid_of(raw.get("id"))
    if key is None:
        return "no-id"
    broken: list[str] = []
    number = _field(raw, "number", broken, lambda value: _whole(value, 1, HIGHEST_NUMBER), 0)
    made = _field(raw, "made", broken, lambda value: _whole(value, hours.EARLIEST, hours.LATEST), hours.EARLIEST)
    off = None if raw.get("off") is None else _field(raw, "off", broken, _span, 0)
    shift = 0 if raw.get("shift") is None else _field(raw, "shift", broken, _span, 0)
    body, photo = _body(raw.get("body"), broken)
    kind = clean(raw.get("kind"), LONGEST_KIND)
    persons = _persons(raw.get("persons"), kind, body, broken)
    read = TouchRead(
        id=key,
        number=number,
        kind=kind,
        made_at=hours.from_ms(made),
        off=off,
        shift=shift,
        happened_at=hours.happened_at(key, made=made, off=off, shift=shift),
        officer=clean(raw.get("officer"), LONGEST_NAME),
        point=_optional(raw, "point", broken),
        leg=_optional(raw, "leg", broken),
        persons=persons,
        pack=_optional(raw, "pack", broken),
        item=_item(kind, body, broken),
        body=body,
        photo=photo,
        digest=_digest(raw, device),
    )
    faults = [*broken, *_missing(read)]
    if faults:
        read.body[BROKEN] = faults
    return read


def uuid_of(value: Any) -> UUID | None:
    """Return an id that was written as text, or None."""
    if not isinstance(value, str) or len(value) != LENGTH_OF_ID:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def clean(value: Any, longest: int) -> str:
    """Return words that a column takes: no longer than it, without what no text may hold."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode().replace("\0", "")[:longest].strip()


def _missing(read: TouchRead) -> list[str]:
    faults = []
    if read.kind not in KINDS:
        faults.append("kind")
    if read.kind in NEEDS_LEG and read.leg is None:
        faults.append("leg")
    if read.kind in NEEDS_PERSON and not read.persons:
        faults.append("persons")
    return [fault for fault in faults if fault not in read.body.get(BROKEN, ())]


def _field(raw: Mapping[str, Any], name: str, broken: list[str], read: Any, otherwise: int) -> int:
    value = read(raw.get(name))
    if value is None:
        broken.append(name)
        return otherwise
    return int(value)


def _optional(raw: Mapping[str, Any], name: str, broken: list[str]) -> UUID | None:
    value = raw.get(name)
    found = uuid_of(value)
    if found is None and value not in (None, ""):
        broken.append(name)
    return found


def _whole(value: Any, least: int, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  (not a number)
        return None
    return int(value) if least <= value <= most else None


def _span(value: Any) -> int | None:
    return _whole(value, -LARGEST_OFF, LARGEST_OFF)


def _persons(value: Any, kind: str, body: Mapping[str, Any], broken: list[str]) -> tuple[UUID, ...]:
    """Return whom a touch names, each once, with the walk-in of its body."""
    listed = value if isinstance(value, list) else []
    found = [uuid_of(each) for each in listed[:MOST_PERSONS]]
    if kind == TouchKind.WALKED_IN and body.get("person") is not None:
        found.insert(0, uuid_of(body.get("person")))
    known = tuple(dict.fromkeys(each for each in found if each is not None))
    if (value is not None and not isinstance(value, list)) or len(listed) > MOST_PERSONS or None in found:
        broken.append("persons")
    return known


def _item(kind: str, body: Mapping[str, Any], broken: list[str]) -> UUID | None:
    """Return which document a touch is about."""
    if kind not in OF_CUSTODY:
        return None
    found = uuid_of(body.get("item"))
    if found is None:
        broken.append("item")
    return found


def _body(value: Any, broken: list[str]) -> tuple[dict[str, Any], bytes | None]:
    """Return the body without its photo, and the photo; one that is too large is left out by itself."""
    if not isinstance(value, Mapping):
        if value is not None:
            broken.append("body")
        return {}, None
    body = {str(name): each for name, each in value.items() if name not in (BROKEN, PHOTO_REFUSED)}
    given = body.pop("photo", None)
    if given is None or given == "":
        return body, None
    try:
        photo = base64.b64decode(given, validate=True) if isinstance(given, str) else b""
    except (binascii.Error, ValueError):
        photo = b""
    if not photo.startswith(b"\xff\xd8") or len(photo) > LARGEST_PHOTO:
        body[PHOTO_REFUSED] = len(photo)
        return body, None
    return body, photo


def _digest(raw: Mapping[str, Any], device: UUID) -> bytes:
    """Return what tells two forms of a touch apart: the same content in whatever order of fields has one."""
    text = json.dumps([str(device), raw], sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).digest()
