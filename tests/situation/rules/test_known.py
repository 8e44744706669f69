"""What is known, read: how long an answer took, which report was replaced, which numbers cannot both be true."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from dodomu.situation.rules.figures import disagreeing, span
from dodomu.situation.rules.hours import end_of
from dodomu.situation.rules.known import FigureKnown, Known, ReportKnown, RumourKnown
from dodomu.situation.rules.terms import Precision, Provenance, Qualifier, Reliability, Verdict
from tests.situation.telling import ALMATY, DAY, HOUR, NOON

K = TypeVar("K", bound=Known)


def known(what: type[K], **changes: Any) -> K:
    values: dict[str, Any] = {each.name: None for each in fields(what)}
    common = {
        "thing": uuid4(), "version": 1, "sources": (), "said_by": "", "provenance": Provenance.SOURCED,
        "announced_at": NOON, "recorded_at": NOON, "zone": ALMATY,
    }  # fmt: skip
    return what(**{**values, **common, **changes})


def rumour(**changes: Any) -> RumourKnown:
    exact = {"first_seen_precision": Precision.HOUR, "answered_precision": Precision.HOUR, "verdict": Verdict.FALSE}
    return known(RumourKnown, **{"first_seen_at": NOON, **exact, **changes})


def figure(number: int, qualifier: Qualifier = Qualifier.EXACT, source: str = "S1", days: int = 0) -> FigureKnown:
    return known(FigureKnown, number=number, qualifier=qualifier, sources=(source,), as_of=NOON + days * DAY)


def test_the_time_to_answer_is_known_to_the_minute_where_both_hours_are():
    answered = rumour(answered_at=NOON + timedelta(minutes=95))
    assert answered.is_answered and answered.time_to_answer == timedelta(minutes=95)


def test_the_time_to_answer_is_whole_days_where_one_hour_is_known_by_its_day():
    answered = rumour(answered_at=NOON + 2 * DAY + 5 * HOUR, first_seen_precision=Precision.DAY)
    assert answered.time_to_answer == 2 * DAY


@pytest.mark.parametrize("precision", [Precision.DAY, Precision.PART_OF_DAY, Precision.MONTH, Precision.NOT_STATED])
def test_within_a_day_of_which_no_hour_is_known_nobody_can_say_how_long_it_took(precision: Precision):
    assert rumour(answered_at=NOON + 5 * HOUR, first_seen_precision=precision).time_to_answer is None


def test_what_names_a_day_or_a_month_is_over_at_its_end_in_the_zone():
    midnight = NOON + 12 * HOUR
    ends = {how: end_of(NOON, how, zone=ALMATY) for how in Precision}
    assert ends[Precision.HOUR] == ends[Precision.ABOUT] == ends[Precision.NOT_STATED] == NOON
    assert ends[Precision.DAY] == ends[Precision.PART_OF_DAY] == midnight
    assert ends[Precision.MONTH] == midnight + 23 * DAY


def test_a_rumour_without_an_answer_took_no_time_yet():
    assert (rumour().is_answered, rumour().time_to_answer) == (False, None)


def test_the_two_marks_are_written_together():
    report = known(ReportKnown, reliability=Reliability.B, credibility=2)
    assert (report.marks, replace(report, reliability=None).marks, replace(report, credibility=None).marks) == (
        "B2", "2", "B",
    )  # fmt: skip


def test_about_is_as_exact_as_the_number_is_round():
    assert span(figure(150, Qualifier.ABOUT)) == (145, 155)
    assert span(figure(7500, Qualifier.ABOUT)) == (7450, 7550)
    assert span(figure(111, Qualifier.ABOUT)) == (110.5, 111.5)
    assert span(figure(0, Qualifier.ABOUT)) == (-0.5, 0.5)


def test_two_sources_with_different_numbers_of_one_day_disagree():
    assert disagreeing([figure(116), figure(150, source="S2")])
    assert disagreeing([figure(116), figure(150, Qualifier.ABOUT, "S2")])
    assert disagreeing([figure(116, Qualifier.AT_MOST), figure(150, Qualifier.AT_LEAST, "S2")])


def test_numbers_that_can_both_be_true_do_not_disagree():
    assert not disagreeing([figure(149), figure(150, Qualifier.ABOUT, "S2")])
    assert not disagreeing([figure(149), figure(100, Qualifier.AT_LEAST, "S2")])


def test_a_number_that_changes_over_days_is_no_disagreement_nor_what_one_source_says_anew():
    assert not disagreeing([figure(116), figure(150, source="S2", days=1)])
    assert not disagreeing([figure(116), figure(150)])


def test_a_number_that_was_taken_back_disagrees_with_nobody():
    assert not disagreeing([figure(164, Qualifier.RETRACTED), figure(225, source="S2")])
