"""HiGHS, asked for the best of one level of a model, always in the same way, so that it always answers the same."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from dodomu.engines.planner.grid import Flags, Floats, Ints
from dodomu.engines.planner.solvers.exact_model import NO_LIMIT, Model

WHOLE = 1e-6  # as near to a whole number counts as one
LARGEST = 1e5  # of what is given to the solver
MANY = 10_000  # columns from which on it is worth looking among some of them first
LITTLE = 0.01  # share of what is to be gained at most


@dataclass(frozen=True, slots=True)
class Fixed:
    """A level that was solved: its amounts by column may not add up to less, or to more, than this."""

    worth: Ints
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best columns found, if any, and what nobody can go below (in units of the costs); whether that is proven.

    `as_known`: nothing costs less than what is known, so no columns were looked for.
    """

    columns: Ints | None
    bound: float
    proven: bool
    relaxed: "Relaxed | None" = None
    as_known: bool = False


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best when columns may be parts of whole numbers, and what one more of each column costs then."""

    bound: float
    columns: Floats
    reduced: Floats


def least_of(
    model: Model,
    cost: Ints,
    fixed: Sequence[Fixed],
    within: tuple[Ints, Ints],
    *,
    left: Callable[[], float],
    gap: float,
    begin: Ints | None,
    stop: Callable[[], bool] | None,
    known: int | None = None,
    among: bool = True,
) -> Found:
    """Return columns of least cost; none, but `as_known`, if nothing can cost less than `known`.

    `gap` is what is enough, as a share. `within` are limits of the columns, `begin` columns that hold, if there are
    any; `left` tells how many seconds there are. `known` is what some plan costs that is as good as those that are
    sought; it need not be given in columns. `among` says whether to look first among the columns that are near to
    paying: no use where a charter has a price of its own, which is paid whole.
    """
    reach = math.inf if known is None else float(known)
    if begin is not None:
        reach = min(reach, float(cost @ begin))
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    divisor = _divisor(cost)
    for name, value in (
        ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0),
        ("mip_rel_gap", gap), ("mip_abs_gap", 0.9 / divisor * max(1, math.gcd(*cost.tolist()))),
        ("mip_feasibility_tolerance", 1e-7),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    _pass(solver, model, cost / divisor, within)
    for each in fixed:
        _fix(solver, each)
    if stop is not None:
        _watch(solver, stop)
    relaxed = _relax(solver, model, divisor, left())
    if relaxed is not None:
        parts = np.abs(relaxed.columns - np.rint(relaxed.columns)) > WHOLE
        if not parts.any():
            return Found(np.rint(relaxed.columns).astype(np.int64), relaxed.bound, proven=True, relaxed=relaxed)
        unit = math.gcd(*cost.tolist())
        if known is not None and relaxed.bound > known - (1.0 - LITTLE) * unit:
            return Found(None, float(known), proven=True, relaxed=relaxed, as_known=True)
        if model.columns > MANY and among:
            # The best is probably near and takes no column that is far from paying: without those it is soon found.
            spare = max(0.999 * unit, LITTLE * (reach - relaxed.bound))
            columns = _among(solver, within, begin, relaxed.reduced <= spare, left())
            if columns is not None and cost @ columns <= reach:
                begin, reach = columns, float(cost @ columns)
                if cost @ columns <= relaxed.bound + spare:
                    return Found(columns, float(cost @ columns), proven=True, relaxed=relaxed)
        # Whatever betters what there is takes no column that costs more than is to be gained.
        _allow(solver, within, relaxed.reduced <= reach - relaxed.bound + 0.5)
    columns, status, info = _solved(solver, begin, left())
    bound = info.mip_dual_bound * divisor
    if relaxed is not None and not bound > relaxed.bound:
        bound = relaxed.bound
    return Found(columns, bound, status == highspy.HighsModelStatus.kOptimal, relaxed)


def _solved(solver: Any, begin: Ints | None, seconds: float) -> tuple[Ints | None, Any, Any]:
    if begin is not None:
        solution = highspy.HighsSolution()
        solution.col_value = begin.astype(np.float64).tolist()
        solver.setSolution(solution)
    solver.setOptionValue("time_limit", max(0.0, seconds))
    solver.run()
    info, columns = solver.getInfo(), None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        columns = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
    return columns, solver.getModelStatus(), info


def _allow(solver: Any, within: tuple[Ints, Ints], chosen: Flags) -> None:
    """Let columns that are not chosen be no more than they must."""
    least, most = (limit.astype(np.float64) for limit in within)
    solver.changeColsBounds(len(chosen), np.arange(len(chosen), dtype=np.int32), least, np.where(chosen, most, least))


def _among(solver: Any, within: tuple[Ints, Ints], begin: Ints | None, chosen: Flags, seconds: float) -> Ints | None:
    """Return the best that needs no column but these, if it is found."""
    _allow(solver, within, chosen)
    columns, status, _ = _solved(solver, begin, seconds)
    return columns if status == highspy.HighsModelStatus.kOptimal else None


def _relax(solver: Any, model: Model, divisor: float, seconds: float) -> Relaxed | None:
    every = np.arange(model.columns, dtype=np.int32)
    solver.changeColsIntegrality(model.columns, every, np.full(model.columns, highspy.HighsVarType.kContinuous))
    solver.setOptionValue("time_limit", max(0.0, seconds))
    solver.run()
    relaxed = None
    if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        solution = solver.getSolution()
        bound = solver.getInfo().objective_function_value * divisor
        relaxed = Relaxed(bound, np.array(solution.col_value), np.array(solution.col_dual) * divisor)
    solver.clearSolver()
    solver.changeColsIntegrality(model.columns, every, np.full(model.columns, highspy.HighsVarType.kInteger))
    return relaxed


def _divisor(cost: Ints) -> float:
    """Return what makes whole costs small enough for a solver that counts in fractions, and still tells them apart."""
    largest = int(np.abs(cost).max(initial=0))
    common = max(1, math.gcd(*cost.tolist()))
    return float(common) if largest / common <= LARGEST else max(float(common), largest / LARGEST)


def _pass(solver: Any, model: Model, cost: Floats, within: tuple[Ints, Ints]) -> None:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, len(model.upper)
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = (limit.astype(np.float64) for limit in within)
    lp.row_lower_ = np.where(model.lower <= -NO_LIMIT, -highspy.kHighsInf, model.lower.astype(np.float64))
    lp.row_upper_ = np.where(model.upper >= NO_LIMIT, highspy.kHighsInf, model.upper.astype(np.float64))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = model.start.astype(np.int32)
    lp.a_matrix_.index_ = model.row.astype(np.int32)
    lp.a_matrix_.value_ = model.amount.astype(np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * model.columns
    solver.passModel(lp)


def _fix(solver: Any, fixed: Fixed) -> None:
    index = np.flatnonzero(fixed.worth)
    divisor = _divisor(fixed.worth)
    least = -highspy.kHighsInf if fixed.least <= -NO_LIMIT else fixed.least / divisor
    most = highspy.kHighsInf if fixed.most >= NO_LIMIT else (fixed.most + 0.4) / divisor
    solver.addRow(least, most, len(index), index.astype(np.int32), fixed.worth[index] / divisor)


def _watch(solver: Any, stop: Callable[[], bool]) -> None:
    def look(event: Any) -> None:
        if stop():
            event.interrupt()

    solver.cbMipInterrupt.subscribe(look)
