"""The market in whole parties and vehicles: its accounts are right, and what it seats holds."""

import math

import numpy as np
import pytest
from benchmarks.planner.instances import instance
from hypothesis import given

from dodomu.engines.planner.check import faults_of
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.solvers.pricing import add_use
from dodomu.engines.planner.solvers.rounding import Rounding
from dodomu.engines.planner.solvers.search import Budget, Search
from tests.engines.planner.effort import tried
from tests.engines.planner.strategies import problems

DAYS = 12


def searched(problem: Problem) -> Search:
    return Search(lay_out(problem), Budget(lambda: 0.0, math.inf, lambda: False), 1, lambda *_: None, 1e-4)


def rounded(search: Search) -> Rounding:
    bargain = search.bargain(lambda: True)
    search.hire(bargain, lambda: True)
    rounding = Rounding(search.roster(), bargain, 1)
    rounding.settle(lambda: True, days=DAYS, asks=2)
    return rounding


def used(rounding: Rounding) -> tuple[np.ndarray, np.ndarray]:
    """What all choices take together, reckoned anew: by row without vehicles, and who is aboard of rotations."""
    net, roster, pool, stand = rounding.net, rounding.roster, rounding.pool, rounding.stand
    load, aboard = np.zeros(net.rows), np.zeros_like(stand.aboard)
    for at, unit in enumerate(rounding.units.tolist()):
        column = int(stand.choice[at])
        if column < 0:
            continue
        what, when = pool.what[column], pool.when[column]
        length = int((what == -9).argmax()) if (what == -9).any() else len(what)
        persons, needs = roster.units.persons[unit], roster.units.needs[unit]
        start = roster.units.start[unit]
        add_use(net, roster.units.place[unit], start, needs / persons, float(persons), what, when, length, load)
        for choice, leaves in zip(what[:length].tolist(), when[:length].tolist(), strict=True):
            if choice >= net.legs + net.links:
                each = choice - net.legs - net.links
                aboard[each, leaves - net.round_out[each]] += needs
    return load, aboard


@tried(60)
@given(problems())
def test_what_is_taken_is_counted_right_and_what_is_seated_holds(given_: Problem) -> None:
    search = searched(given_)
    if search.crowd.groups == 0:
        return
    rounding = rounded(search)
    load, aboard = used(rounding)
    stand = rounding.stand
    assert (aboard == stand.aboard).all()
    shared = np.zeros(len(load), dtype=np.bool_)
    shared[stand.first_vehicle_row : stand.last_vehicle_row] = True
    counted = rounding.sold & ~shared
    assert np.allclose(load[counted], stand.load[counted])
    rounding.seat()
    assert faults_of(given_, rounding.roster.plan()) == ()


@pytest.mark.parametrize("seed", [2, 11])
def test_a_vehicle_leaves_whole(seed: int) -> None:
    rounding = rounded(searched(instance("S", seed)))
    stand, net = rounding.stand, rounding.net
    away = np.zeros(net.rows)
    for each, leaves in zip(*np.nonzero(stand.aboard.any(axis=2)), strict=True):
        kinds = stand.aboard[each, leaves] > 0
        vehicles = np.ceil(stand.aboard[each, leaves][kinds] / stand.seats[each][kinds]).max()
        first = net.vehicle_row[net.round_fleet[each]] + leaves
        away[first : first + net.round_out[each] + net.round_back[each]] += vehicles
    rows = slice(stand.first_vehicle_row, int(net.vehicle_row.max()) + net.steps)
    assert away[rows].any()
    assert (away[rows] == stand.load[rows]).all()
