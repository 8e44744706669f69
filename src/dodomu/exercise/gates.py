"""The gates of an exercise: who comes, boards and arrives is handed in as touches of devices, and the ledger follows.

As at a real gate: nobody is aboard or home because a leg left or a day ended. A touch that was handed in is not handed
in again, so that playing anew after a player was killed changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.operations import exercising, manifests, receiving, working_out
from dodomu.boarding.queries import replay
from dodomu.boarding.rules import hours
from dodomu.boarding.rules.terms import Ground, Means, TouchKind, Verdict, Via
from dodomu.exercise import rules
from dodomu.foundation import clock, exercises
from dodomu.foundation.actors import EXERCISE
from dodomu.journeys.rules.ways import LegKnown

GATE: Final = "gate (exercise)"
AT_ONCE: Final = 100  # persons of one touch
# Just before the hour of what happens, so that nothing is later than the clock shows; and in this order, where somebody
# gets off one leg and boards another in the same minute.
BEFORE: Final = {
    TouchKind.LANDED: timedelta(milliseconds=4),
    TouchKind.BOARDED: timedelta(milliseconds=3),
    TouchKind.CLOSED: timedelta(milliseconds=2),
    TouchKind.ARRIVED: timedelta(milliseconds=1),
}
AGREED: Final = {"means": Means.NAME, "verdict": Verdict.GO, "ground": Ground.HOLDS_A_PLACE}


@dataclass(frozen=True, slots=True)
class Touched:
    """Something an officer does at a gate of the exercise; the key is the same in every play of the same crisis."""

    key: str
    kind: TouchKind
    persons: tuple[UUID, ...] = ()
    officer: str = GATE


def recall(crisis: UUID) -> None:
    """Work out what a player who was killed has handed in and not seen to its end."""
    working_out.work_out_left(crisis=crisis, by=EXERCISE, at=exercises.clock_of(crisis).now)


def arrive_at_gate(crisis: UUID, place: UUID, leg: LegKnown | None, touch: Touched, *, at: datetime) -> None:
    """Let persons be seen at a meeting point."""
    _hand_in(crisis, place, leg, [touch], at)


def board(crisis: UUID, leg: LegKnown, boarded: Iterable[Touched], *, at: datetime) -> None:
    """Let persons be seen to board a leg, each party by a touch of its own."""
    _hand_in(crisis, leg.meeting_place or leg.origin, leg, list(boarded), at)


def close(crisis: UUID, leg: LegKnown, *, at: datetime) -> None:
    """Let the manifest of a leg be closed at its gate."""
    touch = Touched(f"closed {leg.ref}", TouchKind.CLOSED)
    _hand_in(crisis, leg.meeting_place or leg.origin, leg, [touch], at)
    manifests.close_at_gates(crisis=crisis, by=EXERCISE, at=at)


def land(crisis: UUID, leg: LegKnown, persons: Iterable[UUID], *, at: datetime) -> None:
    """Let persons be seen where a leg arrives."""
    off = sorted(persons)
    some = [tuple(off[start : start + AT_ONCE]) for start in range(0, len(off), AT_ONCE)]
    touches = [Touched(f"off {leg.ref} {each[0]}", TouchKind.LANDED, each) for each in some]
    _hand_in(crisis, leg.target, leg, touches, at)


def _hand_in(crisis: UUID, point: UUID, leg: LegKnown | None, touches: Sequence[Touched], at: datetime) -> None:
    """Hand in what is not there yet, by the device of a point."""
    ids = {touch: rules.identifier(touch.key, crisis) for touch in touches}
    there = replay.handed_in(ids.values())
    new = [touch for touch in touches if ids[touch] not in there]
    if not new:
        return
    now = clock.real_now()
    device = rules.identifier(f"gate {point}", crisis)
    exercising.keep_device(device=device, crisis=crisis, point=point, name=GATE, by=EXERCISE, at=now)
    first = replay.last_number(device) + 1
    lines = [
        _line(number, ids[touch], touch, point, leg, now=now, at=at) for number, touch in enumerate(new, start=first)
    ]
    envelope = {
        "device": str(device), "now": hours.to_ms(now), "made": first + len(new) - 1, "point": str(point),
        "touches": lines,
    }  # fmt: skip
    receiving.keep_touches(device=device, envelope=envelope, via=Via.NETWORK, received_at=now)


def _line(
    number: int, key: UUID, touch: Touched, point: UUID, leg: LegKnown | None, *, now: datetime, at: datetime
) -> dict[str, Any]:
    """Return a touch as a device writes it: by its own clock, with what the exercise's is ahead of that."""
    happened = at - BEFORE[touch.kind]
    return {
        "id": str(key),
        "number": number,
        "kind": touch.kind,
        "made": hours.to_ms(now),
        "off": 0,
        "shift": hours.to_ms(happened) - hours.to_ms(now),
        "officer": touch.officer,
        "point": str(point),
        "leg": str(leg.id) if leg else None,
        "persons": [str(each) for each in touch.persons],
        "body": {name: str(word) for name, word in AGREED.items()} if touch.kind is TouchKind.BOARDED else {},
    }
