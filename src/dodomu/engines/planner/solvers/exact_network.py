"""The network of places and hours for the exact model: only hours at which something can begin.

Whoever comes somewhere waits there until something begins that they could take, so an arrival leads at once to the
next such step, with the danger and the room of the waiting. Each place has two rows of nodes: one for whoever is not
processed (a node for each step in which a walk, a shuttle, a ride without processing, or the processing itself may
begin), one for whoever is (a node for each step in which a ride may begin that needs it).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dodomu.engines.planner.grid import HOME, NONE, UNLIMITED, Grid, Ints

LEG, LINK, ROUND, WAIT, PROCESS = range(5)
OUT = -2  # the tail of arcs out of one's own place
PASSES = 4  # over the links; further ones find little more to leave out


@dataclass(frozen=True, slots=True)
class Departure:
    """A round that may leave its hub in a step with up to `most` vehicles, or each apart, numbered by `copy`."""

    round: int
    fleet: int
    leaves: int
    pickup: int
    back: int
    most: int
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Arc:
    """From node to node. It begins at `start`; its head is reached by it after waiting, if need be.

    Between steps `since` and `until` whoever takes it waits at `place` (NONE: at none, or at home). `danger` is for one
    person, with this waiting.
    """

    what: int
    which: int  # leg, link or departure
    start: int
    tail: int  # a node, or OUT
    head: int  # a node, or HOME
    danger: int
    place: int = NONE
    since: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Beginning:
    """How one can leave an own place: arcs out of it, and of a further row of nodes for whoever is processed there.

    Those nodes come after all others. `danger` of the arcs counts from the horizon backwards: it is what it costs more
    than to stay, so mostly negative.
    """

    arcs: tuple[Arc, ...]
    nodes: int


@dataclass
class Network:
    """Nodes, and arcs of whoever has left their own place, by start."""

    grid: Grid
    steps_unprocessed: list[list[int]] = field(default_factory=list)  # [places] steps of nodes
    steps_processed: list[list[int]] = field(default_factory=list)
    first_unprocessed: list[int] = field(default_factory=list)  # [places] number of the first node
    first_processed: list[int] = field(default_factory=list)
    nodes: int = 0
    departures: list[Departure] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    fixed_begins: list[set[int]] = field(default_factory=list)  # [places] of all but links
    starts: dict[tuple[int, bool], list[int]] = field(default_factory=dict)  # by link and whether from one's own place

    @cached_property
    def danger_until(self) -> list[list[int]]:
        """[places][T + 1] of waiting from the beginning until a step."""
        rows = np.concatenate([np.zeros((self.grid.places, 1), dtype=np.int64), self.grid.place_risk.cumsum(axis=1)], 1)
        return rows.tolist()  # type: ignore[no-any-return]

    def arriving(self, what: int, which: int, start: int, end: int, tail: int, to: int, danger: int) -> Arc | None:
        """Return the arc of a movement with the waiting after it; nothing if it comes too late for everything."""
        if to == HOME:
            return Arc(what, which, start, tail, HOME, danger)
        steps = self.steps_unprocessed[to]
        at = bisect_left(steps, end)
        if at == len(steps):
            return None
        until = self.danger_until[to]
        waited = until[steps[at]] - until[end]
        return Arc(what, which, start, tail, self.first_unprocessed[to] + at, danger + waited, to, end, steps[at])

    def beginning(self, place: int, car: bool, firsts: tuple[int, ...]) -> Beginning:
        """Return how those may begin who live at a place and are there from one of these steps on."""
        grid, first, until = self.grid, firsts[0], self.danger_until[place]
        found: list[Arc] = []

        def add(what: int, which: int, start: int, end: int, to: int, danger: int, tail: int = OUT) -> None:
            arc = self.arriving(what, which, start, end, tail, to, danger + until[start] - until[-1])
            if arc is not None:
                found.append(arc)

        rides = np.flatnonzero((grid.leg_from == place) & (grid.leg_start >= first)).tolist()
        own = sorted({int(grid.leg_start[leg]) for leg in rides if grid.leg_processed[leg]})
        for leg in rides:
            start, tail = int(grid.leg_start[leg]), OUT
            if grid.leg_processed[leg]:
                tail = self.nodes + own.index(start)
            add(LEG, leg, start, int(grid.leg_end[leg]), int(grid.leg_to[leg]), int(grid.leg_danger[leg]), tail)
        for step in processing_steps(grid, place, own):
            if step >= first:
                head = self.nodes + bisect_left(own, step + 1)
                found.append(Arc(PROCESS, place, step, OUT, head, 0))
        found += [Arc(WAIT, NONE, own[at], self.nodes + at, self.nodes + at + 1, 0) for at in range(len(own) - 1)]
        for link in np.flatnonzero((grid.link_from == place) & (car | ~grid.link_car)).tolist():
            long, to = int(grid.link_steps[link]), int(grid.link_to[link])
            for start in self.starts[link, True]:
                if start >= first:
                    add(LINK, link, start, start + long, to, int(grid.link_danger[link]))
        for number in self._departures_to.get(place, ()):
            each = self.departures[number]
            if each.pickup >= first:
                hub = int(grid.round_hub[each.round])
                add(ROUND, number, each.pickup, each.back, hub, int(grid.round_danger[each.round]))
        return Beginning(tuple(found), len(own))

    @cached_property
    def _departures_to(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, each in enumerate(self.departures):
            found.setdefault(int(self.grid.round_place[each.round]), []).append(number)
        return found

    def keep_starts_of_use(self, firsts: Sequence[Collection[int]]) -> None:
        """Keep, of the steps in which links may begin, those that no other step betters.

        Taken one link after the other, because the steps of one tell when one comes to, or must be at, the next. Those
        who begin at their own place ([places] when they are there) are told apart from those who came.
        """
        grid = self.grid
        every = [np.flatnonzero(row).tolist() for row in grid.link_open]
        self.starts = {(link, own): every[link] for link in range(len(every)) for own in (True, False)
                       if grid.link_from[link] != HOME and (own or not grid.link_car[link])}  # fmt: skip
        for _ in range(PASSES):
            for (link, own), starts in self.starts.items():
                place = int(grid.link_from[link])
                since = sorted(firsts[place]) if own else self._arrivals(place)
                self.starts[link, own] = self._unbettered(link, own, since, starts)

    def begins(self, place: int) -> list[int]:
        """Return the steps in which something may begin for whoever came to a place and is not processed."""
        found = set(self.fixed_begins[place])
        for link in np.flatnonzero((self.grid.link_from == place) & ~self.grid.link_car).tolist():
            found.update(self.starts[link, False])
        return sorted(found)

    def _arrivals(self, place: int) -> list[int]:
        grid = self.grid
        found = set(grid.leg_end[grid.leg_to == place].tolist())
        found.update(each.back for each in self.departures if grid.round_hub[each.round] == place)
        for (link, _), starts in self.starts.items():
            if grid.link_to[link] == place:
                found.update(start + int(grid.link_steps[link]) for start in starts)
        return sorted(found)

    def _unbettered(self, link: int, own: bool, since: list[int], starts: list[int]) -> list[int]:
        """Leave out a start that a later one betters, or an earlier one, in danger, with no more room taken.

        A later one must be in time for the same things at the other end, an earlier one must not be too early for
        anybody. Where room can run out, only leaving earlier, or only arriving later, takes no more of it.
        """
        grid = self.grid
        origin, to, long = int(grid.link_from[link]), int(grid.link_to[link]), int(grid.link_steps[link])
        roomy = [
            own or bool(grid.place_room[origin] >= UNLIMITED),
            to == HOME or bool(grid.place_room[to] >= UNLIMITED),
        ]
        events = [grid.steps] if to == HOME else self.begins(to)
        before = self.danger_until[origin]
        after = [0] * (grid.steps + 1) if to == HOME else self.danger_until[to]
        kept: list[int] = []
        window, least = -1, 0
        for start in reversed(starts):
            at, cost = bisect_left(events, start + long), before[start] - after[start + long]
            if at == len(events) or not bisect_right(since, start):
                continue
            if at != window or cost < least or not roomy[0]:
                kept.append(start)
                window, least = at, cost
        kept.reverse()
        if not roomy[1]:
            return kept
        found: list[int] = []
        window = -1
        for start in kept:
            at, cost = bisect_right(since, start), before[start] - after[start + long]
            if at != window or cost < least:
                found.append(start)
                window, least = at, cost
        return found


def processing_steps(grid: Grid, place: int, rides: list[int]) -> list[int]:
    """Return the steps in which it is worth being processed for rides that start in these steps (ascending).

    In one clock hour they all use the same, so of those between two rides only the last is worth it.
    """
    if not rides:
        return []
    allowed = [step for step in np.flatnonzero(grid.may_process[place, : rides[-1]]).tolist()
               if grid.processing[place, grid.hour_of[step]] > 0]  # fmt: skip
    found = []
    for at, step in enumerate(allowed):
        later = allowed[at + 1] if at + 1 < len(allowed) else None
        if (
            later is None
            or grid.hour_of[later] != grid.hour_of[step]
            or bisect_left(rides, step + 1) < bisect_left(rides, later + 1)
        ):
            found.append(step)
    return found


def network_of(grid: Grid, copies: Ints, firsts: Sequence[Collection[int]], apart: Collection[int] = ()) -> Network:
    """Return the network of a grid, for people who are at their own places from steps `firsts` [places] on.

    `copies` [places] is how many vehicles there can be of use at once, each with
    its own arcs in rounds that are `apart`.
    """
    network = Network(grid)
    network.departures = _departures(grid, copies, apart)
    _lay_nodes(network, firsts)
    _lay_arcs(network)
    return network


def _departures(grid: Grid, copies: Ints, apart: Collection[int]) -> list[Departure]:
    found = []
    last = {int(hub): max(_last_use(grid, int(hub)), default=-1) for hub in set(grid.round_hub.tolist()) if hub != HOME}
    for number, fleet in enumerate(grid.round_fleet.tolist()):
        hub = int(grid.round_hub[number])
        if grid.round_place[number] == HOME:
            continue
        many = min(int(grid.fleet_vehicles[fleet]), int(copies[grid.round_place[number]]))
        out, back = int(grid.round_out[number]), int(grid.round_back[number])
        for leaves in np.flatnonzero(grid.round_open[number]).tolist():
            if hub == HOME or leaves + out + back <= last[hub]:
                when = (number, fleet, leaves, leaves + out, leaves + out + back)
                if number in apart:
                    found += [Departure(*when, 1, at) for at in range(many)]
                elif many:
                    found.append(Departure(*when, many))
    return found


def _last_use(grid: Grid, hub: int) -> list[int]:
    """Return steps after which one need not come to a hub."""
    legs = grid.leg_start[grid.leg_from == hub].tolist()
    links = [
        int(np.flatnonzero(grid.link_open[link]).max(initial=-1)) for link in np.flatnonzero(grid.link_from == hub)
    ]
    rounds = [int(np.flatnonzero(grid.round_open[at]).max(initial=-1) + grid.round_out[at])
              for at in np.flatnonzero(grid.round_place == hub)]  # fmt: skip
    return [*legs, *links, *rounds]


def _lay_nodes(network: Network, firsts: Sequence[Collection[int]]) -> None:
    grid = network.grid
    begin: list[set[int]] = [set() for _ in range(grid.places)]
    for place in range(grid.places):
        legs = np.flatnonzero(grid.leg_from == place)
        processed = sorted(set(grid.leg_start[legs[grid.leg_processed[legs]]].tolist()))
        network.steps_processed.append(processed)
        begin[place].update(grid.leg_start[legs[~grid.leg_processed[legs]]].tolist())
        begin[place].update(processing_steps(grid, place, processed))
    for each in network.departures:
        begin[int(grid.round_place[each.round])].add(each.pickup)
    network.fixed_begins = begin
    network.keep_starts_of_use(firsts)
    for place in range(grid.places):
        network.steps_unprocessed.append(network.begins(place))
        network.first_unprocessed.append(network.nodes)
        network.nodes += len(network.steps_unprocessed[place])
        network.first_processed.append(network.nodes)
        network.nodes += len(network.steps_processed[place])


def _lay_arcs(network: Network) -> None:
    grid, until = network.grid, network.danger_until
    found: list[Arc | None] = []
    for place in range(grid.places):
        rows = ((network.steps_unprocessed[place], network.first_unprocessed[place]),
                (network.steps_processed[place], network.first_processed[place]))  # fmt: skip
        for steps, first in rows:
            for at in range(len(steps) - 1):
                since, to = steps[at], steps[at + 1]
                hurt = until[place][to] - until[place][since]
                found.append(Arc(WAIT, NONE, since, first + at, first + at + 1, hurt, place, since, to))
        (steps, first), (rides, first_ride) = rows
        for step in processing_steps(grid, place, rides):
            tail, at = first + bisect_left(steps, step), bisect_left(rides, step + 1)
            hurt = until[place][rides[at]] - until[place][step]
            found.append(Arc(PROCESS, place, step, tail, first_ride + at, hurt, place, step, rides[at]))
    for leg in range(len(grid.leg_ids)):
        place, start = int(grid.leg_from[leg]), int(grid.leg_start[leg])
        processed = bool(grid.leg_processed[leg])
        steps = (network.steps_processed if processed else network.steps_unprocessed)[place]
        tail = (network.first_processed if processed else network.first_unprocessed)[place] + bisect_left(steps, start)
        found.append(network.arriving(LEG, leg, start, int(grid.leg_end[leg]), tail, int(grid.leg_to[leg]),
                                      int(grid.leg_danger[leg])))  # fmt: skip
    for link in np.flatnonzero(~grid.link_car & (grid.link_from != HOME)).tolist():
        place, to, long = int(grid.link_from[link]), int(grid.link_to[link]), int(grid.link_steps[link])
        for start in network.starts[link, False]:
            tail = network.first_unprocessed[place] + bisect_left(network.steps_unprocessed[place], start)
            found.append(network.arriving(LINK, link, start, start + long, tail, to, int(grid.link_danger[link])))
    for number, each in enumerate(network.departures):
        place, hub = int(grid.round_place[each.round]), int(grid.round_hub[each.round])
        tail = network.first_unprocessed[place] + bisect_left(network.steps_unprocessed[place], each.pickup)
        found.append(network.arriving(ROUND, number, each.pickup, each.back, tail, hub,
                                      int(grid.round_danger[each.round])))  # fmt: skip
    network.arcs = sorted((arc for arc in found if arc is not None), key=lambda arc: arc.start)
