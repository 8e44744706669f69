"""Replanning: everybody is told what was planned; then a hub closes for a day and legs are cancelled.

    python -m benchmarks.planner.replanning FOLDER [SECONDS]      (what `python -m benchmarks.planner` starts)

Everybody with a way home is promised the first leg of it that leaves a hub. Then the hub with the most boardings is
closed for the day on which most board there, and one leg in twenty is cancelled, drawn by the seed. A promise is
*unavoidably* broken when its party could not keep it if it were alone in the world: when its leg is cancelled, or
leaves from or arrives at the closed hub on that day, or when nothing leads to the leg or home from it any more. All
others together may still not fit, so the least number that must be broken is at least this.
"""

import json
import pickle
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.planner.alone_in_the_world import may_keep
from dodomu.engines.planner import replan, solve
from dodomu.engines.planner.check import faults_of, values_of
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import (
    Itinerary,
    LevelName,
    Outcome,
    Plan,
    Prices,
    Progress,
    Ride,
    Shuttle,
    Step,
    Travel,
)
from dodomu.engines.planner.problem import Closure, Leg, Problem, Promise

CANCELLED = 0.05
IN_SECONDS = 15.0  # that a new plan may take
DAY = timedelta(days=1)


def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    with (folder / "problem.pickle").open("rb") as file:
        problem = pickle.load(file)  # written by this benchmark a moment ago  # noqa: S301
    (folder / "replanned.json").write_text(json.dumps(measure(problem, seconds, seed=1)))


def measure(problem: Problem, seconds: float, seed: int) -> Mapping[str, object]:
    """Plan, promise, break, plan again; return what it took and how many promises were broken."""
    solved = solve(problem, seconds=seconds, seed=seed)
    before = solved.plan
    changed, hub, day = changed_by(problem, before, seed)
    promised = [party for party in changed.parties if party.promise is not None]
    touched = _touched(changed, before, hub)
    in_doubt = [party for party in promised if party.id in touched]
    began = time.monotonic()
    first: list[float] = []

    def told(progress: Progress) -> None:
        if progress.plan is not None and progress.plan.itineraries and not first:
            first.append(time.monotonic() - began)

    outcome = _replan(changed, before, solved.prices, seed, told)
    took = time.monotonic() - began
    values = values_of(changed, outcome.plan)
    return {
        "instance": problem.name,
        "closed": f"{hub} on {day:%d %B}",
        "promised": len(promised),
        "unavoidable": sum(not kept for kept in may_keep(changed, in_doubt)),
        "broken": _broken(changed, outcome.plan),
        "first": first[0] if first else took,
        "seconds": took,
        "value": values[LevelName.HOME],
        "bound": outcome.bound,
        "moved": _moved(before, outcome.plan),
        "faults": len(faults_of(changed, outcome.plan)),
    }


def _replan(problem: Problem, before: Plan, prices: Prices, seed: int, told: Callable[[Progress], None]) -> Outcome:
    return replan(problem, before, prices=prices, seconds=IN_SECONDS, seed=seed, progress=told)


def changed_by(problem: Problem, plan: Plan, seed: int) -> tuple[Problem, str, datetime]:
    """Return the problem with promises and the damage, the hub that closes, and the day."""
    legs = {leg.id: leg for leg in problem.legs}
    kinds = {place.id: place.kind for place in problem.places}
    boarding: Counter[tuple[str, datetime]] = Counter()
    promises: dict[str, Promise] = {}
    for itinerary in plan.itineraries:
        leg = _promised(itinerary, legs, kinds)
        if leg is not None:
            promises.setdefault(itinerary.party, Promise(leg.id, cost=itinerary.persons))
            boarding[leg.origin, problem.begins + (leg.departs - problem.begins) // DAY * DAY] += itinerary.persons
    by_hub: Counter[str] = Counter()
    for (hub, _), persons in boarding.items():
        by_hub[hub] += persons
    busiest = max(by_hub, key=lambda hub: (by_hub[hub], hub))
    day = max((day for hub, day in boarding if hub == busiest), key=lambda day: (boarding[busiest, day], day))
    cancelled = random.Random(seed).sample(sorted(legs), round(CANCELLED * len(legs)))
    closures = [Closure(busiest, day, day + DAY, why="closed airport")]
    closures += [Closure(leg, problem.begins, problem.ends, why="cancelled") for leg in cancelled]
    parties = tuple(replace(party, promise=promises.get(party.id)) for party in problem.parties)
    changed = replace(problem, parties=parties, closures=(*problem.closures, *closures))
    return changed, busiest, day


def _touched(changed: Problem, plan: Plan, hub: str) -> set[str]:
    """Return the parties whose old way has a leg that is stopped, or leads over the hub that is closed."""
    stopped = {leg.id for leg in changed.legs} - set(lay_out(changed).leg_ids)
    over = {leg.id for leg in changed.legs if hub in {leg.origin, leg.target}}
    over |= {link.id for link in changed.links if hub in {link.origin, link.target}}
    fleets = {fleet.id for fleet in changed.fleets if fleet.hub == hub}
    over |= {rotation.id for rotation in plan.rotations if rotation.fleet in fleets}
    return {each.party for each in plan.itineraries if not (stopped | over).isdisjoint(map(_name, each.steps))}


def _name(step: Step) -> str:
    return step.leg if isinstance(step, Ride) else step.link if isinstance(step, Travel) else step.rotation


def _promised(itinerary: Itinerary, legs: Mapping[str, Leg], kinds: Mapping[str, str]) -> Leg | None:
    rides = [legs[step.leg] for step in itinerary.steps if isinstance(step, Ride)]
    return next((leg for leg in rides if kinds[leg.origin] != "place"), None)


def _broken(problem: Problem, plan: Plan) -> int:
    """How many parties do not, all of them, ride the leg they were promised."""
    riding: Counter[tuple[str, str]] = Counter()
    for itinerary in plan.itineraries:
        for step in itinerary.steps:
            if isinstance(step, Ride):
                riding[itinerary.party, step.leg] += itinerary.persons
    return sum(
        riding[party.id, party.promise.leg] < party.persons for party in problem.parties if party.promise is not None
    )


def _moved(before: Plan, after: Plan) -> int:
    """How many itineraries are not as they were; rotations are compared by what they do, not by their names."""
    return len(_bare(before) - _bare(after))


def _bare(plan: Plan) -> set[tuple[object, ...]]:
    does = {each.id: (each.fleet, each.place, each.leaves) for each in plan.rotations}
    return {
        (each.party, *(does[step.rotation] if isinstance(step, Shuttle) else step for step in each.steps))
        for each in plan.itineraries
    }


if __name__ == "__main__":
    main()
