"""The ways home of an exercise: each row becomes known at its hour, and what went or did not go is said at its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.exercise.content import Side
from dodomu.exercise.rules import Row, local
from dodomu.foundation.actors import EXERCISE
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import importing, ways
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.rules.terms import LegState

WHY_CANCELLED = "script"


@dataclass(frozen=True, slots=True)
class Learn:
    """Rows of the table of links that become known at an hour."""

    at: datetime
    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Go:
    """What became of a departure, where a source tells: it was cancelled, it left, it arrived."""

    at: datetime
    key: str
    leg: str
    state: LegState


WayStep = Learn | Go


def steps_of(part: Side) -> list[WayStep]:
    """Return every step about ways in the order of their hours."""
    steps = write_steps(links=part.table("links"), places=part.table("places"))
    return sorted(steps, key=lambda step: (step.at, isinstance(step, Go), step.key))


def write_steps(*, links: Iterable[Row], places: Iterable[Row]) -> Iterator[WayStep]:
    """Yield every step about ways. `outcome` is used at the hour at which everybody could see it, never before."""
    zones = {row["place_id"]: row["tz"] for row in places}
    known: dict[datetime, list[Row]] = defaultdict(list)
    for row in links:
        known[local(row["known_from"], zones[row["from_id"]])].append(row)
        yield from _went(row, zones)
    for hour, rows in known.items():
        yield Learn(hour, f"ways {hour:%Y-%m-%dT%H:%M}", tuple(rows))


def _went(row: Row, zones: Mapping[str, str]) -> Iterator[Go]:
    leg = row["link_id"]
    if row["schedule"] != "dated" or row["outcome"] not in {"ran", "cancelled"}:
        return
    leaves = local(row["depart_local"], zones[row["from_id"]])
    if row["outcome"] == "cancelled":
        yield Go(leaves, f"{leg} cancelled", leg, LegState.CANCELLED)
        return
    yield Go(leaves, f"{leg} departed", leg, LegState.DEPARTED)
    yield Go(local(row["arrive_local"], zones[row["to_id"]]), f"{leg} arrived", leg, LegState.ARRIVED)


def open_ways(part: Side, crisis: UUID, *, at: datetime) -> None:
    """Add what was known before an exercise begins."""
    for step in steps_of(part):
        if isinstance(step, Learn) and step.at <= at:
            learn(crisis, step, at=at)


def learn(crisis: UUID, step: Learn, *, at: datetime) -> None:
    """Add the legs of a step; those that are there already stay as they are."""
    try:
        with transaction.atomic():
            importing.import_rows(crisis=crisis, rows=step.rows, by=EXERCISE, at=at)
    except Refused:
        _learn_one_by_one(crisis, step, at)


def _learn_one_by_one(crisis: UUID, step: Learn, at: datetime) -> None:
    """A place that an officer has dropped since takes its own legs with it, and no others."""
    for row in step.rows:
        try:
            with transaction.atomic():
                importing.import_rows(crisis=crisis, rows=[row], by=EXERCISE, at=at)
        except Refused:
            continue


def go(crisis: UUID, step: Go) -> None:
    """Say what became of a leg, unless the desk has already said otherwise or removed it."""
    leg = leg_by_ref(crisis, step.leg)
    if leg is None:
        return
    if step.state is LegState.CANCELLED and leg.state is LegState.PLANNED:
        ways.cancel_leg(leg=leg.id, version=leg.version, why=WHY_CANCELLED, by=EXERCISE, at=step.at)
    elif step.state is LegState.DEPARTED and leg.state is LegState.PLANNED:
        ways.mark_departed(leg=leg.id, version=leg.version, happened_at=step.at, by=EXERCISE, at=step.at)
    elif step.state is LegState.ARRIVED and leg.state is LegState.DEPARTED:
        ways.mark_arrived(leg=leg.id, version=leg.version, happened_at=step.at, by=EXERCISE, at=step.at)
