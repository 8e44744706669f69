"""What a leg says of itself: its state, its hours, its seats, its price."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from dodomu.foundation.geography import distance_km
from dodomu.journeys.rules.found import Found
from dodomu.journeys.rules.papers import DECISION, PASSPORT, TICKET
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import CharterState, Check, LegState, Mode, PermissionState, Schedule
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, PermissionKnown

SOON = timedelta(hours=24)
UNLIKELY_BELOW = 0.6
FASTEST = {Mode.AIR: 1000, Mode.RAIL: 320, Mode.SEA: 90, Mode.FOOT: 10}  # km/h from take-off to landing, generously
FASTEST_BY_ROAD = 130
NEAR_KM = 15  # below that a wrong position says nothing
SEAT = "seat"
USUAL = frozenset({PASSPORT, TICKET, DECISION})  # every leg asks for the first two; the last is a check of its own


class Grounds(Protocol):
    """What of the ground is looked at here."""

    @property
    def at(self) -> datetime: ...
    @property
    def sending(self) -> str: ...
    @property
    def places(self) -> Mapping[UUID, PlaceKnown]: ...
    @property
    def charters(self) -> Mapping[UUID, CharterKnown]: ...
    @property
    def permissions(self) -> Mapping[UUID, PermissionKnown]: ...
    @property
    def promised(self) -> Mapping[UUID, Mapping[str, int]]: ...
    @property
    def blocks_before(self) -> Mapping[UUID, Mapping[str, int]]: ...


def own_checks(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    """Yield what a leg's own state, hours, seats and price say."""
    yield from _state(leg, ground)
    yield from _charter(leg, ground)
    yield from _permission(leg, ground)
    yield from _papers(leg)
    yield from _seats(leg, ground)
    yield from _plausible(leg, ground)


def _state(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    at, leaves = ground.at, leg.leaves_at
    if leg.schedule is Schedule.SUSPENDED:
        yield Found(Check.OLD_TIMETABLE)
    if leg.state is LegState.CANCELLED:
        yield Found(Check.CANCELLED)
    elif leg.state in {LegState.DEPARTED, LegState.ARRIVED} or (leaves is not None and leaves <= at):
        yield Found(Check.GONE, (("state", leg.state.value),))
    if leg.known_from > at:
        yield Found(Check.NOT_KNOWN_YET, (("known_from", leg.known_from.isoformat()),))
    if leg.book_by is not None and leg.book_by <= at and not _is_hired(leg, ground):
        yield Found(Check.BOOKING_CLOSED, (("book_by", leg.book_by.isoformat()),))
    if leg.schedule is Schedule.DATED and leg.seats_for_us(SEAT) <= 0:
        yield Found(Check.NO_BLOCK)
    origin = ground.places.get(leg.origin)
    if origin is not None and origin.country == ground.sending:
        yield Found(Check.LEADS_AWAY)


def _is_hired(leg: LegKnown, ground: Grounds) -> bool:
    """Whether the hour to book was the hour to order, and it was ordered: what it brings is ours to fill."""
    charter = ground.charters.get(leg.charter) if leg.charter else None
    return charter is not None and charter.state is CharterState.ORDERED and charter.order_by == leg.book_by


def _charter(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    charter = ground.charters.get(leg.charter) if leg.charter else None
    if charter is None:
        return
    yield Found(Check.FIXED_PRICE, (("price", charter.price), ("charter", charter.ref)))
    order_by = charter.order_by
    if charter.state is CharterState.ORDERED:
        return
    passed = order_by is not None and order_by <= ground.at
    if charter.state is not CharterState.OFFERED or passed:
        yield Found(Check.CHARTER_NOT_ORDERED, (("charter", charter.ref), ("state", charter.state.value)))
    elif order_by is not None and order_by - ground.at <= SOON:
        yield Found(Check.ORDER_SOON, (("charter", charter.ref), ("order_by", order_by.isoformat())))


def _permission(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    if DECISION in leg.papers:
        yield Found(Check.NEEDS_DECISION)
    permission = ground.permissions.get(leg.permission) if leg.permission else None
    if permission is None:
        return
    leaves = leg.leaves_at or ground.at
    too_early = permission.valid_from is not None and leaves < permission.valid_from
    too_late = permission.valid_until is not None and leaves >= permission.valid_until
    if permission.state is not PermissionState.GRANTED or too_early or too_late:
        facts = (("permission", permission.ref), ("country", permission.state_asked), ("state", permission.state.value))
        yield Found(Check.PERMISSION_MISSING, facts)


def _papers(leg: LegKnown) -> Iterator[Found]:
    asked = [paper for paper in leg.papers if paper not in USUAL]
    if asked:
        yield Found(Check.PAPERS_ASKED, (("papers", " ".join(asked)),))


def _seats(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    before = ground.blocks_before.get(leg.id, {})
    for kind in sorted({*leg.block, *before}):
        was, now = before.get(kind, 0), leg.block.get(kind, 0)
        if was > now:
            yield Found(Check.BLOCK_SHRANK, (("kind", kind), ("before", was), ("now", now)))
    for kind, promised in sorted(ground.promised.get(leg.id, {}).items()):
        ours = leg.seats_for_us(kind)
        if promised > ours:
            yield Found(Check.OVER_PROMISED, (("kind", kind), ("promised", promised), ("now", ours)))
    total, ours = leg.seats.get(SEAT), leg.block.get(SEAT, 0) + leg.partner_in
    if total is not None and ours > total:
        yield Found(Check.BLOCK_ABOVE_SEATS, (("block", ours), ("seats", total)))


def _plausible(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    if leg.schedule is not Schedule.SUSPENDED and leg.chance is not None and leg.chance < UNLIKELY_BELOW:
        yield Found(Check.UNLIKELY, (("chance", leg.chance),))
    for name, stated, ours in (
        ("departs", leg.stated_departs_utc, leg.departs_at),
        ("arrives", leg.stated_arrives_utc, leg.arrives_at),
    ):
        if stated is not None and ours is not None and stated != ours:
            yield Found(
                Check.HOUR_DISAGREES, (("what", name), ("stated", stated.isoformat()), ("ours", ours.isoformat()))
            )
    yield from _speed(leg, ground)
    if leg.schedule is Schedule.DATED:
        missing = [name for name in ("price", "chance", "book_by") if getattr(leg, name) is None]
        if missing:
            yield Found(Check.NOT_STATED, (("what", " ".join(missing)),))


def _speed(leg: LegKnown, ground: Grounds) -> Iterator[Found]:
    origin, target = ground.places.get(leg.origin), ground.places.get(leg.target)
    if origin is None or target is None:
        return
    far = distance_km(origin.latitude, origin.longitude, target.latitude, target.longitude)
    hours = _ride(leg) / timedelta(hours=1)
    fastest = FASTEST.get(leg.mode, FASTEST_BY_ROAD)
    if far > NEAR_KM and hours > 0 and far / hours > fastest:
        yield Found(Check.TOO_FAST, (("km", round(far)), ("km_per_hour", round(far / hours))))


def _ride(leg: LegKnown) -> timedelta:
    if leg.departs_at is not None and leg.arrives_at is not None:
        return leg.arrives_at - leg.departs_at
    return timedelta(minutes=leg.minutes or 0)
