"""The reference code that is read out over a telephone: eight digits and one that checks them.

The check digit is H. M. Damm's (Total anti-symmetrische Quasigruppen, 2004): it catches every single wrong digit and
every swap of two neighbours, the two slips people make when they read digits aloud.
"""

import unicodedata
from enum import Enum, unique

DIGITS = 9
HIGHEST_NUMBER = 99_999_999

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


@unique
class ReferenceFault(Enum):
    """Why what was typed is no reference code."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    WRONG_DIGIT = "wrong_digit"


def reference_from(number: int) -> str:
    """Return the nine digits for 0 to 99 999 999; the caller draws the number at random, so that none is guessed."""
    if not 0 <= number <= HIGHEST_NUMBER:
        raise ValueError(f"a reference number lies between 0 and {HIGHEST_NUMBER}: {number}")
    body = f"{number:08d}"
    return f"{body}{check_digit(body)}"


def is_reference(text: str) -> bool:
    """Say whether `text` is exactly nine ASCII digits of which the last one checks."""
    return len(text) == DIGITS and text.isascii() and text.isdigit() and check_digit(text) == "0"


def read_reference(text: str) -> str | ReferenceFault:
    """Return the nine digits found in what was typed, in any script and grouping, or what is wrong with them."""
    digits = "".join(str(unicodedata.decimal(mark)) for mark in text if mark.isdecimal())
    if not digits:
        return ReferenceFault.EMPTY
    if len(digits) < DIGITS:
        return ReferenceFault.TOO_SHORT
    if len(digits) > DIGITS:
        return ReferenceFault.TOO_LONG
    return digits if check_digit(digits) == "0" else ReferenceFault.WRONG_DIGIT


def spoken(reference: str) -> str:
    """Group a code as it is read out: 482 917 354."""
    return " ".join(reference[start : start + 3] for start in range(0, len(reference), 3))


def check_digit(digits: str) -> str:
    """Return the digit that checks these; for digits that end with theirs it is 0."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)
