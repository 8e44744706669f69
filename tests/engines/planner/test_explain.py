"""How a party travels and why: what is said is true, in small cases by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dodomu.engines.planner.explain import (
    what_would_have_to_be_different,
    why,
    why_not,
)
from dodomu.engines.planner.plan import (
    Shuttle,
)
from dodomu.engines.planner.problem import Promise
from dodomu.engines.planner.reasons import Code
from tests.engines.planner.cast import (
    HOMESTEAD,
    SELM,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    a_rotation,
    an_itinerary,
    at,
    ride,
    travel,
)
from tests.engines.planner.explaining.saying import a_full_flight, codes, fact, holds, the_change


def test_a_party_that_travels_is_told_when_it_is_home_and_what_waiting_costs_it():
    party = a_party("p", place=SELM)
    problem = a_problem([party], [a_leg()], links=[a_link(danger=0.25)])
    told = why(problem, a_plan(an_itinerary(party, travel(), ride())), "p")
    (way,) = told.ways
    assert way.home == at(7) and way.rides == ("road", "flight")
    assert way.danger == 250_000 + 2 * 500_000  # the road, and two hours at the airport from the second to the fourth
    assert way.waiting == 1_000_000
    assert told.left == 0
    assert codes(told.because)[:3] == [Code.HOME_BY, Code.DANGER, Code.WAITS_LONGEST]
    assert fact(told.because, Code.DANGER, "moving") == 0.25
    assert Code.NOTHING_BETTER_OPEN in codes(told.because) and Code.ALONE_NO_SOONER in codes(told.because)


def test_a_way_that_is_open_and_safer_is_named_with_its_gain():
    party = a_party("p")
    late = a_leg("late", departs=at(10), arrives=at(12))
    problem = a_problem([party], [a_leg(), late])
    told = why(problem, a_plan(an_itinerary(party, ride("late"))), "p")
    assert fact(told.because, Code.BETTER_OPEN, "way") == ("flight",)
    assert told.open_way is not None and told.open_way.danger == 2_000_000
    assert [each.leg for each in told.legs] == ["late", "flight"]
    assert codes(told.legs[1].because) == [Code.BETTER]


def test_other_legs_that_are_open_are_compared_by_hour_and_danger():
    party = a_party("p")
    legs = [a_leg(), a_leg("late", departs=at(10), arrives=at(12)), a_leg("rough", danger=3.0, arrives=at(6))]
    problem = a_problem([party], [*legs, a_leg("same")])
    told = why(problem, a_plan(an_itinerary(party, ride())), "p")
    answers = {each.leg: codes(each.because) for each in told.legs}
    assert answers == {
        "flight": [Code.RIDES],
        "late": [Code.LATER],
        "rough": [Code.MORE_DANGER],
        "same": [Code.AS_GOOD],
    }
    assert codes(told.because).count(Code.ALTERNATIVE) == 3


def test_a_party_that_is_left_is_told_what_it_could_do_alone_and_what_is_in_the_way_of_that():
    problem, plan = a_full_flight()
    told = why(problem, plan, "p")
    assert told.left == 1 and told.open_way is None
    assert told.alone is not None and told.alone.home == at(7)
    assert codes(told.because) == [Code.LEFT, Code.NOTHING_OPEN, Code.ALONE_HOME, Code.FULL, Code.ABOARD]
    assert fact(told.because, Code.ABOARD, "lower") == 1


def test_a_party_that_could_travel_as_the_plan_stands_is_said_to_be():
    problem = a_problem([a_party("p")], [a_leg()])
    told = why(problem, a_plan(), "p")
    assert fact(told.because, Code.WAY_OPEN, "home") == at(7)
    assert codes(told.legs[0].because) == [Code.WOULD_DO]


def test_a_party_that_nobody_could_bring_home_is_told_so_with_what_would_have_sufficed_first():
    problem = a_problem([a_party("p", place=SELM)], [a_leg()], links=[a_link(needs_car=True)])
    told = why(problem, a_plan(), "p")
    assert told.alone is None
    assert codes(told.because) == [Code.LEFT, Code.NOTHING_OPEN, Code.NO_WAY_AT_ALL, Code.NO_CAR]


def test_a_party_at_home_needs_no_reasons():
    problem = a_problem([a_party("p", place=HOMESTEAD)], [a_leg()])
    assert codes(why(problem, a_plan(), "p").because) == [Code.AT_HOME]
    assert codes(why_not(problem, a_plan(), "p", "flight").because) == [Code.AT_HOME]
    assert what_would_have_to_be_different(problem, a_plan(), "p") == ()


def test_those_who_are_left_of_a_party_that_was_split_are_spoken_of_apart():
    party = a_party("p", persons=3, may_split=True)
    problem = a_problem([party], [a_leg(seats=2)])
    plan = a_plan(an_itinerary(party, ride(), persons=2))
    told = why(problem, plan, "p")
    assert told.left == 1 and len(told.ways) == 1
    assert codes(told.legs[0].because)[0] is Code.FULL
    change = the_change(what_would_have_to_be_different(problem, plan, "p"), Code.MORE_SEATS)
    assert change.because.facts["more"] == {"seat": 1} and change.persons == 1
    assert len(change.plan.itineraries) == 2 and holds(change)


@pytest.mark.parametrize("kept", [True, False])
def test_a_promise_is_said_to_be_kept_or_not(kept):
    party = a_party("p", promise=Promise("flight"))
    problem = a_problem([party], [a_leg(), a_leg("other")])
    told = why(problem, a_plan(an_itinerary(party, ride("flight" if kept else "other"))), "p")
    assert (Code.PROMISE_KEPT if kept else Code.PROMISE_BROKEN) in codes(told.because)


def test_an_unknown_party_or_leg_or_plan_is_named():
    problem = a_problem([a_party("p")], [a_leg()])
    with pytest.raises(LookupError, match="nobody"):
        why(problem, a_plan(), "nobody")
    with pytest.raises(LookupError, match="never"):
        why_not(problem, a_plan(), "p", "never")
    with pytest.raises(LookupError, match="gone"):
        why(problem, a_plan(an_itinerary("p", ride("gone"))), "p")
    with pytest.raises(LookupError, match="path"):
        why(problem, a_plan(an_itinerary("p", travel("path"))), "p")
    with pytest.raises(LookupError, match="trip"):
        why(problem, a_plan(an_itinerary("p", Shuttle("trip"))), "p")
    with pytest.raises(LookupError, match="stranger"):
        why(problem, a_plan(an_itinerary("stranger", ride())), "p")
    with pytest.raises(LookupError, match="trip"):
        why(problem, a_plan(rotations=[a_rotation()]), "p")


def test_hours_are_told_in_the_zone_of_the_problem():
    problem = a_problem([a_party("p")], [a_leg()], zone=ZoneInfo("Asia/Almaty"))
    home = fact(why(problem, a_plan(), "p").because, Code.WAY_OPEN, "home")
    assert isinstance(home, datetime) and home == at(7) and home.astimezone(UTC).hour != home.hour


def test_hours_are_elapsed_hours_over_a_change_of_the_clocks():
    kyiv = ZoneInfo("Europe/Kyiv")
    begins = datetime(2031, 3, 30, 1, 0, tzinfo=kyiv)  # at three the clocks go to four
    leg = a_leg(departs=datetime(2031, 3, 30, 5, 0, tzinfo=kyiv), arrives=datetime(2031, 3, 30, 7, 0, tzinfo=kyiv))
    problem = replace(a_problem([a_party("p")], [leg]), begins=begins, ends=datetime(2031, 3, 30, 9, 0, tzinfo=kyiv))
    told = why(problem, a_plan(), "p")
    assert told.open_way is not None
    assert told.open_way.danger == 3 * 500_000  # three hours until five, not four
    assert told.open_way.home.astimezone(UTC) == leg.arrives.astimezone(UTC)
