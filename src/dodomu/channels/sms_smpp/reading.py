"""What octets from the air mean: `data_coding` of SMPP and of GSM, and what to make of neither.

Nothing raises here. A person wrote it in fear, on whatever telephone; what cannot be read is shown as it can be.
"""

from collections.abc import Callable

from dodomu.channels.sms_smpp.writing import BASIC, ESCAPE, EXTENSION

FROM_EXTENSION = {ord(code): letter for letter, code in EXTENSION.items()}
BASIC_LETTERS = len(BASIC)
LITTLE, BIG = b"\xff\xfe", b"\xfe\xff"
GSM_GROUPS = 0x10  # from here on `data_coding` is read as GSM writes it
WAITING_UCS2, WAITING, CLASSES = 0xE0, 0xC0, 0xF0
ALPHABET_BITS = 2
SURE = 6  # octets
CONTROLS = dict.fromkeys({*range(32)} - {9, 10, 12, 13})

Reader = Callable[[bytes], str]


def read(data: bytes, coding: int, *, latin: bool = False) -> str:
    """Return the text of some octets under their `data_coding`; `latin` where the operator's alphabet 0 is Latin-1."""
    if coding == 0:
        reader: Reader = _latin if latin else _gsm
    elif coding < GSM_GROUPS:
        reader = CODINGS.get(coding, _unknown)
    else:
        reader = _of_gsm_group(coding)
    return reader(data).translate(CONTROLS)


def is_readable(text: str) -> bool:
    """Say whether this is words, and not a picture or a program sent as octets."""
    odd = sum(not (letter.isprintable() or letter in "\n\r\t\f") for letter in text)
    return odd * 5 <= len(text)


def _gsm(data: bytes) -> str:
    """Read septets, one an octet. An eighth bit means that it never was GSM, whatever is written above it."""
    if any(octet >= BASIC_LETTERS for octet in data) or (len(data) >= SURE and _looks_like_ucs2(data)):
        return _unknown(data)
    letters: list[str] = []
    octets = iter(data)
    for octet in octets:
        letter = BASIC[octet]
        if letter == ESCAPE:
            follows = next(octets, None)
            # 23.038, 6.2.1.1: a code that is not in the extension is read from the basic table
            letter = "" if follows is None else FROM_EXTENSION.get(follows, BASIC[follows].replace(ESCAPE, " "))
        letters.append(letter)
    return "".join(letters)


def _ucs2(data: bytes) -> str:
    if data.startswith(LITTLE):
        return data[2:].decode("utf-16-le", "replace")
    return data.removeprefix(BIG).decode("utf-16-be", "replace")


def _latin(data: bytes) -> str:
    return data.decode("latin-1")


def _unknown(data: bytes) -> str:
    """Read what says nothing of itself: UTF-16 where every other octet is like, then UTF-8, then Latin-1."""
    if _looks_like_ucs2(data):
        return _ucs2(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _looks_like_ucs2(data: bytes) -> bool:
    if data.startswith((LITTLE, BIG)):
        return True
    high = data[0::2]
    return len(data) >= 2 and len(data) % 2 == 0 and sum(octet in (0, 4) for octet in high) * 10 >= len(high) * 9  # noqa: PLR2004


def _as(name: str) -> Reader:
    return lambda data: data.decode(name, "replace")


def _of_gsm_group(coding: int) -> Reader:
    if coding >= CLASSES:
        return _unknown if coding & 4 else _gsm
    if coding >= WAITING_UCS2:
        return _ucs2
    if coding >= WAITING:
        return _gsm
    return (_gsm, _unknown, _ucs2, _unknown)[coding >> ALPHABET_BITS & 3]


CODINGS: dict[int, Reader] = {
    1: _unknown,  # IA5: ASCII, and often more than that
    2: _unknown,
    3: _latin,
    4: _unknown,
    5: _as("shift_jis"),
    6: _as("iso8859-5"),
    7: _as("iso8859-8"),
    8: _ucs2,
    10: _as("iso2022_jp"),
    13: _as("euc_jp"),
    14: _as("euc_kr"),
}
