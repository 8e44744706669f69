"""What a desk does with a spreadsheet: one party after another gets the way home that is earliest with what is left.

Nothing that was given away is taken back. The plan has no faults, whatever the problem (as long as that has none); it
makes no claim to be good. It is what the planner is measured beside, and a first plan when nothing better is there yet.
"""

from collections.abc import Iterable, Iterator

from dodomu.engines.planner.greedy.search import Search
from dodomu.engines.planner.greedy.stock import Stock, Who
from dodomu.engines.planner.grid import Grid
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.plan import Itinerary, Plan
from dodomu.engines.planner.problem import Problem

__all__ = ["by_priority", "by_registration"]


def by_priority(problem: Problem) -> Plan:
    """Return the plan of a desk that serves the heaviest priority first, and of those who has waited longest."""
    grid = lay_out(problem)
    weight, waited = grid.party_weight.tolist(), grid.waited.tolist()
    return _Desk(grid).serve(sorted(range(len(waited)), key=lambda party: (-weight[party], waited[party])))


def by_registration(problem: Problem) -> Plan:
    """Return the plan of a desk that serves whoever has waited longest."""
    grid = lay_out(problem)
    waited = grid.waited.tolist()
    return _Desk(grid).serve(sorted(range(len(waited)), key=lambda party: waited[party]))


class _Desk:
    """Serves parties in the order in which they are called."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.stock = Stock(grid)
        self.search = Search(self.stock)
        self.itineraries: list[Itinerary] = []

    def serve(self, order: Iterable[int]) -> Plan:
        """Return the plan of serving parties in this order."""
        for party in order:
            for persons, needs in self._parts(party):
                self._try(party, persons, needs)
        return Plan(
            itineraries=tuple(self.itineraries),
            rotations=tuple(self.stock.rotations()),
            charters=frozenset(self.grid.charter_ids[charter] for charter in self.stock.hired),
        )

    def _parts(self, party: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Try a party whole; then, if it may be split and did not go, the largest parts that have a way.

        What is needed besides seats goes with the first part, and so does whoever needs no seat.
        """
        grid = self.grid
        whole, needs = int(grid.party_persons[party]), tuple(grid.party_needs[party].tolist())
        before = len(self.itineraries)
        yield whole, needs
        if len(self.itineraries) > before or not grid.party_split[party] or "seat" not in grid.kinds:
            return
        seat = grid.kinds.index("seat")
        others = whole
        if needs[seat] != whole or sum(needs) != needs[seat]:
            least = max(1, whole - needs[seat] + 1) if needs[seat] else whole
            others = whole - least
            for behind in range(1, others + 1):
                yield whole - behind, (*needs[:seat], needs[seat] - behind, *needs[seat + 1 :])
                if len(self.itineraries) > before:
                    others = behind
                    break
        size = min(others, whole - 1)
        while size and others:
            before = len(self.itineraries)
            yield size, tuple(size if kind == seat else 0 for kind in range(len(needs)))
            others -= size if len(self.itineraries) > before else 0
            size = min(size, others) if len(self.itineraries) > before else size - 1

    def _try(self, party: int, persons: int, needs: tuple[int, ...]) -> None:
        grid = self.grid
        place, first, ways = int(grid.party_place[party]), int(grid.party_from[party]), int(grid.party_ways[party])
        who = Who(place, first, ways, bool(grid.party_car[party]), persons, needs)
        way = self.search.way(who)
        if way is not None:
            self.itineraries.append(self.stock.give(grid.party_ids[party], who, way))
