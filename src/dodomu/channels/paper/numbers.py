"""The figures by which a sheet and its rows are typed in: figures only, so that no keyboard layout is in the way.

A sheet has seven and one that checks them, a row two and one that checks them *and the sheet*: a row typed under the
wrong sheet is noticed nine times in ten, and so is every single wrong figure. The check is ISO/IEC 7064, MOD 11,10.
"""

import re
import unicodedata

SHEET = re.compile(r"(\d{4})[ -]?(\d{4})")
MOST_SHEETS = 10**7
MOST_ROWS = 99


def check_figure(figures: str) -> str:
    """Return the figure that checks these."""
    product = 10
    for figure in figures:
        product = ((product + int(figure)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def sheet_code(number: int) -> str:
    """Return the eight figures of a sheet, for 0 to 9 999 999."""
    if not 0 <= number < MOST_SHEETS:
        raise ValueError(f"a sheet's number lies under {MOST_SHEETS}: {number}")
    return f"{number:07d}{check_figure(f'{number:07d}')}"


def is_sheet_code(code: str) -> bool:
    """Say whether these are eight figures of which the last one checks."""
    return len(code) == 8 and code.isascii() and code.isdigit() and check_figure(code[:-1]) == code[-1]  # noqa: PLR2004


def row_code(sheet: str, row: int) -> str:
    """Return the three figures of a row, for 1 to 99."""
    if not 1 <= row <= MOST_ROWS:
        raise ValueError(f"a row's number lies between 1 and {MOST_ROWS}: {row}")
    # Without the figure that checks the sheet: after it all sheets would be alike to the check of the row.
    return f"{row:02d}{check_figure(f'{sheet[:-1]}{row:02d}')}"


def read_row(sheet: str, code: str) -> int | None:
    """Return the row that three figures name on a sheet, or None where they do not check."""
    row = int(code[:2])
    return row if row and code == row_code(sheet, row) else None


def ref(sheet: str, row: int) -> str:
    """Return under which name a row is known outside."""
    return f"{sheet}-{row_code(sheet, row)}"


def printed(sheet: str) -> str:
    """Group a sheet's figures as they are read out: 4829-1732."""
    return f"{sheet[:4]}-{sheet[4:]}"


def plain_figures(text: str) -> str:
    """Return a text with the figures of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)
