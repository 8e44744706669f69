"""Hours as somebody wrote them, in words of the page."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from dodomu.situation.rules.terms import Precision
from dodomu.web.parts.hours import stated_words
from dodomu.web.parts.situation_words import part_of_day, when_words


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("2022-01-10", "10 January 2022"),
        ("2022-01-11T15:45", "11 January 2022, 15:45"),
        ("2022-01", "2022-01"),
        ("2026", "2026"),
        ("no date", "no date"),
        ("", ""),
    ],
)
def test_what_is_stated_in_iso_form_is_shown_in_words_and_anything_else_as_it_is(stated: str, shown: str) -> None:
    with translation.override("en"):
        assert stated_words(stated) == shown


@pytest.mark.parametrize(
    ("given", "shown"), [("2022-01-10 early", "early"), ("evening", "evening"), ("at dawn", "at dawn"), ("", "")]
)
def test_a_part_of_a_day_is_named_without_the_date_that_stands_beside_it(given: str, shown: str) -> None:
    with translation.override("en"):
        assert part_of_day(given) == shown


def test_a_day_is_not_named_twice() -> None:
    morning = datetime(2022, 1, 10, 3, tzinfo=UTC)
    with translation.override("en"):
        assert (
            when_words(morning, Precision.PART_OF_DAY, "2022-01-10 early", "Asia/Almaty") == "10 January 2022 (early)"
        )
        assert when_words(morning, Precision.PART_OF_DAY, "2022-01-10", "Asia/Almaty") == "10 January 2022"
