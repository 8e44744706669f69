"""What holds of every answer of the planner, tried on small problems against brute force."""

from dataclasses import replace
from datetime import timedelta
from string import ascii_lowercase, digits

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from dodomu.engines.planner import check, solve, solving
from dodomu.engines.planner.greedy import by_priority, by_registration
from dodomu.engines.planner.plan import LevelName, Outcome, Plan, Progress, Status
from dodomu.engines.planner.problem import Charter, Leg, Link, Party, Problem
from tests.engines.planner.brute import Best, TooLargeError, best, best_on
from tests.engines.planner.by_hand import at, leg
from tests.engines.planner.by_hand import problem as made
from tests.engines.planner.changes import grown
from tests.engines.planner.effort import tried
from tests.engines.planner.meaning import wrongs
from tests.engines.planner.renaming import bare, renamed, shuffled
from tests.engines.planner.strategies import problems

SECONDS = 5.0  # for each search; a hundredth is mostly enough
PROVEN = {Status.OPTIMAL, Status.NOTHING_TO_DO, Status.NO_WAY_HOME}
BACKWARDS = str.maketrans(ascii_lowercase + digits, ascii_lowercase[::-1] + digits[::-1])
UNPLANNED = {Status.NOTHING_TO_DO, Status.NO_WAY_HOME}


def solved(problem: Problem, **more: object) -> Outcome:
    return solve(problem, seconds=SECONDS, **more)  # type: ignore[arg-type]


def known_best(problem: Problem) -> Best:
    try:
        return best(problem)
    except TooLargeError:
        assume(False)
        raise


def stated(outcome: Outcome) -> dict[LevelName, int]:
    return {level.name: level.value for level in outcome.levels}


def ranked(values: dict[LevelName, int]) -> list[int]:
    """The levels in the order in which plans are compared; less is better."""
    return [-values[LevelName.HOME], *(values[name] for name in list(LevelName)[1:])]


# plans


@tried(60)
@given(problems())
def test_every_plan_passes_the_check_and_is_worth_what_is_stated(problem):
    outcome = solved(problem)
    assert check.faults_of(problem, outcome.plan) == ()
    assert wrongs(problem, outcome.plan) == []
    assert [level.name for level in outcome.levels] == list(LevelName)
    assert stated(outcome) == dict(check.values_of(problem, outcome.plan))


@tried(60)
@given(problems())
def test_nobody_is_parted_who_may_not_be(problem):
    plan = solved(problem).plan
    whole = {party.id: party for party in problem.parties if not party.may_split}
    together = [itinerary for itinerary in plan.itineraries if itinerary.party in whole]
    assert len({itinerary.party for itinerary in together}) == len(together)
    assert all(itinerary.persons == whole[itinerary.party].persons for itinerary in together)


@tried(100)
@given(problems())
def test_the_value_is_no_better_than_the_best_and_the_bound_no_worse(problem):
    outcome, truth = solved(problem), known_best(problem)
    assert outcome.value <= truth.values[LevelName.HOME] <= outcome.bound
    if outcome.status in PROVEN:
        assert stated(outcome) == truth.values
        assert all(level.proven for level in outcome.levels)
    if outcome.status is Status.NO_WAY_HOME:
        assert truth.values[LevelName.HOME] == 0
    event(str(outcome.status))


@tried(60)
@given(problems())
def test_the_bound_of_each_level_holds_among_plans_as_good_on_those_before(problem):
    outcome = solved(problem)
    limits: dict[LevelName, int] = {}
    for level in outcome.levels:
        try:
            reached = best_on(problem, level.name, limits)
        except TooLargeError:
            assume(False)
            raise
        limits[level.name] = level.value
        if level.name is LevelName.HOME:
            assert level.value <= reached <= level.bound
        else:
            assert level.bound <= reached <= level.value, level


def test_nearly_all_small_problems_are_solved_with_proof():
    endings: list[Status] = []

    @tried(60)
    @given(problems())
    def look(problem: Problem) -> None:
        endings.append(solved(problem).status)

    look()
    assert sum(ending in PROVEN for ending in endings) >= 0.97 * len(endings)


@tried(40)
@given(problems())
def test_what_is_told_on_the_way_holds_too(problem):
    told: list[Progress] = []
    outcome, truth = solved(problem, progress=told.append), known_best(problem)
    for news in told:
        assert news.bound is None or news.bound >= truth.values[LevelName.HOME]
        assert news.value is None or news.value <= truth.values[LevelName.HOME]
        if news.plan is not None:
            assert check.faults_of(problem, news.plan) == ()
            assert ranked(dict(check.values_of(problem, news.plan))) >= ranked(stated(outcome))


@tried(25)
@given(problems())
def test_a_search_without_the_exact_model_holds_to_the_same_laws(problem):
    told: list[Progress] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "SMALL", -1)
        outcome = solve(problem, seconds=0.2, progress=told.append)
    truth = known_best(problem)
    assert check.faults_of(problem, outcome.plan) == ()
    assert stated(outcome) == dict(check.values_of(problem, outcome.plan))
    bounds = [news.bound for news in told if news.bound is not None]
    assert outcome.value <= truth.values[LevelName.HOME] <= min([outcome.bound, *bounds])
    if outcome.status in PROVEN:
        assert stated(outcome) == truth.values
    if outcome.value == truth.values[LevelName.HOME]:
        danger = outcome.levels[1]
        assert danger.bound <= best_on(problem, danger.name, {LevelName.HOME: outcome.value}) <= danger.value


def test_money_for_a_charter_may_be_better_spent_on_the_way_to_the_port():
    charter = replace(leg("hired", 3, 9), charter="hire", papers=frozenset({"visa"}))
    problem = made(
        Party("a", "city", 1),
        legs=(leg("late", 6, 1), charter),
        links=(Link("taxi", "city", "port", 60, price=5),),
        charters=(Charter("hire", 100),),
        budget=100,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "SMALL", -1)
        outcome = solve(problem, seconds=1.0)
    assert (outcome.value, outcome.bound) == (1, 1)
    assert solved(problem).value == 1


# changes of the input


@tried(40)
@given(problems(), st.data())
def test_a_leg_a_seat_or_an_hour_more_makes_no_optimum_worse(problem, data):
    more = data.draw(grown(problem))
    small, large = solved(problem), solved(more)
    assert known_best(more).values[LevelName.HOME] >= known_best(problem).values[LevelName.HOME]
    if {small.status, large.status} <= PROVEN:
        assert large.bound >= small.bound


@tried(30)
@given(problems(), st.integers(0, 99))
def test_the_order_of_the_input_decides_nothing(problem, seed):
    one, other = solved(problem), solved(shuffled(problem, seed))
    assert one.levels == other.levels
    assert bare(one.plan) == bare(other.plan)


@tried(30)
@given(problems())
def test_names_decide_nothing_when_they_keep_their_order(problem):
    one, other = solved(problem), solved(renamed(problem, lambda name: f"z-{name}"))
    assert one.levels == other.levels
    assert bare(one.plan, lambda name: f"z-{name}") == bare(other.plan)


@tried(30)
@given(problems())
def test_names_in_another_order_change_no_value(problem):
    one = solved(problem)
    other = solved(renamed(problem, lambda name: name.translate(BACKWARDS)))
    assert one.levels == other.levels


@tried(30)
@given(problems(), st.sampled_from([0, 1, 17]))
def test_the_same_input_and_seed_give_the_same_plan(problem, seed):
    one, other = solved(problem, seed=seed), solved(problem, seed=seed)
    assert (one.plan, one.levels, one.status, one.prices) == (other.plan, other.levels, other.status, other.prices)


@tried(40)
@given(problems())
def test_another_search_from_a_plan_ends_no_worse(problem):
    first = solved(problem)
    again = solved(problem, start=first.plan)
    assert ranked(stated(again)) <= ranked(stated(first))
    truth = known_best(problem)
    assert stated(solved(problem, start=truth.plan)) == truth.values


@tried(40)
@given(problems())
def test_what_a_desk_does_by_hand_holds_and_is_no_better_than_the_bound(problem):
    outcome = solved(problem)
    for plan in (by_priority(problem), by_registration(problem)):
        assert check.faults_of(problem, plan) == ()
        assert check.values_of(problem, plan)[LevelName.HOME] <= outcome.bound
        if outcome.status in PROVEN:
            assert ranked(dict(check.values_of(problem, plan))) >= ranked(stated(outcome))


def test_between_equals_who_has_waited_longest_goes_first():
    early, late = (Party(name, "port", 1, waiting_since=at(-hours)) for name, hours in (("z", 9), ("a", 3)))
    for parties in ((early, late), (late, early)):
        outcome = solved(made(*parties, legs=(leg("only", 2, 1),)))
        assert [itinerary.party for itinerary in outcome.plan.itineraries] == ["z"]


# nothing to plan


FAULTLESS = made(Party("a", "port", 2), legs=(leg("only", 2, 2),))
NOTHING = {
    "nobody": (made(legs=(leg("only", 2, 1),)), Status.NOTHING_TO_DO),
    "nothing at all": (replace(made(), places=()), None),
    "no legs": (made(Party("a", "port", 1)), Status.NO_WAY_HOME),
    "no way from where they are": (made(Party("a", "city", 1), legs=(leg("only", 2, 1),)), Status.NO_WAY_HOME),
    "no seat large enough": (made(Party("a", "port", 2), legs=(leg("only", 2, 1),)), Status.NO_WAY_HOME),
    "all too late": (made(Party("a", "port", 1, available_from=at(5)), legs=(leg("l", 2, 1),)), Status.NO_WAY_HOME),
}


@pytest.mark.parametrize("what", NOTHING)
def test_when_nobody_can_come_home_there_is_a_reason_and_no_exception(what):
    problem, status = NOTHING[what]
    outcome = solved(problem)
    assert outcome.plan == Plan()
    if status is not None:
        assert outcome.status is status
        assert stated(outcome) == dict(check.values_of(problem, Plan()))
    assert outcome.reason or outcome.faults or outcome.status is Status.NOTHING_TO_DO


BROKEN = {
    "a leg that arrives before it leaves": {"legs": (leg("l", 2, 1), replace(leg("m", 4, 1), arrives=at(3)))},
    "one id twice": {"legs": (leg("l", 2, 1), leg("l", 3, 1))},
    "negative seats": {"legs": (leg("l", 2, -1),)},
    "an unknown place": {"parties": (Party("a", "nowhere", 1),)},
    "a party of nobody": {"parties": (Party("a", "port", 0),)},
    "a horizon that is over before it begins": {"ends": at(-1)},
    "a moment without a zone": {"legs": (replace(leg("l", 2, 1), departs=at(2).replace(tzinfo=None)),)},
    "a step that no clock has": {"step": 7},
    "a risk that is no number": {
        "places": tuple(replace(place, risk=float("nan")) for place in FAULTLESS.places),
    },
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_faulty_problem_is_not_planned_and_its_faults_are_named(what):
    problem = replace(FAULTLESS, **BROKEN[what])
    outcome = solved(problem)
    assert outcome.status is Status.FAULTY
    assert outcome.faults == problem.faults() != ()
    assert outcome.plan == Plan()


@tried(15)
@given(problems())
def test_when_no_way_leads_home_nothing_is_promised(problem):
    stuck = replace(problem, legs=tuple(replace(one, chance=0.0) for one in problem.legs), least_chance=0.5)
    outcome = solved(stuck)
    assert outcome.status in UNPLANNED
    assert (outcome.value, outcome.bound) == (0, 0)
    assert stated(outcome) == dict(check.values_of(stuck, outcome.plan))


def test_a_leg_more_than_a_horizon_away_is_of_no_use():
    far = Leg(
        "far", "port", "home", at(100), at(101), {"seat": 9}, buffer=int(timedelta(hours=99) / timedelta(minutes=1))
    )
    assert solved(made(Party("a", "port", 1), legs=(far,))).value == 0
