"""Marks on a map: places with a number of people, or as grave as they are, gathered where they fall on one another."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

from dodomu.foundation import geography
from dodomu.web.parts.map.projection import Frame, Spot
from dodomu.web.parts.map.view import View

Emphasis = Literal["plain", "attention", "post", "quiet"]
"""plain: people are there; attention: somebody must look; post: an embassy or consulate; quiet: a place on the way."""

_EMPHASES: Final = ("attention", "post", "plain", "quiet")
_SAFE_LINK: Final = re.compile(r"(?:https?://[^/]|/(?![/\\])|\?|#|\./)\S*", re.IGNORECASE)
_TRIES: Final = 96
_WITHIN: Final = 0.6
_LEVELS: Final = range(6)


@dataclass(frozen=True)
class Mark:
    """A place and how many people are there; refuses a point off the earth, a count below nought, an unsafe link.

    A mark of a level (1 to 5) counts nobody: it is drawn as large as it is grave, and where several fall on one another
    the gravest is shown, never their sum. Then `told` says in words what a number would say.
    """

    lat: float
    lon: float
    label: str
    count: int
    href: str | None = None
    emphasis: str = "plain"
    level: int = 0
    told: str = ""

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -360 <= self.lon <= 360):  # noqa: PLR2004
            raise ValueError(f"no such point on earth: latitude {self.lat}, longitude {self.lon}")
        if self.count < 0:
            raise ValueError(f"a count of people is never below nought: {self.count}")
        if self.level not in _LEVELS or (self.level and self.count):
            raise ValueError("a mark has a level from 1 to 5 or counts people, not both")
        if self.href is not None and not _SAFE_LINK.fullmatch(self.href):
            raise ValueError("a mark may link to http, https or a path of our own, and to nothing else")
        if self.emphasis not in get_args(Emphasis):
            raise ValueError(f"emphasis is one of {', '.join(get_args(Emphasis))}, not {self.emphasis!r}")

    @property
    def rank(self) -> tuple[int, int, int, str, float, float]:
        """The order in which marks get their room: the most people first, the gravest, then what needs attention."""
        return (-self.count, -self.level, _EMPHASES.index(self.emphasis), self.label, self.lat, self.lon)


@dataclass(frozen=True)
class Sizes:
    """The sizes of everything drawn for one width of screen, in units of the page."""

    unit: float
    smallest: float
    largest: float
    empty: float
    label: float
    number: float
    target: float
    """How far from a link's middle a finger still meets it."""

    @classmethod
    def of(cls, unit: float, largest: float) -> Sizes:
        """Sizes for a screen on which so many units of the page are one pixel."""
        return cls(unit, 5 * unit, largest * unit, 3.5 * unit, 12.5 * unit, 11.5 * unit, 12 * unit)


@dataclass(frozen=True)
class Dot:
    """What is drawn for one mark, or for several that fall on one another: the first of them leads."""

    marks: tuple[Mark, ...]
    at: Spot
    radius: float
    away: Spot | None = None
    """For a place beyond the page: the direction in which it lies."""

    @property
    def lead(self) -> Mark:
        """The mark that gives the dot its name and its link."""
        return self.marks[0]

    @property
    def count(self) -> int:
        """All people of all its marks."""
        return sum(mark.count for mark in self.marks)

    @property
    def level(self) -> int:
        """The level of its gravest mark; levels are never added up."""
        return max(mark.level for mark in self.marks)

    @property
    def emphasis(self) -> str:
        """The strongest emphasis of its marks that have people, or of them all."""
        counted = [mark for mark in self.marks if mark.count] or list(self.marks)
        return min((mark.emphasis for mark in counted), key=_EMPHASES.index)

    @property
    def has_post(self) -> bool:
        """Whether an embassy or consulate stands here."""
        return any(mark.emphasis == "post" for mark in self.marks)

    @property
    def others(self) -> int:
        """How many further marks with people, or of a level, are gathered here."""
        return sum(1 for mark in self.marks[1:] if mark.count or mark.level)


def dots_for(marks: Iterable[Mark], view: View, sizes: Sizes) -> list[Dot]:
    """Every mark in exactly one dot, in the order of their rank; nobody is left off the page."""
    ranked = sorted(marks, key=lambda mark: mark.rank)
    spots = {mark: view.spot((mark.lon, mark.lat)) for mark in ranked}
    page = view.page.grown(-sizes.smallest)
    inside = [mark for mark in ranked if page.holds(spots[mark])]
    outside = [mark for mark in ranked if not page.holds(spots[mark])]
    scale = _scale(inside, sizes) if inside else _scale(outside, sizes)
    gathered = _gathered(inside, spots, scale, sizes)
    return _with_outside(gathered, outside, view, scale, sizes)


def _scale(marks: Sequence[Mark], sizes: Sizes) -> float:
    """Units of radius for the root of one person: areas are as counts, and few people make no great circle."""
    most = max((mark.count for mark in marks), default=0)
    return min(sizes.largest / math.sqrt(max(most, 1)), sizes.smallest * 0.8)


def _radius(marks: Sequence[Mark], scale: float, sizes: Sizes) -> float:
    if level := max(mark.level for mark in marks):
        return sizes.smallest * (0.7 + 0.25 * level)
    count = sum(mark.count for mark in marks)
    return min(max(scale * math.sqrt(count), sizes.smallest), sizes.largest * 1.3) if count else sizes.empty


def _gathered(marks: Sequence[Mark], spots: dict[Mark, Spot], scale: float, sizes: Sizes) -> list[Dot]:
    groups: list[list[Mark]] = []
    for mark in marks:
        near = (group for group in groups if _falls_on(group, mark, spots, scale, sizes))
        home = next(near, None)
        if home is None:
            groups.append([mark])
        else:
            home.append(mark)
    dots: list[Dot] = []
    for group in sorted(groups, key=_greatest_first):
        radius = _radius(group, scale, sizes)
        dots.append(Dot(tuple(group), _beside(spots[group[0]], radius, dots), radius))
    return dots


def _greatest_first(group: Sequence[Mark]) -> tuple[int, int]:
    return -sum(mark.count for mark in group), -max(mark.level for mark in group)


def _falls_on(group: Sequence[Mark], mark: Mark, spots: dict[Mark, Spot], scale: float, sizes: Sizes) -> bool:
    """Whether two places look like one; people in two countries are never drawn as standing in one."""
    radius = _radius(group, scale, sizes)
    lead = group[0]
    if math.dist(spots[lead], spots[mark]) >= max(radius * _WITHIN, 9 * sizes.unit):
        return False
    return _country_of(lead.lat, lead.lon) == _country_of(mark.lat, mark.lon)


@lru_cache(maxsize=4096)
def _country_of(lat: float, lon: float) -> str | None:
    return geography.country_at(lat, lon)


def _beside(spot: Spot, radius: float, greater: Sequence[Dot]) -> Spot:
    """The spot, moved off greater dots that would hide more than a part of it."""
    for dot in greater:
        apart, needed = math.dist(dot.at, spot), dot.radius + radius * _WITHIN
        if apart < needed:
            across, down = ((spot.x - dot.at.x) / apart, (spot.y - dot.at.y) / apart) if apart else (1.0, 0.0)
            spot = Spot(dot.at.x + across * needed, dot.at.y + down * needed)
    return spot


def _with_outside(inside: list[Dot], outside: Sequence[Mark], view: View, scale: float, sizes: Sizes) -> list[Dot]:
    """The dots, and one at the edge of the page for every mark beyond it, in the direction where it lies."""
    dots = list(inside)
    middle = Spot(view.width / 2, view.height / 2)
    for mark in outside:
        radius = _radius([mark], scale, sizes)
        spot = view.spot((mark.lon, mark.lat))
        edge = view.page.grown(-(radius + 9 * sizes.unit))
        away = math.dist(middle, spot)
        heading = Spot((spot.x - middle.x) / away, (spot.y - middle.y) / away)
        dots.append(Dot((mark,), _free(_on_edge(middle, spot, edge), radius, dots, edge, sizes), radius, heading))
    return sorted(dots, key=lambda dot: (-dot.count, -dot.level, dot.lead.rank))


def _on_edge(middle: Spot, spot: Spot, edge: Frame) -> Spot:
    """Where the way from the middle of the page to the spot leaves the page."""
    across, down = spot.x - middle.x, spot.y - middle.y
    part = min(edge.width / 2 / max(abs(across), 1e-9), edge.height / 2 / max(abs(down), 1e-9))
    return Spot(middle.x + across * part, middle.y + down * part)


def _free(wanted: Spot, radius: float, dots: Sequence[Dot], edge: Frame, sizes: Sizes) -> Spot:
    """The nearest spot on the edge of the page that no other dot has taken, or the wanted one where all is full."""
    upright = min(abs(wanted.x - edge.left), abs(wanted.x - edge.right)) < 1
    step = 6 * sizes.unit
    for turn in range(_TRIES):
        shift = step * ((turn + 1) // 2) * (1 if turn % 2 else -1)
        spot = Spot(wanted.x, wanted.y + shift) if upright else Spot(wanted.x + shift, wanted.y)
        clear = all(math.dist(spot, dot.at) > radius + dot.radius + 8 * sizes.unit for dot in dots)
        if clear and edge.grown(1).holds(spot):
            return spot
    return wanted
