"""The first page of ways home: every departure by its day, what keeps it out of plans, what is left of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.queries.checks import LegLine, board
from dodomu.journeys.rules.terms import Check, Mode
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.addresses import leg_address
from dodomu.web.desk.ways.lines import by_day, in_order, is_on_demand, labels, names_of, shown_leg
from dodomu.web.desk.ways.remarks import grounds_of
from dodomu.web.parts.hours import date_words
from dodomu.web.parts.journeys_words import MODES

OVER = frozenset({Check.OLD_TIMETABLE, Check.CANCELLED, Check.GONE, Check.LEADS_AWAY})
ADMINISTRATIVE = frozenset({Check.CHARTER_NOT_ORDERED, Check.BOOKING_CLOSED, Check.NO_BLOCK})


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for; whatever is no choice is nothing."""

    day: str
    place: UUID | None
    mode: str
    only_usable: bool
    with_old: bool

    @property
    def is_narrowed(self) -> bool:
        """Whether some lines may be left out by it."""
        return bool(self.day or self.place or self.mode or self.only_usable)

    def takes(self, line: LegLine) -> bool:
        """Say whether a leg is among those asked for."""
        local = line.departs_local
        return (
            (not self.day or (local is not None and local.date().isoformat() == self.day))
            and (self.place is None or self.place in {line.origin.id, line.target.id, *(each.id for each in line.via)})
            and (not self.mode or line.leg.mode.value == self.mode)
            and (not self.only_usable or line.is_planned_with)
        )


@dataclass(frozen=True)
class Counts:
    """What stands on top: how much there is to plan with, and what is next."""

    usable: int
    seats: int
    free: int
    over: int  # legs on which more is promised than there is
    late: int
    book_by: datetime | None
    book_ref: str
    book_address: str
    book_zone: str


@desk_view(Permission.SEE_WAYS)
def ways(request: DeskRequest) -> HttpResponse:
    """List departures by day, links apart; what is over waits behind its count."""
    crisis, asked = request.crisis.id, asked_of(request)
    places, found = places_of(crisis), board(crisis, at=request.at)
    lines = [line for line in found.lines if line.leg.known_from <= request.at]
    taken = [line for line in lines if asked.takes(line)]
    seen = [line for line in taken if asked.with_old or not _is_over(line)]
    grounds, names = grounds_of(request), names_of(places)
    dated = [shown_leg(request, line, grounds, names) for line in in_order(seen)]
    page = {
        "asked": asked,
        "labels": labels(),
        "counts": _counts(request, lines),
        "days": list(by_day(dated)),
        "number": len(dated),
        "links": [shown_leg(request, line, grounds, names) for line in seen if is_on_demand(line)],
        "hidden": sum(_is_over(line) for line in taken),
        "choices": _days(lines),
        "places": _used(lines, places),
        "modes": [(mode.value, MODES[mode]) for mode in Mode],
        "is_empty": not lines,
        "may_keep": may(request.actor, Permission.KEEP_WAYS, crisis),
    }
    return render(request, "desk/ways/ways.html", page)


def asked_of(request: DeskRequest) -> Asked:
    """Read the filters of the address."""
    return Asked(
        day=_day(request.GET.get("day", "")),
        place=_uuid(request.GET.get("place", "")),
        mode=request.GET["mode"] if request.GET.get("mode") in set(Mode) else "",
        only_usable=request.GET.get("usable") == "1",
        with_old=request.GET.get("old") == "1",
    )


def _is_over(line: LegLine) -> bool:
    """Nobody has to look at it any more: it was never to be used, or is gone, and nobody is left standing by it."""
    codes = {found.check for found in line.checks}
    if Check.CANCELLED in codes and line.promised.persons:
        return False
    return bool(codes & OVER) or (bool(codes & ADMINISTRATIVE) and not line.promised.persons)


def _counts(request: DeskRequest, lines: Iterable[LegLine]) -> Counts:
    usable = [line for line in lines if line.is_planned_with and not is_on_demand(line)]
    booked = [line for line in usable if line.leg.book_by and line.leg.book_by > request.at]
    first = min(booked, key=lambda line: (line.leg.book_by, line.leg.ref), default=None)
    checks = Counter(found.check for line in lines for found in set(line.checks))
    return Counts(
        usable=len(usable),
        seats=sum(line.ours() for line in usable),
        free=sum(max(0, line.free()) for line in usable),
        over=checks[Check.OVER_PROMISED],
        late=sum(line.leg.expected_at is not None and line.is_planned_with for line in lines),
        book_by=first.leg.book_by if first else None,
        book_ref=first.leg.ref if first else "",
        book_address=leg_address(request, first.leg.ref) if first else "",
        book_zone=first.origin.zone if first else "",
    )


def _days(lines: Iterable[LegLine]) -> list[tuple[str, str]]:
    days = sorted({line.departs_local.date() for line in lines if line.departs_local})
    return [(day.isoformat(), date_words(day)) for day in days]


def _used(lines: Iterable[LegLine], places: Sequence[PlaceView]) -> list[PlaceView]:
    used = {place for line in lines for place in (line.leg.origin, line.leg.target, *line.leg.via)}
    return [place for place in places if place.id in used]


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat() if typed else ""
    except ValueError:
        return ""


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None
