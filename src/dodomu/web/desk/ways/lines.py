"""Legs as lines of a list: everything in words already, so that five hundred are shown at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.places import PlaceView
from dodomu.journeys.queries.checks import SEAT, LegLine
from dodomu.journeys.rules.terms import Schedule
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.ways.addresses import leg_address
from dodomu.web.desk.ways.remarks import Grounds, Remark, once, remarks, short_names
from dodomu.web.parts.hours import date_words, short_words, zone_words
from dodomu.web.parts.journeys_words import KINDS, MODES, minutes_words, percent

# What the columns are called: worked out once for a page, not in each of its rows.
LABELS: Mapping[str, Promise] = {
    "hour": _("Leaves"),
    "way": _("Way"),
    "ours": _("For us"),
    "held": _("Promised"),
    "accepted": _("Accepted"),
    "free": _("Free"),
    "chance": _("Chance"),
    "book_by": _("Book by"),
    "remarks": _("To be known"),
    "minutes": _("Takes"),
}


@dataclass(frozen=True)
class ShownLeg:
    """A leg as a line."""

    ref: str
    address: str
    day: str
    clock: str
    zone: str  # named where it is not that of the crisis
    was: str  # the hour that was stated, of what is late
    arrives: str
    mode: str
    carrier: str
    origin: str
    target: str
    via: str
    ours: int
    others: str  # capacity of other kinds
    held: int
    accepted: int
    free: int
    chance: str
    book_by: str
    is_usable: bool
    grave: tuple[Remark, ...]
    remarks: tuple[Remark, ...]

    @property
    def short(self) -> str:
        """The remarks that are not grave, each named once."""
        return short_names(self.remarks)


@dataclass(frozen=True)
class Day:
    """The legs of one day of departure."""

    words: str
    legs: tuple[ShownLeg, ...]


def shown_leg(request: DeskRequest, line: LegLine, grounds: Grounds, names: Mapping[object, str]) -> ShownLeg:
    """Return a leg in words."""
    leg, zone = line.leg, line.origin.zone
    told = remarks(line.checks, zone, grounds)
    return ShownLeg(
        ref=leg.ref,
        address=leg_address(request, leg.ref),
        day=date_words(line.departs_local.date()) if line.departs_local else "",
        clock=f"{line.departs_local:%H:%M}" if line.departs_local else minutes_words(leg.minutes),
        zone=zone_words(zone) if zone != request.crisis.zone else "",
        was=f"{leg.departs_at.astimezone(ZoneInfo(zone)):%H:%M}" if leg.expected_at and leg.departs_at else "",
        arrives=_arrives(line, request),
        mode=str(MODES[leg.mode]),
        carrier=" ".join(part for part in (leg.operator, leg.service) if part),
        origin=names[line.origin.id],
        target=names[line.target.id],
        via=" – ".join(names[place.id] for place in line.via),
        ours=line.ours(),
        others=", ".join(f"{KINDS[kind]} {line.ours(kind)}" for kind in line.kinds if kind != SEAT),
        held=line.promised.held.get(SEAT, 0),
        accepted=line.promised.accepted.get(SEAT, 0),
        free=line.free(),
        chance=percent(leg.chance),
        book_by=short_words(leg.book_by, zone) if leg.book_by else "",
        is_usable=line.is_planned_with,
        grave=once(each for each in told if each.is_grave),
        remarks=tuple(each for each in told if not each.is_grave),
    )


def labels() -> dict[str, str]:
    """Return what the columns are called, in the language of the page."""
    return {name: str(words) for name, words in LABELS.items()}


def by_day(legs: Iterable[ShownLeg]) -> Iterator[Day]:
    """Gather legs that stand in order by their days of departure, on the clocks of where they set out."""
    for words, of_day in groupby(legs, key=lambda leg: leg.day):
        yield Day(words, tuple(of_day))


def names_of(places: Iterable[PlaceView]) -> dict[object, str]:
    """Return what each place is called, worked out once."""
    return {place.id: place.name for place in places}


def in_order(lines: Iterable[LegLine]) -> list[LegLine]:
    """Return legs by the day of departure where they set out, and on it by the moment."""
    return sorted((line for line in lines if line.departs_local), key=_departure)


def is_on_demand(line: LegLine) -> bool:
    """Whether it can be had at any hour, or has no hour of its own."""
    return line.leg.schedule is not Schedule.DATED and line.leg.departs_at is None


def _departure(line: LegLine) -> tuple[object, datetime, str]:
    local = line.departs_local
    assert local is not None  # noqa: S101  (who calls has left out those without)
    return local.date(), local, line.leg.ref


def _arrives(line: LegLine, request: DeskRequest) -> str:
    local = line.arrives_local
    if local is None:
        return ""
    clock = f"{local:%H:%M}"
    if line.departs_local and local.date() != line.departs_local.date():
        clock = f"{local:%d.%m} {clock}"
    return f"{clock} {zone_words(line.target.zone)}" if line.target.zone != request.crisis.zone else clock
