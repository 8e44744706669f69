"""How it turns out in one run: which legs run, how late, which reopenings slip, who comes when called."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from dodomu.engines.planner.simulating.board import MINUTE, Board
from dodomu.engines.planner.simulating.chances import Chances, Draws


class Fact(NamedTuple):
    """Something that becomes known in a step: that a leg does not run or is late, or that a closure is longer."""

    step: int
    leg: int  # -1: it is a closure
    closure: int  # -1: it is a leg


class Fate:
    """What the dice of one run mean. Nothing of it depends on the plan.

    Legs that run late beyond what their permission, a closure or the horizon allow do not run.
    """

    def __init__(self, board: Board, chances: Chances, draws: Draws) -> None:
        self.ends: dict[int, datetime] = {}
        self.shut = board.shut
        if chances.reopening is not None:
            self._draw_reopenings(board, chances, draws)
        self.slips: dict[int, int] = {}
        self.failed: set[int] = set()
        self.ready, self.there = board.ready, board.there
        self._draw_legs(board, chances, draws)
        self._draw_parties(board, chances, draws)
        self.facts = sorted(self._facts(board, chances))

    def _draw_reopenings(self, board: Board, chances: Chances, draws: Draws) -> None:
        delay = chances.reopening
        for at, closure in enumerate(board.closures):
            whether, how_much = draws.closures[at]
            late = delay.minutes(whether, how_much) if delay and closure.daily is None else 0
            if late:
                self.ends[at] = closure.ends + late * MINUTE
        if self.ends:
            self.shut = list(board.shut)
            for at, ends in self.ends.items():
                when = board.when_stopped(board.closures[at], ends)
                for gate in board.gates[at]:
                    self.shut[gate] |= when

    def _draw_legs(self, board: Board, chances: Chances, draws: Draws) -> None:
        self.failed.update(np.flatnonzero(draws.legs[:, 0] >= _running(board, chances)).tolist())
        if chances.slip is not None or chances.slips:
            for at, leg in enumerate(board.legs):
                delay = chances.slips.get(leg.id, chances.slip)
                late = delay.minutes(draws.legs[at, 1], draws.legs[at, 2]) if delay else 0
                if late:
                    self.slips[at] = late
        for at in range(len(board.legs)) if self.ends else self.slips:
            if at not in self.failed and not board.may_go(at, board.legs[at], self.slips.get(at, 0), self.ends):
                self.failed.add(at)
        if self.slips:
            self.ready, self.there = list(board.ready), list(board.there)
            for at, late in self.slips.items():
                leg = board.legs[at]
                self.ready[at] = board.ready_for(leg, leg.departs + late * MINUTE)
                self.there[at] = board.up(leg.arrives + late * MINUTE)

    def _draw_parties(self, board: Board, chances: Chances, draws: Draws) -> None:
        rate = chances.no_show
        common = rate[0] + draws.common * (rate[1] - rate[0]) if isinstance(rate, tuple) else rate
        rates = np.full(len(board.parties), common)
        for who, told in chances.no_shows.items():
            rates[board.party[who]] = told
        missing = draws.parties[:, 0] < rates
        back = draws.parties[:, 1] < chances.again
        self.comes_not: Sequence[bool] = missing.tolist()
        self.comes_later: Sequence[bool] = (missing & back).tolist()
        self.late: Sequence[int] = [0] * len(board.parties)
        if chances.late is not None:
            delay = chances.late
            self.late = [board.long(delay.minutes(row[2], row[3])) for row in draws.parties]

    def _facts(self, board: Board, chances: Chances) -> list[Fact]:
        early = board.long(chances.notice)
        facts = []
        for at in self.failed | self.slips.keys():
            if not board.can_run[at]:
                continue
            step = max(0, board.ready[at] - early)
            facts.append(Fact(step, at, -1))
        facts += [Fact(max(0, board.down(board.closures[at].ends) - early), -1, at) for at in self.ends]
        return [fact for fact in facts if fact.step < board.steps]


def _running(board: Board, chances: Chances) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the chance of each leg to run."""
    return np.array([chances.runs.get(leg.id, leg.chance) for leg in board.legs], dtype=np.float64)


def share_draws(board: Board, chances: Chances, draws: Draws) -> Draws:
    """Return the dice with one number for the legs that are stopped by the same thing."""
    legs = draws.legs
    for together in chances.together:
        members = sorted(board.leg[leg] for leg in together)
        if members:
            legs[members, 0] = legs[members[0], 0]
    return draws
