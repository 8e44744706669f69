"""Nobody is driven to and fro."""

from dataclasses import replace

from hypothesis import given

from dodomu.engines.planner import check, solve
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride, Travel
from dodomu.engines.planner.problem import Link, Party, Place, Problem
from dodomu.engines.planner.straightening import straight
from tests.engines.planner.by_hand import at, leg, problem
from tests.engines.planner.strategies import problems

CIRCLE = (Travel("out", at(1)), Travel("back", at(2)), Ride("home"))


def a_town(**changes: object) -> Problem:
    """A port with a town beside it: half an hour there, half an hour back."""
    facts = problem(Party("a", "port", 1), legs=(leg("home", 6, 2),))
    links = (Link("out", "port", "town", 30, danger=1.2), Link("back", "town", "port", 30, danger=1.2))
    return replace(facts, places=(*facts.places, Place("town", risk=1.0)), links=links, **changes)


def going(*steps: object, party: str = "a") -> Plan:
    return Plan((Itinerary(party, 1, {"seat": 1}, steps),))  # type: ignore[arg-type]


def test_who_would_come_back_to_where_they_are_waits_there():
    facts = a_town()
    assert check.faults_of(facts, going(*CIRCLE)) == ()
    assert straight(facts, going(*CIRCLE)) == going(Ride("home"))


def test_a_plan_without_circles_is_left_as_it_is():
    plan = going(Ride("home"))
    assert straight(a_town(), plan) is plan


def test_on_the_way_a_circle_is_cut_only_where_there_is_room_to_wait():
    facts = a_town()
    far = replace(facts, parties=(Party("a", "town", 1),))
    way = (Travel("back", at(0)), Travel("out", at(1)), Travel("back", at(2)), Ride("home"))
    assert straight(far, going(*way)) == going(Travel("back", at(2)), Ride("home"))
    through = Itinerary("a", 1, {"seat": 1}, (Travel("on", at(0)), *CIRCLE))
    beyond = replace(far, links=(*far.links, Link("on", "hill", "port", 30)), places=(*far.places, Place("hill")))
    from_hill = replace(beyond, parties=(Party("a", "hill", 1),))
    assert straight(from_hill, Plan((through,))) == going(Travel("on", at(0)), Ride("home"))
    full = tuple(replace(place, room=1) if place.id == "port" else place for place in from_hill.places)
    assert straight(replace(from_hill, places=full), Plan((through,))) == Plan((through,))


@given(problems())
def test_a_plan_that_holds_still_holds_and_brings_as_many_home(facts: Problem):
    before = by_priority(facts)
    after = straight(facts, before)
    assert check.faults_of(facts, after) == ()
    assert check.values_of(facts, after)[LevelName.HOME] == check.values_of(facts, before)[LevelName.HOME]


def test_no_plan_drives_anybody_to_and_fro_even_when_its_time_is_short():
    facts = a_town(parties=tuple(Party(f"p{each}", "port", 1) for each in range(2)))
    plan = solve(facts, seconds=0.5).plan
    assert [each.steps for each in plan.itineraries] == [(Ride("home"),)] * 2
