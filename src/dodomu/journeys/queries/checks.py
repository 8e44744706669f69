"""Legs as the screens list them: with the names of their places, their checks, and what is promised on each."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from dodomu.foundation.models import Crisis
from dodomu.foundation.places import PlaceView, places_of
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import LegChange
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.rules import checks
from dodomu.journeys.rules.checks import Found, Ground
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import Kind, OfferState
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, PermissionKnown, WaysKnown
from dodomu.situation.queries import known as situation

SEAT = Kind.SEAT.value


@dataclass(frozen=True)
class Promised:
    """What live offers hold on a leg, by kind of capacity."""

    held: Mapping[str, int] = field(
        default_factory=dict, hash=False
    )  # sent, answered "later", or waiting for an officer
    accepted: Mapping[str, int] = field(default_factory=dict, hash=False)
    persons: int = 0
    parties: int = 0

    def all_of(self, kind: str) -> int:
        """Return how many of a kind are held, accepted or not."""
        return self.held.get(kind, 0) + self.accepted.get(kind, 0)


@dataclass(frozen=True)
class LegLine:
    """A leg or link with everything that a list says of it."""

    leg: LegKnown
    origin: PlaceView
    target: PlaceView
    via: tuple[PlaceView, ...]
    charter: CharterKnown | None
    permission: PermissionKnown | None
    checks: tuple[Found, ...]
    promised: Promised

    @property
    def departs_local(self) -> datetime | None:
        """When it leaves by all that is known, on the clocks of the origin."""
        return _local(self.leg.leaves_at, self.origin.zone)

    @property
    def arrives_local(self) -> datetime | None:
        """When it arrives by all that is known, on the clocks of the target."""
        return _local(self.leg.comes_at, self.target.zone)

    @property
    def is_planned_with(self) -> bool:
        """Whether nothing keeps it out of plans."""
        return not any(found.check in checks.NOT_PLANNED for found in self.checks)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of capacity that it has or promises, seats first."""
        there = {*self.leg.block, *self.promised.held, *self.promised.accepted, SEAT}
        return tuple(kind.value for kind in Kind if kind.value in there)

    def ours(self, kind: str = SEAT) -> int:
        """Return how many of a kind may be promised in all."""
        return self.leg.seats_for_us(kind)

    def free(self, kind: str = SEAT) -> int:
        """Return how many of a kind are left; below zero where more is promised than there is."""
        return self.ours(kind) - self.promised.all_of(kind)


@dataclass(frozen=True)
class Board:
    """All ways of a crisis at an hour, checked."""

    lines: tuple[LegLine, ...]
    ways: WaysKnown
    ground: Ground


def leg_lines(crisis: UUID, *, at: datetime) -> list[LegLine]:
    """Return every leg and link with its checks at an hour, in the order of departure, links first.

    Restrictions count as they were known at the hour; legs as they are believed now (`queries.changes` tells what they
    were). A leg that is not known yet at the hour is not listed.
    """
    return [line for line in board(crisis, at=at).lines if line.leg.known_from <= at]


def leg_line(crisis: UUID, leg: UUID, *, at: datetime) -> LegLine | None:
    """Return one leg as `leg_lines` has it, known yet or not; None where it belongs to another crisis."""
    views = {place.id: place for place in places_of(crisis)}
    ways = ways_known(crisis)
    found = next((each for each in ways.legs if each.id == leg), None)
    if found is None:
        return None
    promised = promised_on_legs(crisis, [leg])
    ground = _ground(crisis, ways, views, promised, at)
    said = checks.all_checks(ways.legs, ground)[leg]  # whether anything goes on from its end is said by the others
    return _line(found, views, ground, said, promised.get(leg, Promised()))


def board(crisis: UUID, *, at: datetime) -> Board:
    """Return all ways of a crisis with what they were checked against."""
    views = {place.id: place for place in places_of(crisis)}
    ways, promised = ways_known(crisis), promised_on_legs(crisis)
    ground = _ground(crisis, ways, views, promised, at)
    found = checks.all_checks(ways.legs, ground)
    lines = [_line(leg, views, ground, found[leg.id], promised.get(leg.id, Promised())) for leg in ways.legs]
    return Board(tuple(lines), ways, ground)


def promised_on_legs(crisis: UUID, legs: Sequence[UUID] | None = None) -> dict[UUID, Promised]:
    """Return by leg (of those named, or all of the crisis) what its live rides hold."""
    wanted = None if legs is None else list(legs)
    # Grouped by what they take, of which there are few kinds, so that 60,000 rides are read in one short answer.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT ride.leg_id, offer.state = %s, ride.takes, count(*), sum(ride.persons)
            FROM journeys_offerride ride JOIN journeys_offer offer ON offer.id = ride.offer_id
            WHERE ride.is_live AND offer.crisis_id = %s AND (%s::uuid[] IS NULL OR ride.leg_id = ANY(%s::uuid[]))
            GROUP BY 1, 2, 3
            """,
            [OfferState.ACCEPTED.value, crisis, wanted, wanted],
        )
        rows = cursor.fetchall()
    sums: dict[UUID, list[tuple[bool, Mapping[str, int], int, int]]] = defaultdict(list)
    for leg, accepted, takes, parties, persons in rows:
        sums[leg].append((accepted, _takes(takes), parties, persons))
    return {leg: _promised(each) for leg, each in sums.items()}


def blocks_before(crisis: UUID) -> dict[UUID, Mapping[str, int]]:
    """Return by leg the block that it had before it was last changed, for those whose block was."""
    changes = LegChange.objects.filter(crisis=crisis, version__gt=1, after__has_key="block").order_by("version")
    return {leg: before.get("block", {}) for leg, before in changes.values_list("leg_id", "before")}


def _takes(takes: object) -> Mapping[str, int]:
    return takes if isinstance(takes, dict) else json.loads(str(takes))


def _promised(rows: list[tuple[bool, Mapping[str, int], int, int]]) -> Promised:
    held: dict[str, int] = defaultdict(int)
    accepted: dict[str, int] = defaultdict(int)
    for is_accepted, takes, parties, _ in rows:
        for kind, number in takes.items():
            (accepted if is_accepted else held)[kind] += number * parties
    return Promised(held, accepted, int(sum(row[3] for row in rows)), sum(row[2] for row in rows))


def _ground(
    crisis: UUID, ways: WaysKnown, views: Mapping[UUID, PlaceView], promised: Mapping[UUID, Promised], at: datetime
) -> Ground:
    sending = Crisis.objects.filter(id=crisis).values_list("sending", flat=True).first()
    if sending is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    return checks.ground_of(
        ways,
        {view.id: _known(view) for view in views.values()},
        situation.restrictions(crisis, known_at=at),
        sending=sending,
        at=at,
        promised={
            leg: {kind: each.all_of(kind) for kind in (*each.held, *each.accepted)} for leg, each in promised.items()
        },
        blocks_before=blocks_before(crisis),
    )


def _known(view: PlaceView) -> PlaceKnown:
    return PlaceKnown(view.id, view.country, view.region, view.ref, view.kind, view.zone, view.latitude, view.longitude)


def _line(
    leg: LegKnown, views: Mapping[UUID, PlaceView], ground: Ground, found: tuple[Found, ...], promised: Promised
) -> LegLine:
    return LegLine(
        leg, views[leg.origin], views[leg.target], tuple(views[place] for place in leg.via if place in views),
        ground.charters.get(leg.charter) if leg.charter else None,
        ground.permissions.get(leg.permission) if leg.permission else None,
        found, promised,
    )  # fmt: skip


def _local(hour: datetime | None, zone: str) -> datetime | None:
    return hour.astimezone(ZoneInfo(zone)) if hour else None
