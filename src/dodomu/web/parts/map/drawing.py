"""The map as SVG text: on one ground, names and dots laid out twice, for a desk and for a telephone.

The style sheet `desk/map.css` gives it colours by day, by night and on paper; without it the drawing still reads.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dodomu.foundation import gazetteer
from dodomu.web.parts.map.ground import Ground, Land, ground_of
from dodomu.web.parts.map.lettering import Room, Words, shown, width_of
from dodomu.web.parts.map.marks import Dot, Mark, Sizes, dots_for
from dodomu.web.parts.map.projection import Frame, Spot
from dodomu.web.parts.map.symbols import (
    QUIET,
    count_of,
    dot_with_label,
    element,
    fits_inside,
    letter_size,
    path_of,
    safe_text,
    words_of,
)

NARROW_SCREEN: Final = 360
"""The telephone for which the second layer is laid out, in pixels."""

_WIDTHS: Final = range(240, 2401)
_KILOMETRES: Final = {"uk": "км", "ru": "км", "kk": "км"}
_NEARBY: Final = {"en": "{} and nearby", "uk": "{} і поруч", "ru": "{} и рядом", "kk": "{} және маңы"}
_BAR_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_CORNERS: Final = ((1, -1), (-1, -1), (1, 1), (-1, 1))


def draw_country_map(
    country: str,
    marks: Iterable[Mark],
    *,
    language: str,
    title: str,
    description: str,
    width: int = 960,
) -> str:
    """A country with its neighbours and every mark on it, as one SVG element; the same input gives the same text.

    Marks beyond the page stand at its edge with an arrow; marks that fall on one another are one dot with their sum.
    Raises `gazetteer.UnknownCountry` for an unknown code and `ValueError` for a width of no screen.
    """
    if country not in gazetteer.known_countries():
        raise gazetteer.UnknownCountry(f"no map of {country!r}: give two capital letters as in ISO 3166-1")
    if width not in _WIDTHS:
        raise ValueError(f"a map is {_WIDTHS.start} to {_WIDTHS.stop - 1} wide, not {width}")
    listed = list(marks)
    ground = ground_of(country, width)
    layers = [_layer("map-wide", ground, listed, language, Sizes.of(1.0, 30.0), names=True)]
    if width > NARROW_SCREEN * 3 // 2:
        narrow = Sizes.of(width / NARROW_SCREEN, 18.0)
        layers.append(_layer("map-narrow", ground, listed, language, narrow, names=False))
    return "".join((_opening(ground, listed, title, description), _land(ground, language), *layers, "</svg>"))


def _opening(ground: Ground, marks: Sequence[Mark], title: str, description: str) -> str:
    """The root's start tag and its words: one image to a screen reader, or a group where it holds links to reach."""
    view = ground.view
    called, told = safe_text(title), safe_text(description)
    name = f"map-{zlib.crc32(f'{view.projection}{called}{told}'.encode()):08x}"
    root = element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        class_="map",
        role="group" if any(mark.href for mark in marks) else "img",
        viewBox=f"0 0 {view.width} {view.height}",
        width=view.width,
        height=view.height,
        direction="ltr",
        font_family="system-ui, sans-serif",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )
    words = element("title", called, id=f"{name}-title") + element("desc", told, id=f"{name}-desc")
    return root.removesuffix("/>") + ">" + words


def _land(ground: Ground, language: str) -> str:
    view = ground.view
    neighbours = "".join(element("path", d=land.path) for land in ground.neighbours)
    regions = "".join(_region(land, language) for land in ground.regions)
    thin: dict[str, str | float] = {"stroke_width": 0.8, "fill_rule": "evenodd"}
    drawn = [
        element("rect", class_="map-water", width=view.width, height=view.height, fill="#dbe7ee"),
        element("g", neighbours, class_="map-neighbours", fill="#eceeea", stroke="#c9cfcc", **thin),
        element("path", class_="map-country", fill="#fdfcf8", fill_rule="evenodd", d=ground.country),
        element("g", regions, class_="map-regions", fill="#fdfcf8", stroke="#d3d6cf", **thin),
        element("path", class_="map-border", fill="none", stroke="#7f8c90", stroke_width=1.4, d=ground.border),
    ]
    return "".join(drawn)


def _region(land: Land, language: str) -> str:
    return element("path", element("title", safe_text(land.outline.name(language))), d=land.path)


def _layer(name: str, ground: Ground, marks: list[Mark], language: str, sizes: Sizes, *, names: bool) -> str:
    """Everything laid out for one width of screen; the narrow one shows only where the style sheet says so."""
    room = Room(ground.view.page.grown(-4 * sizes.unit))
    dots = dots_for(marks, ground.view, sizes)
    room.circles = [(dot.at, dot.radius + 2 * sizes.unit) for dot in dots]
    scale_bar = _scale_bar(ground, room, language, sizes)
    posts = {dot: _post_spot(dot, room, sizes) for dot in dots if dot.has_post}
    drawn = [dot_with_label(dot, _label(dot, room, language, sizes), posts.get(dot), sizes) for dot in dots]
    quiet = "".join(_names(ground, room, language, sizes, regions=names))
    # The greatest dots are drawn first, so that a smaller one is never hidden under them.
    hidden = "" if names else ' display="none"'
    return f'<g class="{name}"{hidden}>{scale_bar}{quiet}<g class="map-marks">{"".join(drawn)}</g></g>'


def _label(dot: Dot, room: Room, language: str, sizes: Sizes) -> Words | None:
    """The label of a dot; a number of people that has no room inside the dot or beside it stands on it all the same."""
    number = "" if fits_inside(dot, sizes) else count_of(dot)
    name = shown(dot.lead.label)
    if dot.others:
        # The number is then of several places, and must not be read as that of the first alone.
        name = _NEARBY.get(language, _NEARBY["en"]).format(name)
    reach, size = dot.radius + 2 * sizes.unit, letter_size(dot, sizes)
    for text in (name, "") if number else (name,):
        if words := room.label(text, number, dot.at, reach, size):
            return words
    at = Spot(dot.at.x, dot.at.y - dot.radius)
    return Words("", at, "middle", Frame(at.x, at.y, at.x, at.y), number) if number else None


def _post_spot(dot: Dot, room: Room, sizes: Sizes) -> Spot:
    """Where the diamond of an embassy stands: alone, or by the circle of the people around it on its freest side."""
    # On a small circle it stands clear of it, so that both can be seen.
    aside = max(dot.radius * 0.72 + 2.5 * sizes.unit, 7 * sizes.unit) if dot.count else 0.0
    spots = [Spot(dot.at.x + across * aside, dot.at.y + down * aside) for across, down in _CORNERS]
    others = [(at, radius) for at, radius in room.circles if at != dot.at]
    best = max(spots, key=lambda spot: min((math.dist(spot, at) - radius for at, radius in others), default=0.0))
    free = (spot for spot in spots if all(math.dist(spot, at) > radius + 6 * sizes.unit for at, radius in others))
    spot = next(free, best)
    room.take(Frame(spot.x, spot.y, spot.x, spot.y).grown(6 * sizes.unit))
    return spot


def _names(ground: Ground, room: Room, language: str, sizes: Sizes, *, regions: bool) -> Iterator[str]:
    """The names of regions and of neighbours, in the room that the marks have left."""
    for land in ground.regions if regions else ():
        yield from _name(land, room, language, sizes.unit * 10.5, "map-region-name")
    for land in sorted(ground.neighbours, key=_roominess):
        if land.outline.code:
            yield from _name(land, room, language, sizes.unit * 11.5, "map-neighbour-name")


def _roominess(land: Land) -> tuple[float, str]:
    return (-max((clear for _, clear in land.spots), default=0.0), land.outline.code)


def _name(land: Land, room: Room, language: str, size: float, kind: str) -> Iterator[str]:
    lines = _lines(land.outline.name(language), size)
    widest = max(width_of(line, size) for line in lines)
    for spot, clear in land.spots:
        # A name may reach a little over the border of a narrow land, but not look like another land's name.
        if clear * 3 < widest or clear * 2 < size * len(lines):
            continue
        placed = room.centred(lines, spot, size)
        if placed:
            yield from (words_of(words, kind, size) for words in placed)
            return


def _lines(name: str, size: float) -> list[str]:
    """A long name of several words in two lines of about one length."""
    words = name.split()
    if len(words) < 2 or width_of(name, size) < size * 8:  # noqa: PLR2004
        return [name]
    splits = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(width_of(line, size) for line in pair)))


def _scale_bar(ground: Ground, room: Room, language: str, sizes: Sizes) -> str:
    """A bar of a round number of kilometres, in the corner that marks leave free."""
    kilometres = max((step for step in _BAR_STEPS if step * ground.view.scale <= 80 * sizes.unit), default=1)
    length, unit = kilometres * ground.view.scale, sizes.unit
    text = f"{kilometres} {_KILOMETRES.get(language, 'km')}"
    for left in (12 * unit, ground.view.width - 12 * unit - length):
        base = ground.view.height - 12 * unit
        box = Frame(left, base - 18 * unit, left + max(length, width_of(text, 10 * unit)), base + 2 * unit)
        if room.is_free(box):
            room.take(box)
            return _bar(left, base, length, unit, text)
    return ""


def _bar(left: float, base: float, length: float, unit: float, text: str) -> str:
    right, top = left + length, base - 4 * unit
    path = path_of((left, top), (left, base), (right, base), (right, top))
    words = Words(text, Spot(left, base - 7 * unit), "start", Frame(0, 0, 0, 0))
    line = element("path", class_="map-bar", d=path, fill="none", stroke=QUIET, stroke_width=1.2 * unit)
    return line + words_of(words, "map-scale", 10 * unit)
