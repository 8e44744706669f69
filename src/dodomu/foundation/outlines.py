"""Outlines of countries and regions, read once from the map data; rings run on across the antimeridian.

Every server process keeps the whole world, so a ring is kept packed and only its boxes stand ready.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Final, overload

Point = tuple[float, float]
"""Longitude and latitude in degrees, in this order as GeoJSON has it; longitude may run past 180."""

Ring = Sequence[Point]
LANGUAGES: Final = ("en", "uk", "ru", "kk")

_HALF_TURN: Final = 180
_CORNERS: Final = 3
"""Fewer corners hold no land."""
_SLIVER: Final = 0.005
"""Twice the square degrees of gaps between regions that are no land of their own but drawing errors."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of longitudes and latitudes; it may run past 180 degrees east."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float, margin: float = 0.0) -> bool:
        """Whether the point lies inside, or at most `margin` degrees outside."""
        beside = self.west - margin <= lon <= self.east + margin
        return beside and self.south - margin <= lat <= self.north + margin


class PackedRing(Sequence[Point]):
    """A ring that takes a seventh of the room of a tuple of points, with the very same numbers; it never changes."""

    __slots__ = ("_lats", "_lons")

    def __init__(self, points: Sequence[Point]) -> None:
        self._lons = array("d", (lon for lon, _ in points))
        self._lats = array("d", (lat for _, lat in points))

    def __len__(self) -> int:
        return len(self._lons)

    def __iter__(self) -> Iterator[Point]:
        return zip(self._lons, self._lats, strict=True)

    @overload
    def __getitem__(self, index: int) -> Point: ...
    @overload
    def __getitem__(self, index: slice) -> Ring: ...
    def __getitem__(self, index: int | slice) -> Point | Ring:
        if isinstance(index, slice):
            return tuple(zip(self._lons[index], self._lats[index], strict=True))
        return self._lons[index], self._lats[index]


@dataclass(frozen=True)
class Polygon:
    """One piece of land: its shore first, then the holes in it."""

    rings: tuple[Ring, ...]

    @cached_property
    def box(self) -> Box:
        """The smallest box around the shore."""
        lons = [lon for lon, _ in self.rings[0]]
        lats = [lat for _, lat in self.rings[0]]
        return Box(min(lons), min(lats), max(lons), max(lats))


@dataclass(frozen=True)
class Outline:
    """A country or a region: its code, its names by language, its pieces of land."""

    code: str
    names: Mapping[str, str] = field(hash=False)
    polygons: tuple[Polygon, ...] = field(repr=False)

    @cached_property
    def box(self) -> Box | None:
        """The smallest box around all its land, or None where it has none."""
        boxes = [polygon.box for polygon in self.polygons]
        if not boxes:
            return None
        west, south = min(box.west for box in boxes), min(box.south for box in boxes)
        return Box(west, south, max(box.east for box in boxes), max(box.north for box in boxes))

    def name(self, language: str) -> str:
        """The name in this language, or in English where it is not known."""
        return self.names.get(language) or self.names["en"]


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Outline]:
    """Every country and territory on our map by its code: the Vatican without land, no one's land without code."""
    pieces: dict[str, list[Polygon]] = {}
    names: dict[str, Mapping[str, str]] = {}
    corrections = _corrections()
    for feature in _features("world_50m.geojson"):
        own_code = feature["properties"]["iso2"]
        own_names = _names(feature["properties"])
        if own_code:
            names.setdefault(own_code, own_names)
        for polygon in _polygons(feature["geometry"]):
            code, called = _whose(own_names["en"], polygon, corrections) or (own_code, own_names)
            pieces.setdefault(code, []).append(polygon)
            names.setdefault(code, called)
    return {code: Outline(code, names[code], _dissolved(pieces.get(code, ()))) for code in sorted(names)}


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[Outline, ...]]:
    """The regions of the countries whose regions we have, by the country's code."""
    found = [
        Outline(_names(feature["properties"])["en"], _names(feature["properties"]), _polygons(feature["geometry"]))
        for feature in _features("kaz_regions_2022.geojson")
    ]
    return {"KZ": tuple(_without_empty_holes(found))}


def _without_empty_holes(parts: Sequence[Outline]) -> Iterator[Outline]:
    """The outlines without holes that no other one fills: the leased town of Baikonur lies in its region."""
    shores = {edge for part in parts for polygon in part.polygons for edge in _edges(polygon.rings[0])}
    for part in parts:
        yield replace(part, polygons=tuple(_filled(polygon, shores) for polygon in part.polygons))


def _filled(polygon: Polygon, shores: Set[tuple[Point, Point]]) -> Polygon:
    shore, *holes = polygon.rings
    return Polygon((shore, *(hole for hole in holes if any(edge[::-1] in shores for edge in _edges(hole)))))


def rim(parts: Iterable[Outline]) -> tuple[Ring, ...]:
    """The outer shores of neighbouring outlines taken together, without the borders between them and without holes."""
    rings = _sewn(polygon for part in parts for polygon in part.polygons)
    whole = sorted(rings, key=lambda ring: -abs(_turning(ring)))
    return tuple(ring for ring in whole if _turning(ring) * math.copysign(1.0, _turning(whole[0])) > _SLIVER)


def _turning(ring: Ring) -> float:
    """Twice the area in square degrees: its sign tells which way round the ring goes."""
    return sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in itertools.pairwise(ring))


@dataclass(frozen=True)
class _Correction:
    feature: str
    box: Box | None
    code: str
    names: Mapping[str, str]


def _corrections() -> list[_Correction]:
    text = _map_file("corrections.tsv").read_text(encoding="utf-8")
    return [_correction(row) for row in csv.DictReader(text.splitlines(), delimiter="\t")]


def _correction(row: Mapping[str, str]) -> _Correction:
    sides = [float(row[side]) for side in ("west", "south", "east", "north") if row[side]]
    return _Correction(row["feature"], Box(*sides) if sides else None, row["iso2"], _names(row))


def _whose(feature: str, polygon: Polygon, corrections: Iterable[_Correction]) -> tuple[str, Mapping[str, str]] | None:
    lon, lat = polygon.rings[0][0]
    for correction in corrections:
        if correction.feature == feature and (correction.box is None or correction.box.holds(lon, lat)):
            return correction.code, correction.names
    return None


def _map_file(name: str) -> Any:
    return resources.files("dodomu").joinpath("content", "map", name)


def _features(name: str) -> Iterator[dict[str, Any]]:
    """The features of a file one by one: all at once they take fifty times the room of what is kept of them."""
    text, decoder = _map_file(name).read_text(encoding="utf-8"), json.JSONDecoder()
    at = _past_commas(text, text.index("[", text.index('"features"')) + 1)
    while text[at] != "]":
        feature: dict[str, Any]
        feature, end = decoder.raw_decode(text, at)
        yield feature
        at = _past_commas(text, end)


def _past_commas(text: str, at: int) -> int:
    while text[at] in ", \r\n\t":
        at += 1
    return at


def _names(properties: Mapping[str, str]) -> Mapping[str, str]:
    return {language: properties[f"name_{language}"] for language in LANGUAGES}


def _polygons(geometry: Mapping[str, Any]) -> tuple[Polygon, ...]:
    # Natural Earth has features without any land (the Vatican at this scale): they give no polygon.
    return tuple(Polygon(tuple(_unrolled(ring) for ring in rings)) for rings in geometry["coordinates"] if rings)


def _unrolled(ring: Sequence[Sequence[float]]) -> Ring:
    """The ring without jumps from 180 to -180, closed over the pole where it goes once around the world."""
    points = [(float(ring[0][0]), float(ring[0][1]))]
    for lon, lat in ring[1:]:
        turns = round((points[-1][0] - lon) / 360)
        points.append((lon + 360.0 * turns, float(lat)))
    if abs(points[-1][0] - points[0][0]) > _HALF_TURN:
        pole = -90.0 if points[0][1] < 0 else 90.0
        points += [(points[-1][0], pole), (points[0][0], pole), points[0]]
    return PackedRing(points)


def _dissolved(polygons: Sequence[Polygon]) -> tuple[Polygon, ...]:
    """The polygons with the seams between them gone: halves cut at 180 degrees or along a line that is no border."""
    simple = [_eastern(polygon) for polygon in polygons]
    borders = {edge for polygon in simple for edge in _edges(polygon.rings[0])}
    torn = [
        polygon
        for polygon in simple
        if len(polygon.rings) == 1 and any(edge[::-1] in borders for edge in _edges(polygon.rings[0]))
    ]
    if not torn:
        return tuple(polygons)
    whole = [polygon for polygon in simple if polygon not in torn]
    return (*whole, *(Polygon((ring,)) for ring in _sewn(torn)))


def _eastern(polygon: Polygon) -> Polygon:
    # Both halves of an island on the antimeridian must lie side by side to show the same seam.
    if math.isclose(polygon.box.west, -180.0) and polygon.box.east < 0:
        return Polygon(tuple(PackedRing([(round(lon + 360, 6), lat) for lon, lat in ring]) for ring in polygon.rings))
    return polygon


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return itertools.pairwise(ring)


def _sewn(torn: Iterable[Polygon]) -> Iterator[Ring]:
    edges = {edge for polygon in torn for ring in polygon.rings for edge in _edges(ring)}
    onward: dict[Point, list[Point]] = {}
    for start, end in sorted(edge for edge in edges if edge[::-1] not in edges):
        onward.setdefault(start, []).append(end)
    while onward:
        ring = _walk(onward)
        if len(set(ring)) >= _CORNERS:
            yield ring


def _walk(onward: dict[Point, list[Point]]) -> Ring:
    start = min(onward)
    ring = [start]
    while (here := ring[-1]) in onward:
        ring.append(onward[here].pop())
        if not onward[here]:
            del onward[here]
        if ring[-1] == start:
            break
    return PackedRing(ring)
