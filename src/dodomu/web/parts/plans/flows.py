"""The map of flows: from where to where how many people travel, on the ground of the house's other maps."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dodomu.engines.planner.problem import Place
from dodomu.web.parts.map.ground import paths_on
from dodomu.web.parts.map.lettering import Room, Words
from dodomu.web.parts.map.lettering import shown as short
from dodomu.web.parts.map.marks import Dot, Mark, Sizes, dots_for
from dodomu.web.parts.map.projection import Frame, Projection, Spot, frame_around, middle_of
from dodomu.web.parts.map.symbols import count_of, dot_with_label, fits_inside, letter_size
from dodomu.web.parts.map.view import View
from dodomu.web.parts.plans.facts import Facts, Way
from dodomu.web.parts.plans.markup import drawn, joined, tag
from dodomu.web.parts.plans.words import number, people_words, place_name

MOST_FLOWS: Final = 140
"""So many lines can still be told apart; the largest are drawn."""
MOST_NAMES: Final = 45

_WIDTH: Final = 960
_LOWEST, _TALLEST = 0.42, 0.8
_RIM: Final = 0.07
_NEAR: Final = 0.22
"""Where the places people start from take less than this of the whole, the map is of them, and the rest at its edge."""
_NARROW: Final = 360
_SMALLEST_KM: Final = 40.0
_BEND: Final = 0.13
_THICKEST: Final = 9.0
_FEW: Final = 20
_TOLD: Final = 6


@dataclass(frozen=True, order=True)
class _Flow:
    origin: Spot
    target: Spot
    persons: int
    way: Way
    told: str


def draw_flows(facts: Facts, *, most: int = MOST_FLOWS) -> SafeString:
    """Return the map, or a sentence that says why there is none."""
    known = {place.id: place for place in facts.problem.places if _is_on_earth(place)}
    if not known:
        return tag("p", _("There is no map: no place has a position."), class_="plan-note")
    used = {end for origin, target, _way in facts.flows for end in (origin, target)} | set(facts.people_at)
    shown = {id_: place for id_, place in known.items() if id_ in used}
    if not shown:
        return tag("p", _("There is no map: nobody travels."), class_="plan-note")
    view = view_around(shown)
    land = joined(*(tag("path", d=path) for path in paths_on(view).values()))
    wide = _Layer(view, facts, shown, Sizes.of(1.0, _largest_dot(len(shown), 26.0)), most)
    narrow = _Layer(view, facts, shown, Sizes.of(_WIDTH / _NARROW, _largest_dot(len(shown), 16.0)), most)
    title = _("From where to where people travel")
    name = f"flows-{zlib.crc32(f'{view.projection}{title}{facts.people_home}'.encode()):08x}"
    ground = [
        tag("title", title, id=name),
        tag("rect", class_="map-water", width=view.width, height=view.height, fill="#dbe7ee"),
        tag("g", land, class_="plan-land", fill="#fdfcf8", stroke="#c9cfcc", stroke_width="0.8", fill_rule="evenodd"),
    ]
    layers = [wide.drawing("map-wide"), narrow.drawing("map-narrow", display="none")]
    box = f"0 0 {view.width} {view.height}"
    page = {"viewBox": box, "role": "img", "aria_labelledby": name, "direction": "ltr"}
    svg = tag("svg", *ground, *layers, class_="map plan-flows", **page)
    return joined(tag("div", svg, class_="map-frame"), _key(), *_left_out(facts, shown, wide))


def _largest_dot(many: int, largest: float) -> float:
    """Smaller circles where there are many."""
    return largest * min(1.0, max(0.4, math.sqrt(_FEW / max(many, 1))))


def view_around(shown: Mapping[str, Place]) -> View:
    """Return the view of all the places; where people start close together and go far away, of where they start."""
    near = {id_: place for id_, place in shown.items() if place.kind not in {"home", "abroad"}}
    points = [_point(place) for place in shown.values()]
    projection = Projection(*middle_of(points))
    whole = frame_around(projection.flat(point) for point in points)
    if near and len(near) < len(shown):
        part = frame_around(projection.flat(_point(place)) for place in near.values())
        if max(part.width, part.height) < _NEAR * max(whole.width, whole.height):
            points = [_point(place) for place in near.values()]
            projection = Projection(*middle_of(points))
            whole = frame_around(projection.flat(point) for point in points)
    return _fitted(projection, whole)


def _fitted(projection: Projection, lands: Frame) -> View:
    across, down = max(lands.width, _SMALLEST_KM), max(lands.height, _SMALLEST_KM * _LOWEST)
    height = round(_WIDTH * min(max(down / across, _LOWEST), _TALLEST))
    rim = _WIDTH * _RIM
    scale = min((_WIDTH - 2 * rim) / across, (height - 2 * rim) / down)
    return View(projection, _WIDTH, height, scale, Spot((lands.left + lands.right) / 2, (lands.top + lands.bottom) / 2))


def _is_on_earth(place: Place) -> bool:
    if place.position is None:
        return False
    lat, lon = place.position
    return math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -360 <= lon <= 360  # noqa: PLR2004


def _point(place: Place) -> tuple[float, float]:
    lat, lon = place.position or (0.0, 0.0)
    return lon, lat


def _mark(place: Place, facts: Facts) -> Mark:
    lon, lat = _point(place)
    count = 0 if place.kind == "home" else facts.people_at.get(place.id, 0)
    return Mark(lat, lon, place_name(place), count, emphasis="quiet" if place.kind in {"home", "abroad"} else "plain")


class _Layer:
    """Everything laid out for one width of screen. Places that fall on one another are one, and so are their ways."""

    def __init__(self, view: View, facts: Facts, shown: Mapping[str, Place], sizes: Sizes, most: int) -> None:
        self.view, self.facts, self.sizes = view, facts, sizes
        marks = {id_: _mark(place, facts) for id_, place in shown.items()}
        self.dots = dots_for(marks.values(), view, sizes)
        dot_of = {mark: dot for dot in self.dots for mark in dot.marks}
        flows = self._gathered({id_: dot_of[mark] for id_, mark in marks.items()})
        self.flows, self.beyond = flows[:most], flows[most:]

    def drawing(self, name: str, *, display: str | None = None) -> SafeString:
        largest = max((flow.persons for flow in self.flows), default=1)
        # The strongest lie under the others, so that none is hidden.
        lines = [_line(flow, largest, self.sizes) for flow in self.flows]
        room = Room(self.view.page.grown(-4 * self.sizes.unit))
        room.circles = [(dot.at, dot.radius + 2 * self.sizes.unit) for dot in self.dots]
        named = self._worth_naming()
        dots = [
            drawn(dot_with_label(dot, _label(dot, room, self.sizes) if dot in named else None, None, self.sizes))
            for dot in self.dots
        ]
        lines_drawn, dots_drawn = tag("g", *lines, class_="plan-lines"), tag("g", *dots, class_="map-marks")
        return tag("g", lines_drawn, dots_drawn, class_=name, display=display)

    def _gathered(self, dots: Mapping[str, Dot]) -> list[_Flow]:
        """The ways between dots, the strongest first."""
        counted: dict[tuple[Dot, Dot, Way], int] = {}
        for (origin, target, way), persons in self.facts.flows.items():
            if origin in dots and target in dots and dots[origin].at != dots[target].at:
                key = (dots[origin], dots[target], way)
                counted[key] = counted.get(key, 0) + persons
        flows = [
            _Flow(origin.at, target.at, persons, way, f"{_name(origin)} → {_name(target)}: {people_words(persons)}")
            for (origin, target, way), persons in counted.items()
        ]
        return sorted(flows, key=lambda flow: (-flow.persons, flow))

    def _worth_naming(self) -> set[Dot]:
        """The dots through which most people come: among five hundred names nobody finds one."""
        through: dict[Spot, int] = {}
        for flow in self.flows:
            for end in (flow.origin, flow.target):
                through[end] = through.get(end, 0) + flow.persons
        return set(sorted(self.dots, key=lambda dot: -through.get(dot.at, 0) - dot.count)[:MOST_NAMES])


def _name(dot: Dot) -> str:
    name = short(dot.lead.label)
    return _("%(place)s and nearby") % {"place": name} if dot.others else name


def _label(dot: Dot, room: Room, sizes: Sizes) -> Words | None:
    count = "" if fits_inside(dot, sizes) else count_of(dot)
    return room.label(_name(dot), count, dot.at, dot.radius + 2 * sizes.unit, letter_size(dot, sizes))


def _line(flow: _Flow, largest: int, sizes: Sizes) -> SafeString:
    """A bowed line, as thick as it is strong, that becomes a point where it arrives."""
    thick = max(1.3, _THICKEST * math.sqrt(flow.persons / largest)) * sizes.unit * (1.0 if sizes.unit == 1.0 else 0.7)
    (x, y), (to_x, to_y) = flow.origin, flow.target
    across, down = to_x - x, to_y - y
    long = math.hypot(across, down)
    bow_x, bow_y = (x + to_x) / 2 + down * _BEND, (y + to_y) / 2 - across * _BEND
    # The normal of the line where it begins, to give it its thickness there.
    side_x, side_y = down / long * thick / 2, -across / long * thick / 2
    there = _pair(bow_x + side_x * 0.9, bow_y + side_y * 0.9)
    back = _pair(bow_x - side_x * 0.9, bow_y - side_y * 0.9)
    path = f"M{_pair(x + side_x, y + side_y)}Q{there} {_pair(to_x, to_y)}Q{back} {_pair(x - side_x, y - side_y)}Z"
    kind = f"plan-flow plan-flow--{flow.way}"
    return tag("path", tag("title", flow.told), class_=kind, d=path, fill="#2e7d4f", fill_opacity="0.55")


def _pair(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"


def _key() -> SafeString:
    entries = [("ride", _("by a leg")), ("shuttle", _("by a vehicle that shuttles")), ("travel", _("on their own"))]
    samples = [
        tag(
            "span",
            tag(
                "svg",
                tag("path", class_=f"plan-flow plan-flow--{way}", d="M0 1L26 5L0 9Z"),
                class_="plan-sample",
                viewBox="0 0 26 10",
                aria_hidden="true",
            ),
            text,
            class_="plan-entry",
        )
        for way, text in entries
    ]
    return tag("p", *samples, class_="plan-key")


def _left_out(facts: Facts, shown: Mapping[str, Place], layer: _Layer) -> Iterator[SafeString]:
    """What the map does not show, said under it."""
    if layer.beyond:
        told = ngettext(
            "%(count)s way is not drawn; it carries %(people)s.",
            "%(count)s ways are not drawn; they carry %(people)s.",
            len(layer.beyond),
        )
        people = people_words(sum(flow.persons for flow in layer.beyond))
        yield tag("p", told % {"count": number(len(layer.beyond)), "people": people}, class_="plan-note")
    ends = {end for origin, target, _way in facts.flows for end in (origin, target)} | set(facts.people_at)
    missing = [place for place in facts.problem.places if place.id in ends and place.id not in shown]
    if missing:
        names = ", ".join(place_name(place) for place in missing[:_TOLD]) + (" …" if len(missing) > _TOLD else "")
        told = ngettext(
            "%(count)s place has no position and is not drawn: %(names)s",
            "%(count)s places have no position and are not drawn: %(names)s",
            len(missing),
        )
        yield tag("p", told % {"count": number(len(missing)), "names": names}, class_="plan-note")
