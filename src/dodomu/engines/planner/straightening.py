"""Nobody goes round in a circle: whoever would come back to a place waits there instead.

A search that looks at what counts more first leaves such circles in a plan when its time runs out. They move nobody
nearer home, and those who are told of them would be driven to and fro for days.
"""

from collections.abc import Mapping
from dataclasses import replace

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Shuttle, Step
from dodomu.engines.planner.problem import Problem


def straight(problem: Problem, plan: Plan) -> Plan:
    """Return a plan without circles from where parties are, or from places with room for everybody; itself if none.

    It need not hold where the plan does not, or where waiting is more dangerous than the circle.
    """
    origins = _Origins(problem, plan)
    itineraries = tuple(origins.without_circles(each) for each in plan.itineraries)
    if itineraries == plan.itineraries:
        return plan
    used = {step.rotation for each in itineraries for step in each.steps if isinstance(step, Shuttle)}
    return replace(plan, itineraries=itineraries, rotations=tuple(each for each in plan.rotations if each.id in used))


class _Origins:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.roomy = {place.id for place in problem.places if place.room is None}
        self.home: Mapping[str, str] = {party.id: party.place for party in problem.parties}
        self.legs = {leg.id: leg.origin for leg in problem.legs}
        self.links = {link.id: link.origin for link in problem.links}
        self.rotations = {each.id: each.place for each in plan.rotations}

    def without_circles(self, itinerary: Itinerary) -> Itinerary:
        """Return an itinerary in which no step leaves a place that a later one leaves again."""
        if len(itinerary.steps) == 1:
            return itinerary
        at_home = self.home.get(itinerary.party)
        steps: list[Step] = []
        left: dict[str, int] = {}  # place -> how many steps come before the one that leaves it
        for step in itinerary.steps:
            origin = self._of(step)
            if origin in left and (origin == at_home or origin in self.roomy):
                del steps[left[origin] :]
                left = {place: before for place, before in left.items() if before < len(steps)}
            if origin is not None:
                left.setdefault(origin, len(steps))
            steps.append(step)
        return itinerary if len(steps) == len(itinerary.steps) else replace(itinerary, steps=tuple(steps))

    def _of(self, step: Step) -> str | None:
        if isinstance(step, Ride):
            return self.legs.get(step.leg)
        return self.rotations.get(step.rotation) if isinstance(step, Shuttle) else self.links.get(step.link)
