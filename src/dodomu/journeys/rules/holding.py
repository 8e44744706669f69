"""Whether a plan still holds when the facts have changed: what is still ahead of whom, and whose way is at fault."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import NamedTuple

from dodomu.engines.planner import Plan, Problem, check
from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.reading import Case, Movement, ReadItinerary
from dodomu.engines.planner.plan import Itinerary, Ride, Shuttle, Step, Travel
from dodomu.engines.planner.problem import Party

# What is judged of people who are under way by hours that are past or lie between the steps of another grid.
ONLY_OF_FORM = frozenset({PlanFaultCode.BEFORE_THE_START, PlanFaultCode.OFF_THE_GRID, PlanFaultCode.PROCESSED_TOO_SOON})
TOO_MANY = frozenset({PlanFaultCode.LEG_OVERFULL, PlanFaultCode.VEHICLE_OVERFULL})


class Span(NamedTuple):
    """Where and when a step begins and ends."""

    origin: str
    target: str
    leaves: datetime
    arrives: datetime


@dataclass(frozen=True)
class Spans:
    """Where the steps of a plan lead, by the problem it was made for."""

    problem: Problem
    plan: Plan

    @cached_property
    def _legs(self) -> Mapping[str, Span]:
        return {leg.id: Span(leg.origin, leg.target, leg.departs, leg.arrives) for leg in self.problem.legs}

    @cached_property
    def _links(self) -> Mapping[str, tuple[str, str, timedelta]]:
        return {link.id: (link.origin, link.target, timedelta(minutes=link.minutes)) for link in self.problem.links}

    @cached_property
    def _rotations(self) -> Mapping[str, Span]:
        fleets = {fleet.id: fleet for fleet in self.problem.fleets}
        rounds = {(fleet.id, each.place): each for fleet in self.problem.fleets for each in fleet.rounds}
        found = {}
        for each in self.plan.rotations:
            if made := rounds.get((each.fleet, each.place)):
                leaves = each.leaves + timedelta(minutes=made.out)
                back = leaves + timedelta(minutes=made.back)
                found[each.id] = Span(each.place, fleets[each.fleet].hub, leaves, back)
        return found

    def of(self, step: Step) -> Span | None:
        """Return where and when a step leads, None for one of what is not there."""
        if isinstance(step, Ride):
            return self._legs.get(step.leg)
        if isinstance(step, Shuttle):
            return self._rotations.get(step.rotation)
        if step.link not in self._links:
            return None
        origin, target, lasts = self._links[step.link]
        return Span(origin, target, step.leaves, step.leaves + lasts)


def still_ahead(problem: Problem, plan: Plan, now: Problem, keep: Collection[str]) -> Plan:
    """Return what of an earlier plan those to keep have still before them, from where each of them is now.

    Who was to set out by themselves before now sets out now (or when they come to where they are to be by now), if
    what follows waits for them; so does who was to pass the door before.
    """
    spans, parties = Spans(problem, plan), {party.id: party for party in now.parties}
    ahead = []
    for each in plan.itineraries:
        party = parties.get(each.party) if each.party in keep else None
        if party is not None and (steps := _from_place(each.steps, spans, party.place)):
            there = _on_a_step(now, max(now.begins, party.available_from or now.begins))
            ahead.append(replace(each, steps=_set_out_now(steps, spans, now, there)))
    return _of(ahead, plan, now)


def _on_a_step(problem: Problem, moment: datetime) -> datetime:
    """Return the first step that has not begun before a moment."""
    step = timedelta(minutes=problem.step)
    return problem.begins + ceil((moment - problem.begins) / step) * step


def _set_out_now(steps: tuple[Step, ...], spans: Spans, now: Problem, there: datetime) -> tuple[Step, ...]:
    """Return a way of which nothing that they go by themselves lies before they are there.

    What does not fit then falls to the check.

    Links that follow one another move together: who is still at the first cannot be at the second yet.
    """
    moved, rest = list[Step](), list(steps)
    while rest and isinstance(link := rest[0], Travel):
        moved.append(link := replace(link, leaves=max(link.leaves, there)))
        span = spans.of(link)
        if span is None:
            return steps
        there = _on_a_step(now, span.arrives)
        del rest[0]
    following = rest[0] if rest else None
    if isinstance(following, Ride) and following.processed and following.processed < there:
        rest[0] = replace(following, processed=latest_processing(now, following.leg))
    return (*moved, *rest)


def _from_place(steps: Sequence[Step], spans: Spans, place: str) -> tuple[Step, ...]:
    for number, step in enumerate(steps):
        span = spans.of(step)
        if span is not None and span.origin == place:
            return tuple(steps[number:])
    return ()


def _of(itineraries: Iterable[Itinerary], plan: Plan, now: Problem) -> Plan:
    """Return a plan of some itineraries with the rotations they ride and the charters that can still be hired."""
    kept = tuple(itineraries)
    used = {step.rotation for each in kept for step in each.steps if isinstance(step, Shuttle)}
    rotations = tuple(each for each in plan.rotations if each.id in used)
    return Plan(kept, rotations, plan.charters & {charter.id for charter in now.charters})


def on_the_grid_of(earlier: Problem, now: Problem, *, leeway: timedelta = timedelta()) -> Problem:
    """Return the problem of now in the steps of an earlier one, so that its plan can be judged by the hours it names.

    It begins when the earlier one began, if that is not longer ago than the leeway; else with the first step of it
    that has not begun.
    """
    step = timedelta(minutes=earlier.step)
    late = now.begins - earlier.begins
    steps = 0 if timedelta() <= late <= leeway else -(-late // step)
    return replace(now, begins=earlier.begins + steps * step, step=earlier.step)


class Journeying(NamedTuple):
    """A problem in which whoever set out as told is on the way, and what the told still have before them."""

    problem: Problem
    plan: Plan


def as_told(
    problem: Problem, plan: Plan, now: Problem, cancelled: Collection[str], *, untold: Collection[str] = ()
) -> Journeying:
    """Return the problem of now and the plan as they are if everybody who was to set out did so.

    Nobody tells the ledger of every taxi: a step whose hour has come counts as gone unless its leg is cancelled, and
    whoever stands in the ledger where that step began is taken to arrive as planned. Who is `untold` yet has not left.
    """
    before, after = Spans(problem, plan), Spans(now, plan)
    parties = {party.id: party for party in now.parties}
    ahead: list[Itinerary] = []
    for each in plan.itineraries:
        spans = [after.of(step) or before.of(step) for step in each.steps]
        begun = 0 if each.party in untold else _begun(each.steps, spans, now.begins, cancelled)
        steps = each.steps[begun:]
        if party := parties.get(each.party):
            parties[party.id], steps = _on_the_way(party, each.steps, spans, begun)
        if steps:
            ahead.append(replace(each, steps=steps))
    there = tuple(parties[party.id] for party in now.parties)
    return Journeying(replace(now, parties=there), _of(ahead, plan, now))


def _begun(steps: Sequence[Step], spans: Sequence[Span | None], begins: datetime, cancelled: Collection[str]) -> int:
    """Return how many of the first steps have begun by all that is known."""
    for number, (step, span) in enumerate(zip(steps, spans, strict=True)):
        if span is None or span.leaves > begins or (isinstance(step, Ride) and step.leg in cancelled):
            return number
    return len(steps)


def _on_the_way(
    party: Party, steps: Sequence[Step], spans: Sequence[Span | None], begun: int
) -> tuple[Party, tuple[Step, ...]]:
    """Return the party where it is by the ledger or by its begun steps, and the steps from there on."""
    origins = [span.origin if span else "" for span in spans]
    if party.place in origins[begun:]:
        return party, tuple(steps[begun + origins[begun:].index(party.place) :])
    last = spans[begun - 1] if begun else None
    if last is not None and party.place in origins[:begun] and begun < len(steps):
        party = replace(party, place=last.target, available_from=last.arrives)
    return party, tuple(steps[begun:])


class Found(NamedTuple):
    """What is wrong with a plan: by party, and what no single party can be named for."""

    by_party: Mapping[str, tuple[PlanFault, ...]]
    other: tuple[PlanFault, ...]

    def __bool__(self) -> bool:
        return bool(self.by_party or self.other)


def faults_by_party(
    problem: Problem, plan: Plan, *, first: Collection[str] = (), under_way: Collection[str] = ()
) -> Found:
    """Return everything that is wrong with a plan, and with whose way.

    Where too many are on something, those are named who are last in order: `first` (who accepted) before the others,
    then by weight, then who has waited longest. Of who may be `under_way` nothing is said that only hours of the past
    bring about.
    """
    faults = check.faults_of(problem, plan)
    if not faults:
        return Found({}, ())
    users = _Users(Case(problem, plan), frozenset(first))
    by_party: dict[str, list[PlanFault]] = {}
    other: list[PlanFault] = []
    for fault in faults:
        concerned = users.concerned_by(fault)
        is_spared = under_way and fault.code in ONLY_OF_FORM
        for party in concerned:
            if not (is_spared and party in under_way):
                by_party.setdefault(party, []).append(fault)
        if not (concerned or is_spared):
            other.append(fault)
    return Found({party: tuple(found) for party, found in by_party.items()}, tuple(other))


class _Users:
    """Who uses what in a plan, in the order in which they would give way."""

    def __init__(self, case: Case, first: frozenset[str]) -> None:
        self.case, self.first = case, first

    @cached_property
    def _moves(self) -> Mapping[str, Sequence[Movement]]:
        """By the words in which the check names them; journeys on one link at several hours share theirs."""
        found: dict[str, list[Movement]] = {}
        for move in self.case.users:
            found.setdefault(str(move.words), []).append(move)
        for rotation in self.case.rotations:
            if rotation.movement is not None:
                found.setdefault(str(rotation.where), []).append(rotation.movement)
        return found

    def _users_at(self, fault: PlanFault) -> list[ReadItinerary]:
        moves = self._moves.get(str(fault.where), ())
        hour = fault.facts.get("at")
        then = [move for move in moves if hour in self._hours(move)]
        return [each for move in then or moves for each in self.case.users.get(move, ())]

    def _hours(self, move: Movement) -> set[str]:
        grid = self.case.grid
        return {grid.words(moment) for moment in (move.departs, move.arrives, move.start * grid.width)}

    def concerned_by(self, fault: PlanFault) -> Sequence[str]:
        if "itinerary" in fault.facts:
            return [str(self.case.itineraries[int(fault.facts["itinerary"])].name)]
        if fault.where.startswith("party ") and "party" in fault.facts:
            return [str(fault.facts["party"])]
        if fault.code is PlanFaultCode.PERMISSION_OVERUSED:
            return self._last_of_permission(fault)
        users = self._users_at(fault)
        return self._last(users, fault) if fault.code in TOO_MANY else [each.name for each in users]

    def _last(self, users: Iterable[ReadItinerary], fault: PlanFault) -> list[str]:
        """Return who has to give way until no more is taken than there is."""
        kind, short = fault.facts["kind"], int(fault.facts["used"]) - int(fault.facts["capacity"])
        named = []
        for each in sorted((one for one in users if one.needs.get(kind)), key=self._gives_way):
            if short <= 0:
                break
            named.append(each.name)
            short -= each.needs[kind]
        return named

    def _last_of_permission(self, fault: PlanFault) -> list[str]:
        name, short = fault.facts["permission"], int(fault.facts["used"]) - int(fault.facts["quota"])
        legs = {leg.id for leg in self.case.problem.legs if leg.permission == name}
        users = [
            each for move, riding in self.case.users.items() if getattr(move.by, "id", "") in legs for each in riding
        ]
        named = []
        for each in sorted(users, key=self._gives_way):
            if short <= 0:
                break
            named.append(each.name)
            short -= each.persons
        return named

    def _gives_way(self, itinerary: ReadItinerary) -> tuple[bool, int, float, str]:
        party = itinerary.party
        weight = self.case.problem.priorities.get(party.priority, 0) if party else 0
        since = party.waiting_since.timestamp() if party and party.waiting_since else float("inf")
        return itinerary.name in self.first, weight, -since, itinerary.name


def latest_processing(problem: Problem, leg: str) -> datetime | None:
    """Return the beginning of the last step in which somebody can be processed for a leg; None where nobody is."""
    found = next((each for each in problem.legs if each.id == leg), None)
    origin = next((place for place in problem.places if found and place.id == found.origin), None)
    if found is None or origin is None or not found.processed or origin.processing is None:
        return None
    step = timedelta(minutes=problem.step)
    steps = (found.departs - timedelta(minutes=found.buffer) - problem.begins) // step
    return problem.begins + (steps - 1) * step
