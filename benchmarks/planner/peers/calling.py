"""Each solver by name: what it is given is a problem and seconds, what it returns a plan, a bound, or both."""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import numpy as np

from dodomu.engines.planner import greedy
from dodomu.engines.planner.plan import LevelName, Plan, Progress
from dodomu.engines.planner.problem import Problem

GRACE = 20.0  # seconds more than it was given after which a solver is stopped and what it kept is read
MATRIX = ("home", "limit", "lower", "upper", "start", "row", "amount")


@dataclass(frozen=True, slots=True)
class Answer:
    """`first` is when, in seconds from being asked, the first plan that brings anybody home was there."""

    plan: Plan | None
    bound: int | None = None
    first: float | None = None
    how: str = ""
    danger_bound: int | None = None


Solver = Callable[[Problem, float], Answer]


def _ours(problem: Problem, seconds: float) -> Answer:
    from dodomu.engines.planner import solve  # it loads libraries that the others must not meet

    began = time.monotonic()
    first: list[float] = []

    def told(progress: Progress) -> None:
        if progress.plan is not None and progress.plan.itineraries and not first:
            first.append(time.monotonic() - began)

    outcome = solve(problem, seconds=seconds, progress=told)
    danger = [level.bound for level in outcome.levels if level.name is LevelName.DANGER]
    return Answer(
        plan=outcome.plan,
        bound=outcome.bound,
        first=first[0] if first else time.monotonic() - began,
        how=str(outcome.status),
        danger_bound=danger[0] if danger else None,
    )


def _greedy(by: Callable[[Problem], Plan]) -> Solver:
    def solver(problem: Problem, _seconds: float) -> Answer:
        began = time.monotonic()
        plan = by(problem)
        return Answer(plan, None, time.monotonic() - began, "done")

    return solver


def _whole(name: str) -> Solver:
    def solver(problem: Problem, seconds: float) -> Answer:
        from benchmarks.planner.peers import reading, whole_model

        began = time.monotonic()
        model = whole_model.build(problem)
        size = f"{model.rows:,} rows, {model.columns:,} columns, {len(model.row):,} entries"
        if not model.columns:
            return Answer(None, 0, None, "nobody has a way home")
        with TemporaryDirectory() as folder:
            arrays = {each: getattr(model, each) for each in MATRIX}
            told, before = _alone(name, Path(folder), arrays, seconds, began)
            values = Path(folder) / "values.npy"
            plan = reading.plan_of(model, np.load(values)) if values.exists() else None
        if plan is not None and not plan.itineraries:
            plan = None
        first = None if plan is None else before + told["first"]
        return Answer(plan, _down(told["bound"]), first, f"{told['how']}; {size}")

    return solver


def _flow(problem: Problem, seconds: float) -> Answer:
    from benchmarks.planner.peers import flow_model

    began = time.monotonic()
    flow = flow_model.build(problem)
    with TemporaryDirectory() as folder:
        arrays = {each.name: getattr(flow, each.name) for each in fields(flow)}
        told, _ = _alone("flow", Path(folder), arrays, seconds, began)
    return Answer(None, _down(told["bound"]), None, f"{told['how']}; {len(flow.tail):,} arcs")


SOLVERS: Mapping[str, Solver] = MappingProxyType(
    {
        "ours": _ours,
        "greedy by priority": _greedy(greedy.by_priority),
        "greedy by registration": _greedy(greedy.by_registration),
        "HiGHS": _whole("highs"),
        "SCIP": _whole("scip"),
        "CP-SAT": _whole("cpsat"),
        "min-cost flow": _flow,
    }
)


def _alone(
    name: str, folder: Path, arrays: Mapping[str, Any], seconds: float, began: float
) -> tuple[dict[str, Any], float]:
    """Let a solver work by itself on arrays; return what it told last, and how long it took until it was asked."""
    np.savez(folder / "model.npz", **arrays)
    before = time.monotonic() - began
    left = max(1.0, seconds - before)
    command = [sys.executable, "-m", f"benchmarks.planner.peers.alone.{name}", str(folder), f"{left:.1f}"]
    how, failed = "stopped: it did not end in time", ""
    try:
        ended = subprocess.run(
            command, env=os.environ, timeout=left + GRACE, stderr=subprocess.PIPE, text=True, check=False
        )
        failed = ended.stderr.strip().splitlines()[-1] if ended.returncode and ended.stderr.strip() else ""
        how = f"failed: {failed or ended.returncode}"
        ended_well = ended.returncode == 0
    except subprocess.TimeoutExpired:
        ended_well = False
    file = folder / "told.json"
    told: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"bound": None, "first": None}
    return (told if ended_well else told | {"how": how}), before


def _down(bound: float | None) -> int | None:
    """A bound of whole numbers is whole; solvers err by a little."""
    return None if bound is None or not math.isfinite(bound) else math.floor(bound + 1e-6 * max(1.0, abs(bound)))
