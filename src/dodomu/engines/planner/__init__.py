"""Everybody home soonest, safest first, with proof.

Four nouns and a verb: a `Problem` is solved into an `Outcome`, which holds a `Plan` and for each `Level` of what is
best what it reaches and what no plan can better. `check.faults_of` tells whether any plan holds.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from dodomu.engines.planner.plan import Level, LevelName, Outcome, Plan, Prices, Progress, Status
from dodomu.engines.planner.problem import Problem

if TYPE_CHECKING:
    from dodomu.engines.planner.replanning import replan
    from dodomu.engines.planner.solving import solve

__all__ = ["Level", "LevelName", "Outcome", "Plan", "Prices", "Problem", "Progress", "Status", "replan", "solve"]


def __getattr__(name: str) -> object:
    # what computes is loaded when it is first wanted: reading a problem must not wait for a compiler
    if name == "solve":
        return import_module("dodomu.engines.planner.solving").solve
    if name == "replan":
        return import_module("dodomu.engines.planner.replanning").replan
    raise AttributeError(name)
