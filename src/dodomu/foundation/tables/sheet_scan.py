"""Going through the XML of a sheet before it is laid out: how far it reaches, what is hidden, what was computed."""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from dodomu.foundation.tables.terms import LINES_NAMED, Limits, TableFault, UnreadableTable

ALPHABET = 26
DIGITS = "0123456789"
MOST_LETTERS = 3  # the last column of Excel is XFD
TRUE = ("1", "true")


@dataclass(slots=True)
class SheetScan:
    """What a sheet holds, as far as it matters before reading it."""

    cells: int = 0
    text: int = 0
    first_line: int = 0
    last_line: int = 0
    first_column: int = 0
    last_column: int = -1
    hidden_rows: int = 0
    hidden_row_lines: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last, A is 0
    formulas: int = 0
    formulas_without_value: int = 0
    errors: int = 0


def scan_sheet(pieces: Iterable[bytes], texts: list[int], limits: Limits) -> SheetScan:
    """Measure a sheet; `texts` are the lengths of the shared texts. Refuse what is larger than the limits."""
    scanner = _SheetScanner(texts, limits)
    with _as_damage():
        _parse(pieces, scanner.start, None, scanner.characters)
        scanner.finish()
    return scanner.scan


def scan_texts(pieces: Iterable[bytes], limits: Limits) -> list[int]:
    """Return how long each shared text is, without keeping any."""
    scanner = _TextScanner(limits)
    with _as_damage():
        _parse(pieces, scanner.start, scanner.end, scanner.characters)
    return scanner.lengths


def paths_of_sheets(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Return which part of the archive holds each sheet, by the sheet's name."""
    targets = {each.get("Id", ""): each.get("Target", "") for each in _elements(relations, "Relationship")}
    found = {}
    for sheet in _elements(workbook, "sheet"):
        relation = next((value for key, value in sheet.items() if key.rpartition(":")[2] == "id"), "")
        target = targets.get(relation, "")
        found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
    return found


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: list[str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(dict(zip(attributes[::2], attributes[1::2], strict=True)))

    with _as_damage():
        _parse([xml], start, None, None)
    return found


@contextmanager
def _as_damage() -> Iterator[None]:
    """A number that is none, a text that is not there, XML that breaks off: the sheet contradicts itself."""
    try:
        yield
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise UnreadableTable(TableFault.DAMAGED) from fault


def _refuse_declarations(*_: object) -> NoReturn:
    # No Office program writes a document type: it serves only to make a few bytes grow.
    raise UnreadableTable(TableFault.DAMAGED)


def _parse(
    pieces: Iterable[bytes],
    start: Callable[[str, list[str]], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> None:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True  # a plain list: a dictionary for each of a million cells costs a second
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declarations
    handlers: Any = parser
    handlers.StartElementHandler, handlers.EndElementHandler, handlers.CharacterDataHandler = start, end, text
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


class _TextScanner:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lengths: list[int] = []
        self.length = 0

    def start(self, name: str, attributes: list[str]) -> None:  # noqa: ARG002  (expat's signature)
        if name == "si" or name.endswith(":si"):
            self.length = 0

    def end(self, name: str) -> None:
        if name == "si" or name.endswith(":si"):
            self.lengths.append(self.length)

    def characters(self, text: str) -> None:
        self.length += len(text)
        if self.length > self.limits.cell_length + 1:
            raise UnreadableTable(TableFault.CELL_TOO_LONG, limit=self.limits.cell_length)


class _SheetScanner:
    """Counts as the parser goes, with as few calls as can be: a sheet has millions of elements.

    Only cells with a value count: formatting alone reaches anywhere and takes no room.
    """

    def __init__(self, texts: list[int], limits: Limits) -> None:
        self.scan = SheetScan()
        self.texts, self.limits = texts, limits
        self.columns: dict[str, int] = {}
        self.line, self.column = 0, -1
        self.row_is_hidden = self.row_has_value = False
        self.kind, self.number = "", ""  # of the cell: its type, and the number of its shared text
        self.has_formula = self.has_value = self.inside = False
        self.starts: dict[str, Callable[[list[str]], None]] = {
            "c": self._cell,
            "v": self._value,
            "t": self._value,
            "row": self._row,
            "f": self._formula,
            "col": self._col,
        }

    def start(self, name: str, attributes: list[str]) -> None:
        if self.number:
            self._end_shared()
        self.inside = False
        handle = self.starts.get(name) or (self.starts.get(name.rpartition(":")[2]) if ":" in name else None)
        if handle:
            handle(attributes)

    def characters(self, text: str) -> None:
        if self.kind == "s" and self.inside:
            self.number += text
        elif self.inside:
            self.scan.text += len(text)

    def finish(self) -> None:
        """Close the last row, and refuse a sheet whose rectangle is larger than the limits."""
        self._end_row()
        scan, limits = self.scan, self.limits
        if scan.last_line > limits.rows + 1:
            raise UnreadableTable(TableFault.TOO_MANY_ROWS, limit=limits.rows, line=scan.last_line)
        if scan.last_column >= limits.columns:
            raise UnreadableTable(TableFault.TOO_MANY_COLUMNS, limit=limits.columns)
        area = (scan.last_line - scan.first_line + 1) * (scan.last_column - scan.first_column + 1)
        if scan.cells and area > limits.cells:
            raise UnreadableTable(TableFault.TOO_MANY_CELLS, limit=limits.cells)

    def _row(self, attributes: list[str]) -> None:
        self._end_row()
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self.line, self.column = (int(given["r"]) if "r" in given else self.line + 1), -1
        self.row_is_hidden = given.get("hidden") in TRUE

    def _end_row(self) -> None:
        if self.number:
            self._end_shared()
        self._end_cell()
        if self.row_is_hidden and self.row_has_value:
            self.scan.hidden_rows += 1
            if len(self.scan.hidden_row_lines) < LINES_NAMED:
                self.scan.hidden_row_lines.append(self.line)
        self.row_has_value = False
        limits = self.limits
        if self.scan.text > limits.text or self.scan.cells > limits.cells:
            raise UnreadableTable(TableFault.TOO_MANY_CELLS, limit=limits.cells)

    def _col(self, attributes: list[str]) -> None:
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if given.get("hidden") in TRUE:
            self.scan.hidden_columns.append((int(given["min"]) - 1, int(given["max"]) - 1))

    def _cell(self, attributes: list[str]) -> None:
        if self.has_formula:
            self._end_cell()
        self.has_value = False
        self.kind, reference = "", ""
        for place in range(0, len(attributes), 2):
            if attributes[place] == "r":
                reference = attributes[place + 1]
            elif attributes[place] == "t":
                self.kind = attributes[place + 1]
        if not reference:
            self.column += 1
            return
        letters = reference.rstrip(DIGITS)
        known = self.columns.get(letters)
        self.column = self._learn(letters) if known is None else known
        self.line = int(reference[len(letters) :])

    def _end_cell(self) -> None:
        if self.has_formula and not self.has_value:
            self.scan.formulas_without_value += 1
        self.has_formula = False

    def _learn(self, letters: str) -> int:
        name = letters.upper()
        if not 0 < len(name) <= MOST_LETTERS or not (name.isascii() and name.isalpha()):
            raise UnreadableTable(TableFault.DAMAGED)
        index = 0
        for letter in name:
            index = index * ALPHABET + ord(letter) - ord("A") + 1
        self.columns[letters] = index - 1
        return index - 1

    def _formula(self, attributes: list[str]) -> None:  # noqa: ARG002  (as all of them)
        self.has_formula = True
        self.scan.formulas += 1

    def _value(self, attributes: list[str]) -> None:  # noqa: ARG002
        self.inside = True
        if self.has_value:  # further runs of one text
            return
        self.has_value = self.row_has_value = True
        scan, line, column = self.scan, self.line, self.column
        scan.cells += 1
        if self.kind == "e":
            scan.errors += 1
        if not scan.first_line:
            scan.first_line, scan.first_column = line, column
        scan.first_line, scan.last_line = min(scan.first_line, line), max(scan.last_line, line)
        scan.first_column, scan.last_column = min(scan.first_column, column), max(scan.last_column, column)

    def _end_shared(self) -> None:
        self.scan.text += self.texts[int(self.number)]
        self.number = ""
