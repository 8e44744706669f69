"""What holds of every new plan that is made from an old one when something has changed."""

from dataclasses import replace

from hypothesis import assume, event, given
from hypothesis import strategies as st

from dodomu.engines.planner import check, solve
from dodomu.engines.planner.plan import LevelName, Outcome, Plan, Ride
from dodomu.engines.planner.problem import Closure, Party, Problem, Promise
from dodomu.engines.planner.replanning import replan
from tests.engines.planner.brute import TooLargeError, best, best_on
from tests.engines.planner.changes import tightened
from tests.engines.planner.effort import tried
from tests.engines.planner.meaning import wrongs
from tests.engines.planner.renaming import bare
from tests.engines.planner.strategies import problems

SECONDS = 5.0
DEAR = 1e4  # risk-hours that a promise counts: more than there are, so none is broken for safety


def told(problem: Problem, plan: Plan) -> Problem:
    """Promise everybody the last leg of the way that a plan gives them, all of a party together."""

    def promised(party: Party) -> Promise | None:
        ways = [itinerary for itinerary in plan.itineraries if itinerary.party == party.id]
        rides = [step.leg for way in ways for step in way.steps if isinstance(step, Ride)]
        whole = len(ways) == 1 and ways[0].persons == party.persons
        return Promise(rides[-1], party.persons) if whole and rides else None

    return replace(problem, parties=tuple(replace(party, promise=promised(party)) for party in problem.parties))


def planned(problem: Problem) -> tuple[Problem, Plan]:
    """Return a problem with promises by its best plan, and that plan."""
    try:
        plan = best(problem).plan
    except TooLargeError:
        assume(False)
        raise
    return told(problem, plan), plan


def cancelled(problem: Problem, leg: str) -> Problem:
    stop = Closure(leg, problem.begins, problem.ends, why="cancelled")
    return replace(problem, closures=(*problem.closures, stop))


def value(problem: Problem, plan: Plan, level: LevelName) -> int:
    assert check.faults_of(problem, plan) == ()
    assert wrongs(problem, plan) == []
    return check.values_of(problem, plan)[level]


def has(plan: Plan, party: Party) -> bool:
    """Whether all of a party goes by the leg it was promised."""
    going = (way for way in plan.itineraries if way.party == party.id)
    kept = sum(way.persons for way in going if party.promise and party.promise.leg in legs_of(way.steps))
    return kept == party.persons


def legs_of(steps: tuple[object, ...]) -> set[str]:
    return {step.leg for step in steps if isinstance(step, Ride)}


def replanned(problem: Problem, plan: Plan, **more: object) -> Outcome:
    outcome = replan(problem, plan, seconds=SECONDS, **more)  # type: ignore[arg-type]
    assert check.faults_of(problem, outcome.plan) == ()
    assert wrongs(problem, outcome.plan) == []
    assert {level.name: level.value for level in outcome.levels} == dict(check.values_of(problem, outcome.plan))
    return outcome


@tried(40)
@given(problems())
def test_when_nothing_has_changed_nothing_changes(problem):
    problem, plan = planned(problem)
    assert bare(replanned(problem, plan).plan) == bare(plan)


@tried(25)
@given(problems())
def test_when_nothing_has_changed_since_the_planner_itself_planned_nothing_changes(problem):
    plan = solve(problem, seconds=SECONDS).plan
    assert bare(replanned(told(problem, plan), plan).plan) == bare(plan)


@tried(40)
@given(problems(), st.data())
def test_when_a_leg_is_cancelled_no_promise_to_others_is_broken_without_need(problem, data):
    problem, plan = planned(problem)
    used = sorted({leg for way in plan.itineraries for leg in legs_of(way.steps)})
    assume(used)
    leg = data.draw(st.sampled_from(used))
    changed = cancelled(problem, leg)
    outcome = replanned(changed, plan, promise_rate=DEAR)
    concerned = {way.party for way in plan.itineraries if leg in legs_of(way.steps)}
    broken = [
        party
        for party in changed.parties
        if party.promise and party.id not in concerned and not has(outcome.plan, party)
    ]
    event("a promise to others was broken" if broken else "every promise to others was kept")
    if broken:  # then nobody can bring as many home and keep more of what was said
        home, lost = (value(changed, outcome.plan, level) for level in (LevelName.HOME, LevelName.PROMISES))
        assert best_on(changed, LevelName.PROMISES, {LevelName.HOME: home}) == lost


@tried(40)
@given(problems(), st.data())
def test_after_any_change_the_new_plan_is_within_its_bound(problem, data):
    problem, plan = planned(problem)
    changed = data.draw(tightened(problem))
    outcome = replanned(changed, plan)
    try:
        truth = best(changed).values[LevelName.HOME]
    except TooLargeError:
        assume(False)
        raise
    assert outcome.value <= truth <= outcome.bound


@tried(25)
@given(problems(), st.data())
def test_the_same_change_twice_changes_nothing_the_second_time(problem, data):
    problem, plan = planned(problem)
    changed = data.draw(tightened(problem))
    once = replanned(changed, plan)
    assert bare(replanned(changed, once.plan).plan) == bare(once.plan)
