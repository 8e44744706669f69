"""How values are written that hold several things: lists, amounts, pairs, and what changes over time.

In a cell, lists are joined by "|" and amounts are "kind=number"; a backslash takes the meaning from either.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from dodomu.engines.planner.forms.faults import FormCode
from dodomu.engines.planner.forms.values import (
    REAL,
    TIME,
    WHOLE,
    WHOLE_NUMBER,
    Flaw,
    Misread,
    Value,
    number_cell,
    number_text,
    one_cell,
    read_moment,
    read_number,
    read_text,
    read_time,
    read_whole,
    shown,
    wrong,
)
from dodomu.engines.planner.marking import listed

_parts = re.compile(r"(?:[^|\\]|\\.)*", re.DOTALL)


def no_cells(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of what stands in a table of its own: none that has anything in it."""
    return ("",) * len(cells[:1])


NO_CELLS = (no_cells, no_cells)


def split(text: str) -> list[str]:
    """Return the parts of a cell that are joined by "|", each with its backslashes still in it."""
    if "\\" not in text:
        return text.split("|")
    parts, at = [], 0
    while True:
        found = _parts.match(text, at)
        end = found.end() if found else at
        if end < len(text) and text[end] != "|":  # a lone backslash at the end
            end = len(text)
        parts.append(text[at:end])
        if end >= len(text):
            return parts
        at = end + 1


def escape(text: str) -> str:
    """Take the meaning from the letters that join parts of a cell."""
    return re.sub(r"([\\|=])", r"\\\1", text) if any(letter in text for letter in "\\|=") else text


def unescape(text: str) -> str:
    """Undo `escape`."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if "\\" in text else text


def all_of(raw: Any, read: Callable[[Any], Any]) -> list[Any]:
    """Read each part of a list, and raise Misread with what is wrong with any of them."""
    if not isinstance(raw, list):
        raise wrong(FormCode.NOT_A_LIST, raw)
    values, flaws = [], []
    for index, each in enumerate(raw):
        try:
            values.append(read(each))
        except Misread as misread:
            flaws += [(f"[{index}]{below}", code, facts) for below, code, facts in misread.flaws]
    if flaws:
        raise Misread(*flaws)
    return values


def _set_of(values: Sequence[str]) -> frozenset[str]:
    found = frozenset(values)
    if len(found) < len(values):
        twice = [each for index, each in enumerate(values) if each in values[:index]]
        raise Misread(*(("", FormCode.TWICE_IN_SET, {"value": shown(each)}) for each in twice))
    return found


def _texts_cell(text: str) -> list[str]:
    return [read_text(unescape(part.strip())) for part in split(text)]


def _texts_cells(values: Sequence[str]) -> tuple[str, ...]:
    return ("|".join(map(escape, values)),)


_LIST = {"type": "array", "items": {"type": "string"}}
TEXTS = Value(
    _LIST,
    lambda raw: tuple(all_of(raw, read_text)),
    list,
    one_cell(lambda text: tuple(_texts_cell(text))),
    _texts_cells,
)
SET = Value(
    {**_LIST, "uniqueItems": True},
    lambda raw: _set_of(all_of(raw, read_text)),
    sorted,
    one_cell(lambda text: _set_of(_texts_cell(text))),
    lambda value: _texts_cells(sorted(value)),
)


def read_amounts(raw: Any) -> dict[str, int]:
    """Return a number for each name, or raise Misread."""
    if not isinstance(raw, dict):
        raise wrong(FormCode.NOT_AN_OBJECT, raw)
    values, flaws = {}, []
    for name, each in raw.items():
        try:
            values[read_text(name)] = read_whole(each)
        except Misread as misread:
            flaws += [(f".{name}{below}", code, facts) for below, code, facts in misread.flaws]
    if flaws:
        raise Misread(*flaws)
    return values


def _amounts_cell(text: str) -> dict[str, int]:
    if WHOLE.fullmatch(text):  # the commonest: so many seats
        return {"seat": int(text)}
    values: dict[str, int] = {}
    for part in split(text):
        name, sign, number = part.rpartition("=")
        name = unescape(name.strip())
        if not sign or not name or name in values or not WHOLE.fullmatch(number.strip()):
            raise wrong(FormCode.NOT_AN_AMOUNT, text, example='"seat=3|infant=1"')
        values[name] = int(number)
    return values


AMOUNTS = Value(
    {"type": "object", "additionalProperties": {"type": "integer"}},
    read_amounts,
    dict,
    one_cell(_amounts_cell),
    lambda value: ("|".join(f"{escape(name)}={amount}" for name, amount in value.items()),),
)


def pair_of(read: Callable[[Any], Any], cell: Callable[[str], Any], schema: Mapping[str, Any], *ends: str) -> Value:
    """Return how two values of one sort are written that belong together; in a table they have two columns."""

    def from_json(raw: Any) -> tuple[Any, Any]:
        if isinstance(raw, list) and len(raw) != len(ends):
            raise wrong(FormCode.WRONG_LENGTH, raw, wanted=str(len(ends)))
        first, second = all_of(raw, read)
        return first, second

    def from_cells(cells: Sequence[str]) -> tuple[Any, Any]:
        if not all(each.strip() for each in cells):
            raise Misread(("", FormCode.HALF_GIVEN, {"columns": listed(ends)}))
        return cell(cells[0].strip()), cell(cells[1].strip())

    def written(value: Any) -> Any:
        return value.isoformat() if isinstance(value, time) else value

    def celled(value: Any) -> str:
        return value.isoformat() if isinstance(value, time) else number_text(value)

    whole = {"type": "array", "items": schema, "minItems": len(ends), "maxItems": len(ends)}
    return Value(
        whole,
        from_json,
        lambda value: [written(each) for each in value],
        from_cells,
        lambda value: tuple(map(celled, value)),
        ends,
    )


DAILY = pair_of(read_time, read_time, {"type": "string", "pattern": f"^{TIME}$"}, "daily_from", "daily_to")
POSITION = pair_of(read_number, number_cell, {"type": "number"}, "latitude", "longitude")


def over_time(single: Value) -> Value:
    """Return how a value is written that may change over time; in a table, its changes stand in one of their own."""

    def one(raw: Any) -> tuple[datetime, Any]:
        if not isinstance(raw, list) or len(raw) != 2:  # noqa: PLR2004 - a pair
            raise wrong(FormCode.WRONG_LENGTH, raw, wanted="2")
        flaws: list[Flaw] = []
        values: list[Any] = []
        for index, (read, each) in enumerate(zip((read_moment, read_number), raw, strict=True)):
            try:
                values.append(read(each))
            except Misread as misread:
                flaws += [(f"[{index}]{below}", code, facts) for below, code, facts in misread.flaws]
        if flaws:
            raise Misread(*flaws)
        return values[0], values[1]

    def from_json(raw: Any) -> Any:
        return tuple(all_of(raw, one)) if isinstance(raw, list) else single.from_json(raw)

    def to_json(value: Any) -> Any:
        if isinstance(value, tuple):
            return [[moment.isoformat(), float(each)] for moment, each in value]
        return single.to_json(value)

    step = {
        "type": "array",
        "prefixItems": [{"type": "string", "format": "date-time"}, {"type": "number"}],
        "minItems": 2,
        "maxItems": 2,
    }
    return Value(
        {"oneOf": [single.schema, {"type": "array", "items": step, "minItems": 1}]},
        from_json,
        to_json,
        single.from_cells,
        lambda value: ("",) if isinstance(value, tuple) else single.to_cells(value),
    )


RISK = over_time(REAL)
PROCESSING = over_time(WHOLE_NUMBER)
