"""Whoever is left is put in beside a plan."""

from collections.abc import Sequence

from hypothesis import event, given
from hypothesis import strategies as st

from dodomu.engines.planner import check
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.greedy.filling import filled
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride, Shuttle, Step, Travel
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.replanning import replan
from tests.engines.planner.by_hand import leg, problem
from tests.engines.planner.strategies import problems
from tests.engines.planner.test_replan import party, planned, riding


def without(plan: Plan, gone: Sequence[int]) -> Plan:
    """Return a plan in which some stay, with what they rode but for rotations nobody rides any more."""
    kept = tuple(each for at, each in enumerate(plan.itineraries) if at not in gone)
    used = {step.rotation for each in kept for step in each.steps if isinstance(step, Shuttle)}
    return Plan(kept, tuple(each for each in plan.rotations if each.id in used), plan.charters)


def way_of(plan: Plan, each: Itinerary) -> tuple[object, ...]:
    """Return by what and when they go; rotations and vehicles may be numbered anew."""
    rotations = {one.id: (one.fleet, one.place, one.leaves) for one in plan.rotations}

    def told(step: Step) -> object:
        return rotations[step.rotation] if isinstance(step, Shuttle) else step

    return each.party, each.persons, dict(each.needs), tuple(map(told, each.steps))


@given(st.data(), problems())
def test_whoever_is_in_a_plan_goes_on_as_before_and_others_come_beside_them(data: st.DataObject, facts: Problem):
    whole = by_priority(facts)
    gone = data.draw(st.lists(st.integers(0, max(0, len(whole.itineraries) - 1)), unique=True))
    before = without(whole, gone)
    after = filled(facts, before)
    assert check.faults_of(facts, after) == ()
    ways = [way_of(after, each) for each in after.itineraries]
    assert all(way_of(before, each) in ways for each in before.itineraries)
    home = check.values_of(facts, after)[LevelName.HOME]
    assert home >= check.values_of(facts, before)[LevelName.HOME]
    event(f"{min(3, len(after.itineraries) - len(before.itineraries))} more")


def test_what_the_facts_no_longer_know_is_left_out():
    facts = problem(party("a"), party("b"), legs=(leg("first", 2, 1), leg("second", 4, 1)))
    unknown = Itinerary("gone", 1, {"seat": 1}, (Ride("first"),))
    walked = Itinerary("a", 1, {"seat": 1}, (Travel("nowhere", facts.begins), Ride("first")))
    assert riding(filled(facts, Plan((unknown, walked)))) == {"a": "first", "b": "second"}


def test_who_is_new_is_seated_even_when_no_time_is_left_to_better_the_plan():
    facts = problem(party("a"), party("b"), legs=(leg("first", 2, 1), leg("second", 4, 1)))
    outcome = replan(facts, planned(a="second"), seconds=0.0)
    assert riding(outcome.plan) == {"a": "second", "b": "first"}
