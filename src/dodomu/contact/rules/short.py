"""An advice as an SMS: the words where they fit, else the headline and where to read on; never a cut sentence."""

from collections.abc import Callable, Iterable
from typing import Final

MOST_PARTS: Final = 3
# Signs that a keyboard or an editor puts in, and that alone would make a message cost twice as much.
_PLAIN: Final = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛ʼ", "'") | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u202f\u2009", " ") | {"…": "..."}
)  # fmt: skip


def fitting(candidates: Iterable[str], *, parts: Callable[[str], int]) -> str:
    """Return the first text that fits, in plain signs; where none does, the last."""
    last = ""
    for candidate in candidates:
        last = plain(candidate)
        if parts(last) <= MOST_PARTS:
            return last
    return last


def has(text: str, words: str) -> bool:
    """Say whether an SMS says these words, and not the headline in their place because they did not fit."""
    return plain(words) in text


def plain(text: str) -> str:
    """Return a text in signs that telephones have always had; it is known again as the same text."""
    return text.translate(_PLAIN)
