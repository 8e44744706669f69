"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.dates import DateFault, read_birth_date, read_day

TODAY = date(2022, 1, 10)
BORN = date(1979, 12, 24)
MONTHS = {
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "en": "January February March April May June July August September October November December",
    "short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}


@pytest.mark.parametrize(
    "typed",
    [
        "1979-12-24",
        "24.12.1979",
        "24/12/1979",
        "24 12 1979",
        "24-12-1979",
        "24121979",
        "19791224",
        "1979/12/24",
        "1979.12.24",
        "24 грудня 1979",
        "24 грудня 1979 р.",
        "24 декабря 1979 года",
        "24 желтоқсан 1979",
        "1979 жылғы 24 желтоқсан",
        "24 Dec 1979",
        "Dec 24, 1979",
        "24th December 1979",
        "24-DEC-1979",
        "24.12.1979 г.р.",
        "нар. 24.12.1979",
        "٢٤/١٢/١٩٧٩",
        "1979-12-24 00:00:00",
        "1979-12-24T00:00:00Z",
        " 24 . 12 . 1979 ",
        "24\u200b.12.1979",
        "12/24/1979",
    ],
)
def test_a_birth_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_birth_date(typed, today=TODAY) == BORN


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_is_known_by_its_name(language: str) -> None:
    months = [read_day(f"5 {name} 2001") for name in MONTHS[language].split()]
    assert months == [date(2001, number, 5) for number in range(1, 13)]


def test_the_day_stands_before_the_month() -> None:
    assert read_day("04/05/1979") == date(1979, 5, 4)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", DateFault.EMPTY),
        ("вчора", DateFault.NOT_A_DATE),
        ("24 foo 1979", DateFault.NOT_A_DATE),
        ("9" * 1000, DateFault.NOT_A_DATE),
        ("30.02.1980", DateFault.NO_SUCH_DAY),
        ("30 лютого 1980", DateFault.NO_SUCH_DAY),
        ("29.02.2001", DateFault.NO_SUCH_DAY),
        ("12.24.1979", DateFault.NO_SUCH_DAY),
        ("00.00.0000", DateFault.NO_SUCH_DAY),
        ("24.12.79", DateFault.TWO_DIGIT_YEAR),
        ("241279", DateFault.TWO_DIGIT_YEAR),
        ("24 грудня 79", DateFault.TWO_DIGIT_YEAR),
        ("1979", DateFault.YEAR_ONLY),
        ("1979 р.", DateFault.YEAR_ONLY),
        ("11.01.2022", DateFault.IN_FUTURE),
        ("09.01.1902", DateFault.TOO_LONG_AGO),
    ],
)
def test_what_is_no_birth_date_says_why(typed: str, fault: DateFault) -> None:
    assert read_birth_date(typed, today=TODAY) is fault


def test_today_and_the_same_day_of_the_oldest_are_birth_dates() -> None:
    assert read_birth_date("10.01.2022", today=TODAY) == TODAY
    assert read_birth_date("10.01.1902", today=TODAY) == date(1902, 1, 10)


@given(st.dates(date(1801, 1, 1), date(2099, 12, 31)))
def test_eight_figures_are_read_in_both_orders_and_never_taken_for_the_other(day: date) -> None:
    assert read_day(day.strftime("%d%m") + f"{day.year:04d}") == day
    assert read_day(f"{day.year:04d}" + day.strftime("%m%d")) == day


@given(st.text(st.characters(codec=None, categories=None), max_size=80), st.dates())
def test_any_text_is_a_day_or_a_fault(typed: str, today: date) -> None:
    assert isinstance(read_birth_date(typed, today=today), date | DateFault)


@given(st.text(st.sampled_from("0123456789./- декабряgrudnya"), max_size=20))
def test_nearly_dates_are_a_day_or_a_fault(typed: str) -> None:
    assert isinstance(read_day(typed), date | DateFault)
