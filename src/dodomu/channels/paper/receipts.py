"""Results that were typed in from sheets → what we heard.

A line names a sheet (`4829-1732`), and each line after it a row, what was ticked, and words if there are any:

    4829-1732
    016 1
    024 2 insulin for one day
    032 8

A line that is not certain is a fault with its reason, and nothing of it counts: a wrong row would call somebody safe
of whom nothing is known.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dodomu.channels.messages import Heard, Incoming, Receipt
from dodomu.channels.paper import codes, numbers
from dodomu.channels.paper.sheets import Row, Sheet

MOST_LINES = 5_000
MOST_WORDS = 1_000
LINE = re.compile(r"(\d{3})(?:\s*[:;=,.\-–—\t ]\s*)(\d+)(?:(?:\s*[:;=,.\-–—\t ]\s*)(.*))?", re.DOTALL)
FIGURES_AGAIN = re.compile(r"\W*(?:\d\W+)*\d\W*")  # “1, 2” may be two boxes, and may be the room
Find = Callable[[str], Sheet | None]


class Slip(StrEnum):
    """Why a typed line does not count."""

    NO_SHEET = "no_sheet"  # no sheet was named before it
    WRONG_SHEET = "wrong_sheet"  # its figures do not check
    UNKNOWN_SHEET = "unknown_sheet"
    WRONG_ROW = "wrong_row"  # its figures do not check: another row, or another sheet
    NO_SUCH_ROW = "no_such_row"
    UNKNOWN_RESULT = "unknown_result"
    SAID_TWICE = "said_twice"  # two lines say different things of one row
    NOT_UNDERSTOOD = "not_understood"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of one row."""

    line: int  # from 1
    sheet: Sheet
    number: int
    ticked: str  # figures
    words: str = ""

    @property
    def row(self) -> Row:
        """Return whose row it is, to show before it counts."""
        return self.sheet.rows[self.number - 1]

    @property
    def ref(self) -> str:
        """Return under which name the message was taken."""
        return self.sheet.ref(self.number)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that does not count."""

    line: int
    text: str
    why: Slip


@dataclass(frozen=True, slots=True)
class Results:
    """All that was typed, in the order of the lines."""

    typed: tuple[Typed, ...]
    faults: tuple[Fault, ...]


def parse_results(text: str, *, find: Find, sheet: str = "") -> Results:
    """Read what was typed. `find` gives a sheet by its eight figures; `sheet` is the one whose page is open."""
    typed: list[Typed] = []
    faults: list[Fault] = []
    current: Sheet | Slip = _found(sheet, find) if sheet else Slip.NO_SHEET
    lines = text.splitlines()
    for place, line in enumerate(lines[:MOST_LINES], 1):
        plain = numbers.plain_figures(line).strip().lstrip("\ufeff")
        if not plain:
            continue
        if named := numbers.SHEET.fullmatch(plain):
            current = _found("".join(named.groups()), find)
            if isinstance(current, Slip):
                faults.append(Fault(place, line[:MOST_WORDS], current))
            continue
        result = _row(place, plain, current)
        if isinstance(result, Slip):
            faults.append(Fault(place, line[:MOST_WORDS], result))
        else:
            typed.append(result)
    if len(lines) > MOST_LINES:
        faults.append(Fault(MOST_LINES + 1, "", Slip.TOO_MANY))
    return _without_contradictions(typed, faults)


def heard_of(typed: Typed, *, at: datetime | None = None) -> tuple[Heard, ...]:
    """Return what a line says in the words of every channel; the same line gives the same keys each time."""
    key = hashlib.blake2b(f"{typed.ref} {typed.ticked} {typed.words}".encode(), digest_size=12).hexdigest()
    outcome = codes.OUTCOMES.get(typed.ticked)
    arrival, why = (outcome.arrival, outcome.why) if outcome else (codes.ANSWERED, None)
    receipt = Receipt(f"{key}:receipt", typed.ref, arrival, at, why, typed.ticked)
    ticks = [""] if outcome else typed.ticked
    if outcome and not outcome.is_stop and not typed.words:
        return (receipt,)
    return (receipt, *(_incoming(typed, key, tick, at) for tick in ticks))


def _incoming(typed: Typed, key: str, tick: str, at: datetime | None) -> Incoming:
    outcome = codes.OUTCOMES.get(typed.ticked)
    return Incoming(
        key=f"{key}:{tick or 'words'}",
        sender=typed.sheet.to,
        text=typed.words,
        at=at,
        choice=typed.sheet.choices[int(tick) - 1].code if tick else "",
        answers=typed.ref,
        is_stop=outcome is not None and outcome.is_stop,
        cut=len(typed.words) >= MOST_WORDS,
    )


def _found(code: str, find: Find) -> Sheet | Slip:
    if not numbers.is_sheet_code(code):
        return Slip.WRONG_SHEET
    return find(code) or Slip.UNKNOWN_SHEET


def _row(place: int, line: str, sheet: Sheet | Slip) -> Typed | Slip:
    if isinstance(sheet, Slip):
        return sheet
    match = LINE.fullmatch(line)
    if match is None or FIGURES_AGAIN.fullmatch(match[3] or ""):
        return Slip.NOT_UNDERSTOOD
    code, ticked, words = match.groups(default="")
    number = numbers.read_row(sheet.code, code)
    if number is None:
        return Slip.WRONG_ROW
    if number > len(sheet.rows):
        return Slip.NO_SUCH_ROW
    if not _is_result(ticked, len(sheet.choices)):
        return Slip.UNKNOWN_RESULT
    return Typed(place, sheet, number, "".join(sorted(ticked)), words.strip()[:MOST_WORDS])


def _is_result(ticked: str, choices: int) -> bool:
    """Say whether this is one outcome, or answers that the message offers, each once."""
    offered = codes.CHOICES[:choices]
    return ticked in codes.OUTCOMES or (len(set(ticked)) == len(ticked) and all(tick in offered for tick in ticked))


def _without_contradictions(typed: list[Typed], faults: list[Fault]) -> Results:
    """Keep one of two lines that say the same of a row, and neither of two that do not."""
    said: dict[str, set[tuple[str, str]]] = {}
    for each in typed:
        said.setdefault(each.ref, set()).add((each.ticked, each.words))
    kept: dict[str, Typed] = {}
    for each in typed:
        if len(said[each.ref]) > 1:
            faults.append(Fault(each.line, f"{each.ref} {each.ticked} {each.words}".strip(), Slip.SAID_TWICE))
        else:
            kept.setdefault(each.ref, each)
    return Results(tuple(kept.values()), tuple(sorted(faults, key=lambda fault: fault.line)))
