"""Room for words on a map: how wide they are, and where they stand without covering anything."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from dodomu.web.parts.map.projection import Frame, Spot

Anchor = Literal["start", "middle", "end"]
LONGEST: Final = 34
"""Longer labels are cut on the map; the whole one is in the title of the mark."""

_NARROW, _WIDE, _BROAD = "iljtfrI1.,:;'’!|()[]іїІЇг ", "mwMWшщжмфюыШЩЖМФЮЫъЪ@%&", "–—"
_JOINERS: Final = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""Marks that Persian and Indic words are spelled with."""
_CAPITAL: Final = 0.69
_SMALL: Final = 0.575
_SIDES: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (0.72, -0.72), (0.72, 0.72), (-0.72, -0.72), (-0.72, 0.72))
_HEAVY: Final = 1.02
"""How much wider heavy letters are."""


def width_of(text: str, size: float) -> float:
    """About how wide a text is in an ordinary sans-serif, rather too wide than too narrow."""
    return size * sum(_advance(letter) for letter in text)


def _advance(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if letter in _NARROW:
        return 0.36
    if letter in _WIDE:
        return 0.88
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return _CAPITAL if letter.isupper() or letter in _BROAD else _SMALL


def shown(text: str, longest: int = LONGEST) -> str:
    """The text fit to be drawn: no control or direction marks that could turn the page around, and not too long."""
    clean = "".join(
        letter if unicodedata.category(letter)[0] not in "CZ" or letter in _JOINERS else " " for letter in text
    )
    words = " ".join(clean.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


@dataclass(frozen=True)
class Words:
    """A text with its place: `at` is on the base line, at the end that `anchor` names."""

    text: str
    at: Spot
    anchor: Anchor
    box: Frame
    number: str = ""
    """What follows the text in heavier letters."""
    from_dot: Spot | None = None
    """Where a thin line starts that ties a far label to its dot."""

    @property
    def end(self) -> Spot:
        """Where that line ends: the nearest spot of the box."""
        start = self.from_dot or self.at
        return Spot(min(max(start.x, self.box.left), self.box.right), min(max(start.y, self.box.top), self.box.bottom))


@dataclass
class Room:
    """What is taken on the page so far; whoever comes first stands best."""

    page: Frame
    boxes: list[Frame] = field(default_factory=list)
    circles: list[tuple[Spot, float]] = field(default_factory=list)

    def is_free(self, box: Frame) -> bool:
        """Whether the box lies on the page and touches nothing that stands there."""
        if not (self.page.holds(Spot(box.left, box.top)) and self.page.holds(Spot(box.right, box.bottom))):
            return False
        if any(_overlap(box, taken) for taken in self.boxes):
            return False
        return all(_distance(at, box) >= radius for at, radius in self.circles)

    def take(self, box: Frame) -> None:
        """Nothing else may stand here from now on."""
        self.boxes.append(box)

    def label(self, text: str, number: str, dot: Spot, radius: float, size: float) -> Words | None:
        """Place a label next to a dot, or a little farther with a thin line; None where there is no room at all."""
        for words in _beside(text, number, dot, radius, size):
            if self.is_free(words.box) and self._is_clear(words):
                self.take(words.box)
                return words
        return None

    def _is_clear(self, words: Words) -> bool:
        """Whether the line from its dot to a label runs through no other dot."""
        if words.from_dot is None:
            return True
        others = (circle for circle in self.circles if circle[0] != words.from_dot)
        return all(distance_to(at, words.from_dot, words.end) > radius for at, radius in others)

    def centred(self, lines: Sequence[str], at: Spot, size: float) -> list[Words] | None:
        """Place lines of text in the middle of a spot, or None where they do not fit."""
        height = size * 1.2
        top = at.y - height * len(lines) / 2
        placed = [_centred_line(line, Spot(at.x, top + height * index), size) for index, line in enumerate(lines)]
        if not all(self.is_free(words.box.grown(size * 0.3)) for words in placed):
            return None
        for words in placed:
            self.take(words.box.grown(size * 0.3))
        return placed


def _centred_line(line: str, top: Spot, size: float) -> Words:
    half = width_of(line, size) / 2
    box = Frame(top.x - half, top.y, top.x + half, top.y + size * 1.2)
    return Words(line, Spot(top.x, top.y + size * 0.95), "middle", box)


def _beside(text: str, number: str, dot: Spot, radius: float, size: float) -> Iterator[Words]:
    for reach in (0.0, 1.1, 2.2, 3.6, 5.2):
        away = radius + size * (0.3 + reach)
        for across, down in _SIDES:
            at = Spot(dot.x + across * away, dot.y + down * away)
            yield _words((text, number), at, (across, down), size, dot if reach else None)


def _words(texts: tuple[str, str], at: Spot, side: tuple[float, float], size: float, dot: Spot | None) -> Words:
    across, down = side
    text, number = texts
    width = width_of(f"{text} {number}".strip(), size) * _HEAVY
    height = size * 1.15
    anchor: Anchor = "start" if across > 0 else "end" if across < 0 else "middle"
    left = at.x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    lift = height if across == 0 and down < 0 else height / 2 if across else 0.0
    top = at.y - lift
    box = Frame(left, top, left + width, top + height)
    return Words(text, Spot(at.x, top + size * 0.93), anchor, box, number, dot)


def distance_to(spot: Spot, start: Spot, end: Spot) -> float:
    """The distance of a spot from the straight line between two others."""
    along_x, along_y = end.x - start.x, end.y - start.y
    length = along_x * along_x + along_y * along_y
    part = ((spot.x - start.x) * along_x + (spot.y - start.y) * along_y) / length if length else 0.0
    part = max(0.0, min(1.0, part))
    return math.hypot(spot.x - start.x - part * along_x, spot.y - start.y - part * along_y)


def _overlap(box: Frame, other: Frame) -> bool:
    beside = box.left < other.right and other.left < box.right
    return beside and box.top < other.bottom and other.top < box.bottom


def _distance(spot: Spot, box: Frame) -> float:
    across = max(box.left - spot.x, spot.x - box.right, 0.0)
    return math.hypot(across, max(box.top - spot.y, spot.y - box.bottom, 0.0))
