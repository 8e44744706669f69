"""Places that fell free go to the next in line, in the planner's order, with the time that is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from dodomu.engines.planner import Plan, Problem, check, solve
from dodomu.engines.planner.plan import Itinerary
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Adoption, Leg, Offer
from dodomu.journeys.operations import ending, inviting, offering, placing
from dodomu.journeys.operations.placing import Wanted
from dodomu.journeys.queries import looking, planning, promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import variants
from dodomu.journeys.rules.offers import Ways
from dodomu.journeys.rules.problem.facts import Facts, HeldKnown
from dodomu.journeys.rules.terms import LIVE, EndCause, LegState, OfferKind, OfferState
from dodomu.journeys.rules.variants import Options
from dodomu.people.models import Party

SECONDS: Final = 10.0
WHILE_SOMEBODY_WAITS: Final = 2.0  # seconds, for one party before an officer's eyes
RELEASED: Final = (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of passing places on: offers made, and the seats of each leg (by ref) that stay free."""

    sent: int = 0
    held: int = 0
    free: Mapping[str, int] = field(default_factory=dict, hash=False)


def pass_on(*, crisis: UUID, by: Actor, at: datetime, seconds: float = SECONDS) -> Passed:
    """Offer what is free to parties that hold no place. Run twice, the second finds nothing to do.

    The planner decides who gains most, with what the plan in force supposes; nothing is held while it thinks, so a seat
    may be taken meanwhile: then it is given to nobody twice, and whoever was meant for it waits for the next round.
    Where another plan was adopted meanwhile, that one decides.
    """
    permissions.check(by, Permission.OFFER, crisis)
    adoption = _in_force(crisis)
    if adoption is None or adoption.offers_made_at is None:  # offers are being made: they tell when they are done
        return Passed()
    options = _supposed(adoption, at)
    budget = None if options.budget is None else max(0, options.budget - promises.spent(adoption.id))
    options = replace(options, residual=True, budget=budget, seconds=seconds)
    problem = looking.look(crisis, options, at=at).built.problem
    plan = _best(problem, seconds)
    ground = placing.ground(crisis)
    ways = Ways(problem, plan, ground.meetings())
    released = _Released(crisis, at)
    wanted: list[Wanted] = []
    for itinerary in _in_order(problem, plan):
        instead_of = released.take(ways.of(itinerary).legs)
        one = offering.wanted_of(ground, ways, itinerary, at=at, instead_of=instead_of)
        if one is not None:
            wanted.append(one)
    given: list[Offer] = []
    for some in ending.chunks(wanted):
        with transaction.atomic():
            if not placing.holds_in_force(adoption.id):
                break
            found = placing.give(ground, some, adoption=adoption.id, said_by=by.name, by=by, at=at)
            given.extend(found.offers)
    sent = sum(each.state == OfferState.SENT for each in given)
    return Passed(sent, len(given) - sent, _free(crisis, at))


def move_up(*, offer: UUID, leg: UUID, by: Actor, at: datetime) -> UUID:
    """Move a party to a better place by a leg, whose offer follows its old one, or refuse.

    The way is what the planner finds for this party alone by that leg, in what live offers leave free.
    """
    row, wanted = _by_leg(offer, leg, by, at)
    ground = placing.ground(row.crisis_id)
    with transaction.atomic():
        held = ending.locked([offer])
        if not held:
            raise Refused(JourneysReason.OFFER_ENDED)
        Party.objects.select_for_update(no_key=True).get(id=row.party_id)  # before its persons, as in `placing`
        cause = EndCause.BETTER_PLACE
        ending.end(held, state=OfferState.SUPERSEDED, cause=cause, said_by=by.name, by=by, at=at)
        given = placing.give(ground, [wanted], adoption=row.adoption_id, said_by=by.name, by=by, at=at)
        if not given.offers:
            raise Refused(given.refused[row.party_id])  # nothing of it happened
        offering.tell_released(row.crisis_id, [offer], at=at)
    return given.offers[0].id


def invite_standby(*, leg: UUID, how_many: int, by: Actor, at: datetime) -> tuple[UUID, ...]:
    """Invite the next in line to the gate, up to so many persons, never more than the officer allows.

    An invitation promises nothing: it holds no place and moves nobody in the ledger.
    """
    row = Leg.objects.filter(id=leg).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    permissions.check(by, Permission.OFFER, row.crisis_id)
    ground = placing.ground(row.crisis_id)
    with transaction.atomic():
        inviting.hold_line(leg)
        locked = Leg.objects.select_for_update(no_key=True).get(id=leg)
        if locked.state != LegState.PLANNED or locked.departs_at is None or locked.departs_at <= at:
            raise Refused(JourneysReason.LEG_GONE)
        invited = promises.leg_promises(row.crisis_id, [leg])[leg].standby
        if how_many < 1 or invited + how_many > locked.invite_extra:
            raise Refused(JourneysReason.ABOVE_ALLOWED, allowed=locked.invite_extra, invited=invited)
        return inviting.invite(ground, locked, how_many, at=at)


def _in_force(crisis: UUID) -> Adoption | None:
    rows = Adoption.objects.filter(crisis=crisis, ended_at=None).select_related("proposal")
    return rows.only("id", "offers_made_at", "proposal__options").first()


def _supposed(adoption: Adoption | None, at: datetime) -> Options:
    """Return what the plan in force supposes; as things are where there is none."""
    return variants.going_on(variants.read(adoption.proposal.options), at) if adoption else Options()


def _best(problem: Problem, seconds: float) -> Plan:
    """Return the best plan for what is free; none where nobody is left or nothing goes."""
    if not problem.parties or problem.faults():
        return Plan()
    plan = solve(problem, seconds=seconds).plan
    return Plan() if check.faults_of(problem, plan) else plan


def _in_order(problem: Problem, plan: Plan) -> list[Itinerary]:
    """Return the itineraries in the planner's own order: weight of priority, then who has waited longest."""
    parties = {party.id: party for party in problem.parties}

    def order(itinerary: Itinerary) -> tuple[int, bool, datetime, str]:
        party = parties[itinerary.party]
        waiting = party.waiting_since
        return -problem.priorities.get(party.priority, 0), waiting is None, waiting or problem.begins, party.id

    return sorted(plan.itineraries, key=order)


class _Released:
    """Offers whose places fell free and were given to nobody yet, so that each new one can say whose place it was."""

    def __init__(self, crisis: UUID, at: datetime) -> None:
        rows = Offer.objects.filter(
            crisis=crisis, state__in=RELEASED, kind=OfferKind.PLACE, passed_on=None, first_leg__departs_at__gt=at
        )
        found = rows.order_by("ended_at", "id").values_list("id", "rides__leg__ref")
        self._by_leg: dict[str, list[UUID]] = {}
        for offer, ref in found:
            self._by_leg.setdefault(ref, []).append(offer)
        self._taken: set[UUID] = set()

    def take(self, legs: Sequence[str]) -> UUID | None:
        """Return an offer whose place on one of these legs this is, the one that ended first."""
        waiting = (offer for ref in legs for offer in self._by_leg.get(ref, ()) if offer not in self._taken)
        offer = next(waiting, None)
        if offer is not None:
            self._taken.add(offer)
        return offer


def _free(crisis: UUID, at: datetime) -> dict[str, int]:
    planned = Leg.objects.filter(crisis=crisis, state=LegState.PLANNED)
    going = planned.annotate(leaves=Coalesce("expected_at", "departs_at")).filter(leaves__gt=at)
    found = promises.leg_promises(crisis, list(going.values_list("id", flat=True))).values()
    return {each.ref: seats for each in found if (seats := each.free.get("seat", 0)) > 0}


def _by_leg(offer: UUID, leg: UUID, by: Actor, at: datetime) -> tuple[Offer, Wanted]:
    """Return the offer and the way that its party could go by a leg instead, or refuse; nothing is held."""
    row = Offer.objects.filter(id=offer).first()
    if row is None:
        raise Refused(JourneysReason.NO_SUCH_OFFER)
    permissions.check(by, Permission.OFFER, row.crisis_id)
    if row.state not in LIVE:
        raise Refused(JourneysReason.OFFER_ENDED, state=row.state)
    wanted_leg = Leg.objects.filter(id=leg, crisis=row.crisis_id).first()
    if wanted_leg is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    alone = _alone(row, wanted_leg, at)
    plan = _best(alone, WHILE_SOMEBODY_WAITS)
    ground = placing.ground(row.crisis_id)
    ways = Ways(alone, plan, ground.meetings())
    for itinerary in plan.itineraries:
        wanted = offering.wanted_of(ground, ways, itinerary, at=at, follows=row.id)
        if wanted is not None and wanted_leg.ref in wanted.way.legs:
            return row, wanted
    raise Refused(JourneysReason.PARTY_CANNOT_TAKE_IT)


def _alone(row: Offer, leg: Leg, at: datetime) -> Problem:
    """Return the problem of one party that goes by a leg: no other from there, and only what is free without its offer.

    The facts of nobody else are read, so that it takes no longer where there are many. What the plan in force supposes
    holds; that it left out this very leg or has no more money is what the officer decides otherwise.
    """
    supposed = _supposed(_in_force(row.crisis_id), at)
    options = replace(supposed, residual=True, budget=None, without_legs=supposed.without_legs - {leg.ref})
    facts = planning.facts_for(row.crisis_id, at=at, party=row.party_id)
    problem = planning.problem_of(_without(row, facts), options).problem
    others = frozenset(each.ref for each in facts.ways.legs if each.origin == leg.origin_id and each.ref != leg.ref)
    others &= {each.id for each in problem.legs}
    return replace(problem, parties=tuple(replace(each, refuses=each.refuses | others) for each in problem.parties))


def _without(row: Offer, facts: Facts) -> Facts:
    """Return the facts as if an offer had ended: it does when its party is moved."""
    held = dict(facts.held)
    for ref, persons, takes in row.rides.filter(is_live=True).values_list("leg__ref", "persons", "takes"):
        left = {kind: count - takes.get(kind, 0) for kind, count in held[ref].takes.items()}
        held[ref] = HeldKnown(held[ref].persons - persons, left)
    return replace(facts, told={}, held={ref: each for ref, each in held.items() if each.persons > 0})
