"""OR-Tools CP-SAT on the whole model, with two workers."""

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.planner.peers.alone.files import Matrix, Task

WORKERS = 2
LEAST = -(1 << 50)


class _Better(cp_model.CpSolverSolutionCallback):
    """Keeps each better solution."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task

    def on_solution_callback(self) -> None:
        if self.objective_value > 0:
            self.task.keep(list(self.response_proto.solution), self.best_objective_bound, "better")


def main() -> None:
    task = Task()
    model = _model(task.matrix())
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = task.left
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model, _Better(task))
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE} and solver.objective_value > 0
    bound = solver.best_objective_bound if status != cp_model.UNKNOWN or solver.best_objective_bound else None
    task.keep(list(solver.response_proto.solution) if found else None, bound, solver.status_name(status))


def _model(matrix: Matrix) -> cp_model.CpModel:
    model = cp_model.CpModel()
    proto = model.proto
    for limit in matrix.limit.tolist():
        proto.variables.add().domain.extend([0, limit])
    column = np.repeat(np.arange(len(matrix.limit)), np.diff(matrix.start))
    order = np.argsort(matrix.row, kind="stable")
    bounds = np.searchsorted(matrix.row[order], np.arange(len(matrix.upper) + 1)).tolist()
    columns, amounts = column[order].tolist(), matrix.amount[order].tolist()
    for at, (lower, upper) in enumerate(zip(matrix.lower.tolist(), matrix.upper.tolist(), strict=True)):
        linear = proto.constraints.add().linear
        linear.vars.extend(columns[bounds[at] : bounds[at + 1]])
        linear.coeffs.extend(amounts[bounds[at] : bounds[at + 1]])
        linear.domain.extend([max(lower, LEAST), upper])
    worth = np.flatnonzero(matrix.home)
    proto.objective.vars.extend(worth.tolist())  # it looks for the least: of the opposite
    proto.objective.coeffs.extend((-matrix.home[worth]).tolist())
    proto.objective.scaling_factor = -1.0
    return model


if __name__ == "__main__":
    main()
