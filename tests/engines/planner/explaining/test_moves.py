"""What moved between two plans, and why."""

from dataclasses import replace

from dodomu.engines.planner.explain import (
    what_moved,
)
from dodomu.engines.planner.plan import (
    Plan,
)
from dodomu.engines.planner.problem import Closure, Problem
from dodomu.engines.planner.reasons import Code
from tests.engines.planner.cast import (
    ORV,
    SELM,
    TIKK,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    an_itinerary,
    at,
    ride,
    travel,
)
from tests.engines.planner.explaining.saying import a_full_flight, codes


def test_nothing_moved_when_nothing_changed():
    problem, plan = a_full_flight()
    assert what_moved(problem, plan, problem, plan) == ()


def moved(problem: Problem, plan: Plan, after: Problem, plan_after: Plan, party: str = "p") -> list[Code]:
    (move,) = [each for each in what_moved(problem, plan, after, plan_after) if each.party == party]
    return codes(move.because)


def test_a_leg_that_is_gone_or_closed_or_late_or_smaller_is_the_reason():
    party = a_party("p", persons=2)
    later = a_leg("later", departs=at(8), arrives=at(11))
    problem = a_problem([party], [a_leg(), later])
    plan, after = a_plan(an_itinerary(party, ride())), a_plan(an_itinerary(party, ride("later")))
    gone = a_problem([party], [later])
    assert moved(problem, plan, gone, after) == [Code.NOW_HOME_BY, Code.LEG_GONE]
    closed = a_problem([party], [a_leg(), later], closures=[Closure(ORV, at(4), at(5), why="storm")])
    assert moved(problem, plan, closed, after) == [Code.NOW_HOME_BY, Code.LEG_STOPPED, Code.CLOSED]
    late = a_problem([party], [a_leg(departs=at(9), arrives=at(12)), later])
    assert moved(problem, plan, late, after) == [Code.NOW_HOME_BY, Code.LEG_MOVED]
    small = a_problem([party], [a_leg(seats=1), later])
    assert moved(problem, plan, small, after) == [Code.NOW_HOME_BY, Code.LEG_SMALLER]
    assert moved(problem, plan, gone, a_plan()) == [Code.NOW_LEFT, Code.LEG_GONE]


def test_who_gave_way_is_told_to_whom():
    low, high = a_party("p"), a_party("high", priority="medical")
    problem = a_problem([low], [a_leg(seats=1)])
    after = a_problem([low, high], [a_leg(seats=1)])
    moves = what_moved(problem, a_plan(an_itinerary(low, ride())), after, a_plan(an_itinerary(high, ride())))
    assert [each.party for each in moves] == ["high", "p"]
    assert codes(moves[0].because) == [Code.NEW_PARTY, Code.NOW_HOME_BY]
    assert codes(moves[1].because) == [Code.NOW_LEFT, Code.GAVE_WAY]
    assert moves[1].because[1].facts == {"leg": "flight", "parties": ("high",)}


def test_who_moved_without_need_is_told_whether_it_gained():
    party = a_party("p")
    problem = a_problem([party], [a_leg(), a_leg("later", departs=at(8), arrives=at(11))])
    early, late = a_plan(an_itinerary(party, ride())), a_plan(an_itinerary(party, ride("later")))
    assert moved(problem, early, problem, late) == [Code.NOW_HOME_BY, Code.CHOSEN_FOR_OTHERS]
    assert moved(problem, late, problem, early) == [Code.NOW_HOME_BY, Code.CHOSEN_SAFER]


def test_who_was_left_and_travels_and_who_is_gone_are_told_so():
    party = a_party("p")
    problem = a_problem([party], [a_leg()])
    plan = a_plan(an_itinerary(party, ride()))
    assert moved(problem, a_plan(), problem, plan) == [Code.NOW_HOME_BY, Code.WAY_FOUND]
    assert moved(problem, plan, a_problem([], [a_leg()]), a_plan()) == [Code.PARTY_GONE]
    assert what_moved(problem, a_plan(), a_problem([], [a_leg()]), a_plan()) == ()


def test_a_lost_connection_and_a_changed_party_are_reasons():
    party = a_party("p")
    legs = [a_leg("hop", target=TIKK), a_leg("on", origin=TIKK, departs=at(8), arrives=at(10))]
    problem = a_problem([party], [*legs, a_leg("late", departs=at(12), arrives=at(14))])
    plan, after = a_plan(an_itinerary(party, ride("hop"), ride("on"))), a_plan(an_itinerary(party, ride("late")))
    slipped = replace(problem, legs=(replace(legs[0], arrives=at(9)), *problem.legs[1:]))
    assert moved(problem, plan, slipped, after) == [Code.NOW_HOME_BY, Code.LEG_MOVED]
    slow = replace(problem, parties=(replace(party, available_from=at(6)),))
    assert Code.PARTY_CHANGED in moved(problem, plan, slow, after)
    road = a_problem([a_party("p", place=SELM)], [a_leg()], links=[a_link()])
    slower = a_problem([a_party("p", place=SELM)], [a_leg(), a_leg("late", departs=at(9))], links=[a_link(minutes=300)])
    by_road = a_plan(an_itinerary("p", travel(), ride()))
    later = a_plan(an_itinerary("p", travel(), ride("late")))
    assert moved(road, by_road, slower, later) == [Code.NOW_HOME_BY, Code.CONNECTION_LOST]
