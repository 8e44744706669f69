"""How a gate folds what is typed, so that a name is found in any script, without the register's rules.

A table of one to four letters takes the place of `people.rules.search`: what people type folds to the same by both (a
test holds them together), and a page can use the table with ten lines of script.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from dodomu.people.rules.search import search_terms
from dodomu.people.rules.sounds import undouble

LONGEST_KEY: Final = 4
GROUPS: Final = (
    "shch", "sch", "zgh", "tch", "cki", "cka", "kh", "gh", "zh", "sh", "ch", "ts", "tz", "ck", "ce", "ci", "cy", "ph",
    "th", "x",
)  # fmt: skip
ONE: Final = {"y": "i", "q": "k", "w": "v", "c": "k", "g": "h"}
RANGES: Final = ((0x00DF, 0x024F), (0x0430, 0x04FF), (0x1E00, 0x1EFF))
SIGNS: Final = "'’ʼ‘`´ʹ′ʻ"
_AT_THE_END = re.compile(r"(?<=\w)c\b")  # k, ts or the beginning of ch: it cannot be told yet


@lru_cache(maxsize=1)
def fold_table() -> dict[str, str]:
    """Return what letters and groups of letters fold to; a letter that is not in it stays as it is."""
    table = {group: _folded(group) for group in GROUPS} | ONE | dict.fromkeys(SIGNS, "")
    for first, last in RANGES:
        letters = (chr(code) for code in range(first, last + 1))
        table |= {each: _folded(each) for each in letters if each.isalpha() and each == each.lower()}
    return table


def fold(text: str) -> str:
    """Fold as the page does: the reference for its script."""
    table, left, out = fold_table(), _AT_THE_END.sub("", unicodedata.normalize("NFC", text).lower()), ""
    while left:
        size = next((size for size in range(LONGEST_KEY, 0, -1) if left[:size] in table), 0)
        out += table[left[:size]] if size else left[0] if left[0].isalnum() else " "
        left = left[size or 1 :]
    return " ".join(undouble(out.replace("dj", "j")).split())


def kept(search_text: str) -> str:
    """Return the words under which a name is found, out of what the register keeps: no telephone, no code."""
    return " ".join(dict.fromkeys(word for word in search_text.split() if not word.isdecimal()))


def _folded(letters: str) -> str:
    return "".join(search_terms(letters))
