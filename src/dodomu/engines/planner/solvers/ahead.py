"""Compiling everything ahead: when installing (`python -m dodomu.engines.planner.solvers.ahead`), or before first use.

A tiny problem is searched through, so that every compiled function is met with the kinds of numbers it will always get.
What was compiled is kept on disk and marked as whole, under the fingerprint of its sources (`compiling.py`).
"""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.problem import Charter, Fleet, Leg, Link, Party, Place, Problem, Round
from dodomu.engines.planner.solvers import compiling
from dodomu.engines.planner.solvers.keeping import seat_as_before
from dodomu.engines.planner.solvers.search import Budget, Search, Tell

_MARK = "all-is-compiled"


def is_compiled() -> bool:
    """Return whether all of it was compiled here before, and lies on disk."""
    return (Path(compiling.folder()) / _MARK).exists()


def wait(tell: Tell, elapsed: Callable[[], float]) -> float:
    """Compile if it was not done before; return how many seconds of `elapsed` it took."""
    if is_compiled():
        return 0.0
    tell("compiling", None, None)
    begun = elapsed()
    compile_everything()
    return elapsed() - begun


def compile_everything() -> None:
    """Compile what is not compiled yet: some tens of seconds the first time, less than one later."""
    grid = lay_out(_tiny())
    search = Search(grid, Budget(lambda: 0.0, math.inf, lambda: False), 0, lambda *_: None, 1e-4)
    search.first_plan()
    bargain = search.bargain(lambda: True)
    search.hire(bargain, lambda: True)
    roster = search.round(bargain, lambda: True, None, 1)
    before = roster.plan()
    roster.mend(search.price, 20, 0, 0.0)
    roster.let_the_longest_waiting_go_first()
    seat_as_before(search.roster(), before)
    search.danger_bound(0, lambda: True)
    try:
        folder = Path(compiling.folder())
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()
    except OSError:  # it only means that it is tried again
        return


def _tiny() -> Problem:
    """Return a problem in which people walk, ride shuttles, change, are processed, and in part must stay."""
    begins = datetime(2026, 3, 1, tzinfo=UTC)

    def at(hour: int) -> datetime:
        return begins + timedelta(hours=hour)

    return Problem(
        begins=begins,
        ends=at(48),
        zone=UTC,
        places=(
            Place("far", kind="place", risk=1.0),
            Place("near", kind="place", risk=1.0),
            Place("airport", kind="airport", risk=1.0, processing=6, room=20),
            Place("abroad", kind="abroad", room=50),
            Place("home", kind="home"),
        ),
        parties=tuple(
            Party(f"{where}{each}", place=where, persons=1 + each % 3, needs={"seat": 1 + each % 3})
            for where in ("far", "near")
            for each in range(8)
        ),
        legs=(
            Leg("out", "airport", "abroad", at(20), at(22), {"seat": 12}),
            Leg("on", "abroad", "home", at(26), at(30), {"seat": 20}),
            Leg("hired", "airport", "home", at(30), at(36), {"seat": 6}, charter="charter"),
        ),
        charters=(Charter("charter", 100),),
        fleets=(Fleet("buses", "airport", 2, {"seat": 4}, (Round("far", out=120, back=120),)),),
        links=(Link("walk", "near", "airport", minutes=120),),
        budget=200,
    )


if __name__ == "__main__":
    compile_everything()
