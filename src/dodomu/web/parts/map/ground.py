"""The ground of a map: land as SVG paths, and good spots for the names of regions and neighbours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from dodomu.foundation import geography, outlines
from dodomu.foundation.outlines import Outline, Polygon, Ring
from dodomu.web.parts.map.lettering import distance_to
from dodomu.web.parts.map.projection import Frame, Spot, frame_around
from dodomu.web.parts.map.view import View, view_of

_BEYOND: Final = 6.0
"""How far past the edge of the page land is cut off, so that no cut shows."""
_TOLERANCE: Final = 0.45 / 960
_ROUGH: Final = 2.5
_GRID: Final = 16
_SPOTS: Final = 8
_CORNERS: Final = 3
_POLE: Final = 90

_Edge = tuple[float, float, float, float, float]
"""Where an edge starts, how far it leads to the right and down, and the square of its length (never nought)."""


@dataclass(frozen=True)
class Land:
    """One country or region on the page: its path, and spots for its name, the roomiest first."""

    outline: Outline
    path: str
    spots: tuple[tuple[Spot, float], ...]


@dataclass(frozen=True)
class Ground:
    """All that a map of this country and width always shows."""

    view: View
    country: str
    border: str
    regions: tuple[Land, ...]
    neighbours: tuple[Land, ...]


@lru_cache(maxsize=16)
def ground_of(country: str, width: int) -> Ground:
    """The ground of a country's map, worked out once."""
    view = view_of(country, width)
    own = outlines.countries().get(country)
    regions = tuple(_land(region, view) for region in outlines.regions().get(country, ()))
    rims = [_spots(ring, view) for ring in outlines.rim(outlines.regions().get(country, ()))]
    border = "".join(_path(spots, view, keep=True) for spots in rims)
    others = (outline for code, outline in outlines.countries().items() if code != country)
    neighbours = tuple(land for outline in others if (land := _land(outline, view)).path)
    filling = _land(own, view, keep=True).path if own else ""
    return Ground(view, filling, border or filling, regions, neighbours)


def paths_on(view: View) -> dict[str, str]:
    """The land of every country that this view shows, by its code: for drawings that need no names of countries."""
    drawn = {
        code: "".join(_path(spots, view, keep=False) for spots in _rings(outline, view))
        for code, outline in outlines.countries().items()
    }
    return {code: path for code, path in drawn.items() if path}


def _rings(outline: Outline, view: View) -> list[list[Spot]]:
    polygons = [polygon for polygon in outline.polygons if view.shows(polygon)]
    return [_spots(ring, view) for polygon in polygons for ring in polygon.rings]


def _land(outline: Outline, view: View, *, keep: bool = False) -> Land:
    rings = _rings(outline, view)
    path = "".join(_path(spots, view, keep=keep) for spots in rings)
    shapes = [_clipped(spots, view.page) for spots in rings]
    return Land(outline, path, _roomy_spots([shape for shape in shapes if len(shape) >= _CORNERS]))


def _path(ring: Sequence[Spot], view: View, *, keep: bool) -> str:
    """The ring as an SVG path; too small to be seen, it becomes a speck if it is kept and nothing if not."""
    spots = _clipped(ring, view.page.grown(_BEYOND))
    if len(spots) < _CORNERS:
        return ""
    corners = _without_repeats(_simplified(spots, _TOLERANCE * view.width))
    if len(corners) >= _CORNERS:
        return _drawn(corners)
    return _drawn(_speck(spots)) if keep else ""


def _spots(ring: Ring, view: View) -> list[Spot]:
    # The way over the pole closes Antarctica for counting; on the page the pole is a point inside it.
    return [view.spot(point) for point in ring if abs(point[1]) < _POLE]


def _drawn(corners: Sequence[tuple[int, int]]) -> str:
    first, *_ = corners
    steps = ((x - from_x, y - from_y) for (from_x, from_y), (x, y) in pairwise(corners))
    moves = "".join(_pair(x, y) for x, y in steps)
    return f"M{_tenths(first[0])} {_tenths(first[1])}l{moves.lstrip()}z"


def _pair(x: int, y: int) -> str:
    across, down = _tenths(x), _tenths(y)
    return f"{'' if across.startswith('-') else ' '}{across}{'' if down.startswith('-') else ' '}{down}"


def _tenths(value: int) -> str:
    text = f"{value / 10:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _speck(spots: Sequence[Spot]) -> list[tuple[int, int]]:
    frame = frame_around(spots)
    x, y = round((frame.left + frame.right) * 5), round((frame.top + frame.bottom) * 5)
    return [(x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6), (x - 6, y + 6)]


def _without_repeats(spots: Iterable[Spot]) -> list[tuple[int, int]]:
    tenths = [(round(spot.x * 10), round(spot.y * 10)) for spot in spots]
    kept = [here for before, here in pairwise([(1 << 30, 0), *tenths]) if here != before]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _simplified(spots: Sequence[Spot], tolerance: float) -> list[Spot]:
    """Douglas and Peucker's simplification (1973) of a ring: nothing moves farther than the tolerance."""
    far = max(range(len(spots)), key=lambda index: math.dist(spots[0], spots[index]))
    kept = {0, far, len(spots) - 1}
    todo = [(0, far), (far, len(spots) - 1)]
    while todo:
        start, end = todo.pop()
        farthest, distance = _farthest(spots, start, end)
        if distance > tolerance:
            kept.add(farthest)
            todo += [(start, farthest), (farthest, end)]
    return [spots[index] for index in sorted(kept)]


def _farthest(spots: Sequence[Spot], start: int, end: int) -> tuple[int, float]:
    """The spot between two others that lies farthest from the line between them, and how far that is."""
    first, last = spots[start], spots[end]
    from_x, from_y = first
    line_x, line_y = last.x - from_x, last.y - from_y
    length = line_x * line_x + line_y * line_y or math.inf
    best, most = start, -1.0
    # Here and in `_clearance` a drawing spends its time: squares, in the loop itself, not a call for each spot.
    for index, (x, y) in enumerate(spots[start + 1 : end], start + 1):
        across, down = x - from_x, y - from_y
        part = (across * line_x + down * line_y) / length
        if part >= 1:
            across, down = across - line_x, down - line_y
        elif part > 0:
            across, down = across - part * line_x, down - part * line_y
        apart = across * across + down * down
        if apart > most:
            best, most = index, apart
    return best, distance_to(spots[best], first, last) if best > start else most


def _clipped(spots: Sequence[Spot], frame: Frame) -> list[Spot]:
    """Sutherland and Hodgman's clipping (1974) of a ring by the sides of a rectangle."""
    sides = ((0, frame.left, 1), (0, frame.right, -1), (1, frame.top, 1), (1, frame.bottom, -1))
    for axis, limit, sign in sides:
        if any(sign * spot[axis] < sign * limit for spot in spots):
            spots = _cut(spots, axis, limit, sign)
    return list(spots)


def _cut(spots: Sequence[Spot], axis: int, limit: float, sign: int) -> list[Spot]:
    kept: list[Spot] = []
    for before, here in zip([*spots[-1:], *spots[:-1]], spots, strict=True):
        was_in, is_in = sign * before[axis] >= sign * limit, sign * here[axis] >= sign * limit
        if was_in != is_in:
            part = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append(Spot(before.x + part * (here.x - before.x), before.y + part * (here.y - before.y)))
        if is_in:
            kept.append(here)
    return kept


def _roomy_spots(shapes: Sequence[Sequence[Spot]]) -> tuple[tuple[Spot, float], ...]:
    """Spots inside the shapes with their distance from every edge, the roomiest first, none close to another."""
    if not shapes:
        return ()
    frame = frame_around(spot for shape in shapes for spot in shape)
    # A name needs no fine coast: a rough one is twenty times as fast to measure from.
    rings = [_simplified([*shape, shape[0]], _ROUGH) for shape in shapes]
    lands = [Polygon((tuple((spot.x, spot.y) for spot in ring),)) for ring in rings]
    inside = [spot for spot in _grid(frame) if sum(geography.holds(land, spot.y, spot.x) for land in lands) % 2]
    edges = [_edge(*edge) for ring in rings for edge in pairwise(ring)]
    clear = sorted(((_clearance(spot, edges), spot) for spot in inside), key=lambda pair: (-pair[0], pair[1]))
    return tuple((spot, room) for room, spot in _spread(clear, math.hypot(frame.width, frame.height) / _GRID))


def _grid(frame: Frame) -> list[Spot]:
    steps = [(step + 0.5) / _GRID for step in range(_GRID)]
    return [
        Spot(frame.left + frame.width * across, frame.top + frame.height * down) for across in steps for down in steps
    ]


def _edge(start: Spot, end: Spot) -> _Edge:
    across, down = end.x - start.x, end.y - start.y
    return start.x, start.y, across, down, across * across + down * down or math.inf


def _clearance(spot: Spot, edges: Sequence[_Edge]) -> float:
    """How far the spot is from the nearest edge."""
    at_x, at_y = spot
    least = math.inf
    for from_x, from_y, line_x, line_y, length in edges:
        across, down = at_x - from_x, at_y - from_y
        part = (across * line_x + down * line_y) / length
        if part >= 1:
            across, down = across - line_x, down - line_y
        elif part > 0:
            across, down = across - part * line_x, down - part * line_y
        apart = across * across + down * down
        least = min(least, apart)
    return math.sqrt(least)


def _spread(clear: Sequence[tuple[float, Spot]], apart: float) -> list[tuple[float, Spot]]:
    chosen: list[tuple[float, Spot]] = []
    for room, spot in clear:
        if all(math.dist(spot, other) >= apart for _, other in chosen):
            chosen.append((room, spot))
        if len(chosen) == _SPOTS:
            break
    return chosen
