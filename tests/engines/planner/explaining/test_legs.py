"""Why not that leg: each reason alone, and who is aboard."""

from dataclasses import replace
from datetime import time

import pytest

from dodomu.engines.planner.explain import (
    what_would_have_to_be_different,
    why_not,
)
from dodomu.engines.planner.plan import (
    Plan,
    Shuttle,
)
from dodomu.engines.planner.problem import Charter, Closure, Permission, Problem, Promise
from dodomu.engines.planner.reasons import Code
from tests.engines.planner.cast import (
    HOMESTEAD,
    ORV,
    SELM,
    TIKK,
    a_fleet,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    a_rotation,
    an_itinerary,
    at,
    ride,
    the_places,
    travel,
)
from tests.engines.planner.explaining.saying import NOBODY, a_full_flight, codes, holds, the_change


@pytest.mark.parametrize(
    ("code", "leg", "more"),
    [
        (Code.PAPERS, {"papers": frozenset({"visa"})}, {}),
        (Code.PAST, {"buffer": 300}, {}),
        (Code.HORIZON, {"arrives": at(25)}, {}),
        (Code.UNLIKELY, {"chance": 0.3}, {"least_chance": 0.5}),
        (Code.PERMISSION_DATES, {"permission": "leave"}, {"permissions": [Permission("leave", 9, ends=at(4))]}),
        (Code.QUOTA, {"permission": "leave"}, {"permissions": [Permission("leave", 0)]}),
        (Code.CLOSED, {}, {"closures": [Closure(ORV, at(4), at(5), why="storm")]}),
        (Code.CLOSED, {}, {"closures": [Closure(HOMESTEAD, at(7), at(8), stops="arrivals")]}),
        (Code.CLOSED, {}, {"closures": [Closure("flight", at(0), at(8), why="cancelled")]}),
        (Code.CLOSED_EVERYWHERE, {}, {"closures": [Closure("*", at(-24), at(48), daily=(time(9), time(11)))]}),
        (Code.NEVER_FITS, {"seats": {"wheelchair": 1}}, {}),
        (Code.NO_WAY_ON, {"target": TIKK}, {}),
        (Code.NOT_HIRED, {"charter": "hire"}, {"charters": [Charter("hire", 5)]}),
        (Code.BUDGET, {"price": 8}, {"budget": 7}),
        (Code.UNREACHABLE, {"origin": TIKK}, {}),
    ],
)
def test_each_reason_against_a_leg_is_found_by_itself(code, leg, more):
    problem = a_problem([a_party("p")], [a_leg(**leg)], **more)
    assert codes(why_not(problem, NOBODY, "p", "flight").because) == [code]


def test_missing_papers_are_all_named_in_one_sentence():
    problem = a_problem([a_party("p", papers=frozenset({"b"}))], [a_leg(papers=frozenset({"a", "b", "c"}))])
    (because,) = why_not(problem, NOBODY, "p", "flight").because
    assert because.facts["papers"] == ("a", "c")


def test_what_a_party_refuses_is_told_apart_by_leg_and_country_but_home_and_its_own_are_spared():
    refusing = a_party("p", refuses=frozenset({"flight", "QY", "QX", "QH"}))
    problem = a_problem([refusing], [a_leg(), a_leg("round", countries=frozenset({"QY"})), a_leg("plain")])
    assert codes(why_not(problem, NOBODY, "p", "flight").because) == [Code.REFUSED_LEG]
    answer = why_not(problem, NOBODY, "p", "round")
    assert codes(answer.because) == [Code.REFUSED_COUNTRY] and answer.because[0].facts["country"] == "QY"
    assert codes(why_not(problem, NOBODY, "p", "plain").because) == [Code.WOULD_DO]


def test_who_comes_too_late_is_told_the_earliest_hour_and_the_way():
    problem = a_problem([a_party("p", place=SELM)], [a_leg(buffer=60)], links=[a_link(minutes=200)])
    (because,) = why_not(problem, NOBODY, "p", "flight").because
    assert because.code is Code.TOO_LATE
    assert (because.facts["earliest"], because.facts["ready"]) == (at(4), at(3))
    assert because.facts["way"] == ("road",)


def test_who_is_in_time_but_not_in_time_to_be_processed_is_told_so():
    places = the_places(orv={"processing": 5})
    problem = a_problem([a_party("p", available_from=at(4))], [a_leg()], places=places)
    assert codes(why_not(problem, NOBODY, "p", "flight").because) == [Code.NO_TIME_TO_PROCESS]
    problem = a_problem([a_party("p", persons=6)], [a_leg()], places=places)
    assert codes(why_not(problem, NOBODY, "p", "flight").because) == [Code.NEVER_PROCESSED]


def test_where_there_is_never_room_for_so_many_that_is_the_reason():
    places = the_places(orv={"room": 1})
    problem = a_problem([a_party("p", place=SELM, persons=2)], [a_leg(departs=at(4.5))], places=places,
                        links=[a_link()], closures=[Closure("road", at(1), at(24))])  # fmt: skip
    assert codes(why_not(problem, NOBODY, "p", "flight").because) == [Code.ROOM_TOO_SMALL]


def test_hours_of_processing_that_others_have_taken_are_the_reason_with_how_many_are_left():
    others = a_party("others", persons=4)
    problem = a_problem(
        [a_party("p", persons=2, available_from=at(3)), others], [a_leg()], places=the_places(orv={"processing": 5})
    )
    plan = a_plan(an_itinerary(others, ride(processed=at(3))))
    (because,) = why_not(problem, plan, "p", "flight").because
    assert because.code is Code.PROCESSING_FULL
    assert (because.facts["left"], because.facts["needed"], because.facts["since"]) == (1, 2, at(3))


def test_room_that_others_have_taken_is_found_on_the_way_there():
    others, party = a_party("others", place=SELM), a_party("p", place=SELM)
    problem = a_problem([party, others], [a_leg()], places=the_places(orv={"room": 1}), links=[a_link()],
                        closures=[Closure("road", at(1), at(24))])  # fmt: skip
    plan = a_plan(an_itinerary(others, travel(), ride()))
    assert codes(why_not(problem, plan, "p", "flight").because) == [Code.WAYS_THERE_TAKEN, Code.ROOM_FULL]


def test_when_the_ways_on_are_taken_it_is_said_where_and_by_what():
    others, party = a_party("others"), a_party("p")
    legs = [a_leg("hop", target=TIKK), a_leg("on", origin=TIKK, departs=at(8), arrives=at(10), seats=1)]
    problem = a_problem([party, others], legs)
    plan = a_plan(an_itinerary(others, ride("hop"), ride("on")))
    assert codes(why_not(problem, plan, "p", "hop").because) == [Code.WAYS_ON_TAKEN, Code.FULL]


def test_a_vehicle_that_is_away_is_in_the_way():
    others, party = a_party("others", place=SELM, persons=4), a_party("p", place=SELM)
    problem = a_problem([party, others], [a_leg()], fleets=[a_fleet()])
    plan = a_plan(an_itinerary(others, Shuttle("trip"), ride()), rotations=[a_rotation()])
    assert codes(why_not(problem, plan, "p", "flight").because) == [Code.WAYS_THERE_TAKEN, Code.NO_VEHICLE]
    changes = what_would_have_to_be_different(problem, plan, "p")
    change = the_change(changes, Code.MORE_VEHICLES)
    assert {rotation.vehicle for rotation in change.plan.rotations} == {0, 1} and holds(change)


# who is aboard


def test_who_is_aboard_is_counted_by_class_rank_and_waiting():
    party = a_party("p", priority="family", waiting_since=at(-5))
    aboard = [
        a_party("m", priority="medical"),
        a_party("o", priority="other", persons=2),
        a_party("f", priority="family", waiting_since=at(-9), persons=3),
        a_party("g", priority="family", waiting_since=at(-1)),
    ]
    problem = a_problem([party, *aboard], [a_leg(seats=8), a_leg("held", seats=7)])
    plan = a_plan(*(an_itinerary(each, ride()) for each in aboard))
    assert codes(why_not(problem, plan, "p", "flight").because) == [Code.WOULD_DO]
    full = replace(problem, legs=(a_leg(seats=8, held_back={"seat": 1}),))
    because = why_not(full, plan, "p", "flight").because
    assert codes(because)[:3] == [Code.FULL, Code.HELD_BACK, Code.ABOARD]
    counted = because[2].facts
    assert [counted[each] for each in ("higher", "same", "longer", "lower")] == [1, 4, 3, 2]
    assert counted["classes"] == {"medical": 1, "family": 4, "other": 2}
    change = the_change(what_would_have_to_be_different(full, plan, "p"), Code.RELEASE_HELD_BACK)
    assert change.problem.legs[0].held_back == {"seat": 0} and holds(change)


def lower(problem: Problem, plan: Plan) -> list[Code]:
    return [code for code in codes(why_not(problem, plan, "p", "flight").because) if code.name.startswith("LOWER")]


def test_a_lower_class_aboard_that_frees_too_little_is_right():
    low, high = a_party("low"), a_party("high", priority="medical", persons=2)
    problem = a_problem([a_party("p", priority="medical", persons=2), low, high], [a_leg(seats=3)])
    assert lower(problem, a_plan(an_itinerary(low, ride()), an_itinerary(high, ride()))) == [Code.LOWER_TOO_FEW]


def test_a_lower_class_aboard_that_weighs_more_together_is_right():
    low = a_party("low", priority="children", persons=3)
    problem = a_problem([a_party("p", priority="medical"), low], [a_leg(seats=3)])
    assert lower(problem, a_plan(an_itinerary(low, ride()))) == [
        Code.LOWER_WEIGH_MORE
    ]  # all three would have to get off
    split = replace(problem, parties=(problem.parties[0], replace(low, may_split=True)))
    assert lower(split, a_plan(an_itinerary(low, ride()))) == [Code.LOWER_ONLY_WAY]


def test_a_lower_class_aboard_with_a_promise_is_right():
    problem, plan = a_full_flight()
    promised = replace(problem.parties[1], promise=Promise("flight"))
    assert lower(replace(problem, parties=(problem.parties[0], promised)), plan) == [Code.LOWER_PROMISED]


def test_a_lower_class_aboard_that_has_no_other_way_is_right_when_the_higher_one_travels_otherwise():
    high, low = a_party("p", priority="medical", papers=frozenset({"visa"})), a_party("low")
    legs = [a_leg(seats=1), a_leg("later", departs=at(6), arrives=at(9), papers=frozenset({"visa"}))]
    problem = a_problem([high, low], legs)
    assert lower(problem, a_plan(an_itinerary(high, ride("later")), an_itinerary(low, ride()))) == [Code.LOWER_ONLY_WAY]


def test_a_lower_class_aboard_whose_other_way_costs_more_danger_than_it_saves_is_right():
    high, low = a_party("p", priority="medical"), a_party("low", persons=2)
    legs = [a_leg(seats=2), a_leg("later", departs=at(6), arrives=at(9))]
    problem = a_problem([high, low], legs)
    assert lower(problem, a_plan(an_itinerary(high, ride("later")), an_itinerary(low, ride()))) == [
        Code.LOWER_WORSE_OFF
    ]


def test_a_lower_class_aboard_that_might_be_exchanged_is_not_excused():
    high, low = a_party("p", priority="medical", persons=2), a_party("low", persons=2)
    legs = [a_leg(seats=2), a_leg("later", departs=at(6), arrives=at(9), seats=9)]
    problem = a_problem([high, low], [*legs, a_leg("last", departs=at(9), arrives=at(12), seats=9)])
    plan = a_plan(an_itinerary(high, ride("last")), an_itinerary(low, ride()))
    assert lower(problem, plan) == [Code.LOWER_COULD_MOVE]
