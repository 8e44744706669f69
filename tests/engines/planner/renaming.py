"""The same problem under other names or in another order, and plans without the names that an engine gives."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from dodomu.engines.planner.plan import Plan, Shuttle
from dodomu.engines.planner.problem import EVERYWHERE, Problem

Rename = Callable[[str], str]


def renamed(problem: Problem, rename: Rename) -> Problem:
    """Give everything another id; countries, kinds and priorities keep theirs."""
    legs = {leg.id for leg in problem.legs}

    def each(things: tuple[Any, ...], *fields: str) -> tuple[Any, ...]:
        return tuple(
            replace(thing, **{name: rename(value) for name in fields if (value := getattr(thing, name)) is not None})
            for thing in things
        )

    parties = tuple(
        replace(
            party,
            refuses=frozenset(rename(name) if name in legs else name for name in party.refuses),
            promise=party.promise and replace(party.promise, leg=rename(party.promise.leg)),
        )
        for party in each(problem.parties, "id", "place")
    )
    closures = tuple(
        closure if closure.at == EVERYWHERE else replace(closure, at=rename(closure.at)) for closure in problem.closures
    )
    fleets = tuple(replace(fleet, rounds=each(fleet.rounds, "place")) for fleet in each(problem.fleets, "id", "hub"))
    return replace(
        problem,
        places=each(problem.places, "id"),
        parties=parties,
        legs=each(problem.legs, "id", "origin", "target", "permission", "charter"),
        charters=each(problem.charters, "id"),
        fleets=fleets,
        links=each(problem.links, "id", "origin", "target"),
        closures=closures,
        permissions=each(problem.permissions, "id"),
    )


def shuffled(problem: Problem, seed: int) -> Problem:
    """Put everything into another order, also the kinds of needs and the rounds of fleets."""
    random = Random(seed)

    def mixed(things: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(things, len(things)))

    fields = ("places", "parties", "legs", "charters", "links", "closures", "permissions", "kinds")
    fleets = tuple(replace(fleet, rounds=mixed(fleet.rounds)) for fleet in mixed(problem.fleets))
    return replace(problem, fleets=fleets, **{name: mixed(getattr(problem, name)) for name in fields})


def bare(plan: Plan, rename: Rename = str) -> tuple[Any, ...]:
    """Return what a plan decides, renamed, in an order and without names of rotations, to be compared."""
    rotations = {
        rotation.id: (rename(rotation.fleet), rotation.vehicle, rename(rotation.place), rotation.leaves)
        for rotation in plan.rotations
    }

    def step(one: Any) -> Any:
        if isinstance(one, Shuttle):
            return ("shuttle", *rotations[one.rotation])
        return replace(one, **{name: rename(getattr(one, name)) for name in ("leg", "link") if hasattr(one, name)})

    itineraries = [
        (rename(one.party), one.persons, sorted(one.needs.items()), [step(each) for each in one.steps])
        for one in plan.itineraries
    ]
    return sorted(itineraries, key=repr), sorted(rotations.values()), sorted(map(rename, plan.charters))
