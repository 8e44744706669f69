"""Where advice is meant for, as CAP draws it: closed rings that stay within 180 degrees, and circles around places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

Point = tuple[float, float]  # longitude and latitude; longitude may run past 180
DIGITS: Final = 2  # about a kilometre: a country is drawn no finer, and the file is read over a slow line
FEWEST: Final = 4  # corners of a ring, the first repeated as the last
HALF_TURN: Final = 180.0
RADIUS: Final[Mapping[str, float]] = {"city": 20.0, "town": 10.0}  # kilometres, by the kind of the place
NARROW: Final = 5.0  # around everything else: an airport, a crossing, an embassy


def circle(latitude: float, longitude: float, kind: str) -> str:
    """Return a circle as CAP writes it: latitude,longitude radius."""
    return f"{_short(latitude)},{_short(_turned(longitude))} {RADIUS.get(kind, NARROW):g}"


def polygons(rings: Iterable[Sequence[Point]]) -> tuple[str, ...]:
    """Return rings as CAP writes polygons, cut in two where they run across the 180th meridian."""
    pieces = (piece for ring in rings for piece in _within_half_turns(list(ring)))
    written = (_written(piece) for piece in pieces)
    return tuple(each for each in written if each)


def _within_half_turns(ring: list[Point]) -> Iterator[list[Point]]:
    """Yield the parts of a ring on each side of the meridians where longitudes begin anew."""
    west, east = min(lon for lon, _ in ring), max(lon for lon, _ in ring)
    first = int((west + HALF_TURN) // 360)
    last = int((east + HALF_TURN - 1e-9) // 360)
    for turn in range(first, last + 1):
        left = 360.0 * turn - HALF_TURN
        part = _clipped(_clipped(ring, left, 1), left + 360, -1) if first != last else ring
        yield [(lon - 360.0 * turn, lat) for lon, lat in part]


def _clipped(ring: list[Point], at: float, side: int) -> list[Point]:
    """Return what of a ring lies on one side of a meridian (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for before, here in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        was_in, is_in = (before[0] - at) * side >= 0, (here[0] - at) * side >= 0
        if was_in != is_in:
            share = (at - before[0]) / (here[0] - before[0])
            kept.append((at, before[1] + share * (here[1] - before[1])))
        if is_in:
            kept.append(here)
    return kept


def _written(ring: list[Point]) -> str:
    pairs = [f"{_short(lat)},{_short(lon)}" for lon, lat in ring]
    corners = [pair for pair, before in zip(pairs, [*pairs[-1:], *pairs[:-1]], strict=True) if pair != before]
    if len(set(corners)) < FEWEST - 1:
        return ""  # too small to be seen at this scale
    return " ".join([*corners, corners[0]])


def _short(degrees: float) -> str:
    return f"{round(degrees, DIGITS) + 0.0:g}"


def _turned(longitude: float) -> float:
    return (longitude + HALF_TURN) % 360 - HALF_TURN
