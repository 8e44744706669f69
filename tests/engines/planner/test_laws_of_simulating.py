"""What holds of every played run, whatever the problem, the plan and the chances."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dodomu.engines.planner import check, reports
from dodomu.engines.planner.greedy import by_priority, by_registration
from dodomu.engines.planner.plan import Itinerary, Plan
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.simulate import (
    Chances,
    Delay,
    Mending,
    TurnedOut,
    as_it_turned_out,
    compare,
    simulate,
)
from tests.engines.planner.effort import tried
from tests.engines.planner.strategies import problems

RUNS = 4


@st.composite
def all_chances(draw: st.DrawFn) -> Chances:
    """Draw chances under which most things go wrong at times."""
    delays = st.none() | st.builds(Delay, st.sampled_from((0.3, 1.0)), st.integers(0, 60), st.integers(60, 300))
    return Chances(
        slip=draw(delays),
        reopening=draw(delays),
        no_show=draw(st.sampled_from((0.0, 0.4, 1.0, (0.3, 0.6)))),
        again=draw(st.sampled_from((0.0, 0.5, 1.0))),
        late=draw(delays),
        notice=draw(st.sampled_from((0, 60, 240))),
    )


@st.composite
def mendings(draw: st.DrawFn) -> Mending:
    """Draw ways of mending; one of them asks somebody else first."""
    return Mending(
        every=draw(st.sampled_from((0, 60, 180))),
        at_once=draw(st.booleans()),
        replan=draw(st.sampled_from((None, by_registration))),
        risk=draw(st.sampled_from((None, 0.0, 0.2, 1.0))),
    )


def shaken(problem: Problem) -> Problem:
    """Return the problem with legs that may all fail."""
    return replace(problem, legs=tuple(replace(leg, chance=min(leg.chance, 0.7)) for leg in problem.legs))


def bare(itinerary: Itinerary) -> Itinerary:
    """Return it without needs of nothing."""
    return replace(itinerary, needs={kind: many for kind, many in itinerary.needs.items() if many})


def persons_of(outcome: TurnedOut) -> int:
    return sum(itinerary.persons for itinerary in outcome.plan.itineraries)


@given(problem=problems(), chances=all_chances(), mending=mendings())
@tried(150)
def test_what_was_flown_passes_the_check_of_the_problem_as_it_turned_out(
    problem: Problem, chances: Chances, mending: Mending
):
    problem = shaken(problem)
    plan = by_priority(problem)
    everybody = sum(party.persons for party in problem.parties)
    told = simulate(problem, plan, chances, runs=RUNS, mending=mending)
    for run in told.runs:
        outcome = as_it_turned_out(problem, plan, chances, run.run, mending=mending)
        assert [str(fault) for fault in check.faults_of(outcome.problem, outcome.plan)] == []
        assert persons_of(outcome) == run.home == run.home_by_day[-1]
        assert run.home + run.left == everybody
        assert run.did_not_come + run.on_the_way <= run.left
        stayed = {party.id for party in outcome.problem.parties}
        assert sum(party.persons for party in problem.parties if party.id not in stayed) >= run.did_not_come
        assert (run.home_by_day[1:] >= run.home_by_day[:-1]).all()
        assert run.empty >= 0 and run.turned_away >= 0 and run.crowded >= 0


@given(problem=problems(), mending=mendings())
@tried(60)
def test_a_plan_that_nothing_crosses_is_played_exactly(problem: Problem, mending: Mending):
    plan = by_priority(problem)
    certain = Chances(runs={leg.id: 1.0 for leg in problem.legs})
    told = simulate(problem, plan, certain, runs=2, mending=mending)
    days = reports.home_by_day(problem, plan)
    assert told.days == tuple(day.day for day in days)
    for run in told.runs:
        assert run.home_by_day.tolist() == [day.persons for day in days]
        assert run.weight_by_day.tolist() == [day.weight for day in days]
        assert (run.did_not_come, run.on_the_way, run.crowded) == (0, 0, 0.0)
        assert run.turned_away == 0 or mending.risk == 1.0  # then anybody is called, and sent away
        assert run.promises == check.values_of(problem, plan)["promises"]
    assert told.home.spread == 0.0
    outcome = as_it_turned_out(problem, plan, certain, 0, mending=mending)
    flown, planned = outcome.plan.itineraries, plan.itineraries
    assert len(flown) == len(planned)
    assert all(bare(itinerary) in map(bare, planned) for itinerary in flown)


@given(problem=problems(), chances=all_chances())
@tried(40)
def test_the_order_of_the_input_and_the_other_plans_change_no_run(problem: Problem, chances: Chances):
    problem = shaken(problem)
    plan = by_priority(problem)
    turned = replace(
        problem,
        parties=problem.parties[::-1],
        legs=problem.legs[::-1],
        places=problem.places[::-1],
        links=problem.links[::-1],
        closures=problem.closures[::-1],
    )
    other = Plan(plan.itineraries[::-1], plan.rotations[::-1], plan.charters)
    alone = simulate(problem, plan, chances, runs=RUNS)
    assert repr(simulate(turned, other, chances, runs=RUNS).runs) == repr(alone.runs)
    beside = compare(problem, {"nothing": Plan(), "plan": plan}, chances, runs=RUNS)
    assert repr(beside.simulated["plan"].runs) == repr(alone.runs)


@given(problem=problems(), chances=all_chances())
@tried(30)
def test_a_run_does_not_depend_on_how_many_are_played(problem: Problem, chances: Chances):
    problem = shaken(problem)
    plan = by_priority(problem)
    few, more = (simulate(problem, plan, chances, runs=runs, seed=5) for runs in (2, 5))
    assert repr(more.runs[:2]) == repr(few.runs)
