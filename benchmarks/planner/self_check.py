"""What must agree before any figure is worth reading, on problems that take no time.

Instances are converted exactly (asserted while they are made); on tiny problems the three solvers of the whole model
prove the same value, trying every plan finds the same (where that is not too much), every plan passes the checker, the
relaxation's bound is no lower, and no desk does better.
"""

import sys
from collections.abc import Iterator

from benchmarks.planner import brute
from benchmarks.planner.instances import instance, tiny
from benchmarks.planner.peers.calling import SOLVERS, Answer
from dodomu.engines.planner.check import faults_of, values_of
from dodomu.engines.planner.plan import LevelName
from dodomu.engines.planner.problem import Problem

TINY = 12
WHOLE = ("HiGHS", "SCIP", "CP-SAT")
DESKS = ("greedy by priority", "greedy by registration")
SECONDS = 20.0


def main() -> int:
    """Print what does not agree; 0 when everything does."""
    made = [instance("S", seed) for seed in (1, 2, 3)] + [instance("M", 1)]
    wrong = [f"{problem.name}: {fault}" for problem in made for fault in problem.faults()]
    for problem in made:
        wrong += _desks(problem)
    for seed in range(TINY):
        wrong += _on(tiny(seed))
    print("\n".join(wrong) or f"{len(made)} instances and {TINY} tiny problems: everything agrees.")
    return int(bool(wrong))


def _desks(problem: Problem) -> Iterator[str]:
    for name in DESKS:
        yield from _faults(problem, name, SOLVERS[name](problem, SECONDS))


def _on(problem: Problem) -> Iterator[str]:
    answers = {name: SOLVERS[name](problem, SECONDS) for name in (*WHOLE, *DESKS, "min-cost flow")}
    values = {name: _value(problem, answer) for name, answer in answers.items()}
    tried = brute.best(problem)
    best = values["HiGHS"] if tried is None else tried
    for name, answer in answers.items():
        yield from _faults(problem, name, answer)
    for name in WHOLE:
        if values[name] != answers[name].bound:
            yield f"{problem.name}: {name} has {values[name]}, but proved {answers[name].bound}"
        if values[name] != best:
            yield f"{problem.name}: {name} has {values[name]}, but trying everything finds {best}"
    for name in DESKS:
        if values[name] > best:
            yield f"{problem.name}: {name} has {values[name]}, but trying everything finds {best}"
    if (answers["min-cost flow"].bound or 0) < best:
        yield f"{problem.name}: the relaxation says {answers['min-cost flow'].bound}, but {best} is possible"


def _faults(problem: Problem, name: str, answer: Answer) -> Iterator[str]:
    for fault in () if answer.plan is None else faults_of(problem, answer.plan):
        yield f"{problem.name}, {name}: {fault}"


def _value(problem: Problem, answer: Answer) -> int:
    return 0 if answer.plan is None else values_of(problem, answer.plan)[LevelName.HOME]


if __name__ == "__main__":
    sys.exit(main())
