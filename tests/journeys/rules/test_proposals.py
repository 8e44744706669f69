"""What is kept of a proposal is read back as what it was."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dodomu.engines.planner import Level, LevelName, Outcome, Plan, Prices, Progress, Status, check
from dodomu.engines.planner.explain import Explainer
from dodomu.engines.planner.marking import Phrase
from dodomu.engines.planner.plan import Ride
from dodomu.engines.planner.reasons import Because, Code, in_words
from dodomu.journeys.rules import proposals as kept
from tests.journeys import small_plans as small
from tests.journeys.small_plans import LATER, ONE


def shouted(words: str) -> str:
    return f"{words}!"


def test_a_problem_and_a_plan_come_back_equal():
    assert kept.read_problem(kept.pack_problem(small.problem())) == small.problem()
    assert kept.read_plan(kept.pack_plan(small.GOOD)) == small.GOOD


def test_the_same_facts_have_the_same_digest_and_others_another():
    same, other = small.problem(), small.problem(budget=5)
    assert kept.digest_of(kept.pack_problem(same)) == kept.digest_of(kept.pack_problem(small.problem()))
    assert kept.digest_of(kept.pack_problem(same)) != kept.digest_of(kept.pack_problem(other))


def test_prices_and_outcomes_come_back_equal():
    prices = Prices({("seat", "F1", "seat"): 4.25, ("processing", "airport", "2022-01-11T08:00"): 0.5})
    assert kept.read_prices(kept.pack_prices(prices)) == prices
    assert kept.read_prices(b"") == Prices()
    levels = (Level(LevelName.HOME, 17, 20), Level(LevelName.DANGER, 9_000_000, 8_000_000))
    outcome = Outcome(Status.OUT_OF_TIME, small.GOOD, levels, 1.25, 7, prices, reason="")
    assert kept.read_outcome(kept.outcome_json(outcome), small.GOOD, prices) == outcome
    assert kept.read_outcome(kept.outcome_json(outcome)).gap == outcome.gap


def test_progress_is_kept_without_the_plan():
    told = kept.progress_json(Progress(1.26, "rounding", 5, 9, small.GOOD))
    assert told == {"doing": "rounding", "seconds": 1.3, "value": 5, "bound": 9}


@pytest.mark.parametrize(
    "fact",
    [
        "a leg", 3, 2.5, None, True, datetime(2022, 1, 11, 8, tzinfo=UTC), date(2022, 1, 11), {"seat": 3, "pet": 1},
        ("F1", "F2"), (datetime(2022, 1, 11, 8, tzinfo=UTC), 1),
    ],
)  # fmt: skip
def test_a_reason_comes_back_with_facts_of_the_same_sort(fact: object):
    because = Because(Code.LEFT, {"persons": fact})
    assert kept.read_because(kept.because_json(because)) == because


def test_a_reason_that_was_kept_says_the_same_sentence():
    explained = Explainer(small.problem(), small.GOOD)
    for party in (ONE, LATER):
        for because in explained.why(str(party)).because:
            again = kept.read_because(kept.because_json(because))
            assert in_words(again) == in_words(because)


def test_a_fault_that_was_kept_says_the_same_sentence_in_other_words_too():
    wrong = small.plan(*small.GOOD.itineraries, replace(small.GOOD.itineraries[0], party="P", steps=(Ride("F9"),)))
    faults = check.faults_of(small.problem(), wrong)
    assert faults
    for fault in faults:
        again = kept.read_plan_fault(kept.fault_json(fault))
        assert (again.said(), again.said(shouted)) == (fault.said(), fault.said(shouted))


def test_words_of_the_planners_own_stay_words_that_can_be_translated():
    phrase = Phrase("the leaving of party {party}", {"party": "P1"})
    again = kept.read_because(kept.because_json(Because(Code.LEFT, {"what": phrase}))).facts["what"]
    assert isinstance(again, Phrase)
    assert (again, again.sentence, again.facts) == (phrase, phrase.sentence, phrase.facts)


def test_a_fault_of_a_problem_comes_back():
    faults = small.problem(ends=small.BEGINS).faults()
    assert [kept.read_problem_fault(kept.fault_json(each)).said() for each in faults] == [
        each.said() for each in faults
    ]


def test_a_plan_without_some_keeps_the_others():
    rest = kept.without_parties(small.GOOD, {str(ONE)})
    assert [each.party for each in rest.itineraries] == [
        each.party for each in small.GOOD.itineraries if each.party != str(ONE)
    ]
    assert kept.without_parties(Plan(), {str(ONE)}) == Plan()
