"""Whoever is left is put in beside a plan, and nobody who is in it is moved."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from dodomu.engines.planner.greedy.search import Search
from dodomu.engines.planner.greedy.stock import LEG, LINK, ROTATION, ROUND, Move, Stock, Who
from dodomu.engines.planner.grid import NONE, Grid
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step
from dodomu.engines.planner.problem import Problem


def filled(problem: Problem, plan: Plan) -> Plan:
    """Return a plan that holds with whoever else has a way beside it, the heaviest first, each whole."""
    grid = lay_out(problem)
    weight, waited = (grid.party_weight * grid.party_persons).tolist(), grid.waited.tolist()
    return Beside(grid, plan).fill(sorted(range(len(waited)), key=lambda party: (-weight[party], waited[party])))


class Beside:
    """What is left when a plan has taken what it needs. What the grid does not know of it is left out."""

    def __init__(self, grid: Grid, plan: Plan) -> None:
        self.grid, self.stock = grid, Stock(grid)
        self.itineraries: list[Itinerary] = []
        self._legs, self._links = _numbered(grid.leg_ids), _numbered(grid.link_ids)
        self._parties = _numbered(grid.party_ids)
        self._rotations = {each.id: each for each in plan.rotations}
        self._opened: dict[str, int] = {}  # rotation of the plan -> its number in the stock
        for charter, name in enumerate(grid.charter_ids):
            if name in plan.charters:
                self.stock.hired.add(charter)
                self.stock.money -= int(grid.charter_price[charter])
        for each in plan.itineraries:
            self._keep(each)

    def fill(self, order: Iterable[int]) -> Plan:
        """Return the plan with those of `order` who are not in it and have a way."""
        grid, search = self.grid, Search(self.stock)
        there = {each.party for each in self.itineraries}
        for party in order:
            name = grid.party_ids[party]
            if name not in there:
                who = self._who(party, int(grid.party_persons[party]), grid.party_needs[party].tolist())
                way = search.way(who)
                if way is not None:
                    self.itineraries.append(self.stock.give(name, who, way))
        charters = frozenset(grid.charter_ids[charter] for charter in self.stock.hired)
        return Plan(tuple(self.itineraries), tuple(self.stock.rotations()), charters)

    def _who(self, party: int, persons: int, needs: Sequence[int]) -> Who:
        grid = self.grid
        place, first, ways = int(grid.party_place[party]), int(grid.party_from[party]), int(grid.party_ways[party])
        return Who(place, first, ways, bool(grid.party_car[party]), persons, tuple(needs))

    def _keep(self, each: Itinerary) -> None:
        way = list(self._moves(each.steps))
        if each.party in self._parties and len(way) == len(each.steps):
            who = self._who(
                self._parties[each.party], each.persons, [each.needs.get(kind, 0) for kind in self.grid.kinds]
            )
            self.itineraries.append(self.stock.give(each.party, who, way))

    def _moves(self, steps: Iterable[Step]) -> Iterator[Move]:
        """Yield the movements of the steps that the grid knows."""
        for step in steps:
            if isinstance(step, Shuttle):
                if step.rotation in self._opened or self._open(step.rotation):
                    index = self._opened[step.rotation]
                    opened = self.stock.opened[index]
                    yield Move(ROTATION, index, opened.pickup, opened.back, self.stock.round_hub[opened.round])
            elif isinstance(step, Ride):
                if (leg := self._legs.get(step.leg)) is not None:
                    processed = NONE if step.processed is None else self._step(step.processed)
                    start, end = self.stock.leg_start[leg], self.stock.leg_end[leg]
                    yield Move(LEG, leg, start, end, self.stock.leg_to[leg], processed)
            elif (link := self._links.get(step.link)) is not None:
                start = self._step(step.leaves)
                yield Move(LINK, link, start, start + self.stock.link_steps[link], self.stock.link_to[link])

    def _open(self, name: str) -> bool:
        """Let a rotation of the plan take its vehicle; whether the grid knows its round."""
        planned = self._rotations.get(name)
        found = None if planned is None else self._round(planned)
        if planned is not None and found is not None:
            leaves, out = self._step(planned.leaves), self.stock.round_out[found]
            back = leaves + out + self.stock.round_back[found]
            self._opened[name] = self.stock.send(Move(ROUND, found, leaves + out, back, self.stock.round_hub[found]))
        return name in self._opened

    def _round(self, planned: Rotation) -> int | None:
        grid = self.grid
        for each, (fleet, place) in enumerate(zip(grid.round_fleet.tolist(), grid.round_place.tolist(), strict=True)):
            if (grid.fleet_ids[fleet], grid.place_ids[place]) == (planned.fleet, planned.place):
                return each
        return None

    def _step(self, moment: datetime) -> int:
        begins = self.grid.problem.begins.astimezone(UTC)
        return (moment.astimezone(UTC) - begins) // timedelta(minutes=self.grid.problem.step)


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
