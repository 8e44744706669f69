"""From a plan and changed facts a new one, with few people moved."""

import subprocess
import sys
from dataclasses import replace

import pytest

from dodomu.engines.planner import check, replanning
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Progress, Ride, Status
from dodomu.engines.planner.problem import Charter, Closure, Party, Problem, Promise
from dodomu.engines.planner.replanning import replan
from tests.engines.planner.by_hand import BEGINS, at, leg, problem

SEATED = {"a": "first", "b": "first", "c": "second"}


def party(name: str, persons: int = 1, **more: object) -> Party:
    return Party(name, "port", persons, **more)  # type: ignore[arg-type]


def planned(**legs: str) -> Plan:
    return Plan(tuple(Itinerary(name, 1, {"seat": 1}, (Ride(leg),)) for name, leg in legs.items()))


def riding(plan: Plan) -> dict[str, str]:
    return {each.party: step.leg for each in plan.itineraries for step in each.steps if isinstance(step, Ride)}


def three(*more: Party, legs: tuple[object, ...] = (), **changes: object) -> Problem:
    """Two on the first leg, one on the second, each told so."""
    parties = [party(name, promise=Promise(way, 1)) for name, way in SEATED.items()]
    return problem(*parties, *more, legs=legs or (leg("first", 2, 2), leg("second", 4, 2)), **changes)  # type: ignore[arg-type]


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Answered exactly, or as a large problem is."""
    if request.param == "large":
        monkeypatch.setattr(replanning, "SMALL", -1)
    return str(request.param)


def replanned(changed: Problem, before: Plan, **more: object) -> Plan:
    outcome = replan(changed, before, seconds=5.0, **more)  # type: ignore[arg-type]
    assert check.faults_of(changed, outcome.plan) == ()
    assert {each.name: each.value for each in outcome.levels} == dict(check.values_of(changed, outcome.plan))
    return outcome.plan


@pytest.mark.usefixtures("size")
def test_when_nothing_changed_the_plan_comes_back_as_it_was():
    before = planned(**SEATED)
    assert replanned(three(), before) == before


def test_a_plan_that_is_not_the_best_comes_back_too_when_the_facts_are_known_to_be_the_same():
    before, facts = planned(a="second"), three()
    assert replanned(facts, before, was=facts) == before
    assert len(replanned(facts, before).itineraries) == 3


@pytest.mark.usefixtures("size")
def test_a_cancelled_leg_moves_only_who_was_on_it():
    stop = Closure("second", BEGINS, at(8), why="cancelled")
    changed = three(legs=(leg("first", 2, 2), leg("second", 4, 2), leg("third", 5, 3)), closures=(stop,))
    assert riding(replanned(changed, planned(**SEATED))) == SEATED | {"c": "third"}


@pytest.mark.usefixtures("size")
def test_the_seat_of_who_declines_is_given_to_who_was_left():
    changed = three(party("d"), legs=(leg("first", 2, 2), leg("second", 4, 1)))
    without_a = replace(changed, parties=changed.parties[1:])
    assert riding(replanned(without_a, planned(**SEATED))) == {"b": "first", "c": "second", "d": "first"}


@pytest.mark.usefixtures("size")
def test_who_is_new_is_seated_beside_the_others():
    assert riding(replanned(three(party("d")), planned(**SEATED))) == SEATED | {"d": "second"}


@pytest.mark.usefixtures("size")
def test_a_leg_that_is_late_keeps_its_people():
    changed = three(legs=(leg("first", 3, 2), leg("second", 4, 1)))
    assert riding(replanned(changed, planned(**SEATED))) == SEATED


@pytest.mark.usefixtures("size")
def test_of_a_leg_that_is_smaller_the_cheapest_promise_is_broken():
    changed = three(legs=(leg("first", 2, 1), leg("second", 4, 2)))
    dear = replace(changed.parties[1], promise=Promise("first", 5))
    changed = replace(changed, parties=(changed.parties[0], dear, changed.parties[2]))
    outcome = replan(changed, planned(**SEATED), seconds=5.0)
    assert riding(outcome.plan) == {"a": "second", "b": "first", "c": "second"}
    promises = outcome.levels[list(LevelName).index(LevelName.PROMISES)]
    assert (promises.value, promises.bound) == (1, 1)


@pytest.mark.parametrize(("rate", "way"), [(0.5, "early"), (3.0, "late")])
def test_a_promise_is_broken_only_where_the_rate_pays(rate, way):
    # an hour in the port is half a risk-hour: going two hours earlier saves one, and the promise costs one
    changed = problem(party("a", promise=Promise("late", 1)), legs=(leg("early", 2, 1), leg("late", 4, 1)))
    outcome = replan(changed, planned(a="late"), promise_rate=rate)
    assert riding(outcome.plan) == {"a": way}
    assert outcome.status is Status.OPTIMAL


def test_more_weight_home_breaks_a_promise_at_any_rate():
    sick = party("b", priority="medical")
    changed = problem(party("a", promise=Promise("only", 9)), sick, legs=(leg("only", 2, 1),))
    assert riding(replanned(changed, planned(a="only"), promise_rate=1e6)) == {"b": "only"}


@pytest.mark.usefixtures("size")
def test_a_promise_on_a_leg_that_is_gone_is_known_to_be_lost():
    changed = three(closures=(Closure("second", BEGINS, at(8)),))
    outcome = replan(changed, planned(**SEATED), seconds=5.0)
    promises = outcome.levels[list(LevelName).index(LevelName.PROMISES)]
    assert (promises.value, promises.bound) == (1, 1)


@pytest.mark.usefixtures("size")
def test_a_charter_that_is_too_dear_now_is_not_hired():
    chartered = (leg("first", 2, 2, charter="plane"), leg("second", 4, 3))
    changed = three(legs=chartered, charters=(Charter("plane", 100),), budget=50)
    before = replace(planned(**SEATED), charters=frozenset({"plane"}))
    plan = replanned(changed, before)
    assert set(riding(plan).values()) == {"second"}
    assert plan.charters == frozenset()


@pytest.mark.usefixtures("size")
def test_what_holds_is_told_before_the_end():
    told: list[Progress] = []
    changed = three(closures=(Closure("second", BEGINS, at(8)),))
    outcome = replan(changed, planned(**SEATED), seconds=5.0, progress=told.append)
    plans = [each.plan for each in told if each.plan is not None]
    assert all(check.faults_of(changed, plan) == () for plan in plans)
    assert riding(plans[0]) == riding(outcome.plan) == {"a": "first", "b": "first"}


@pytest.mark.usefixtures("size")
def test_when_nobody_can_come_home_any_more_it_says_so():
    outcome = replan(three(closures=(Closure("*", BEGINS, at(8)),)), planned(**SEATED), seconds=5.0)
    assert (outcome.status, outcome.plan, outcome.reason) == (Status.NO_WAY_HOME, Plan(), "no-way-home")


def test_when_everybody_is_gone_there_is_nothing_to_do():
    assert replan(problem(legs=(leg("first", 2, 1),)), planned(**SEATED)).status is Status.NOTHING_TO_DO


def test_facts_with_faults_are_answered_with_them():
    outcome = replan(three(legs=(leg("first", -2, 2),), least_chance=float("nan")), planned(**SEATED))
    assert outcome.status is Status.FAULTY
    assert outcome.faults


@pytest.mark.parametrize("rate", [-1.0, float("nan"), float("inf")])
def test_a_rate_that_is_no_number_of_hours_is_refused(rate):
    with pytest.raises(ValueError, match="rate of promises"):
        replan(three(), planned(**SEATED), promise_rate=rate)


def test_replan_and_solve_stay_functions_however_often_they_are_asked_for() -> None:
    asked = (
        "from dodomu.engines import planner; first = planner.replan, planner.solve;"
        "assert first == (planner.replan, planner.solve) and all(map(callable, first))"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
