"""XLSX: unpacked within limits into a bare copy of only what is needed, measured, and only then given to calamine.

Calamine (Rust) lays a sheet out as one rectangle, so two cells at far corners, or a million cells that use one long
text, would take all memory. Therefore each sheet is gone through first (`sheet_scan`), and calamine gets the copy that
was measured, never the file as it came: what the archive says of itself is believed by nobody.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from dodomu.foundation.tables.sheet_scan import SheetScan, paths_of_sheets, scan_sheet, scan_texts
from dodomu.foundation.tables.terms import Limits, Remarks, Row, Table, TableFault, UnreadableTable, column_letters

TEXTS, WORKBOOK, RELATIONS = "xl/sharedstrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEETS = "xl/worksheets/"
NEEDED = {TEXTS, WORKBOOK, RELATIONS, "[content_types].xml", "_rels/.rels", "xl/styles.xml"}
PIECE = 1 << 18
ENCRYPTED_FLAG = 0x1
OFFICE_USES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LONG_NUMBER = 10**6  # shorter ones are no telephone and no document
DIGITS_KEPT = 10**15  # Excel keeps fifteen digits of a number
MIDNIGHT = time(0)


def read_workbook(archive: zipfile.ZipFile, limits: Limits) -> Table:
    """Return the rows of the first sheet that can be seen and has content, or raise `UnreadableTable`."""
    _check_declared(archive.infolist(), limits)
    parts = _unpack(archive, limits)
    if not {WORKBOOK, RELATIONS} <= parts.small.keys():
        raise UnreadableTable(TableFault.DAMAGED)
    with _calamine_faults():
        book = CalamineWorkbook.from_filelike(parts.copy)
        return _first_sheet(book, parts.scans_by_name())


@contextmanager
def _calamine_faults() -> Iterator[None]:
    try:
        yield
    except PasswordError as fault:
        raise UnreadableTable(TableFault.PASSWORD) from fault
    except CalamineError as fault:
        raise UnreadableTable(TableFault.DAMAGED) from fault
    except BaseException as fault:
        if (
            type(fault).__name__ == "PanicException"
        ):  # a panic in Rust is no Exception: it would end the server's thread
            raise UnreadableTable(TableFault.DAMAGED) from fault
        raise


def _check_declared(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts or len({part.filename.lower() for part in parts}) < len(parts):
        raise UnreadableTable(TableFault.DAMAGED)
    if any(part.compress_type not in OFFICE_USES for part in parts):
        raise UnreadableTable(TableFault.DAMAGED)
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise UnreadableTable(TableFault.PASSWORD)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > limits.unpacked or (unpacked > limits.small and unpacked > packed * limits.ratio):
        raise UnreadableTable(TableFault.UNPACKS_TOO_LARGE, limit=limits.unpacked)


@dataclass(slots=True)
class _Parts:
    """The bare copy, and what was learned while it was made."""

    left: int
    copy: io.BytesIO = field(default_factory=io.BytesIO)
    small: dict[str, bytes] = field(default_factory=dict)
    texts: list[int] = field(default_factory=list)
    scans: dict[str, SheetScan] = field(default_factory=dict)

    def spend(self, size: int, limits: Limits) -> None:
        self.left -= size
        if self.left < 0:
            raise UnreadableTable(TableFault.UNPACKS_TOO_LARGE, limit=limits.unpacked)

    def scans_by_name(self) -> dict[str, SheetScan]:
        paths = paths_of_sheets(self.small[WORKBOOK], self.small[RELATIONS])
        return {name: self.scans.get(path, SheetScan()) for name, path in paths.items()}


def _unpack(archive: zipfile.ZipFile, limits: Limits) -> _Parts:
    """Copy the parts that make a table and measure every sheet. Media and archives inside the archive stay shut."""
    parts = _Parts(left=limits.unpacked)
    needed = [part for part in archive.infolist() if _is_needed(part.filename.lower())]
    needed.sort(key=lambda part: part.filename.lower() != TEXTS)  # the sheets are measured by the lengths of the texts
    with zipfile.ZipFile(parts.copy, "w", zipfile.ZIP_STORED) as bare:
        for part in needed:
            with archive.open(part) as packed, bare.open(part.filename, "w", force_zip64=True) as target:
                _take(part.filename.lower(), _pieces(packed.read, target.write, parts, limits), parts, limits)
    parts.copy.seek(0)
    return parts


def _is_needed(name: str) -> bool:
    return name in NEEDED or (name.startswith(SHEETS) and name.endswith((".xml", ".rels")))


def _take(name: str, pieces: Iterable[bytes], parts: _Parts, limits: Limits) -> None:
    if name == TEXTS:
        parts.texts = scan_texts(pieces, limits)
    elif name.startswith(SHEETS) and name.endswith(".xml"):
        parts.scans[name] = scan_sheet(pieces, parts.texts, limits)
    else:
        parts.small[name] = b"".join(pieces)


def _pieces(
    read: Callable[[int], bytes], write: Callable[[bytes], Any], parts: _Parts, limits: Limits
) -> Iterator[bytes]:
    while piece := read(PIECE):
        parts.spend(len(piece), limits)
        write(piece)
        yield piece


def _first_sheet(book: CalamineWorkbook, scans: dict[str, SheetScan]) -> Table:
    filled = {name: scan for name, scan in scans.items() if scan.cells}
    seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
    chosen = next((name for name in seen if name in filled), None)
    if chosen is None:
        raise UnreadableTable(TableFault.EMPTY)
    sheet = book.get_sheet_by_name(chosen)
    remarks = _remarks(filled[chosen], sheet)
    remarks.sheet = chosen
    remarks.other_sheets = [name for name in seen if name in filled and name != chosen]
    remarks.hidden_sheets = [sheet.name for sheet in book.sheets_metadata if sheet.name not in seen]
    return Table(_rows(sheet, remarks), remarks, _merged(sheet))


def _remarks(scan: SheetScan, sheet: CalamineSheet) -> Remarks:
    first, last = _columns(sheet)
    hidden = [column for start, end in scan.hidden_columns for column in range(max(start, first), min(end, last) + 1)]
    return Remarks(
        kind="xlsx",
        hidden_rows=scan.hidden_rows,
        hidden_row_lines=scan.hidden_row_lines,
        hidden_columns=[column_letters(column) for column in sorted(set(hidden))],
        formulas=scan.formulas,
        formulas_without_value=scan.formulas_without_value,
        error_cells=scan.errors,
        first_column=first,
    )


def _columns(sheet: CalamineSheet) -> tuple[int, int]:
    return (sheet.start[1] if sheet.start else 0), (sheet.end[1] if sheet.end else -1)


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    first, _ = _columns(sheet)
    ranges = sheet.merged_cell_ranges or []
    return [(top + 1, bottom + 1, left - first, right - first) for (top, left), (bottom, right) in ranges]


def _rows(sheet: CalamineSheet, remarks: Remarks) -> Iterator[Row]:
    with _calamine_faults():
        for line, values in enumerate(sheet.iter_rows(), start=1):
            cells = [
                value if type(value) is str else _text(value, column, remarks) for column, value in enumerate(values)
            ]
            if any(map(str.strip, cells)):
                yield Row(line, cells)


def _text(value: Any, column: int, remarks: Remarks) -> str:
    """A cell that Excel typed, as a person would have written it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, column, remarks)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == MIDNIGHT else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value.isoformat("minutes") if isinstance(value, time) else str(value)


def _number(value: float, column: int, remarks: Remarks) -> str:
    if abs(value) >= LONG_NUMBER:
        remarks.numbers[column] = remarks.numbers.get(column, 0) + 1
        remarks.digits_lost += abs(value) >= DIGITS_KEPT
    return str(int(value)) if value == int(value) else repr(value)
