"""How a text is written on the air: in which alphabet, in how many parts, and where it may be cut.

GSM 7 bit (3GPP TS 23.038, basic table and its extension) has 160 septets a message, 153 a part of several. One letter
outside it, and the whole text is written in UTF-16, which every telephone that knows UCS-2 reads: 70 and 67 units.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache, partial

from dodomu.channels.messages import Parts

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = "\x1b"
EXTENSION = dict(zip("\f^{}\\[~]|€", "\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", strict=True))
SEPTETS = frozenset(BASIC).difference(ESCAPE).union(EXTENSION)
TO_SEPTETS = str.maketrans({letter: chr(code) for code, letter in enumerate(BASIC) if letter != ESCAPE}) | {
    ord(letter): ESCAPE + code for letter, code in EXTENSION.items()
}
LATIN = frozenset(map(chr, range(256)))
JOINER = "\u200d"
SKIN = range(0x1F3FB, 0x1F400)
FLAG = range(0x1F1E6, 0x1F200)
MOST_PARTS = 255
HEADER = 6  # octets: length, element, its length, reference, how many, which


class Alphabet(IntEnum):
    """`data_coding` of what we send."""

    DEFAULT = 0
    UCS2 = 8


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it goes out: the octets of each part, without the header that joins them again."""

    alphabet: Alphabet
    units: int
    left: int
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to write."""

    alphabet: Alphabet
    alone: int  # units that fit a message
    joined: int  # and a part of several
    encode: Callable[[str], bytes]
    units: Callable[[str], int]
    breaks: Callable[[str, int], bool]


def parts_of(text: str, *, latin: bool = False) -> Parts:
    """Say in how many parts a text goes: exactly those that `write` makes of it."""
    written = write(text, latin=latin)
    name = "ucs2" if written.alphabet is Alphabet.UCS2 else "gsm7"
    return Parts(len(written.parts), name, written.units, written.left)


@lru_cache(maxsize=512)
def write(text: str, *, latin: bool = False) -> Written:
    """Write a text in as few parts as it takes; `latin` where an operator's own alphabet is Latin-1 and not GSM.

    Composed letters take the place of a letter with its mark (NFC), because й is one unit and и with a breve two.
    """
    text = unicodedata.normalize("NFC", _whole(text))
    way = _way(text, latin)
    units = way.units(text)
    if units <= way.alone:
        return Written(way.alphabet, units, way.alone - units, (way.encode(text),))
    pieces = tuple(_cut(text, way))
    return Written(way.alphabet, units, way.joined - way.units(pieces[-1]), tuple(map(way.encode, pieces)))


def headers(reference: int, total: int) -> Iterator[bytes]:
    """Return the user data header of each part: concatenation with an 8 bit reference (3GPP TS 23.040, 9.2.3.24.1)."""
    return (bytes((HEADER - 1, 0, 3, reference, total, number)) for number in range(1, total + 1))


def _whole(text: str) -> str:
    """Return a text without half surrogates, which no encoding can carry."""
    if text.isascii():
        return text
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")


def _way(text: str, latin: bool) -> _Way:
    if not SEPTETS.issuperset(text):
        return UTF16
    if not latin:
        return GSM
    return GSM_AS_LATIN if LATIN.issuperset(text) else UTF16


def _cut(text: str, way: _Way) -> Iterator[str]:
    begin = 0
    while begin < len(text):
        end = _fits(text, begin, way)
        cut = end
        while begin < cut < len(text) and not way.breaks(text, cut):
            cut -= 1
        cut = cut if cut > begin else end  # one letter with more marks than a part holds
        yield text[begin:cut]
        begin = cut


def _fits(text: str, begin: int, way: _Way) -> int:
    """Return the end of the most whole characters from `begin` that fit one part."""
    end = min(begin + way.joined, len(text))
    while (over := way.units(text[begin:end]) - way.joined) > 0:
        end -= (over + 1) // 2  # no character takes more than two units
    while end < len(text) and way.units(text[begin : end + 1]) <= way.joined:
        end += 1
    return end


def _breaks(text: str, at: int) -> bool:
    """Say whether what stands before `at` and after it are two letters to a reader."""
    before, after = text[at - 1], text[at]
    if JOINER in (before, after) or ord(after) in SKIN or unicodedata.category(after).startswith("M"):
        return False
    if ord(before) in FLAG and ord(after) in FLAG:
        return _flags_before(text, at) % 2 == 0
    return (before, after) != ("\r", "\n")


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and ord(text[at - 1 - count]) in FLAG:
        count += 1
    return count


def _septets(text: str) -> bytes:
    return text.translate(TO_SEPTETS).encode("latin-1")


def _count_septets(text: str) -> int:
    return len(text.translate(TO_SEPTETS))


def _count_utf16(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2


def _anywhere(_text: str, _at: int) -> bool:
    return True  # a letter of the extension is one character here, so its pair of septets stays together


_gsm = partial(_Way, Alphabet.DEFAULT, 160, 153, units=_count_septets, breaks=_anywhere)
GSM = _gsm(encode=_septets)
GSM_AS_LATIN = _gsm(encode=partial(str.encode, encoding="latin-1"))
UTF16 = _Way(Alphabet.UCS2, 70, 67, partial(str.encode, encoding="utf-16-be"), _count_utf16, _breaks)
