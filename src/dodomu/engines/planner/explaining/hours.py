"""A problem with every moment in UTC: wall-clock times cannot be subtracted over a change of the clocks."""

from dataclasses import replace
from datetime import UTC, datetime

from dodomu.engines.planner.problem import Closure, Leg, Party, Permission, Place, Problem, Steps


def in_utc(problem: Problem) -> Problem:
    """Return the same problem in UTC; itself if it is so already. Its zone stays, for days and what is daily."""
    made = replace(
        problem,
        begins=utc(problem.begins),
        ends=utc(problem.ends),
        places=tuple(_place(place) for place in problem.places),
        parties=tuple(_party(party) for party in problem.parties),
        legs=tuple(_leg(leg) for leg in problem.legs),
        closures=tuple(_closure(closure) for closure in problem.closures),
        permissions=tuple(_permission(permission) for permission in problem.permissions),
    )
    same = all(_is_same(getattr(made, name), getattr(problem, name)) for name in _WITH_MOMENTS)
    return problem if same else made


_WITH_MOMENTS = ("begins", "ends", "places", "parties", "legs", "closures", "permissions")


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one at the very end of the calendar as it is."""
    if moment.tzinfo is UTC:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment


def _is_same(made: object, given: object) -> bool:
    if isinstance(made, tuple) and isinstance(given, tuple):
        return all(one is other for one, other in zip(made, given, strict=True))
    return made is given


def _may_be(moment: datetime | None) -> datetime | None:
    return None if moment is None else utc(moment)


def _party(party: Party) -> Party:
    since = _may_be(party.available_from)
    return party if since is party.available_from else replace(party, available_from=since)


def _leg(leg: Leg) -> Leg:
    departs, arrives = utc(leg.departs), utc(leg.arrives)
    same = departs is leg.departs and arrives is leg.arrives
    return leg if same else replace(leg, departs=departs, arrives=arrives)


def _closure(closure: Closure) -> Closure:
    begins, ends = utc(closure.begins), utc(closure.ends)
    same = begins is closure.begins and ends is closure.ends
    return closure if same else replace(closure, begins=begins, ends=ends)


def _permission(permission: Permission) -> Permission:
    begins, ends = _may_be(permission.begins), _may_be(permission.ends)
    same = begins is permission.begins and ends is permission.ends
    return permission if same else replace(permission, begins=begins, ends=ends)


def _place(place: Place) -> Place:
    risk = _steps(place.risk) if isinstance(place.risk, tuple) else place.risk
    processing = _steps(place.processing) if isinstance(place.processing, tuple) else place.processing
    same = risk is place.risk and processing is place.processing
    return place if same else replace(place, risk=risk, processing=processing)


def _steps(steps: Steps) -> Steps:
    made = tuple((utc(moment), value) for moment, value in steps)
    return steps if all(one[0] is other[0] for one, other in zip(made, steps, strict=True)) else made
