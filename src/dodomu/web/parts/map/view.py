"""What a map of a country shows: its main lands, fitted to the page with a rim of the neighbours around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dodomu.foundation import gazetteer, geography, outlines
from dodomu.foundation.outlines import Box, Point, Polygon
from dodomu.web.parts.map.projection import Frame, Projection, Spot, frame_around, middle_of

GREAT_CITIES: Final = 8
"""So many of the greatest cities must be on the map, on whatever island they lie."""

_NEAR_PART: Final = 0.4
_NEAR_KM: Final = 600.0
_SMALLEST_KM: Final = 30.0
_LOWEST, _TALLEST = 0.56, 0.85
_RIM: Final = 0.045
_SAMPLES: Final = 12
_BESIDE_DEGREES: Final = 0.2
_MARGIN: Final = 8.0


@dataclass(frozen=True)
class View:
    """How points on earth fall on a page so wide and so high."""

    projection: Projection
    width: int
    height: int
    scale: float
    middle: Spot

    def spot(self, point: Point) -> Spot:
        """Where a point on earth falls on the page, perhaps outside its edges."""
        flat = self.projection.flat(point)
        x = (flat.x - self.middle.x) * self.scale + self.width / 2
        return Spot(x, (flat.y - self.middle.y) * self.scale + self.height / 2)

    @property
    def page(self) -> Frame:
        """The page itself."""
        return Frame(0.0, 0.0, float(self.width), float(self.height))

    def shows(self, polygon: Polygon) -> bool:
        """Whether a piece of land may be seen; never untrue for one that can, sometimes true for one that cannot."""
        box = polygon.box
        return any(_touches(self._seen, box, turn) for turn in (-360, 0, 360))

    @cached_property
    def _seen(self) -> Box:
        points = [self._point(Spot(x, y)) for x, y in _rim_of(self.page.grown(_MARGIN))]
        lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
        poles = [lat for lat in (-90.0, 90.0) if self.page.holds(self.spot((self.projection.lon, lat)))]
        if poles:
            return Box(-540.0, min(lats + poles), 540.0, max(lats + poles))
        return Box(min(lons), min(lats), max(lons), max(lats))

    def _point(self, spot: Spot) -> Point:
        x = (spot.x - self.width / 2) / self.scale + self.middle.x
        return self.projection.round(Spot(x, (spot.y - self.height / 2) / self.scale + self.middle.y))


def view_of(country: str, width: int) -> View:
    """The view of a country's main lands for a page so wide; far islands stay outside."""
    points = [point for land in _main_lands(country) for point in land.rings[0]]
    points += _undrawn_cities(country) if points else [_place_of(country)]
    first = Projection(*middle_of(points))
    centred = frame_around(first.flat(point) for point in points)
    centre = first.round(Spot((centred.left + centred.right) / 2, (centred.top + centred.bottom) / 2))
    projection = Projection(*centre)
    return _fitted(projection, frame_around(projection.flat(point) for point in points), width)


def _fitted(projection: Projection, lands: Frame, width: int) -> View:
    across, down = max(lands.width, _SMALLEST_KM), max(lands.height, _SMALLEST_KM * _LOWEST)
    height = round(width * min(max(down / across, _LOWEST), _TALLEST))
    rim = width * _RIM
    scale = min((width - 2 * rim) / across, (height - 2 * rim) / down)
    return View(projection, width, height, scale, Spot((lands.left + lands.right) / 2, (lands.top + lands.bottom) / 2))


def _place_of(country: str) -> Point:
    lat, lon = gazetteer.centre_of(country)
    return (lon, lat)


def _undrawn_cities(country: str) -> list[Point]:
    """Great cities on islands too small for our map, as on Pitcairn."""
    outline = outlines.countries()[country]
    great = gazetteer.cities(country)[:GREAT_CITIES]
    return [(city.lon, city.lat) for city in great if _land_of(city, outline.polygons) is None]


def _main_lands(country: str) -> list[Polygon]:
    """The lands with the great cities, the greatest land, and whatever lies near to these."""
    outline = outlines.countries().get(country)
    lands = list(outline.polygons) if outline else []
    if not lands:
        return []
    seeds = _seeds(country, lands)
    projection = Projection(*middle_of(point for land in seeds for point in land.rings[0]))
    frames = {land: frame_around(projection.flat(point) for point in land.rings[0]) for land in lands}
    return _with_near(seeds, frames)


def _seeds(country: str, lands: Sequence[Polygon]) -> list[Polygon]:
    greatest = max(lands, key=_size)
    held = {_land_of(city, lands) for city in gazetteer.cities(country)[:GREAT_CITIES]}
    return [land for land in lands if land in held or land is greatest]


def _land_of(city: gazetteer.City, lands: Sequence[Polygon]) -> Polygon | None:
    places = (city.lon, city.lon + 360, city.lon - 360)
    inside = [land for land in lands for lon in places if geography.holds(land, city.lat, lon)]
    beside = [land for land in lands for lon in places if land.box.holds(lon, city.lat, _BESIDE_DEGREES)]
    return next(iter(inside + sorted(beside, key=_size)), None)


def _with_near(seeds: Sequence[Polygon], frames: dict[Polygon, Frame]) -> list[Polygon]:
    chosen = list(seeds)
    whole = frames[chosen[0]]
    for land in chosen:
        whole = whole.joined(frames[land])
    while near := [land for land in frames if land not in chosen and _is_near(frames[land], whole)]:
        chosen += near
        for land in near:
            whole = whole.joined(frames[land])
    return chosen


def _is_near(land: Frame, whole: Frame) -> bool:
    return whole.gap(land) <= min(_NEAR_PART * math.hypot(whole.width, whole.height), _NEAR_KM)


def _size(land: Polygon) -> float:
    box = land.box
    return (box.east - box.west) * (box.north - box.south) * math.cos(math.radians((box.north + box.south) / 2))


def _touches(seen: Box, box: Box, turn: int) -> bool:
    beside = box.west + turn <= seen.east and seen.west <= box.east + turn
    return beside and box.south <= seen.north and seen.south <= box.north


def _rim_of(page: Frame) -> list[Spot]:
    """Spots all over the page, its rim above all: where curved lines of latitude reach farthest."""
    steps = [step / _SAMPLES for step in range(_SAMPLES + 1)]
    return [Spot(page.left + page.width * across, page.top + page.height * down) for across in steps for down in steps]
