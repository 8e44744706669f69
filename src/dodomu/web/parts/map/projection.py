"""From the round earth to the flat page: one equal-area projection for every country, whatever its shape and place.

Lambert's azimuthal equal-area projection (Snyder, Map Projections: A Working Manual, USGS 1987, p. 182), centred on the
country: no parameters to choose, true areas, and nothing special at the antimeridian or the poles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from dodomu.foundation.geography import EARTH_RADIUS_KM
from dodomu.foundation.outlines import Point

_ANTIPODE: Final = 1e-9


class Spot(NamedTuple):
    """A point of the page, or of the plane before it is fitted to the page: to the right, and down."""

    x: float
    y: float


class Frame(NamedTuple):
    """A rectangle of the plane or of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def holds(self, spot: Spot) -> bool:
        """Whether the spot lies in the rectangle or on its edge."""
        return self.left <= spot.x <= self.right and self.top <= spot.y <= self.bottom

    def grown(self, by: float) -> Frame:
        """The rectangle with its sides moved outwards by so much."""
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def joined(self, other: Frame) -> Frame:
        """The smallest rectangle around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Frame(left, top, max(self.right, other.right), max(self.bottom, other.bottom))

    def gap(self, other: Frame) -> float:
        """The shortest way between the two rectangles; nought where they overlap."""
        across = max(other.left - self.right, self.left - other.right, 0.0)
        return math.hypot(across, max(other.top - self.bottom, self.top - other.bottom, 0.0))


def frame_around(spots: Iterable[Spot]) -> Frame:
    """The smallest rectangle around these spots, of which there must be one."""
    listed = list(spots)
    xs, ys = [spot.x for spot in listed], [spot.y for spot in listed]
    return Frame(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True)
class Projection:
    """Kilometres to the right of and below a centre, in a plane that keeps areas true."""

    lon: float
    lat: float

    def flat(self, point: Point) -> Spot:
        """The spot of a point on earth; the antipode of the centre lands on the far edge."""
        turn, phi = math.radians(point[0] - self.lon), math.radians(point[1])
        sine, cosine = self._centre
        high, wide, along = math.sin(phi), math.cos(phi), math.cos(turn)
        towards = sine * high + cosine * wide * along
        stretch = EARTH_RADIUS_KM * math.sqrt(2 / max(1 + towards, _ANTIPODE))
        up = cosine * high - sine * wide * along
        return Spot(stretch * wide * math.sin(turn), -stretch * up)

    @cached_property
    def _centre(self) -> tuple[float, float]:
        centre = math.radians(self.lat)
        return math.sin(centre), math.cos(centre)

    def round(self, spot: Spot) -> Point:
        """The point on earth of a spot; spots beyond the edge of the earth give its edge."""
        away = math.hypot(spot.x, spot.y)
        if away == 0:
            return (self.lon, self.lat)
        bow = 2 * math.asin(min(1.0, away / (2 * EARTH_RADIUS_KM)))
        centre = math.radians(self.lat)
        phi = math.asin(math.cos(bow) * math.sin(centre) - spot.y / away * math.sin(bow) * math.cos(centre))
        along = away * math.cos(centre) * math.cos(bow) + spot.y * math.sin(centre) * math.sin(bow)
        return (self.lon + math.degrees(math.atan2(spot.x * math.sin(bow), along)), math.degrees(phi))


def middle_of(points: Iterable[Point]) -> Point:
    """The middle of points on the sphere, right on both sides of the antimeridian."""
    x = y = z = 0.0
    for lon, lat in points:
        turn, phi = math.radians(lon), math.radians(lat)
        x, y, z = x + math.cos(phi) * math.cos(turn), y + math.cos(phi) * math.sin(turn), z + math.sin(phi)
    return (math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))
