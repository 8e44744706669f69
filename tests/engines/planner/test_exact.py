"""The exact solver: no plan betters its plan on any level, and its plan holds."""

from dataclasses import replace
from time import perf_counter

import pytest
from benchmarks.planner.instances import instance
from hypothesis import assume, given

from dodomu.engines.planner.check import faults_of, values_of
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride
from dodomu.engines.planner.problem import Charter, Fleet, Party, Problem, Promise, Round
from dodomu.engines.planner.solvers.exact import ExactAnswer, solve_exactly
from tests.engines.planner.brute import TooLargeError, best
from tests.engines.planner.by_hand import leg, problem
from tests.engines.planner.effort import tried
from tests.engines.planner.strategies import problems

HOME, DANGER, PROMISES, MONEY = LevelName


def solved(given_: Problem, seconds: float = 60.0, **more: object) -> ExactAnswer:
    answer = solve_exactly(lay_out(given_), seconds=seconds, clock=perf_counter, **more)  # type: ignore[arg-type]
    assert answer is not None
    assert faults_of(given_, answer.plan) == ()
    assert {level.name: level.value for level in answer.levels} == values_of(given_, answer.plan)
    return answer


@tried(100)
@given(problems())
def test_it_is_as_good_on_all_levels_as_trying_everything(given_: Problem) -> None:
    try:
        found = best(given_)
    except TooLargeError:
        assume(False)
    answer = solved(given_)
    assert {level.name: level.value for level in answer.levels} == found.values
    assert answer.proven


@pytest.mark.parametrize("seed", [2, 3, 11])
def test_small_instances_are_proven_on_all_levels(seed: int) -> None:
    answer = solved(instance("S", seed))
    assert answer.proven
    assert answer.levels[0].value == {2: 103, 3: 174, 11: 190}[seed]


def test_it_always_answers_the_same() -> None:
    given_ = instance("S", 2)
    assert solved(given_).plan == solved(given_).plan


def test_parties_that_do_not_fit_whole_into_vehicles_that_leave_together_are_not_spread_over_them() -> None:
    vans = Fleet("van", "port", 2, {"seat": 5}, (Round("city", 180, 180),))  # each once only
    given_ = problem(*(Party(name, "city", 3) for name in "abc"), legs=(leg("late", 6.5, 9),), fleets=(vans,))
    answer = solved(given_)  # nine persons for ten seats, but three parties of three for two vans
    assert answer.levels[0].value == answer.levels[0].bound == 6


def test_a_split_party_keeps_its_promise_only_together() -> None:
    party = Party("a", "port", 3, may_split=True, promise=Promise("late", 7))
    early_and_late = (leg("early", 2, 1), leg("late", 4, 3))
    assert solved(problem(party, legs=early_and_late)).levels[2].value == 7  # one leaves early: danger comes first
    assert solved(problem(party, legs=early_and_late[1:])).levels[2].value == 0


def test_without_time_what_was_given_is_returned_with_bounds_that_hold() -> None:
    given_ = problem(
        Party("a", "port", 2), Party("b", "port", 1), legs=(leg("early", 2, 2), leg("late", 4, 1, price=9))
    )
    start = Plan((Itinerary("b", 1, {"seat": 1}, (Ride("late"),)),))
    answer = solved(given_, seconds=0.0, start=start)
    assert answer.plan == start
    perfect = best(given_).values
    assert answer.levels[0].bound >= perfect[HOME] > answer.levels[0].value
    assert all(level.bound <= level.value for level in answer.levels[1:])
    assert not answer.proven


def test_nothing_is_begun_once_it_is_told_to_stop() -> None:
    given_ = problem(Party("a", "port", 2), legs=(leg("early", 2, 2),))
    answer = solved(given_, stop=lambda: True)
    assert answer.plan == Plan()
    assert answer.levels[0].bound == 2


def test_it_gives_no_answer_when_the_model_would_be_too_large() -> None:
    grid = lay_out(instance("S", 2))
    assert solve_exactly(grid, seconds=9.0, clock=perf_counter, most_columns=100) is None


def test_of_charters_the_money_is_not_enough_for_none_is_hired() -> None:
    legs = (leg("dear", 2, 9, charter="dear"), leg("cheap", 4, 1, charter="cheap"))
    given_ = problem(
        Party("a", "port", 1),
        Party("b", "port", 1),
        legs=legs,
        charters=(Charter("dear", 90), Charter("cheap", 40)),
        budget=50,
    )
    answer = solved(given_)
    assert answer.plan.charters == {"cheap"}
    assert answer.levels[3].value == answer.levels[3].bound == 40
    assert solved(replace(given_, budget=130)).levels[0].value == 2


@tried(60)
@given(problems())
def test_a_plan_that_is_known_changes_no_level_and_no_proof(given_: Problem) -> None:
    answer = solved(given_)
    for known in (answer.plan, by_priority(given_)):
        again = solved(given_, start=known)
        assert again.levels == answer.levels
