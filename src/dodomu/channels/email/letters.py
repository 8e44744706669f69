"""Octets → letters, whatever a mail says of its charset: nothing, something unheard of, or what is not so."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from itertools import pairwise

NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
OTHER_NAMES = {
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "x-unknown": "",
    "unknown-8bit": "",
    "default": "",
    "cp-1251": "cp1251",
    "windows1251": "cp1251",
    "win-1251": "cp1251",
    "x-cp1251": "cp1251",
    "koi8": "koi8-r",
    "x-mac-ukrainian": "mac-cyrillic",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso-8859-8",
}
MULTIBYTE = re.compile(r"iso2022|utf[_-]?(16|32|7)|gb|big5|shift|euc|cp9[34]|hz|johab", re.IGNORECASE)
WESTERN = {"ascii", "iso8859-1", "iso8859-15", "cp1252", "latin_1"}
GUESSES = ("cp1251", "koi8-u", "koi8-r", "iso8859-5", "cp866")
OFTEN = frozenset("оеаинтсрвлкімудпяьы")
LOOK_AT = 4_000
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BLANKS = re.compile(r"\s+")
LONGEST_HEADER = 4_000


def decode(octets: bytes, said: str | None) -> str:
    """Return the letters of these octets: as it is said where that can be so, and else the likeliest."""
    charset = _known(said)
    if not charset or not MULTIBYTE.search(charset):
        try:
            return octets.decode("utf-8-sig")  # nothing else looks like it by chance, so it goes before what is said
        except UnicodeDecodeError:
            pass
    if charset and charset not in WESTERN:
        try:
            return octets.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass
    if charset == "utf-8" and (letters := octets.decode("utf-8", "replace")).count("�") * 20 < len(letters):
        return letters  # it is, but for a broken letter or a cut at the end
    return _likeliest(octets, charset)


def clean(text: str) -> str:
    """Return a text without what no database and no screen can hold, with one kind of line ends."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(value: str) -> str:
    """Return a header as it was meant, in one line."""
    value = unescaped(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        pieces = [(value, None)]
    words = [each if isinstance(each, str) else decode(each, charset) for each, charset in pieces]
    return BLANKS.sub(" ", clean("".join(words))).strip()


def unescaped(value: str) -> str:
    """Return a header in letters where it was written in bare octets."""
    value = value[:LONGEST_HEADER]
    try:
        octets = value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return value  # letters already
    return value if octets == value.encode("utf-8", "replace") else decode(octets, None)


def _known(said: str | None) -> str:
    name = (said or "").strip().strip("\"'").lower()[:40]
    name = OTHER_NAMES.get(name, name)
    if not name or not name.isascii() or "\0" in name:
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(found, "_is_text_encoding", True)  # zlib and rot13 are codecs too
    return found.name if is_text and found.name.replace("-", "_") not in NOT_TEXT else ""


def _likeliest(octets: bytes, said: str) -> str:
    sample = octets[:LOOK_AT]
    high = sum(octet > 127 for octet in sample)  # noqa: PLR2004  (above ASCII)
    guesses = list(GUESSES)
    if said in WESTERN and high * 4 < len(sample):
        guesses = []  # an accent here and there: French, as it says
    best = max(guesses, key=lambda each: _score(sample.decode(each, "replace")), default="")
    if not best or _score(sample.decode(best, "replace")) < high // 4:
        best = "cp1252" if said in WESTERN or not said else said
    return octets.decode(best, "replace")


def _score(text: str) -> int:
    """Count letters that are frequent in our languages, less those that stand there by no rule."""
    often = sum(letter in OFTEN for letter in text)
    turned = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    odd = sum("─" <= letter <= "▟" or letter == "�" for letter in text)
    return often - turned - odd
