"""Which of a place's names is Ukrainian, Russian or Kazakh: claimed only where letters and sound prove it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

ALIKE: Final = 0.85
"""How like the Latin name a name must sound: old and nick names (Вірний for Almaty) stay below."""
SAME: Final = 0.97

_SHARED: Final = "абвгджзйклмнопрстуфхцчшьюя"
_COMMON: Final = {
    **dict(zip("абвджзйклмнопрстуфц", "abvdžzjklmnoprstufc", strict=True)),
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "shch", "ц": "ts", "х": "kh", "ю": "iu", "я": "ia", "ь": "", "'": "", "’": "",
}  # fmt: skip


@dataclass(frozen=True)
class _Writing:
    """How one language is written: its letters, what proves it, what it never has, how it sounds.

    In the country `home`, Latin names are made from this very language, so a name that sounds the same is proved too.
    """

    letters: frozenset[str]
    proof: re.Pattern[str]
    never: re.Pattern[str]
    sound: Mapping[str, str]
    home: str


_WRITINGS: Final = {
    "uk": _Writing(
        frozenset(_SHARED + "еєиіїґщ'’"),
        # The letter і alone is Belarusian or Kazakh as well, so it needs a letter beside it that those lack.
        re.compile(r"[їєґ]|[сцз]ьк|і.*[ищ]|[ищ].*і"),
        re.compile(r"іе|іо|[жшчр]ы"),
        {**_COMMON, "г": "h", "ґ": "g", "е": "e", "є": "ie", "и": "y", "і": "i", "ї": "i"},
        "UA",
    ),
    "ru": _Writing(
        frozenset(_SHARED + "еёиъыэщ"),
        re.compile(r"[ёыэ]|ъ[еёюя]"),
        # Bulgarian has ъ between consonants; цы, рэ, тэ, дэ and жы are Belarusian where the sound allows both.
        re.compile(r"ъ(?![еёюя])|[жч]ы|[рд]э|ы[иы]|ыйи|[сцз]ьк"),
        {**_COMMON, "г": "g", "е": "e", "ё": "io", "и": "i", "ъ": "", "ы": "y", "э": "e"},
        "RU",
    ),
    "kk": _Writing(
        frozenset(_SHARED + "еёиъыэщәғқңөұүһі"),
        # Single letters of these are Uzbek, Tajik, Tatar, Kyrgyz or Mongolian too: two kinds together are Kazakh.
        re.compile(r"ұ|[қғ].*[ыіөүәң]|[ыіөүәң].*[қғ]"),
        re.compile(r"ъ(?![еёюя])"),
        {**_COMMON, "г": "g", "е": "e", "ё": "io", "и": "i", "ъ": "", "ы": "y", "э": "e",
         "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i"},
        "",
    ),
}  # fmt: skip
_KAZAKH_AT_HOME: Final = re.compile(r"[әғқңөұүһ]|і(?!.*[ищ])")


def names_by_language(latin: str, others: Iterable[str], *, country: str) -> dict[str, str]:
    """The name in English letters and, where it can be proved, in Ukrainian, Russian and Kazakh."""
    found = {"en": latin}
    candidates = sorted(set(others))
    for language, writing in _WRITINGS.items():
        name = _proved(latin, candidates, language, writing, country)
        if name:
            found[language] = name
    return found


def _proved(latin: str, candidates: Iterable[str], language: str, writing: _Writing, country: str) -> str | None:
    spelled = [name for name in candidates if _may_be(name, writing)]
    if not spelled:
        return None
    # Soft signs have no sound here: of Донецьк and Донецк, Казань and Казан, the one that writes them is right.
    best = max(spelled, key=lambda name: (_alike(latin, name, writing), name.count("ь"), -abs(len(name) - len(latin))))
    likeness = _alike(latin, best, writing)
    at_home = country == writing.home
    if likeness < ALIKE or not (_proves(best.lower(), language, writing, country) or (at_home and likeness >= SAME)):
        return None
    return best


def _may_be(name: str, writing: _Writing) -> bool:
    bare = re.sub(r"[\s\-–.]", "", name).lower()
    return bool(bare) and name[0].isupper() and set(bare) <= writing.letters and not writing.never.search(bare)


def _proves(name: str, language: str, writing: _Writing, country: str) -> bool:
    if country == "KZ" and language == "kk":
        return _KAZAKH_AT_HOME.search(name) is not None
    return writing.proof.search(name) is not None


def _alike(latin: str, name: str, writing: _Writing) -> float:
    sound = "".join(writing.sound.get(letter, letter) for letter in name.lower())
    return SequenceMatcher(None, _plain(latin), _plain(sound), autojunk=False).ratio()


def _plain(text: str) -> str:
    """Only the sounds: no marks, and one spelling for what Latin spells in many ways (ij, y, j; ks, x)."""
    letters = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
    return re.sub(r"(.)\1", r"\1", bare.replace("ph", "f").replace("j", "i"))
