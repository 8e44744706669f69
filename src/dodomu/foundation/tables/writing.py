"""Tables that are given out: nothing hidden in them, and no cell that a spreadsheet would run as a formula.

In CSV a cell that would start a formula gets an apostrophe before it, as OWASP advises, so +380 00 … stays readable
to the digit; our own reading takes the apostrophe off again. Every cell is quoted, so that a program that expects
another delimiter cannot cut a formula out of the middle. In XLSX such a cell is a text with Excel's own mark for “this
is text” (`quotePrefix`), which holds even when somebody edits the cell; its content is unchanged.
"""

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
