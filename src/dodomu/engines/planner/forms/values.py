"""How single values are written: in JSON, and in the cell of a table.

A `Value` turns one into the other and back without loss, and says what is wrong by raising `Misread` with everything
that is. `several.py` has those that hold more than one thing.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dodomu.engines.planner.forms.faults import FormCode

MOMENT = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?"
OFFSET = r"(Z|[+-]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)"
TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?"
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MOST_SHOWN = 60
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})

_moment = re.compile(MOMENT + OFFSET + "?", re.ASCII)
_offset = re.compile(OFFSET, re.ASCII)
_time = re.compile(TIME, re.ASCII)

Flaw = tuple[str, FormCode, Mapping[str, str]]  # where below the value, what, facts


class Misread(Exception):
    """A value is not written as it must be, for all these reasons."""

    def __init__(self, *flaws: Flaw) -> None:
        super().__init__(*flaws)
        self.flaws = flaws


def shown(value: object) -> str:
    """Return a wrong value as a sentence can repeat it: short and on one line."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def wrong(code: FormCode, value: object, below: str = "", **facts: str) -> Misread:
    """Return the exception for one flaw."""
    return Misread((below, code, {"value": shown(value), **facts}))


def same(value: Any) -> Any:
    """Return the value, which is written as it is."""
    return value


def one_cell(read: Callable[[str], Any]) -> Callable[[Sequence[str]], Any]:
    """Return how a value is read that goes into one cell."""
    return lambda cells: read(cells[0].strip())


@dataclass(frozen=True, slots=True)
class Value:
    """How one sort of value is written. `cells` tells into how many cells of a table it goes.

    `from_cells` is asked only when at least one cell has something in it.
    """

    schema: Mapping[str, Any]
    from_json: Callable[[Any], Any]
    to_json: Callable[[Any], Any]
    from_cells: Callable[[Sequence[str]], Any]
    to_cells: Callable[[Any], tuple[str, ...]]
    cells: tuple[str, ...] = field(default=())  # endings of column names, when there are several


# single values


def read_text(raw: Any) -> str:
    """Return a text, or raise Misread."""
    if not isinstance(raw, str):
        raise wrong(FormCode.NOT_A_TEXT, raw)
    if not raw.isascii() and any("\ud800" <= letter <= "\udfff" for letter in raw):
        raise wrong(FormCode.BROKEN_TEXT, ascii(raw))
    return raw


def read_whole(raw: Any) -> int:
    """Return a whole number, or raise Misread. 3.0 is whole, as the schema language has it."""
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise wrong(FormCode.NOT_WHOLE, raw)
    return raw


def read_number(raw: Any) -> float:
    """Return a finite number, or raise Misread."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        try:
            if math.isfinite(number := float(raw)):
                return number
        except OverflowError:
            pass
    raise wrong(FormCode.NOT_A_NUMBER, raw)


def read_flag(raw: Any) -> bool:
    """Return yes or no, or raise Misread."""
    if not isinstance(raw, bool):
        raise wrong(FormCode.NOT_YES_OR_NO, raw)
    return raw


@lru_cache(maxsize=1 << 14)  # the same few hours stand in thousands of rows
def moment_of(text: str) -> datetime:
    """Return an aware moment, or raise Misread."""
    if not _moment.fullmatch(text):
        raise wrong(FormCode.NOT_A_MOMENT, text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(FormCode.NOT_A_MOMENT, text) from None
    if moment.tzinfo is None:
        raise wrong(FormCode.NO_ZONE, text)
    return moment


def read_moment(raw: Any) -> datetime:
    """Return an aware moment from a text, or raise Misread."""
    return moment_of(read_text(raw))


def read_time(raw: Any) -> time:
    """Return a time of the day, or raise Misread."""
    text = read_text(raw)
    try:
        if _time.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise wrong(FormCode.NOT_A_TIME, text)


def read_zone(raw: Any) -> tzinfo:
    """Return a time zone by its name or offset, or raise Misread."""
    text = read_text(raw)
    if _offset.fullmatch(text):
        zone = datetime.fromisoformat(f"2000-01-01T00:00{text}").tzinfo
        if zone is not None:
            return zone
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # names of no zone, of folders, and paths that lead elsewhere
        raise wrong(FormCode.NOT_A_ZONE, text) from None


def write_zone(zone: tzinfo) -> str:
    """Return the name or the offset of a time zone; raises ValueError for one that has neither."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    if isinstance(zone, timezone):
        offset = zone.utcoffset(None)
        return ("-" if offset < timedelta(0) else "+") + _clock(abs(offset))
    raise ValueError(f"a time zone without name or fixed offset cannot be written: {zone!r}")


def _clock(offset: timedelta) -> str:
    return (datetime(2000, 1, 1) + offset).time().isoformat()[:8].removesuffix(":00") or "00:00"  # noqa: DTZ001 - a length


def number_cell(text: str) -> float:
    """Return a finite number from a cell, or raise Misread."""
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise wrong(FormCode.NOT_A_NUMBER, text)
    return float(text)


def _whole_cell(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise wrong(FormCode.NOT_WHOLE, text)
    return int(text)


def _flag_cell(text: str) -> bool:
    if (word := text.lower()) in YES:
        return True
    if word in NO:
        return False
    raise wrong(FormCode.NOT_YES_OR_NO, text)


def number_text(value: float) -> str:
    """Return a number for a cell so that it is read back the same."""
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004


TEXT = Value({"type": "string"}, read_text, same, lambda cells: read_text(cells[0]), lambda value: (value,))
IDENT = Value({"type": "string", "minLength": 1}, read_text, same, one_cell(read_text), lambda value: (value,))
WHOLE_NUMBER = Value({"type": "integer"}, read_whole, same, one_cell(_whole_cell), lambda value: (str(value),))
REAL = Value({"type": "number"}, read_number, float, one_cell(number_cell), lambda value: (number_text(value),))
FLAG = Value({"type": "boolean"}, read_flag, same, one_cell(_flag_cell), lambda value: ("yes" if value else "no",))
INSTANT = Value(
    {"type": "string", "format": "date-time"},
    read_moment,
    datetime.isoformat,
    one_cell(moment_of),
    lambda value: (value.isoformat(),),
)
ZONE = Value({"type": "string"}, read_zone, write_zone, one_cell(read_zone), lambda value: (write_zone(value),))


def one_of(*allowed: str) -> Value:
    """Return how one of a few words is written."""

    def read(raw: Any) -> str:
        if raw not in allowed:
            raise wrong(FormCode.NOT_ONE_OF, raw, allowed=", ".join(allowed))
        return str(raw)

    return Value({"enum": list(allowed)}, read, same, one_cell(read), lambda value: (value,))
