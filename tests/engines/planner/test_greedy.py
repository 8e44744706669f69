"""What a desk with a spreadsheet would do: nobody's way is ever taken back, and no plan has faults."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.engines.planner.check import faults_of, values_of
from dodomu.engines.planner.greedy import by_priority, by_registration
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Shuttle, Travel
from dodomu.engines.planner.problem import Charter, Closure, Permission, Promise, Round
from tests.engines.planner.brute import TooLargeError, best
from tests.engines.planner.cast import (
    ORV,
    SELM,
    START,
    TIKK,
    a_fleet,
    a_leg,
    a_link,
    a_party,
    a_problem,
    at,
    ride,
    the_places,
)
from tests.engines.planner.effort import tried
from tests.engines.planner.renaming import bare, shuffled
from tests.engines.planner.strategies import problems

both = pytest.mark.parametrize("plan_of", [by_priority, by_registration])


def home(plan: Plan) -> dict[str, int]:
    """How many of each party come home."""
    found: dict[str, int] = {}
    for itinerary in plan.itineraries:
        found[itinerary.party] = found.get(itinerary.party, 0) + itinerary.persons
    return found


@tried(60)
@given(problems())
def test_every_plan_passes_the_check_and_betters_no_best_plan(problem):
    plans = [by_priority(problem), by_registration(problem)]
    assert [faults_of(problem, plan) for plan in plans] == [(), ()]
    try:
        most = best(problem).values[LevelName.HOME]
    except TooLargeError:
        return
    assert all(values_of(problem, plan)[LevelName.HOME] <= most for plan in plans)


@tried(20)
@given(problems(), st.integers(0, 9))
def test_the_order_of_the_input_decides_nothing(problem, seed):
    for plan_of in (by_priority, by_registration):
        assert bare(plan_of(problem)) == bare(plan_of(shuffled(problem, seed)))


@both
def test_nobody_to_bring_home_is_an_empty_plan(plan_of):
    assert plan_of(a_problem()) == Plan()


@both
def test_nobody_goes_where_no_way_leads_home(plan_of):
    assert plan_of(a_problem([a_party(place=SELM)], [a_leg()])) == Plan()


def test_the_last_seat_goes_to_the_heavier_priority_or_to_who_has_waited_longer():
    waited = a_party("waited", priority="other", waiting_since=at(-9))
    medical = a_party("medical", priority="medical", waiting_since=at(-1))
    problem = a_problem([waited, medical], [a_leg(seats=1)])
    assert home(by_priority(problem)) == {"medical": 1}
    assert home(by_registration(problem)) == {"waited": 1}


@both
def test_the_way_that_is_home_earliest_is_taken_even_if_it_changes_abroad(plan_of):
    direct = a_leg("direct", departs=at(10), arrives=at(16))
    out = a_leg("out", target=TIKK, departs=at(4), arrives=at(6))
    onward = a_leg("onward", origin=TIKK, departs=at(7), arrives=at(12))
    plan = plan_of(a_problem([a_party()], [direct, out, onward]))
    assert plan.itineraries[0].steps == (ride("out"), ride("onward"))


@both
def test_whoever_finds_the_early_leg_full_takes_the_next(plan_of):
    legs = [a_leg("early", seats=3), a_leg("late", departs=at(9), arrives=at(12), seats=3)]
    plan = plan_of(a_problem([a_party("a", persons=2), a_party("b", persons=2)], legs))
    assert sorted(itinerary.steps[0].leg for itinerary in plan.itineraries) == ["early", "late"]


@both
def test_people_leave_their_place_as_late_as_still_serves(plan_of):
    problem = a_problem([a_party(place=SELM)], [a_leg(departs=at(9), arrives=at(12))], links=[a_link()])
    assert plan_of(problem).itineraries[0].steps[0] == Travel("road", at(7))


@both
def test_at_curfew_they_leave_before_it(plan_of):
    curfew = Closure("*", START, at(24), daily=(time(12), time(15)), stops="departures", road_only=True)
    problem = a_problem(
        [a_party(place=SELM)], [a_leg(departs=at(10), arrives=at(12))], links=[a_link()], closures=[curfew]
    )
    assert plan_of(problem).itineraries[0].steps[0] == Travel("road", at(5))


@both
def test_they_are_processed_in_the_last_hour_that_has_hands_for_them(plan_of):
    places = the_places(orv={"processing": ((START, 2), (at(3), 0))})
    problem = a_problem([a_party(persons=2), a_party("others")], [a_leg()], places=places)
    processed = {itinerary.party: itinerary.steps[0].processed for itinerary in plan_of(problem).itineraries}
    assert set(processed) == {"family", "others"}
    assert sorted(processed.values()) == [at(1), at(2)]


@both
def test_nobody_waits_where_there_is_no_room(plan_of):
    later = a_leg("later", departs=at(8), arrives=at(11), seats=10)
    bus = a_leg("bus", origin=SELM, target=ORV, departs=at(1), arrives=at(2))
    parties = [a_party("a", SELM, persons=2), a_party("b", SELM, persons=2)]
    roomy, narrow = the_places(), the_places(orv={"room": 3})
    assert home(plan_of(a_problem(parties, [later, bus], places=roomy))) == {"a": 2, "b": 2}
    assert sum(home(plan_of(a_problem(parties, [later, bus], places=narrow))).values()) == 2


@both
def test_one_rotation_is_shared_and_a_second_opened_when_it_is_full(plan_of):
    parties = [a_party(name, SELM, persons=2) for name in "abc"]
    problem = a_problem(parties, [a_leg(departs=at(9), arrives=at(12))], fleets=[a_fleet(vehicles=2)])
    plan = plan_of(problem)
    assert home(plan) == {"a": 2, "b": 2, "c": 2}
    assert len(plan.rotations) == 2
    assert faults_of(problem, plan) == ()


@both
def test_drivers_hours_end_the_day(plan_of):
    parties = [a_party(name, SELM, persons=4) for name in "ab"]
    fleet = a_fleet(drivers_minutes=180, rounds=(Round(SELM, out=60, back=120),))
    plan = plan_of(a_problem(parties, [a_leg(departs=at(17), arrives=at(20))], fleets=[fleet]))
    assert len(plan.itineraries) == len(plan.rotations) == 1
    assert isinstance(plan.itineraries[0].steps[0], Shuttle)


@both
def test_a_charter_is_hired_only_by_those_who_have_no_other_way_and_while_money_lasts(plan_of):
    legs = [
        a_leg("seats", departs=at(8), arrives=at(11), seats=1),
        a_leg("dear", charter="dear", seats=9),
        a_leg("cheap", charter="cheap", departs=at(6), arrives=at(9), seats=9),
    ]
    charters = [Charter("dear", 500), Charter("cheap", 200)]

    def plan(parties: int, budget: int) -> Plan:
        everybody = [a_party(f"p{number}") for number in range(parties)]
        return plan_of(a_problem(everybody, legs, charters=charters, budget=budget))

    assert plan(1, 700).charters == frozenset()
    assert plan(2, 100).charters == frozenset()
    assert plan(2, 499).charters == {"cheap"}
    assert len(plan(2, 499).itineraries) == 2


@both
def test_prices_are_paid_while_money_lasts(plan_of):
    problem = a_problem([a_party("a"), a_party("b"), a_party("c")], [a_leg(price=40)], budget=100)
    assert len(plan_of(problem).itineraries) == 2


@both
def test_a_quota_ends_what_a_permission_allows(plan_of):
    problem = a_problem(
        [a_party("a", persons=2), a_party("b", persons=2)], [a_leg(permission="p")], permissions=[Permission("p", 3)]
    )
    assert len(plan_of(problem).itineraries) == 1


@both
def test_papers_refusals_and_needs_are_heeded(plan_of):
    legs = [a_leg("visa", papers=frozenset({"visa"})), a_leg("wheels", seats={"seat": 9, "wheelchair": 1})]
    parties = [
        a_party("without", needs={"seat": 1, "wheelchair": 1}),
        a_party("refuses", papers=frozenset({"visa"}), refuses=frozenset({"wheels"})),
        a_party("refuses-all", refuses=frozenset({"wheels"})),
    ]
    plan = plan_of(a_problem(parties, legs))
    assert {each.party: each.steps[0].leg for each in plan.itineraries} == {"without": "wheels", "refuses": "visa"}


@both
def test_only_those_who_may_be_are_split_and_in_the_largest_parts_that_fit(plan_of):
    legs = [a_leg("five", seats=5), a_leg("two", departs=at(5), arrives=at(8), seats=2)]
    split = plan_of(a_problem([a_party(persons=8, may_split=True)], legs))
    assert sorted(each.persons for each in split.itineraries) == [2, 5]
    assert plan_of(a_problem([a_party(persons=8)], legs)) == Plan()


@both
def test_who_needs_more_than_a_seat_stays_with_one_who_sits(plan_of):
    legs = [a_leg("two", seats={"seat": 2, "infant": 1}), a_leg("rest", departs=at(5), arrives=at(8), seats=9)]
    party = a_party(persons=6, needs={"seat": 5, "infant": 1}, may_split=True)
    problem = a_problem([party], legs)
    plan = plan_of(problem)
    assert Itinerary("family", 3, {"seat": 2, "infant": 1}, (ride("two"),)) in plan.itineraries
    assert home(plan) == {"family": 6}
    assert faults_of(problem, plan) == ()


@both
def test_only_who_has_a_car_drives(plan_of):
    by_car = a_link(needs_car=True)
    parties = [a_party("drives", SELM, car=True), a_party("walks", SELM)]
    assert home(plan_of(a_problem(parties, [a_leg()], links=[by_car]))) == {"drives": 1}


@both
def test_rotations_of_one_vehicle_follow_one_another(plan_of):
    parties = [a_party(name, SELM, persons=4) for name in "ab"]
    problem = a_problem(parties, [a_leg(departs=at(12), arrives=at(15))], fleets=[a_fleet()])
    rotations = sorted(plan_of(problem).rotations, key=lambda each: each.leaves)
    assert [each.vehicle for each in rotations] == [0, 0]
    assert rotations[1].leaves - rotations[0].leaves >= at(3) - START


@both
def test_a_promise_changes_nothing(plan_of):
    legs = [a_leg("early"), a_leg("late", departs=at(9), arrives=at(12))]
    plan = plan_of(a_problem([a_party(promise=Promise("late"))], legs))
    assert plan.itineraries[0].steps == (ride("early"),)


@both
def test_nobody_leaves_before_they_can(plan_of):
    problem = a_problem([a_party(available_from=at(5), place=ORV)], [a_leg(departs=at(4), arrives=at(7))])
    assert plan_of(problem) == Plan()
