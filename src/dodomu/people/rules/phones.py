"""Telephone numbers as people write them, read to E.164; the same number is always the same string.

A number outside every numbering plan (+380 00…, +7 000…) is kept when its length is possible and marked unassigned: a
plan may be younger than our table, and a person whose number is refused is a person lost.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

LONGEST_TYPED = 200
MOST_NUMBERS = 10
FEWEST_DIGITS = 7
MOST_DIGITS = 15  # ITU-T E.164
LONGEST_NATIONAL = 10
SHARED_CODE = "7"  # Kazakhstan and Russia
SHARED_LENGTH = 11
UKRAINE_CODE = "380"
SATELLITES_AND_OTHERS = "001"  # what phonenumbers calls the codes of no country
_SHORT = {ValidationResult.TOO_SHORT, ValidationResult.INVALID_LENGTH, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}


@unique
class PhoneFault(Enum):
    """Why what was typed is no telephone number."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COUNTRY_UNCLEAR = "country_unclear"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164, with the country it belongs to ("" where a shared code does not tell) and an extension."""

    e164: str
    country: str = ""
    assigned: bool = True
    extension: str = ""


_EXTENSION = re.compile(
    r"(?:(?<![^\W\d_])(?:extension|extn|ext|доб|дод|внутр|вн|қос)\.?|(?<=\d)\s?[xх#])[ :]{0,2}(\d{1,7})[ )]{0,2}$", re.I
)
_OR = r"[,;/|\n]|\s(?:або|чи|или|or|немесе|та|і|и|and|және)\s"
_SEVERAL = re.compile(_OR, re.I)
_NEXT_PLUS = re.compile(r"(?<=\d)\s*(?=\+)")
_LETTER_IN_NUMBER = re.compile(r"\d-?[^\W\d_]|[^\W\d_]-?\d")
_NOT_DIGITS = re.compile(r"\D+")
_WHOLE_TYPED = re.compile(r"\+[0-9 ()-]{11,24}")
_WHOLE = re.compile(r"380[0-9]{9}|7[0-9]{10}")
_GROUPS = {7: (3, 2, 2), 8: (2, 2, 2, 2), 9: (2, 3, 2, 2), 10: (3, 3, 2, 2), 11: (3, 4, 4)}


def read_phone(typed: str, *, country: str | None, home: str | None) -> Phone | PhoneFault:
    """Return the one number in `typed`, as dialled in the country of the crisis or at home, or what is wrong."""
    text = _plain(typed)
    pieces = _pieces(text)
    if len(pieces) > 1:
        return PhoneFault.SEVERAL
    if pieces:
        return _read_piece(pieces[0], _regions(country, home))
    return PhoneFault.NOT_A_NUMBER if text else PhoneFault.EMPTY


def read_phones(typed: str, *, country: str | None, home: str | None) -> list[Phone | PhoneFault]:
    """Return every number in `typed` as it is ordered there, each once; a fault stands in the place of its number."""
    text = _plain(typed)
    pieces = _pieces(text)
    if len(pieces) > MOST_NUMBERS:
        return [PhoneFault.TOO_LONG]
    if not pieces:
        return [PhoneFault.NOT_A_NUMBER] if text else []
    return list(dict.fromkeys(_read_piece(piece, _regions(country, home)) for piece in pieces))


def whole_number(typed: str) -> str | None:
    """Return the E.164 of a field that holds one whole number of +380 or +7 and nothing else, None for all others.

    It is what `read_phones` finds there, without asking the numbering plans: such a number is kept as it is, assigned
    or not, because no other reading of it has a length that is possible.
    """
    if _WHOLE_TYPED.fullmatch(typed) is None:
        return None
    digits = _NOT_DIGITS.sub("", typed)
    return f"+{digits}" if _WHOLE.fullmatch(digits) else None


def spoken(phone: Phone) -> str:
    """Group a number as it is read out: +380 50 123 45 67, with its extension after a hash."""
    number = _parse(phone.e164.removeprefix("+"))
    code = str(number.country_code) if number else ""
    national = phone.e164.removeprefix("+").removeprefix(code)
    sizes = _GROUPS.get(len(national)) or (3,) * -(-len(national) // 3)
    groups, start = [], 0
    for size in sizes:
        groups.append(national[start : start + size])
        start += size
    extension = [f"#{phone.extension}"] if phone.extension else []
    return " ".join([f"+{code}", *filter(None, groups), *extension])


def _plain(typed: str) -> str:
    """Turn full-width and Arabic-Indic digits into ours, and hidden marks into nothing."""
    if typed.isascii():
        return typed[: LONGEST_TYPED + 1].strip()
    text = unicodedata.normalize("NFKC", typed[: LONGEST_TYPED + 1])
    visible = (mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cs"))
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in visible).strip()


def _regions(country: str | None, home: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(region.upper() for region in (home, country) if region))


def _pieces(text: str) -> list[str]:
    """Part a field that holds several numbers; words without digits go with the number before them."""
    if len(text) > LONGEST_TYPED:
        return [text]
    parts = [part for chunk in _SEVERAL.split(text) for part in _apart_at_plus(chunk)]
    return [part.strip() for part in parts if any(mark.isdecimal() for mark in part)]


def _apart_at_plus(chunk: str) -> Iterator[str]:
    """Yield whole numbers; a calling code that was typed before a prefilled one is forgiven, not taken for a number."""
    for part in _NEXT_PLUS.split(chunk):
        if "+" in part and len(_NOT_DIGITS.sub("", part)) < FEWEST_DIGITS and part != chunk and not _ends(chunk, part):
            continue
        yield from _apart_at_spaces(part)


def _ends(chunk: str, part: str) -> bool:
    return chunk.rstrip().endswith(part.strip())


def _apart_at_spaces(part: str) -> list[str]:
    words = [word for word in part.split() if any(mark.isdecimal() for mark in word)]
    whole = len(words) > 1 and all(len(_NOT_DIGITS.sub("", word)) >= FEWEST_DIGITS + 2 for word in words)
    return words if whole else [part]


def _read_piece(piece: str, regions: tuple[str, ...]) -> Phone | PhoneFault:
    if len(piece) > LONGEST_TYPED:
        return PhoneFault.TOO_LONG
    extension = _EXTENSION.search(piece)
    body = piece[: extension.start()] if extension else piece
    digits = _NOT_DIGITS.sub("", body)
    if not digits or _LETTER_IN_NUMBER.search(body):
        return PhoneFault.NOT_A_NUMBER
    number = _choose(digits, plus="+" in body, regions=regions)
    return number if isinstance(number, PhoneFault) else _phone(number, extension.group(1) if extension else "")


def _phone(number: PhoneNumber, extension: str) -> Phone:
    return Phone(_e164(number), _country_of(number), phonenumbers.is_valid_number(number), extension)


def _choose(digits: str, *, plus: bool, regions: tuple[str, ...]) -> PhoneNumber | PhoneFault:
    """Choose the first reading that a numbering plan knows, else the first of possible length."""
    codes = tuple(dict.fromkeys(str(phonenumbers.country_code_for_region(region)) for region in regions))
    literal = list(_literal(digits, plus=plus, codes=codes))
    mended = [mended for reading in literal for mended in _mended(reading, plus=plus, codes=codes)]
    for reading in (*literal, *mended):
        number = _parse(reading)
        if number and phonenumbers.is_valid_number(number):
            return number
    if not plus or digits.startswith("0"):
        national = _national(digits, regions)
        if national:
            return national
    for reading in (*mended, *literal):
        number = _parse(reading)
        if number and _length(number) == ValidationResult.IS_POSSIBLE and (plus or _has_code(reading, codes)):
            return number
    dialled = [] if plus else [reading for reading, _ in _dialled(digits, regions)]
    return _fault(digits, [*literal, *dialled], plus=plus, codes=codes)


def _literal(digits: str, *, plus: bool, codes: tuple[str, ...]) -> Iterator[str]:
    """Yield the digits as a number with a calling code, if that is how they can be meant."""
    if plus:
        yield digits
    elif digits.startswith("00"):
        yield digits.lstrip("0")
    elif digits.startswith("810"):  # out of Kazakhstan and Russia: 8, wait for the tone, 10
        yield digits[3:]
    elif _has_code(digits, codes) or len(digits) > LONGEST_NATIONAL:
        yield digits


def _has_code(digits: str, codes: tuple[str, ...]) -> bool:
    return digits.startswith(codes) or (digits.startswith(SHARED_CODE) and len(digits) == SHARED_LENGTH)


def _mended(digits: str, *, plus: bool, codes: tuple[str, ...]) -> Iterator[str]:
    """Yield the number without a calling code typed twice or a trunk prefix left inside."""
    for code in codes:
        rest = digits.removeprefix(code)
        if len(code) > 1:
            while rest.startswith(code):
                rest = rest.removeprefix(code)
                yield code + rest
        if rest != digits:
            yield from (code + rest.removeprefix(trunk) for trunk in _trunks(code) if rest.startswith(trunk))
    if plus and digits.startswith("8") and len(digits) == SHARED_LENGTH:  # the trunk prefix after a prefilled +
        yield SHARED_CODE + digits[1:]


def _trunks(code: str) -> tuple[str, ...]:
    if code == SHARED_CODE:
        return ("8",)
    return ("0", "80") if code == UKRAINE_CODE else ("0",)


def _national(digits: str, regions: tuple[str, ...]) -> PhoneNumber | PhoneFault | None:
    """Read the digits as dialled inside one of the countries; unclear where both know them, and not one as a mobile."""
    readings = [(number, trunk) for reading, trunk in _dialled(digits, regions) if (number := _parse(reading))]
    known = {_e164(number): number for number, _ in readings if phonenumbers.is_valid_number(number)}
    if len(known) > 1:
        mobile = [one for one in known.values() if phonenumbers.number_type(one) == PhoneNumberType.MOBILE]
        return mobile[0] if len(mobile) == 1 else PhoneFault.COUNTRY_UNCLEAR
    if known:
        return next(iter(known.values()))
    after_trunk = [number for number, trunk in readings if trunk]
    possible = [number for number in after_trunk if _length(number) == ValidationResult.IS_POSSIBLE]
    if not possible:
        return None
    return possible[0] if len(possible) == len(after_trunk) else PhoneFault.COUNTRY_UNCLEAR


def _dialled(digits: str, regions: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield what the digits dial inside each country, and whether they began with its trunk prefix."""
    for region in regions:
        code = str(phonenumbers.country_code_for_region(region))
        trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
        if trunk and digits.startswith(trunk):
            yield code + digits.removeprefix(trunk), True
        elif not digits.startswith("0"):
            yield code + digits, False
        if code == UKRAINE_CODE and digits.startswith("80"):  # how Ukraine dialled until 2009, still on many cards
            yield code + digits[2:], False


def _fault(digits: str, readings: list[str], *, plus: bool, codes: tuple[str, ...]) -> PhoneFault:
    if len(digits) < FEWEST_DIGITS:
        return PhoneFault.TOO_SHORT
    if len(digits) > MOST_DIGITS + len("810"):
        return PhoneFault.TOO_LONG
    lengths = {_length(number) for reading in readings if (number := _parse(reading))}
    if ValidationResult.IS_POSSIBLE in lengths or not (plus or codes):
        return PhoneFault.COUNTRY_UNCLEAR
    if lengths and lengths <= {ValidationResult.TOO_LONG}:
        return PhoneFault.TOO_LONG
    return PhoneFault.TOO_SHORT if lengths & _SHORT else PhoneFault.COUNTRY_UNCLEAR


@lru_cache(maxsize=64)  # one number is looked at several times over, and its parsing is most of the work of a row
def _parse(digits: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return None


def _length(number: PhoneNumber) -> int:
    return phonenumbers.is_possible_number_with_reason(number)


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _country_of(number: PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(number)
    return region if region and region != SATELLITES_AND_OTHERS else ""
