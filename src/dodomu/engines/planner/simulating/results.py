"""Many runs in numbers that a desk can read: curves with percentiles, means and spreads, paired differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dodomu.engines.planner.simulating.outcome import Played

PERCENTS = (5, 25, 50, 75, 95)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number over all runs. `spread` is the standard deviation, `error` that of the mean."""

    mean: float
    spread: float
    error: float
    percentiles: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A number by day: persons (or weight) home by the end of each day of the problem's zone."""

    mean: tuple[float, ...]
    percentiles: Mapping[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A plan played many times. Everything but `runs` is worked out from `runs`."""

    seed: int
    days: tuple[date, ...]
    runs: tuple[Played, ...]
    home_by_day: Curve
    weight_by_day: Curve
    weight: Measure
    home: Measure
    left: Measure
    did_not_come: Measure
    on_the_way: Measure
    turned_away: Measure
    empty: Measure
    promises: Measure
    crowded: Measure


@dataclass(frozen=True, slots=True)
class Difference:
    """What a plan has more than the first one, run by run on the same dice.

    `surely` is whether zero lies outside the mean plus or minus two of its standard errors.
    """

    mean: float
    spread: float
    error: float
    percentiles: Mapping[int, float]
    more: float  # share of runs in which it has more
    same: float
    surely: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans played on the same dice. The differences are of each plan to the first, by name of plan and of measure."""

    simulated: Mapping[str, Simulated]
    first: str
    differences: Mapping[str, Mapping[str, Difference]]


MEASURES = ("weight", "home", "left", "did_not_come", "on_the_way", "turned_away", "empty", "promises", "crowded")


def measure_of(numbers: ArrayLike) -> Measure:
    """Return what is to be said of numbers, one from each run."""
    values = np.asarray(numbers, dtype=np.float64)
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    told = np.percentile(values, PERCENTS)
    return Measure(
        float(values.mean()), spread, spread / sqrt(len(values)), dict(zip(PERCENTS, told.tolist(), strict=True))
    )


def curve_of(rows: ArrayLike) -> Curve:
    """Return what is to be said of a table of runs by days."""
    table = np.asarray(rows, dtype=np.float64)
    told = np.percentile(table, PERCENTS, axis=0)
    return Curve(
        tuple(table.mean(axis=0).tolist()),
        {percent: tuple(row.tolist()) for percent, row in zip(PERCENTS, told, strict=True)},
    )


def simulated_of(seed: int, days: tuple[date, ...], runs: Sequence[Played]) -> Simulated:
    """Return what runs come to together."""
    measures = {name: measure_of([getattr(run, name) for run in runs]) for name in MEASURES}
    return Simulated(
        seed=seed,
        days=days,
        runs=tuple(runs),
        home_by_day=curve_of([run.home_by_day for run in runs]),
        weight_by_day=curve_of([run.weight_by_day for run in runs]),
        **measures,
    )


def difference_of(plan: Simulated, first: Simulated, name: str) -> Difference:
    """Return what a plan has more than another of one measure, run by run."""
    pairs = zip(plan.runs, first.runs, strict=True)
    values = np.array([getattr(mine, name) - getattr(other, name) for mine, other in pairs], dtype=np.float64)
    told = measure_of(values)
    return Difference(
        mean=told.mean,
        spread=told.spread,
        error=told.error,
        percentiles=told.percentiles,
        more=float((values > 0).mean()),
        same=float((values == 0).mean()),
        surely=abs(told.mean) > 2 * told.error,
    )
