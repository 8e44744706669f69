"""What would have to be different: each change is found, is the smallest, and holds."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from dodomu.engines.planner.check import faults_of
from dodomu.engines.planner.explain import (
    what_would_have_to_be_different,
)
from dodomu.engines.planner.explaining import inserting
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.plan import (
    Plan,
)
from dodomu.engines.planner.problem import Charter, Closure, Permission, Problem
from dodomu.engines.planner.reasons import Code
from tests.engines.planner.cast import (
    ORV,
    SELM,
    a_fleet,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    an_itinerary,
    at,
    ride,
    the_places,
)
from tests.engines.planner.explaining.saying import NOBODY, holds, the_change


@pytest.mark.parametrize(
    ("code", "party", "leg", "more"),
    [
        (Code.MORE_SEATS, {"persons": 3}, {"seats": 2}, {}),
        (Code.RELEASE_HELD_BACK, {}, {"seats": 2, "held_back": {"seat": 2}}, {}),
        (Code.WITH_PAPER, {}, {"papers": frozenset({"visa"})}, {}),
        (Code.NOT_REFUSED, {"refuses": frozenset({"flight"})}, {}, {}),
        (Code.HIRE, {}, {"charter": "hire"}, {"charters": [Charter("hire", 5)], "budget": 5}),
        (Code.HIRE_BEYOND_BUDGET, {}, {"charter": "hire"}, {"charters": [Charter("hire", 5)], "budget": 3}),
        (Code.MORE_QUOTA, {"persons": 2}, {"permission": "leave"}, {"permissions": [Permission("leave", 1)]}),
        (Code.LONGER_PERMISSION, {}, {"permission": "leave"}, {"permissions": [Permission("leave", 9, ends=at(4))]}),
        (Code.OPENED, {}, {}, {"closures": [Closure(ORV, at(1), at(20), why="storm")]}),
        (Code.OPENED_EVERYWHERE, {}, {}, {"closures": [Closure("*", at(-48), at(48), daily=(time(9), time(11)))]}),
        (Code.RISK_CHANCE, {}, {"chance": 0.3}, {"least_chance": 0.5}),
        (Code.MORE_PROCESSING, {"persons": 2}, {}, {"places": the_places(orv={"processing": 1})}),
        (Code.MORE_MONEY, {"persons": 2}, {"price": 8}, {"budget": 10}),
        (Code.OWN_CAR, {"place": SELM}, {}, {"links": [a_link(needs_car=True)]}),
        (Code.AVAILABLE_SOONER, {"available_from": at(5)}, {}, {}),
        (Code.LONGER_HORIZON, {}, {"arrives": at(30)}, {}),
        (Code.SPLIT, {"persons": 3}, {"seats": 2}, {}),
        (Code.BETTER_VEHICLES, {"place": SELM, "persons": 5}, {}, {"fleets": [a_fleet()]}),
        (Code.MORE_DRIVERS, {"place": SELM}, {}, {"fleets": [a_fleet(drivers_minutes=100)]}),
        (Code.MORE_VEHICLES, {"place": SELM}, {}, {"fleets": [a_fleet(vehicles=0)]}),
        (
            Code.MORE_ROOM,
            {"place": SELM},
            {},
            {
                "places": the_places(orv={"room": 0}),
                "links": [a_link()],
                "closures": [Closure("road", at(1), at(24))],
            },
        ),
    ],
)
def test_each_single_change_that_brings_a_party_home_is_found_and_holds(code, party, leg, more):
    problem = a_problem([a_party("p", **party)], [a_leg(**leg)], **more)
    change = the_change(what_would_have_to_be_different(problem, NOBODY, "p"), code)
    assert holds(change)
    assert change.plan.itineraries[-1].party == "p"
    if code is not Code.HIRE:
        assert faults_of(problem, change.plan)  # without the change it does not hold


def test_a_change_is_the_smallest_that_suffices():
    party = a_party("p", persons=5)
    problem = a_problem([party, a_party("low", persons=2)], [a_leg(seats=4)])
    plan = a_plan(an_itinerary("low", ride(), persons=2))
    change = the_change(what_would_have_to_be_different(problem, plan, "p"), Code.MORE_SEATS)
    assert change.because.facts["more"] == {"seat": 3}
    short = replace(change.problem, legs=(replace(change.problem.legs[0], seats={"seat": 6}),))
    assert faults_of(short, change.plan)


def test_a_curfew_is_lifted_only_in_the_hours_that_matter():
    curfew = Closure("*", at(0), at(24), why="curfew")
    problem = a_problem([a_party("p")], [a_leg()], closures=[curfew])
    changes = what_would_have_to_be_different(problem, NOBODY, "p")
    change = the_change(changes, Code.OPENED_EVERYWHERE)
    assert change.because.facts["hours"] == (at(4), at(7))
    assert [(each.begins, each.ends) for each in change.problem.closures] == [
        (at(0), at(4)),
        (at(5), at(7)),
        (at(8), at(24)),
    ]


def test_processing_is_raised_in_one_hour_and_in_no_other():
    hours = ((at(0), 1.0), (at(2.5), 0.0), (at(3), 1.0), (at(12), 4.0))
    places = the_places(orv={"processing": hours})
    problem = a_problem([a_party("p", persons=2)], [a_leg()], places=places)
    change = the_change(what_would_have_to_be_different(problem, NOBODY, "p"), Code.MORE_PROCESSING)
    (raised,) = [place for place in change.problem.places if place.id == ORV]
    old = {hour: floor_of(hours, at(hour)) for hour in range(24)}
    new = {hour: floor_of(raised.processing, at(hour)) for hour in range(24)}
    assert [hour for hour in old if old[hour] != new[hour]] == [0]


def floor_of(steps: object, moment: datetime) -> int:
    held = [value for since, value in steps if since <= moment]  # type: ignore[attr-defined]
    return int(held[-1])


def test_a_party_that_travels_late_is_told_what_would_bring_it_home_sooner():
    low, party = a_party("low"), a_party("p")
    problem = a_problem([party, low], [a_leg(seats=1), a_leg("late", departs=at(10), arrives=at(12))])
    plan = a_plan(an_itinerary(low, ride()), an_itinerary(party, ride("late")))
    (change,) = what_would_have_to_be_different(problem, plan, "p")
    assert change.because.code is Code.MORE_SEATS and change.way.home == at(7) and holds(change)


def test_no_more_changes_are_told_than_asked_for_and_none_that_need_two_things():
    legs = [a_leg(f"l{n}", seats=0, departs=at(4 + n), arrives=at(7 + n)) for n in range(5)]
    problem = a_problem([a_party("p")], legs)
    assert len(what_would_have_to_be_different(problem, NOBODY, "p", most=2)) == 2
    assert len(what_would_have_to_be_different(problem, NOBODY, "p")) == 3  # no more of one sort
    two = a_problem([a_party("p")], [a_leg(seats=0, papers=frozenset({"visa"}))])
    assert what_would_have_to_be_different(two, NOBODY, "p") == ()


def test_of_a_large_plan_only_those_who_share_something_are_checked_and_that_finds_the_same(monkeypatch):
    problem, plan = crowded()
    small = what_would_have_to_be_different(problem, plan, "p")
    monkeypatch.setattr(inserting, "WHOLE", 0)
    large = what_would_have_to_be_different(problem, plan, "p")
    assert small and [each.because for each in small] == [each.because for each in large]
    assert all(holds(each) for each in large)


def crowded() -> tuple[Problem, Plan]:
    """Six parties by road and plane, two by bus; p is left."""
    parties = [a_party(f"g{n}", place=SELM, priority="family") for n in range(6)]
    legs = [a_leg(seats=3), a_leg("next", departs=at(8), arrives=at(11), seats=3, price=2)]
    problem = a_problem(
        [*parties, a_party("p", place=SELM, persons=2)], legs, links=[a_link(price=1)], fleets=[a_fleet()],
        places=the_places(orv={"processing": 2, "room": 7}), budget=20,
    )  # fmt: skip
    return problem, by_priority(problem)
