"""How the gate is answered: JSON, in plain words where it says no, to devices that prove themselves by a header.

No cookie is read or set: a device is known by the secret it was given once, so nobody can make its browser act for it.
"""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from dodomu.boarding.operations import devices
from dodomu.boarding.queries.devices import DeviceKnown, prove
from dodomu.boarding.reasons import BoardingReason
from dodomu.foundation import clock
from dodomu.foundation.refusal import Refused
from dodomu.web.field.gate.words import ANSWERS
from dodomu.web.parts.uploads import MOST_OF_GATE

PROOF: Final = re.compile(r"Device ([0-9a-f-]{36})\.([\w-]{16,64})", re.ASCII)
STATUS: Final = {
    "not-understood": 400, "not-known": 401, "gate-device-revoked": 403, "wrong-device": 403, "no-such-point": 404,
    "not-here": 405, "enrolment-over": 409, "enrolment-used": 409, "no-key-to-sign": 409, "too-large": 413,
    "not-opened": 422, "too-often": 429,
}  # fmt: skip
OF_REASON: Final = {
    BoardingReason.ENROLMENT_OVER: "enrolment-over",
    BoardingReason.ENROLMENT_USED: "enrolment-used",
    BoardingReason.DEVICE_REVOKED: "gate-device-revoked",
    BoardingReason.NO_SUCH_DEVICE: "not-known",
    BoardingReason.NO_SUCH_POINT: "no-such-point",
    BoardingReason.NO_KEY_TO_SIGN_PACKS: "no-key-to-sign",
    BoardingReason.CARRIED_NOT_OPENED: "not-opened",
    BoardingReason.TOO_OFTEN: "too-often",
    BoardingReason.TOO_MANY_TOUCHES: "too-large",
    BoardingReason.TOUCHES_NOT_UNDERSTOOD: "not-understood",
}


class Unclear(Exception):
    """What was asked cannot be answered; the code says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class DeviceRequest(HttpRequest):
    """A request of a device that proved itself."""

    device: DeviceKnown


Answer = dict[str, Any]


def open_to_all(method: str) -> Callable[[Callable[[HttpRequest], Answer]], Callable[[HttpRequest], HttpResponse]]:
    """Let anybody ask this, by one method; what it refuses is said in words."""

    def guard(view: Callable[[HttpRequest], Answer]) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            try:
                if request.method != method:
                    raise Unclear("not-here")  # noqa: TRY301
                return _sealed(JsonResponse(view(request), json_dumps_params={"ensure_ascii": False}))
            except Unclear as unclear:
                return no(unclear.code, **unclear.values)
            except Refused as refused:
                return no(_code(refused), **refused.details)

        return guarded

    return guard


def for_devices(
    method: str, what: str
) -> Callable[[Callable[[DeviceRequest], Answer]], Callable[[HttpRequest], HttpResponse]]:
    """Let devices ask this that prove themselves, revoked ones too, none more often than a gate can need."""

    def guard(view: Callable[[DeviceRequest], Answer]) -> Callable[[HttpRequest], HttpResponse]:
        @open_to_all(method)
        @wraps(view)
        def guarded(request: HttpRequest) -> Answer:
            asking = cast(DeviceRequest, request)
            asking.device = _proved(request)
            devices.spend(device=asking.device.id, what=what, at=clock.real_now())
            return view(asking)

        return guarded

    return guard


def no(code: str, **values: Any) -> HttpResponse:
    """Say no, in the language that was asked for."""
    seconds = values.get("seconds", 0)
    words = str(ANSWERS[code]).format(seconds=seconds)
    answer = JsonResponse({"error": code, "words": words}, status=STATUS[code])
    if seconds:
        answer["Retry-After"] = str(seconds)
        answer.content = json.dumps({"error": code, "words": words, "retry": seconds}).encode()
    return _sealed(answer)


def body_of(request: HttpRequest, most: int = MOST_OF_GATE) -> bytes:
    """Return what was sent, no more of it than may be: what is longer is not read to its end."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isascii() or not announced.isdecimal() or int(announced) > most:
        raise Unclear("too-large")
    sent = request.read(most + 1)
    if len(sent) > most:
        raise Unclear("too-large")
    return sent


def said_in(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that was sent."""
    try:
        said = json.loads(body_of(request))
    except (ValueError, RecursionError):
        raise Unclear("not-understood") from None
    if not isinstance(said, dict):
        raise Unclear("not-understood")
    return said


def uuid_of(value: object) -> UUID | None:
    """Return the UUID that a text is, or None."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _proved(request: HttpRequest) -> DeviceKnown:
    shown = PROOF.fullmatch(request.headers.get("Authorization", ""))
    device = uuid_of(shown[1]) if shown else None
    known = prove(device, shown[2]) if shown and device else None
    if known is None:
        raise Unclear("not-known")
    return known


def _code(refused: Refused) -> str:
    reason = refused.reason
    return OF_REASON.get(reason, "not-understood") if isinstance(reason, BoardingReason) else "not-understood"


def _sealed(answer: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy, and no cookie goes with it."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer.takes_no_cookie = True  # type: ignore[attr-defined]
    return answer
