"""`make bench`: run the benchmarks that are named, or all of them, one after another.

python -m benchmarks [--list] [NAME…]
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import machine

# name -> what it measures; each is a module of this package that runs alone and takes its own arguments
BENCHMARKS = {
    "registering": "registrations through the real server: a second, among slow telephones, and in memory",
    "ledger": "headcount, history and reconcile over five million entries",
    "lists": "import of a list of 100,000 rows, with its preview",
    "map": "drawing the map of a country with its counts",
    "search": "search as one types among a million people",
    "situation": "the pages of the situation with 5,000 facts, for the desk and for the public",
    "planning": "the planner's problem from the database: 120,000 people, 500 legs, 200 restrictions",
    "departures": "departure clocks of 500 legs, and how many more to ask to a gate",
    "desk": "pages of the desk at 150,000 people and 500 legs",
    "offers": "offers for 60,000 parties of a plan: made, moved to other legs, and left as they are",
    "gate": "10,000 touches of a gate handed in, and 100,000 of many devices merged",
    "passes": "passes of 100,000 people issued, and looked at again when nothing has changed",
    "packs": "the pack of a gate in a city of 10,000 and of an airport that 100,000 leave by",
    "manifests": "a manifest of 1,000 lines printed, written for the border, held against a carrier's list",
    "answering": "from a pass held before a gate to the answer on its screen, on a telephone six times slower",
    "zone": "passports before the camera of the gate: how many are read, how many wrongly, how long a look takes",
    "broadcasts": "a million recipients written down, messages a second through SMPP, and what kills lose",
    "messages": "15,000 messages in an hour into 50,000 threads with the desk beside them, and search",
    "channels": "SMS, mail, Telegram and paper beside real peers on loopback, without a database",
    "planner": "the planner beside greedy desks, HiGHS, SCIP, CP-SAT and a flow, from 116 people to 120,000",
}
WRONG = 2


def main() -> int:
    """Run them and return 0 when all of them did."""
    options = _options()
    if options.list:
        for name in _there():
            print(f"  {name:<12} {BENCHMARKS[name]}")
        return 0
    unknown = [name for name in options.names if name not in _there()]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(_there())}.", file=sys.stderr)
        return WRONG
    print(machine.describe())
    failed = [name for name in options.names or _there() if not _runs(name)]
    if failed:
        print(f"\nNot as wanted: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure speed and size (benchmarks/README.md).")
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: everything)")
    parser.add_argument("--list", action="store_true", help="say what there is")
    return parser.parse_args()


def _there() -> list[str]:
    here = Path(__file__).parent
    return [name for name in BENCHMARKS if (here / f"{name}.py").exists() or (here / name / "__main__.py").exists()]


def _runs(name: str) -> bool:
    """Run one in a process of its own, so that none inherits the settings or the memory of another."""
    print(f"\n== {name}: {BENCHMARKS[name]}", flush=True)
    here = Path(__file__).resolve().parent.parent
    paths = [str(here / "src"), str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    return (
        subprocess.run(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, check=False).returncode == 0
    )


if __name__ == "__main__":
    sys.exit(main())
