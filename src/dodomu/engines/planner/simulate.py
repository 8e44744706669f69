"""What a plan is worth when things go otherwise: it is played many times against chances, and mended on the way.

    told = simulate(problem, plan, Chances(no_show=(0.3, 0.6)), runs=1000, seed=1)
    told.home_by_day.percentiles[5]

The method, and what it does not know, are in `docs/algorithms/simulation.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from dodomu.engines.planner import check
from dodomu.engines.planner.dividing import divide
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.reports.standby import standby
from dodomu.engines.planner.simulating.chances import Chances, Delay, Rate, draws_of, wrong_rate
from dodomu.engines.planner.simulating.fate import Fate, share_draws
from dodomu.engines.planner.simulating.inviting import Asked, Invitation, how_many_to_invite, invitation_of
from dodomu.engines.planner.simulating.opening import Opening
from dodomu.engines.planner.simulating.outcome import Played, TurnedOut, summed_up, turned_out
from dodomu.engines.planner.simulating.playing import Replan, Rules, Run
from dodomu.engines.planner.simulating.results import (
    MEASURES,
    Comparison,
    Curve,
    Difference,
    Measure,
    Simulated,
    difference_of,
    simulated_of,
)
from dodomu.engines.planner.simulating.stock import RIDE

__all__ = [
    "Chances",
    "Comparison",
    "Curve",
    "Delay",
    "Difference",
    "Invitation",
    "Invited",
    "Measure",
    "Mending",
    "Played",
    "Rate",
    "Replan",
    "Simulated",
    "TurnedOut",
    "as_it_turned_out",
    "compare",
    "how_many_to_invite",
    "invitations",
    "simulate",
]
DAY = 24 * 60
MOST_RUNS = 1_000_000
CHUNKS_A_WORKER = 4  # so that nobody waits long for whoever got the hardest runs


@dataclass(frozen=True, slots=True)
class Mending:
    """How a plan is mended while it is played.

    Every so many minutes, from the beginning, whoever has no way home is planned anew into what is left, if anything
    was freed; 0: never. With `at_once`, who loses a way looks for another in the same step. `replan` is asked first: it
    is given what is left as a problem of its own, in which exactly those without a way are the parties, and answers
    with a plan for it; what it leaves, the quick repair tries. Whatever it answers is checked before it counts.
    `risk` is that of turning people away at a door: if given, waiting parties are called beyond the seats, as many as
    it allows, and only they can take the seats of those who do not come; if not, any waiting party there can, as if it
    could be called at once.
    """

    every: int = DAY
    at_once: bool = True
    replan: Replan | None = None
    risk: float | None = None

    def __post_init__(self) -> None:
        found = [f"The minutes between replanning must be 0 or more, not {self.every}."] if self.every < 0 else []
        found += [] if self.risk is None else wrong_rate("turning people away", self.risk)
        if found:
            raise ValueError(" ".join(found))


AS_USUAL = Mending()
AS_LEGS_SAY = Chances()


def simulate(
    problem: Problem,
    plan: Plan,
    chances: Chances = AS_LEGS_SAY,
    *,
    runs: int = 200,
    seed: int = 0,
    mending: Mending = AS_USUAL,
    workers: int = 1,
    ray_address: str | None = None,
) -> Simulated:
    """Play a plan so many times and return what it comes to.

    The dice of a run depend on the seed and the number of the run only: not on the plan, the other runs, the chances
    or how the work is divided (over `workers` processes, or the Ray cluster at an address). The plan must pass the
    check of the problem. Raises ValueError for a faulty problem or plan, or chances that name what is not there.
    """
    found = _nonsense_in(problem, chances, runs, seed) or [str(fault) for fault in check.faults_of(problem, plan)]
    if found:
        raise ValueError(" ".join(found))
    return _simulate(problem, plan, chances, runs, seed, mending, workers, ray_address)


def compare(
    problem: Problem,
    plans: Mapping[str, Plan],
    chances: Chances = AS_LEGS_SAY,
    *,
    runs: int = 200,
    seed: int = 0,
    mending: Mending = AS_USUAL,
    workers: int = 1,
    ray_address: str | None = None,
) -> Comparison:
    """Play several plans on the same dice and return each, and how it differs from the first, run by run.

    Raises ValueError as `simulate` does, naming the plan, and if there is no plan.
    """
    found = _nonsense_in(problem, chances, runs, seed)
    found += [] if plans else ["There is no plan to compare."]
    if not found:
        found = [f"Plan {name}: {fault}" for name, plan in plans.items() for fault in check.faults_of(problem, plan)]
    if found:
        raise ValueError(" ".join(found))
    told = {
        name: _simulate(problem, plan, chances, runs, seed, mending, workers, ray_address)
        for name, plan in plans.items()
    }
    first = next(iter(plans))
    differences = {
        name: {measure: difference_of(each, told[first], measure) for measure in MEASURES}
        for name, each in told.items()
        if name != first
    }
    return Comparison(told, first, differences)


def as_it_turned_out(
    problem: Problem, plan: Plan, chances: Chances, run: int, *, seed: int = 0, mending: Mending = AS_USUAL
) -> TurnedOut:
    """Return one run of `simulate` (numbered from 0): the problem as it really was, and the plan as it was flown."""
    return turned_out(_play(Opening(problem, plan), chances, mending, seed, run))


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite to a leg: those planned on it, and of its standby order as many as the risk allows."""

    leg: str
    planned: tuple[str, ...]
    standby: tuple[str, ...]
    invitation: Invitation


def invitations(problem: Problem, plan: Plan, *, acceptance: Rate, risk: float) -> Mapping[str, Invited]:
    """Return for each leg that the plan uses whom to invite if some may be turned away with at most this risk.

    Each leg is reckoned by itself. Parties that come to it by another leg are taken to come; all others come with this
    acceptance (see `how_many_to_invite`). The standby order is that of `reports.standby`; it also has parties that have
    a later way home. Raises ValueError for nonsense, in plain words.
    """
    found = [*wrong_rate("acceptance", acceptance), *wrong_rate("risk", risk)]
    found = found or [str(fault) for fault in (*problem.faults(), *check.faults_of(problem, plan))]
    if found:
        raise ValueError(" ".join(found))
    opening = Opening(problem, plan)
    board, answers = opening.board, dict[str, Invited]()
    used = [board.legs[leg].id for leg in sorted(opening.riders)]
    for each in standby(problem, plan, legs=used, first=None):
        leg = board.leg[each.leg]
        aboard = sorted((opening.units[number] for number in opening.riders[leg]), key=lambda unit: unit.rank)
        first = [next(move.by for move in unit.moves if move.kind == RIDE) == leg for unit in aboard]
        waiting = [entry.journey for entry in each.order]
        invitation = invitation_of(
            [
                Asked(unit.persons, unit.wants, acceptance if fresh else 1.0)
                for unit, fresh in zip(aboard, first, strict=True)
            ],
            [Asked(journey.persons, board.vector(journey.needs.items()), acceptance) for journey in waiting],
            dict(enumerate(board.seats[leg])),
            risk,
            board.seat,
        )
        answers[each.leg] = Invited(
            each.leg,
            tuple(board.parties[unit.party].id for unit in aboard),
            tuple(journey.party for journey in waiting[: invitation.parties - len(aboard)]),
            invitation,
        )
    return answers


def _nonsense_in(problem: Problem, chances: Chances, runs: int, seed: int) -> list[str]:
    found = [] if 0 < runs <= MOST_RUNS else [f"Runs must be 1 to {MOST_RUNS}, not {runs}."]
    found += [] if seed >= 0 else [f"The seed must be 0 or more, not {seed}."]
    found += [str(fault) for fault in problem.faults()]
    return found or chances.strangers_to(problem)


def _simulate(
    problem: Problem,
    plan: Plan,
    chances: Chances,
    runs: int,
    seed: int,
    mending: Mending,
    workers: int,
    ray_address: str | None,
) -> Simulated:
    parts = 1 if workers == 1 and ray_address is None else CHUNKS_A_WORKER * max(workers, 2)
    size = -(-runs // parts)
    chunks = [range(since, min(since + size, runs)) for since in range(0, runs, size)]
    played = divide(partial(_play_many, problem, plan, chances, mending, seed), chunks, workers, ray_address)
    first = problem.begins.astimezone(problem.zone).date()
    many = len(played[0][0].home_by_day)
    days = tuple(first + timedelta(days=day) for day in range(many))
    return simulated_of(seed, days, [run for chunk in played for run in chunk])


def _play_many(
    problem: Problem, plan: Plan, chances: Chances, mending: Mending, seed: int, numbers: range
) -> list[Played]:
    opening = Opening(problem, plan)
    return [summed_up(_play(opening, chances, mending, seed, number), number) for number in numbers]


def _play(opening: Opening, chances: Chances, mending: Mending, seed: int, number: int) -> Run:
    board = opening.board
    draws = draws_of(seed, number, len(board.legs), len(board.parties), len(board.closures))
    rules = Rules(board.long(mending.every), mending.at_once, mending.replan, mending.risk, chances.acceptance)
    run = Run(opening, Fate(board, chances, share_draws(board, chances, draws)), rules)
    run.play()
    return run
