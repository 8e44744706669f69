"""When advice holds, and what is wrong with a draft."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import advice as rules
from dodomu.contact.rules.advice import Holding, Span, Words, ended_at, state_at
from dodomu.contact.rules.terms import AdviceKind, AdviceState
from tests.contact.advising import DAY, HOUR, MINUTE, NOON, UK, given

HOURS = st.integers(-100, 100).map(lambda hours: NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("span", "state"),
    [
        (Span(NOON, None, None), AdviceState.DRAFT),
        (Span(NOON, None, NOON + HOUR), AdviceState.DRAFT),  # published later
        (Span(NOON + HOUR, None, NOON), AdviceState.NOT_YET),
        (Span(NOON, None, NOON), AdviceState.IN_FORCE),
        (Span(NOON - HOUR, NOON + HOUR, NOON - HOUR), AdviceState.IN_FORCE),
        (Span(NOON - HOUR, NOON, NOON - HOUR), AdviceState.EXPIRED),  # at its very end it holds no more
        (Span(NOON - HOUR, None, NOON - HOUR, superseded_at=NOON), AdviceState.SUPERSEDED),
        (Span(NOON - HOUR, None, NOON - HOUR, superseded_at=NOON + HOUR), AdviceState.IN_FORCE),
        (Span(NOON - HOUR, NOON, NOON - HOUR, withdrawn_at=NOON), AdviceState.WITHDRAWN),
        (Span(NOON + HOUR, None, NOON - HOUR, withdrawn_at=NOON), AdviceState.WITHDRAWN),
    ],
)
def test_where_advice_stands(span: Span, state: AdviceState):
    assert state_at(span, at=NOON) is state


@law(HOURS, st.none() | HOURS, HOURS, st.none() | HOURS, st.none() | HOURS, HOURS, HOURS)
def test_what_is_dead_stays_dead_and_what_comes_later_changes_nothing(begins, ends, told, over, gone, at, later):
    span = Span(begins, ends, told, over, gone)
    dead = {AdviceState.EXPIRED, AdviceState.SUPERSEDED, AdviceState.WITHDRAWN}
    if state_at(span, at=at) in dead and later >= at:
        assert state_at(span, at=later) in dead
    known = Span(begins, ends, told, over if over and over <= at else None, gone if gone and gone <= at else None)
    assert state_at(known, at=at) is state_at(span, at=at)
    assert (ended_at(span, at=at) is not None) == (state_at(span, at=at) in dead)


SHELTER, ALMATY, CAPITAL = AdviceKind.SHELTER, uuid4(), uuid4()


def holding(until: datetime | None, since: datetime = NOON, *places: UUID, kind: AdviceKind = SHELTER) -> Holding:
    return Holding(kind, places, since, until)


@pytest.mark.parametrize(
    ("ends", "others", "asked"),
    [
        (NOON + 6 * HOUR, [], True),
        (NOON + 7 * HOUR, [], False),  # not soon
        (None, [], False),
        (NOON + HOUR, [holding(None, NOON + HOUR)], False),  # it goes on without a gap
        (NOON + HOUR, [holding(None, NOON + 2 * HOUR)], True),  # an hour without advice
        (NOON + HOUR, [holding(NOON + HOUR)], True),  # ends with it
        (NOON + HOUR, [holding(None, NOON, CAPITAL)], True),  # for others
        (NOON + HOUR, [holding(None, NOON, ALMATY)], False),
        (NOON + HOUR, [holding(None, NOON, kind=AdviceKind.MONITOR)], True),  # says something else
    ],
)
def test_advice_that_runs_out_with_nothing_to_follow_it_is_asked_about(ends, others, asked):
    assert rules.runs_out(holding(ends, NOON, ALMATY), others, at=NOON) is asked


def test_what_is_for_the_whole_country_is_not_followed_by_advice_for_a_city():
    assert rules.runs_out(holding(NOON + HOUR), [holding(None, NOON, ALMATY)], at=NOON)
    assert not rules.runs_out(holding(NOON + HOUR, NOON + MINUTE), [], at=NOON)  # holds from a later hour


def reasons(**changes):
    return {(each.field, each.reason) for each in rules.faults(given(**changes), at=NOON)}


def test_an_ordinary_draft_is_in_order():
    assert reasons() == set() and reasons(valid_until=None, valid_from=NOON - DAY) == set()
    assert rules.faults_to_publish(given(), sending="UA", at=NOON) == ()


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"valid_until": NOON - HOUR}, "valid_until", ContactReason.ADVICE_ENDS_BEFORE_IT_BEGINS),
        ({"valid_from": NOON - 2 * HOUR, "valid_until": NOON}, "valid_until", ContactReason.ADVICE_ALREADY_OVER),
        ({"valid_from": NOON - 2 * DAY}, "valid_from", ContactReason.ADVICE_DATE_UNLIKELY),
        ({"valid_from": NOON + 1100 * DAY, "valid_until": None}, "valid_from", ContactReason.ADVICE_DATE_UNLIKELY),
        ({"valid_until": NOON + 1100 * DAY}, "valid_until", ContactReason.ADVICE_DATE_UNLIKELY),
        ({"words": {"uk": Words("x", "y" * 4001)}}, "words.uk.text", ContactReason.ADVICE_TOO_LONG),
        ({"words": {"uk": Words("x", "y", "z" * 321)}}, "words.uk.short", ContactReason.ADVICE_TOO_LONG),
        ({"words": {"uk": Words("x", "Пишіть: {link}")}}, "words.uk.text", ContactReason.ADVICE_TO_FILL_IN),
        ({"words": {"uk": Words("x", "y", "{name}, бережіться")}}, "words.uk.short", ContactReason.ADVICE_TO_FILL_IN),
        ({"words": {"fr": UK}}, "words.fr", ContactReason.ADVICE_LANGUAGE_UNKNOWN),
    ],
)
def test_each_nonsense_is_told_by_its_field(changes, field, reason):
    assert reasons(**changes) == {(field, reason)}


def test_the_language_of_those_who_are_advised_is_needed():
    assert rules.required_languages("UA") == ("uk",) and rules.required_languages("FR") == ("en",)
    [fault] = rules.faults_to_publish(given(words={"en": UK}), sending="UA", at=NOON)
    assert fault == rules.AdviceFault("words.uk.headline", ContactReason.ADVICE_WITHOUT_LANGUAGE)


@law(st.text())
def test_tidying_twice_is_tidying_once(text: str):
    once = rules.clean(text)
    assert rules.clean(once) == once and rules.line(rules.line(text)) == rules.line(text)
    assert "\n\n\n" not in once and "\n" not in rules.line(text)
    once.encode("utf-8")


def test_tidying_takes_what_nobody_sees_and_nothing_else():
    assert rules.clean("\u202eа\u2066б\u200f \t в\r\nг\u0000\ufeff") == "аб в\nг"
    words = "Ґанок № 5 – «так», 😀 30 %"
    assert rules.clean(words) == words
