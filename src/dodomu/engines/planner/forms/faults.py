"""What can be wrong with how something is written, as opposed to what it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

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
    FormCode.BROKEN_JSON: "this is not JSON: {message}",
    FormCode.TOO_LONG: "it is longer than {most} characters, the most that is read",
    FormCode.TOO_DEEP: "it is nested too deeply to be read",
    FormCode.BAD_ENCODING: "this is not UTF-8: {message}",
    FormCode.BROKEN_TABLE: "this is not a table of cells, and the rest of the file was not read: {message}",
    FormCode.NOT_AN_OBJECT: "{value} is not an object with named fields",
    FormCode.NOT_A_LIST: "{value} is not a list",
    FormCode.WRONG_LENGTH: "{value} does not have {wanted} parts",
    FormCode.NOT_A_TEXT: "{value} is not a text",
    FormCode.BROKEN_TEXT: "{value} holds half of a character",
    FormCode.NOT_WHOLE: "{value} is not a whole number",
    FormCode.NOT_A_NUMBER: "{value} is not a number",
    FormCode.NOT_YES_OR_NO: "{value} is neither yes nor no",
    FormCode.NOT_A_MOMENT: "{value} is not a moment; write it like 2022-01-13T09:35+06:00",
    FormCode.NO_ZONE: "{value} has no time zone; write it like 2022-01-13T09:35+06:00",
    FormCode.NOT_A_TIME: "{value} is not a time of the day; write it like 23:00",
    FormCode.NOT_A_ZONE: "{value} is not a time zone; write a name like Asia/Almaty or an offset like +06:00",
    FormCode.NOT_ONE_OF: "{value} is none of {allowed}",
    FormCode.NOT_AN_AMOUNT: "{value} is not an amount of each kind; write it like {example}",
    FormCode.TWICE_IN_SET: "{value} stands in it twice",
    FormCode.NOT_A_STEP: "{value} is neither a ride, nor a travel, nor a shuttle",
    FormCode.HALF_GIVEN: "{columns} belong together, and not all of them are given",
    FormCode.WRONG_FORMAT: "the format is {value}; this reads {wanted}",
    FormCode.UNKNOWN_FIELD: "there is no field {name}{meant}",
    FormCode.REPEATED_FIELD: "the field {name} is given more than once",
    FormCode.MISSING_FIELD: "the field {name} is missing",
    FormCode.EMPTY_CELL: "the cell is empty, and there must be something in it",
    FormCode.UNKNOWN_FILE: "no file of this name belongs here{meant}",
    FormCode.MISSING_FILE: "this file is missing",
    FormCode.GIVEN_TWICE: "{name} is given here and in {other}; one of them must go",
    FormCode.NO_HEADER: "the first line must name the columns, and there is none",
    FormCode.UNKNOWN_COLUMN: "there is no column {name}{meant}",
    FormCode.REPEATED_COLUMN: "the column {name} is there more than once",
    FormCode.MISSING_COLUMN: "the column {name} is missing",
    FormCode.WRONG_CELLS: "the line has {count} cells, and there are {columns} columns",
    FormCode.TOO_MANY_ROWS: "there are more than {most} rows; the rest of the file was not read",
    FormCode.UNKNOWN_OWNER: "there is no {noun} {id} in {file}",
    FormCode.UNKNOWN_ROW: "there is no {noun} {id}",
}


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
        line = f"line {self.line}" if self.line else ""
        column = f"column {self.column}" if self.column else ""
        return ", ".join(part for part in (self.file, line, column, self.path) if part)

    def __str__(self) -> str:
        sentence = SENTENCES[self.code].format_map(self.facts) + "."
        return f"{self.where}: {sentence}" if self.where else sentence


class Unreadable(ValueError):
    """What was to be read has faults of form. `faults` are the first thousand, `count` is how many there are."""

    def __init__(self, faults: tuple[FormFault, ...], count: int) -> None:
        super().__init__(faults, count)
        self.faults = faults
        self.count = count

    def lines(self, most: int = MOST_PRINTED) -> Iterator[str]:
        """Yield one sentence for each of the first faults, and how many more there are."""
        for fault in self.faults[:most]:
            yield str(fault)
        if (rest := self.count - min(most, len(self.faults))) > 0:
            yield f"… and {rest} more."

    def __str__(self) -> str:
        return "\n".join(self.lines())


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
