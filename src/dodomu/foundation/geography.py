"""Where on earth: the country and region of a point, and distances. Coasts are coarse; see content/map/SOURCES.md."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Final

from dodomu.foundation import outlines
from dodomu.foundation.outlines import Outline, Point, Polygon, Ring

EARTH_RADIUS_KM: Final = 6371.0088
COAST_TOLERANCE_KM: Final = 15.0
"""How far off a drawn coast a point may lie and still belong to it: harbours and spits fall off a map of this scale."""

_KM_PER_DEGREE: Final = math.pi * EARTH_RADIUS_KM / 180
_NEAREST_POLE: Final = 0.01


def country_at(lat: float, lon: float) -> str | None:
    """The code of the country this point lies in, or None on the high sea and on land that is no one's."""
    found = _at(outlines.countries().values(), lat, lon, COAST_TOLERANCE_KM)
    return (found.code or None) if found else None


def region_at(country: str, lat: float, lon: float) -> Outline | None:
    """The region of this country the point lies in, or None where it lies elsewhere or we have no regions."""
    regions = outlines.regions().get(country, ())
    if not regions or country_at(lat, lon) != country:
        return None
    # The country is certain, so the nearest region is right in the gaps between two scales and in Baikonur's hole.
    return _at(regions, lat, lon, math.inf)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The way between two points along the earth's surface, in kilometres, on a sphere (good to half a percent)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    across = math.sin(math.radians(other_lon - lon) / 2) ** 2
    along = math.sin((other_phi - phi) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(along + math.cos(phi) * math.cos(other_phi) * across)))


def holds(polygon: Polygon, lat: float, lon: float) -> bool:
    """Whether the point lies on this piece of land and in none of its holes; `lon` may be given past 180."""
    if not polygon.box.holds(lon, lat):
        return False
    return sum(_crossings(ring, lat, lon) for ring in polygon.rings) % 2 == 1


def turned(lon: float) -> float:
    """The same longitude between -180 and 180."""
    return (lon + 180) % 360 - 180


def _at(found: Iterable[Outline], lat: float, lon: float, tolerance_km: float) -> Outline | None:
    _check(lat, lon)
    places = _same_places(lon)
    margin = tolerance_km / _KM_PER_DEGREE / _shrink(lat)
    candidates = [outline for outline in found if _may_hold(outline, lat, places, margin)]
    for outline in candidates:
        if any(holds(polygon, lat, place) for polygon in outline.polygons for place in places):
            return outline
    near = [(_nearest_km(outline, lat, places, margin), outline.code, outline) for outline in candidates]
    distance, _, nearest = min(near, key=lambda entry: entry[:2], default=(math.inf, "", None))
    return nearest if distance <= tolerance_km and not math.isinf(distance) else None


def _may_hold(outline: Outline, lat: float, places: Iterable[float], margin: float) -> bool:
    box = outline.box
    return box is not None and any(box.holds(place, lat, margin) for place in places)


def _shrink(lat: float) -> float:
    """How much shorter a degree of longitude is here than at the equator; never quite nought at the poles."""
    return max(math.cos(math.radians(lat)), _NEAREST_POLE)


def _check(lat: float, lon: float) -> None:
    if not (-90 <= lat <= 90 and math.isfinite(lon)):  # noqa: PLR2004
        raise ValueError(f"no such point on earth: latitude {lat}, longitude {lon}")


def _same_places(lon: float) -> tuple[float, float, float]:
    lon = turned(lon)
    return (lon, lon + 360, lon - 360)


def _crossings(ring: Ring, lat: float, lon: float) -> int:
    """How often a ray from the point to the east crosses the ring; a corner counts for one of its two sides only."""
    count = 0
    before_lon, before_lat = ring[-1]
    for here_lon, here_lat in ring:
        if (before_lat > lat) != (here_lat > lat):
            slope = (here_lon - before_lon) / (here_lat - before_lat)
            count += lon < before_lon + slope * (lat - before_lat)
        before_lon, before_lat = here_lon, here_lat
    return count


def _nearest_km(outline: Outline, lat: float, places: Iterable[float], margin: float) -> float:
    """The distance to the nearest shore or border, or infinity where no box is near enough."""
    distances = [
        _to_ring_km(ring, lat, place)
        for polygon in outline.polygons
        for place in places
        if polygon.box.holds(place, lat, margin)
        for ring in polygon.rings
    ]
    return min(distances, default=math.inf)


def _to_ring_km(ring: Ring, lat: float, lon: float) -> float:
    shrink = _shrink(lat)
    flat = [((point_lon - lon) * shrink, point_lat - lat) for point_lon, point_lat in ring]
    return _KM_PER_DEGREE * min(_to_segment(start, end) for start, end in itertools.pairwise(flat))


def _to_segment(start: Point, end: Point) -> float:
    """The distance of the origin from a segment."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    part = 0.0 if length == 0 else max(0.0, min(1.0, -(start[0] * along_x + start[1] * along_y) / length))
    return math.hypot(start[0] + part * along_x, start[1] + part * along_y)
