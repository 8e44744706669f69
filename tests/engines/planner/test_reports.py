"""What a plan means, on plans small enough to count by hand."""

from dataclasses import replace
from datetime import date, time, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dodomu.engines.planner import check, reports
from dodomu.engines.planner.plan import LevelName, Plan, Shuttle
from dodomu.engines.planner.problem import Charter, Closure, Permission
from tests.engines.planner.brute import TooLargeError, best
from tests.engines.planner.cast import (
    HOMESTEAD,
    ORV,
    SELM,
    START,
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
from tests.engines.planner.effort import tried
from tests.engines.planner.strategies import problems
from tests.engines.planner.test_check import PLANS, REAL, everything


def load(kind: str, capacity: int, used: int) -> reports.Load:
    return reports.Load(kind, capacity, used)


# --- what is used ---


def test_loads_are_told_by_leg_and_kind_also_of_what_nobody_takes():
    problem, plan = everything()
    flight, late = reports.leg_loads(problem, plan)
    assert (flight.leg, flight.departs, flight.runs, flight.persons) == ("flight", at(6.5), True, 8)
    assert flight.loads == (load("seat", 9, 7), load("infant", 1, 1))
    assert [each.free for each in flight.loads] == [2, 0]
    assert (late.leg, late.persons, late.loads) == ("late", 1, (load("seat", 2, 1),))
    idle = reports.leg_loads(problem, Plan())
    assert [(each.persons, each.runs, each.loads[0].used) for each in idle] == [(0, True, 0), (0, False, 0)]


def test_an_overfull_leg_has_less_than_nothing_free():
    party = a_party("p", persons=3, needs={"seat": 2, "stretcher": 1})
    plan = a_plan(an_itinerary(party, ride()))
    (told,) = reports.leg_loads(a_problem([party], [a_leg(seats=1)]), plan)
    assert told.loads == (load("seat", 1, 2), load("stretcher", 0, 1))
    assert [each.free for each in told.loads] == [-1, -1]


def test_hub_hours_tell_what_is_used_of_each_clock_hour_and_of_no_place_that_needs_no_hands():
    problem, plan = everything()
    hours = reports.hub_hours(replace(problem, ends=at(5)), plan)
    assert [(each.place, each.begins, each.capacity, each.used) for each in hours] == [
        (ORV, at(hour), 3, used) for hour, used in enumerate([0, 0, 3, 3, 2])
    ]
    assert hours[4].free == 1


def test_hub_hours_begin_with_the_clock_hour_in_which_the_plan_begins():
    places = the_places(orv={"processing": ((START, 5), (at(0.5), 1))})
    problem = replace(a_problem(places=places, step=30), begins=at(0.5), ends=at(1.5))
    told = [(each.begins, each.capacity) for each in reports.hub_hours(problem, Plan())]
    assert told == [(at(0), 1), (at(1), 1)]


def test_presence_counts_who_came_and_waits_by_step():
    problem, plan = everything()
    (orv,) = reports.presence(problem, plan)
    assert (orv.place, orv.room, orv.most) == (ORV, 9, 5)
    assert orv.persons[:7] == (0, 0, 2, 5, 5, 0, 0) and len(orv.persons) == 24


def test_vehicles_are_told_with_their_hours_and_loads_in_order():
    problem, plan = everything()
    second = a_rotation("again", leaves=at(3))
    rounds = reports.vehicle_rounds(problem, replace(plan, rotations=(second, *plan.rotations)))
    assert [(each.rotation, each.leaves, each.there, each.back, each.persons) for each in rounds] == [
        ("trip", at(0), at(1), at(3), 3),
        ("again", at(3), at(4), at(6), 0),
    ]
    assert [each.loads for each in rounds] == [(load("seat", 4, 3),), (load("seat", 4, 0),)]
    assert {(each.fleet, each.vehicle, each.place) for each in rounds} == {("buses", 0, SELM)}


def test_a_charter_is_told_with_all_its_legs_and_how_full_they_are_together():
    party = a_party("p", persons=4)
    legs = [a_leg("second", charter="big", departs=at(9), arrives=at(12)), a_leg("first", charter="big")]
    problem = a_problem([party], legs, charters=[Charter("big", 70), Charter("small", 7)])
    (told,) = reports.charters(problem, a_plan(an_itinerary(party, ride("second")), charters=["big"]))
    assert (told.charter, told.price, told.legs, told.persons) == ("big", 70, ("first", "second"), 4)
    assert told.loads == (load("seat", 20, 4),)


def test_permissions_and_money_tell_what_is_used_and_what_is_left():
    party = a_party("p", SELM, persons=4)
    leg = a_leg(permission="transit", price=10)
    problem = a_problem(
        [party], [leg, a_leg("big-leg", charter="big")], links=[a_link(price=3)], charters=[Charter("big", 70)],
        permissions=[Permission("unused", 1), Permission("transit", 6)], budget=200,
    )  # fmt: skip
    plan = a_plan(an_itinerary(party, travel(), ride()), charters=["big"])
    assert [(each.permission, each.quota, each.used, each.free) for each in reports.permissions(problem, plan)] == [
        ("transit", 6, 4, 2),
        ("unused", 1, 0, 1),
    ]
    told = reports.money(problem, plan)
    assert (told.charters, told.legs, told.links, told.total, told.free) == (70, 40, 12, 122, 78)
    assert reports.money(replace(problem, budget=None), plan).free is None


# --- who is home, who is left ---


def test_who_is_home_is_told_by_step():
    problem, plan = everything()
    points = reports.home_by_step(problem, plan)
    assert len(points) == 25
    assert [(each.at, each.persons, each.weight) for each in (points[9], points[10], points[22], points[23])] == [
        (at(9), 0, 0),
        (at(10), 8, 3 + 12 + 30),
        (at(22), 8, 45),
        (at(23), 9, 55),
    ]


def test_who_came_home_is_told_by_day_of_the_problems_zone():
    problem, plan = everything()
    days = reports.home_by_day(replace(problem, zone=timezone(timedelta(hours=8))), plan)
    assert [(each.day, each.came, each.persons, each.weight) for each in days] == [
        (date(2031, 5, 12), 0, 0, 0),  # the flight is home at midnight
        (date(2031, 5, 13), 9, 9, 55),
    ]


def test_who_is_left_is_counted_by_place_and_priority():
    group = a_party("group", ORV, persons=4, may_split=True, priority="frail")
    stay = a_party("stay", SELM, persons=3)
    problem = a_problem([stay, group], [a_leg(seats=1)])
    left = reports.left(problem, a_plan(an_itinerary(group, ride(), persons=1)))
    assert left.persons == 6
    assert dict(left.by_place) == {ORV: 3, SELM: 3}
    assert dict(left.by_priority) == {"medical": 0, "children": 0, "frail": 3, "family": 0, "other": 3}
    assert [(each.party, each.persons, each.needs) for each in left.journeys] == [
        ("group", 3, {"seat": 3}),
        ("stay", 3, {"seat": 3}),
    ]


def test_each_journey_tells_when_it_is_home_and_how_dangerous_it_is():
    problem, plan = everything()
    told = {(each.party, each.itinerary): each for each in reports.journeys(problem, plan)}
    drivers, left = told["drivers", 1], told["left", None]
    assert (drivers.home, drivers.danger, drivers.waiting) == (at(10), 1_850_000, 1_500_000)
    assert (left.home, left.danger, left.waiting) == (None, 24_000_000, 24_000_000)
    total = sum(each.danger * each.persons for each in told.values())
    assert total == check.values_of(problem, plan)[LevelName.DANGER]


# --- who stands by ---


def order(problem, plan, **asked):
    return {
        each.leg: [waiting.journey.party for waiting in each.order] for each in reports.standby(problem, plan, **asked)
    }


def test_on_standby_stand_those_left_and_those_home_later_by_weight_and_then_by_waiting():
    parties = [
        a_party("new", waiting_since=at(-1)),
        a_party("never-said"),
        a_party("old", waiting_since=at(-9)),
        a_party("ill", priority="medical"),
        a_party("aboard", priority="medical"),
        a_party("sooner", priority="medical"),
    ]
    legs = [a_leg(seats=1), a_leg("late", departs=at(9), arrives=at(12)), a_leg("dawn", departs=at(1), arrives=at(3))]
    problem = a_problem(parties, legs)
    plan = a_plan(
        an_itinerary(parties[4], ride()), an_itinerary(parties[0], ride("late")), an_itinerary(parties[5], ride("dawn"))
    )
    assert order(problem, plan) == {
        "dawn": ["ill", "aboard", "old", "new", "never-said"],
        "flight": ["ill", "old", "new", "never-said"],
        "late": ["ill", "old", "never-said"],
    }
    flight = reports.standby(problem, plan, legs=["flight"])[0]
    assert [(each.there, each.home, each.journey.home) for each in flight.order[:3]] == [
        (at(0), at(7), None),
        (at(0), at(7), None),
        (at(0), at(7), at(12)),
    ]


def test_the_list_is_cut_where_asked_and_says_so():
    problem = a_problem([a_party(name) for name in "abc"], [a_leg(seats=1)])
    (told,) = reports.standby(problem, Plan(), first=2)
    assert (len(told.order), told.more) == (2, True)
    (told,) = reports.standby(problem, Plan(), first=None)
    assert (len(told.order), told.more) == (3, False)
    (told,) = reports.standby(problem, Plan(), first=3)
    assert (len(told.order), told.more) == (3, False)


@pytest.mark.parametrize(
    "party",
    [
        a_party("p", refuses=frozenset({"flight"})),
        a_party("p", refuses=frozenset({"QY"})),
        a_party("p", needs={"seat": 1, "stretcher": 1}),
        a_party("p", persons=11),
        a_party("p", available_from=at(4.5)),
        a_party("p", TIKK),
        a_party("p", SELM),
    ],
    ids=[
        "refuses the leg",
        "refuses a country",
        "finds no stretcher",
        "are too many",
        "too late",
        "abroad",
        "far away",
    ],
)
def test_nobody_stands_by_who_could_not_ride(party):
    leg = a_leg(countries=frozenset({"QY"}))
    assert order(a_problem([a_party("other"), party], [leg]), Plan()) == {"flight": ["other"]}


def test_nobody_stands_by_without_papers():
    leg = a_leg(papers=frozenset({"visa"}))
    parties = [a_party("a"), a_party("b", papers=frozenset({"visa", "passport"}))]
    assert order(a_problem(parties, [leg]), Plan()) == {"flight": ["b"]}


def test_a_group_that_may_be_split_stands_by_for_a_single_seat():
    group = a_party("group", persons=30, may_split=True)
    assert order(a_problem([group], [a_leg(seats=1)]), Plan()) == {"flight": ["group"]}
    whole = replace(group, may_split=False)
    assert order(a_problem([whole], [a_leg(seats=1)]), Plan()) == {"flight": []}


def test_those_in_the_city_stand_by_if_they_can_drive_or_walk_in_time_when_the_road_is_open():
    with_car, without = a_party("a", SELM, car=True), a_party("b", SELM)
    drive, walk = a_link("drive", needs_car=True, minutes=60), a_link("walk", minutes=300)
    problem = a_problem(
        [with_car, without], [a_leg(), a_leg("late", departs=at(6), arrives=at(9))], links=[drive, walk]
    )
    assert order(problem, Plan()) == {"flight": ["a"], "late": ["b", "a"]}
    shut = replace(problem, closures=(Closure("drive", START, at(4)), Closure(SELM, START, at(1), stops="departures")))
    assert order(shut, Plan()) == {"flight": [], "late": ["b", "a"]}
    curfew = Closure("*", START, at(24), daily=(time(6), time(8)), road_only=True)
    assert order(replace(problem, closures=(curfew,)), Plan()) == {"flight": ["a"], "late": ["a"]}


def test_those_in_the_city_stand_by_if_the_bus_has_seats_left():
    parties = [a_party("aboard", SELM, persons=2), a_party("two", SELM, persons=2), a_party("three", SELM, persons=3)]
    problem = a_problem(parties, [a_leg()], fleets=[a_fleet()])
    plan = a_plan(an_itinerary(parties[0], Shuttle("trip"), ride()), rotations=[a_rotation()])
    assert check.faults_of(problem, plan) == ()
    assert order(problem, plan) == {"flight": ["two"]}
    assert order(problem, Plan()) == {"flight": []}


def test_whom_the_plan_brings_to_the_airport_early_stands_by_there():
    party = a_party("p", SELM)
    legs = [a_leg(), a_leg("late", departs=at(20), arrives=at(23))]
    problem = a_problem([party], legs, fleets=[a_fleet(seats={"seat": 1})])
    plan = a_plan(an_itinerary(party, Shuttle("trip"), ride("late")), rotations=[a_rotation()])
    assert check.faults_of(problem, plan) == ()
    told = {each.leg: each.order for each in reports.standby(problem, plan)}
    assert [(each.there, each.home) for each in told["flight"]] == [(at(3), at(7))]
    assert told["late"] == ()


def test_who_must_be_processed_is_there_a_step_before_and_while_it_is_open():
    places = the_places(orv={"processing": 1})
    problem = a_problem([a_party("p", SELM)], [a_leg()], links=[a_link(minutes=180)], places=places)
    assert order(problem, Plan()) == {"flight": ["p"]}
    assert order(replace(problem, links=(a_link(minutes=181),)), Plan()) == {"flight": []}
    closed = Closure(ORV, at(3), at(4), stops="departures")
    assert order(replace(problem, closures=(closed,)), Plan()) == {"flight": []}


def test_over_a_country_on_the_way_stands_by_who_can_go_on_from_there():
    out, on = a_leg("out", target=TIKK), a_leg("on", origin=TIKK, departs=at(9), arrives=at(11), seats=1)
    aboard, waits = a_party("aboard"), a_party("waits")
    problem = a_problem([aboard, waits], [out, on])
    full = a_plan(an_itinerary(aboard, ride("out"), ride("on")))
    assert order(problem, full) == {"out": [], "on": ["waits"]}  # there is room on "out" for who waits for "on"
    more = replace(problem, legs=(out, on, a_leg("bus", origin=TIKK, departs=at(12), arrives=at(20))))
    told = {each.leg: each for each in reports.standby(more, full)}
    assert [(each.journey.party, each.home) for each in told["out"].order] == [("waits", at(20))]


def test_a_feeder_needs_hands_and_leave_of_its_own():
    places = the_places(selm={"processing": 1})
    feeder = a_leg("feeder", origin=SELM, target=ORV, departs=at(2), arrives=at(3), permission="sky")
    problem = a_problem(
        [a_party("p", SELM, persons=2)], [feeder, a_leg()], places=places, permissions=[Permission("sky", 2)]
    )
    assert order(problem, Plan(), legs=["flight"]) == {"flight": []}
    hands = replace(problem, places=the_places(selm={"processing": 2}))
    assert order(hands, Plan(), legs=["flight"]) == {"flight": ["p"]}
    no_leave = replace(hands, permissions=(Permission("sky", 1),))
    assert order(no_leave, Plan(), legs=["flight"]) == {"flight": []}


def test_a_leg_that_does_not_run_has_no_standby():
    legs = [
        a_leg("unhired", charter="big"), a_leg("unlikely", chance=0.1), a_leg("shut"), a_leg("late", arrives=at(25)),
        a_leg("unpermitted", permission="transit"), a_leg("runs"),
    ]  # fmt: skip
    problem = a_problem(
        [a_party("p")], legs, charters=[Charter("big", 1)], least_chance=0.2,
        closures=[Closure("shut", START, at(24))], permissions=[Permission("transit", 9, at(5))],
    )  # fmt: skip
    assert order(problem, Plan()) == {"runs": ["p"]}


def planned(problem):
    try:
        return best(problem).plan
    except TooLargeError:
        assume(False)


@tried(60)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_no_standby(problem, random):
    plan = planned(problem)
    turned = {
        name: tuple(random.sample(getattr(problem, name), len(getattr(problem, name))))
        for name in ("parties", "legs", "links", "places", "fleets", "closures")
    }
    assert reports.standby(replace(problem, **turned), plan) == reports.standby(problem, plan)


@tried(60)
@given(problems())
def test_reports_agree_with_the_check(problem):
    plan = planned(problem)
    values = check.values_of(problem, plan)
    points, journeys = reports.home_by_step(problem, plan), reports.journeys(problem, plan)
    assert points[-1].weight == values[LevelName.HOME]
    assert sum(each.danger * each.persons for each in journeys) == values[LevelName.DANGER]
    assert reports.money(problem, plan).total == values[LevelName.MONEY]
    assert reports.left(problem, plan).persons + points[-1].persons == sum(each.persons for each in problem.parties)
    assert sum(day.came for day in reports.home_by_day(problem, plan)) == points[-1].persons
    assert all(load.free >= 0 for leg in reports.leg_loads(problem, plan) for load in leg.loads)
    assert all(hour.free >= 0 for hour in reports.hub_hours(problem, plan))
    assert all(each.room is None or each.most <= each.room for each in reports.presence(problem, plan))


@tried(80)
@given(problems(), st.data())
def test_on_standby_for_a_leg_home_stand_all_who_could_come_home_by_it_alone_and_no_others(problem, data):
    """Brute force is asked with one party, and with nothing that goes home but this leg."""
    places = tuple(replace(place, room=None) for place in problem.places)
    legs = tuple(replace(leg, charter=None) for leg in problem.legs)
    open_to_all = replace(problem, places=places, legs=legs, charters=(), fleets=(), budget=None)
    homes = {place.id for place in places if place.kind == "home"}
    into_home = [leg for leg in legs if leg.target in homes]
    assume(into_home)
    leg, party = data.draw(st.sampled_from(into_home)), data.draw(st.sampled_from(problem.parties))
    stands = any(party.id in names for names in order(open_to_all, Plan(), legs=[leg.id], first=None).values())
    only = replace(
        open_to_all,
        parties=(replace(party, promise=None),),
        legs=tuple(other for other in legs if other is leg or other.target not in homes),
        links=tuple(link for link in problem.links if link.target not in homes),
    )
    assert stands == bool(planned(only).itineraries)


@given(PLANS)
def test_no_plan_makes_a_report_raise(plan):
    assert len(reports.leg_loads(REAL, plan)) == 1
    assert {each.place for each in reports.hub_hours(REAL, plan)} == {ORV}
    assert all(len(each.persons) == 24 for each in reports.presence(REAL, plan))
    assert {each.fleet for each in reports.vehicle_rounds(REAL, plan)} <= {"buses"}
    assert reports.charters(REAL, plan) == () and reports.permissions(REAL, plan) == ()
    assert reports.money(REAL, plan).budget == 0
    assert len(reports.home_by_step(REAL, plan)) == 25 and len(reports.home_by_day(REAL, plan)) == 2
    assert {each.party for each in reports.journeys(REAL, plan)} == {"family", "trip"}
    assert reports.left(REAL, plan).persons <= 2
    assert [(each.leg, each.more) for each in reports.standby(REAL, plan)] == [("flight", False)]
    assert HOMESTEAD not in reports.left(REAL, plan).by_place
