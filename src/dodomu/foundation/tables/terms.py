"""The words of reading tables: what a table is, what can be wrong with a file, what is remarked without being wrong."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

LETTERS = 26
LINES_NAMED = 20  # a remark names that many lines; the count says how many there are


class TableFault(StrEnum):
    """Why a file cannot be read as a table. The sentences live with the words of the web."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"  # limit
    NOT_A_TABLE = "not-a-table"  # looks_like
    PASSWORD = "password"
    MACROS = "macros"
    OLD_EXCEL = "old-excel"
    OTHER_SPREADSHEET = "other-spreadsheet"
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    TOO_MANY_ROWS = "too-many-rows"  # limit
    TOO_MANY_COLUMNS = "too-many-columns"  # limit
    TOO_MANY_CELLS = "too-many-cells"  # limit
    CELL_TOO_LONG = "cell-too-long"  # line, limit
    BROKEN_ENCODING = "broken-encoding"  # line, encoding
    UNKNOWN_ENCODING = "unknown-encoding"
    QUOTE_NOT_CLOSED = "quote-not-closed"  # line


class UnreadableTable(Exception):
    """The file is refused whole; nothing of it was taken."""

    def __init__(self, fault: TableFault, /, **details: str | int) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.details = details


class EncodingGround(StrEnum):
    """Why a text is believed to be in an encoding."""

    CHOSEN = "chosen"
    MARKED = "marked"  # a byte order mark
    VALID = "valid"  # every byte fits, and by accident they hardly ever do
    LETTERS = "letters"  # the letters come out as words of our languages
    PLAIN = "plain"  # no letter beyond ASCII: any encoding reads the same


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read before it is refused."""

    bytes: int = 30 * 2**20
    rows: int = 200_000
    columns: int = 200
    cells: int = 6_000_000
    cell_length: int = 32_767  # what Excel itself allows
    text: int = 150_000_000  # characters in all cells: one long text may be used by a million cells
    unpacked: int = 256 * 2**20
    parts: int = 2_000
    ratio: int = 250  # unpacked to packed, above `small`: ordinary sheets stay below 60
    small: int = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a spreadsheet counts them, the first is 1; rows without any text are not given."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Remarks:
    """What an officer should know of how a file was read. Complete once the rows have been gone through."""

    kind: str = ""  # csv, xlsx
    encoding: str = ""
    encoding_ground: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)  # have content and were not read
    hidden_sheets: list[str] = field(default_factory=list)  # not read
    hidden_rows: int = 0  # read all the same
    hidden_row_lines: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)  # read all the same
    numbers: dict[int, int] = field(default_factory=dict)  # column -> long numbers that Excel keeps without 0 and +
    digits_lost: int = 0
    formulas: int = 0
    formulas_without_value: int = 0
    error_cells: int = 0
    first_column: int = 0  # of the sheet, where the rows begin: A is 0
    merged_in_rows: int = 0
    nul_removed: int = 0

    def plain(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(slots=True)
class Table:
    """The rows of a file, read as they are asked for, once."""

    rows: Iterator[Row]
    remarks: Remarks
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged cells as first line, last line, first column, last column; lines from 1, columns from 0 as in the rows."""


def column_letters(index: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
