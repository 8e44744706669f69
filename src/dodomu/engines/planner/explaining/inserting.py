"""Putting a party into a plan beside everybody else, and asking the independent check whether that holds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dodomu.engines.planner.explaining.left_over import Hop, LeftOver, itinerary_of, stays_on, things_used, walk
from dodomu.engines.planner.explaining.reading import Reading, Traveller
from dodomu.engines.planner.plan import Itinerary, Plan, Rotation, Shuttle
from dodomu.engines.planner.problem import Problem

WHOLE = 3_000  # itineraries up to which the whole plan is checked; beyond that all that touch the new one


def insert(
    reading: Reading,
    plan: Plan,
    who: Traveller,
    hops: Sequence[Hop],
    hired: Iterable[str] = (),
    *,
    replacing: bool = True,
) -> tuple[Plan, Itinerary]:
    """Return the plan with a traveller on a chain of movements, and its itinerary; rounds become rotations.

    `replacing` takes the party's itineraries out first.
    """
    rotations, driven = list(plan.rotations), list[Hop]()
    names = {rotation.id for rotation in rotations}
    for hop in hops:
        if hop.leaves is None:
            driven.append(hop)
            continue
        name = next(name for n in range(len(names) + 1) if (name := f"{hop.id}-more-{n + 1}") not in names)
        names.add(name)
        rotations.append(Rotation(name, hop.id, 0, hop.origin, reading.moments[hop.leaves]))
        driven.append(replace(hop, id=name, leaves=None))
    itinerary = itinerary_of(reading, who.party.id, who.persons, who.takes, driven)
    fleets = {hop.id for hop in hops if hop.leaves is not None}
    others = [each for each in plan.itineraries if not (replacing and each.party == who.party.id)]
    made = Plan((*others, itinerary), tuple(_numbered(reading, rotations, fleets)), plan.charters | frozenset(hired))
    return made, itinerary


def _numbered(reading: Reading, rotations: list[Rotation], fleets: set[str]) -> list[Rotation]:
    """Give the rotations of some fleets to vehicles anew, each to the first that is back."""
    made = {rotation.id: rotation for rotation in rotations}
    for fleet in fleets:
        known = reading.fleets[fleet]
        long = {each.place: reading.long(each.out) + reading.long(each.back) for each in known.rounds}
        back: list[int] = []
        for rotation in sorted(
            (each for each in rotations if each.fleet == fleet), key=lambda each: (each.leaves, each.id)
        ):
            leaves = reading.up(rotation.leaves)
            number = next((n for n, step in enumerate(back) if step <= leaves), len(back))
            if number == len(back):
                back.append(0)
            back[number] = leaves + long[rotation.place]
            made[rotation.id] = replace(rotation, vehicle=number)
    return list(made.values())


def holds(reading: Reading, plan: Plan, added: Itinerary, before: LeftOver) -> bool:
    """Return whether the check finds no fault in a plan of a changed problem that the plan did not have before.

    Of a large plan it is shown all who share anything scarce with the itinerary that was added; nobody else is touched.
    """
    from dodomu.engines.planner.check import faults_of  # only here: nothing else of explaining asks the check

    problem, old = reading.problem, before.plan
    if len(plan.itineraries) > WHOLE:
        kept = _sharing(reading, plan, added, before)
        plan = _with_their_rotations(plan, (*kept, added))
        old = _with_their_rotations(old, tuple(kept))
        problem = _only(problem, before, plan)
    found = faults_of(problem, plan)
    if not found:
        return True
    had = {str(fault) for fault in faults_of(_only(before.reading.problem, before, old), old)}
    return all(str(fault) in had for fault in found)


def _with_their_rotations(plan: Plan, kept: tuple[Itinerary, ...]) -> Plan:
    """A plan of some itineraries: all rotations of the fleets that the last one rides, of others what is ridden."""
    ridden = {step.rotation for each in kept for step in each.steps if isinstance(step, Shuttle)}
    last = {step.rotation for step in kept[-1].steps if isinstance(step, Shuttle)} if kept else set()
    fleets = {rotation.fleet for rotation in plan.rotations if rotation.id in last}
    rotations = tuple(each for each in plan.rotations if each.id in ridden or each.fleet in fleets)
    return replace(plan, itineraries=kept, rotations=rotations)


def _only(problem: Problem, before: LeftOver, plan: Plan) -> Problem:
    """Leave out the parties that have no itinerary here; what they spend is taken off the budget."""
    there = {each.party for each in plan.itineraries}
    spent = sum(money for each, money in before.money.values() if each.party not in there)
    budget = None if problem.budget is None else max(0, problem.budget - spent)
    return replace(problem, parties=tuple(party for party in problem.parties if party.id in there), budget=budget)


def _sharing(reading: Reading, plan: Plan, added: Itinerary, before: LeftOver) -> list[Itinerary]:
    """Return who uses the legs, rotations, permissions, hours of processing or rooms that one itinerary uses."""
    rotations = {rotation.id: rotation for rotation in plan.rotations}
    hops = walk(reading, rotations, added)
    found = {each.party for thing in things_used(reading, hops) for each in before.users.get(thing, ())}
    for place, since, until in stays_on(reading, reading.parties[added.party].place, hops):
        found |= {each.party for first, last, each in before.stays.get(place, ()) if first < until and since < last}
    found.add(added.party)
    return [each for each in plan.itineraries if each is not added and each.party in found]
