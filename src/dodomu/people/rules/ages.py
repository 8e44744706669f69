"""How old somebody is, and when somebody of an age was born."""

from datetime import date

FEBRUARY = 2


def age_on(birth_date: date, day: date) -> int:
    """Return the age in whole years; who was born on 29 February is a year older on 1 March."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def latest_birth_date(age: int, day: date) -> date:
    """Return the last day on which somebody can be born who has that age on `day`, or is older."""
    year = max(day.year - age, date.min.year)
    if (day.month, day.day) == (FEBRUARY, 29) and not _is_leap(year):
        return date(year, FEBRUARY, 28)
    return day.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
