"""UN/EDIFACT (ISO 9735): segments as text and back, with the service characters that a file says it uses.

A segment is its tag and its elements; an element is its components. `NAD+FL+++KOVAL:OLENA'` is
`("NAD", ("FL",), ("",), ("",), ("KOVAL", "OLENA"))`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Element = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters that part things. Those written here are the ones UNOA gives where a file says nothing."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    end: str = "'"

    def escaped(self, text: str) -> str:
        """Return a text in which no service character stands bare."""
        special = (self.component, self.element, self.release, self.end)
        return "".join(f"{self.release}{mark}" if mark in special else mark for mark in text)


USUAL: Final = Marks()
LAST: Final = "UNZ"
MOST_PARTS: Final = 200  # of a segment, and of an element of it
MOST_SEGMENTS: Final = 200_000  # 5,000 people have fewer
_ADVICE: Final = 9  # "UNA" and the six characters


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; what is not there is empty."""

    tag: str
    elements: tuple[Element, ...]

    def get(self, element: int, component: int = 0) -> str:
        """Return a component, counted from nought behind the tag; "" where there is none."""
        parts = self.elements[element] if element < len(self.elements) else ()
        return parts[component] if component < len(parts) else ""


class NotEdifact(ValueError):
    """A text that is no interchange, or breaks off in the middle of one."""


def write(tag: str, *elements: str | Sequence[str]) -> str:
    """Return a segment as text; empty elements and components at the end are left out, as the syntax asks."""
    parts = [[each] if isinstance(each, str) else list(each) for each in elements]
    texts = [":".join(USUAL.escaped(component) for component in _without_empty_end(part)) for part in parts]
    return "+".join([tag, *_without_empty_end(texts)]) + "'"


def _without_empty_end(parts: Sequence[str]) -> list[str]:
    kept = list(parts)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def read(text: str) -> Iterator[Segment]:
    """Return the segments of an interchange, or raise `NotEdifact`."""
    text = text.lstrip("\ufeff \r\n\t\x01\x02")
    marks = USUAL
    if text.startswith("UNA"):
        if len(text) < _ADVICE:
            raise NotEdifact("it breaks off in its first line")
        marks = Marks(text[3], text[4], text[5], text[6], text[8])
        text = text[_ADVICE:]
    if not text.lstrip("\r\n ").startswith(("UNB", "UNH", "UNG")):
        raise NotEdifact("it does not begin as an interchange does")
    return _segments(text, marks)


def _segments(text: str, marks: Marks) -> Iterator[Segment]:
    """Go through the text once, however long what stands between two marks is."""
    elements: list[list[str]] = [[]]
    part: list[str] = []
    many = 0
    pieces = _pieces(text, marks)
    for piece in pieces:
        if piece == marks.release and marks.release != " ":
            part.append(next((each for each in pieces if each not in "\r\n"), ""))
        elif piece == marks.component:
            elements[-1].append("".join(part))
            part = []
            _check_size(elements[-1])
        elif piece in (marks.element, marks.end):
            elements[-1].append("".join(part))
            part = []
            if piece == marks.element:
                elements.append([])
                _check_size(elements)
                continue
            many += 1
            if many > MOST_SEGMENTS:
                raise NotEdifact("it has more segments than any list of passengers")
            segment = _segment(elements)
            yield segment
            if segment.tag == LAST:
                return  # what comes behind an interchange is no part of it
            elements = [[]]
        elif piece not in "\r\n":
            part.append(piece)
    if any(each.strip() for each in (*part, *(each for element in elements for each in element))):
        raise NotEdifact("it breaks off within a segment")


def _check_size(parts: Sequence[object]) -> None:
    if len(parts) > MOST_PARTS:
        raise NotEdifact("a segment has more parts than any message knows")


def _pieces(text: str, marks: Marks) -> Iterator[str]:
    """Return the text in pieces: a mark, what is released by one, a line's end, or all that stands between those."""
    special = re.escape(f"{marks.component}{marks.element}{marks.release.strip()}{marks.end}\r\n")
    return (found[0] for found in re.finditer(f"[{special}]|[^{special}]+", text))


def _segment(elements: Iterable[Sequence[str]]) -> Segment:
    (tag, *_), *rest = elements
    return Segment(tag.strip(), tuple(tuple(part.strip() for part in element) for element in rest))
