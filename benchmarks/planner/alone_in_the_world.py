"""Whether a party could ride a leg and come home if nobody else wanted anything."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np

from benchmarks.planner.peers.arcs import LEG, Network, network_of
from benchmarks.planner.peers.commodities import Commodity, Origin
from dodomu.engines.planner.grid import HOME
from dodomu.engines.planner.laying_out import lay_out
from dodomu.engines.planner.problem import Party, Problem


def may_keep(problem: Problem, parties: Sequence[Party]) -> Iterator[bool]:
    """Tell for each of these parties whether anything leads to the leg it was promised, and home from it.

    Room, hours and seats that others take are left out of it, so *no* is certain and *yes* is not.
    """
    grid = lay_out(problem)
    network = network_of(grid)
    number = {party: at for at, party in enumerate(grid.party_ids)}
    leg_number = {leg: at for at, leg in enumerate(grid.leg_ids)}
    legs = np.flatnonzero(network.arcs.sort == LEG)
    arc_of = dict(zip(network.arcs.which[legs].tolist(), legs.tolist(), strict=True))
    onward = lru_cache(maxsize=None)(lambda commodity: _onward(network, commodity))

    @cache
    def within_reach(origin: Origin, first: int) -> frozenset[int]:
        usable, homeward = onward(origin.commodity)
        leaving = network.leaving(origin, usable, homeward, first)
        arcs = np.concatenate([leaving, network.reached(usable, homeward, [leaving])])
        return frozenset(arcs[network.arcs.sort[arcs] == LEG].tolist())

    for party in parties:
        leg = leg_number.get(party.promise.leg if party.promise else "", HOME)
        if leg not in arc_of:
            yield False  # cancelled, or stopped where it leaves or arrives
            continue
        at = number[party.id]
        needs = tuple(0 for _ in grid.kinds)  # how many there are makes no difference here
        commodity = Commodity(1, needs, int(grid.party_ways[at]))
        origin = Origin(commodity, int(grid.party_place[at]), bool(grid.party_car[at]))
        yield arc_of[leg] in within_reach(origin, int(grid.party_from[at]))


def _onward(network: Network, commodity: Commodity) -> tuple[np.ndarray, np.ndarray]:
    usable = network.usable_by(commodity)
    return usable, network.homeward(usable)
