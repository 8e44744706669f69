"""Label search over steps: how a traveller can be anywhere, and how it can come home from anywhere.

One label for each place and step, kept twice: not yet processed, and processed. A label holds the least danger; since
every step has its own label, whether and when a place can be reached is exact as well.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from dodomu.engines.planner.explaining.left_over import Hop
from dodomu.engines.planner.explaining.world import HOME, START, Lacks, World

NEVER = 1 << 90
T = TypeVar("T")
Key = tuple[str, str, str]
WAITED, PROCESSED = 1, 2
Via = tuple[Hop, int] | int | None  # how a label was reached: by a movement from a node, by waiting, by being processed
Next = Hop | int | None
NOTHING: frozenset[Key] = frozenset()
NO_VIA: Via = None
NO_NEXT: Next = None


def _fine(lacks: Lacks, forgiven: Collection[Key]) -> bool:
    return all(lack.key in forgiven for lack in lacks)


@dataclass(frozen=True, slots=True)
class Reached:
    """Forward labels: `danger[layer][node][step]`, layer 1 when processed. Home is the last node."""

    world: World
    danger: tuple[list[list[int]], list[list[int]]]
    via: tuple[list[list[Via]], list[list[Via]]]

    @property
    def home(self) -> list[int]:
        """The least danger of coming home in each step."""
        return self.danger[0][HOME]

    def soonest(self) -> int | None:
        """Return the first step in which the traveller can be home."""
        return next((k for k, danger in enumerate(self.home) if danger < NEVER), None)

    def safest(self) -> int | None:
        """Return the step of coming home with the least danger; the soonest of equals."""
        best = min(range(len(self.home)), key=lambda k: (self.home[k], k))
        return best if self.home[best] < NEVER else None

    def chain_home(self, step: int) -> list[Hop]:
        """Return the movements that come home in a step."""
        via = self.via[0][HOME][step]
        return self.back(*via) if isinstance(via, tuple) else []

    def danger_before(self, hop: Hop) -> int:
        """Return the danger until a movement begins, NEVER if it cannot be made in time."""
        nodes = self._nodes(hop.origin)
        return min((self.danger[_layer(hop)][node][hop.begin] for node in nodes), default=NEVER)

    def chain_by(self, hop: Hop) -> list[Hop]:
        """Return the movements up to and with one that can be made in time."""
        return self.back(hop, min(self._nodes(hop.origin), key=lambda node: self.danger[_layer(hop)][node][hop.begin]))

    def first_at(self, place: str) -> tuple[int, list[Hop]] | None:
        """Return the first step in which the traveller can be at a place, and how it comes there."""
        found = []
        for node in self._nodes(place):
            step = next((k for k, danger in enumerate(self.danger[0][node]) if danger < NEVER), None)
            if step is not None:
                found.append((step, node))
        if not found:
            return None
        step, node = min(found)
        return step, self.chain_to(node, step)

    def chain_to(self, node: int, step: int) -> list[Hop]:
        """Return the movements by which it is at a node in a step, not processed yet; it may have waited there."""
        via: Via = WAITED
        while via == WAITED:
            via = self.via[0][node][step]
            step -= 1
        return self.back(*via) if isinstance(via, tuple) else []

    def _nodes(self, place: str) -> list[int]:
        nodes = [START] if place == self.world.who.place else []
        return nodes + ([self.world.node[place]] if place in self.world.node else [])

    def back(self, last: Hop, node: int) -> list[Hop]:
        """Return the movements up to and with one that begins at a node in time."""
        chain, hop, k, layer = list[Hop](), last, last.begin, _layer(last)
        while True:
            via = self.via[layer][node][k]
            if isinstance(via, tuple):
                chain.append(hop)
                hop, node = via
                k, layer = hop.begin, _layer(hop)
            elif via == WAITED:
                k -= 1
            elif via == PROCESSED:
                k, layer = k - 1, 0
                hop = replace(hop, processed=k)
            else:
                return [*chain, hop][::-1]


def _layer(hop: Hop) -> int:
    return 1 if hop.needs_processing else 0


def _table(value: T, world: World) -> list[list[T]]:
    """A row for each node and, last, for home (which is node -1)."""
    return [[value] * (world.steps + 1) for _ in range(len(world.place_of) + 1)]


def forward(
    world: World,
    forgiven: Collection[Key] = NOTHING,
    *,
    forbidden: Collection[str] = (),
    cheapest: bool = False,
) -> Reached:
    """Return where the traveller can be and when, if what is forgiven were not lacking, and without what is forbidden.

    `cheapest` looks for little money first, then for little danger.
    """
    steps, since = world.steps, world.who.start
    plain, done = _table(NEVER, world), _table(NEVER, world)
    plain_via, done_via = _table(NO_VIA, world), _table(NO_VIA, world)
    risks = [world.reading.risk(place) for place in world.place_of]
    if since <= steps:
        plain[START][since] = sum(risks[START][:since])
    dear = 1 << 40 if cheapest else 0
    for k in range(since, steps + 1):
        for node in range(len(world.place_of)):
            here, ready = plain[node][k], done[node][k]
            if here >= NEVER and ready >= NEVER:
                continue
            for hop, target, lacks in world.offers[node].get(k, ()):
                cost = (ready if hop.needs_processing else here) + hop.danger + dear * hop.price
                if cost < plain[target][hop.end] and _fine(lacks, forgiven) and hop.id not in forbidden:
                    plain[target][hop.end], plain_via[target][hop.end] = cost, (hop, node)
            if k == steps or not _fine(world.waiting(node)[k], forgiven):
                continue
            here, ready = here + risks[node][k], ready + risks[node][k]
            if here < plain[node][k + 1]:
                plain[node][k + 1], plain_via[node][k + 1] = here, WAITED
            if ready < done[node][k + 1]:
                done[node][k + 1], done_via[node][k + 1] = ready, WAITED
            process = world.processing(node)
            if process is not None and here < done[node][k + 1] and _fine(process[k], forgiven):
                done[node][k + 1], done_via[node][k + 1] = here, PROCESSED
    return Reached(world, (plain, done), (plain_via, done_via))


@dataclass(frozen=True, slots=True)
class Onward:
    """Backward labels: what it still costs from a label until home, `cost[layer][node][step]`."""

    world: World
    cost: tuple[list[list[int]], list[list[int]]]
    next: tuple[list[list[Next]], list[list[Next]]]

    def to_home(self, node: int, step: int, layer: int = 0) -> list[Hop]:
        """Return the movements from a label home; none if it is home."""
        chain: list[Hop] = []
        k, processed = step, None
        while node != HOME:
            via = self.next[layer][node][k]
            if isinstance(via, Hop):
                chain.append(replace(via, processed=processed) if via.needs_processing else via)
                node = HOME if via.target in self.world.reading.homes else self.world.node[via.target]
                k, layer, processed = via.end, 0, None
            elif via == WAITED:
                k += 1
            elif via == PROCESSED:
                processed, layer, k = k, 1, k + 1
            else:
                raise LookupError("There is no way home from there.")
        return chain


def onward(world: World, forgiven: Collection[Key] = NOTHING, *, soonest: bool = False) -> Onward:
    """Return how the traveller can come home from everywhere: with the least danger, or as soon as can be.

    With `soonest` the cost is the step of being home.
    """
    steps = world.steps
    plain, done = cost = _table(NEVER, world), _table(NEVER, world)
    chosen = _table(NO_NEXT, world), _table(NO_NEXT, world)
    plain[HOME] = list(range(steps + 1)) if soonest else [0] * (steps + 1)
    risks = [[0] * steps if soonest else world.reading.risk(place) for place in world.place_of]
    for k in range(steps, -1, -1):
        for node in range(len(world.place_of)):
            for hop, target, lacks in world.offers[node].get(k, ()):
                layer = _layer(hop)
                total = plain[target][hop.end] + (0 if soonest else hop.danger)
                if total < cost[layer][node][k] and _fine(lacks, forgiven):
                    cost[layer][node][k], chosen[layer][node][k] = total, hop
            if k == steps or not _fine(world.waiting(node)[k], forgiven):
                continue
            later, ready = plain[node][k + 1] + risks[node][k], done[node][k + 1] + risks[node][k]
            if later < plain[node][k]:
                plain[node][k], chosen[0][node][k] = later, WAITED
            if ready < done[node][k]:
                done[node][k], chosen[1][node][k] = ready, WAITED
            process = world.processing(node)
            if process is not None and ready < plain[node][k] and _fine(process[k], forgiven):
                plain[node][k], chosen[0][node][k] = ready, PROCESSED
    return Onward(world, cost, chosen)


def safest_way(
    world: World, forgiven: Collection[Key] = NOTHING, *, forbidden: Collection[str] = ()
) -> list[Hop] | None:
    """Return the safest way home that the money allows, or none."""
    reached = forward(world, forgiven, forbidden=forbidden)
    step = reached.safest()
    if step is None:
        return None
    return affordable(world, reached, step, forgiven, forbidden)


def soonest_way(world: World, forgiven: Collection[Key] = NOTHING) -> list[Hop] | None:
    """Return the soonest way home that the money allows, or none."""
    reached = forward(world, forgiven)
    step = reached.soonest()
    if step is None:
        return None
    return affordable(world, reached, step, forgiven)


def affordable(
    world: World, reached: Reached, step: int, forgiven: Collection[Key], forbidden: Collection[str] = ()
) -> list[Hop] | None:
    """Return the way home in a step, or if there is not the money for it the cheapest of all, or none."""
    money = world.money_left()
    hops = reached.chain_home(step)
    if money is None or ("budget", "", "") in forgiven or world.cost(hops) <= money:
        return hops
    cheap = forward(world, forgiven, forbidden=forbidden, cheapest=True)
    ends = [k for k, cost in enumerate(cheap.home) if cost < NEVER]
    if not ends:
        return None
    hops = cheap.chain_home(min(ends, key=lambda k: (cheap.home[k], k)))
    return hops if world.cost(hops) <= money else None
