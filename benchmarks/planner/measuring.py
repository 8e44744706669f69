"""Running one solver on one problem, watched: for time, for memory, and whether it comes back at all."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import processes
from dodomu.engines.planner.problem import Problem

CAP = 6 * 1024.0  # megabytes
MARGIN = 90.0  # seconds beyond the limit for reading, checking and late endings
EVERY = 0.25
NO_PLAN = "no plan within the limit"
NO_MEMORY = "out of memory (cap 6 GB)"


@dataclass(frozen=True, slots=True)
class Row:
    """What one solver did. Without a value there was no plan; `seconds` and `first` count from being asked.

    `memory` is the peak of its largest process, in megabytes, with reading the problem. Danger is in millionths of a
    risk-hour.
    """

    instance: str
    persons: int
    solver: str
    limit: float
    value: int | None = None
    bound: int | None = None
    first: float | None = None
    seconds: float | None = None
    memory: float | None = None
    danger: int | None = None
    danger_bound: int | None = None
    money: int | None = None
    faults: int | None = None
    fault: str = ""
    how: str = ""

    @property
    def gap(self) -> float | None:
        """To its own bound, as a share of that."""
        return None if self.value is None or self.bound is None else (self.bound - self.value) / max(1, self.bound)

    @property
    def danger_gap(self) -> float | None:
        if self.danger is None or self.danger_bound is None:
            return None
        return (self.danger - self.danger_bound) / max(1, abs(self.danger))

    def gap_to(self, best: int | None) -> float | None:
        """To the best bound that any solver proved for this instance."""
        return None if self.value is None or best is None else (best - self.value) / max(1, best)


def measure(problem: Problem, solver: str, seconds: float) -> Row:
    """Let a solver plan a problem, in a process of its own."""
    persons = sum(party.persons for party in problem.parties)
    row = Row(problem.name, persons, solver, seconds)
    with TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "problem.pickle").open("wb") as file:
            pickle.dump(problem, file, protocol=pickle.HIGHEST_PROTOCOL)
        command = [sys.executable, "-m", "benchmarks.planner.peers.one", name, solver, str(seconds)]
        child = subprocess.Popen(command, env=environment(), start_new_session=True)
        memory, ended = _watch(child, seconds + MARGIN)
        told = folder / "row.json"
        if told.exists():
            kept: Mapping[str, object] = json.loads(told.read_text())
            return _replaced(row, kept)
    how = {"memory": NO_MEMORY, "time": NO_PLAN}.get(ended, f"ended with code {child.returncode}")
    return _replaced(row, {"how": how, "memory": memory})


def _replaced(row: Row, told: Mapping[str, object]) -> Row:
    how = str(told.get("how", ""))
    if told.get("value") is None and told.get("bound") is None and not how.startswith(("out of", "no plan", "failed")):
        how = f"{NO_PLAN} ({how})"
    known = {name: getattr(row, name) for name in ("instance", "persons", "solver", "limit")}
    return Row(**(known | dict(told) | {"how": how}))


def environment() -> dict[str, str]:
    """Return that of this process, with this project on the path."""
    here = Path(__file__).resolve().parents[2]
    paths = [str(here / "src"), str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _watch(child: subprocess.Popen[bytes], seconds: float) -> tuple[float, str]:
    """Return the peak of memory that was seen, and why it was ended, if it was."""
    until, peak = time.monotonic() + seconds, 0.0
    while child.poll() is None:
        time.sleep(EVERY)
        now = max((_peak(each.pid) for each in processes.below(child.pid)), default=0.0)
        peak = max(peak, now)
        if now > CAP or time.monotonic() > until:
            _end(child)
            return peak, "memory" if now > CAP else "time"
    return peak, ""


def _peak(process: int) -> float:
    """Return the most that a process ever held, in megabytes."""
    try:
        lines = (processes.PROC / str(process) / "status").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0.0
    return next((int(line.split()[1]) / processes.MB for line in lines if line.startswith("VmHWM:")), 0.0)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End it and what it started; it leads a session of its own."""
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
