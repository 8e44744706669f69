"""Whether a problem can be planned at all: every fault at once, each with where it stands.

`limits.py` says how large things may be, `faults.py` what can be wrong and in which words, `things.py`, `people.py` and
`frame.py` look for it: at places and ways, at parties, and at the horizon and what must hold for all of it together.
"""

from datetime import datetime

from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.validation import frame, people, things
from dodomu.engines.planner.validation.faults import FaultCode, ProblemFault
from dodomu.engines.planner.validation.watch import Watch

__all__ = ["FaultCode", "ProblemFault", "faults_of"]


def faults_of(problem: Problem, *, now: datetime | None = None) -> tuple[ProblemFault, ...]:
    """Return everything that is wrong with a problem, in the order in which it stands there; nothing raises.

    A problem without parties, legs or places is not wrong: there is nothing to do. The engine has no clock, so a
    horizon that is over is a fault only for a caller who says what hour it is (`now`, aware).
    """
    watch = Watch(problem)
    frame.look_at_the_horizon(watch, now)
    frame.look_at_the_words(watch)
    things.look_at_places(watch)
    people.look_at_parties(watch)
    things.look_at_legs(watch)
    things.look_at_charters(watch)
    things.look_at_fleets(watch)
    things.look_at_links(watch)
    things.look_at_closures(watch)
    things.look_at_permissions(watch)
    frame.look_at_the_whole(watch)
    return tuple(watch.faults)
