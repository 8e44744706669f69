"""The planner and its peers on the same problems, in one table.

    python -m benchmarks.planner [--sizes S M L XL] [--seeds 1 2 3] [--peers NAME…] [--replan S|M|L|XL] [--kept]
    python -m benchmarks.planner --self-check

Every solver runs in a process of its own, one after another, and every plan is judged by `engines.planner.check`.
`--kept` writes results.json, growth.svg and the tables into benchmarks/README.md; what was measured before and not now
stays there, under the machine and the hour of its own run.
"""

import argparse
import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine
from benchmarks.planner import growth, self_check, tables
from benchmarks.planner.instances import SIZES, instance
from benchmarks.planner.measuring import Row, environment, measure
from benchmarks.planner.peers.calling import SOLVERS

LIMITS = {"S": 60.0, "M": 60.0, "L": 60.0, "XL": 120.0}
LATE = 600.0  # seconds beyond planning and replanning, for counting what was unavoidable
PACKAGES = ("numpy", "numba", "highspy", "pyscipopt", "ortools")


def main() -> int:
    """Run what was asked for; 1 when a plan had faults or a check failed."""
    options = _options()
    if options.self_check:
        return self_check.main()
    described = f"{machine.describe().splitlines()[0]}\n{_versions()}; pace {machine.pace():.1f} ms"
    print(described, flush=True)
    rows: list[Row] = []
    replanned: list[Mapping[str, object]] = []
    for size in options.sizes:
        for seed in options.seeds:
            problem = instance(size, seed)
            for solver in options.peers:
                row = measure(problem, solver, options.seconds or LIMITS[size])
                rows.append(row)
                print(tables.table([row]).splitlines()[-1], flush=True)
            if options.replan == size and "ours" in options.peers:
                replanned.append(_replan(problem, options.seconds or LIMITS[size]))
                print(replanned[-1], flush=True)
    run = tables.Run(described, tuple(rows), tuple(replanned))
    print(f"\n{tables.text([run])}")
    if options.kept:
        runs = tables.kept_with(run)
        growth.FILE.write_text(growth.draw([row for each in runs for row in each.rows]))
        tables.keep(runs)
    return int(any(row.faults for row in rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.planner", description="The planner beside its peers.")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--peers", nargs="+", choices=list(SOLVERS), default=list(SOLVERS), metavar="NAME")
    parser.add_argument("--seconds", type=float, help="the limit for each (default: 60, for XL 120)")
    parser.add_argument("--replan", choices=SIZES, default="XL", help="the size after which replanning is measured")
    parser.add_argument("--kept", action="store_true", help="write the figures into the repository")
    parser.add_argument("--self-check", action="store_true", help="compare what must agree, on small problems")
    return parser.parse_args()


def _replan(problem: object, seconds: float) -> Mapping[str, object]:
    """Measure replanning in a process of its own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "problem.pickle").open("wb") as file:
            pickle.dump(problem, file, protocol=pickle.HIGHEST_PROTOCOL)
        command = [sys.executable, "-m", "benchmarks.planner.replanning", name, str(seconds)]
        try:
            subprocess.run(command, env=environment(), timeout=2 * seconds + LATE, check=False)
        except subprocess.TimeoutExpired:
            return {"how": "it did not end in time"}
        told = folder / "replanned.json"
        return json.loads(told.read_text()) if told.exists() else {"how": "it failed"}


def _versions() -> str:
    return ", ".join([f"Python {sys.version.split()[0]}", *(f"{name} {_version(name)}" for name in PACKAGES)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    sys.exit(main())
