"""Whether a proposed plan still holds with the facts of an hour, and who would have to be left out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from dodomu.engines.planner import Plan, Problem
from dodomu.engines.planner.check.faults import PlanFault
from dodomu.engines.planner.validation.faults import ProblemFault
from dodomu.journeys.models import Offer
from dodomu.journeys.queries.looking import look
from dodomu.journeys.queries.proposals import Facts
from dodomu.journeys.rules import holding
from dodomu.journeys.rules.proposals import without_parties
from dodomu.journeys.rules.terms import OfferState
from dodomu.journeys.rules.variants import Options

# A plan begins at the hour of its facts. Who was to set out a little while ago by themselves still can: the notice
# that their offer needs is looked at when it is made. What has departed does not hold, however short ago.
LEEWAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recheck:
    """What of a plan holds with the facts of an hour."""

    problem: Problem
    plan: Plan  # without the parties whose way does not hold
    by_party: Mapping[str, tuple[PlanFault, ...]] = field(default_factory=dict, hash=False)  # why it does not
    other: tuple[PlanFault, ...] = ()  # what no party can be named for: leaving some out does not help
    problem_faults: tuple[ProblemFault, ...] = ()  # the facts contradict one another: nothing can be said

    @property
    def left_out(self) -> tuple[UUID, ...]:
        """Return who is not in what holds."""
        return tuple(UUID(party) for party in sorted(self.by_party))


def recheck(crisis: UUID, options: Options, facts: Facts, *, at: datetime) -> Recheck:
    """Look at a proposed plan with the facts of an hour, leaving out whose way does not hold until the rest does."""
    built = look(crisis, replace(options, until=facts.problem.ends), at=at).built.problem
    problem = holding.on_the_grid_of(facts.problem, built, leeway=LEEWAY)
    # A charter that was ordered since is no choice any more: its legs simply run.
    whole = replace(facts.plan, charters=facts.plan.charters & {charter.id for charter in problem.charters})
    if faults := problem.faults():
        return Recheck(problem, whole, problem_faults=tuple(faults))
    plan, broken, accepted = whole, dict[str, tuple[PlanFault, ...]](), _accepted(crisis)
    while found := holding.faults_by_party(problem, plan, first=accepted):
        broken |= found.by_party
        plan = without_parties(whole, broken)
        if found.other:
            return Recheck(problem, plan, broken, found.other)
    return Recheck(problem, plan, broken)


def _accepted(crisis: UUID) -> frozenset[str]:
    found = Offer.objects.filter(crisis=crisis, state=OfferState.ACCEPTED).values_list("party_id", flat=True)
    return frozenset(map(str, found))
