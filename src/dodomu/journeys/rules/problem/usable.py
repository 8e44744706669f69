"""Which legs and links can be planned with, and why the others cannot.

What is asked of a single way is looked at here; what closes places and roads becomes a closure (`closures.py`), so that
the planner sees when they open again. A leg whose booking is closed stays for those who hold a place on it. What an
ordered charter brings is ours to fill after the hour by which it had to be ordered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from dodomu.journeys.rules.papers import DECISION
from dodomu.journeys.rules.problem.facts import LegOut, NoteCode
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.terms import CharterState, Check, LegState, PermissionState, Schedule
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, PermissionKnown
from dodomu.situation.rules.restrictions import RestrictionKnown, holds_at
from dodomu.situation.rules.terms import RestrictionKind

ARE_GONE = frozenset({LegState.DEPARTED, LegState.ARRIVED})


@dataclass(frozen=True, slots=True)
class Hours:
    """When a leg departs and arrives by all that is known and supposed."""

    departs: datetime
    arrives: datetime


@dataclass(frozen=True)
class Ways:
    """The ways of the crisis, looked at one by one."""

    frame: Frame

    @cached_property
    def charters(self) -> Mapping[UUID, CharterKnown]:
        """By id."""
        return {each.id: each for each in self.frame.facts.ways.charters}

    @cached_property
    def permissions(self) -> Mapping[UUID, PermissionKnown]:
        """By id."""
        return {each.id: each for each in self.frame.facts.ways.permissions}

    @cached_property
    def held_by_offers(self) -> frozenset[str]:
        """Legs on which somebody holds a place."""
        return frozenset(self.frame.facts.held)

    @cached_property
    def undecided(self) -> tuple[RestrictionKnown, ...]:
        """Places about which our own side has not decided."""
        return tuple(each for each in self.frame.in_force if each.kind == RestrictionKind.POLICY_HOLD)

    @cached_property
    def looked_at(self) -> Mapping[str, Check | NoteCode | None]:
        """Why each way is out, None for those that can be planned with."""
        return {leg.ref: self._why_out(leg) for leg in self.frame.facts.ways.legs}

    @cached_property
    def legs(self) -> tuple[LegKnown, ...]:
        """The dated ones that can be planned with."""
        return tuple(self._of(Schedule.DATED))

    @cached_property
    def links(self) -> tuple[LegKnown, ...]:
        """Those to be had at any hour that can be planned with."""
        return tuple(self._of(Schedule.ON_DEMAND))

    @cached_property
    def out(self) -> tuple[LegOut, ...]:
        """Those that cannot, and why."""
        return tuple(LegOut(ref, why) for ref, why in self.looked_at.items() if why)

    @cached_property
    def closed(self) -> frozenset[str]:
        """Those that are only for who holds a place on them."""
        return frozenset(leg.ref for leg in self.legs if self.is_booking_closed(leg))

    def hours(self, leg: LegKnown) -> Hours:
        """Return when a dated leg departs and arrives: a leg that is late, or slips, arrives as much later."""
        if leg.departs_at is None or leg.arrives_at is None:
            raise ValueError(f"the leg {leg.ref} has no hours")
        late = (leg.leaves_at or leg.departs_at) - leg.departs_at
        charter = self.charters.get(leg.charter) if leg.charter else None
        slips = self.frame.options.slips
        minutes = slips.get(leg.ref, slips.get(charter.ref, 0) if charter else 0)
        late += timedelta(minutes=minutes)
        return Hours(leg.departs_at + late, leg.arrives_at + late)

    def is_hired(self, leg: LegKnown) -> bool:
        """Say whether a leg belongs to a charter that runs in any case.

        That is one that is ordered or, for what is left, one that was promised and can still be ordered.
        """
        charter = self.charters.get(leg.charter) if leg.charter else None
        if charter is None:
            return False
        return charter.state == CharterState.ORDERED or (
            self.frame.options.residual
            and self._can_be_ordered(charter)
            and any(each.ref in self.held_by_offers for each in self._rotations(charter.id))
        )

    def is_booking_closed(self, leg: LegKnown) -> bool:
        """Say whether nobody new can be booked on a leg."""
        if leg.book_by is None or leg.book_by > self.frame.facts.at:
            return False
        charter = self.charters.get(leg.charter) if leg.charter else None
        return not (charter and self.is_hired(leg) and charter.order_by == leg.book_by)

    def _of(self, schedule: Schedule) -> Iterator[LegKnown]:
        return (
            leg for leg in self.frame.facts.ways.legs if leg.schedule == schedule and self.looked_at[leg.ref] is None
        )

    def _rotations(self, charter: UUID) -> Iterator[LegKnown]:
        return (leg for leg in self.frame.facts.ways.legs if leg.charter == charter)

    def _why_out(self, leg: LegKnown) -> Check | NoteCode | None:
        if leg.schedule == Schedule.SUSPENDED:
            return Check.OLD_TIMETABLE
        return (
            self._why_not_ours(leg)
            or self._why_not_asked(leg)
            or self._why_not_allowed(leg)
            or (self._why_not_booked(leg) if leg.schedule == Schedule.DATED else None)
        )

    def _why_not_ours(self, leg: LegKnown) -> Check | NoteCode | None:
        origin, target = self.frame.site(leg.origin), self.frame.site(leg.target)
        if leg.state == LegState.CANCELLED:
            return Check.CANCELLED
        if origin is None or target is None or origin == target:
            return NoteCode.PLACE_GONE
        if origin.country == self.frame.facts.sending:
            return Check.LEADS_AWAY
        return Check.NOT_KNOWN_YET if leg.known_from > self.frame.facts.at else None

    def _why_not_asked(self, leg: LegKnown) -> Check | NoteCode | None:
        options = self.frame.options
        led_into = self.frame.countries_of([*leg.via, leg.target])
        leads_astray = bool(led_into - {self.frame.facts.country, self.frame.facts.sending})
        is_chartered = leg.charter is not None
        if leg.ref in options.without_legs or (options.without_charters and is_chartered):
            return NoteCode.ASKED_OUT
        return NoteCode.ASKED_OUT if options.without_third_countries and leads_astray else None

    def _why_not_allowed(self, leg: LegKnown) -> Check | NoteCode | None:
        if DECISION in leg.papers or any(self._is_held(leg, each) for each in self.undecided):
            return Check.NEEDS_DECISION
        permission = self.permissions.get(leg.permission) if leg.permission else None
        if permission and permission.state != PermissionState.GRANTED:
            return Check.PERMISSION_MISSING
        if leg.schedule == Schedule.ON_DEMAND and leg.minutes is None:
            return Check.NOT_STATED
        return None

    def _is_held(self, leg: LegKnown, rule: RestrictionKnown) -> bool:
        """Say whether our own side has not decided yet about journeys from or to a place; the default is no."""
        leaves = leg.leaves_at or self.frame.begins
        return holds_at(rule, leaves) and not self.frame.reached[rule.thing].isdisjoint((leg.origin, leg.target))

    def _why_not_booked(self, leg: LegKnown) -> Check | NoteCode | None:
        if leg.state in ARE_GONE or self.hours(leg).departs <= self.frame.begins:
            return Check.GONE
        charter = self.charters.get(leg.charter) if leg.charter else None
        may_be_ordered = charter and not self.frame.options.residual and self._can_be_ordered(charter)
        if charter and not self.is_hired(leg) and not may_be_ordered:
            return Check.CHARTER_NOT_ORDERED
        if leg.seats_for_us("seat") <= 0:
            return Check.NO_BLOCK
        if self.is_booking_closed(leg) and (self.frame.options.residual or leg.ref not in self.held_by_offers):
            return Check.BOOKING_CLOSED
        return None

    def _can_be_ordered(self, charter: CharterKnown) -> bool:
        in_time = charter.order_by is None or charter.order_by > self.frame.facts.at
        return charter.state == CharterState.OFFERED and in_time
