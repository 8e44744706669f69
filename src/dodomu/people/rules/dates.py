"""Days as people write them, read without guessing.

Day before month, as in every country we serve: 04/05/1979 is the fourth of May. A year of two digits is refused,
because in a register the child of 2021 and the great-grandmother of 1921 stand side by side. A birth date is a whole
day or nothing: where only the year is known it stays in the words of the registration, and no day is made up for it.
"""

import re
import unicodedata
from datetime import date
from enum import Enum, unique

LONGEST_LIFE = 120
LONGEST_TYPED = 60
LAST_MONTH = 12
EARLIEST_YEAR = 1800
DIGITS_OF_A_YEAR = 4


@unique
class DateFault(Enum):
    """Why what was typed is no day, or not a day somebody living was born."""

    EMPTY = "empty"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    TWO_DIGIT_YEAR = "two_digit_year"
    YEAR_ONLY = "year_only"
    IN_FUTURE = "in_future"
    TOO_LONG_AGO = "too_long_ago"


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "січ январ янв қаңтар кантар jan january",
            "лют феврал фев ақпан акпан feb february",
            "берез март мар наурыз mar march",
            "квіт апрел апр сәуір сауир apr april",
            "трав мая май мамыр may",
            "черв июн маусым jun june",
            "лип июл шілде шилде jul july",
            "серп август авг тамыз aug august",
            "верес сентябр сен қыркүйек кыркуйек sep september",
            "жовт октябр окт қазан казан oct october",
            "листоп ноябр ноя қараша караша nov november",
            "груд декабр дек желтоқсан желтоксан dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_LONGEST_MONTH_FIRST = sorted(_MONTHS, key=len, reverse=True)

_SEPARATOR = r"(?:\s*[./\-–—‑,]\s*|\s+)"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})({_SEPARATOR})(\d{{1,2}}){_SEPARATOR}(\d{{4}})")
_SHORT_YEAR = re.compile(rf"\d{{1,2}}{_SEPARATOR}\d{{1,2}}{_SEPARATOR}'?\d{{2}}|\d{{6}}")
_EIGHT = re.compile(r"\d{8}")
_DAY_AND_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е)?[\s.,\-]*([^\W\d_]+)[\s.,\-]*(\d{2,4})")
_WORD_AND_DAY = re.compile(r"([^\W\d_]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s.,]+(\d{2,4})")
_YEAR_AND_WORD = re.compile(r"(\d{4})(?:\s*ж(?:ыл\w*)?)?[\s.,\-]+(\d{1,2})?[\s\-]*([^\W\d_]+)[\s\-]*(\d{1,2})?")
_MIDNIGHT = re.compile(r"[t\s]00:00(?::00(?:\.0+)?)?(?:z|\+00:?00)?$")
_YEAR_WORD = re.compile(r"(?<=\d)\s*(?:року|рік|р|года|год|г|жылы|жыл|ж|year|y|b)\.?\s*(?:н\.?|р\.?)?$")
_BORN_WORD = re.compile(r"^(?:born|b\.|дата народження|дата рождения|нар\.?|род\.?|д\.?\s?[нр]\.?|dob)\s*:?\s*(?=\d)")


def read_birth_date(typed: str, *, today: date) -> date | DateFault:
    """Return the day somebody was born, not after `today` and not more than 120 years before it, or what is wrong."""
    day = read_day(typed)
    if isinstance(day, DateFault):
        return day
    if day > today:
        return DateFault.IN_FUTURE
    oldest = date(today.year - LONGEST_LIFE, today.month, min(today.day, 28)) if today.year > LONGEST_LIFE else date.min
    return DateFault.TOO_LONG_AGO if day < oldest else day


def read_day(typed: str) -> date | DateFault:
    """Return the one day that was written, in figures or with the month in words (uk, ru, kk, en), or what is wrong."""
    text = _plain(typed)
    if not text:
        return DateFault.EMPTY
    if len(text) > LONGEST_TYPED:
        return DateFault.NOT_A_DATE
    return _in_figures(text) or _in_words(text) or _no_day(text)


def _plain(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed[: LONGEST_TYPED * 2])
    seen = (mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cs"))
    text = "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in seen).casefold().strip()
    return _YEAR_WORD.sub("", _MIDNIGHT.sub("", _BORN_WORD.sub("", text))).strip(" .,")


def _in_figures(text: str) -> date | DateFault | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        if "/" in found[2] and int(found[3]) > LAST_MONTH >= int(found[1]):
            return _day(found[4], found[1], found[3])  # 12/24/1979 can only be an American's Christmas Eve
        return _day(found[4], found[3], found[1])
    if _EIGHT.fullmatch(text):
        return _in_eight(text)
    return None


def _in_eight(text: str) -> date | DateFault:
    """Read 24121979 and 19791224; at most one exists, for the 19 or 20 of a year read as a month is none."""
    day_first = _day(text[4:], text[2:4], text[:2])
    if isinstance(day_first, date) and day_first.year > EARLIEST_YEAR:
        return day_first
    return _day(text[:4], text[4:6], text[6:])


def _in_words(text: str) -> date | DateFault | None:
    if found := _DAY_AND_WORD.fullmatch(text):
        return _with_word(found[3], found[2], found[1])
    if found := _WORD_AND_DAY.fullmatch(text):
        return _with_word(found[3], found[1], found[2])
    if found := _YEAR_AND_WORD.fullmatch(text):
        return _with_word(found[1], found[3], found[2] or found[4] or "0") if bool(found[2]) != bool(found[4]) else None
    return None


def _with_word(year: str, month: str, day: str) -> date | DateFault | None:
    number = next((_MONTHS[name] for name in _LONGEST_MONTH_FIRST if month.startswith(name)), None)
    if number is None:
        return None
    return _day(year, str(number), day) if len(year) == DIGITS_OF_A_YEAR else DateFault.TWO_DIGIT_YEAR


def _no_day(text: str) -> DateFault:
    if text.isdecimal() and len(text) == DIGITS_OF_A_YEAR:
        return DateFault.YEAR_ONLY
    return DateFault.TWO_DIGIT_YEAR if _SHORT_YEAR.fullmatch(text) else DateFault.NOT_A_DATE


def _day(year: str, month: str, day: str) -> date | DateFault:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return DateFault.NO_SUCH_DAY
