"""What was typed by strangers, made safe to print: no hidden letters, no tricks of direction, no endless words."""

import re
import unicodedata

MOST_LETTERS = 2_000
LONGEST = 24  # letters of a word, then it may be broken
STEP = 12
BREAK = "\u200b"
JOINERS = "\u200c\u200d"  # Persian and the scripts of India need them
LONG = re.compile(rf"\S{{{LONGEST + 1},}}")


def clean(text: str, most: int = MOST_LETTERS) -> str:
    """Return a text to print: what is seen stays as it is, what is hidden goes, what is too long ends in “…”."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    seen = "".join(filter(_is_seen, unicodedata.normalize("NFC", cut).replace("\t", " ")))
    return LONG.sub(lambda word: _with_breaks(word.group()), seen).strip()


def _is_seen(letter: str) -> bool:
    """Say whether a letter leaves a mark. Formatting letters could turn a line round and make 380 into 083."""
    return letter == "\n" or letter in JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _with_breaks(word: str) -> str:
    pieces = [""]
    for letter in word:
        if len(pieces[-1]) >= STEP and not unicodedata.combining(letter):
            pieces.append("")
        pieces[-1] += letter
    return BREAK.join(pieces)
