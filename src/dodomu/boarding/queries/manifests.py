"""The manifest of a leg as it stands now, or as it was closed, with what was entered since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.models import Manifest
from dodomu.boarding.queries import on_legs
from dodomu.boarding.queries.closed import read_lines
from dodomu.boarding.rules import manifests as rules
from dodomu.boarding.rules.finding import fold
from dodomu.boarding.rules.manifests import ABOARD, Counts, Line, Passenger
from dodomu.boarding.rules.terms import LineState, ManifestState
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.journeys.queries.ways import leg_by_ref, legs_known
from dodomu.journeys.rules.terms import LegState, Schedule
from dodomu.journeys.rules.ways import LegKnown

GONE: Final = frozenset({LegState.DEPARTED, LegState.ARRIVED})


@dataclass(frozen=True, slots=True)
class Closing:
    """When a manifest was closed, by whom, and what it said then."""

    at: datetime
    by: str
    written_by: str  # the officer at the desk, where it was somebody else; empty where it was closed at a gate
    counts: Mapping[str, Any]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """A leg in the list of manifests."""

    leg: LegKnown
    counts: Counts
    torn: int  # parties of whom some are aboard and some are not
    closed_at: datetime | None
    closed_by: str
    is_late: bool  # its hour has passed, and nobody closed it

    @property
    def is_cancelled(self) -> bool:
        return self.leg.state is LegState.CANCELLED


@dataclass(frozen=True, slots=True)
class ManifestView:
    """The manifest of a leg: its lines as they stand now; what it was when it was closed stays beside them."""

    leg: LegKnown
    lines: tuple[Line, ...]
    counts: Counts
    minors_alone: tuple[Line, ...]
    torn: Mapping[UUID, tuple[Line, ...]]
    closing: Closing | None
    since_closing: tuple[Line, ...]  # those who stand otherwise now than when it was closed, or were not on it

    @property
    def is_closed(self) -> bool:
        return self.closing is not None


def manifests_near(crisis: UUID, *, by: Actor, at: datetime, days: int = 1) -> tuple[ManifestLine, ...]:
    """Return the legs of the next and last days that somebody is on or was to be on, in the order of departure."""
    permissions.check(by, Permission.SEE_COUNTS, crisis)
    legs = legs_around(crisis, at - timedelta(days=days), at + timedelta(days=days))
    return counted(crisis, legs, closed_of(legs), at=at)


def closed_of(legs: Iterable[LegKnown]) -> dict[UUID, Manifest]:
    """Return the manifests of some legs that are closed, without their lines."""
    rows = Manifest.objects.filter(leg__in=[leg.id for leg in legs], state=ManifestState.CLOSED)
    return {row.leg_id: row for row in rows.defer("lines")}


def counted(
    crisis: UUID, legs: Sequence[LegKnown], closed: Mapping[UUID, Manifest], *, at: datetime
) -> tuple[ManifestLine, ...]:
    """Return those of some legs that somebody is on or was to be on, with their numbers."""
    passengers = on_legs.passengers_of_legs(crisis, legs, named=False)
    return tuple(_line(leg, passengers[leg.id], closed.get(leg.id), at) for leg in legs if passengers[leg.id])


def legs_around(crisis: UUID, since: datetime, until: datetime) -> list[LegKnown]:
    """Return the dated legs that leave between two hours, by all that is known, in that order."""
    found = [
        leg
        for leg in legs_known(crisis)
        if leg.schedule is Schedule.DATED and leg.leaves_at and since <= leg.leaves_at <= until
    ]
    return sorted(found, key=lambda leg: (leg.leaves_at or until, leg.ref))


def narrowed(lines: Sequence[Line], *, text: str = "", state: LineState | None = None) -> tuple[Line, ...]:
    """Return the lines of a state whose name, in whatever script, or code holds every word of a text."""
    words = fold(text).split()
    return tuple(
        line for line in lines if (state is None or line.state is state) and (not words or _has(line.passenger, words))
    )


def _has(passenger: Passenger, words: Sequence[str]) -> bool:
    found = fold(f"{passenger.name} {passenger.latin}") + " " + fold(passenger.reference)
    return all(word in found for word in words)


def _line(leg: LegKnown, passengers: Iterable[Passenger], row: Manifest | None, at: datetime) -> ManifestLine:
    leaves = leg.leaves_at or at
    lines = rules.lines_of(passengers, is_closed=row is not None or leg.state in GONE, on=leaves.date())
    return ManifestLine(
        leg=leg,
        counts=rules.counts_of(lines),
        torn=len(rules.torn_parties(lines)),
        closed_at=row.closed_at if row else None,
        closed_by=row.closed_by_name if row else "",
        is_late=row is None and leaves < at and leg.state is not LegState.CANCELLED,
    )


def manifest_of(crisis: UUID, ref: str, *, by: Actor, at: datetime) -> ManifestView | None:
    """Return the manifest of a leg, or None where there is no such leg."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    leg = leg_by_ref(crisis, ref)
    if leg is None:
        return None
    closing = _closing(leg.id)
    is_closed = closing is not None or leg.state in GONE
    on = (leg.leaves_at or at).date()
    lines = rules.lines_of(on_legs.of_leg(crisis, leg), is_closed=is_closed, on=on)
    return ManifestView(
        leg=leg,
        lines=lines,
        counts=rules.counts_of(lines),
        minors_alone=rules.minors_alone(lines),
        torn=rules.torn_parties(lines),
        closing=closing,
        since_closing=_since(closing, lines) if closing else (),
    )


def _closing(leg: UUID) -> Closing | None:
    row = Manifest.objects.filter(leg=leg, state=ManifestState.CLOSED).select_related("closed_by").first()
    if row is None or row.closed_at is None:
        return None
    officer = row.closed_by.name if row.closed_by else ""
    written_by = officer if officer != row.closed_by_name else ""
    return Closing(row.closed_at, row.closed_by_name, written_by, row.counts, read_lines(row.lines))


def _since(closing: Closing, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return who stands otherwise; that somebody who was aboard has landed is what was to be, and no correction."""
    then = {line.passenger.person: line.state for line in closing.lines}
    return tuple(
        line
        for line in lines
        if then.get(line.passenger.person) is not line.state
        and not (line.state in ABOARD and then.get(line.passenger.person) in ABOARD)
    )
