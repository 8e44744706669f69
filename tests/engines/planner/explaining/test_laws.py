"""Laws of explaining, against a search and a reading of the rules that share nothing with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dodomu.engines.planner.explain import (
    Explainer,
    Way,
    unavoidable_promises,
    what_moved,
    why,
)
from dodomu.engines.planner.greedy import by_priority
from dodomu.engines.planner.plan import (
    Itinerary,
    LevelName,
    Plan,
    Ride,
    Rotation,
    Shuttle,
    Travel,
)
from dodomu.engines.planner.problem import Party, Problem, Round
from tests.engines.planner.brute import TooLargeError, best, best_on
from tests.engines.planner.meaning import wrongs
from tests.engines.planner.strategies import problems
from tests.engines.planner.ways import Part, Ways
from tests.engines.planner.ways import Way as Walked

LAW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)


def hops_of(problem: Problem, way: Way, plan: Plan, party: str) -> tuple[Itinerary, Plan]:
    """Write a way down as an itinerary, with the rotations it needs that are not there."""
    fleets = {fleet.id: fleet for fleet in problem.fleets}
    steps: list[Ride | Travel | Shuttle] = []
    rotations, processed = list(plan.rotations), None
    for stage in way.stages:
        if stage.by == "process":
            processed = stage.begins
        elif stage.by == "leg":
            steps.append(Ride(stage.id, processed))
            processed = None
        elif stage.by == "link":
            steps.append(Travel(stage.id, stage.begins))
        elif stage.by == "shuttle" and stage.id not in fleets:
            steps.append(Shuttle(stage.id))
        elif stage.by == "shuttle":
            out = next(each.out for each in fleets[stage.id].rounds if each.place == stage.origin)
            leaves = stage.begins - timedelta(minutes=-(-out // problem.step) * problem.step)
            rotations.append(Rotation(f"new-{len(rotations)}", stage.id, 0, stage.origin, leaves))
            steps.append(Shuttle(rotations[-1].id))
    person = next(each for each in problem.parties if each.id == party)
    others = tuple(each for each in plan.itineraries if each.party != party)
    made = Itinerary(party, person.persons, dict(person.takes), tuple(steps))
    return made, replace(plan, itineraries=(*others, made), rotations=tuple(renumbered(problem, rotations)))


def renumbered(problem: Problem, rotations: list[Rotation]) -> list[Rotation]:
    """Give each rotation the first vehicle of its fleet that is back."""
    made, back = [], dict[str, list[datetime]]()
    rounds = {(fleet.id, each.place): each for fleet in problem.fleets for each in fleet.rounds}
    for rotation in sorted(rotations, key=lambda each: (each.leaves, each.id)):
        each, free = rounds[rotation.fleet, rotation.place], back.setdefault(rotation.fleet, [])
        number = next((n for n, moment in enumerate(free) if moment <= rotation.leaves), len(free))
        free[number : number + 1] = [rotation.leaves + steps_long(problem, each)]
        made.append(replace(rotation, vehicle=number))
    return made


def steps_long(problem: Problem, each: Round) -> timedelta:
    steps = -(-each.out // problem.step) + -(-each.back // problem.step)
    return timedelta(minutes=steps * problem.step)


@LAW
@given(problems())
def test_the_safest_way_alone_is_the_best_there_is(problem):
    for party in problem.parties:
        if party.may_split:
            continue
        alone = replace(problem, parties=(replace(party, promise=None),))
        try:
            values = best(alone, effort=60_000).values
        except TooLargeError:
            assume(False)
        told = why(alone, Plan(charters=cheapest_of(alone)), party.id)
        ways = [told.open_way] if told.open_way else []
        if not alone.charters:
            assert bool(ways) == bool(values[LevelName.HOME])
            if ways:
                assert ways[0].danger * party.persons == values[LevelName.DANGER]
        elif ways:
            assert values[LevelName.HOME] and ways[0].danger * party.persons >= values[LevelName.DANGER]


def cheapest_of(problem: Problem) -> frozenset[str]:
    return frozenset(charter.id for charter in problem.charters if (problem.budget or charter.price) >= charter.price)


@LAW
@given(problems())
def test_no_way_that_is_open_beside_the_others_is_safer_than_the_one_that_is_named(problem):
    plan = by_priority(problem)
    for party in problem.parties:
        if party.may_split:
            continue
        told = why(problem, plan, party.id)
        others = replace(plan, itineraries=tuple(each for each in plan.itineraries if each.party != party.id))
        whole = Part(party, party.persons, dict(party.takes))
        try:
            ways = Ways(problem, 100_000).of(whole, plan.charters)
        except TooLargeError:
            assume(False)
        open_ = [
            way.danger
            for way in ways
            if any(not wrongs(problem, made) for made in boarded(problem, others, party, way))
        ]
        assert (told.open_way.danger if told.open_way else None) == min(open_, default=None)


def boarded(problem: Problem, plan: Plan, party: Party, way: Walked) -> Iterator[Plan]:
    """The plan with a party on a way: on rotations that are driven anyway, or on new ones."""
    choices = []
    for move in way.moves:
        if isinstance(move, Ride | Travel):
            choices.append([move])
            continue
        _, fleet, place, step = move
        leaves = problem.begins + timedelta(minutes=step * problem.step)
        driven = [each for each in plan.rotations if (each.fleet, each.place, each.leaves) == (fleet, place, leaves)]
        choices.append([*driven, Rotation(f"new-{step}", fleet, 0, place, leaves)])
    for chosen in product(*choices):
        new = [each for each in chosen if isinstance(each, Rotation) and each not in plan.rotations]
        steps = tuple(Shuttle(each.id) if isinstance(each, Rotation) else each for each in chosen)
        made = Itinerary(party.id, party.persons, dict(party.takes), steps)
        rotations = tuple(renumbered(problem, [*plan.rotations, *new]))
        yield replace(plan, itineraries=(*plan.itineraries, made), rotations=rotations)


@LAW
@given(problems())
def test_whatever_way_is_said_to_be_open_holds_when_the_party_is_put_on_it(problem):
    plan = by_priority(problem)
    asked = Explainer(problem, plan)
    for party in problem.parties:
        if party.may_split:
            continue
        told = asked.why(party.id)
        assert bool(told.left) == all(each.party != party.id for each in plan.itineraries)
        for way in [told.open_way, *(answer.way for answer in told.legs)]:
            if way is not None:
                _, made = hops_of(problem, way, plan, party.id)
                assert wrongs(problem, made) == []
        for answer in told.legs:
            assert answer.because
            assert all(str(each) for each in asked.why_not(party.id, answer.leg).because)


@LAW
@given(problems())
def test_every_change_that_is_told_holds_by_an_independent_reading(problem):
    plan = by_priority(problem)
    asked = Explainer(problem, plan)
    for party in problem.parties:
        for change in asked.what_would_have_to_be_different(party.id):
            assert wrongs(change.problem, change.plan) == []
            home = sum(each.persons for each in change.plan.itineraries if each.party == party.id)
            before = [way.home for way in asked.used.ways_of(party.id)]
            assert home >= change.persons
            assert asked.why(party.id).left or change.way.home < max(before)


@LAW
@given(problems())
def test_no_plan_breaks_promises_for_less_than_what_is_called_unavoidable(problem):
    assume(any(party.promise for party in problem.parties))
    found = unavoidable_promises(problem)
    try:
        least = best_on(problem, LevelName.PROMISES, {}, effort=100_000)
    except TooLargeError:
        assume(False)
    assert found.cost <= least
    with_plan = unavoidable_promises(problem, by_priority(problem))
    assert with_plan.cost == found.cost


@LAW
@given(problems(), st.data())
def test_what_moved_speaks_of_everybody_whose_way_changed_and_of_nobody_else(problem, data):
    before = by_priority(problem)
    gone = data.draw(st.sampled_from(problem.legs))
    after_problem = replace(problem, legs=tuple(each for each in problem.legs if each != gone))
    kept = tuple(replace(each, promise=None) if each.promise and each.promise.leg == gone.id else each
                 for each in problem.parties)  # fmt: skip
    after_problem = replace(after_problem, parties=kept)
    assert what_moved(problem, before, problem, before) == ()
    after = by_priority(after_problem)
    moved = {each.party for each in what_moved(problem, before, after_problem, after)}
    hit = {each.party for each in before.itineraries if Ride in map(type, each.steps)}
    riders = {each.party for each in before.itineraries
              if any(isinstance(step, Ride) and step.leg == gone.id for step in each.steps)}  # fmt: skip
    assert riders <= moved and riders <= hit
