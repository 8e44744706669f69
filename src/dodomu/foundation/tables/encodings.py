"""In which encoding a text is written: found out with a reason, never guessed in silence.

A file with one broken byte in good UTF-8 is refused with the line, rather than read as Windows-1251 and mangled whole.
Among the one-byte Cyrillic encodings the one wins whose letters come out as words: frequent letters of Ukrainian,
Russian and Kazakh, small letters inside words, no signs and frames between letters.
"""

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise

from dodomu.foundation.tables.terms import EncodingGround, TableFault, UnreadableTable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
ONE_BYTE = ("cp1251", "koi8-u", "cp866", "kz1048")
CHOOSABLE = ("utf-8", "utf-16", *ONE_BYTE)
SAMPLE = 400_000
ENOUGH_PAIRS = 0.3  # share of UTF-16 units whose high byte is that of Latin or Cyrillic
BROKEN_SHARE = 0.02
LEAST_SCORE = 0.0
_WORD = re.compile(r"[^\W\d_]+")
# How usual a letter is in the languages that our lists are written in, roughly: three steps are enough to tell.
_USUAL = {**dict.fromkeys("оаиіентрвлскыәқ", 2.0), **dict.fromkeys("мдпуюяьзбгйчхжшцєїщэёфғүұөңһґы'", 1.0)}
_NO_LETTER = -4.0
_STRANGE_LETTER = -2.0
_CAPITAL_INSIDE = -3.0


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    ground: EncodingGround


def decode(data: bytes, wanted: str | None) -> Decoded:
    """Return the text with the encoding found and why, or raise `UnreadableTable` with the line that breaks."""
    if wanted:
        return _chosen(data, wanted)
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data, codec, name), name, EncodingGround.MARKED)
    wide = _unmarked_utf16(data)
    if wide:
        return Decoded(_strictly(data, wide, "utf-16"), "utf-16", EncodingGround.LETTERS)
    if data.isascii():
        return Decoded(data.decode("ascii"), "utf-8", EncodingGround.PLAIN)
    return _utf8_or_one_byte(data)


def _chosen(data: bytes, wanted: str) -> Decoded:
    if wanted not in CHOOSABLE:
        raise UnreadableTable(TableFault.UNKNOWN_ENCODING)
    text = _strictly(data, "utf-8-sig" if wanted == "utf-8" else wanted, wanted)
    return Decoded(text, wanted, EncodingGround.CHOSEN)


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as fault:
        raise UnreadableTable(TableFault.BROKEN_ENCODING, line=_line_at(data, fault.start), encoding=name) from fault


def _line_at(data: bytes, position: int) -> int:
    before = data[:position]
    return 1 + max(before.count(b"\n"), before.count(b"\r"))


def _unmarked_utf16(data: bytes) -> str | None:
    """Half of the bytes of UTF-16 in our alphabets are 0 or 4; in no other encoding is there a 0 at all."""
    sample = data[: SAMPLE - SAMPLE % 2]
    if b"\x00" not in sample or len(data) % 2:
        return None
    units = len(sample) // 2
    for codec, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if high.count(0) + high.count(4) > units * (1 - ENOUGH_PAIRS / 2) and high.count(0) > units * ENOUGH_PAIRS / 6:
            return codec
    return None


def _utf8_or_one_byte(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8", EncodingGround.VALID)
    except UnicodeDecodeError as fault:
        if _is_broken_utf8(data):
            line = _line_at(data, fault.start)
            raise UnreadableTable(TableFault.BROKEN_ENCODING, line=line, encoding="utf-8") from fault
    return _one_byte(data)


def _is_broken_utf8(data: bytes) -> bool:
    """Most letters are good UTF-8 and a few bytes are not: a file that was cut or put together, no other encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", text))
    return broken < beyond_ascii * BROKEN_SHARE or (broken < beyond_ascii and broken <= 2)  # noqa: PLR2004


def _one_byte(data: bytes) -> Decoded:
    sample = b"\n".join(set(re.findall(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*", data[:SAMPLE])))
    score, codec = max((_score(sample, codec), -place) for place, codec in enumerate(ONE_BYTE))
    name = ONE_BYTE[-codec]
    if score <= LEAST_SCORE:
        raise UnreadableTable(TableFault.UNKNOWN_ENCODING)
    return Decoded(_strictly(data, name, name), name, EncodingGround.LETTERS)


def _score(sample: bytes, codec: str) -> float:
    """How much like words the sample reads, for each character beyond ASCII."""
    text = sample.decode(codec, "replace")
    strange = [mark for mark in text if mark > "\x7f"]
    marks = sum(_USUAL.get(mark.lower(), _STRANGE_LETTER if mark.isalpha() else _NO_LETTER) for mark in strange)
    inside = sum(_capitals_inside(word) for word in _WORD.findall(text))
    return (marks + inside * _CAPITAL_INSIDE) / (len(strange) or 1)


def _capitals_inside(word: str) -> int:
    """Capitals after a small letter: KOI8 read as Windows-1251 turns every word inside out."""
    return (
        0
        if word.isupper()
        else sum(one.islower() and other.isupper() for one, other in pairwise(word))
        + (word[0].islower() and word[1:].isupper())
    )
