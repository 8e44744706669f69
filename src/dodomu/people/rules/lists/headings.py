"""Where the headings of a list are: under titles and logos, in one row or in two, or nowhere."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dodomu.people.rules.lists.columns import NOTHING, match_columns

LOOKED_AT = 15
MOST_COLUMNS = 16_384
_DATA = re.compile(r"\d{5,}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|@\w")
Merged = tuple[int, int, int, int]  # first line, last line, first column, last column


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a list. `last_line` is 0 where it has none and its first row is a person already."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    last_line: int


def find_headings(
    rows: Sequence[tuple[int, Sequence[str]]], merged: Sequence[Merged] = (), own: Mapping[str, str] = NOTHING
) -> Headings:
    """Return the headings among the first rows (line, cells): the row of which most columns are recognised.

    A heading merged over several columns is read together with the row beneath it: “Passport | number, valid until”.
    """
    named = [names for place in range(len(rows)) for names in _candidates(rows, place, merged)]
    candidates = [Headings(names, tuple(match_columns(names, own)), line) for line, names in named]
    best = max(candidates, key=lambda each: (_known(each), -each.last_line), default=Headings((), (), 0))
    return best if _known(best) else _unnamed(rows)


def _known(headings: Headings) -> int:
    return sum(map(bool, headings.columns))


Named = tuple[int, tuple[str, ...]]  # the line where the headings end, and what they are


def _candidates(rows: Sequence[tuple[int, Sequence[str]]], place: int, merged: Sequence[Merged]) -> list[Named]:
    line, cells = rows[place]
    above = _spread(line, cells, merged)
    found = [(line, _tidy(above))]
    if place + 1 < len(rows) and any(top == line and right > left for top, _, left, right in merged):
        below_line, below = rows[place + 1]
        tall = _columns(each for each in merged if each[0] <= line < each[1])
        wide = _columns(each for each in merged if each[0] == line and each[3] > each[2])
        width = max(len(above), len(below))
        both = [_together(_at(above, n), _at(below, n), alone=n in tall and n not in wide) for n in range(width)]
        found.append((below_line, _tidy(both)))
    return found


def _columns(merged: Iterable[Merged]) -> set[int]:
    return {column for _, _, left, right in merged for column in range(left, min(right, MOST_COLUMNS) + 1)}


def _spread(line: int, cells: Sequence[str], merged: Sequence[Merged]) -> list[str]:
    """A merged cell has its text in the first of its columns only: give it to all of them."""
    spread = list(cells)
    for top, _, left, right in merged:
        if top == line and 0 <= left < len(spread):
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


def _tidy(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in names)


def _unnamed(rows: Sequence[tuple[int, Sequence[str]]]) -> Headings:
    """No heading is recognised: the first row is one all the same, unless it holds dates, telephones or addresses."""
    if not rows:
        return Headings((), (), 0)
    line, cells = rows[0]
    nothing = tuple("" for _ in cells)
    return Headings(nothing, nothing, 0) if any(map(_DATA.search, cells)) else Headings(_tidy(cells), nothing, line)
