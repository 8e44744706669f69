"""The other end of asking for a plan: claim what waits, tell how far it is, keep what came of it.

A claim is a lease, renewed while the search runs. A planner that is killed leaves it to run out, and another takes the
proposal over; what kills three of them is given up. Nothing is locked while a plan is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from dodomu.engines import planner
from dodomu.engines.planner import Outcome, Plan, Prices, Problem, Progress, Status, check
from dodomu.journeys.models import Offer, Proposal
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.looking import Look, look
from dodomu.journeys.rules import holding, summaries, variants
from dodomu.journeys.rules import proposals as kept
from dodomu.journeys.rules.problem import Built
from dodomu.journeys.rules.terms import LIVE, ProposalState
from dodomu.journeys.rules.variants import Options
from dodomu.people.rules.promising import STILL_TO_COME_HOME

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
FAULT_LENGTH = 4000
GIVEN_UP = "given up: it was begun {times} times, and each time its planner died"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A proposal that this planner holds."""

    proposal: UUID
    crisis: UUID
    worker: UUID
    attempt: int


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be solved. With `before` it is a mending of that plan."""

    claimed: Claimed
    options: Options
    problem: Problem
    before: Plan | None
    prices: Prices
    country: str
    citizens: Mapping[str, int]  # party -> how many of it are our own


@dataclass(frozen=True, slots=True)
class Told:
    """What a planner hears when it tells how far it is: whether to stop, and whether the proposal is still its own."""

    stop_asked: bool
    is_ours: bool


def claim(*, worker: UUID, now: datetime, crisis: UUID | None = None) -> Claimed | None:
    """Take the oldest proposal (of one crisis) that waits or whose planner is lost; None where there is none.

    It is held for as long as a lease. `now` is the real hour here and below: leases know nothing of the clocks of
    exercises.
    """
    lost = Q(state=ProposalState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        waiting = _light().filter(Q(state=ProposalState.WAITING) | lost).order_by("asked_at", "id")
        if crisis is not None:
            waiting = waiting.filter(crisis=crisis)
        row = waiting.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        if row.attempts >= MOST_ATTEMPTS:
            row.state, row.fault = ProposalState.FAILED, GIVEN_UP.format(times=row.attempts)
            row.worker = row.lease_until = None
            row.save(update_fields=["state", "fault", "worker", "lease_until"])
        else:
            row.state, row.worker, row.lease_until = ProposalState.RUNNING, worker, now + LEASE
            row.attempts += 1
            row.progress = {"doing": "building", "seconds": 0.0, "value": None, "bound": None}
            row.save(update_fields=["state", "worker", "lease_until", "attempts", "progress"])
    if row.state == ProposalState.FAILED:
        return claim(worker=worker, now=now, crisis=crisis)
    return Claimed(row.id, row.crisis_id, worker, row.attempts)


def prepare(claimed: Claimed, *, at: datetime) -> Task:
    """Read the facts of the crisis's hour `at` and make the problem of them; nothing is held afterwards."""
    row = _light().get(id=claimed.proposal)
    options = variants.read(row.options)
    seen = look(claimed.crisis, options, at=at)
    earlier = proposals.adopted_facts(row.mends_id) if row.mends_id else None
    before = None
    if earlier is not None and row.mends_id is not None:
        keep = _still_theirs(row.mends_id, earlier.plan)
        before = holding.still_ahead(earlier.problem, earlier.plan, seen.built.problem, keep)
    _ours(claimed).update(facts_at=at, unplannable=_unplannable(seen.built), notes=_notes(seen.built))
    prices = earlier.outcome.prices if earlier else Prices()
    return Task(claimed, options, seen.built.problem, before, prices, seen.facts.country, _citizens(seen))


def _still_theirs(adoption: UUID, plan: Plan) -> frozenset[str]:
    """Return the parties of a plan that hold their place or were not told yet; who gave it back is planned anew."""
    told: dict[str, bool] = {}
    for party, state in Offer.objects.filter(adoption=adoption).values_list("party_id", "state"):
        told[str(party)] = told.get(str(party), False) or state in LIVE
    return frozenset(each.party for each in plan.itineraries if told.get(each.party, True))


def search(
    task: Task, *, progress: Callable[[Progress], None] | None = None, stop: Callable[[], bool] | None = None
) -> Outcome:
    """Solve, or mend what was in force, in about as many seconds as were asked for."""
    problem, options = task.problem, task.options
    if task.before is None:
        return planner.solve(problem, seconds=options.seconds, seed=options.seed, progress=progress, stop=stop)
    return planner.replan(
        problem, task.before, seconds=options.seconds, seed=options.seed, progress=progress, stop=stop,
        prices=task.prices if task.prices.worth else None,
    )  # fmt: skip


def tell(claimed: Claimed, progress: Progress | None, *, now: datetime) -> Told:
    """Renew the lease, say how far the search is, and hear whether it is to stop."""
    changes: dict[str, Any] = {"lease_until": now + LEASE}
    if progress is not None:
        changes["progress"] = kept.progress_json(progress)
    if not _ours(claimed).update(**changes):
        return Told(stop_asked=True, is_ours=False)
    asked = Proposal.objects.filter(id=claimed.proposal).values_list("stop_asked", flat=True).first()
    return Told(stop_asked=bool(asked), is_ours=True)


def keep(task: Task, outcome: Outcome, *, goes_on: Callable[[], bool], at: datetime) -> bool:
    """Keep what came of a search, and say whether it was still ours to keep; `at` is the hour of the crisis.

    A plan is kept only when the independent check finds nothing wrong with it; `goes_on` says how long reasons may be
    looked for.
    """
    if outcome.status is Status.FAULTY:
        faults = [kept.fault_json(fault) for fault in task.problem.faults()]
        return _end(task.claimed, at, state=ProposalState.FAULTY, faults=faults)
    wrong = check.faults_of(task.problem, outcome.plan)
    if wrong:  # never seen, and never to be shown as a plan
        return fail(task.claimed, "; ".join(map(str, wrong[:20])), at=at)
    summary = summaries.summary_of(
        task.problem, outcome.plan, country=task.country, citizens=task.citizens, goes_on=goes_on
    )
    problem = kept.pack_problem(task.problem)
    return _end(
        task.claimed,
        at,
        state=ProposalState.DONE,
        problem=problem,
        facts_digest=kept.digest_of(problem),
        plan=kept.pack_plan(outcome.plan),
        prices=kept.pack_prices(outcome.prices),
        outcome=kept.outcome_json(outcome) | _figures(summary),
        summary=summary.as_json(),
    )


def fail(claimed: Claimed, fault: str, *, at: datetime) -> bool:
    """Keep what went wrong; other proposals go on."""
    return _end(claimed, at, state=ProposalState.FAILED, fault=fault[:FAULT_LENGTH])


def give_back(claimed: Claimed) -> None:
    """Let another planner begin it anew: this one was asked to end."""
    _ours(claimed).update(
        state=ProposalState.WAITING, worker=None, lease_until=None, attempts=F("attempts") - 1, progress={}
    )


def _light() -> QuerySet[Proposal]:
    return Proposal.objects.defer("problem", "plan", "prices", "summary", "unplannable", "notes")


def _ours(claimed: Claimed) -> QuerySet[Proposal]:
    """The proposal while this planner holds it: one that was taken over is another's to write to."""
    return Proposal.objects.filter(id=claimed.proposal, worker=claimed.worker, state=ProposalState.RUNNING)


def _end(claimed: Claimed, at: datetime, **columns: Any) -> bool:
    return bool(_ours(claimed).update(finished_at=at, worker=None, lease_until=None, **columns))


def _figures(summary: summaries.Summary) -> dict[str, int]:
    """What a list shows without reading the whole summary."""
    return {"persons": summary.persons, "home": summary.home, "cost": summary.cost}


def _citizens(seen: Look) -> dict[str, int]:
    planned = {party.id: party.persons for party in seen.built.problem.parties}
    return {
        str(party.id): min(
            sum(person.is_citizen and person.account in STILL_TO_COME_HOME for person in party.persons),
            planned[str(party.id)],
        )
        for party in seen.facts.parties
        if str(party.id) in planned
    }


def _unplannable(built: Built) -> list[list[Any]]:
    return [[str(each.party), each.why.value, dict(each.facts)] for each in built.unplannable]


def _notes(built: Built) -> dict[str, Any]:
    return {
        "legs_out": [[each.ref, each.why.value] for each in built.legs_out],
        "notes": [[each.code.value, each.of, dict(each.facts)] for each in built.notes],
    }
