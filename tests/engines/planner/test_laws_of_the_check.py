"""The check against a feasibility test that was written apart from it, on plans that hold and on plans that are spoilt.

The plans are made by brute force, so no part of the solvers is needed here.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dodomu.engines.planner import check
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride
from dodomu.engines.planner.problem import Leg, Party, Problem
from tests.engines.planner import by_hand
from tests.engines.planner.brute import TooLargeError, best, is_feasible
from tests.engines.planner.changes import changed, tightened
from tests.engines.planner.effort import tried
from tests.engines.planner.meaning import values, wrongs
from tests.engines.planner.strategies import problems


def planned(problem: Problem) -> Plan:
    try:
        return best(problem).plan
    except TooLargeError:
        assume(False)
        raise


def agree(problem: Problem, plan: Plan) -> None:
    """Both tests say the same of a plan, and see the same values in one that holds."""
    faults = check.faults_of(problem, plan)
    assert bool(faults) == bool(wrongs(problem, plan)), (faults, wrongs(problem, plan))
    if not faults:
        assert dict(check.values_of(problem, plan)) == values(problem, plan)


@tried(60)
@given(problems())
def test_the_best_plans_pass_the_check_with_the_same_values(problem):
    plan = planned(problem)
    assert check.faults_of(problem, plan) == ()
    assert is_feasible(problem, plan)
    assert dict(check.values_of(problem, plan)) == values(problem, plan)


@tried(60)
@given(problems(), st.data())
def test_a_plan_spoilt_at_random_is_refused_unless_it_truly_holds(problem, data):
    plan = planned(problem)
    for _ in range(5):
        agree(problem, data.draw(changed(problem, plan)))


@tried(60)
@given(problems(), st.data())
def test_a_plan_is_refused_when_what_it_stands_on_is_taken_away_and_only_then(problem, data):
    plan = planned(problem)
    for _ in range(5):
        agree(data.draw(tightened(problem)), plan)


@tried(30)
@given(problems())
def test_a_plan_for_nobody_holds_and_leaves_everybody(problem):
    assert check.faults_of(problem, Plan()) == ()
    assert dict(check.values_of(problem, Plan())) == values(problem, Plan())


@pytest.mark.parametrize(("month", "day", "hours"), [(10, 24, 9), (3, 28, 7)])
def test_a_night_in_which_clocks_change_lasts_as_long_as_it_does(month, day, hours):
    kyiv = ZoneInfo("Europe/Kyiv")
    begins, ends = datetime(2026, month, day, 22, tzinfo=kyiv), datetime(2026, month, day + 1, 6, tzinfo=kyiv)
    last = Leg("last", "port", "home", ends.astimezone(UTC) - timedelta(hours=2), ends, {"seat": 1})
    late = Leg("late", "port", "home", last.departs, ends.astimezone(UTC) + timedelta(minutes=1), {"seat": 1})
    problem = replace(by_hand.problem(Party("a", "port", 1), legs=(last, late)), begins=begins, ends=ends, zone=kyiv)
    assert problem.steps == hours
    for leg, holds in ((last, True), (late, False)):
        agree(problem, plan := Plan((Itinerary("a", 1, {"seat": 1}, (Ride(leg.id),)),)))
        assert is_feasible(problem, plan) is holds
    assert check.values_of(problem, Plan())[LevelName.DANGER] == hours * 500_000
