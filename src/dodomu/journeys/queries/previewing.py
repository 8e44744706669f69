"""What adopting a proposal would come to, before anybody adopts it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dodomu.journeys.models import Proposal
from dodomu.journeys.queries import moving, proposals, rechecking
from dodomu.journeys.queries.moving import Changes
from dodomu.journeys.queries.rechecking import Recheck
from dodomu.journeys.rules import variants


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be offered a way and whom that would change something for; where looked at, of what still holds."""

    parties: int
    persons: int
    changes: Changes
    recheck: Recheck | None  # None: it was not looked at whether the plan still holds


def preview(crisis: UUID, proposal: UUID, *, at: datetime, looks: bool) -> Preview | None:
    """Return what adopting a proposal would come to; None where there is no plan.

    Whether it still holds takes seconds for many people: it `looks` only where that is asked for.
    """
    facts = proposals.facts_of(proposal, crisis=crisis)
    if facts is None:
        return None
    found = None
    if looks:
        options = variants.read(Proposal.objects.values_list("options", flat=True).get(id=proposal))
        found = rechecking.recheck(crisis, options, facts, at=at)
        facts = replace(facts, plan=found.plan)
    parties = {each.party for each in facts.plan.itineraries}
    persons = sum(each.persons for each in facts.plan.itineraries)
    return Preview(len(parties), persons, moving.changes_of(crisis, facts, at=at), found)
