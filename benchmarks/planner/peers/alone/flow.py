"""OR-Tools' minimum cost flow: the bound of the relaxation."""

import numpy as np
from ortools.graph.python import min_cost_flow

from benchmarks.planner.peers.alone.files import Task


def main() -> None:
    task = Task()
    with np.load(task.folder / "model.npz") as kept:
        arrays = {name: kept[name] for name in kept.files}
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(arrays["tail"], arrays["head"], arrays["capacity"], arrays["cost"])
    nodes = np.arange(len(arrays["supply"]))
    solver.set_nodes_supplies(nodes, arrays["supply"])
    status = solver.solve()
    solved = status == solver.OPTIMAL
    bound = -solver.optimal_cost() // int(arrays["scale"]) + int(arrays["free"]) if solved else None
    task.keep(None, bound, "a bound only" if solved else str(status))


if __name__ == "__main__":
    main()
