"""Meeting points with the legs that leave from them, or arrive there, in the next three days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.models import Leg
from dodomu.journeys.queries import promises
from dodomu.journeys.queries.ways import leg_known, places_known
from dodomu.journeys.rules.clocks import buffer_of, meeting_hour
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import Kind, LegState, OfferState, Schedule
from dodomu.journeys.rules.ways import LegKnown

AHEAD: Final = timedelta(hours=72)
BEHIND: Final = timedelta(hours=12)  # it may be late, and who came by it is still being counted
COMING: Final = (OfferState.HELD, OfferState.SENT, OfferState.LATER, OfferState.ACCEPTED, OfferState.TRAVELLED)


class WayOf(StrEnum):
    OUT = "out"  # departs from the point
    IN = "in"  # arrives there


@dataclass(frozen=True, slots=True)
class GateLeg:
    """A leg at a meeting point. Hours are those of the crisis."""

    known: LegKnown
    way: WayOf
    origin: PlaceView
    target: PlaceView
    meets: datetime
    departs: datetime
    arrives: datetime
    release: datetime  # from when the places of who is not there are given on: everybody has to be ready
    places: int
    expected: int  # persons who hold a place
    standby: int  # persons asked to the gate

    @property
    def hour(self) -> datetime:
        """When it leaves from here, or comes here."""
        return self.departs if self.way is WayOf.OUT else self.arrives

    @property
    def is_over(self) -> bool:
        """Whether nobody boards it here any more, or is awaited by it."""
        gone = self.way is WayOf.OUT and self.known.state is not LegState.PLANNED
        return gone or self.known.state is LegState.CANCELLED

    @property
    def title(self) -> str:
        """How it is called on its board."""
        return " ".join(filter(None, (self.known.operator, self.known.service))) or self.known.ref


@dataclass(frozen=True, slots=True)
class MeetingPoint:
    place: PlaceView
    legs: tuple[GateLeg, ...]


def meeting_points(crisis: UUID, *, at: datetime) -> tuple[MeetingPoint, ...]:
    """Return the points at which somebody meets or arrives within three days of an hour, the next first."""
    places = {place.id: place for place in places_of(crisis)}
    found: dict[UUID, list[GateLeg]] = defaultdict(list)
    rows = list(_rows(crisis, at))
    legs = _legs(crisis, rows, places)
    for row in rows:
        found[row.meeting_place_id or row.origin_id].append(legs[row.id, WayOf.OUT])
        found[row.target_id].append(legs[row.id, WayOf.IN])
    points = [MeetingPoint(places[place], tuple(at_point)) for place, at_point in found.items()]
    return tuple(sorted(points, key=lambda point: (_first(point), point.place.ref)))


def legs_at(crisis: UUID, point: UUID, *, at: datetime) -> tuple[GateLeg, ...]:
    """Return the legs of one point, cancelled and gone ones too, in the order of departure."""
    places = {place.id: place for place in places_of(crisis)}
    leaves_here = Q(meeting_place=point) | Q(meeting_place=None, origin=point)
    rows = list(_rows(crisis, at).filter(leaves_here | Q(target=point)))
    legs = _legs(crisis, rows, places)
    out = [legs[row.id, WayOf.OUT] for row in rows if (row.meeting_place_id or row.origin_id) == point]
    return (*out, *(legs[row.id, WayOf.IN] for row in rows if row.target_id == point))


def _rows(crisis: UUID, at: datetime):  # type: ignore[no-untyped-def]
    leaves = Leg.objects.filter(crisis=crisis, schedule=Schedule.DATED, known_from__lte=at)
    leaves = leaves.annotate(leaves_at=Coalesce("expected_at", "departs_at"))
    soon = Q(leaves_at__gte=at - BEHIND, leaves_at__lt=at + AHEAD) | Q(
        state=LegState.DEPARTED, arrives_at__gte=at - BEHIND, leaves_at__lt=at + AHEAD
    )
    return leaves.filter(soon).order_by("leaves_at", "ref")


def _legs(crisis: UUID, rows: Sequence[Leg], places: Mapping[UUID, PlaceView]) -> dict[tuple[UUID, WayOf], GateLeg]:
    known = places_known(crisis)
    told = promises.leg_promises(crisis, [row.id for row in rows]) if rows else {}
    return {
        (row.id, way): _leg(leg_known(row), way, places, known, told[row.id]) for row in rows for way in WayOf
    }  # fmt: skip


def _leg(
    leg: LegKnown,
    way: WayOf,
    places: Mapping[UUID, PlaceView],
    known: Mapping[UUID, PlaceKnown],
    told: promises.LegPromises,
) -> GateLeg:
    leaves, comes = leg.leaves_at, leg.comes_at
    if leaves is None or comes is None:
        raise AssertionError("a leg that is dated has its hours")
    return GateLeg(
        known=leg,
        way=way,
        origin=places[leg.origin],
        target=places[leg.target],
        meets=meeting_hour(leg, known) or leaves,
        departs=leaves,
        arrives=comes,
        release=leaves - timedelta(minutes=buffer_of(leg, known)),
        places=told.room.get(Kind.SEAT, 0),
        expected=sum(told.persons.get(state, 0) for state in COMING),
        standby=told.standby,
    )


def _first(point: MeetingPoint) -> datetime:
    return min(leg.meets if leg.way is WayOf.OUT else leg.arrives for leg in point.legs)
