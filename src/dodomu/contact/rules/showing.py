"""Words of strangers, made harmless to look at: what cannot be seen, or turns the direction of writing, is named.

Nothing is taken away. Escaping HTML is the template's; isolating each piece from its surroundings, `<bdi>`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

JOINERS: Final = "\u200c\u200d"  # Persian and emoji need them
KEPT: Final = "\n\t"
MOST_ACCENTS: Final = 3  # on one letter: more climb over the lines above
_CLASSES: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text: to be shown as it is, or the name of what would not be seen."""

    text: str
    is_mark: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a text in pieces that are safe to show one after another."""
    found: list[Piece] = []
    for is_hidden, marks in groupby(_judged(text), key=lambda pair: pair[1]):
        run = "".join(mark for mark, _ in marks)
        found.extend(_named(run) if is_hidden else [Piece(run)])
    return tuple(found)


def plain(text: str, length: int) -> str:
    """Return the beginning of a text on one line, without anything that would not be seen."""
    line = " ".join("".join(mark if not hidden else " " for mark, hidden in _judged(text[: length * 4])).split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _judged(text: str) -> Iterator[tuple[str, bool]]:
    accents = 0
    for mark in text.replace("\r\n", "\n").replace("\r", "\n"):
        accents = accents + 1 if unicodedata.combining(mark) or unicodedata.category(mark) == "Me" else 0
        yield mark, _is_hidden(mark) or accents > MOST_ACCENTS


def _is_hidden(mark: str) -> bool:
    if mark in KEPT or mark in JOINERS:
        return False
    return unicodedata.category(mark) in _CLASSES


def _named(run: str) -> Iterator[Piece]:
    """Name each kind of mark once, with how many there are."""
    for mark, same in groupby(run):
        many = len(list(same))
        name = f"U+{ord(mark):04X}"
        yield Piece(name if many == 1 else f"{name} ×{many}", is_mark=True)
