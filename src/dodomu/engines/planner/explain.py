"""Why: of one party, of one leg, of what is scarce, of what moved. The one door to everything that explains a plan.

    reasons = Explainer(problem, plan)
    for because in reasons.why("party-7").because:
        print(because)                      # a sentence; `reasons.in_words` translates
    reasons.why_not("party-7", "flight-3")
    reasons.what_would_have_to_be_different("party-7")

An `Explainer` reads the problem and the plan once; the functions of the same names make one for a single question. What
is stated is worked out from the problem and the plan alone, not from the solver, so that any plan can be explained.
Each raises LookupError for a party or leg that the problem does not have, and for a plan that names what is not there.
"""

from dodomu.engines.planner.explaining.answers import (
    Bottleneck,
    Broken,
    Change,
    Explanation,
    LegAnswer,
    Move,
    Says,
    Solve,
    Stage,
    Unavoidable,
    Way,
)
from dodomu.engines.planner.explaining.bottlenecks import bottlenecks_of, verify_by_solving
from dodomu.engines.planner.explaining.case import Case
from dodomu.engines.planner.explaining.different import changes_for
from dodomu.engines.planner.explaining.left_over import LeftOver
from dodomu.engines.planner.explaining.moves import moves_between
from dodomu.engines.planner.explaining.promises import unavoidable
from dodomu.engines.planner.explaining.reading import Reading
from dodomu.engines.planner.explaining.why import explain, explain_leg
from dodomu.engines.planner.plan import Outcome, Plan
from dodomu.engines.planner.problem import Party, Problem

__all__ = [
    "Bottleneck",
    "Broken",
    "Change",
    "Explainer",
    "Explanation",
    "LegAnswer",
    "Move",
    "Says",
    "Solve",
    "Stage",
    "Unavoidable",
    "Way",
    "bottlenecks",
    "unavoidable_promises",
    "verify_by_solving",
    "what_moved",
    "what_would_have_to_be_different",
    "why",
    "why_not",
]


class Explainer:
    """Answers questions about one plan of one problem without faults."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.reading = Reading(problem)
        self.used = LeftOver(self.reading, plan)

    def _party(self, party: str) -> Party:
        if party not in self.reading.parties:
            raise LookupError(f"The problem has no party {party!r}.")
        return self.reading.parties[party]

    def why(self, party: str) -> Explanation:
        """Return how a party travels and why, with an answer for every leg."""
        return explain(self.reading, self.used, self._party(party))

    def why_not(self, party: str, leg: str) -> LegAnswer:
        """Return why a party does not travel by a leg, who does, and why those who rank lower are right to."""
        if leg not in self.reading.legs:
            raise LookupError(f"The problem has no leg {leg!r}.")
        return explain_leg(self.reading, self.used, self._party(party), self.reading.legs[leg])

    def what_would_have_to_be_different(self, party: str, *, most: int = 8) -> tuple[Change, ...]:
        """Return the smallest single changes that bring a party home, or home sooner; at most so many of scarce things.

        Each was verified: with it the party was put into the plan, and the check found nothing wrong. None for a party
        at home.
        """
        known = self._party(party)
        if known.place in self.reading.homes:
            return ()
        return changes_for(Case(self.reading, self.used, known), most=most)

    def bottlenecks(self, outcome: Outcome, *, most: int = 20) -> tuple[Bottleneck, ...]:
        """Return what is scarce, what is worth most first. Worths are guesses from the prices and say so."""
        return bottlenecks_of(self.used, outcome.prices, most=most)


def why(problem: Problem, plan: Plan, party: str) -> Explanation:
    """Return how a party travels and why, with an answer for every leg."""
    return Explainer(problem, plan).why(party)


def why_not(problem: Problem, plan: Plan, party: str, leg: str) -> LegAnswer:
    """Return why a party does not travel by a leg, who does, and why those who rank lower are right to."""
    return Explainer(problem, plan).why_not(party, leg)


def what_would_have_to_be_different(problem: Problem, plan: Plan, party: str, *, most: int = 8) -> tuple[Change, ...]:
    """Return the smallest single changes that bring a party home, or home sooner, each of them verified."""
    return Explainer(problem, plan).what_would_have_to_be_different(party, most=most)


def bottlenecks(
    problem: Problem,
    outcome: Outcome,
    solve: Solve | None = None,
    *,
    most: int = 20,
    verified: int = 3,
    seconds: float = 10.0,
) -> tuple[Bottleneck, ...]:
    """Return what is scarce and what one more is worth, the most worth first.

    Without `solve` every worth is a guess and says so. With it the first `verified` are solved again with one more, for
    so many seconds each, starting from the plan; what is stated then is what was found and checked.
    """
    found = Explainer(problem, outcome.plan).bottlenecks(outcome, most=most)
    if solve is None:
        return found
    tried = tuple(verify_by_solving(problem, outcome, each, solve, seconds=seconds) for each in found[:verified])
    return (*tried, *found[verified:])


def what_moved(
    problem_before: Problem, plan_before: Plan, problem_after: Problem, plan_after: Plan
) -> tuple[Move, ...]:
    """Return who travels otherwise than before and why, and which promises were broken and whether they had to be."""
    before = LeftOver(Reading(problem_before), plan_before)
    return moves_between(before, LeftOver(Reading(problem_after), plan_after))


def unavoidable_promises(problem: Problem, plan: Plan | None = None) -> Unavoidable:
    """Return a lower bound on the cost of broken promises that holds for every plan, with its grounds.

    A plan that is given only saves work: whoever's promise it keeps can obviously be kept.
    """
    reading = Reading(problem)
    return unavoidable(reading, None if plan is None else LeftOver(reading, plan))
