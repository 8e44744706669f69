"""Legs, links, fleets, charters and permissions as the planner reads them.

- Buffers, where none is stated: 120 minutes for a flight to another country, 60 within one, 45 for a train, 30 for a
  bus or a car; on the sea as for flights. Danger, where none is stated, in risk-hours for each hour of the way: 0.05 by
  air, 0.3 by train, 0.6 by road.
- The seats of a charter cost nothing beside its price; one that is ordered is paid already. A price or chance that was
  not stated is taken for nothing and for certain, and the leg says so (`Check.NOT_STATED`).
- Notes, tickets and permits are got by the desk; passports and papers of health are the party's own, also those that
  the state of arrival asks of everybody who enters it.
- What goes on demand are links, open to all at any hour. Who is on one is also in the danger of where it leads from and
  to, whichever is worse: or else people would be driven about because a taxi is safer than a hotel. A checkpoint that
  slows adds what is stated, or 90 minutes, to each that goes into what it reaches or out of it; a slow road to each
  that passes it.
- A kind of place that a block does not state is not there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from dodomu.engines.planner.problem import Charter, Fleet, Leg, Link, Permission, Round
from dodomu.journeys.rules.buffers import buffer_of
from dodomu.journeys.rules.checks_of_restrictions import asks_us
from dodomu.journeys.rules.papers import OF_THE_PARTY, PCR
from dodomu.journeys.rules.problem.facts import LegOut, NoteCode
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.problem.risk import dangers, worst_of
from dodomu.journeys.rules.problem.usable import Hours, Ways
from dodomu.journeys.rules.terms import Check, Mode
from dodomu.journeys.rules.ways import FleetKnown, LegKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import Effect, RestrictionKind

BY_ROAD = 0.6
DANGER: Final[Mapping[Mode, float]] = {Mode.AIR: 0.05, Mode.SEA: 0.05, Mode.RAIL: 0.3}
DELAY = 90  # minutes; sources speak of 45 to 90
HOUR = timedelta(hours=1)
CHECKPOINTS: Final = frozenset({RestrictionKind.CHECKPOINT, RestrictionKind.CHECKPOINT_DAYTIME_ONLY})
NO_LIMIT = 1_000_000  # persons


def legs_of(ways: Ways, held_beside: Mapping[str, Mapping[str, int]]) -> tuple[Leg, ...]:
    """Return the legs, without what is held beside the plan: by who has set out and is not in it."""
    held = {ref: each.takes for ref, each in ways.frame.facts.held.items()}
    kept = held if ways.frame.options.residual else held_beside
    return tuple(_leg(ways, leg, kept.get(leg.ref, {})) for leg in ways.legs)


def links_of(ways: Ways) -> tuple[Link, ...]:
    """Return the links."""
    slow = [each for each in ways.frame.in_force if each.effect == Effect.SLOW]
    because = dangers(ways.frame)
    return tuple(_link(ways.frame, leg, slow, because) for leg in ways.links)


def charters_of(ways: Ways) -> tuple[Charter, ...]:
    """Return the charters that may still be ordered."""
    ids = {leg.charter for leg in ways.legs if leg.charter and not ways.is_hired(leg)}
    return tuple(Charter(each.ref, each.price) for each in ways.frame.facts.ways.charters if each.id in ids)


def permissions_of(ways: Ways) -> tuple[Permission, ...]:
    """Return what other states still allow: less by those who went, and for what is left by those who hold a place."""
    asked_for = {leg.permission for leg in ways.legs}
    found = []
    for each in ways.frame.facts.ways.permissions:
        if each.id in asked_for:
            used = sum(_used(ways, leg) for leg in ways.frame.facts.ways.legs if leg.permission == each.id)
            quota = NO_LIMIT if each.quota is None else max(0, each.quota - used)
            found.append(Permission(each.ref, quota, each.valid_from, each.valid_until))
    return tuple(found)


def _used(ways: Ways, leg: LegKnown) -> int:
    """Return how many of a permission are used up by a leg whatever is planned."""
    facts, why_out = ways.frame.facts, ways.looked_at[leg.ref]
    goes = ways.frame.options.residual and why_out != Check.CANCELLED
    held = facts.held[leg.ref].persons if leg.ref in facts.held and (goes or why_out == Check.GONE) else 0
    return held + facts.flown.get(leg.ref, 0)


def fleets_of(frame: Frame) -> tuple[tuple[Fleet, ...], tuple[LegOut, ...]]:
    """Return the fleets, and those that cannot be planned with."""
    found, out = [], []
    for each in frame.facts.ways.fleets:
        why = _why_out(frame, each)
        if why:
            out.append(LegOut(each.ref, why))
        else:
            found.append(_fleet(frame, each))
    return tuple(found), tuple(out)


def _leg(ways: Ways, leg: LegKnown, kept: Mapping[str, int]) -> Leg:
    frame, hours = ways.frame, ways.hours(leg)
    ends = frame.countries_of([leg.origin, leg.target])
    charter = ways.charters.get(leg.charter) if leg.charter else None
    permission = ways.permissions.get(leg.permission) if leg.permission else None
    per_hour = DANGER.get(leg.mode, BY_ROAD)
    danger = round(per_hour * ((hours.arrives - hours.departs) / HOUR), 4) if leg.danger is None else leg.danger
    return Leg(
        leg.ref,
        frame.facts.places[leg.origin].ref,
        frame.facts.places[leg.target].ref,
        hours.departs,
        hours.arrives,
        _seats(leg),
        buffer=buffer_of(leg.buffer, leg.mode, frame.countries_of([leg.origin, leg.target])),
        held_back=_held_back(leg, kept),
        papers=frozenset(leg.papers) & OF_THE_PARTY | _papers_on_entry(frame, leg, hours),
        price=0 if charter else leg.price or 0,
        paid_by=leg.paid_by.value,
        chance=1.0 if leg.chance is None else leg.chance,
        danger=danger,
        permission=permission.ref if permission else None,
        charter=charter.ref if charter and not ways.is_hired(leg) else None,
        mode=leg.mode.value,
        countries=frame.countries_of(leg.via) - ends,
        processed=leg.processed,
    )


def _seats(leg: LegKnown) -> Mapping[str, int]:
    seats = {**leg.block, "seat": leg.block.get("seat", 0) + leg.partner_in}
    return {kind: amount for kind, amount in seats.items() if amount > 0}


def _held_back(leg: LegKnown, kept: Mapping[str, int]) -> Mapping[str, int]:
    held = Counter(leg.held_back)
    held.update({"seat": leg.partner_out})
    held.update(kept)
    return {kind: amount for kind, amount in held.items() if amount > 0}


def _papers_on_entry(frame: Frame, leg: LegKnown, hours: Hours) -> frozenset[str]:
    """Return what a country asks of everybody who enters it at the hour of arrival."""
    entered, left = frame.countries_of([leg.target]), frame.countries_of([leg.origin])
    asked = [
        frozenset(each.papers or (PCR,))
        for each in frame.in_force
        if each.kind == RestrictionKind.ENTRY_REQUIREMENT
        and asks_us(each)
        and each.place
        and frame.countries_of([each.place]) == entered != left
        and (each.begins_at is None or each.begins_at <= hours.arrives)
        and (each.ends_at is None or each.ends_at > hours.arrives)
    ]
    return frozenset[str]().union(*asked) & OF_THE_PARTY


def _link(
    frame: Frame, leg: LegKnown, slow: Iterable[RestrictionKnown], because: Mapping[UUID, list[RestrictionKnown]]
) -> Link:
    delay = max((each.slow_minutes or DELAY for each in slow if _is_slowed(frame, leg, each)), default=0)
    minutes = max(1, leg.minutes or 1) + delay
    of_road = DANGER.get(leg.mode, BY_ROAD) * minutes / 60 if leg.danger is None else leg.danger
    around = max(worst_of(frame, frame.site(end), because.get(end, [])) for end in (leg.origin, leg.target))
    danger = round(of_road + around * minutes / 60, 4)
    places = frame.facts.places
    return Link(
        leg.ref, places[leg.origin].ref, places[leg.target].ref, minutes, danger=danger, price=leg.price or 0
    )  # fmt: skip


def _is_slowed(frame: Frame, leg: LegKnown, restriction: RestrictionKnown) -> bool:
    reached = frame.reached[restriction.thing]
    if restriction.kind in CHECKPOINTS:
        return (leg.origin in reached) != (leg.target in reached)
    if restriction.kind == RestrictionKind.SLOW_ROAD:
        return restriction.way == leg.ref or (
            restriction.place is not None and restriction.place in (leg.origin, *leg.via, leg.target)
        )
    return False


def _why_out(frame: Frame, fleet: FleetKnown) -> Check | NoteCode | None:
    hub = frame.site(fleet.hub)
    if hub is None:
        return NoteCode.PLACE_GONE
    if hub.country == frame.facts.sending:
        return Check.LEADS_AWAY
    if frame.options.residual and fleet.ref in frame.facts.fleets_held:
        return NoteCode.IN_USE
    return NoteCode.ASKED_OUT if fleet.ref in frame.options.without_legs else None


def _fleet(frame: Frame, fleet: FleetKnown) -> Fleet:
    places = frame.facts.places
    rounds = tuple(
        Round(
            places[each.place].ref,
            each.out,
            each.back,
            round(BY_ROAD * each.back / 60, 4) if each.danger is None else each.danger,
        )
        for each in fleet.rounds
        if each.place in places and each.place != fleet.hub
    )
    return Fleet(fleet.ref, places[fleet.hub].ref, fleet.vehicles, fleet.seats, rounds, fleet.drivers_minutes)
