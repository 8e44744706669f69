"""What is stated is looked at before it is kept: every fault at once, each by its field."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dodomu.foundation.refusal import FoundationReason, Reason
from dodomu.situation.reasons import SituationReason as Why
from dodomu.situation.rules.given import AnyGiven, faults
from dodomu.situation.rules.terms import Effect, Precision, Reach, Stated, Verdict
from tests.situation.telling import DAY, HOUR, NIGHT, NOON, curfew, expected, figure, outage, report, rumour

PLACE = uuid4()


def found(given: AnyGiven) -> dict[str, Reason]:
    return {each.field: each.reason for each in reversed(faults(given, at=NOON))}


def answered(**changes: Any) -> AnyGiven:
    values = {
        "verdict": Verdict.FALSE, "answered_by": "Waterworks", "answers": {"en": "It is not."},
        "answered_at": NOON - HOUR,
    }  # fmt: skip
    return rumour(**{**values, **changes})


@pytest.mark.parametrize("given", [report(), figure(), curfew(PLACE), outage(PLACE), rumour(), answered(), expected()])
def test_what_is_stated_well_has_no_fault(given: AnyGiven):
    assert found(given) == {}


@pytest.mark.parametrize(
    ("given", "name", "why"),
    [
        (report(said_by=" ", sources=("",)), "sources", Why.SOURCE_NEEDED),
        (report(announced_at=NOON + HOUR), "announced_at", Why.TOLD_IN_FUTURE),
        (report(zone="Mars/Olympus"), "zone", FoundationReason.UNKNOWN_ZONE),
        (report(note="x" * 1001), "note", FoundationReason.TEXT_TOO_LONG),
        (report(sources=("x" * 61,)), "sources", FoundationReason.TEXT_TOO_LONG),
        (report(" "), "texts", Why.WORDS_NEEDED),
        (report("x" * 4001), "texts", FoundationReason.TEXT_TOO_LONG),
        (report(severity=6), "severity", Why.NO_MARK),
        (report(credibility=7), "credibility", Why.NO_MARK),
        (report(reliability="G"), "reliability", Why.NO_MARK),
        (report(occurred_at=NOON + HOUR), "occurred_at", Why.TOLD_IN_FUTURE),
        (figure(-1), "number", Why.NUMBER_BELOW_ZERO),
        (figure(10**18), "number", Why.NUMBER_TOO_LARGE),
        (curfew(PLACE, slow_minutes=10**9), "slow_minutes", Why.NUMBER_TOO_LARGE),
        (figure(of_whom=""), "of_whom", Why.WORDS_NEEDED),
        (figure(as_of=NOON + DAY), "as_of", Why.TOLD_IN_FUTURE),
        (curfew(PLACE, ends_at=NOON - 2 * DAY), "ends_at", Why.ENDS_BEFORE_IT_BEGINS),
        (curfew(PLACE, daily_from=None, daily_to=None), "daily_from", Why.HOURS_NEEDED),
        (curfew(PLACE, daily_to=None), "daily_from", Why.HOURS_NEEDED),
        (outage(PLACE, effect=Effect.OPEN_ONLY), "daily_from", Why.HOURS_NEEDED),
        (curfew(PLACE, ends_at=None), "ends_at", Why.LIMIT_UNCLEAR),
        (curfew(PLACE, ends_is=Stated.OPEN), "ends_at", Why.LIMIT_UNCLEAR),
        (curfew(None), "place", Why.PLACE_NEEDED),
        (curfew(None, reach=Reach.WAY), "way", Why.WAY_NEEDED),
        (curfew(PLACE, slow_minutes=-1), "slow_minutes", Why.NUMBER_BELOW_ZERO),
        (rumour(""), "claims", Why.WORDS_NEEDED),
        (rumour(first_seen_at=NOON + HOUR), "first_seen_at", Why.TOLD_IN_FUTURE),
        (answered(answered_by=""), "answered_by", Why.ANSWER_NEEDED),
        (answered(answers={}), "answers", Why.ANSWER_NEEDED),
        (answered(answered_at=None), "answered_at", Why.ANSWER_NEEDED),
        (answered(verdict=Verdict.OPEN), "verdict", Why.ANSWER_NEEDED),
        (answered(answered_at=NOON - DAY), "answered_at", Why.ANSWERED_BEFORE_SEEN),
        (answered(answered_at=NOON + HOUR), "answered_at", Why.TOLD_IN_FUTURE),
        (expected(" "), "texts", Why.WORDS_NEEDED),
        (expected(due_at=None), "due_at", Why.LIMIT_UNCLEAR),
        (expected(due_is=Stated.NOT_STATED), "due_at", Why.LIMIT_UNCLEAR),
    ],
)
def test_a_fault_is_found_by_its_field(given: AnyGiven, name: str, why: Reason):
    assert found(given)[name] == why


def test_every_fault_is_found_at_once():
    assert set(found(curfew(None, ends_at=None, daily_to=None, said_by=""))) == {
        "sources", "ends_at", "daily_from", "place",
    }  # fmt: skip


def test_a_year_that_nobody_can_mean_is_a_fault_and_nothing_breaks():
    beyond = datetime.max.replace(tzinfo=UTC)
    assert found(expected(due_at=beyond, due_precision=Precision.DAY)) == {"due_at": Why.HOUR_OUT_OF_REACH}
    assert found(report(occurred_at=datetime.min.replace(tzinfo=UTC), occurred_precision=Precision.DAY)) == {
        "occurred_at": Why.HOUR_OUT_OF_REACH
    }
    assert found(answered(answered_at=beyond, answered_precision=Precision.DAY))["answered_at"] is Why.HOUR_OUT_OF_REACH


def test_opening_hours_may_run_over_midnight():
    assert found(outage(PLACE, effect=Effect.OPEN_ONLY, daily_from=NIGHT[0], daily_to=NIGHT[1])) == {}


def test_an_answer_of_the_day_on_which_a_rumour_was_seen_is_not_before_it():
    """Only the days are known: which came first on one day nobody can say."""
    morning = NOON - timedelta(hours=11)
    assert found(answered(answered_at=morning, answered_precision=Precision.DAY)) == {}
    assert found(answered(answered_at=morning - DAY, answered_precision=Precision.DAY)) == {
        "answered_at": Why.ANSWERED_BEFORE_SEEN
    }


def test_what_happened_some_time_today_is_not_in_the_future():
    assert found(report(occurred_at=NOON + 6 * HOUR, occurred_precision=Precision.DAY)) == {}
    assert found(report(occurred_at=NOON + 20 * HOUR, occurred_precision=Precision.DAY)) != {}
