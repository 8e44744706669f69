"""What people type, made safe to keep: one alphabet of spaces, no hidden marks, nothing cut in silence."""

import re
import unicodedata
from dataclasses import dataclass

MOST_ACCENTS_ON_A_LETTER = 3

_APOSTROPHES = dict.fromkeys(map(ord, "ʼ’‘`´ʹ′ʻ＇‛ˈ"), "'")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_JOINER_OUT_OF_PLACE = re.compile("(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])")
_HEAPED_ACCENTS = re.compile(f"([\u0300-\u036f]{{{MOST_ACCENTS_ON_A_LETTER}}})[\u0300-\u036f]+")
_SPACES = re.compile(r"[^\S\n]+")
_SPACES_AT_LINE_END = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_PLAIN_LINE = re.compile(r"[ -_a-~А-яЁёІіЇїЄєҐґӘәҒғҚқҢңӨөҰұҮүҺһ]*")  # letters that no cleaning changes, and no marks


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Words fit to keep. They are whole even when they are longer than allowed: it is for the caller to refuse."""

    text: str
    too_long: bool


class _Unprintable(dict[int, str | int | None]):
    """Tells `str.translate` what becomes of a character, learning each on first sight."""

    def __missing__(self, code: int) -> str | int | None:
        self[code] = verdict = self._judge(code)
        return verdict

    @staticmethod
    def _judge(code: int) -> str | int | None:
        if code in (0x0A, 0x200C, 0x200D):  # line feed, and the joiners that Persian and Indic spelling needs
            return code
        kind = unicodedata.category(chr(code))
        if kind in ("Cc", "Zs", "Zl", "Zp"):
            return " "
        return None if kind == "Cf" else code


_UNPRINTABLE = _Unprintable()


def clean_line(text: str, limit: int) -> Cleaned:
    """Return one line without control, bidi or zero-width characters, and whether it is longer than `limit`."""
    line = " ".join((text if _PLAIN_LINE.fullmatch(text) else _strip_hidden(text)).split())
    return Cleaned(line, len(line) > limit)


def clean_words(text: str, limit: int) -> Cleaned:
    """Return several lines cleaned like `clean_line`, with at most one empty line between paragraphs."""
    lines = _SPACES.sub(" ", _strip_hidden(text))
    words = _EMPTY_LINES.sub("\n\n", _SPACES_AT_LINE_END.sub("\n", lines)).strip()
    return Cleaned(words, len(words) > limit)


def unify_apostrophes(text: str) -> str:
    """Write every apostrophe people type (ʼ ’ ` ´ …) as the one on the keyboard."""
    return text.translate(_APOSTROPHES)


def _strip_hidden(text: str) -> str:
    text = _LONE_SURROGATE.sub("\ufffd", text)
    text = _LINE_END.sub("\n", text).translate(_UNPRINTABLE)
    text = unicodedata.normalize("NFC", _JOINER_OUT_OF_PLACE.sub("", text))
    return _HEAPED_ACCENTS.sub(r"\1", text)
