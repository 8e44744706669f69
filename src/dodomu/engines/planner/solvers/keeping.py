"""Seating everybody as in an earlier plan, each vehicle with those who were in it, as far as that is still possible."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np

from dodomu.engines.planner.grid import Grid, Ints
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel
from dodomu.engines.planner.solvers.pricing import DEEPEST, PROCESS
from dodomu.engines.planner.solvers.roster import Roster
from dodomu.engines.planner.solvers.seating import put_back

Way = tuple[list[int], list[int], list[tuple[int, str]]]  # movements, steps, (round, rotation) of its shuttles


def seat_as_before(roster: Roster, plan: Plan) -> Ints:
    """Seat whoever can still go as planned; return the units that had a way and have none now.

    Whoever was promised something, and then whoever has most weight, is seated first: when there is less of something
    than before, the others lose it. A party that may not be split and was is not seated.
    """
    return _Keeper(roster, plan).seat()


def charters_kept(grid: Grid, plan: Plan) -> Ints:
    """[C] 1 for each charter of the plan that is still there and can be paid, cheapest first; else 0."""
    kept, left = np.zeros(len(grid.charter_ids), dtype=np.int64), grid.budget
    running = set(grid.leg_charter.tolist())
    for at in np.lexsort((np.arange(len(kept)), grid.charter_price)).tolist():
        if grid.charter_ids[at] in plan.charters and at in running and grid.charter_price[at] <= left:
            kept[at], left = 1, left - int(grid.charter_price[at])
    return kept


class _Keeper:
    def __init__(self, roster: Roster, plan: Plan) -> None:
        self.roster, self.plan, self.grid = roster, plan, roster.grid
        grid = self.grid
        self.legs = {each: at for at, each in enumerate(grid.leg_ids)}
        self.links = {each: at for at, each in enumerate(grid.link_ids)}
        self.parties = {each: at for at, each in enumerate(grid.party_ids)}
        self.rotations = {each.id: each for each in plan.rotations}
        ends = zip(grid.round_fleet.tolist(), grid.round_place.tolist(), strict=True)
        self.rounds = {(grid.fleet_ids[fleet], grid.place_ids[place]): at for at, (fleet, place) in enumerate(ends)}
        many = Counter(map(_beside, plan.rotations))
        self.twins = {each.id for each in plan.rotations if many[_beside(each)] > 1}
        self.slots: dict[str, int] = {}
        self.begins, self.minutes = grid.problem.begins.astimezone(UTC), grid.problem.step
        # lists are read one number at a time several times faster than arrays
        self.leg_from, self.leg_to = grid.leg_from.tolist(), grid.leg_to.tolist()
        self.leg_start, self.leg_end = grid.leg_start.tolist(), grid.leg_end.tolist()
        self.leg_processed = grid.leg_processed.tolist()
        self.known: dict[datetime, int] = {}

    def seat(self) -> Ints:
        grid, roster = self.grid, self.roster
        by_party: dict[int, list[Itinerary]] = {}
        for each in self.plan.itineraries:
            if each.party in self.parties:
                by_party.setdefault(self.parties[each.party], []).append(each)
        worth = grid.party_weight * grid.party_persons
        order = sorted(
            by_party, key=lambda at: (-int(grid.party_promise_cost[at]), -int(worth[at]), int(grid.waited[at]))
        )
        lost: list[int] = []
        for party in order:
            lost += self._seat_party(party, by_party[party])
        return (
            np.array(lost, dtype=np.int64)[np.argsort(_ranks(roster.by_worth)[lost])]
            if lost
            else np.zeros(0, dtype=np.int64)
        )

    def _seat_party(self, party: int, itineraries: list[Itinerary]) -> list[int]:
        units = list(self.roster.units_of_party.get(party, ()))
        if len(units) <= 1:
            way = self._way(party, itineraries[0]) if len(itineraries) == 1 else None
            whole = itineraries[0].persons == int(self.grid.party_persons[party])
            return [] if way and whole and units and self._put(units[0], way) else units
        persons, needs = self.roster.units.persons, self.roster.units.needs
        special = [unit for unit in units if persons[unit] > 1 or needs[unit].sum() > needs[unit, 0]]
        singles, lost = [unit for unit in units if unit not in special], []
        for each in sorted(
            itineraries,
            key=lambda each: (each.persons == each.needs.get("seat", 0) == sum(each.needs.values()), -each.persons),
        ):
            here, way = each.persons, self._way(party, each)
            chosen = []
            taken = [each.needs.get(kind, 0) for kind in self.grid.kinds]
            if special and int(persons[special[0]]) <= here and (needs[special[0]] <= taken).all():
                here -= int(persons[special[0]])
                chosen.append(special.pop(0))
            chosen += [singles.pop(0) for _ in range(min(here, len(singles)))]
            lost += [unit for unit in chosen if way is None or not self._put(unit, way)]
        return lost

    def _put(self, unit: int, way: Way) -> bool:
        what, when, shuttles = way
        roster = self.roster
        if when[0] < roster.units.start[unit]:
            return False
        steps, moments = np.zeros(DEEPEST, dtype=np.int32), np.zeros(DEEPEST, dtype=np.int32)
        steps[: len(what)], moments[: len(when)] = what, when
        twins = [
            (each, when[what.index(self._shuttle(each))] - int(self.grid.round_out[each]), rotation)
            for each, rotation in shuttles
            if rotation in self.twins
        ]
        if not twins:
            return bool(put_back(roster.net, roster.units, roster.seating, unit, steps, moments, len(what)))
        hidden = [self._face(each, leaves, rotation) for each, leaves, rotation in twins]
        done = bool(put_back(roster.net, roster.units, roster.seating, unit, steps, moments, len(what)))
        for (each, leaves, rotation), rest in zip(twins, hidden, strict=True):
            self._turn(each, leaves, rotation, rest)
        return done

    def _face(self, each: int, leaves: int, rotation: str) -> int:
        """Show of the vehicles that leave together only the one that is meant; return the first of the others."""
        seating = self.roster.seating
        first, mine = int(seating.slot_of[each, leaves]), self.slots.get(rotation, -1)
        if mine < 0:
            seating.slot_of[each, leaves] = -1
            return first
        if first == mine:
            first = int(seating.slot_next[mine])
        else:
            before = first
            while int(seating.slot_next[before]) != mine:
                before = int(seating.slot_next[before])
            seating.slot_next[before] = seating.slot_next[mine]
        seating.slot_of[each, leaves], seating.slot_next[mine] = mine, -1
        return first

    def _turn(self, each: int, leaves: int, rotation: str, rest: int) -> None:
        """Show the others again, behind the one that was meant."""
        seating = self.roster.seating
        now = int(seating.slot_of[each, leaves])
        if now < 0:
            seating.slot_of[each, leaves] = rest
            return
        self.slots[rotation] = last = now
        while int(seating.slot_next[last]) >= 0:  # somebody may have been given a vehicle of their own
            last = int(seating.slot_next[last])
        seating.slot_next[last] = rest

    def _shuttle(self, each: int) -> int:
        return len(self.legs) + len(self.links) + each

    def _step(self, moment: datetime) -> int:
        if moment not in self.known:
            minutes = (moment.astimezone(UTC) - self.begins).total_seconds() / 60 / self.minutes
            self.known[moment] = int(minutes) if minutes == int(minutes) else -1
        return self.known[moment]

    def _way(self, party: int, itinerary: Itinerary) -> Way | None:
        """Return a way home in whole numbers if place, time, papers and processing allow it; seats are not asked."""
        grid = self.grid
        place, step, own = int(grid.party_place[party]), int(grid.party_from[party]), True
        what: list[int] = []
        when: list[int] = []
        shuttles: list[tuple[int, str]] = []
        for movement in itinerary.steps:
            if place < 0 or len(what) + 2 > DEEPEST:
                return None
            found = self._movement(party, movement, place, step, own)
            if found is None:
                return None
            choices, moments, place, step = found
            if isinstance(movement, Shuttle):
                shuttles.append((choices[0] - self._shuttle(0), movement.rotation))
            what += choices
            when += moments
            own = False
        return (what, when, shuttles) if what and place < 0 and step <= grid.steps else None

    def _movement(  # noqa: PLR0911 (each reason to say no is one line)
        self, party: int, movement: Step, place: int, step: int, own: bool
    ) -> tuple[list[int], list[int], int, int] | None:
        grid = self.grid
        if isinstance(movement, Ride):
            leg = self.legs.get(movement.leg, -1)
            if leg < 0 or self.leg_from[leg] != place or not grid.ways[grid.party_ways[party], leg]:
                return None
            begin = self.leg_start[leg]
            if not self.leg_processed[leg]:
                return (
                    ([leg], [begin], self.leg_to[leg], self.leg_end[leg])
                    if movement.processed is None and begin >= step
                    else None
                )
            at = -1 if movement.processed is None else self._step(movement.processed)
            if not step <= at < min(begin, grid.steps) or not grid.may_process[place, at]:
                return None
            return [PROCESS, leg], [at, begin], self.leg_to[leg], self.leg_end[leg]
        if isinstance(movement, Travel):
            link, at = self.links.get(movement.link, -1), self._step(movement.leaves)
            if link < 0 or not step <= at < grid.steps or grid.link_from[link] != place or not grid.link_open[link, at]:
                return None
            if grid.link_car[link] and not (own and grid.party_car[party]):
                return None
            return [len(self.legs) + link], [at], int(grid.link_to[link]), at + int(grid.link_steps[link])
        rotation = self.rotations.get(movement.rotation)
        each = -1 if rotation is None else self.rounds.get((rotation.fleet, rotation.place), -1)
        if rotation is None or each < 0 or grid.round_place[each] != place:
            return None
        leaves = self._step(rotation.leaves)
        at = leaves + int(grid.round_out[each])
        if not 0 <= leaves < grid.steps or at < step or not grid.round_open[each, leaves]:
            return None
        return [self._shuttle(each)], [at], int(grid.round_hub[each]), at + int(grid.round_back[each])


def _beside(rotation: Rotation) -> tuple[str, str, datetime]:
    return rotation.fleet, rotation.place, rotation.leaves


def _is_plain(part: Itinerary) -> tuple[bool, int]:
    """Parts with more than one seat for each person first, then the largest."""
    return part.persons == part.needs.get("seat", 0) == sum(part.needs.values()), -part.persons


def _ranks(order: Ints) -> Ints:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
