"""Constraints on what is stopped: closures and curfews, legs that do not run, permissions that do not hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.grid import Grid
from dodomu.engines.planner.check.reading import Case, Movement
from dodomu.engines.planner.problem import EVERYWHERE, Closure, Leg, Link, Permission


@dataclass(frozen=True, slots=True)
class _Read:
    """A closure with its moments."""

    given: Closure
    begins: int
    ends: int
    zone: tzinfo

    def covers(self, grid: Grid, moment: int) -> bool:
        if not self.begins <= moment < self.ends:
            return False
        if self.given.daily is None:
            return True
        since, until = self.given.daily
        wall = grid.wall(moment, self.zone)
        if wall is None:  # beyond the calendar nobody can tell, and nothing real begins
            return True
        if since <= until:
            return since <= wall.time() < until
        return wall.time() >= since or wall.time() < until


class Closures:
    """What is closed when. Each question is answered by the closure that says no, or None."""

    def __init__(self, case: Case) -> None:
        self._grid = case.grid
        self._at: dict[str, list[_Read]] = {}
        for given in case.problem.closures:
            begins, ends = case.grid.moment(given.begins), case.grid.moment(given.ends)
            read = _Read(given, begins, ends, given.zone or case.problem.zone)
            self._at.setdefault(given.at, []).append(read)
        self._everywhere = self._at.get(EVERYWHERE, [])

    def of_departure(self, place: str, moment: int, *, by_road: bool) -> Closure | None:
        """Return what keeps a movement from beginning at a place."""
        return self._of_place(place, moment, "departures", by_road=by_road)

    def of_arrival(self, place: str, moment: int, *, by_road: bool) -> Closure | None:
        """Return what keeps a movement from ending at a place."""
        return self._of_place(place, moment, "arrivals", by_road=by_road)

    def of_beginning(self, name: str, moment: int, *, by_road: bool) -> Closure | None:
        """Return what keeps a leg, link or fleet itself from beginning a movement."""
        for read in self._at.get(name, []):
            if (by_road or not read.given.road_only) and read.covers(self._grid, moment):
                return read.given
        return None

    def _of_place(self, place: str, moment: int, what: str, *, by_road: bool) -> Closure | None:
        for read in [*self._at.get(place, []), *self._everywhere]:
            given = read.given
            if given.stops in ("both", what) and (by_road or not given.road_only) and read.covers(self._grid, moment):
                return given
        return None


def nobody_counts_on_an_unlikely_leg(case: Case) -> Iterator[PlanFault]:
    """Nobody rides a leg that is less likely to run than the problem allows."""
    for move, leg in _legs(case):
        if leg.chance < case.problem.least_chance:
            facts = {"leg": leg.id, "chance": str(leg.chance), "least": str(case.problem.least_chance)}
            yield PlanFault(PlanFaultCode.UNLIKELY, move.words, facts)


def no_leg_of_a_charter_runs_unhired(case: Case) -> Iterator[PlanFault]:
    """Nobody rides a leg of a charter that is not hired."""
    for move, leg in _legs(case):
        if leg.charter is not None and leg.charter not in case.hired:
            yield PlanFault(PlanFaultCode.NOT_HIRED, move.words, {"leg": leg.id, "charter": leg.charter})


def no_leg_departs_without_its_permission(case: Case) -> Iterator[PlanFault]:
    """Nobody rides a leg that departs before its permission begins to hold, or when it holds no longer."""
    for move, leg in _legs(case):
        if leg.permission is not None and not holds(case, case.permissions.get(leg.permission), move.departs):
            facts = {"leg": leg.id, "permission": leg.permission, "at": case.grid.words(move.departs)}
            yield PlanFault(PlanFaultCode.NO_PERMISSION, move.words, facts)


def holds(case: Case, permission: Permission | None, moment: int) -> bool:
    """Tell whether a permission holds at a moment: from its beginning on, until its end."""
    if permission is None:
        return False
    begun = permission.begins is None or case.grid.moment(permission.begins) <= moment
    return begun and (permission.ends is None or moment < case.grid.moment(permission.ends))


def nothing_leaves_a_closed_place(case: Case) -> Iterator[PlanFault]:
    """No movement begins at a place from which nothing may leave then."""
    closures, width = Closures(case), case.grid.width
    for move in _people_and_vehicles(case):
        at = move.departs
        if closed := closures.of_departure(move.origin, at, by_road=_by_road(move)):
            yield _closed(PlanFaultCode.DEPARTURE_CLOSED, case, move.words, move.origin, at, closed)
    for rotation in case.rotations:
        if rotation.fleet is None or rotation.movement is None or rotation.leaves is None:
            continue
        hub, at = rotation.fleet.hub, case.grid.step_at(rotation.leaves) * width
        if closed := closures.of_departure(hub, at, by_road=True):
            yield _closed(PlanFaultCode.DEPARTURE_CLOSED, case, rotation.where, hub, at, closed)


def nothing_arrives_at_a_closed_place(case: Case) -> Iterator[PlanFault]:
    """No movement ends at a place at which nothing may arrive then."""
    closures = Closures(case)
    for move in _people_and_vehicles(case):
        at = move.arrives
        if closed := closures.of_arrival(move.target, at, by_road=_by_road(move)):
            yield _closed(PlanFaultCode.ARRIVAL_CLOSED, case, move.words, move.target, at, closed)
    for rotation in case.rotations:
        if rotation.movement is None:
            continue
        place, at = rotation.movement.origin, rotation.movement.departs
        if closed := closures.of_arrival(place, at, by_road=True):
            yield _closed(PlanFaultCode.ARRIVAL_CLOSED, case, rotation.where, place, at, closed)


def nothing_that_is_stopped_begins(case: Case) -> Iterator[PlanFault]:
    """No leg, link or fleet that is closed itself begins a movement."""
    closures = Closures(case)
    for move in case.users:
        if not isinstance(move.by, Leg | Link):
            continue
        if stopped := closures.of_beginning(move.by.id, move.departs, by_road=_by_road(move)):
            yield _stopped(case, move.words, move.departs, stopped)
    for rotation in case.rotations:
        if rotation.fleet is None or rotation.leaves is None:
            continue
        at = case.grid.step_at(rotation.leaves) * case.grid.width
        if stopped := closures.of_beginning(rotation.fleet.id, at, by_road=True):
            yield _stopped(case, rotation.where, at, stopped)


def nobody_is_processed_where_it_is_closed(case: Case) -> Iterator[PlanFault]:
    """Nobody is processed at a place from which nothing but what goes by road may leave then."""
    closures = Closures(case)
    known: dict[tuple[str, int], Closure | None] = {}
    for itinerary in case.itineraries:
        for move, moment in zip(itinerary.moves, itinerary.processed, strict=True):
            if move is None or moment is None or not move.processed:
                continue
            at = case.grid.step_at(moment) * case.grid.width
            if (move.origin, at) not in known:
                known[move.origin, at] = closures.of_departure(move.origin, at, by_road=False)
            if closed := known[move.origin, at]:
                facts = {"party": itinerary.name, "itinerary": str(itinerary.number), "place": move.origin}
                facts |= {"at": case.grid.words(at), "why": _why(closed)}
                yield PlanFault(PlanFaultCode.PROCESSED_WHILE_CLOSED, itinerary.where, facts)


def _legs(case: Case) -> Iterator[tuple[Movement, Leg]]:
    return ((move, move.by) for move in case.users if isinstance(move.by, Leg))


def _people_and_vehicles(case: Case) -> Iterator[Movement]:
    """Every movement that anybody uses, and every rotation, used or not."""
    yield from (move for move in case.users if isinstance(move.by, Leg | Link))
    yield from (rotation.movement for rotation in case.rotations if rotation.movement is not None)


def _by_road(move: Movement) -> bool:
    return not isinstance(move.by, Leg)


def _closed(code: PlanFaultCode, case: Case, name: str, place: str, moment: int, closed: Closure) -> PlanFault:
    facts: Mapping[str, str] = {"place": place, "at": case.grid.words(moment), "why": _why(closed)}
    return PlanFault(code, name, {"what": name, **facts})


def _stopped(case: Case, name: str, moment: int, stopped: Closure) -> PlanFault:
    facts = {"what": name, "at": case.grid.words(moment), "why": _why(stopped)}
    return PlanFault(PlanFaultCode.STOPPED, name, facts)


def _why(closure: Closure) -> str:
    return f" ({closure.why})" if closure.why else ""
