"""The board of a running operation: points, departures, devices, and the one next step; it looks again by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dodomu.boarding.queries.board import Board, LegNow, Next, NextKind, PointNow, board_of
from dodomu.boarding.queries.devices import DeviceLine
from dodomu.foundation import clock
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.rules.terms import ClockState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.devices import SILENT
from dodomu.web.parts.map import Mark, draw_country_map

LATE: Final = (ClockState.LATE, ClockState.MISSED)
# Of each next step: what it is, and the page on which it is done.
STEPS: Final[Mapping[NextKind, tuple[Promise, str]]] = {
    NextKind.MINOR_ALONE: (
        gettext_lazy("Ring the gate of %(leg)s: a child is aboard without an adult of its party"), "gate-manifest",
    ),
    NextKind.DOUBTS: (gettext_lazy("Decide the doubts: gates contradict one another"), "gate-doubts"),
    NextKind.LATE: (gettext_lazy("Look at %(leg)s: one of its hours is missed"), "departure"),
    NextKind.NOT_CLOSED: (
        gettext_lazy("Ask the gate of %(leg)s whether it has left, and close its manifest"), "gate-manifest",
    ),
    NextKind.NO_DEVICE: (
        gettext_lazy("%(leg)s leaves soon and no device is seen at its gate: ring the officer there"), "gate-devices",
    ),
    NextKind.UNSENT: (gettext_lazy("Bring in what a silent device has not sent"), "gate-devices"),
    NextKind.NOT_LANDED: (gettext_lazy("Ask who has arrived with %(leg)s"), "gate-arrival"),
    NextKind.BOARDS: (gettext_lazy("Nothing presses. Next to board is %(leg)s"), "gate-manifest"),
    NextKind.NOTHING: (gettext_lazy("No departure with people on it is near."), ""),
}  # fmt: skip
OF_A_LEG: Final = frozenset({"gate-manifest", "gate-arrival", "departure"})


@dataclass(frozen=True)
class ShownStep:
    """The one next step, in words."""

    words: str
    address: str
    presses: bool


@dataclass(frozen=True)
class ShownLeg:
    """A departure on the board."""

    now: LegNow
    origin: PlaceView
    target: PlaceView
    presses: tuple[Any, ...]  # lines of its clock that are late
    following: Any  # the line that is due next


@dataclass(frozen=True)
class ShownPoint:
    """A point on the board."""

    now: PointNow
    place: PlaceView
    legs: tuple[ShownLeg, ...]
    devices: tuple[tuple[DeviceLine, bool], ...]  # and whether it is silent


@require_safe
@desk_view(Permission.BOARD)
def board(request: DeskRequest) -> HttpResponse:
    """Show the board, or the part of it that is looked at again."""
    real = clock.real_now()
    found = board_of(request.crisis.id, by=request.actor, at=request.at, real=real)
    places = {place.id: place for place in places_of(request.crisis.id)}

    def silent(device: DeviceLine) -> bool:
        return device.seen_at is None or real - device.seen_at > SILENT

    points = [
        ShownPoint(
            point,
            places[point.place],
            tuple(_leg(each, places) for each in point.legs),
            tuple((device, silent(device)) for device in point.devices),
        )
        for point in found.points
        if point.place in places
    ]
    page = {
        "board": found,
        "step": _step(request, found.next),
        "points": points,
        "arriving": [_leg(each, places) for each in found.arriving],
        "elsewhere": [(device, silent(device)) for device in found.elsewhere],
        "map": _map(request, found, places),
    }
    if request.headers.get("X-Fragment") == "progress":
        return render(request, "desk/gate/board_now.html", page)
    return render(request, "desk/gate/board.html", page)


def _leg(now: LegNow, places: Mapping[UUID, PlaceView]) -> ShownLeg:
    lines = now.clock.lines if now.clock else ()
    due = [
        (line.due_at, number)
        for number, line in enumerate(lines)
        if line.done_at is None and line.due_at is not None and line.state not in (*LATE, ClockState.DONE)
    ]
    return ShownLeg(
        now,
        places[now.line.leg.origin],
        places[now.line.leg.target],
        tuple(line for line in lines if line.state in LATE),
        lines[min(due)[1]] if due else None,
    )


def _step(request: DeskRequest, step: Next) -> ShownStep:
    words, page = STEPS[step.kind]
    said = str(words) % {"leg": step.leg} if step.leg else str(words)
    keys = [request.crisis.slug, step.leg] if page in OF_A_LEG else [request.crisis.slug]
    address = reverse(f"desk:{page}", args=keys) if page else ""
    return ShownStep(said, address, step.kind not in (NextKind.BOARDS, NextKind.NOTHING))


def _map(request: DeskRequest, found: Board, places: Mapping[UUID, PlaceView]) -> SafeString:
    """Draw the points: how many are to come or stand there, and where nobody of ours is seen."""
    marks = [
        Mark(
            place.latitude, place.longitude, place.name, point.to_come + point.at_gate, f"#point-{place.ref}",
            "plain" if point.devices else "attention",
        )
        for point in found.points
        if (place := places.get(point.place)) is not None
    ]  # fmt: skip
    drawn = draw_country_map(
        request.crisis.country,
        marks,
        language=get_language() or "en",
        title=_("Where people leave from"),
        description=_("How many are still to board at each point; the same numbers stand beside the map."),
    )
    return mark_safe(drawn)  # noqa: S308  (our own drawing; it escapes every name)
