"""How many could be home by each day: by hand, and never below what any plan reaches."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.engines.planner import reports, solve
from dodomu.engines.planner.problem import Fleet, Link, Party, Problem, Round
from dodomu.journeys.rules.most_home import MANY_LEGS, most_home
from tests.journeys import small_plans as small


def by_days(problem: Problem, *hours: float) -> list[int]:
    return most_home(problem, [small.hour(each) for each in hours])


def test_first_three_then_three_more_then_everybody():
    assert by_days(small.problem(), 16, 17, 24, 38, 47, 72) == [0, 3, 3, 6, 8, 8]


def test_a_seat_of_which_nobody_can_be_in_time_counts_for_nothing():
    assert by_days(small.problem(parties=(small.PARTIES[3],)), 38, 47) == [0, 2], "available after both flights"


def test_a_closed_airport_lets_nobody_go():
    assert by_days(small.problem(closures=(small.closed("airport", 9, 30),)), 17, 47) == [0, 8]


def test_what_is_held_back_or_too_unlikely_is_not_there():
    held = replace(small.LEGS[0], held_back={"seat": 2})
    assert by_days(small.problem(legs=(held,)), 17) == [1]
    doubtful = replace(small.LEGS[0], chance=0.2)
    assert by_days(small.problem(legs=(doubtful,), least_chance=0.5), 17) == [0]


def test_who_can_walk_home_needs_no_seat():
    road = Link("road", "almaty", "kyiv", 600)
    assert by_days(small.problem(links=(road,)), 10, 11, 41) == [0, 6, 8]


def test_shuttles_bring_people_to_where_legs_leave():
    bus = Fleet("bus", "airport", 1, {"seat": 9}, (Round("almaty", 60, 60),))
    assert by_days(small.problem(links=(), fleets=(bus,)), 17, 47) == [3, 8]


def test_of_very_many_legs_only_the_places_are_counted_and_that_is_never_less():
    many = tuple(replace(small.LEGS[0], id=f"F{number}") for number in range(MANY_LEGS))
    assert by_days(small.problem(legs=(*small.LEGS, *many)), 16, 17) == [0, 8]
    assert by_days(small.problem(legs=(*many, *small.LEGS), links=()), 17) == [8], "nobody asks how they come there"


def test_of_nobody_nobody_comes():
    assert by_days(small.problem(parties=()), 24, 72) == [0, 0]


@given(
    sizes=st.lists(st.tuples(st.integers(1, 4), st.sampled_from([0, 9, 15, 30])), max_size=6),
    seats=st.lists(st.integers(0, 6), min_size=4, max_size=4),
    shut=st.one_of(st.none(), st.integers(5, 40)),
)
@settings(max_examples=25, deadline=None)
def test_no_plan_ever_has_more_home_than_the_bound_says(
    sizes: list[tuple[int, int]], seats: list[int], shut: int | None
):
    parties = tuple(
        Party(f"P{number}", "almaty", persons, available_from=small.hour(since))
        for number, (persons, since) in enumerate(sizes)
    )
    legs = tuple(replace(leg, seats={"seat": many}) for leg, many in zip(small.LEGS, seats, strict=True))
    closures = (small.closed("airport", shut, shut + 6),) if shut else ()
    problem = small.problem(parties=parties, legs=legs, closures=closures)
    plan = solve(problem, seconds=3).plan
    points = reports.home_by_step(problem, plan)
    bounds = most_home(problem, [point.at + timedelta(minutes=1) for point in points])
    assert all(point.persons <= bound for point, bound in zip(points, bounds, strict=True))
    assert bounds == sorted(bounds)
    assert bounds[-1] <= sum(party.persons for party in parties)
