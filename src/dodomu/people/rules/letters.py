"""Letters of every script folded to the few in which the same name looks the same.

`spell` is the first step of both foldings: lower case, no accents, Cyrillic written in Latin. Capitals then stand for
one sound each, so that Cyrillic "сх" (sH) is never taken for Latin "sh" (W): H х, G г, J ж, W ш, WQ щ, Q ч, C ц, E ё;
a soft sign is kept as "'" until the vowel after it has been judged.

Sources: Cabinet of Ministers of Ukraine, resolution 55 of 2010; ICAO Doc 9303-3, section 6; BGN/PCGN 1979 for Kazakh
and Kirghiz; the Kazakh Latin alphabet as revised in 2021.
"""

import re
import unicodedata

_CYRILLIC = (
    dict(zip("абвгґдеёжзиійклмнопрстуфхцчшъыьэ", "abvGGdeEJziiyklmnoprstufHCQW'i'e", strict=True))
    | {"щ": "WQ", "є": "ie", "ї": "i", "ю": "iu", "я": "ia"}
    | dict(zip("әғқңөұүһҗҡҥҫҙӯӣҷҳѓќўѕҹ", "aGknouuHJknszuiJHGkuzJ", strict=True))
    | {"ђ": "dJ", "ј": "y", "љ": "ly", "њ": "ny", "ћ": "Q", "џ": "dJ"}
)
_LATIN = (
    dict.fromkeys("šşșŝ", "sh")
    | dict.fromkeys("žż", "zh")
    | dict.fromkeys("čçĉć", "ch")
    | {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"ı": "i", "ə": "a", "ħ": "h", "ŋ": "n"}
)
_SIGNS_INSIDE_WORDS = frozenset("'’ʼ‘`´ʹ′ʻ＇‛ˈʺ″\u0640")
_ACCENT_RANGES = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670))

# The letters that look alike, for words in which two keyboards were mixed ("Iван" with a Latin I).
_LATIN_AS_CYRILLIC = str.maketrans("abcehikmoptxy", "авсенікмортху")
_CYRILLIC_AS_LATIN = str.maketrans("авсенікмортху", "abcehikmoptxy")
_TWO_KEYBOARDS = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_LATIN_LETTER = re.compile("[a-z]")
_WORD = re.compile(r"\w+")


class _Spelling(dict[int, str]):
    """Tells `str.translate` how a character is spelled, learning each on first sight."""

    def __missing__(self, code: int) -> str:
        self[code] = spelled = self._spell(chr(code))
        return spelled

    def _spell(self, mark: str) -> str:
        if mark in _SIGNS_INSIDE_WORDS:
            return ""
        lower = mark.casefold()
        known = _CYRILLIC.get(lower) or _LATIN.get(lower)
        if known:
            return known
        parts = unicodedata.normalize("NFKD", lower).casefold()
        if parts != mark:
            return "".join(self[ord(part)] for part in parts)
        return self._spell_single(mark)

    @staticmethod
    def _spell_single(mark: str) -> str:
        code, kind = ord(mark), unicodedata.category(mark)
        if kind == "Nd":
            return str(unicodedata.decimal(mark))
        if kind in ("Cf", "Cs") or any(first <= code <= last for first, last in _ACCENT_RANGES):
            return ""
        return " " if kind[0] in "PSZC" else mark


_SPELLING = _Spelling()


def spell(text: str) -> str:
    """Spell words in lower-case Latin and sound capitals, parted by single spaces; letters of other scripts stay."""
    if not text.isascii():
        text = _one_keyboard(unicodedata.normalize("NFC", text))
    return text.translate(_SPELLING)


def _one_keyboard(text: str) -> str:
    if _TWO_KEYBOARDS.search(text) is None:
        return text
    return _WORD.sub(lambda word: _word_on_one_keyboard(word.group()), text.lower())


def _word_on_one_keyboard(word: str) -> str:
    if _TWO_KEYBOARDS.search(word) is None:
        return word
    in_cyrillic, in_latin = word.translate(_LATIN_AS_CYRILLIC), word.translate(_CYRILLIC_AS_LATIN)
    if in_latin.isascii() and _LATIN_LETTER.search(in_cyrillic):
        return in_latin
    return in_cyrillic
