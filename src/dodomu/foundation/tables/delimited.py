"""CSV as people make it: any of four delimiters, quoted line ends, stray marks; what cannot be told is refused."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from dodomu.foundation.tables.encodings import decode
from dodomu.foundation.tables.terms import Limits, Remarks, Row, Table, TableFault, UnreadableTable

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 60
TALLEST = 50  # lines in one record: more is a quotation mark that was never closed and swallows people
NUL_SHARE = 0.001
_SEP = "sep="


def read_delimited(data: bytes, encoding: str | None, limits: Limits) -> Table:
    """Return the rows of a text with delimiters, or raise `UnreadableTable`."""
    decoded = decode(data, encoding)
    text, nul = decoded.text, decoded.text.count("\0")
    if nul > len(text) * NUL_SHARE + 1:
        raise UnreadableTable(TableFault.NOT_A_TABLE, looks_like="binary")
    if nul:
        text = text.replace("\0", "")
    said = _said_delimiter(text)
    delimiter = said or _likely_delimiter(text)
    remarks = Remarks(
        kind="csv",
        encoding=decoded.encoding,
        encoding_ground=decoded.ground,
        delimiter=delimiter,
        nul_removed=nul,
    )
    return Table(_rows(text, delimiter, 1 if said else 0, limits), remarks)


def _said_delimiter(text: str) -> str:
    """Excel writes its delimiter into a first line of its own."""
    first = text[: text.find("\n") + 1].strip("\r\n").strip('"').lower()
    return first[len(_SEP) :] if first.startswith(_SEP) and first[len(_SEP) :] in DELIMITERS else ""


def _likely_delimiter(text: str) -> str:
    """The delimiter that parts most rows into the same number of cells, the larger number among equals."""
    sample = text[:200_000]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row, _ in zip(reader, range(SAMPLE_ROWS), strict=False):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        return (0.0, 0)
    several = {width: many for width, many in widths.items() if width > 1}
    if not several:
        return (0.0, 0)
    width = max(several, key=lambda each: (several[each], each))
    return (round(several[width] / widths.total(), 1), width)


class _Lines:
    """Physical lines one after another, remembering those of the record that is being read."""

    def __init__(self, text: str) -> None:
        self.source = io.StringIO(text, newline="")
        self.number = 0
        self.record: list[str] = []
        self.ended = False  # true inside a record only if its quotation mark is still open

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.record.append(line)
        if len(self.record) > TALLEST:
            raise UnreadableTable(TableFault.QUOTE_NOT_CLOSED, line=self.number - TALLEST)
        return line


def _rows(text: str, delimiter: str, skip: int, limits: Limits) -> Iterator[Row]:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    cells_read = 0
    for line, cells in enumerate(_records(reader, lines, delimiter, limits), start=1):
        if line > limits.rows + 1:
            raise UnreadableTable(TableFault.TOO_MANY_ROWS, limit=limits.rows)
        if line <= skip or not any(map(str.strip, cells)):
            continue
        cells_read += len(cells)
        _check(line, cells, cells_read, limits)
        yield Row(line, cells)


def _records(reader: Iterator[list[str]], lines: _Lines, delimiter: str, limits: Limits) -> Iterator[list[str]]:
    while True:
        lines.record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:  # the only error left: a cell beyond the reader's own limit of 131,072 characters
            raise UnreadableTable(TableFault.CELL_TOO_LONG, line=lines.number, limit=limits.cell_length) from fault
        if len(lines.record) > 1 or lines.ended:
            _check_closed(lines, delimiter)
        yield cells


def _check_closed(lines: _Lines, delimiter: str) -> None:
    """At the end of a file the reader forgives an open quotation mark, and with it the rows it swallowed."""
    try:
        list(csv.reader(lines.record, delimiter=delimiter, strict=True))
    except csv.Error as fault:
        if "unexpected end" in str(fault):
            line = lines.number - len(lines.record) + 1
            raise UnreadableTable(TableFault.QUOTE_NOT_CLOSED, line=line) from fault


def _check(line: int, cells: list[str], cells_read: int, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise UnreadableTable(TableFault.TOO_MANY_COLUMNS, limit=limits.columns, line=line)
    if cells_read > limits.cells:
        raise UnreadableTable(TableFault.TOO_MANY_CELLS, limit=limits.cells)
    if len(max(cells, key=len)) > limits.cell_length:
        raise UnreadableTable(TableFault.CELL_TOO_LONG, line=line, limit=limits.cell_length)
