"""What is scarce, and what one more is worth: never more is stated than was shown."""

from dataclasses import replace

import pytest

from dodomu.engines.planner.explain import (
    Says,
    bottlenecks,
)
from dodomu.engines.planner.plan import (
    Level,
    LevelName,
    Outcome,
    Plan,
    Prices,
    Status,
)
from dodomu.engines.planner.problem import Permission, Problem
from dodomu.engines.planner.reasons import Code
from tests.engines.planner.brute import best
from tests.engines.planner.cast import (
    ORV,
    a_fleet,
    a_leg,
    a_party,
    a_plan,
    a_problem,
    an_itinerary,
    at,
    ride,
    the_places,
)
from tests.engines.planner.explaining.saying import a_full_flight, codes


def an_outcome(plan: Plan, value: int, bound: int, worth: dict[tuple[str, str, str], float], status: Status) -> Outcome:
    return Outcome(status, plan, (Level(LevelName.HOME, value, bound),), prices=Prices(worth))


def scarce() -> tuple[Problem, Plan]:
    """Everything that can be scarce, two who want it and one who has it."""
    low = a_party("low")
    problem = a_problem(
        [a_party("p", priority="medical"), low], [a_leg(seats=1, permission="leave")],
        fleets=[a_fleet()], permissions=[Permission("leave", 4)],
        places=the_places(orv={"processing": 2, "room": 5}), budget=50,
    )  # fmt: skip
    return problem, a_plan(an_itinerary(low, ride(processed=at(0))))


WORTH = {
    ("seat", "flight", "seat"): 9.0,
    ("processing", ORV, at(0).isoformat()): 2.0,
    ("processing", ORV, at(1).isoformat()): 3.0,
    ("room", ORV, at(1).isoformat()): 0.5,
    ("room", ORV, at(2).isoformat()): 0.5,
    ("vehicle", "buses", at(0).isoformat()): 0.25,
    ("permission", "leave", ""): 0.125,
    ("money", "", ""): 0.01,
    ("seat", "flight", "pet"): 0.0,
    ("seat", "forgotten", "seat"): 7.0,
    ("processing", ORV, "nonsense"): 7.0,
}


def test_bottlenecks_are_grouped_with_their_use_and_their_worth_is_called_a_guess():
    problem, plan = scarce()
    found = bottlenecks(problem, an_outcome(plan, 1, 11, WORTH, Status.FINISHED))
    told = [(each.what, each.worth, each.used, each.capacity) for each in found]
    assert told == [
        ("seat", 9.0, 1, 1),
        ("processing", 3.0, 1, 2 * 18),
        ("room", 1.0, 0, 5),
        ("vehicle", 0.25, 0, 18),
        ("permission", 0.125, 1, 4),
        ("money", 0.01, 0, 50),
    ]
    assert {each.says for each in found} == {Says.GUESS}
    assert found[1].hours == (at(1), at(0)) and found[1].detail == at(0).date().isoformat()
    assert found[0].utilisation == 1.0 and "guess" in str(found[0].because[1])
    assert len(bottlenecks(problem, an_outcome(plan, 1, 11, WORTH, Status.FINISHED), most=2)) == 2


def test_every_kind_of_bottleneck_can_be_solved_again_with_one_more():
    problem, plan = scarce()
    given_: list[Problem] = []

    def solve(changed: Problem, *, seconds: float, start: Plan, seed: int) -> Outcome:
        given_.append(changed)
        assert start is plan and seconds == 1.0
        return an_outcome(plan, 1, 1, {}, Status.OPTIMAL)

    outcome = an_outcome(plan, 1, 1, WORTH, Status.OPTIMAL)
    found = bottlenecks(problem, outcome, solve, verified=6, seconds=1.0)
    assert {each.says for each in found} == {Says.PROVEN} and {each.worth for each in found} == {0.0}
    seats, processing, room, vehicles, permission, money = given_
    assert seats.legs[0].seats == {"seat": 2}
    assert [value for _, value in processing.places[1].processing] == [2.0, 3.0, 2.0]
    assert room.places[1].room == 6 and vehicles.fleets[0].vehicles == 2
    assert permission.permissions[0].quota == 5 and money.budget == 51


@pytest.mark.parametrize(
    ("old", "new", "says", "worth", "code"),
    [
        ((1, 1), (11, 11), Says.PROVEN, 10.0, Code.WORTH_PROVEN),
        ((1, 4), (11, 20), Says.PROVEN, 7.0, Code.WORTH_PROVEN),
        ((1, 20), (11, 20), Says.VERIFIED, 10.0, Code.WORTH_VERIFIED),
        ((1, 20), (1, 20), Says.NOT_FOUND, 0.0, Code.WORTH_NOT_FOUND),
        ((1, 1), (1, 20), Says.NOT_FOUND, 0.0, Code.WORTH_NOT_FOUND),
        ((1, 1), (1, 1), Says.PROVEN, 0.0, Code.WORTH_NOTHING_PROVEN),
    ],
)
def test_solving_again_states_no_more_than_it_has_shown(old, new, says, worth, code):
    problem, plan = scarce()
    outcome = an_outcome(plan, *old, {("seat", "flight", "seat"): 9.0}, Status.FINISHED)

    def solve(changed: Problem, **_: object) -> Outcome:
        return an_outcome(plan, *new, {}, Status.FINISHED)

    (found,) = bottlenecks(problem, outcome, solve)
    assert (found.says, found.worth) == (says, worth)
    assert codes(found.because) == [Code.USED, code]


def test_one_more_seat_is_worth_what_the_best_plan_with_it_gains():
    problem, _plan = a_full_flight()
    problem = replace(problem, legs=(a_leg(seats=1),))

    def solve(changed: Problem, **_: object) -> Outcome:
        found = best(changed)
        home = found.values[LevelName.HOME]
        return an_outcome(found.plan, home, home, {}, Status.OPTIMAL)

    before = best(problem)
    home = before.values[LevelName.HOME]
    outcome = an_outcome(before.plan, home, home, {("seat", "flight", "seat"): 0.5}, Status.OPTIMAL)
    (found,) = bottlenecks(problem, outcome, solve)
    assert (found.worth, found.says) == (1.0, Says.PROVEN)  # the medical case flew already; now the other does, too
