"""Whether a plan still holds: what is ahead of whom, and whose way is at fault."""

from dataclasses import replace

import pytest

from dodomu.engines.planner import check
from dodomu.engines.planner.check.faults import PlanFaultCode
from dodomu.engines.planner.plan import Itinerary, Ride, Step, Travel
from dodomu.engines.planner.problem import Link, Place, Problem
from dodomu.journeys.rules import holding
from tests.journeys import small_plans as small
from tests.journeys.small_plans import FAMILY, FRAIL, ONE

ALL = {str(each) for each in (FRAIL, FAMILY, ONE)}


def codes(found: holding.Found) -> dict[str, set[str]]:
    return {party: {fault.code.value for fault in faults} for party, faults in found.by_party.items()}


def test_a_plan_that_holds_has_nothing_wrong_with_it():
    assert not holding.faults_by_party(small.problem(), small.GOOD)


def test_a_leg_that_is_gone_concerns_who_rides_it():
    found = holding.faults_by_party(small.problem(legs=small.LEGS[1:]), small.GOOD)
    assert codes(found) == {str(FRAIL): {"unknown-leg"}, str(ONE): {"unknown-leg"}}
    assert found.other == ()


def test_a_closed_airport_concerns_everybody_who_leaves_then():
    found = holding.faults_by_party(small.problem(closures=(small.closed("airport", 19.5, 21),)), small.GOOD)
    assert codes(found) == {str(FAMILY): {"departure-closed"}}


def test_on_a_leg_that_shrank_the_lightest_gives_way_and_who_accepted_last_of_all():
    smaller = small.problem(legs=(small.leg("F1", "airport", "kyiv", 10, 16, 2), *small.LEGS[1:]))
    assert codes(holding.faults_by_party(smaller, small.GOOD)) == {str(ONE): {"leg-overfull"}}
    accepted = holding.faults_by_party(smaller, small.GOOD, first={str(ONE)})
    assert codes(accepted) == {str(FRAIL): {"leg-overfull"}}


def test_money_that_is_short_concerns_no_single_party():
    found = holding.faults_by_party(small.problem(budget=5), small.GOOD)
    assert (found.by_party, [fault.code for fault in found.other]) == ({}, [PlanFaultCode.BUDGET_EXCEEDED])


def test_a_party_that_grew_is_at_fault_itself():
    grown = small.problem(parties=(replace(small.PARTIES[0], persons=3), *small.PARTIES[1:]))
    assert "party-split" in codes(holding.faults_by_party(grown, small.GOOD))[str(FRAIL)]


def test_only_those_to_keep_are_kept_with_what_is_still_ahead():
    now = small.problem(begins=small.hour(9), parties=(replace(small.PARTIES[0], place="airport"), *small.PARTIES[1:]))
    ahead = holding.still_ahead(small.problem(), small.GOOD, now, {str(FRAIL), str(FAMILY)})
    assert {each.party: [type(step) for step in each.steps] for each in ahead.itineraries} == {
        str(FRAIL): [Ride],
        str(FAMILY): [Travel, Ride, Ride],
    }


def test_who_should_have_set_out_already_sets_out_now_if_there_is_still_time():
    now = small.problem(begins=small.hour(9))
    ahead = holding.still_ahead(small.problem(), small.GOOD, now, ALL)
    assert {each.steps[0].leaves for each in ahead.itineraries if isinstance(each.steps[0], Travel)} == {
        small.hour(9), small.hour(18),
    }  # fmt: skip
    assert check.faults_of(now, ahead) == ()


DOOR = (small.PLACES[0], replace(small.PLACES[1], processing=30), *small.PLACES[2:])
BY_DOOR = (small.leg("F1", "airport", "kyiv", 12, 18, 9, processed=True, buffer=90),)


def ahead_of(now: Problem, *steps: Step) -> tuple[Step, ...]:
    """Return what the two frail have before them of a way by these steps."""
    planned = small.plan(Itinerary(str(FRAIL), 2, {"seat": 2}, steps))
    (found,) = holding.still_ahead(replace(now, begins=small.BEGINS), planned, now, ALL).itineraries
    return found.steps


def at_the_door(begins: float, **party: object) -> Problem:
    frail = replace(small.PARTIES[0], **party)  # type: ignore[arg-type]
    return small.problem(begins=small.hour(begins), places=DOOR, legs=BY_DOOR, parties=(frail,))


def test_what_lies_ahead_stays_as_it_is():
    way = Travel("taxi", small.hour(4)), Ride("F1", small.hour(6))
    assert ahead_of(at_the_door(3), *way) == way


def test_who_sets_out_later_passes_the_door_later_if_the_hour_is_over_by_then():
    way = Travel("taxi", small.hour(2)), Ride("F1", small.hour(6))
    assert ahead_of(at_the_door(3), *way) == (Travel("taxi", small.hour(3)), Ride("F1", small.hour(6)))
    late = ahead_of(at_the_door(6), *way)
    assert late == (Travel("taxi", small.hour(6)), Ride("F1", small.hour(9)))
    assert check.faults_of(at_the_door(6), small.plan(Itinerary(str(FRAIL), 2, {"seat": 2}, late))) == ()


def test_who_is_at_the_hub_when_their_hour_at_the_door_is_over_keeps_the_leg():
    now = at_the_door(7, place="airport")
    assert ahead_of(now, Travel("taxi", small.hour(2)), Ride("F1", small.hour(6))) == (Ride("F1", small.hour(9)),)


def test_who_comes_late_to_where_their_own_way_begins_sets_out_when_they_come():
    now = at_the_door(3, available_from=small.hour(6.25))
    assert ahead_of(now, Travel("taxi", small.hour(4)), Ride("F1", small.hour(6))) == (
        Travel("taxi", small.hour(7)), Ride("F1", small.hour(9)),
    )  # fmt: skip


def test_nobody_is_at_the_second_of_two_ways_of_their_own_before_the_first_is_over():
    places = (*DOOR, Place("flat", country="KZ"))
    links = (*small.LINKS, Link("walk", "flat", "almaty", 90))
    now = replace(at_the_door(3, place="flat"), places=places, links=links)
    way = Travel("walk", small.hour(1)), Travel("taxi", small.hour(3)), Ride("F1", small.hour(9))
    assert ahead_of(now, *way) == (
        Travel("walk", small.hour(3)),
        Travel("taxi", small.hour(5)),
        Ride("F1", small.hour(9)),
    )


def test_a_way_by_what_is_not_there_any_more_is_left_to_the_check():
    way = Travel("bicycle", small.hour(1)), Ride("F1", small.hour(6))
    now = at_the_door(3)
    planned = small.plan(Itinerary(str(FRAIL), 2, {"seat": 2}, (Travel("taxi", small.hour(1)), *way)))
    (found,) = holding.still_ahead(now, planned, now, ALL).itineraries
    assert [each.leaves for each in found.steps if isinstance(each, Travel)] == [small.hour(1), small.hour(1)]


def test_who_was_not_told_has_not_set_out():
    now = small.problem(begins=small.hour(9))
    there, ahead = holding.as_told(small.problem(), small.GOOD, now, (), untold={str(ONE)})
    found = holding.faults_by_party(there, ahead, under_way=ALL - {str(ONE)})
    assert codes(found) == {str(ONE): {"before-the-start"}}


def test_a_charter_that_cannot_be_hired_any_more_is_not_carried_over():
    hired = replace(small.GOOD, charters=frozenset({"K"}))
    now = small.problem(legs=small.LEGS[:3], charters=())
    assert holding.still_ahead(small.problem(), hired, now, ALL).charters == frozenset()


@pytest.mark.parametrize("hours", [0, 5, 9, 11, 19, 27, 35])
def test_people_who_travel_as_told_break_nothing_at_any_hour(hours: float):
    now = small.problem(
        begins=small.hour(hours), legs=tuple(leg for leg in small.LEGS if leg.departs > small.hour(hours))
    )
    there, ahead = holding.as_told(small.problem(), small.GOOD, now, ())
    assert not holding.faults_by_party(there, ahead, under_way=ALL)


def test_a_cancelled_leg_is_not_thought_to_have_gone():
    now = small.problem(begins=small.hour(11), legs=small.LEGS[1:])
    there, ahead = holding.as_told(small.problem(), small.GOOD, now, {"F1"})
    assert codes(holding.faults_by_party(there, ahead, under_way=ALL)).keys() == {str(FRAIL), str(ONE)}


def test_a_leg_that_is_late_breaks_the_next_one():
    late = (small.LEGS[0], small.leg("F2", "airport", "istanbul", 30, 36, 3), *small.LEGS[2:])
    there, ahead = holding.as_told(small.problem(), small.GOOD, small.problem(legs=late), ())
    assert codes(holding.faults_by_party(there, ahead, under_way=ALL)) == {str(FAMILY): {"missed"}}


def test_who_is_seen_elsewhere_is_at_fault():
    moved = small.problem(parties=(replace(small.PARTIES[1], place="istanbul"), *small.PARTIES[:1]))
    ahead = holding.as_told(small.problem(), small.GOOD, moved, ()).plan
    assert {each.party: [step.leg for step in each.steps if isinstance(step, Ride)] for each in ahead.itineraries}[
        str(FAMILY)
    ] == ["F3"], "further on than planned: the rest of the way holds"
    back = small.problem(begins=small.hour(27), parties=(replace(small.PARTIES[1], place="kyiv"),))
    assert check.faults_of(*holding.as_told(small.problem(), small.GOOD, back, ())) != ()


def test_somebody_who_is_not_in_the_facts_any_more_is_named():
    now = small.problem(parties=small.PARTIES[1:])
    there, ahead = holding.as_told(small.problem(), small.GOOD, now, ())
    assert codes(holding.faults_by_party(there, ahead, under_way=ALL)) == {str(FRAIL): {"unknown-party"}}


def test_the_last_hour_of_processing_lies_before_one_must_be_ready():
    airport = replace(small.PLACES[1], processing=30)
    flight = small.leg("F1", "airport", "kyiv", 10, 16, 3, processed=True, buffer=90)
    made = small.problem(places=(small.PLACES[0], airport, *small.PLACES[2:]), legs=(flight,))
    assert holding.latest_processing(made, "F1") == small.hour(7)
    assert holding.latest_processing(small.problem(), "F1") is None
