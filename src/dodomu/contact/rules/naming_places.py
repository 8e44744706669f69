"""Finding the place that somebody says they are at, in a few words and in any of its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from uuid import UUID

from dodomu.people.rules.statement import place_key

MOST_WORDS: Final = 3  # of a name
READ: Final = 60  # words of a message in which a place is looked for
SHORTEST: Final = 4  # letters of a name that may be bent
_VOWELS: Final = "aeiouy"
# What a name may end in where somebody says that they are at it or go to it, as letters are folded (`letters.spell`).
_ENDINGS: Final = frozenset(
    ["", *_VOWELS, "ii", "iu", "ou", "oi", "om", "im", "da", "de", "ta", "te", "ida", "ha", "he", "ka", "ke", "ihi"]
)
# After these a name says where somebody is not, or is no more.
_AWAY: Final = frozenset(("з", "із", "зі", "зо", "из", "изо", "с", "со", "від", "от", "from", "off")) | frozenset(
    ("outside", "near", "біля", "около", "возле", "без", "without")
)
_NOT: Final = frozenset(("not", "не", "longer"))  # also with a small word between: "not in Almaty"
_NOT_AFTER: Final = "емес"


@dataclass(frozen=True, slots=True)
class Place:
    """The one place that words name, and which of the words name it."""

    id: UUID | None = None
    words: frozenset[int] = field(default_factory=frozenset)


NOWHERE: Final = Place()


def place_in(words: Sequence[str], places: Mapping[str, UUID]) -> Place:
    """Return the place where somebody says they are; none where they name several, or one they have left."""
    found: dict[UUID, frozenset[int]] = {}
    words, at = words[:READ], 0
    while at < len(words):
        hit = _place_at(words, at, places)
        if hit is None:
            at += 1
            continue
        place, where = hit
        found[place] = found.get(place, frozenset()) | where
        before, at = words[max(0, at - 2) : at], max(where) + 1
        if not _AWAY.isdisjoint(before[-1:]) or not _NOT.isdisjoint(before) or _is_denied_by(words[at : at + 1]):
            return NOWHERE
    if len(found) != 1:
        return NOWHERE
    return Place(*next(iter(found.items())))


def _is_denied_by(after: Sequence[str]) -> bool:
    return any(word.startswith(_NOT_AFTER) for word in after)


def _place_at(words: Sequence[str], at: int, places: Mapping[str, UUID]) -> tuple[UUID, frozenset[int]] | None:
    """Return the place whose name begins at a word, the longest name first."""
    for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
        keys = place_key(" ".join(words[at : at + length])).split()
        named = {place for key, place in places.items() if _is_name(keys, tuple(key.split()))} if keys else set()
        if len(named) == 1:
            return named.pop(), frozenset(range(at, at + length))
    return None


def _is_name(keys: Sequence[str], name: tuple[str, ...]) -> bool:
    return len(keys) == len(name) and all(_is_form(key, word) for key, word in zip(keys, name, strict=True))


def _is_form(word: str, name: str) -> bool:
    """Say whether a word is a name in one of its cases."""
    if word == name:
        return True
    stem = _stem(name)
    return len(stem) >= SHORTEST and word.startswith(stem) and _ends_well(word, name, stem)


def _ends_well(word: str, name: str, stem: str) -> bool:
    return word[len(stem) :] in _ENDINGS or (word.startswith(name) and word[len(name) :] in _ENDINGS)


@lru_cache(maxsize=4096)
def _stem(name: str) -> str:
    return name.rstrip(_VOWELS)
