"""What a gate asks of us when it has a network, and what it hands in."""

import base64
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from dodomu.boarding.operations import carrying, devices, packs, receiving
from dodomu.boarding.operations.devices import Said
from dodomu.boarding.queries import gates, packing
from dodomu.boarding.queries.devices import open_doubts
from dodomu.boarding.queries.gates import GateLeg, MeetingPoint
from dodomu.boarding.queries.packing import milliseconds
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.carrying import MOST_LINE
from dodomu.boarding.rules.terms import Via
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.crises import CrisisView, crisis_by_id
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.field.gate.speaking import (
    Answer,
    DeviceRequest,
    Unclear,
    body_of,
    for_devices,
    open_to_all,
    said_in,
    uuid_of,
)

LONGEST_CODE: Final = 100
LONGEST_KEY: Final = 200
LATEST: Final = 253_402_300_799_000  # the last millisecond of the year 9999


@open_to_all("POST")
def enrol(request: HttpRequest) -> Answer:
    """Enrol the device that brings a code of the desk."""
    said = said_in(request)
    code, key, name = (_text(said, "code", LONGEST_CODE), _text(said, "key", LONGEST_KEY), _text(said, "name", 200))
    real = clock.real_now()
    made = devices.enrol(code=code, key=key, name=name, by=PUBLIC, at=real)
    crisis = crisis_by_id(made.crisis)
    if crisis is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    officers = packing.officers_json(crisis.id)
    return {
        "device": str(made.device),
        "secret": made.secret,
        "carry_key": base64.b64encode(made.carry_key).decode(),
        "name": made.name,
        "crisis": packing.crisis_json(crisis),
        "keys": packing.keys_json(),
        "officers": officers,
        "officer": next((each for each in officers if each["id"] == str(made.officer)), None),
        "languages": [code for code, _ in settings.LANGUAGES],
        **_hours(crisis, real),
    }


@for_devices("POST", "contact")
def contact(request: DeviceRequest) -> Answer:
    """Compare clocks, and say what the device has to know: whether it was withdrawn, whether to empty itself."""
    said, real = said_in(request), clock.real_now()
    told = devices.note_contact(
        device=request.device.id, said=_said(said, wiped=said.get("wiped") is True), by=request.device.actor, at=real
    )
    device = request.device
    waiting = open_doubts(device.id)
    return {"revoked": told.revoked, "wipe": told.wipe, "doubts": waiting, **_hours(device.crisis, real)}


@for_devices("GET", "points")
def points(request: DeviceRequest) -> Answer:
    """Return the meeting points of the next three days with how many are expected there."""
    _may_fetch(request)
    real, crisis = clock.real_now(), request.device.crisis
    found = gates.meeting_points(crisis.id, at=crisis.exercise_now or real)
    return {"points": [_point(each) for each in found], **_hours(crisis, real)}


@for_devices("GET", "pack")
def pack(request: DeviceRequest) -> Answer:
    """Return everything that a gate needs, signed."""
    _may_fetch(request)
    point = uuid_of(request.GET.get("point"))
    if point is None:
        raise Unclear("no-such-point")
    given = packs.give_pack(device=request.device.id, point=point, by=request.device.actor, at=clock.real_now())
    return {
        "pack": given.text, "key": given.key, "signature": given.signature, "keys": given.keys, "proof": given.proof,
    }  # fmt: skip


@for_devices("POST", "touches")
def touches(request: DeviceRequest) -> Answer:
    """Keep what was done at a gate; nothing of it is refused, and only what is stored is acknowledged."""
    said, real = said_in(request), clock.real_now()
    if uuid_of(said.get("device")) not in (None, request.device.id):
        raise Unclear("wrong-device")
    kept = receiving.keep_touches(device=request.device.id, envelope=said, via=Via.NETWORK, received_at=real)
    return kept.as_json()


@for_devices("POST", "carry")
def carry(request: DeviceRequest) -> Answer:
    """Take in what another device carried out: who brings it can read nothing of it."""
    via = Via.CODES if request.GET.get("via") == "codes" else Via.FILE
    real = clock.real_now()
    whose, kept = carrying.take_in(line=body_of(request, MOST_LINE), via=via, received_at=real)
    return kept.as_json() | {"device": str(whose)}


def _may_fetch(request: DeviceRequest) -> None:
    if not request.device.may_fetch:
        raise Refused(BoardingReason.DEVICE_REVOKED)


def _hours(crisis: CrisisView, real: datetime) -> Answer:
    return {"now": milliseconds(real), "shift": packing.shift_of(crisis.exercise_now or real, real)}


def _said(said: dict[str, Any], *, wiped: bool = False) -> Said:
    """Read what a device says of itself; what makes no sense was not said."""
    now = _count(said.get("now"))
    return Said(
        now=None if now is None or now > LATEST else datetime.fromtimestamp(now / 1000, UTC),
        made=_count(said.get("made")),
        point=uuid_of(said.get("point")),
        pack=uuid_of(said.get("pack")),
        wiped=wiped,
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(said: dict[str, Any], name: str, most: int) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > most or "\x00" in value or _is_broken(value):
        raise Unclear("not-understood")
    return value


def _is_broken(text: str) -> bool:
    """Say whether half of a sign stands alone in a text: JSON can hold it, nothing else can."""
    return any("\ud800" <= mark <= "\udfff" for mark in text)


def _point(point: MeetingPoint) -> dict[str, Any]:
    place = point.place
    legs = [_leg(leg) for leg in point.legs]
    return {"id": str(place.id), "ref": place.ref, "name": place.name, "zone": place.zone, "legs": legs}


def _leg(leg: GateLeg) -> dict[str, Any]:
    return {
        "id": str(leg.known.id), "ref": leg.known.ref, "title": leg.title, "from": leg.origin.name,
        "to": leg.target.name, "way": leg.way.value, "meets": milliseconds(leg.meets),
        "departs": milliseconds(leg.departs), "arrives": milliseconds(leg.arrives), "state": leg.known.state.value,
        "expected": leg.expected, "standby": leg.standby,
    }  # fmt: skip
