"""What a plan comes to, checked by hand."""

from datetime import date

from dodomu.engines.planner import Plan, check
from dodomu.engines.planner.reasons import Code
from dodomu.journeys.rules import summaries
from tests.journeys import small_plans as small
from tests.journeys.small_plans import FAMILY, FRAIL, LATER, ONE

CITIZENS = {str(FRAIL): 1, str(FAMILY): 3, str(ONE): 1, str(LATER): 2}


def summary(plan: Plan = small.GOOD, *, goes_on: bool = True, **changes: object) -> summaries.Summary:
    return summaries.summary_of(
        small.problem(**changes), plan, country="KZ", citizens=CITIZENS, goes_on=lambda: goes_on
    )


def test_the_plan_of_these_tests_holds():
    assert check.faults_of(small.problem(), small.GOOD) == ()


def test_home_by_day_counts_persons_and_citizens_when_the_day_ends():
    days = [(each.day, each.persons, each.citizens) for each in summary().days]
    assert days == [
        (date(2022, 1, 11), 3, 2),
        (date(2022, 1, 12), 6, 5),
        (date(2022, 1, 13), 6, 5),
        (date(2022, 1, 14), 6, 5),
    ]


def test_no_plan_can_bring_more_home_by_a_day_than_there_are_places_that_arrive():
    assert [each.most for each in summary().days] == [3, 8, 8, 8], "three on the first flight, later all others"


def test_who_is_left_is_named_with_reasons():
    left = summary().left
    assert [(each.party, each.persons, each.place) for each in left] == [(str(LATER), 2, "almaty")]
    assert left[0].because[0].code is Code.LEFT
    assert summary().left_by_priority == {"other": 2}


def test_reasons_are_left_out_when_there_is_no_time_for_them():
    assert [each.because for each in summary(goes_on=False).left] == [()]


def test_money_is_what_the_state_pays():
    hired = small.plan(small.way(FRAIL, 2, 8, "F1"), small.way(LATER, 2, 31, "C1"), charters=frozenset({"K"}))
    assert (summary(hired).charters_cost, summary(hired).seats_cost, summary(hired).charters) == (1000, 40, ("K",))
    assert summary().cost == (2 + 1) * 10 + 3 * 20


def test_third_countries_are_counted_in_persons_who_pass_them():
    assert summary().countries == {"TR": 3}


def test_danger_and_the_part_of_it_that_is_waiting():
    one = summary(small.plan(small.way(ONE, 1, 8, "F1")), parties=(small.PARTIES[2],))
    assert round(one.waiting, 6) == 8 * 1.0 + 0.5, "eight hours in the city and one at the airport"
    assert round(one.danger - one.waiting, 6) == 0.1, "the taxi"


def test_a_broken_promise_is_named_with_its_cost():
    problem = small.with_promise(small.problem(), FAMILY, "F1", cost=6)
    found = summaries.summary_of(problem, small.GOOD, country="KZ", citizens={}, goes_on=lambda: True)
    assert [(each.party, each.leg, each.cost) for each in found.broken] == [(str(FAMILY), "F1", 6)]
    assert Code.FULL in {because.code for because in found.broken[0].because}


def test_a_promise_on_a_leg_that_is_gone_says_so():
    problem = small.with_promise(small.problem(), FAMILY, "F9")
    found = summaries.summary_of(problem, small.GOOD, country="KZ", citizens={}, goes_on=lambda: False)
    assert [each.because[0].code for each in found.broken] == [Code.PROMISED_LEG_GONE]


def test_legs_are_filled_and_a_charter_that_is_not_hired_is_not_among_them():
    fills = {each.leg: (each.persons, each.taken, each.seats) for each in summary().legs}
    assert fills["F1"] == (3, {"seat": 3}, {"seat": 3})
    assert "C1" not in fills


def test_a_summary_is_read_back_as_it_was_kept():
    problem = small.with_promise(small.problem(), FAMILY, "F1")
    made = summaries.summary_of(problem, small.GOOD, country="KZ", citizens=CITIZENS, goes_on=lambda: True)
    assert summaries.read(made.as_json()) == made


def test_of_nobody_there_is_nothing_to_tell():
    empty = summary(Plan(), parties=())
    assert (empty.persons, empty.home, empty.left, empty.cost) == (0, 0, (), 0)
