"""What can be wrong with how something is written, as opposed to what it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dodomu.engines.planner.marking import Phrase, Translate, filled, gettext_noop

MOST_KEPT = 1_000  # a file of a million broken rows is counted to its end, but need not be repeated
MOST_PRINTED = 100


class FormCode(StrEnum):
    """One sort of fault of form. Which facts go with it can be read from its sentence."""

    BROKEN_JSON = "broken-json"
    TOO_LONG = "too-long"
    TOO_DEEP = "too-deep"
    BAD_ENCODING = "bad-encoding"
    BROKEN_TABLE = "broken-table"
    NOT_AN_OBJECT = "not-an-object"
    NOT_A_LIST = "not-a-list"
    WRONG_LENGTH = "wrong-length"
    NOT_A_TEXT = "not-a-text"
    BROKEN_TEXT = "broken-text"
    NOT_WHOLE = "not-whole"
    NOT_A_NUMBER = "not-a-number"
    NOT_YES_OR_NO = "not-yes-or-no"
    NOT_A_MOMENT = "not-a-moment"
    NO_ZONE = "no-zone"
    NOT_A_TIME = "not-a-time"
    NOT_A_ZONE = "not-a-zone"
    NOT_ONE_OF = "not-one-of"
    NOT_AN_AMOUNT = "not-an-amount"
    TWICE_IN_SET = "twice-in-set"
    NOT_A_STEP = "not-a-step"
    HALF_GIVEN = "half-given"
    WRONG_FORMAT = "wrong-format"
    UNKNOWN_FIELD = "unknown-field"
    REPEATED_FIELD = "repeated-field"
    MISSING_FIELD = "missing-field"
    EMPTY_CELL = "empty-cell"
    UNKNOWN_FILE = "unknown-file"
    MISSING_FILE = "missing-file"
    GIVEN_TWICE = "given-twice"
    NO_HEADER = "no-header"
    UNKNOWN_COLUMN = "unknown-column"
    REPEATED_COLUMN = "repeated-column"
    MISSING_COLUMN = "missing-column"
    WRONG_CELLS = "wrong-cells"
    TOO_MANY_ROWS = "too-many-rows"
    UNKNOWN_OWNER = "unknown-owner"
    UNKNOWN_ROW = "unknown-row"


# English, with the facts in braces: what a command prints, and what a screen translates.
SENTENCES: Mapping[FormCode, str] = {
    FormCode.BROKEN_JSON: gettext_noop("this is not JSON: {message}"),
    FormCode.TOO_LONG: gettext_noop("it is longer than {most} characters, the most that is read"),
    FormCode.TOO_DEEP: gettext_noop("it is nested too deeply to be read"),
    FormCode.BAD_ENCODING: gettext_noop("this is not UTF-8: {message}"),
    FormCode.BROKEN_TABLE: gettext_noop(
        "this is not a table of cells, and the rest of the file was not read: {message}"
    ),
    FormCode.NOT_AN_OBJECT: gettext_noop("{value} is not an object with named fields"),
    FormCode.NOT_A_LIST: gettext_noop("{value} is not a list"),
    FormCode.WRONG_LENGTH: gettext_noop("{value} does not have {wanted} parts"),
    FormCode.NOT_A_TEXT: gettext_noop("{value} is not a text"),
    FormCode.BROKEN_TEXT: gettext_noop("{value} holds half of a character"),
    FormCode.NOT_WHOLE: gettext_noop("{value} is not a whole number"),
    FormCode.NOT_A_NUMBER: gettext_noop("{value} is not a number"),
    FormCode.NOT_YES_OR_NO: gettext_noop("{value} is neither yes nor no"),
    FormCode.NOT_A_MOMENT: gettext_noop("{value} is not a moment; write it like 2022-01-13T09:35+06:00"),
    FormCode.NO_ZONE: gettext_noop("{value} has no time zone; write it like 2022-01-13T09:35+06:00"),
    FormCode.NOT_A_TIME: gettext_noop("{value} is not a time of the day; write it like 23:00"),
    FormCode.NOT_A_ZONE: gettext_noop(
        "{value} is not a time zone; write a name like Asia/Almaty or an offset like +06:00"
    ),
    FormCode.NOT_ONE_OF: gettext_noop("{value} is none of {allowed}"),
    FormCode.NOT_AN_AMOUNT: gettext_noop("{value} is not an amount of each kind; write it like {example}"),
    FormCode.TWICE_IN_SET: gettext_noop("{value} stands in it twice"),
    FormCode.NOT_A_STEP: gettext_noop("{value} is neither a ride, nor a travel, nor a shuttle"),
    FormCode.HALF_GIVEN: gettext_noop("{columns} belong together, and not all of them are given"),
    FormCode.WRONG_FORMAT: gettext_noop("the format is {value}; this reads {wanted}"),
    FormCode.UNKNOWN_FIELD: gettext_noop("there is no field {name}{meant}"),
    FormCode.REPEATED_FIELD: gettext_noop("the field {name} is given more than once"),
    FormCode.MISSING_FIELD: gettext_noop("the field {name} is missing"),
    FormCode.EMPTY_CELL: gettext_noop("the cell is empty, and there must be something in it"),
    FormCode.UNKNOWN_FILE: gettext_noop("no file of this name belongs here{meant}"),
    FormCode.MISSING_FILE: gettext_noop("this file is missing"),
    FormCode.GIVEN_TWICE: gettext_noop("{name} is given here and in {other}; one of them must go"),
    FormCode.NO_HEADER: gettext_noop("the first line must name the columns, and there is none"),
    FormCode.UNKNOWN_COLUMN: gettext_noop("there is no column {name}{meant}"),
    FormCode.REPEATED_COLUMN: gettext_noop("the column {name} is there more than once"),
    FormCode.MISSING_COLUMN: gettext_noop("the column {name} is missing"),
    FormCode.WRONG_CELLS: gettext_noop("the line has {count} cells, and there are {columns} columns"),
    FormCode.TOO_MANY_ROWS: gettext_noop("there are more than {most} rows; the rest of the file was not read"),
    FormCode.UNKNOWN_OWNER: gettext_noop("there is no {noun} {id} in {file}"),
    FormCode.UNKNOWN_ROW: gettext_noop("there is no {noun} {id}"),
}
MORE = gettext_noop("… and {rest} more.")
# What Python says of broken JSON, broken UTF-8 and broken tables; whatever else it may say is shown as it is.
OF_LIBRARIES = frozenset(
    {
        gettext_noop("Expecting value"),
        gettext_noop("Expecting property name enclosed in double quotes"),
        gettext_noop("Expecting ':' delimiter"),
        gettext_noop("Expecting ',' delimiter"),
        gettext_noop("Extra data"),
        gettext_noop("Unterminated string starting at"),
        gettext_noop("Invalid control character at"),
        gettext_noop("Illegal trailing comma before end of object"),
        gettext_noop("Illegal trailing comma before end of array"),
        gettext_noop("invalid start byte"),
        gettext_noop("invalid continuation byte"),
        gettext_noop("unexpected end of data"),
    }
)


@dataclass(frozen=True, slots=True)
class FormFault:
    """A fault of form, and where it is: file, line and column of a table, or file and path of a JSON.

    `line` counts from 1 and is 0 where there is none. `column` is the name of a column, or a number in broken JSON.
    """

    code: FormCode
    facts: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    column: str = ""
    path: str = ""

    @property
    def where(self) -> str:
        """Where it is, in words."""
        return placed(self.file, self.line, self.column, self.path)

    def __str__(self) -> str:
        return self.said()

    def said(self, translate: Translate = str) -> str:
        """Return its sentence in the language of `translate`, begun by where it is."""
        sentence = filled(SENTENCES[self.code], self.facts, translate) + "."
        where = placed(self.file, self.line, self.column, self.path, translate)
        return f"{where}: {sentence}" if where else sentence


def placed(file: str, line: int, column: str, path: str = "", translate: Translate = str) -> str:
    """Return in words where something stands; a line 0 and empty texts are left out."""
    at_line = filled(gettext_noop("line {line}"), {"line": str(line)}, translate) if line else ""
    at_column = filled(gettext_noop("column {column}"), {"column": column}, translate) if column else ""
    return ", ".join(part for part in (file, at_line, at_column, path) if part)


def of_library(message: str) -> str:
    """Return what a library says of a broken text, as words of ours if it is one of those that are known."""
    return Phrase(message) if message in OF_LIBRARIES else message


class Unreadable(ValueError):
    """What was to be read has faults of form. `faults` are the first thousand, `count` is how many there are."""

    def __init__(self, faults: tuple[FormFault, ...], count: int) -> None:
        super().__init__(faults, count)
        self.faults = faults
        self.count = count

    def lines(self, most: int = MOST_PRINTED, translate: Translate = str) -> Iterator[str]:
        """Yield one sentence for each of the first faults, and how many more there are."""
        for fault in self.faults[:most]:
            yield fault.said(translate)
        if (rest := self.count - min(most, len(self.faults))) > 0:
            yield filled(MORE, {"rest": str(rest)}, translate)

    def said(self, translate: Translate = str) -> str:
        """Return all lines in the language of `translate`."""
        return "\n".join(self.lines(translate=translate))

    def __str__(self) -> str:
        return self.said()


class Faults:
    """The faults found so far in one reading. All are counted, the first thousand kept."""

    def __init__(self) -> None:
        self.kept: list[FormFault] = []
        self.count = 0

    def add(
        self,
        code: FormCode,
        *,
        file: str = "",
        line: int = 0,
        column: str = "",
        path: str = "",
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Count a fault, and keep it if there is room."""
        self.count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(FormFault(code, facts or {}, file, line, column, path))

    def adopt(self, others: "Faults", file: str) -> None:
        """Add the faults of another reading as those of a file."""
        self.count += others.count
        self.kept += [replace(each, file=file) for each in others.kept[: MOST_KEPT - len(self.kept)]]

    def raise_if_any(self) -> None:
        """Refuse what was read, with all its faults, or do nothing when there are none."""
        if self.count:
            raise Unreadable(tuple(self.kept), self.count)
