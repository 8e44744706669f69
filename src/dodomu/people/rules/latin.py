"""Names in Latin capitals as a passport has them: A–Z, blank, hyphen and apostrophe.

Sources: Cabinet of Ministers of Ukraine, resolution 55 of 2010 (names in Ukrainian); ICAO Doc 9303-3, section 6,
table B (Russian and the rest); the rules of Kazakhstan's passports for the letters that Kazakh adds.
"""

import re
import unicodedata
from typing import Final

from dodomu.people.rules.writing import unify_apostrophes

_ICAO: Final = {
    **dict(zip("абвгґдеёжзиійклмнопрстуфхцчшщъыьэюя", (
        "A", "B", "V", "G", "G", "D", "E", "E", "ZH", "Z", "I", "I", "I", "K", "L", "M", "N", "O", "P", "R", "S", "T",
        "U", "F", "KH", "TS", "CH", "SH", "SHCH", "IE", "Y", "", "E", "IU", "IA"), strict=True)),
    "є": "IE", "ї": "I", "ў": "U", "ѓ": "G", "ђ": "D", "ѕ": "DZ", "ј": "J", "ќ": "K", "љ": "LJ", "њ": "NJ",
    "ћ": "C", "џ": "DZ",
    **dict(zip("әғқңөұүһҗҡҥҫҙӯӣҷҳѳ", "AGKNOUUHJKNSZUIJHF", strict=True)),
}  # fmt: skip
_UKRAINIAN: Final = _ICAO | {"г": "H", "и": "Y", "ь": "", "'": ""}
_FIRST: Final = {"є": "YE", "ї": "YI", "й": "Y", "ю": "YU", "я": "YA"}  # at the beginning of a Ukrainian word
_LATIN: Final = {
    "ß": "SS", "æ": "AE", "œ": "OE", "ø": "OE", "å": "AA", "đ": "D", "ð": "D", "þ": "TH", "ł": "L", "ı": "I", "ŋ": "N",
    "ħ": "H", "ə": "A",
}  # fmt: skip
# As passports of Georgia (national system of 2002) and Armenia (BGN/PCGN 1981) have them, without their apostrophes.
_GEORGIAN: Final = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", (
    "A", "B", "G", "D", "E", "V", "Z", "T", "I", "K", "L", "M", "N", "O", "P", "ZH", "R", "S", "T", "U", "P", "K", "GH",
    "Q", "SH", "CH", "TS", "DZ", "TS", "CH", "KH", "J", "H"), strict=True))  # fmt: skip
_ARMENIAN: Final = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև", (
    "A", "B", "G", "D", "E", "Z", "E", "Y", "T", "ZH", "I", "L", "KH", "TS", "K", "H", "DZ", "GH", "CH", "M", "Y", "N",
    "SH", "O", "CH", "P", "J", "R", "S", "V", "T", "R", "TS", "V", "P", "K", "O", "F", "EV"), strict=True))  # fmt: skip
_OTHERS: Final = _LATIN | _GEORGIAN | _ARMENIAN
_NOT_UKRAINIAN: Final = re.compile("[ёъыэўәғқңөұүһ]", re.IGNORECASE)
_ONLY_UKRAINIAN: Final = re.compile("[ґєї]", re.IGNORECASE)
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_OTHER_SIGNS: Final = re.compile("[^A-Z '-]+")
_LOOSE_ENDS: Final = re.compile(r"(?<![A-Z])['-]+|['-]+(?![A-Z])")


def latin_name(name: str, *, state: str) -> str:
    """Return a name in Latin capitals, "" where it has letters of no alphabet known here; `state` issues the passports.

    Where the letters do not tell whether it is Ukrainian (г, и), a Ukrainian passport is taken to write it so.
    """
    words = unicodedata.normalize("NFC", unify_apostrophes(name)).casefold()
    is_ukrainian = _ONLY_UKRAINIAN.search(words) or (state == "UA" and not _NOT_UKRAINIAN.search(words))
    written = re.sub(r"[\w']+", lambda word: _word(word.group(), bool(is_ukrainian)), words)
    return " ".join(_LOOSE_ENDS.sub("", _OTHER_SIGNS.sub(" ", written)).split())


def _word(word: str, is_ukrainian: bool) -> str:
    if not _CYRILLIC.search(word):
        # Armenian "u" is written with two letters.
        return "".join(_OTHERS.get(mark) or _without_accents(mark) for mark in word.replace("ու", "u"))
    if not is_ukrainian:
        return "".join(_ICAO.get(mark) or _foreign(mark, _ICAO) for mark in word)
    word = word.replace("зг", "zgh")
    first = _FIRST.get(word[:1], "")
    rest = word[1:] if first else word
    return first + "".join(_UKRAINIAN.get(mark) or _foreign(mark, _UKRAINIAN) for mark in rest)


def _foreign(mark: str, table: dict[str, str]) -> str:
    """Return what the table spells as nothing, or a letter of another alphabet within the word."""
    return "" if mark in table else _without_accents(mark)


def _without_accents(mark: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", mark).upper() if not unicodedata.combining(part))
