"""What the laws stand on: brute force on problems solved by hand, and how telling the drawn problems are."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride, Travel
from dodomu.engines.planner.problem import Charter, Fleet, Link, Party, Problem, Promise, Round
from tests.engines.planner.brute import Best, TooLargeError, best, best_on, is_feasible, splits
from tests.engines.planner.by_hand import BEGINS, at, leg, problem
from tests.engines.planner.effort import tried
from tests.engines.planner.strategies import problems

HOME, DANGER, PROMISES, MONEY = LevelName


def test_of_two_parties_for_one_seat_the_heavier_goes_although_the_later_leg_takes_nobody():
    given_ = problem(
        Party("a", "port", 1), Party("b", "port", 1, priority="medical"), legs=(leg("early", 2, 1), leg("late", 3, 0))
    )
    found = best(given_)
    assert found.plan == Plan((Itinerary("b", 1, {"seat": 1}, (Ride("early"),)),))
    assert found.values == {HOME: 10, DANGER: 2 * 500_000 + 8 * 500_000, PROMISES: 0, MONEY: 0}


def test_a_walk_is_begun_when_waiting_is_least_dangerous():
    given_ = problem(
        Party("a", "city", 1), legs=(leg("late", 5, 1),), links=(Link("walk", "city", "port", 90, danger=0.25),)
    )
    found = best(given_)  # as soon as can be: the port is safer than the city
    assert found.plan.itineraries[0].steps == (Travel("walk", BEGINS), Ride("late"))
    assert found.values[DANGER] == 250_000 + 3 * 500_000


def test_nobody_pays_for_a_charter_that_brings_nobody_more_home():
    given_ = problem(
        Party("a", "port", 1),
        legs=(leg("early", 2, 1, charter="hire"), leg("late", 2, 1)),
        charters=(Charter("hire", 100),),
    )
    assert best(given_).plan.charters == frozenset()
    assert best(replace(given_, legs=given_.legs[:1])).values[MONEY] == 100


def test_one_van_fetches_two_parties_one_after_the_other():
    van = Fleet("van", "port", 1, {"seat": 2}, (Round("city", 60, 60),))
    given_ = problem(Party("a", "city", 2), Party("b", "city", 1), legs=(leg("late", 6, 9),), fleets=(van,))
    found = best(given_)
    assert [rotation.leaves for rotation in found.plan.rotations] == [at(0), at(2)]
    assert found.values[HOME] == 3
    assert found.values[DANGER] == 2 * (1_000_000 + 4 * 500_000) + (3_000_000 + 2 * 500_000)  # the two first


def test_a_party_that_may_be_split_fills_the_seats_there_are():
    party = Party("a", "port", 3, may_split=True, promise=Promise("early", 7))
    found = best(problem(party, legs=(leg("early", 2, 2), leg("late", 4, 9))))
    assert sorted((each.persons, each.steps) for each in found.plan.itineraries) == [
        (1, (Ride("late"),)),
        (2, (Ride("early"),)),
    ]
    assert found.values[PROMISES] == 7  # not all of it has the promised leg


def test_what_cannot_be_divided_stays_together_with_a_seat():
    family = Party("a", "port", 3, needs={"seat": 2, "infant": 1}, may_split=True)
    assert {tuple(sorted((n, tuple(needs.items())) for n, needs in parts)) for parts in splits(family)} == {
        (),
        ((1, (("seat", 1),)),),
        ((2, (("seat", 1), ("infant", 1))),),
        ((3, (("seat", 2), ("infant", 1))),),
        ((1, (("seat", 1),)), (2, (("seat", 1), ("infant", 1)))),
    }


def test_the_best_of_one_level_is_no_worse_than_in_the_best_of_all():
    given_ = problem(
        Party("a", "port", 2), Party("b", "port", 1), legs=(leg("early", 2, 2), leg("late", 4, 1, price=9))
    )
    assert best(given_).values[MONEY] == 9
    assert best_on(given_, MONEY, {}) == 0
    assert best_on(given_, MONEY, {HOME: 3}) == 9
    assert best_on(given_, DANGER, {HOME: 2, MONEY: 0}) == 2 * 1_000_000 + 4_000_000
    with pytest.raises(ValueError, match="no plan"):
        best_on(given_, DANGER, {HOME: 3, MONEY: 8})


def test_most_problems_that_are_drawn_are_hard_enough_to_tell_something():
    seen: Counter[str] = Counter()

    @tried(150)
    @given(problems())
    def look(given_: Problem) -> None:
        assert given_.faults() == ()
        try:
            seen.update(features(given_, best(given_)))
        except TooLargeError:
            seen["too large"] += 1
        seen["all"] += 1

    look()
    share = {what: count / seen["all"] for what, count in seen.items()}
    assert share["somebody comes home"] > 0.7
    assert share["somebody comes home, somebody is left"] > 0.5
    assert share.get("too large", 0) < 0.05
    for what in ("processed", "by a shuttle", "by oneself", "a promise broken", "hired"):
        assert share[what] > 0.05, what
    assert {"split", "two rides"} <= set(share)


def features(given_: Problem, found: Best) -> set[str]:
    """Name what the best plan of a problem makes use of."""
    assert is_feasible(given_, found.plan)
    steps = [step for itinerary in found.plan.itineraries for step in itinerary.steps]
    everybody = sum(given_.priorities[party.priority] * party.persons for party in given_.parties)
    whole = {party.id: party.persons for party in given_.parties}
    seen = {
        "somebody comes home": found.values[HOME] > 0,
        "somebody comes home, somebody is left": 0 < found.values[HOME] < everybody,
        "processed": any(isinstance(step, Ride) and step.processed for step in steps),
        "by a shuttle": bool(found.plan.rotations),
        "by oneself": any(isinstance(step, Travel) for step in steps),
        "two rides": any(sum(isinstance(step, Ride) for step in each.steps) > 1 for each in found.plan.itineraries),
        "split": any(each.persons < whole[each.party] for each in found.plan.itineraries),
        "hired": bool(found.plan.charters),
        "a promise broken": found.values[PROMISES] > 0,
    }
    return {what for what, is_so in seen.items() if is_so}
