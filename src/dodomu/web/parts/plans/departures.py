"""Departures over time: a lane for each way with a bar for each leg, filled as its seats are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dodomu.engines.planner.problem import EVERYWHERE, Leg
from dodomu.web.parts.plans.facts import Facts, Load
from dodomu.web.parts.plans.markup import called, joined, percent_of, tag
from dodomu.web.parts.plans.words import day_short, hour, number, people_words, place_name

MOST_LANES: Final = 70
"""So many lanes can still be looked through; the tables hold the others."""
_MOST_ROWS: Final = 6
_ROW: Final = 20
_BAR: Final = 14
_EMPTY: Final = Load()


@dataclass(frozen=True)
class Bar:
    """One departure: when, how many of how many seats, and how it is told when somebody points at it."""

    begins: datetime
    ends: datetime
    used: int
    seats: int
    kind: str
    told: str


@dataclass
class Lane:
    """All departures on one way, or of one fleet."""

    origin: str
    target: str
    title: str
    bars: list[Bar] = field(default_factory=list)
    persons: int = 0
    road: bool = False

    @property
    def order(self) -> tuple[datetime, str]:
        return min(bar.begins for bar in self.bars), self.title


def draw_departures(facts: Facts, *, most: int = MOST_LANES) -> SafeString:
    """Return a lane for each way that carries somebody; those that could and do not are folded away under them."""
    lanes = sorted(lanes_of(facts), key=lambda lane: (-lane.persons, lane.order))
    if not lanes:
        return tag("p", _("No leg runs."), class_="plan-note")
    used, empty = [lane for lane in lanes if lane.persons], [lane for lane in lanes if not lane.persons]
    parts = [_lanes(used[:most], facts), _key(), _left_out(used[most:])]
    if empty:
        told = ngettext("%(count)s way that nobody travels", "%(count)s ways that nobody travels", len(empty))
        title = tag("summary", told % {"count": number(len(empty))})
        parts.append(tag("details", title, _lanes(empty[:most], facts), class_="plan-more"))
    return joined(*parts)


def _lanes(lanes: Sequence[Lane], facts: Facts) -> SafeString:
    rows = [_axis(facts), *(_lane(lane, facts) for lane in sorted(lanes, key=lambda lane: lane.order))]
    return tag("div", *rows, class_="plan-lanes") if lanes else SafeString("")


def lanes_of(facts: Facts) -> Iterable[Lane]:
    """Return every lane of a plan: legs that run by their ends, rotations by their fleet."""
    lanes: dict[tuple[str, ...], Lane] = {}
    for leg in facts.problem.legs:
        if facts.runs(leg):
            load = facts.leg_loads.get(leg.id, _EMPTY)
            title = f"{place_name(facts.places[leg.origin])} → {place_name(facts.places[leg.target])}"
            lane = lanes.setdefault((leg.origin, leg.target), Lane(leg.origin, leg.target, title))
            lane.bars.append(_leg_bar(leg, load, facts))
            lane.persons += load.persons
    for rotation in facts.plan.rotations:
        fleet = facts.fleets[rotation.fleet]
        title = _("%(fleet)s, from %(hub)s") % {"fleet": called(fleet.id), "hub": place_name(facts.places[fleet.hub])}
        lane = lanes.setdefault(("", fleet.id), Lane(fleet.hub, "", title, road=True))
        load = facts.rotation_loads.get(rotation.id, _EMPTY)
        back = facts.shuttle(rotation)
        told = _told(
            place_name(facts.places[rotation.place]),
            rotation.leaves,
            back.ends,
            load,
            fleet.seats.get("seat", 0),
            facts,
        )
        lane.bars.append(
            Bar(rotation.leaves, back.ends, load.used.get("seat", 0), fleet.seats.get("seat", 0), "fleet", told)
        )
        lane.persons += load.persons
    return lanes.values()


def stacked(bars: Iterable[Bar], clear: timedelta) -> list[list[Bar]]:
    """Return the bars in rows, in order of time, so that none stands on another or too close to it."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda each: (each.begins, each.ends, each.told)):
        free = next((row for row in rows if row[-1].ends + clear <= bar.begins), None)
        if free is None:
            rows.append([bar])
        else:
            free.append(bar)
    return rows


def _leg_bar(leg: Leg, load: Load, facts: Facts) -> Bar:
    seats = facts.offered(leg).get("seat", 0)
    kind = "charter" if leg.charter else "leg"
    return Bar(
        leg.departs,
        leg.arrives,
        load.used.get("seat", 0),
        seats,
        kind,
        _told(leg.id, leg.departs, leg.arrives, load, seats, facts),
    )


def _told(name: str, begins: datetime, ends: datetime, load: Load, seats: int, facts: Facts) -> str:
    zone = facts.problem.zone
    return _("%(name)s, %(begins)s – %(ends)s: %(used)s of %(seats)s seats, %(people)s") % {
        "name": called(name),
        "begins": hour(begins, zone),
        "ends": hour(ends, zone),
        "used": number(load.used.get("seat", 0)),
        "seats": number(seats),
        "people": people_words(load.persons),
    }


def _axis(facts: Facts) -> SafeString:
    days = facts.days
    every = max(1, -(-len(days) // 14))
    sparse = max(1, -(-len(days) // 6))
    parts = list(_midnights(facts))
    for at, (day, start) in enumerate(days):
        ends = days[at + 1][1] if at + 1 < len(days) else facts.problem.ends
        begins = max(start, facts.problem.begins)
        if at % every == 0 and (min(ends, facts.problem.ends) - begins) >= timedelta(hours=8):
            kind = "plan-axis" if at % sparse == 0 else "plan-axis plan-roomy"
            parts.append(tag("text", day_short(day), class_=kind, x=_along(begins, facts), dx=3, y=13))
    axis = tag("svg", *parts, class_="plan-track", width="100%", height=18, aria_hidden="true")
    return tag("div", tag("div", class_="plan-lane-name"), axis, class_="plan-lane plan-lane--axis")


def _lane(lane: Lane, facts: Facts) -> SafeString:
    span = facts.problem.ends - facts.problem.begins
    rows = stacked(lane.bars, span / 60)
    high = min(len(rows), _MOST_ROWS) * _ROW + 2
    parts = [*_closed(lane, facts), *_midnights(facts)]
    for at, row in enumerate(rows[:_MOST_ROWS]):
        parts += _row(row, at * _ROW + 4, facts)
    beyond = sum(len(row) for row in rows[_MOST_ROWS:])
    track = tag("svg", *parts, class_="plan-track", width="100%", height=high, role="img", aria_label=_summary(lane))
    more = tag("span", _more(beyond), class_="plan-lane-more") if beyond else ""
    name = tag(
        "div",
        tag("span", lane.title, class_="plan-lane-title"),
        " ",
        tag("span", _summary(lane), class_="plan-lane-sum"),
        more,
        class_="plan-lane-name",
    )
    return tag("div", name, track, class_="plan-lane")


def _row(row: Sequence[Bar], top: float, facts: Facts) -> Iterator[SafeString]:
    span = facts.problem.ends - facts.problem.begins
    for at, bar in enumerate(row):
        x, long = _along(bar.begins, facts), max((bar.ends - bar.begins) / span, 0.006)
        width = percent_of(long, 1.0)
        fill = min(1.0, bar.used / bar.seats) if bar.seats else 0.0
        title = tag("title", bar.told)
        yield tag("rect", title, class_=f"plan-bar plan-bar--{bar.kind}", x=x, y=top, width=width, height=_BAR, rx=2)
        if fill:
            deep = max(fill * _BAR, 1.5)
            kind = f"plan-fill plan-fill--{bar.kind}"
            yield tag("rect", title, class_=kind, x=x, y=top + _BAR - deep, width=width, height=deep, rx=1.5)
        following = row[at + 1].begins if at + 1 < len(row) else facts.problem.ends
        room = (following - bar.ends) / span
        if room > 0.09:  # noqa: PLR2004
            kind = "plan-seats" if room > 0.19 else "plan-seats plan-roomy"  # noqa: PLR2004
            text = f"{number(bar.used)}/{number(bar.seats)}"
            yield tag("text", text, class_=kind, x=_along(bar.begins + span * long, facts), dx=4, y=top + 11)


def _closed(lane: Lane, facts: Facts) -> Iterator[SafeString]:
    """Grey where the way cannot be begun or ended: a closed airport, a curfew for those on the road."""
    span = facts.problem.ends - facts.problem.begins
    names = (EVERYWHERE, lane.origin, lane.target) if lane.target else (EVERYWHERE, lane.origin)
    for begins, ends, closure in facts.closed(*names, road=lane.road):
        # Who may not arrive may still depart.
        if closure.at != lane.origin or closure.stops != "arrivals":
            width = percent_of((ends - begins) / span, 1.0)
            why = called(closure.why) or _("closed")
            yield tag(
                "rect", tag("title", why), class_="plan-closed", x=_along(begins, facts), width=width, height="100%"
            )


def _midnights(facts: Facts) -> Iterator[SafeString]:
    for _day, start in facts.days:
        if start > facts.problem.begins:
            x = _along(start, facts)
            yield tag("line", class_="plan-day", x1=x, x2=x, y1=0, y2="100%")


def _along(moment: datetime, facts: Facts) -> str:
    begins, ends = facts.problem.begins, facts.problem.ends
    return percent_of((moment - begins) / (ends - begins), 1.0)


def _summary(lane: Lane) -> str:
    used, seats = sum(bar.used for bar in lane.bars), sum(bar.seats for bar in lane.bars)
    departures = ngettext("%(count)s departure", "%(count)s departures", len(lane.bars)) % {
        "count": number(len(lane.bars))
    }
    told = _("%(used)s of %(seats)s seats") % {"used": number(used), "seats": number(seats)}
    return f"{departures}, {told}"


def _more(many: int) -> str:
    return ngettext(
        "%(count)s more at the same time is not drawn", "%(count)s more at the same time are not drawn", many
    ) % {"count": number(many)}


def _left_out(lanes: Sequence[Lane]) -> SafeString:
    if not lanes:
        return SafeString("")
    told = ngettext(
        "%(count)s way is not drawn; it carries %(people)s.",
        "%(count)s ways are not drawn; they carry %(people)s.",
        len(lanes),
    ) % {"count": number(len(lanes)), "people": people_words(sum(lane.persons for lane in lanes))}
    return tag("p", told, class_="plan-note")


def _key() -> SafeString:
    entries = [
        _entry("leg", _("a leg; the filled part is of its seats")),
        _entry("charter", _("a hired charter")),
        _entry("fleet", _("a vehicle's round")),
        _entry("", _("closed")),
    ]
    return tag("p", *entries, class_="plan-key")


def _entry(kind: str, text: str) -> SafeString:
    if kind:
        box = {"x": 1, "width": 24, "rx": 2}
        drawing = joined(
            tag("rect", class_=f"plan-bar plan-bar--{kind}", y=1, height=_BAR, **box),
            tag("rect", class_=f"plan-fill plan-fill--{kind}", y=6, height=9, **box),
        )
    else:
        drawing = tag("rect", class_="plan-closed", x=0, y=0, width=26, height=16)
    sample = tag("svg", drawing, class_="plan-sample", viewBox="0 0 26 16", aria_hidden="true")
    return tag("span", sample, text, class_="plan-entry")
