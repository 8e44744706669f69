"""A running operation on one page: each meeting point with its legs and devices, and what is to be done first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from dodomu.boarding.models import Device
from dodomu.boarding.queries import in_flight
from dodomu.boarding.queries.devices import DeviceLine, devices_of
from dodomu.boarding.queries.doubts import how_many
from dodomu.boarding.queries.manifests import ManifestLine, closed_of, counted, legs_around
from dodomu.boarding.rules.manifests import OF_AGE
from dodomu.foundation import permissions
from dodomu.foundation.actors import SYSTEM, Actor
from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.queries.departures import departures
from dodomu.journeys.rules.clocks import DepartureClock
from dodomu.journeys.rules.terms import ClockState
from dodomu.journeys.rules.ways import LegKnown

BEHIND: Final = timedelta(days=7)  # so long a manifest that nobody closed is asked for
UNDER_WAY: Final = timedelta(hours=36)  # so long after its departure a leg whose arrival was not seen is on the board
AHEAD: Final = timedelta(hours=24)
AT_GATE: Final = timedelta(hours=3)  # before a leg leaves somebody has to be at its gate
SILENT: Final = timedelta(minutes=15)
LATE: Final = frozenset({ClockState.LATE, ClockState.MISSED})


class NextKind(StrEnum):
    """What is to be done first, the most pressing on top."""

    MINOR_ALONE = "minor-alone"
    DOUBTS = "doubts"
    LATE = "late"  # an hour of a departure is missed
    NOT_CLOSED = "not-closed"
    NO_DEVICE = "no-device"  # a leg leaves soon, and nobody is at its gate
    UNSENT = "unsent"  # a device that is silent has not sent everything
    NOT_LANDED = "not-landed"  # its hour of arrival has passed, and nobody has seen who came
    BOARDS = "boards"  # nothing presses: the next departure
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step."""

    kind: NextKind
    leg: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class LegNow:
    """A leg on the board."""

    line: ManifestLine
    clock: DepartureClock | None  # None once it has left

    @property
    def is_late(self) -> bool:
        """Whether one of its hours is missed."""
        return self.clock is not None and self.clock.worst in LATE


@dataclass(frozen=True, slots=True)
class PointNow:
    """A meeting point: who is to come there, which legs leave from it, which devices work there."""

    place: UUID
    legs: tuple[LegNow, ...]
    devices: tuple[DeviceLine, ...]

    @property
    def to_come(self) -> int:
        """How many hold a place on its legs and are not there yet."""
        return sum(each.line.counts.expected for each in self.legs)

    @property
    def at_gate(self) -> int:
        return sum(each.line.counts.arrived for each in self.legs)

    @property
    def aboard(self) -> int:
        return sum(each.line.counts.aboard for each in self.legs)


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a running operation."""

    points: tuple[PointNow, ...]  # those whose next leg leaves first on top
    arriving: tuple[LegNow, ...]  # left, with somebody aboard of whom arrival was not seen
    elsewhere: tuple[DeviceLine, ...]  # devices that have said no point
    doubts: int
    unsent: int
    minors_alone: int
    not_closed: int
    next: Next
    lines: Mapping[str, ManifestLine] = field(hash=False)


@dataclass(frozen=True, slots=True)
class GateAttention:
    """What of gates needs an officer: counts for the first page."""

    minors_alone: int
    doubts: int
    not_closed: int
    silent: int = 0  # devices of which nothing is heard, and not everything has come in


def gate_attention(crisis: UUID, *, by: Actor, at: datetime, real: datetime | None = None) -> GateAttention:
    """Count what of gates needs an officer; devices, which are heard of at real hours, where that is given."""
    permissions.check(by, Permission.SEE_COUNTS, crisis)
    legs = legs_around(crisis, at - BEHIND, at + AHEAD)
    closed = closed_of(legs)
    late = {leg.ref for leg in legs if leg.id not in closed and (leg.leaves_at or at) < at}
    aboard = in_flight.with_a_child_aboard(
        crisis, [leg.ref for leg in legs if leg.id not in closed or _is_lately(leg, at)], of_age=_of_age(at)
    )
    lines = counted(crisis, [leg for leg in legs if leg.ref in late | aboard], closed, at=at)
    devices = devices_of(crisis, by=SYSTEM) if real else []  # how many, and no name
    return GateAttention(
        sum(line.counts.minors_alone for line in lines), how_many(crisis), sum(line.is_late for line in lines),
        sum(bool(device.unsent) and _is_silent(device, real) for device in devices if real),
    )  # fmt: skip


def _is_silent(device: DeviceLine, real: datetime) -> bool:
    return device.seen_at is None or real - device.seen_at > SILENT


def _is_lately(leg: LegKnown, at: datetime) -> bool:
    return (leg.leaves_at or at) >= at - UNDER_WAY


def _of_age(at: datetime) -> date:
    """Return a day after which every child of the legs that are looked at was born."""
    return (at - BEHIND).date() - timedelta(days=OF_AGE * 366)


def _lines(crisis: UUID, at: datetime) -> tuple[ManifestLine, ...]:
    """Return what is to be watched: what has not been closed, and what is under way."""
    legs = legs_around(crisis, at - BEHIND, at + AHEAD)
    closed = closed_of(legs)
    gone = [leg.ref for leg in legs if leg.id in closed and _is_lately(leg, at)]
    aboard = in_flight.with_somebody_aboard(crisis, gone)
    return counted(crisis, [leg for leg in legs if leg.id not in closed or leg.ref in aboard], closed, at=at)


def board_of(crisis: UUID, *, by: Actor, at: datetime, real: datetime) -> Board:
    """Return the board as it stands at an hour of the crisis; devices are seen at real hours."""
    permissions.check(by, Permission.SEE_COUNTS, crisis)
    lines = _lines(crisis, at)
    clocks = {clock.leg.id: clock for clock in departures(crisis, at=at, until=at + AHEAD)}
    devices = [each for each in devices_of(crisis, by=by) if each.works or each.unsent] if _boards(by, crisis) else []
    where = dict(Device.objects.filter(crisis=crisis, point__isnull=False).values_list("id", "point_id"))
    legs = [LegNow(line, clocks.get(line.leg.id)) for line in lines if not line.is_cancelled]
    waiting = [each for each in legs if not _is_done(each)]
    by_point: dict[UUID, list[LegNow]] = {}
    for each in waiting:
        by_point.setdefault(each.line.leg.meeting_place or each.line.leg.origin, []).append(each)
    at_point: dict[UUID, list[DeviceLine]] = {}
    for device in devices:
        if device.id in where:
            at_point.setdefault(where[device.id], []).append(device)
    points = tuple(
        PointNow(place, tuple(by_point.get(place, ())), tuple(at_point.get(place, ())))
        for place in dict.fromkeys([*by_point, *at_point])
    )
    arriving = tuple(each for each in legs if each.line.counts.boarded and _has_left(each.line, at))
    doubts = how_many(crisis)
    return Board(
        points=points,
        arriving=arriving,
        elsewhere=tuple(device for device in devices if device.id not in where),
        doubts=doubts,
        unsent=sum(device.unsent for device in devices),
        minors_alone=sum(line.counts.minors_alone for line in lines),
        not_closed=sum(line.is_late for line in lines),
        next=next(_next(points, lines, arriving, doubts, devices, at, real), Next(NextKind.NOTHING)),
        lines={line.leg.ref: line for line in lines},
    )


def _boards(by: Actor, crisis: UUID) -> bool:
    return may(by, Permission.BOARD, crisis)


def _has_left(line: ManifestLine, at: datetime) -> bool:
    return line.closed_at is not None or (line.leg.leaves_at or at) < at


def _is_done(each: LegNow) -> bool:
    """Say whether nothing is to be done at its gate any more."""
    return each.line.closed_at is not None


def _next(
    points: Sequence[PointNow],
    lines: Sequence[ManifestLine],
    arriving: Sequence[LegNow],
    doubts: int,
    devices: Sequence[DeviceLine],
    at: datetime,
    real: datetime,
) -> Iterator[Next]:
    """Yield what is to be done, the most pressing first."""
    waiting = [each for point in points for each in point.legs]
    for line in lines:
        if line.counts.minors_alone:
            yield Next(NextKind.MINOR_ALONE, line.leg.ref, line.counts.minors_alone)
    if doubts:
        yield Next(NextKind.DOUBTS, "", doubts)
    for line in lines:
        if line.is_late:
            yield Next(NextKind.NOT_CLOSED, line.leg.ref)
    for each in _without_device(points, at, real):
        yield Next(NextKind.NO_DEVICE, each.line.leg.ref)
    for each in waiting:
        if each.is_late and not _has_left(each.line, at):
            yield Next(NextKind.LATE, each.line.leg.ref)
    silent = sum(each.unsent for each in devices if _is_silent(each, real))
    if silent:
        yield Next(NextKind.UNSENT, "", silent)
    for each in arriving:
        if (each.line.leg.comes_at or at) < at:
            yield Next(NextKind.NOT_LANDED, each.line.leg.ref, each.line.counts.boarded)
    for each in sorted(waiting, key=lambda each: each.line.leg.leaves_at or at):
        yield Next(NextKind.BOARDS, each.line.leg.ref)


def _without_device(points: Sequence[PointNow], at: datetime, real: datetime) -> list[LegNow]:
    return [
        each
        for point in points
        if not any(device.seen_at and real - device.seen_at <= AT_GATE for device in point.devices)
        for each in point.legs
        if at <= (each.line.leg.leaves_at or at) <= at + AT_GATE
    ]
