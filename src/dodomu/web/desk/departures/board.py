"""The departures of the next days, what is late on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.queries.departures import departures
from dodomu.journeys.rules.clocks import ORDER, ClockLine, DepartureClock
from dodomu.journeys.rules.terms import ClockState, MilestoneKind
from dodomu.web.desk.door import DeskRequest, desk_view

DAYS = (1, 2, 3, 7, 14)
USUAL_DAYS = 3
SHOWN = 40  # on one page; the others are counted
LATE = (ClockState.LATE, ClockState.MISSED)
# What stands in columns of its own, in the order of the day.
COLUMNS = (
    MilestoneKind.BOOKING,
    MilestoneKind.PERMISSION,
    MilestoneKind.ANSWERS,
    MilestoneKind.BUS_TIME,
    MilestoneKind.MEETING,
    MilestoneKind.PROCESSING,
    MilestoneKind.SLOT,
    MilestoneKind.CURFEW,
    MilestoneKind.CREW_HOURS,
)


@dataclass(frozen=True)
class Row:
    """A departure in the list: what presses of it, and the line of each column that stands worst."""

    clock: DepartureClock
    origin: str
    target: str
    zone: str
    presses: tuple[ClockLine, ...]
    cells: tuple[tuple[MilestoneKind, ClockLine | None], ...]


@desk_view(Permission.SEE_WAYS)
def board(request: DeskRequest) -> HttpResponse:
    """Show the clock of each departure; those that are late first, then by their hour; apart, what nobody is on."""
    days = _days(request)
    clocks = departures(request.crisis.id, at=request.at, until=request.at + timedelta(days=days))
    taken = [clock for clock in clocks if _is_taken(clock)]
    ordered = sorted(taken, key=lambda each: (-_grade(each), each.departs_at, each.leg.ref))
    empty = sorted((each for each in clocks if not _is_taken(each)), key=lambda each: (each.departs_at, each.leg.ref))
    places = {place.id: place for place in places_of(request.crisis.id)}
    columns = [kind for kind in COLUMNS if any(clock.line(kind) for clock in ordered[:SHOWN])]
    rows = [_row(clock, places, columns) for clock in ordered[:SHOWN]]
    page = {
        "rows": rows,
        "columns": columns,
        "more": max(0, len(ordered) - SHOWN),
        "empty": [_row(clock, places, ()) for clock in empty[:SHOWN]],
        "empties": len(empty),
        "days": days,
        "every_days": DAYS,
        "late": sum(clock.worst in LATE for clock in taken),
    }
    return render(request, "desk/departures/departures.html", page)


def _row(clock: DepartureClock, places: Mapping[UUID, PlaceView], columns: Sequence[MilestoneKind]) -> Row:
    origin = places[clock.leg.origin]
    return Row(
        clock,
        origin.name,
        places[clock.leg.target].name,
        origin.zone,
        tuple(line for line in clock.lines if line.state in LATE),
        tuple((kind, worst_of(clock.lines, kind)) for kind in columns),
    )


def _is_taken(clock: DepartureClock) -> bool:
    """Say whether somebody has a place on it, or an officer wrote an hour down: else nobody can be late for it."""
    return bool(clock.riders.persons) or any(line.milestone for line in clock.lines)


def worst_of(lines: Iterable[ClockLine], kind: MilestoneKind) -> ClockLine | None:
    """Return the line of a kind that stands worst; of several the first."""
    return max((line for line in lines if line.kind is kind), key=lambda line: ORDER.index(line.state), default=None)


def _grade(clock: DepartureClock) -> int:
    """Late ones are grave alike, so that among them the next to leave is on top."""
    return 2 if clock.worst in LATE else 1 if clock.worst is ClockState.SOON else 0


def _days(request: DeskRequest) -> int:
    typed = request.GET.get("days", "")
    return int(typed) if typed in {str(each) for each in DAYS} else USUAL_DAYS
