"""The checker: a plan that holds has no faults, and each constraint is needed."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.engines.planner.check import CONSTRAINTS, SENTENCES, PlanFault, PlanFaultCode, faults_of, values_of
from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride, Rotation, Shuttle, Travel
from dodomu.engines.planner.problem import Charter, Closure, Fleet, Party, Problem, Promise, Round
from tests.engines.planner import spoilt
from tests.engines.planner.cast import (
    HOMESTEAD,
    ORV,
    SELM,
    START,
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

CASES = list(spoilt.cases())
NAMES = [f"{case.constraint.__name__}-{case.code.value}" for case in CASES]


def codes(problem: Problem, plan: Plan) -> list[PlanFaultCode]:
    return [fault.code for fault in faults_of(problem, plan)]


# --- each constraint is needed ---


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_plan_with_one_fault_is_refused_in_plain_words(case):
    assert case.problem.faults() == ()
    faults = faults_of(case.problem, case.plan)
    assert [fault.code for fault in faults] == [case.code]
    assert str(faults[0]) == case.words


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_without_its_constraint_the_plan_would_pass(case):
    rest = [constraint for constraint in CONSTRAINTS if constraint is not case.constraint]
    assert len(rest) == len(CONSTRAINTS) - 1
    assert faults_of(case.problem, case.plan, rest) == ()


def test_every_constraint_has_a_plan_that_only_it_refuses():
    assert {case.constraint for case in CASES} == set(CONSTRAINTS)
    assert len(set(CONSTRAINTS)) == len(CONSTRAINTS)


def test_every_fault_has_a_plan_that_shows_it_and_a_sentence():
    assert {case.code for case in CASES} == set(PlanFaultCode) == set(SENTENCES)


def test_every_fault_is_named_at_once():
    one = a_problem([spoilt.FAMILY], [a_leg(seats=0, chance=0.1, papers=frozenset({"visa"}))], least_chance=0.5)
    plan = a_plan(
        an_itinerary(spoilt.FAMILY, ride(processed=at(1))),
        an_itinerary("strangers", ride("dream")),
        charters=["airship"],
        rotations=[a_rotation(vehicle=7)],
    )
    assert codes(one, plan) == [
        PlanFaultCode.UNKNOWN_PARTY,
        PlanFaultCode.UNKNOWN_LEG,
        PlanFaultCode.UNKNOWN_FLEET,
        PlanFaultCode.UNKNOWN_CHARTER,
        PlanFaultCode.PAPERS_MISSING,
        PlanFaultCode.PROCESSED_NEEDLESSLY,
        PlanFaultCode.UNLIKELY,
        PlanFaultCode.LEG_OVERFULL,
    ]


# --- plans that hold ---


def test_the_empty_plan_holds():
    assert faults_of(a_problem([a_party()]), Plan()) == ()


def everything() -> tuple[Problem, Plan]:
    """A plan with a way of each sort: by bus, by car, on foot, hired, processed, and a group that is split."""
    places = the_places(orv={"processing": 3, "room": 9})
    city = a_party("city", SELM, persons=3)
    drivers = a_party("drivers", SELM, persons=2, car=True, promise=Promise("flight", 7), priority="children")
    group = a_party("group", persons=4, needs={"seat": 3, "infant": 1}, may_split=True, priority="medical")
    flight = a_leg(departs=at(6.5), arrives=at(9.25), buffer=45, seats={"seat": 9, "infant": 1}, price=5, danger=0.25)
    late = a_leg("late", departs=at(20), arrives=at(23), charter="big", held_back={"seat": 8}, paid_by="traveller")
    problem = a_problem(
        [city, drivers, group, a_party("left", SELM)], [flight, late], fleets=[a_fleet()], places=places,
        links=[a_link("drive", needs_car=True, danger=0.1, price=2)], charters=[Charter("big", 100)],
    )  # fmt: skip
    plan = a_plan(
        an_itinerary(city, Shuttle("trip"), ride(processed=at(3))),
        an_itinerary(drivers, travel("drive"), ride(processed=at(4))),
        an_itinerary(group, ride(processed=at(2)), persons=3, seat=2, infant=1),
        an_itinerary(group, ride("late", at(18)), persons=1),
        rotations=[a_rotation()], charters=["big"],
    )  # fmt: skip
    return problem, plan


def test_a_plan_with_a_way_of_each_sort_holds():
    problem, plan = everything()
    assert problem.faults() == ()
    assert [str(fault) for fault in faults_of(problem, plan)] == []


def test_the_values_are_those_worked_out_by_hand():
    problem, plan = everything()
    city = 3 * (1.0 + 0.5 * 2 + 0.25)  # an hour at Selm, two of the bus without danger, two at Orv, the flight
    drivers = 2 * (0.1 + 0.5 * 3 + 0.25)  # ready for the flight at 5.75, so from step 5
    group = 3 * (0.5 * 5 + 0.25) + 1 * (0.5 * 20)
    left = 1 * 24.0
    assert values_of(problem, plan) == {
        LevelName.HOME: 3 * 1 + 2 * 6 + 4 * 10,
        LevelName.DANGER: round((city + drivers + group + left) * 1_000_000),
        LevelName.PROMISES: 0,
        LevelName.MONEY: 100 + 5 * 8 + 2 * 2,
    }


def test_a_promise_is_broken_unless_all_of_the_party_ride_on_that_leg():
    group = a_party("group", persons=3, may_split=True, promise=Promise("flight", 7))
    problem = a_problem([group], [a_leg(), a_leg("other")])
    parts = [an_itinerary(group, ride(), persons=2), an_itinerary(group, ride("other"), persons=1)]
    assert values_of(problem, Plan())[LevelName.PROMISES] == 7
    assert values_of(problem, a_plan(*parts))[LevelName.PROMISES] == 7
    assert values_of(problem, a_plan(parts[0], an_itinerary(group, ride(), persons=1)))[LevelName.PROMISES] == 0


def test_danger_changes_at_the_first_step_that_begins_when_the_risk_has_changed():
    risk = ((at(-5), 1.0), (at(1.5), 3.0), (at(3), 0.0))
    problem = a_problem([a_party("p", SELM, persons=2)], places=the_places(selm={"risk": risk}), hours=6)
    assert values_of(problem, Plan())[LevelName.DANGER] == 2 * (1 + 1 + 3) * 1_000_000


# --- the finer points ---


def test_a_leg_that_waits_for_no_one_is_ready_for_at_the_step_before():
    party = a_party(available_from=at(3))
    leg = a_leg(departs=at(4.5), buffer=60)
    problem = a_problem([party], [leg])
    assert faults_of(problem, a_plan(an_itinerary(party, ride()))) == ()
    late = replace(problem, parties=(replace(party, available_from=at(3.01)),))
    assert codes(late, a_plan(an_itinerary(party, ride()))) == [PlanFaultCode.NOT_AVAILABLE]


def test_a_curfew_runs_over_midnight_in_its_own_zone():
    zone = timezone(timedelta(hours=5))  # 15:00 at four hours after the start
    curfew = Closure(ORV, START, at(24), daily=(time(23), time(15)), zone=zone)
    problem = a_problem([a_party()], [a_leg()], closures=[curfew])
    plan = a_plan(an_itinerary(a_party(), ride()))
    assert faults_of(problem, plan) == ()
    longer = replace(curfew, daily=(time(23), time(15, 1)))
    assert codes(replace(problem, closures=(longer,)), plan) == [PlanFaultCode.DEPARTURE_CLOSED]


def test_a_road_closure_stops_buses_but_no_leg_and_no_processing():
    problem, plan = everything()
    shut = Closure("*", at(4), at(24), road_only=True)
    assert faults_of(replace(problem, closures=(shut,)), plan) == ()
    early = replace(shut, begins=at(1), ends=at(2))
    found = codes(replace(problem, closures=(early,)), plan)
    assert found == [PlanFaultCode.DEPARTURE_CLOSED, PlanFaultCode.ARRIVAL_CLOSED]


def test_a_closed_fleet_does_not_leave_its_hub_but_may_come_back():
    problem, plan = everything()
    assert faults_of(replace(problem, closures=(Closure("buses", at(1), at(24)),)), plan) == ()
    found = codes(replace(problem, closures=(Closure("buses", START, at(1)),)), plan)
    assert found == [PlanFaultCode.STOPPED]


def test_the_country_they_are_in_and_the_country_they_go_home_to_cannot_be_refused():
    party = a_party(refuses=frozenset({"QX", "QH"}))
    assert faults_of(a_problem([party], [a_leg()]), a_plan(an_itinerary(party, ride()))) == ()
    through = a_party(refuses=frozenset({"QY"}))
    legs = [a_leg("out", target="tikk"), a_leg("home", origin="tikk", departs=at(8), arrives=at(9))]
    plan = a_plan(an_itinerary(through, ride("out"), ride("home")))
    assert codes(a_problem([through], legs), plan) == [PlanFaultCode.REFUSED] * 2
    assert codes(a_problem([a_party(refuses=frozenset({"home"}))], legs), plan) == [PlanFaultCode.REFUSED]


def test_room_is_taken_from_arriving_until_having_to_be_ready_and_not_by_those_who_live_there():
    places = the_places(orv={"room": 2})
    here, there = a_party("here", persons=5), a_party("there", SELM, persons=2)
    more = a_party("more", SELM, persons=1)
    legs = [a_leg(), a_leg("later", departs=at(6), arrives=at(8))]
    problem = a_problem([here, there, more], legs, links=[a_link()], places=places)
    after = an_itinerary(more, travel(leaves=2), ride("later"))
    first = [an_itinerary(here, ride()), an_itinerary(there, travel(), ride())]
    assert faults_of(problem, a_plan(*first, after)) == ()
    overlap = an_itinerary(more, travel(leaves=1), ride("later"))
    assert codes(problem, a_plan(*first, overlap)) == [PlanFaultCode.PLACE_OVERFULL]


def test_processing_is_counted_by_the_clock_hour_of_the_step_and_a_fraction_of_a_person_is_nobody():
    processing = ((START, 2.99), (at(1), 0.5))
    parties = [a_party(name) for name in ("a", "b", "c")]
    problem = a_problem(parties, [a_leg()], places=the_places(orv={"processing": processing}), step=10)
    quarter = timedelta(minutes=10)
    plan = a_plan(*(an_itinerary(party, ride(processed=START + n * quarter)) for n, party in enumerate(parties)))
    faults = faults_of(problem, plan)
    assert [(fault.code, fault.facts["used"], fault.facts["capacity"]) for fault in faults] == [
        (PlanFaultCode.HOUR_OVERFULL, "3", "2")
    ]
    apart = a_plan(*plan.itineraries[:2], an_itinerary(parties[2], ride(processed=at(1))))
    assert [fault.facts["capacity"] for fault in faults_of(problem, apart)] == ["0"]


def test_drivers_hours_are_counted_by_the_day_of_the_problems_zone():
    rotations = [a_rotation("early", leaves=at(14)), a_rotation("late", leaves=at(18))]
    problem = a_problem(fleets=[a_fleet(drivers_minutes=180)])  # the second leaves at midnight
    assert codes(problem, a_plan(rotations=rotations)) == []
    further_east = replace(problem, zone=timezone(timedelta(hours=4)))
    assert codes(further_east, a_plan(rotations=rotations)) == [PlanFaultCode.DRIVERS_OVERWORKED]


def test_hours_are_counted_truly_over_a_change_of_the_clocks():
    zone = ZoneInfo("Europe/Berlin")  # three in the morning comes right after two, on 30 March 2031
    begins = datetime(2031, 3, 30, 1, tzinfo=zone)
    leg = a_leg(departs=datetime(2031, 3, 30, 4, tzinfo=zone), arrives=datetime(2031, 3, 30, 5, tzinfo=zone))
    party = a_party("p", SELM)
    problem = a_problem([party], [leg], links=[a_link()], zone=zone)
    problem = replace(problem, begins=begins, ends=datetime(2031, 3, 30, 12, tzinfo=zone))
    leaves = datetime(2031, 3, 30, 0, tzinfo=UTC)
    assert faults_of(problem, a_plan(an_itinerary(party, Travel("road", leaves), ride()))) == ()
    an_hour_on = datetime(2031, 3, 30, 3, tzinfo=zone)
    found = codes(problem, a_plan(an_itinerary(party, Travel("road", an_hour_on), ride())))
    assert found == [PlanFaultCode.MISSED]


def test_two_equal_hours_of_an_autumn_night_are_told_apart():
    zone = ZoneInfo("Europe/Berlin")
    begins = datetime(2031, 10, 26, 1, tzinfo=zone)
    party = a_party("p", SELM)
    first, second = (datetime(2031, 10, 26, 2, tzinfo=zone, fold=fold) for fold in (0, 1))
    leg = a_leg(departs=datetime(2031, 10, 26, 3, tzinfo=zone), arrives=datetime(2031, 10, 26, 5, tzinfo=zone))
    problem = a_problem([party], [leg], links=[a_link()], zone=zone)
    problem = replace(problem, begins=begins, ends=datetime(2031, 10, 26, 12, tzinfo=zone))
    assert faults_of(problem, a_plan(an_itinerary(party, Travel("road", first), ride()))) == ()
    found = codes(problem, a_plan(an_itinerary(party, Travel("road", second), ride())))
    assert found == [PlanFaultCode.MISSED]


@pytest.mark.parametrize(
    ("parts", "holds"),
    [
        ([(4, {"seat": 3, "infant": 1})], True),
        ([(2, {"seat": 1, "infant": 1}), (2, {"seat": 2})], True),
        ([(2, {"seat": 1, "infant": 1}), (1, {"seat": 1})], True),
        ([(2, {"seat": 2})], True),
        ([(1, {"infant": 1})], False),  # with nobody
        ([(2, {"seat": 2, "infant": 1})], False),  # a seat too many
        ([(2, {"infant": 1})], False),
        ([(3, {"seat": 3})], False),  # the infant is left alone
        ([(2, {"seat": 1})], False),
        ([(1, {"seat": 1}), (1, {"seat": 2})], False),
    ],
)
def test_a_group_with_an_infant_is_split_only_so_that_the_infant_has_company(parts, holds):
    group = spoilt.GROUP
    plan = a_plan(*(an_itinerary(group, ride(), persons=persons, **needs) for persons, needs in parts))
    faults = faults_of(a_problem([group], [spoilt.FOR_GROUP]), plan)
    assert (faults == ()) is holds


def test_a_stretcher_that_takes_more_than_a_seat_stays_with_its_party():
    group = a_party("group", persons=2, needs={"seat": 4}, may_split=True)
    problem = a_problem([group], [a_leg()])
    assert codes(problem, a_plan(an_itinerary(group, ride(), seat=4))) == []
    assert codes(problem, a_plan(an_itinerary(group, ride(), persons=1))) == []
    assert codes(problem, a_plan(an_itinerary(group, ride(), persons=2))) == [PlanFaultCode.NEEDS_LEFT_ALONE]


# --- nonsense ---


class Sullen:
    """Something that will not even say what it is."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


NONSENSE = st.sampled_from(
    [None, "", "family", "flight", "road", "trip", "buses", SELM, ORV, HOMESTEAD, -1, 0, 1, 10**30, 1.5, True, [], {},
     float("nan"), Sullen(), START, at(1),
     datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=timezone.min),
     datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
     datetime(2031, 5, 12, 6), {"seat": 1}, {"seat": -1}, {None: 1}, {"seat": "x"}, "x" * 1000, ()]  # noqa: DTZ001
)  # fmt: skip
STEPS = st.one_of(
    NONSENSE, st.builds(Ride, NONSENSE, NONSENSE), st.builds(Travel, NONSENSE, NONSENSE), st.builds(Shuttle, NONSENSE)
)
PLANS = st.builds(
    Plan,
    st.one_of(
        NONSENSE,
        st.lists(
            st.one_of(
                NONSENSE,
                st.builds(Itinerary, NONSENSE, NONSENSE, NONSENSE, st.one_of(NONSENSE, st.lists(STEPS, max_size=3))),
            ),
            max_size=3,
        ),
    ),
    st.one_of(
        NONSENSE,
        st.lists(st.one_of(NONSENSE, st.builds(Rotation, *[NONSENSE] * 5)), max_size=3),
    ),
    st.one_of(NONSENSE, st.lists(NONSENSE)),
)
REAL = a_problem(
    [a_party("family", SELM, available_from=at(1)), a_party("trip", may_split=True, refuses=frozenset({"QY"}))],
    [a_leg("flight")], links=[a_link(needs_car=True)], fleets=[a_fleet(drivers_minutes=10)], budget=0,
    places=the_places(orv={"room": 0, "processing": 0}), zone=ZoneInfo("Asia/Almaty"),
    closures=[Closure("*", START, at(9), daily=(time(22), time(4))), Closure("buses", START, at(3))],
)  # fmt: skip


@given(PLANS)
def test_no_plan_makes_the_checker_raise_and_every_fault_has_words(plan):
    faults = faults_of(REAL, plan)
    assert all(isinstance(fault, PlanFault) and len(str(fault)) > 10 for fault in faults)
    assert set(values_of(REAL, plan)) == set(LevelName)


@given(PLANS)
def test_a_plan_that_passes_is_worth_no_more_than_everybody(plan):
    most = sum(REAL.priorities[party.priority] * party.persons for party in REAL.parties)
    values = values_of(REAL, plan)
    assert 0 <= values[LevelName.HOME] <= most and values[LevelName.DANGER] >= 0


def test_a_moment_at_the_end_of_the_calendar_is_only_a_moment():
    end = datetime.max.replace(tzinfo=UTC, microsecond=0, second=0, minute=0)
    problem = a_problem([a_party("p", SELM)], [a_leg()], links=[a_link()], zone=timezone(timedelta(hours=3)))
    plan = a_plan(an_itinerary(a_party("p", SELM), Travel("road", end), ride()))
    assert [str(fault) for fault in faults_of(problem, plan)] == [
        f"Party p comes to orv at {(end - START) // timedelta(minutes=1) + 120} minutes from the start, "
        "but leg flight begins at 2031-05-12 13:00+03:00."
    ]


def test_the_order_in_which_a_plan_is_written_changes_no_verdict():
    problem, plan = everything()
    turned = Plan(plan.itineraries[::-1], plan.rotations[::-1], plan.charters)
    assert faults_of(problem, turned) == ()
    assert values_of(problem, turned) == values_of(problem, plan)


def test_two_fleets_keep_their_own_vehicles_and_a_round_has_its_own_length():
    fleets = [a_fleet(), Fleet("vans", ORV, 1, {"seat": 2}, (Round(SELM, out=61, back=61),))]
    rotations = [
        a_rotation(), a_rotation("van", fleet="vans"), a_rotation("next", leaves=at(3)),
        a_rotation("again", fleet="vans", leaves=at(3)),
    ]  # fmt: skip
    faults = faults_of(a_problem(fleets=fleets), a_plan(rotations=rotations))
    assert [(fault.code, fault.where) for fault in faults] == [(PlanFaultCode.VEHICLE_TWICE, "rotation again")]


def test_a_party_of_another_problem_counts_against_seats_but_is_worth_nothing():
    problem = a_problem([Party("p", ORV, 1)], [a_leg(seats=1)])
    plan = a_plan(an_itinerary("stranger", ride()), an_itinerary("p", ride()))
    assert codes(problem, plan) == [PlanFaultCode.UNKNOWN_PARTY, PlanFaultCode.LEG_OVERFULL]
    assert values_of(problem, plan)[LevelName.HOME] == 1
