"""Travel documents: kinds, numbers in the one form in which the same number is the same string, and expiry."""

import re
import unicodedata
from datetime import date
from enum import Enum, StrEnum, unique

from dodomu.people.rules.dates import DateFault, read_day

FEWEST_MARKS = 4
MOST_MARKS = 24
EARLIEST_EXPIRY = date(1990, 1, 1)
LONGEST_VALIDITY = 60  # years ahead; some states issue identity cards for life


@unique
class PaperKind(StrEnum):
    """The documents a person may cross a border with, and the two that say there is none or another."""

    PASSPORT = "passport"
    INTERNAL_PASSPORT = "internal_passport"
    ID_CARD = "id_card"
    BIRTH_CERTIFICATE = "birth_certificate"
    RETURN_CERTIFICATE = "return_certificate"
    RESIDENCE_PERMIT = "residence_permit"
    TRAVEL_DOCUMENT = "travel_document"  # of a refugee or a stateless person
    OTHER = "other"
    NONE = "none"


@unique
class PaperFault(Enum):
    """Why what was typed is no document number or no day of expiry."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_DIGITS = "no_digits"
    IMPROBABLE = "improbable"


# Capitals that look alike; I and 1, O and 0 are told apart, for they are different numbers.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХІУЅЈ", "ABEKMHOPCTXIYSJ")
_NUMBER_SIGN = re.compile(r"^(?:№|No\.?|Nr\.?|N°|#)\s*(?=\d|[^\W\d_]{1,3}\s?\d)", re.I)

_KINDS: tuple[tuple[PaperKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words))
    for kind, words in (
        (PaperKind.NONE, r"^(?:none|no|немає|нема|нет|жоқ|відсутн\w*|отсутству\w*|lost|втрачен\w*|утерян\w*|-+)$"),
        (PaperKind.RETURN_CERTIFICATE, r"повернення|возвращени|return|emergency|оралу|қайтып"),
        (PaperKind.BIRTH_CERTIFICATE, r"народження|рождени|birth|туу туралы|туу"),
        (PaperKind.RESIDENCE_PERMIT, r"посвідк|вид на жител|residence|permit|ықтиярхат|проживання"),
        (PaperKind.TRAVEL_DOCUMENT, r"біжен|беженц|refugee|stateless|travel document|без громадянства|босқын"),
        (PaperKind.INTERNAL_PASSPORT, r"внутрішн|внутренн|internal|ішкі|паспорт громадянина|паспорт гражданина"),
        (PaperKind.ID_CARD, r"\bid\b|id.?card|карт|identity|посвідченн|удостоверени|жеке куәлік|куәлік"),
        (PaperKind.PASSPORT, r"passport|паспорт|төлқұжат|закордон|загран|biometric|\bpass\b"),
        (PaperKind.OTHER, r"^(?:other|інш|друг|басқа)"),
    )
)


def read_kind(typed: str) -> PaperKind | None:
    """Return the kind of document meant, in uk, ru, kk, en or as a code, or None for words that name none."""
    words = " ".join(typed.casefold().replace("_", " ").split())
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), None)


def is_number(key: str) -> bool:
    """Say whether a key can be the number of a document: some digits, and neither too few marks nor too many."""
    return FEWEST_MARKS <= len(key) <= MOST_MARKS and any(mark.isdecimal() for mark in key)


def read_number(typed: str) -> str | PaperFault:
    """Return the key of a document number, or why it is none."""
    key = paper_key(typed)
    if not key:
        return PaperFault.EMPTY
    if len(key) > MOST_MARKS:
        return PaperFault.TOO_LONG
    if not any(mark.isdecimal() for mark in key):
        return PaperFault.NO_DIGITS
    return key if len(key) >= FEWEST_MARKS else PaperFault.TOO_SHORT


def paper_key(typed: str) -> str:
    """Return a number in capitals without spaces, hyphens and №, with Cyrillic look-alikes written in Latin."""
    if typed.isascii():
        return "".join(filter(str.isalnum, _NUMBER_SIGN.sub("", typed.strip()).upper()))
    text = unicodedata.normalize("NFC", _NUMBER_SIGN.sub("", typed.strip()))
    capitals = unicodedata.normalize("NFKC", text.upper()).upper().translate(_LOOK_ALIKE)
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in capitals if mark.isalnum())


def read_expiry(typed: str, *, today: date) -> date | DateFault | PaperFault:
    """Return the day a document ends, past or to come; a day that no document in use can bear is refused."""
    day = read_day(typed)
    if isinstance(day, date) and not (day >= EARLIEST_EXPIRY and day.year <= today.year + LONGEST_VALIDITY):
        return PaperFault.IMPROBABLE
    return day
