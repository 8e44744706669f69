"""How a party travels by a proposal, why so and not otherwise, and what would have to be different."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.engines.planner.explain import Change, Explainer, Explanation
from dodomu.engines.planner.plan import Itinerary, Ride, Step, Travel
from dodomu.foundation.models import Place
from dodomu.journeys.queries import proposals
from dodomu.journeys.rules.holding import Spans


@dataclass(frozen=True, slots=True)
class WayStep:
    """One part of a party's way: by a leg, a link or a fleet's vehicle. Places by ref, hours in the places' zones."""

    by: str  # "leg", "link" or "shuttle"
    ref: str  # of the leg, link or fleet
    rotation: str
    origin: str
    target: str
    leaves_at: datetime
    arrives_at: datetime
    processed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyWay:
    """How a party travels by a proposal and why; no steps: it is left."""

    party: UUID
    steps: tuple[WayStep, ...]
    home_at: datetime | None
    explanation: Explanation


def party_way(crisis: UUID, proposal: UUID, party: UUID) -> PartyWay | None:
    """Return how a party travels by a proposal and why so; None where the proposal does not know it."""
    facts = proposals.facts_of(proposal, crisis=crisis)
    if facts is None or all(each.id != str(party) for each in facts.problem.parties):
        return None
    itinerary = next((each for each in facts.plan.itineraries if each.party == str(party)), None)
    zones = dict(Place.objects.filter(crisis=crisis).values_list("ref", "zone"))
    steps = tuple(_steps(facts, itinerary, zones)) if itinerary else ()
    home_at = steps[-1].arrives_at if steps else None
    return PartyWay(party, steps, home_at, _explainer(proposal).why(str(party)))


def party_changes(crisis: UUID, proposal: UUID, party: UUID, *, most: int = 4) -> tuple[Change, ...]:
    """Return what would have to be different for a party to be home, or home sooner; each was verified."""
    facts = proposals.facts_of(proposal, crisis=crisis)
    if facts is None or all(each.id != str(party) for each in facts.problem.parties):
        return ()
    return _explainer(proposal).what_would_have_to_be_different(str(party), most=most)


@lru_cache(maxsize=proposals.KEPT_IN_MEMORY)
def _explainer(proposal: UUID) -> Explainer:
    facts = proposals.facts_of(proposal)
    if facts is None:
        raise LookupError(proposal)
    return Explainer(facts.problem, facts.plan)


def _steps(facts: proposals.Facts, itinerary: Itinerary, zones: Mapping[str, str]) -> Iterator[WayStep]:
    spans = Spans(facts.problem, facts.plan)
    fleets = {each.id: each.fleet for each in facts.plan.rotations}

    def local(moment: datetime, place: str) -> datetime:
        return moment.astimezone(ZoneInfo(zones[place]) if place in zones else facts.problem.zone)

    for step in itinerary.steps:
        span = spans.of(step)
        if span is None:
            continue
        by, ref, rotation = _named(step, fleets)
        processed = local(step.processed, span.origin) if isinstance(step, Ride) and step.processed else None
        leaves, arrives = local(span.leaves, span.origin), local(span.arrives, span.target)
        yield WayStep(by, ref, rotation, span.origin, span.target, leaves, arrives, processed)


def _named(step: Step, fleets: Mapping[str, str]) -> tuple[str, str, str]:
    if isinstance(step, Ride):
        return "leg", step.leg, ""
    if isinstance(step, Travel):
        return "link", step.link, ""
    return "shuttle", fleets.get(step.rotation, ""), step.rotation
