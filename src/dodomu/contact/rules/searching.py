"""What of a text is found again: the beginnings of its words, folded as names are, in any script.

Each beginning is kept as a keyed hash (`queries.searching`). Who can read the table and has no key learns which
messages share words, and how often each is used; not which words they are. See docs/decisions.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dodomu.people.rules.search import search_terms, search_text

SHORTEST: Final = 3
LONGEST: Final = 10
MOST_LETTERS: Final = 12_000  # of a text that are looked at
MOST_BEGINNINGS: Final = 4_000  # of a message: a book is found by its first chapters
_WORD = re.compile(r"\S{2,}")


def beginnings(text: str) -> list[str]:
    """Return the beginnings of every word of a text, each once, in their order."""
    words = search_text([text[:MOST_LETTERS]]).split()
    found = dict.fromkeys(part for word in words for part in _beginnings(word))
    return list(found)[:MOST_BEGINNINGS]


def sought(query: str) -> list[str]:
    """Return what must all be found for a query; nothing where all its words are too short."""
    return list(dict.fromkeys(term[:LONGEST] for term in search_terms(query) if len(term) >= SHORTEST))


def around(text: str, terms: Sequence[str], length: int) -> str:
    """Return the part of a text in which one of some terms (`sought`) stands, of about so many letters."""
    begin = next((word.start() for word in _WORD.finditer(text[:MOST_LETTERS]) if _is_met(word.group(), terms)), 0)
    start = max(0, begin - length // 3)
    return f"{'…' if start else ''}{text[start : start + length]}"


def _is_met(word: str, terms: Sequence[str]) -> bool:
    return any(form.startswith(tuple(terms)) for form in search_text([word]).split())


def _beginnings(word: str) -> Iterator[str]:
    return (word[:length] for length in range(SHORTEST, min(len(word), LONGEST) + 1))
