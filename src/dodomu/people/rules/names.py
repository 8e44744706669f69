"""Names as people write them: cleaned, parted where that is certain, and keyed alike in every script."""

import re
from dataclasses import dataclass
from enum import Enum, unique
from functools import lru_cache

from dodomu.people.rules.given_names import COMMON, COUNTERPARTS
from dodomu.people.rules.sounds import fold_sounds
from dodomu.people.rules.writing import clean_line, unify_apostrophes

NAME_LIMIT = 100
FULL_NAME_LIMIT = 200
KEY_LIMIT = 240
A_FULL_NAME = 2  # words: a family name and a given name


@unique
class NameFault(Enum):
    """Why what was typed is no name."""

    EMPTY = "empty"
    NO_LETTERS = "no_letters"
    TOO_LONG = "too_long"


@unique
class NameOrder(Enum):
    """Which part was written first, where that can be told."""

    FAMILY_FIRST = "family_first"
    GIVEN_FIRST = "given_first"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts; where the order is untold the first word stands as the family name."""

    family: str
    given: str
    patronymic: str = ""
    order: NameOrder = NameOrder.UNTOLD

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


_ONE_NAME = {fold_sounds(name): fold_sounds(group[0]) for group in COUNTERPARTS for name in group}
_KNOWN_GIVEN = frozenset(map(fold_sounds, COMMON)) | _ONE_NAME.keys()

_FATHER_ENDING = re.compile(r"(?:in)?(?:ovna|evna|ivna|iqna|oviq|eviq|iq|uli|uly|oli|kizi)$")
_DAUGHTER = re.compile(r"..(?:ovna|evna|ivna|iqna|kizi)$")
_SON = re.compile(r"..(?:oviq|eviq|iliq|uli)$|^(?:iliq|lukiq|kuzmiq|fomiq|nikitiq)$")
_SON_OF = frozenset({"uli", "ohli", "ohlu", "hlu", "kizi"})  # written apart: Гасан оглы
_LAST_VOWELS = re.compile(r"[aeiou]+$")
_FATHERS = {_LAST_VOWELS.sub("", name): _LAST_VOWELS.sub("", one) for name, one in _ONE_NAME.items()}

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mstr", "dr", "chd", "inf"})
_AIRLINE_TITLE = re.compile(
    r"(?<=\w)\s*(?:MRS|MR|MSTR|MISS|MS|CHD|INF)\s*$"
)  # KOVAL/MARIIAMRS, as reservations print it
_SURNAME_COMMA = re.compile(r"[,/]|<<")


def clean_name(typed: str) -> str:
    """Return a typed name on one line with one kind of apostrophe; nothing else of it is changed."""
    return unify_apostrophes(clean_line(typed, FULL_NAME_LIMIT).text)


def read_name(typed: str) -> Name | NameFault:
    """Return the parts of a full name, or why it is none."""
    name = clean_name(typed)
    if not name:
        return NameFault.EMPTY
    if not any(mark.isalpha() for mark in name):
        return NameFault.NO_LETTERS
    if len(name) > FULL_NAME_LIMIT:
        return NameFault.TOO_LONG
    parted = split_name(name)
    if max(map(len, (parted.family, parted.given, parted.patronymic))) > NAME_LIMIT:
        return NameFault.TOO_LONG
    return parted


def split_name(typed: str) -> Name:
    """Part a full name by comma, patronymic, capitals or a known given name; else keep the order, untold."""
    name = clean_name(typed)
    before, comma, after = _at_comma(name)
    if comma and before and after:
        return _split_after_comma(before, comma, after)
    words = name.replace("/", " ").replace(",", " ").split()
    if not words:
        return Name("", "")
    place = _patronymic_place(words)
    return _split_at_patronymic(words, *place) if place else _split_without_patronymic(words)


def name_key(text: str) -> str:
    """Return the key of a name, equal in every script and order, "" if it has no letters; patronymics are left out.

    Hold two patronymics against each other with `names_agree`: the key alone does not tell father from son.
    """
    words = _key_words(text)
    if len(words) > A_FULL_NAME:
        words = _without_patronymic(words)
    return " ".join(sorted(_ONE_NAME.get(word, word) for word in words))[:KEY_LIMIT]


def patronymic_key(text: str) -> str:
    """Return the father's name out of a full name, equal in every script, for sons and daughters; "" where none is."""
    words = _key_words(text)
    place = _patronymic_place(words, folded=True)
    if place is None:
        return ""
    father = words[place[0]] if place[1] - place[0] > 1 else _FATHER_ENDING.sub("", words[place[0]])
    stem = _LAST_VOWELS.sub("", father)
    return _FATHERS.get(stem, stem)


def names_agree(one: str, other: str) -> bool:
    """Say whether two full names are certainly the same: two whole words or more, and no patronymic against another."""
    key = name_key(one)
    if key != name_key(other) or sum(len(word) > 1 for word in key.split()) < A_FULL_NAME:
        return False
    fathers = {patronymic_key(one), patronymic_key(other)} - {""}
    return len(fathers) <= 1


def _key_words(text: str) -> list[str]:
    words = fold_sounds(_AIRLINE_TITLE.sub("", text) if "/" in text else text).split()
    if len(words) > A_FULL_NAME and not _TITLES.isdisjoint(words):
        return [word for word in words if word not in _TITLES]
    return words


def _at_comma(name: str) -> tuple[str, str, str]:
    comma = _SURNAME_COMMA.search(name)
    return (name[: comma.start()], comma.group(), name[comma.end() :]) if comma else (name, "", "")


def _split_after_comma(family: str, separator: str, rest: str) -> Name:
    rest = _AIRLINE_TITLE.sub("", rest) if "/" in separator else rest
    words = rest.replace("<", " ").replace("/", " ").split()
    family = " ".join(family.replace("<", " ").split())
    if len(words) > 1 and _is_patronymic(fold_sounds(words[-1]).replace(" ", "")):
        return Name(family, " ".join(words[:-1]), words[-1], NameOrder.FAMILY_FIRST)
    return Name(family, " ".join(words), "", NameOrder.FAMILY_FIRST)


def _split_at_patronymic(words: list[str], start: int, end: int) -> Name:
    patronymic = " ".join(words[start:end])
    if end == len(words):
        if start == 1:
            return Name("", words[0], patronymic, NameOrder.GIVEN_FIRST)
        parted = _split_without_patronymic(words[:start])
        order = NameOrder.FAMILY_FIRST if parted.order is NameOrder.UNTOLD else parted.order
        return Name(parted.family, parted.given, patronymic, order)
    return Name(" ".join(words[end:]), " ".join(words[:start]), patronymic, NameOrder.GIVEN_FIRST)


def _split_without_patronymic(words: list[str]) -> Name:
    first, rest = words[0], " ".join(words[1:])
    if len(words) != A_FULL_NAME:
        return Name(first, rest)
    if _is_shouted(first) != _is_shouted(rest):
        family_first = _is_shouted(first)
    elif _is_given(first) != _is_given(rest):
        family_first = _is_given(rest)
    else:
        return Name(first, rest)
    return (
        Name(first, rest, "", NameOrder.FAMILY_FIRST) if family_first else Name(rest, first, "", NameOrder.GIVEN_FIRST)
    )


@lru_cache(maxsize=4096)  # in a list given names and patronymics come again and again
def _fold_word(word: str) -> str:
    return fold_sounds(word)


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _is_given(word: str) -> bool:
    parts = _fold_word(word).split()
    return bool(parts) and all(part in _KNOWN_GIVEN for part in parts)


def _is_patronymic(word: str) -> bool:
    return bool(_DAUGHTER.search(word) or _SON.search(word))


def _patronymic_place(words: list[str], *, folded: bool = False) -> tuple[int, int] | None:
    """Return where the patronymic stands, (start, end), or None; of two words a son's may be a family name."""
    plain = words if folded else [_fold_word(word).replace(" ", "") for word in words]
    last = len(plain) - 1
    if last >= A_FULL_NAME and plain[last] in _SON_OF:
        return last - 1, last + 1
    daughters = [place for place in range(1, last + 1) if _DAUGHTER.search(plain[place])]
    if daughters:
        return daughters[-1], daughters[-1] + 1
    sons = [place for place in range(1, last + 1) if _SON.search(plain[place])] if last > 1 else []
    if not sons:
        return None
    fathers = [place for place in sons if _LAST_VOWELS.sub("", _FATHER_ENDING.sub("", plain[place])) in _FATHER_STEMS]
    place = (fathers or sons)[-1]
    return place, place + 1


_FATHER_STEMS = frozenset(_LAST_VOWELS.sub("", name) for name in _KNOWN_GIVEN)


def _without_patronymic(words: list[str]) -> list[str]:
    place = _patronymic_place(words, folded=True)
    if place is None or len(words) - (place[1] - place[0]) < A_FULL_NAME:
        return words
    return words[: place[0]] + words[place[1] :]
