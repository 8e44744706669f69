"""How many could be home by each day, whatever the plan: the most that flows through places, hours and seats.

Everybody is thought to go by themselves, with all papers, every charter hired and every shuttle free: so no plan has
more home by then. A maximum flow (Ford and Fulkerson 1956), by shortest augmenting paths (Dinic 1970), goes on from
one day to the next.
"""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from dodomu.engines.planner.check.closing import Closures
from dodomu.engines.planner.check.reading import Case
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Leg, Problem

FOR_PERSONS: Final = ("seat", "wheelchair", "stretcher", "infant")  # kinds of places in which somebody travels
NO_LIMIT: Final = 1 << 40
SOURCE, SINK = 0, 1
MANY_LEGS: Final = 1_000  # up to here it is a matter of seconds
STRIDES: Final = (4, 16, 64)  # short cuts along a line of legs: paths of hundreds of nodes would be found one by one
NEVER = timedelta(days=10_000)


def most_home(problem: Problem, moments: Sequence[datetime]) -> list[int]:
    """Return for each of some moments, in ascending order, how many no plan can have home before it.

    Of a problem with very many legs only the places on what arrives at home are counted.
    """
    if len(problem.legs) > MANY_LEGS:
        return [_places_home(problem, moment) for moment in moments]
    network = _Network(problem)
    found: list[int] = []
    total = 0
    for moment in moments:
        network.let_home_before(moment)
        total += network.flow.grow()
        found.append(total)
    return found


class _Flow:
    """A network with capacities, and the most that flows through it."""

    def __init__(self) -> None:
        self.edges_of: list[list[int]] = [[], []]
        self.target: list[int] = []
        self.room: list[int] = []

    def node(self) -> int:
        self.edges_of.append([])
        return len(self.edges_of) - 1

    def edge(self, origin: int, target: int, room: int) -> None:
        for node, other, left in ((origin, target, room), (target, origin, 0)):
            self.edges_of[node].append(len(self.target))
            self.target.append(other)
            self.room.append(left)

    def grow(self) -> int:
        """Let as much more flow as can, and return how much that is."""
        gained = 0
        while (levels := self._levels())[SINK] >= 0:
            following = [0] * len(self.edges_of)
            while more := self._push(levels, following):
                gained += more
        return gained

    def _levels(self) -> list[int]:
        levels = [-1] * len(self.edges_of)
        levels[SOURCE] = 0
        queue = deque([SOURCE])
        while queue:
            node = queue.popleft()
            for edge in self.edges_of[node]:
                if self.room[edge] and levels[self.target[edge]] < 0:
                    levels[self.target[edge]] = levels[node] + 1
                    queue.append(self.target[edge])
        return levels

    def _push(self, levels: Sequence[int], following: list[int]) -> int:
        """Send as much as one path takes, and return how much; each dead end is tried once."""
        path: list[int] = []
        node = SOURCE
        while node != SINK:
            edges = self.edges_of[node]
            while following[node] < len(edges):
                edge = edges[following[node]]
                if self.room[edge] and levels[self.target[edge]] == levels[node] + 1:
                    path.append(edge)
                    node = self.target[edge]
                    break
                following[node] += 1
            else:
                if not path:
                    return 0
                node = self.target[path.pop() ^ 1]
                following[node] += 1
        amount = min(self.room[edge] for edge in path)
        for edge in path:
            self.room[edge] -= amount
            self.room[edge ^ 1] += amount
        return amount


class _Network:
    """Who could take which leg in time, as a flow: groups, then legs in order of hours, then home."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.flow = problem, _Flow()
        self.homes = {place.id for place in problem.places if place.kind == "home"}
        self.apart = _apart(problem)
        self._waiting: list[tuple[datetime, int]] = []  # who could be home at a moment, not yet let home
        self._lines: dict[str, tuple[list[datetime], list[int]]] = {}
        self._write()

    def let_home_before(self, moment: datetime) -> None:
        """Let those home who can be there before a moment."""
        for home, node in self._waiting:
            if home < moment:
                self.flow.edge(node, SINK, NO_LIMIT)
        self._waiting = [each for each in self._waiting if each[0] >= moment]

    def _write(self) -> None:
        arriving = self._line_up(_running(self.problem))
        for leg, node in arriving:
            self._go_on(leg.target, leg.arrives.astimezone(UTC), node)
        begins = self.problem.begins.astimezone(UTC)
        groups: Counter[tuple[str, datetime]] = Counter()
        for party in self.problem.parties:
            if party.place not in self.homes:
                since = max(begins, party.available_from.astimezone(UTC)) if party.available_from else begins
                groups[party.place, since] += party.persons
        for (place, since), persons in groups.items():
            node = self.flow.node()
            self.flow.edge(SOURCE, node, persons)
            self._go_on(place, since, node)

    def _line_up(self, legs: Sequence[Leg]) -> list[tuple[Leg, int]]:
        """Put the legs of each place into the order in which one must be ready; who is in time may take a later one."""
        by_origin: dict[str, list[tuple[datetime, Leg]]] = {}
        for leg in legs:
            ready = leg.departs.astimezone(UTC) - timedelta(minutes=leg.buffer)
            by_origin.setdefault(leg.origin, []).append((ready, leg))
        arriving: list[tuple[Leg, int]] = []
        for origin, line in by_origin.items():
            line.sort(key=lambda each: (each[0], each[1].id))
            nodes = [self.flow.node() for _ in line]
            for (_, leg), node in zip(line, nodes, strict=True):
                arriving.append((leg, self.flow.node()))
                self.flow.edge(node, arriving[-1][1], _places(leg))
            for stride in (1, *STRIDES):
                for node, later in pairwise(nodes[::stride]):
                    self.flow.edge(node, later, NO_LIMIT)
            self._lines[origin] = [ready for ready, _ in line], nodes
        return arriving

    def _go_on(self, place: str, since: datetime, node: int) -> None:
        """Let whoever is at a place from a moment on take every leg and way home that can be reached in time."""
        for there, lasts in self.apart.get(place, {place: timedelta()}).items():
            if there in self.homes:
                self._waiting.append((since + lasts, node))
            elif there in self._lines:
                readies, nodes = self._lines[there]
                first = bisect_left(readies, since + lasts)
                if first < len(nodes):
                    self.flow.edge(node, nodes[first], NO_LIMIT)


def _running(problem: Problem) -> list[Leg]:
    """Return the legs that can be ridden: likely enough, permitted, and not stopped at their hours."""
    case = Case(problem, Plan())
    closures = Closures(case)
    begins, ends = problem.begins.astimezone(UTC), problem.ends.astimezone(UTC)

    def runs(leg: Leg) -> bool:
        departs, arrives = case.grid.moment(leg.departs), case.grid.moment(leg.arrives)
        return not (
            leg.chance < problem.least_chance
            or leg.departs.astimezone(UTC) < begins
            or leg.arrives.astimezone(UTC) > ends
            or closures.of_departure(leg.origin, departs, by_road=False)
            or closures.of_arrival(leg.target, arrives, by_road=False)
            or closures.of_beginning(leg.id, departs, by_road=False)
        )

    return [leg for leg in problem.legs if runs(leg)]


def _places(leg: Leg) -> int:
    return sum(max(0, leg.seats.get(kind, 0) - leg.held_back.get(kind, 0)) for kind in FOR_PERSONS)


def _places_home(problem: Problem, until: datetime) -> int:
    homes = {place.id for place in problem.places if place.kind == "home"}
    persons = sum(party.persons for party in problem.parties if party.place not in homes)
    if any(link.target in homes for link in problem.links) or any(fleet.hub in homes for fleet in problem.fleets):
        return persons
    return min(persons, sum(_places(leg) for leg in problem.legs if leg.target in homes and leg.arrives < until))


def _apart(problem: Problem) -> Mapping[str, Mapping[str, timedelta]]:
    """Return how long it takes at least from each place to each that can be reached by links and shuttles."""
    ways: dict[str, dict[str, timedelta]] = {}
    links = [(link.origin, link.target, link.minutes) for link in problem.links]
    links += [(each.place, fleet.hub, each.back) for fleet in problem.fleets for each in fleet.rounds]
    for origin, target, minutes in links:
        known = ways.setdefault(origin, {})
        known[target] = min(known.get(target, NEVER), timedelta(minutes=minutes))
    return {place: _from(place, ways) for place in {*ways, *(target for _, target, _ in links)}}


def _from(place: str, ways: Mapping[str, Mapping[str, timedelta]]) -> Mapping[str, timedelta]:
    found = {place: timedelta()}
    queue = deque([place])
    while queue:
        here = queue.popleft()
        for there, lasts in ways.get(here, {}).items():
            if found[here] + lasts < found.get(there, NEVER):
                found[there] = found[here] + lasts
                queue.append(there)
    return found
