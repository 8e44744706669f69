"""Played plans, small enough to be reckoned by hand."""

from dataclasses import replace
from datetime import timedelta
from math import comb, sqrt

import pytest

from dodomu.engines.planner import check
from dodomu.engines.planner.plan import Plan, Shuttle
from dodomu.engines.planner.problem import Closure, Problem, Promise
from dodomu.engines.planner.simulate import (
    Chances,
    Delay,
    Mending,
    TurnedOut,
    as_it_turned_out,
    compare,
    simulate,
)
from tests.engines.planner.cast import (
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

ALONE = Mending(every=0, at_once=False)
NOBODY_COMES = Chances(no_show=1.0)


def one_flight(chance: float = 1.0, **fields: object) -> tuple[Problem, Plan]:
    """Return two people with a flight that runs at times."""
    party = a_party("pair", persons=2, **fields)
    return a_problem([party], [a_leg(chance=chance)], hours=48), a_plan(an_itinerary(party, ride()))


def test_a_leg_with_an_even_chance_brings_its_people_home_half_of_the_time():
    problem, plan = one_flight(0.5)
    told = simulate(problem, plan, runs=4000, seed=1)
    assert {run.home for run in told.runs} == {0, 2}
    assert abs(told.home.mean - 1.0) < 5 * 2 * sqrt(0.25 / 4000)
    assert told.home.spread == pytest.approx(1.0, abs=0.01)
    assert told.home.error == pytest.approx(told.home.spread / sqrt(4000))
    assert told.home.percentiles[5] == 0 and told.home.percentiles[95] == 2
    assert told.weight.mean == told.home.mean
    assert told.home_by_day.mean[0] == told.home.mean
    assert all(run.home + run.left == 2 for run in told.runs)


def test_a_certain_leg_never_fails_and_an_impossible_one_always_does():
    problem, plan = one_flight(0.5)
    assert simulate(problem, plan, Chances(runs={"flight": 1.0}), runs=50).home.mean == 2
    assert simulate(problem, plan, Chances(runs={"flight": 0.0}), runs=50).home.mean == 0


def test_legs_that_are_stopped_by_the_same_thing_run_or_fail_together():
    parties = [a_party("p"), a_party("q")]
    problem = a_problem(parties, [a_leg("a", chance=0.5, seats=1), a_leg("b", chance=0.5, seats=1)])
    plan = a_plan(an_itinerary(parties[0], ride("a")), an_itinerary(parties[1], ride("b")))
    apart = simulate(problem, plan, runs=200, mending=ALONE)
    together = simulate(problem, plan, Chances(together=(frozenset("ab"),)), runs=200, mending=ALONE)
    assert {run.home for run in apart.runs} == {0, 1, 2}
    assert {run.home for run in together.runs} == {0, 2}


def test_who_loses_a_flight_takes_the_next_with_seats_heaviest_first():
    parties = [a_party("old", priority="frail"), a_party("young"), a_party("ill", priority="medical")]
    legs = [a_leg("first"), a_leg("second", departs=at(10), arrives=at(13), seats=2)]
    problem = a_problem(parties, legs)
    plan = a_plan(*(an_itinerary(party, ride("first")) for party in parties))
    outcome = as_it_turned_out(problem, plan, Chances(runs={"first": 0.0}), 0)
    assert {itinerary.party for itinerary in outcome.plan.itineraries} == {"old", "ill"}
    assert check.faults_of(outcome.problem, outcome.plan) == ()
    told = simulate(problem, plan, Chances(runs={"first": 0.0}), runs=1)
    assert (told.home.mean, told.weight.mean) == (2, 14)
    assert simulate(problem, plan, Chances(runs={"first": 0.0}), runs=1, mending=ALONE).home.mean == 0


def test_between_equals_who_has_waited_longest_goes_first():
    parties = [a_party("early", waiting_since=at(-20)), a_party("ahead", waiting_since=at(-10))]
    legs = [a_leg("first"), a_leg("second", departs=at(10), arrives=at(13), seats=1)]
    plan = a_plan(*(an_itinerary(party, ride("first")) for party in parties))
    outcome = as_it_turned_out(a_problem(parties, legs), plan, Chances(runs={"first": 0.0}), 0)
    assert [itinerary.party for itinerary in outcome.plan.itineraries] == ["early"]


def test_a_late_leg_keeps_those_who_still_reach_the_next_and_loses_the_others():
    parties = [a_party("patient"), a_party("hasty")]
    legs = [
        a_leg("hop", target=TIKK, departs=at(2), arrives=at(4)),
        a_leg("soon", origin=TIKK, departs=at(5), arrives=at(8), seats=1),
        a_leg("later", origin=TIKK, departs=at(9), arrives=at(12), seats=1),
    ]
    problem = a_problem(parties, legs)
    plan = a_plan(
        an_itinerary(parties[0], ride("hop"), ride("later")), an_itinerary(parties[1], ride("hop"), ride("soon"))
    )
    chances = Chances(slips={"hop": Delay(1.0, 120, 120)})
    outcome = as_it_turned_out(problem, plan, chances, 0)
    assert {leg.id: leg.departs for leg in outcome.problem.legs} == {"hop": at(4), "soon": at(5), "later": at(9)}
    assert [itinerary.party for itinerary in outcome.plan.itineraries] == ["patient"]
    told = simulate(problem, plan, chances, runs=3)
    assert (told.home.mean, told.on_the_way.mean) == (1, 0)  # told before it left, the hasty did not set out
    assert simulate(problem, plan, Chances(slips={"hop": Delay(1.0, 30, 60)}), runs=3).home.mean == 2


def test_a_reopening_that_slips_stops_what_was_to_leave_on_that_day():
    problem, plan = one_flight()
    closed = replace(problem, closures=(Closure(ORV, at(0), at(3)),))
    assert simulate(closed, plan, runs=1).home.mean == 2
    told = simulate(closed, plan, Chances(reopening=Delay(1.0, 120, 120)), runs=1)
    assert told.home.mean == 0
    outcome = as_it_turned_out(closed, plan, Chances(reopening=Delay(1.0, 120, 120)), 0)
    assert outcome.problem.closures[0].ends == at(5)
    assert outcome.problem.legs == ()


def test_somebody_on_the_road_waits_until_the_road_has_really_opened():
    party = a_party("family", SELM)
    problem = a_problem([party], [a_leg(departs=at(12), arrives=at(15))], links=[a_link()],
                        closures=[Closure("road", at(0), at(2))])  # fmt: skip
    plan = a_plan(an_itinerary(party, travel(leaves=2), ride()))
    outcome = as_it_turned_out(problem, plan, Chances(reopening=Delay(1.0, 180, 180)), 0)
    steps = outcome.plan.itineraries[0].steps
    assert steps[0].leaves == at(5)
    assert check.faults_of(outcome.problem, outcome.plan) == ()


def test_who_does_not_come_is_left_and_the_seat_flies_empty():
    problem, plan = one_flight()
    told = simulate(problem, plan, NOBODY_COMES, runs=5)
    assert (told.home.mean, told.left.mean, told.did_not_come.mean, told.empty.mean) == (0, 2, 2, 10)
    assert as_it_turned_out(problem, plan, NOBODY_COMES, 0).problem.parties == ()


def test_no_shows_are_drawn_for_whole_parties():
    parties = [a_party("a", persons=4), a_party("b", persons=5)]
    problem = a_problem(parties, [a_leg()])
    plan = a_plan(*(an_itinerary(party, ride()) for party in parties))
    told = simulate(problem, plan, Chances(no_show=0.5), runs=400)
    assert {run.home for run in told.runs} == {0, 4, 5, 9}
    assert told.home.mean == pytest.approx(4.5, abs=5 * sqrt((16 + 25) / 4 / 400))


def test_a_rate_that_is_common_to_all_spreads_more_than_one_that_is_known():
    parties = [a_party(f"p{number}") for number in range(10)]
    problem = a_problem(parties, [a_leg()])
    plan = a_plan(*(an_itinerary(party, ride()) for party in parties))
    known, unknown = (simulate(problem, plan, Chances(no_show=rate), runs=2000) for rate in (0.45, (0.3, 0.6)))
    assert unknown.home.mean == pytest.approx(known.home.mean, abs=0.2)
    # Binomial: 10 * 0.45 * 0.55; the rate itself adds 10 * 9 times its variance, 0.3 ** 2 / 12.
    assert known.home.spread == pytest.approx(sqrt(2.475), rel=0.06)
    assert unknown.home.spread == pytest.approx(sqrt(2.475 + 90 * 0.09 / 12), rel=0.06)


def test_standby_take_the_seats_of_those_who_do_not_come():
    parties = [a_party("absent", persons=2), a_party("near"), a_party("nearer", priority="frail"), a_party("last")]
    problem = a_problem(parties, [a_leg(seats=2)])
    plan = a_plan(an_itinerary(parties[0], ride()))
    outcome = as_it_turned_out(problem, plan, Chances(no_shows={"absent": 1.0}), 0)
    assert sorted(itinerary.party for itinerary in outcome.plan.itineraries) == ["last", "nearer"]


def test_standby_who_do_not_come_either_are_passed_over():
    parties = [a_party("absent"), a_party("gone", priority="frail"), a_party("here")]
    problem = a_problem(parties, [a_leg(seats=1)])
    plan = a_plan(an_itinerary(parties[0], ride()))
    told = simulate(problem, plan, Chances(no_shows={"absent": 1.0, "gone": 1.0}), runs=1).runs[0]
    assert (told.home, told.did_not_come, told.empty) == (1, 2, 0)


def test_the_whole_way_of_a_no_show_is_handed_over():
    parties = [a_party("absent", SELM), a_party("here", SELM)]
    problem = a_problem(parties, [a_leg(seats=1)], fleets=[a_fleet(seats={"seat": 1})])
    plan = a_plan(an_itinerary(parties[0], Shuttle("trip"), ride()), rotations=[a_rotation()])
    outcome = as_it_turned_out(problem, plan, Chances(no_shows={"absent": 1.0}), 0, mending=ALONE)
    assert [itinerary.party for itinerary in outcome.plan.itineraries] == ["here"]
    assert check.faults_of(outcome.problem, outcome.plan) == ()


def test_who_did_not_come_may_come_when_called_again():
    party = a_party("pair", persons=2)
    problem = a_problem([party], [a_leg(), a_leg("second", departs=at(10), arrives=at(13))])
    plan = a_plan(an_itinerary(party, ride()))
    assert simulate(problem, plan, Chances(no_show=1.0, again=1.0), runs=2).home.mean == 2
    assert simulate(problem, plan, Chances(no_show=1.0, again=0.0), runs=2).home.mean == 0


def test_who_is_late_misses_the_vehicle_and_takes_the_next():
    party = a_party("pair", persons=2)
    problem = a_problem([party], [a_leg(), a_leg("second", departs=at(10), arrives=at(13))])
    plan = a_plan(an_itinerary(party, ride()))
    outcome = as_it_turned_out(problem, plan, Chances(late=Delay(1.0, 60, 60)), 0)
    assert outcome.plan.itineraries[0].steps == (ride("second"),)
    assert outcome.problem.parties[0].available_from == at(5)


def test_who_is_late_for_the_door_is_brought_to_the_same_vehicle_if_there_is_time():
    party = a_party("pair", persons=2)
    problem = a_problem([party], [a_leg()], places=the_places(orv={"processing": 2}))
    plan = a_plan(an_itinerary(party, ride(processed=at(0))))
    outcome = as_it_turned_out(problem, plan, Chances(late=Delay(1.0, 61, 120)), 0)
    assert outcome.plan.itineraries[0].steps == (ride(processed=at(2)),)
    assert simulate(problem, plan, Chances(late=Delay(1.0, 240, 240)), runs=1).home.mean == 0


def test_inviting_beyond_the_seats_turns_away_as_often_as_was_said():
    # Two planned and one more to two seats: turned away if all three come, 0.6 ** 3.
    parties = [a_party(name) for name in ("ann", "ben", "cai", "dee")]
    problem = a_problem(parties, [a_leg(seats=2)])
    plan = a_plan(an_itinerary(parties[0], ride()), an_itinerary(parties[1], ride()))
    told = simulate(problem, plan, Chances(no_show=0.4), runs=4000, mending=Mending(risk=0.25))
    share = sum(run.turned_away > 0 for run in told.runs) / 4000
    assert {run.turned_away for run in told.runs} == {0, 1}
    assert share == pytest.approx(0.6**3, abs=5 * sqrt(0.216 * 0.784 / 4000))
    home = sum(min(2, k) * comb(3, k) * 0.6**k * 0.4 ** (3 - k) for k in range(4))
    assert told.home.mean == pytest.approx(home, abs=0.06)
    safe = simulate(problem, plan, Chances(no_show=0.4), runs=200, mending=Mending(risk=0.2))
    assert safe.turned_away.mean == 0


def test_promises_count_as_broken_unless_who_came_rode_that_leg():
    problem, plan = one_flight(0.5, promise=Promise("flight", 7))
    told = simulate(problem, plan, runs=50)
    assert {(run.home, run.promises) for run in told.runs} == {(0, 7), (2, 0)}
    certain = replace(problem, legs=(a_leg(),))
    assert simulate(certain, plan, NOBODY_COMES, runs=2).promises.mean == 0  # that is not our breaking it


def test_people_who_cannot_leave_a_full_place_are_counted_as_crowding():
    parties = [a_party("first", SELM, persons=2), a_party("second", SELM, persons=2)]
    problem = a_problem(
        parties,
        [a_leg("a", departs=at(4), arrives=at(7)), a_leg("b", departs=at(8), arrives=at(11), seats=2)],
        links=[a_link()],
        places=the_places(orv={"room": 2}),
    )
    plan = a_plan(an_itinerary(parties[0], travel(), ride("a")), an_itinerary(parties[1], travel(leaves=4), ride("b")))
    run = simulate(problem, plan, Chances(runs={"a": 0.0}), runs=1).runs[0]
    assert (run.home, run.on_the_way) == (2, 2)
    # From 6:00 to 8:00 all four are there, and only the two who are stuck from then on.
    assert run.crowded == 4.0
    outcome = as_it_turned_out(problem, plan, Chances(runs={"a": 0.0}), 0)
    assert check.faults_of(outcome.problem, outcome.plan) == ()


def test_a_party_that_may_be_split_goes_ahead_in_parts_when_it_lost_its_way():
    party = a_party("tour", persons=6, may_split=True)
    legs = [a_leg("whole"), *(a_leg(name, departs=at(9), arrives=at(12), seats=3) for name in ("left", "right"))]
    problem = a_problem([party], legs)
    plan = a_plan(an_itinerary(party, ride("whole")))
    outcome = as_it_turned_out(problem, plan, Chances(runs={"whole": 0.0}), 0)
    assert sorted(itinerary.persons for itinerary in outcome.plan.itineraries) == [3, 3]
    assert check.faults_of(outcome.problem, outcome.plan) == ()
    together = replace(problem, parties=(replace(party, may_split=False),))
    assert simulate(together, plan, Chances(runs={"whole": 0.0}), runs=1).home.mean == 0


def the_first_fails(problem: Problem, *, processed: tuple[int | None, ...] = ()) -> TurnedOut:
    """Return what becomes of parties that all wait at Orv for a leg "first" that does not run; it passes the check."""
    moments = (None if step is None else at(step) for step in processed or [None] * len(problem.parties))
    plan = a_plan(
        *(an_itinerary(party, ride("first", moment)) for party, moment in zip(problem.parties, moments, strict=True))
    )
    outcome = as_it_turned_out(problem, plan, Chances(runs={"first": 0.0}), 0)
    assert check.faults_of(outcome.problem, outcome.plan) == ()
    return outcome


def test_mending_brings_no_more_to_a_vehicle_than_can_be_processed():
    parties = [a_party("p", priority="frail"), a_party("q")]
    legs = [a_leg("first"), a_leg("second", departs=at(5), arrives=at(8))]
    problem = a_problem(parties, legs, places=the_places(orv={"processing": 1}))
    flown = the_first_fails(problem, processed=(0, 1)).plan.itineraries
    assert [(each.party, each.steps) for each in flown] == [("p", (ride("second", at(4)),))]


def test_mending_spends_no_more_than_there_is():
    parties = [a_party("p", priority="frail"), a_party("q")]
    legs = [a_leg("first"), a_leg("second", departs=at(6), arrives=at(9), price=10)]
    assert len(the_first_fails(a_problem(parties, legs, budget=19)).plan.itineraries) == 1
    assert len(the_first_fails(a_problem(parties, legs, budget=20)).plan.itineraries) == 2


def test_mending_brings_nobody_to_where_there_is_no_room_to_wait():
    parties = [a_party("there", SELM), a_party("lost", SELM)]
    legs = [
        a_leg("bus", origin=SELM, target=ORV, departs=at(1), arrives=at(3), seats=1),
        a_leg("second bus", origin=SELM, target=ORV, departs=at(5), arrives=at(7)),
        a_leg("direct", origin=SELM, departs=at(4), arrives=at(7)),
        a_leg("flight", departs=at(10), arrives=at(13)),
    ]
    plan = a_plan(an_itinerary(parties[0], ride("bus"), ride("flight")), an_itinerary(parties[1], ride("direct")))
    for room, home in ((1, 1), (2, 2)):
        problem = a_problem(parties, legs, places=the_places(orv={"room": room}))
        told = simulate(problem, plan, Chances(runs={"direct": 0.0}), runs=1).runs[0]
        assert (told.home, told.crowded) == (home, 0)


def test_mending_keeps_the_needs_of_a_split_party_together_with_a_seat():
    party = a_party("tour", persons=3, needs={"seat": 3, "wheelchair": 1}, may_split=True)
    legs = [
        a_leg("first", seats={"seat": 9, "wheelchair": 1}),
        a_leg("second", departs=at(6), arrives=at(9), seats=3),
        a_leg("third", departs=at(8), arrives=at(11), seats={"seat": 1, "wheelchair": 1}),
    ]
    flown = the_first_fails(a_problem([party], legs)).plan.itineraries
    assert sorted((each.persons, each.steps[0].leg) for each in flown) == [(1, "third"), (2, "second")]


def test_mending_leaves_a_seat_with_those_of_a_split_party_who_have_none():
    party = a_party("tour", persons=3, needs={"seat": 2, "infant": 1}, may_split=True)
    legs = [
        a_leg("first", seats={"seat": 9, "infant": 1}),
        a_leg("second", departs=at(6), arrives=at(9), seats=3),
        a_leg("third", departs=at(8), arrives=at(11), seats={"seat": 1, "infant": 1}),
    ]
    flown = the_first_fails(a_problem([party], legs)).plan.itineraries
    assert sorted((each.persons, each.steps[0].leg) for each in flown) == [(1, "second"), (2, "third")]


def test_mending_sends_no_driver_out_beyond_their_hours():
    party = a_party("lost", SELM)
    legs = [a_leg("first", origin=SELM), a_leg("flight", departs=at(12), arrives=at(15))]
    for minutes, home in ((179, 0), (180, 1)):
        problem = a_problem([party], legs, fleets=[a_fleet(drivers_minutes=minutes)])
        assert len(the_first_fails(problem).plan.itineraries) == home
    busy = a_problem([party], legs, fleets=[a_fleet(drivers_minutes=300)])
    plan = a_plan(an_itinerary(party, ride("first")), rotations=[a_rotation()])
    assert simulate(busy, plan, Chances(runs={"first": 0.0}), runs=1).home.mean == 0


def test_a_door_that_stays_closed_is_passed_later_to_the_same_vehicle():
    party = a_party()
    problem = a_problem(
        [party], [a_leg()], places=the_places(orv={"processing": 1}), closures=[Closure(ORV, at(0), at(2))]
    )
    plan = a_plan(an_itinerary(party, ride(processed=at(2))))
    chances = Chances(reopening=Delay(1.0, 60, 60))
    outcome = as_it_turned_out(problem, plan, chances, 0)
    assert outcome.plan.itineraries[0].steps == (ride(processed=at(3)),)
    assert check.faults_of(outcome.problem, outcome.plan) == ()


def test_plans_are_compared_on_the_same_dice():
    party = a_party()
    problem = a_problem([party], [a_leg("sure", departs=at(20), arrives=at(23)), a_leg("risky", chance=0.5)])
    plans = {name: a_plan(an_itinerary(party, ride(name))) for name in ("sure", "risky")}
    told = compare(problem, plans, runs=400, mending=ALONE)
    assert told.first == "sure"
    difference = told.differences["risky"]["home"]
    failed = sum(run.home == 0 for run in told.simulated["risky"].runs)
    assert difference.mean == -failed / 400
    assert (difference.more, difference.same) == (0, 1 - failed / 400)
    assert difference.surely
    same = compare(problem, {"one": plans["risky"], "other": plans["risky"]}, runs=100)
    assert same.differences["other"]["home"].spread == 0 and not same.differences["other"]["home"].surely


def test_somebody_else_may_plan_anew_and_is_checked():
    parties = [a_party("p"), a_party("q")]
    legs = [
        a_leg("first"),
        a_leg("soon", departs=at(10), arrives=at(13)),
        a_leg("late", departs=at(14), arrives=at(17)),
    ]
    problem = a_problem(parties, legs)
    plan = a_plan(*(an_itinerary(party, ride("first")) for party in parties))
    asked: list[Problem] = []

    def replan(left: Problem) -> Plan:
        asked.append(left)
        assert left.faults() == ()
        one, other = left.parties
        return a_plan(an_itinerary(one, ride("late")), an_itinerary(other, ride("soon", processed=at(1))),
                      an_itinerary(one, ride("soon")))  # fmt: skip

    mending = Mending(every=300, at_once=False, replan=replan)
    outcome = as_it_turned_out(problem, plan, Chances(runs={"first": 0.0}), 0, mending=mending)
    assert [each.begins for each in asked] == [at(5)]
    assert sorted(step.leg for each in outcome.plan.itineraries for step in each.steps) == ["late", "soon"]
    assert check.faults_of(outcome.problem, outcome.plan) == ()


def test_the_division_of_the_work_changes_nothing():
    problem, plan = one_flight(0.5)
    here, there = (simulate(problem, plan, runs=9, seed=3, workers=workers) for workers in (1, 2))
    assert repr(here) == repr(there)


def test_the_seed_decides():
    problem, plan = one_flight(0.5)
    first, again, other = (simulate(problem, plan, runs=40, seed=seed) for seed in (1, 1, 2))
    assert repr(first) == repr(again) != repr(other)


def test_days_are_those_of_the_problem_s_zone():
    problem, plan = one_flight()
    told = simulate(problem, plan, runs=1)
    assert [str(day) for day in told.days] == ["2031-05-12", "2031-05-13", "2031-05-14"]
    assert told.home_by_day.percentiles[50] == (2, 2, 2)
    late = replace(problem, legs=(a_leg(departs=at(16), arrives=at(18) - timedelta(minutes=10)),))
    assert simulate(late, plan, runs=1).home_by_day.mean == (0, 2, 2)  # at midnight, by the step


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"runs": {"flight": 1.2}}, "The chance that leg flight runs must be a probability from 0 to 1, not 1.2."),
        ({"no_show": -0.1}, "No-shows must be a probability"),
        ({"no_show": float("nan")}, "No-shows must be a probability"),
        ({"no_show": (0.6, 0.3)}, "is more than the most"),
        ({"no_shows": {"p": 2.0}}, "The no-shows of party p"),
        ({"again": 5.0}, "called again"),
        ({"slip": Delay(0.5, 60, 30)}, "The delay slip must last from its least"),
        ({"slips": {"flight": Delay(1.5, 0, 30)}}, "The chance of the delay slip of leg flight"),
        ({"late": Delay(0.5, -5, 30)}, "The delay late"),
        ({"notice": -1}, "Notice must be 0"),
        ({"together": (frozenset("ab"), frozenset("bc"))}, "Leg b is stopped together with two sets"),
    ],
)
def test_chances_that_make_no_sense_are_refused_in_plain_words(fields: dict, words: str):
    with pytest.raises(ValueError, match=words):
        Chances(**fields)


def test_everything_that_is_wrong_with_chances_is_named_at_once():
    with pytest.raises(ValueError, match=r"no-shows.*again.*Notice") as told:
        Chances(no_shows={"p": 7}, again=-1, notice=-1)
    assert str(told.value).count("must be") == 3


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"chances": Chances(runs={"ghost": 0.5})}, "There is no leg ghost."),
        ({"chances": Chances(no_shows={"nobody": 0.5})}, "There is no party nobody."),
        ({"runs": 0}, "Runs must be 1"),
        ({"seed": -1}, "The seed must be 0"),
    ],
)
def test_what_cannot_be_played_is_refused(more: dict, words: str):
    problem, plan = one_flight()
    with pytest.raises(ValueError, match=words):
        simulate(problem, plan, **more)


def test_a_plan_with_faults_is_not_played():
    problem, _ = one_flight()
    with pytest.raises(ValueError, match="ghost"):
        simulate(problem, a_plan(an_itinerary("pair", ride("ghost"), persons=2)))
    with pytest.raises(ValueError, match="Plan bad: "):
        compare(problem, {"bad": a_plan(an_itinerary("pair", ride("ghost"), persons=2))})
    with pytest.raises(ValueError, match="no plan"):
        compare(problem, {})


def test_mending_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="minutes between replanning"):
        Mending(every=-5)
    with pytest.raises(ValueError, match="Turning people away must be a probability"):
        Mending(risk=2)
