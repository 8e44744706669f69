"""Everything that is wrong with a leg as it was stated, all at once."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dodomu.journeys.rules.faults import Fault, FaultCode
from dodomu.journeys.rules.given import LegGiven
from dodomu.journeys.rules.places import PlaceKnown, moments
from dodomu.journeys.rules.terms import Kind, Schedule

REF = re.compile(r"\w[\w.\-]*")
LENGTHS = {"ref": 60, "operator": 120, "service": 120, "source": 200, "note": 500, "provenance": 16}
LONGEST_PAPER = 30
MOST = {
    "minutes": 14 * 24 * 60,
    "distance_km": 20_100,  # half around the earth
    "price": 1_000_000,
    "buffer": 24 * 60,
    "meeting_minutes": 48 * 60,
    "danger": 1_000,
}
MOST_SEATS = 100_000
KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a statement is held against."""

    places: Mapping[UUID, PlaceKnown] = field(hash=False)
    charters: frozenset[UUID] = frozenset()
    permissions: frozenset[UUID] = frozenset()
    refs: frozenset[str] = frozenset()  # of other legs


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a leg as moments; None where there is none, or where it is at fault."""

    departs: datetime | None
    arrives: datetime | None
    known_from: datetime | None
    book_by: datetime | None


def leg_faults(given: LegGiven, ground: Ground, *, at: datetime) -> tuple[Fault, ...]:
    """Return every fault of a leg, and what is only to be said of it (`Fault.is_warning`)."""
    return (
        *_texts(given),
        *_ref(given, ground),
        *_places(given, ground),
        *_hours(given, ground, at),
        *_numbers(given),
        *_seats(given),
        *_links(given, ground),
    )


def hours_of(given: LegGiven, ground: Ground) -> Hours:
    """Return the moments of a leg: wall times of the origin, the arrival of the target."""
    origin, target = _zone(given.origin, ground), _zone(given.target, ground)
    return Hours(
        _one(given.departs, origin, given.stated_departs_utc),
        _one(given.arrives, target, given.stated_arrives_utc),
        _one(given.known_from, origin),
        _one(given.book_by, origin),
    )


def _zone(place: UUID | None, ground: Ground) -> str:
    found = ground.places.get(place) if place else None
    return found.zone if found else "UTC"


def _one(wall: datetime | None, zone: str, stated: datetime | None = None) -> datetime | None:
    """Return the moment of a wall time; of two, the one that the source itself reckoned."""
    found = moments(wall, zone) if wall else ()
    if len(found) == 1:
        return found[0]
    return stated if stated is not None and stated in found else None


def _texts(given: LegGiven) -> Iterator[Fault]:
    for name, limit in LENGTHS.items():
        if len(getattr(given, name)) > limit:
            yield Fault(name, FaultCode.TOO_LONG, {"limit": limit})
    if any(len(paper) > LONGEST_PAPER for paper in given.papers):
        yield Fault("papers", FaultCode.TOO_LONG, {"limit": LONGEST_PAPER})


def _ref(given: LegGiven, ground: Ground) -> Iterator[Fault]:
    if not given.ref:
        yield Fault("ref", FaultCode.NEEDED)
    elif not REF.fullmatch(given.ref):
        yield Fault("ref", FaultCode.NOT_A_REF)
    elif given.ref in ground.refs:
        yield Fault("ref", FaultCode.REF_TAKEN)


def _places(given: LegGiven, ground: Ground) -> Iterator[Fault]:
    for name in ("origin", "target"):
        place = getattr(given, name)
        if place is None:
            yield Fault(name, FaultCode.NEEDED)
        elif place not in ground.places:
            yield Fault(name, FaultCode.UNKNOWN_PLACE)
    if given.origin is not None and given.origin == given.target:
        yield Fault("target", FaultCode.SAME_PLACE)
    if any(place not in ground.places for place in given.via):
        yield Fault("via", FaultCode.UNKNOWN_PLACE)
    if given.meeting_place is not None and given.meeting_place not in ground.places:
        yield Fault("meeting_place", FaultCode.UNKNOWN_PLACE)


def _hours(given: LegGiven, ground: Ground, at: datetime) -> Iterator[Fault]:
    origin, target = _zone(given.origin, ground), _zone(given.target, ground)
    dated = given.schedule is Schedule.DATED
    stated = {"departs": given.stated_departs_utc, "arrives": given.stated_arrives_utc}
    for name, zone in (("departs", origin), ("arrives", target), ("known_from", origin), ("book_by", origin)):
        yield from wall_faults(name, getattr(given, name), zone, stated.get(name))
        if dated and name in stated and getattr(given, name) is None:
            yield Fault(name, FaultCode.NEEDED)
    yield from _order(hours_of(given, ground), at)


def wall_faults(name: str, wall: datetime | None, zone: str, stated: datetime | None = None) -> Iterator[Fault]:
    """Return what is wrong with a wall time in a zone: it was skipped, or it was twice and nobody says which."""
    if wall is None:
        return
    found = moments(wall, zone)
    facts: dict[str, str | int] = {"wall": wall.isoformat(sep=" ", timespec="minutes"), "zone": zone}
    if not found:
        yield Fault(name, FaultCode.NO_SUCH_HOUR, facts)
    elif len(found) > 1 and stated not in found:
        yield Fault(
            name, FaultCode.TWO_SUCH_HOURS, facts | {"first": found[0].isoformat(), "second": found[1].isoformat()}
        )


def _order(hours: Hours, at: datetime) -> Iterator[Fault]:
    departs = hours.departs
    if departs is None:
        return
    if hours.arrives is not None and hours.arrives <= departs:
        facts: dict[str, str | int] = {"departs": departs.isoformat(), "arrives": hours.arrives.isoformat()}
        yield Fault("arrives", FaultCode.ARRIVES_BEFORE_IT_LEAVES, facts)
    if hours.book_by is not None and hours.book_by > departs:
        yield Fault("book_by", FaultCode.BOOKING_AFTER_DEPARTURE)
    if hours.known_from is not None and hours.known_from > departs:
        yield Fault("known_from", FaultCode.KNOWN_AFTER_DEPARTURE)
    if departs <= at:
        yield Fault("departs", FaultCode.DEPARTS_IN_PAST)


def _numbers(given: LegGiven) -> Iterator[Fault]:
    if given.schedule is Schedule.ON_DEMAND and not given.minutes:
        yield Fault("minutes", FaultCode.NEEDED)
    for name, most in MOST.items():
        yield from number_faults(name, getattr(given, name), most)
    if given.chance is not None and not (math.isfinite(given.chance) and 0 <= given.chance <= 1):
        yield Fault("chance", FaultCode.NOT_A_CHANCE)


def number_faults(name: str, number: float | None, most: float) -> Iterator[Fault]:
    """Return what is wrong with a number that counts something."""
    if number is None:
        return
    if not math.isfinite(number):
        yield Fault(name, FaultCode.NOT_A_NUMBER)
    elif number < 0:
        yield Fault(name, FaultCode.BELOW_ZERO)
    elif number > most:
        yield Fault(name, FaultCode.TOO_GREAT, {"limit": int(most)})


def seat_faults(name: str, seats: Mapping[str, int]) -> Iterator[Fault]:
    """Return what is wrong with numbers of seats by kind."""
    for kind, number in seats.items():
        if kind not in KINDS:
            yield Fault(name, FaultCode.UNKNOWN_WORD, {"word": str(kind)})
        yield from number_faults(name, number, MOST_SEATS)


def _seats(given: LegGiven) -> Iterator[Fault]:
    for name in ("seats", "block", "held_back"):
        yield from seat_faults(name, getattr(given, name))
    for kind, number in given.block.items():
        seats = given.seats.get(kind)
        if seats is not None and number > seats:
            yield Fault("block", FaultCode.BLOCK_ABOVE_SEATS, {"kind": kind, "block": number, "seats": seats})
    if any(number > given.block.get(kind, 0) for kind, number in given.held_back.items()):
        yield Fault("held_back", FaultCode.HELD_ABOVE_BLOCK)


def _links(given: LegGiven, ground: Ground) -> Iterator[Fault]:
    if given.charter is not None and given.charter not in ground.charters:
        yield Fault("charter", FaultCode.UNKNOWN_CHARTER)
    if given.permission is not None and given.permission not in ground.permissions:
        yield Fault("permission", FaultCode.UNKNOWN_PERMISSION)
