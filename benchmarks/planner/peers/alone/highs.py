"""HiGHS (highspy) on the whole model."""

import math

import highspy
import numpy as np

from benchmarks.planner.peers.alone.files import Matrix, Task

INFINITE = 1 << 45


def main() -> None:
    task = Task()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(_model(task.matrix()))
    solver.setOptionValue("time_limit", task.left)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.9)

    def better(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        if out.objective_function_value > 0:
            task.keep(list(out.mip_solution), _finite(out.mip_dual_bound), "better")

    solver.cbMipImprovingSolution.subscribe(better)
    solver.run()
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.kSolutionStatusFeasible
    values = list(solver.getSolution().col_value) if found else None
    task.keep(values, _finite(info.mip_dual_bound), solver.modelStatusToString(solver.getModelStatus()))


def _model(matrix: Matrix) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.limit), len(matrix.upper)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = matrix.home.astype(np.float64)
    lp.col_lower_ = np.zeros(len(matrix.limit))
    lp.col_upper_ = matrix.limit.astype(np.float64)
    lp.row_lower_ = np.where(matrix.lower < -INFINITE, -highspy.kHighsInf, matrix.lower)
    lp.row_upper_ = matrix.upper.astype(np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.start
    lp.a_matrix_.index_ = matrix.row
    lp.a_matrix_.value_ = matrix.amount.astype(np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(matrix.limit)
    return lp


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) and abs(bound) < INFINITE else None


if __name__ == "__main__":
    main()
