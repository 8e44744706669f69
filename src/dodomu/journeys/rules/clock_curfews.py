"""Curfews on a clock of a departure: before it, after it, and where the leg arrives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from dodomu.journeys.rules.checks_of_restrictions import ROAD
from dodomu.journeys.rules.clocks import Because, Case, ClockLine, Fact, hour, minutes, open_line
from dodomu.journeys.rules.terms import ClockCode as Code
from dodomu.journeys.rules.terms import ClockState as State
from dodomu.journeys.rules.terms import MilestoneKind as Kind
from dodomu.situation.rules.restrictions import windows
from dodomu.situation.rules.terms import Effect, RestrictionKind

DAY: Final = timedelta(days=1)
NEAR: Final = timedelta(hours=6)  # a curfew that begins later than that after a leg does not matter to it
MARGIN: Final = timedelta(hours=1)  # less than that before a curfew is little

Stretch = tuple[datetime, datetime, str]  # from, until, ref of the restriction


def curfew_lines(case: Case) -> Iterator[ClockLine]:
    """Yield a line for every curfew that people meet before they leave, when they leave, or when they arrive."""
    yield from _before(case)
    yield from _leaving(case)
    yield from _arriving(case)


def _before(case: Case) -> Iterator[ClockLine]:
    """Who would be on the road to the meeting point in a curfew has to be there when it begins."""
    riders = case.riders
    since = min(riders.first_leave_by or case.meets, case.meets)
    for begins, ends, ref in _stretches(case, since - DAY, case.leaves + DAY, at_target=False):
        if begins < case.leaves and ends > since and not (_by_road(case) and begins <= case.leaves < ends):
            because = Because(Code.CURFEW_BEFORE_DEPARTURE, _facts(begins, ends, ref))
            yield _to_be_there(case, begins, ends, (because,))


def _to_be_there(case: Case, begins: datetime, ends: datetime, because: tuple[Because, ...]) -> ClockLine:
    """Judge by whoever sets out last before it ends: those who set out after it do not meet it."""
    last = case.riders.last_leave_by
    if last is not None and last >= ends:
        last = case.riders.first_leave_by
    if last is None:
        return open_line(Kind.CURFEW, begins, case, because)
    line = open_line(Kind.CURFEW, begins, case, because, reached_at=last)
    everybody_set_out = last <= begins < case.at
    return replace(line, state=State.DONE, slack=minutes(begins - last)) if everybody_set_out else line


def _leaving(case: Case) -> Iterator[ClockLine]:
    for begins, ends, ref in _stretches(case, case.leaves - DAY, case.leaves + NEAR, at_target=False):
        if begins <= case.leaves < ends:
            if _by_road(case):
                yield _against(begins, case.leaves, State.LATE, Code.DEPARTS_IN_CURFEW, _facts(begins, ends, ref))
        elif begins > case.leaves:
            yield _after(begins, case.leaves, Code.CURFEW_AFTER_DEPARTURE, _facts(begins, ends, ref))
            return


def _arriving(case: Case) -> Iterator[ClockLine]:
    comes = case.leg.comes_at
    if comes is None:
        return
    for begins, ends, ref in _stretches(case, comes - DAY, comes + NEAR, at_target=True):
        if begins <= comes < ends:
            state = State.LATE if _by_road(case) else State.SOON
            yield _against(begins, comes, state, Code.ARRIVES_IN_CURFEW, _facts(begins, ends, ref))
            return
        if begins > comes:
            yield _after(begins, comes, Code.CURFEW_AFTER_ARRIVAL, _facts(begins, ends, ref))
            return


def _after(begins: datetime, reached_at: datetime, code: Code, facts: tuple[tuple[str, Fact], ...]) -> ClockLine:
    state = State.SOON if begins - reached_at <= MARGIN else State.IN_TIME
    return _against(begins, reached_at, state, code, facts)


def _against(
    begins: datetime, reached_at: datetime, state: State, code: Code, facts: tuple[tuple[str, Fact], ...]
) -> ClockLine:
    return ClockLine(Kind.CURFEW, begins, None, state, minutes(begins - reached_at), (Because(code, facts),))


def _stretches(case: Case, since: datetime, until: datetime, *, at_target: bool) -> list[Stretch]:
    """Return when a curfew holds at an end of the leg between two hours, in order; several of the same hours once."""
    found: dict[tuple[datetime, datetime], str] = {}
    for met in case.ground.restrictions.met(case.leg):
        each = met.restriction
        is_there = met.at_target if at_target else met.at_origin
        if is_there and each.kind is RestrictionKind.CURFEW and each.effect is Effect.BLOCK:
            for window in windows(each, since, until):
                found.setdefault(window, each.ref or str(each.thing))
    return [(*window, ref) for window, ref in sorted(found.items())]


def _facts(begins: datetime, ends: datetime, ref: str) -> tuple[tuple[str, Fact], ...]:
    return hour("from", begins), hour("until", ends), ("restriction", ref)


def _by_road(case: Case) -> bool:
    return case.leg.mode in ROAD
