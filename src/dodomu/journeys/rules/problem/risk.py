"""How dangerous an hour at a place is, in risk-hours, as known now.

0.2 in the country of the crisis, 1 under a state of emergency, 1 more under a terror alert; 0.05 in other countries,
where nobody is at home but nobody shoots; 0 at home. The same thing told twice of a place counts once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.engines.planner.problem import Steps
from dodomu.journeys.rules.problem.facts import Site
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import RestrictionKind

CALM, ELSEWHERE = 0.2, 0.05
ADDED: Final[Mapping[RestrictionKind, float]] = {
    RestrictionKind.STATE_OF_EMERGENCY: 0.8,
    RestrictionKind.TERROR_ALERT: 1.0,
}


def dangers(frame: Frame) -> Mapping[UUID, list[RestrictionKnown]]:
    """Return for each place the restrictions that make it dangerous."""
    found: dict[UUID, list[RestrictionKnown]] = {}
    for each in frame.in_force:
        if each.kind in ADDED:
            for place in frame.reached[each.thing]:
                found.setdefault(place, []).append(each)
    return found


def worst_of(frame: Frame, site: Site | None, because: list[RestrictionKnown]) -> float:
    """Return the highest risk that a place has at any hour by what is known."""
    if site is None or site.country == frame.facts.sending:
        return 0.0
    calm = CALM if site.country == frame.facts.country else ELSEWHERE
    return calm + sum(ADDED[kind] for kind in {each.kind for each in because})


def risk_of(frame: Frame, site: Site, ends: datetime, because: list[RestrictionKnown]) -> Steps | float:
    """Return the risk of a place over the time of the plan."""
    if site.country == frame.facts.sending:
        return 0.0
    calm = CALM if site.country == frame.facts.country else ELSEWHERE
    spans = [(max(each.begins_at or frame.begins, frame.begins), min(frame.ends_of(each), ends), each.kind)
             for each in because]  # fmt: skip
    changes = {hour for first, last, _ in spans for hour in (first, last) if frame.begins < hour < ends}
    levels: list[tuple[datetime, float]] = []
    for moment in [frame.begins, *sorted(changes)]:
        kinds = {kind for first, last, kind in spans if first <= moment < last}
        level = round(calm + sum(ADDED[kind] for kind in kinds), 6)
        if not levels or levels[-1][1] != level:
            levels.append((moment, level))
    return tuple(levels) if len(levels) > 1 else levels[0][1]
