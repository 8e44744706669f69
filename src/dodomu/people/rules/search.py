"""Search as one types, in any script: what is kept beside a person, and what is looked for in it.

A query is folded letter by letter, so that the beginning of a word folds to the beginning of its fold. Where letters
can be read in two ways the *kept* text holds both ("tokaev tokaiev", "mihail mikhail"), so that a query needs only one.
Look for every term with LIKE '%term%'; a term holds neither spaces nor the wildcards of LIKE.
"""

import re
from collections.abc import Iterable, Iterator

from dodomu.people.rules.given_names import COUNTERPARTS
from dodomu.people.rules.letters import spell
from dodomu.people.rules.sounds import SOFT_E, SOFT_O, pronounce, undouble

MOST_TERMS = 8
LONGEST_TERM = 60
LONGEST_QUERY = 300
DIGITS_OF_A_WHOLE_NUMBER = 7

_CAPITALS = {"H": "h", "G": "h", "J": "j", "W": "sh", "Q": "ch", "C": "ts", "E": "e", "'": None, "g": "h"}
_AS_TYPED = str.maketrans({**_CAPITALS, "y": "i", "q": "k", "w": "v", "c": "k"})
_SPELLED_OUT = str.maketrans({**_CAPITALS, "H": "kh", "J": "zh", "E": "io", "y": "i", "q": "k", "w": "v", "c": "k"})
_WITH_C = str.maketrans({**_CAPITALS, "y": "i", "q": "k", "w": "v"})
_WITH_J = str.maketrans({**_CAPITALS, "y": "j", "q": "k", "w": "v", "c": "k"})
_J_AS_I = str.maketrans({**_CAPITALS, "j": "i", "y": "i", "q": "k", "w": "v", "c": "k"})
_SOFTENED = str.maketrans({**_CAPITALS, "E": "o", "y": "i", "q": "k", "w": "v", "c": "k"})

_LAST_C = re.compile(r"(?<=\w)c\b")  # k, ts, or the beginning of ch: it cannot be told yet
_E_WITH_I = re.compile(r"'e|(?:\b|(?<=[aeiouy]))e")
_I_BEFORE_VOWEL = re.compile(r"i(?=[aeou])")
_MAY_HAVE_J = re.compile(r"[yj]|i[aeou]")
_MAY_BE_SOFT = re.compile(r"['Ey]|ie")


def search_text(names: Iterable[str], phones: Iterable[str] = (), codes: Iterable[str] = ()) -> str:
    """Return the folded words under which a person is found: names in their readings, E.164 digits, codes."""
    words: dict[str, None] = {}
    for reading in _readings(" ".join(names)):
        words.update(dict.fromkeys(reading.split()))
    for word in list(words):
        words.update(_COUNTERPARTS.get(word, ()))
    for phone in phones:
        words.update(dict.fromkeys(_phone_forms(phone)))
    words.update(dict.fromkeys(_code_form(code) for code in codes))
    words.pop("", None)
    return " ".join(words)


def search_terms(query: str) -> list[str]:
    """Return the terms that must all be found, at most eight; nothing is looked for when none is left."""
    words = _fold_query(query[:LONGEST_QUERY]).split()
    return [term[:LONGEST_TERM] for term in dict.fromkeys(_join_digits(words))][:MOST_TERMS]


def _fold_query(text: str) -> str:
    sounds = pronounce(spell(text))
    if "c" in sounds:
        sounds = _LAST_C.sub("", sounds)
    return undouble(sounds.translate(_AS_TYPED).replace("dj", "j"))


def _readings(text: str) -> Iterator[str]:
    """Yield the text as a query would be folded, spelled out, with j, and with soft vowels taken together."""
    spelled = spell(text)
    sounds = pronounce(spelled)
    yield undouble(sounds.translate(_AS_TYPED).replace("dj", "j"))
    if "c" in spelled:
        yield undouble(spelled.replace("x", "ks").translate(_WITH_C))
    yield undouble(_E_WITH_I.sub("ie", spelled).replace("x", "ks").translate(_SPELLED_OUT))
    if _MAY_HAVE_J.search(sounds):
        yield undouble(_I_BEFORE_VOWEL.sub("j", sounds.translate(_WITH_J)))
        yield undouble(sounds.translate(_J_AS_I))
    if _MAY_BE_SOFT.search(sounds):
        soft = undouble(SOFT_O.sub("e", sounds).translate(_SOFTENED))
        yield undouble(SOFT_E.sub("e", soft))


def _phone_forms(phone: str) -> Iterator[str]:
    digits = phone.removeprefix("+")
    if not digits.isdecimal():
        return
    yield digits
    if digits.startswith("7"):  # Kazakhstan and Russia say 8 before their numbers; a leading 0 is left out anyway
        yield f"8{digits[1:]}"


def _code_form(code: str) -> str:
    return code if code.isdecimal() and code.isascii() else _fold_query(code).replace(" ", "")


def _join_digits(words: list[str]) -> Iterator[str]:
    """Yield the words, with the groups in which a number was typed put together and its leading zeros left out."""
    number = ""
    for word in [*words, ""]:
        if word.isdecimal() and len(word) < DIGITS_OF_A_WHOLE_NUMBER:
            number += word
            continue
        if number:
            yield _without_trunk(number)
            number = ""
        if word:
            yield _without_trunk(word) if word.isdecimal() else word


def _without_trunk(number: str) -> str:
    rest = number.lstrip("0")
    return rest if len(rest) > 1 else number


def _counterparts() -> dict[str, dict[str, None]]:
    folded = [dict.fromkeys(_fold_query(name) for name in group) for group in COUNTERPARTS]
    return {name: group for group in folded for name in group}


_COUNTERPARTS = _counterparts()
