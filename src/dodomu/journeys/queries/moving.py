"""What a plan would change for whom: who keeps what they were told, who is told another way, who is told one at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.proposals import Facts
from dodomu.journeys.queries.told import Planned, Told, refused_ways, told_ways
from dodomu.journeys.rules.offers import Rides, Ways, is_same_way
from dodomu.journeys.rules.terms import LIVE, TOLD, OfferState
from dodomu.people.models import Person
from dodomu.people.rules.promising import HAS_SET_OUT


@dataclass(frozen=True, slots=True)
class ToldMove:
    """A party that was told a way and would be told another; nothing after: it would be left.

    What it was told and would be told are the refs of what is booked, in order; of a way of which nothing is, all of
    it. The same before and after: by the same, at other hours.
    """

    party: UUID
    offer: UUID
    is_accepted: bool
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What making the offers of a plan would change."""

    kept: tuple[UUID, ...]  # hold an offer of the same way: they hear nothing
    moves: tuple[ToldMove, ...]  # who accepted first
    first: tuple[UUID, ...]  # nothing they were told holds, and they would be offered a way
    said_no: tuple[UUID, ...]  # to the very way that they have by the plan: they are not asked again


def told_moves(crisis: UUID, proposal: UUID, *, at: datetime) -> list[ToldMove]:
    """Return who of those told a way would be told another if a proposal were adopted, who accepted first."""
    facts = proposals.facts_of(proposal, crisis=crisis)
    return moves_of(crisis, facts, at=at) if facts else []


def moves_of(crisis: UUID, facts: Facts, *, at: datetime) -> list[ToldMove]:
    """Return who of those told a way would be told another by a plan. What they have ridden already does not count."""
    return _moves(crisis, _planned(facts), told_ways(crisis, TOLD), at)


def changes_of(crisis: UUID, facts: Facts, *, at: datetime) -> Changes:
    """Return what a plan would change for whom; decided by the same rule by which its offers are made."""
    planned, told = _planned(facts), told_ways(crisis, LIVE)
    kept = {each.party for each in told if _is_kept(each, planned, at)}
    moves = _moves(crisis, planned, [each for each in told if each.state in TOLD], at)
    refused = refused_ways(crisis)
    others = sorted(planned.keys() - kept - {each.party for each in moves})
    said_no = {
        party
        for party in others
        if any(is_same_way(rides, planned[party].rides, at=at) for rides in refused.get(party, ()))
    }
    return Changes(
        tuple(sorted(kept)), tuple(moves), tuple(each for each in others if each not in said_no), tuple(sorted(said_no))
    )


def _planned(facts: Facts) -> dict[UUID, Planned]:
    ways = Ways(facts.problem, facts.plan, {})
    return {UUID(each.party): Planned(ways.rides(each), ways.takes(each)) for each in facts.plan.itineraries}


def _is_kept(told: Told, planned: Mapping[UUID, Planned], at: datetime) -> bool:
    return told.party in planned and told.is_kept(planned[told.party], at=at)


def _moves(crisis: UUID, planned: Mapping[UUID, Planned], told: Sequence[Told], at: datetime) -> list[ToldMove]:
    others = [each for each in told if not _is_kept(each, planned, at)]
    under_way = _who_has_set_out(crisis)
    moves = [
        ToldMove(
            each.party, each.offer, each.state == OfferState.ACCEPTED, _named(each.rides),
            _named(planned[each.party].rides) if each.party in planned else (),
        )
        for each in others
        # Who has set out, or is at the door, and is in no plan any more travels on as told.
        if each.party in planned or not (each.party in under_way or each.is_at_the_door(at))
    ]  # fmt: skip
    return sorted(moves, key=lambda each: (not each.is_accepted, each.after != (), str(each.party)))


def _named(rides: Rides) -> tuple[str, ...]:
    return tuple(name for name, _leaves, _arrives in rides)


def _who_has_set_out(crisis: UUID) -> set[UUID]:
    gone = Person.objects.filter(crisis=crisis, joined_into=None, account__in=HAS_SET_OUT)
    return set(gone.values_list("party_id", flat=True))
