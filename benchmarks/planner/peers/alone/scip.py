"""SCIP (PySCIPOpt) on the whole model, which it reads as an MPS file."""

from pathlib import Path

import numpy as np
from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model

from benchmarks.planner.peers.alone.files import Matrix, Task

INFINITE = 1 << 45


class _Better(Eventhdlr):  # type: ignore[misc]
    """Keeps each better solution; the names are those that SCIP calls."""

    def __init__(self, task: Task, order: list[int]) -> None:
        self.task, self.order = task, order

    def eventinit(self) -> None:
        self.model.catchEvent(SCIP_EVENTTYPE.BESTSOLFOUND, self)

    def eventexit(self) -> None:
        self.model.dropEvent(SCIP_EVENTTYPE.BESTSOLFOUND, self)

    def eventexec(self, _event: object) -> None:
        solution = self.model.getBestSol()
        if self.model.getSolObjVal(solution) < 0:
            self.task.keep(_values(self.model, self.order), _bound(self.model), "better")


def main() -> None:
    task = Task()
    file = task.folder / "model.mps"
    matrix = task.matrix()
    _write(matrix, file)
    home = matrix.home
    del matrix
    solver = Model()
    solver.hideOutput()
    solver.readProblem(str(file))
    file.unlink()
    order = [int(variable.name[1:]) for variable in solver.getVars()]
    solver.includeEventhdlr(_Better(task, order), "better", "keeps each better solution")
    solver.setParam("limits/time", task.left)
    solver.setObjIntegral()
    solver.optimize()
    values = _values(solver, order) if solver.getNSols() else None
    if values is not None and not (home @ values):
        values = None  # nobody goes anywhere: that is no plan
    task.keep(values, _bound(solver), solver.getStatus())


def _values(solver: Model, order: list[int]) -> np.ndarray:
    solution = solver.getBestSol()
    values = np.zeros(len(order))
    for variable, column in zip(solver.getVars(), order, strict=True):
        values[column] = solver.getSolVal(solution, variable)
    return values


def _bound(solver: Model) -> float | None:
    bound = -solver.getDualbound()  # the file asks for the least of the opposite
    return bound if abs(bound) < INFINITE else None


def _write(matrix: Matrix, file: Path) -> None:
    """Write the model as MPS; every variable is an integer."""
    equal, free = matrix.lower == matrix.upper, matrix.lower < -INFINITE
    assert (equal | free).all()
    with file.open("w") as out:
        out.write("NAME whole\nROWS\n N cost\n")
        out.writelines(f" {'E' if each else 'L'} r{row}\n" for row, each in enumerate(equal.tolist()))
        out.write("COLUMNS\n MARKER MARKER 'MARKER' 'INTORG'\n")
        row, amount, start = matrix.row.tolist(), matrix.amount.tolist(), matrix.start.tolist()
        for column, home in enumerate(matrix.home.tolist()):
            out.write(f" x{column} cost {-home}\n")
            out.writelines(f" x{column} r{row[at]} {amount[at]}\n" for at in range(start[column], start[column + 1]))
        out.write(" MARKER MARKER 'MARKER' 'INTEND'\nRHS\n")
        out.writelines(f" rhs r{row} {each}\n" for row, each in enumerate(matrix.upper.tolist()) if each)
        out.write("BOUNDS\n")
        out.writelines(f" UP bound x{column} {each}\n" for column, each in enumerate(matrix.limit.tolist()))
        out.write("ENDATA\n")


if __name__ == "__main__":
    main()
