"""Tables that are given out: nothing hidden in them, and no cell that a spreadsheet would run as a formula.

In CSV a cell that would start a formula gets an apostrophe before it, as OWASP advises, so +380 00 … stays readable
to the digit; our own reading takes the apostrophe off again. Every cell is quoted, so that a program that expects
another delimiter cannot cut a formula out of the middle. In XLSX such a cell is a text with Excel's own mark for “this
is text” (`quotePrefix`), which holds even when somebody edits the cell; its content is unchanged.
"""

import csv
import hashlib
import io
import itertools
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

import xlsxwriter

IN_MEMORY = 8 * 2**20
PIECE = 1 << 16
STARTS_FORMULA = frozenset("=+-@＝＋－＠|%")  # the wide ones count in some languages of Excel, | and % in old programs
APOSTROPHE = "'"
BOM = "\ufeff"
SHEET = "1"
NARROWEST, WIDEST = 8, 48
MEASURED = 200  # rows that set the width of the columns
LONGEST = 32_767  # characters in a cell of Excel
# A program writes its own name and the hour into a workbook; nothing else, and no person's name, is to be found there.
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
NO_PROPERTIES = {"title": "", "author": "", "company": "", "comments": "", "manager": "", "subject": ""}


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Content(Iterator[bytes]):
    """The pieces of a file, which is closed after the last of them, or earlier when nobody wants the rest."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target

    def __next__(self) -> bytes:
        piece = b"" if self.target.closed else self.target.read(PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        self.target.close()


@dataclass(frozen=True)
class MadeFile:
    """A file that was written whole before any of it goes out; its content can be gone through once."""

    type: str
    rows: int
    size: int
    digest: str  # SHA-256
    content: Content


def make_file(rows: Iterable[Sequence[str]], kind: FileKind, *, delimiter: str = ",") -> MadeFile:
    """Write rows, the headings first, into a file that nobody can find by a name."""
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed when its content has gone out)
    count = write_xlsx(target, rows) if kind is FileKind.XLSX else write_csv(target, rows, delimiter=delimiter)
    target.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := target.read(PIECE):
        digest.update(piece)
        size += len(piece)
    target.seek(0)
    return MadeFile(TYPES[kind], count, size, digest.hexdigest(), Content(target))


def starts_formula(text: str) -> bool:
    """Say whether a spreadsheet could take this cell for a formula, whatever unseen marks come before."""
    if not text or (text[0].isalnum()):
        return False
    if text[0] in "\t\r\n":
        return True
    for mark in text:
        if mark.isspace() or unicodedata.category(mark) in ("Cf", "Cc"):
            continue
        return mark in STARTS_FORMULA
    return False


def disarm(text: str) -> str:
    """Return a cell of CSV that no spreadsheet runs."""
    return APOSTROPHE + text if starts_formula(text) else text


def rearm(text: str) -> str:
    """Take off the apostrophe that `disarm` put on."""
    return text[1:] if text[:1] == APOSTROPHE and starts_formula(text[1:]) else text


def write_csv(target: IO[bytes], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> int:
    """Write rows as UTF-8 with the mark that Excel looks for; return how many."""
    text = io.TextIOWrapper(target, encoding="utf-8", errors="replace", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    count = 0
    for row in rows:
        writer.writerow([disarm(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(target: IO[bytes], rows: Iterable[Sequence[str]]) -> int:
    """Write rows into one sheet, every cell a text, the first row fixed above; return how many."""
    coming = iter(rows)
    measured = list(itertools.islice(coming, MEASURED))
    with xlsxwriter.Workbook(target, AS_TEXT) as book:
        book.set_properties(NO_PROPERTIES)
        sheet = book.add_worksheet(SHEET)
        heading, armed = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(_widths(measured)):
            sheet.set_column(column, column, width)
        count = 0
        for count, row in enumerate(itertools.chain(measured, coming), start=1):
            for column, cell in enumerate(row):
                kind = heading if count == 1 else (armed if starts_formula(cell) else None)
                sheet.write_string(count - 1, column, _writable(cell), kind)
    return count


def _writable(cell: str) -> str:
    return cell[:LONGEST].encode("utf-8", "replace").decode()


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    widths = [max((len(cell) for cell in column), default=0) for column in itertools.zip_longest(*rows, fillvalue="")]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in widths]
