"""One solver on one problem, in a process of its own: `FOLDER NAME SECONDS`. Writes what came of it as JSON."""

import json
import pickle
import resource
import sys
import time
from pathlib import Path

from benchmarks.planner.peers.calling import SOLVERS
from dodomu.engines.planner.check import faults_of, values_of
from dodomu.engines.planner.plan import LevelName


def main() -> None:
    folder, name, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    with (folder / "problem.pickle").open("rb") as file:
        problem = pickle.load(file)  # written by this benchmark a moment ago  # noqa: S301
    began = time.monotonic()
    answer = SOLVERS[name](problem, seconds)
    took = time.monotonic() - began
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    told = {
        "bound": answer.bound,
        "first": answer.first,
        "how": answer.how,
        "seconds": took,
        "memory": memory,
        "danger_bound": answer.danger_bound,
    }
    if answer.plan is not None:
        values, faults = values_of(problem, answer.plan), faults_of(problem, answer.plan)
        told |= {
            "value": values[LevelName.HOME],
            "danger": values[LevelName.DANGER],
            "money": values[LevelName.MONEY],
            "faults": len(faults),
            "fault": str(faults[0]) if faults else "",
        }
    (folder / "row.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
