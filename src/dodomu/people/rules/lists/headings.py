"""Where the headings of a list are: under titles and logos, in one row or in two, or nowhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dodomu.people.rules.lists.columns import match_columns

LOOKED_AT = 15
_DATA = re.compile(r"\d{5,}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|@\w")
Merged = tuple[int, int, int, int]  # first line, last line, first column, last column


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a list. `last_line` is 0 where it has none and its first row is a person already."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    last_line: int


def find_headings(rows: Sequence[tuple[int, Sequence[str]]], merged: Sequence[Merged] = ()) -> Headings:
    """Return the headings among the first rows (line, cells): the row of which most columns are recognised.

    A heading merged over several columns is read together with the row beneath it: “Passport | number, valid until”.
    """
    candidates = [candidate for place in range(len(rows)) for candidate in _candidates(rows, place, merged)]
    best = max(candidates, key=lambda each: (_known(each), -each.last_line), default=Headings((), (), 0))
    if _known(best):
        return best
    return _unnamed(rows)


def _known(headings: Headings) -> int:
    return sum(map(bool, headings.columns))


def _candidates(rows: Sequence[tuple[int, Sequence[str]]], place: int, merged: Sequence[Merged]) -> list[Headings]:
    line, cells = rows[place]
    found = [_headings(_spread(line, cells, merged), line)]
    if place + 1 < len(rows) and any(top == line and right > left for top, _, left, right in merged):
        below_line, below = rows[place + 1]
        names = _spread(line, cells, merged)
        width = max(len(names), len(below))
        tall = {
            column for top, bottom, left, right in merged if top <= line < bottom for column in range(left, right + 1)
        }
        wide = {
            column
            for top, _, left, right in merged
            if top == line and right > left
            for column in range(left, right + 1)
        }
        both = [
            _together(_at(names, column), _at(below, column), alone=column in tall and column not in wide)
            for column in range(width)
        ]
        found.append(_headings(both, below_line))
    return found


def _spread(line: int, cells: Sequence[str], merged: Sequence[Merged]) -> list[str]:
    """A merged cell has its text in the first of its columns only: give it to all of them."""
    spread = list(cells)
    for top, bottom, left, right in merged:
        if top == line and bottom >= line and 0 <= left < len(spread):
            for column in range(left + 1, min(right + 1, len(spread))):
                spread[column] = spread[left]
    return spread


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _together(above: str, below: str, *, alone: bool) -> str:
    if alone or not below:
        return above
    joined = f"{above} {below}".strip()
    return joined if match_columns([joined])[0] or not match_columns([below])[0] else below


def _headings(names: Sequence[str], line: int) -> Headings:
    tidy = tuple(" ".join(name.split()) for name in names)
    return Headings(tidy, tuple(match_columns(tidy)), line)


def _unnamed(rows: Sequence[tuple[int, Sequence[str]]]) -> Headings:
    """No heading is recognised: the first row is one all the same, unless it holds dates, telephones or addresses."""
    if not rows:
        return Headings((), (), 0)
    line, cells = rows[0]
    if any(_DATA.search(cell) for cell in cells):
        return Headings(tuple("" for _ in cells), tuple("" for _ in cells), 0)
    return _headings(list(cells), line)
