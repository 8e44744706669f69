"""From prices to whole parties: the market goes on in whole parties and vehicles until hardly anything is overfull.

The method of multipliers (Bertsekas 1982, ch. 2) over whole numbers: a day of `whole.whole_day`, then prices follow
what is still too much. In the end the most valuable are seated first, and who does not fit is left to be put in.
Nothing promises that whole parties come to rest; in practice little is overfull after some dozen days.
"""

from collections.abc import Callable

import numpy as np

from dodomu.engines.planner.grid import Floats, Ints
from dodomu.engines.planner.solvers.bargaining import Bargain
from dodomu.engines.planner.solvers.market import FORBIDDEN
from dodomu.engines.planner.solvers.pool import ENDS
from dodomu.engines.planner.solvers.pricing import DEEPEST, NO_WAY
from dodomu.engines.planner.solvers.roster import Roster
from dodomu.engines.planner.solvers.seating import put_back
from dodomu.engines.planner.solvers.whole import (
    RIDES,
    Crew,
    Known,
    Stand,
    begin_with,
    close_rotations,
    find_rides,
    restless,
    whole_day,
)

FEW = 12  # riders of a rotation that may be done without
SHARED_BY = 8.0  # persons who are thought to share a vehicle that leaves for them
FOLLOWING = 0.5  # how much of the way base prices follow the prices of the day
FIRST_DAYS = 2  # in which all choose anew
EVERYBODY = 8  # and again every so many days; else only who has nothing, or has something of which too much is taken
CLOSING = 3  # every so many days rotations are looked through
AT_RANDOM = 0.03  # share of the others who choose anew all the same
A_TRACE = 1e-9
ENOUGH_KNOWN = 400_000, 17  # itineraries: in all, and for each group; beyond both no more are looked for


class Rounding:
    """The units of a roster that have no seat, choosing whole itineraries from a bargain's pool.

    `base` are the prices; they begin with those of the bargain and get better for whole parties.
    """

    def __init__(self, roster: Roster, bargain: Bargain, seed: int) -> None:
        self.roster, self.market, self.pool, self.base = roster, bargain.market, bargain.pool, bargain.base.copy()
        net = self.net = self.market.net
        self.random = np.random.default_rng(seed)
        self.units = roster.left
        units = roster.units
        self.crew = Crew(
            group=np.ascontiguousarray(roster.crowd.unit_group[self.units]),
            persons=units.persons[self.units].astype(np.float64),
            needs=np.ascontiguousarray(units.needs[self.units]),
            promise=np.ascontiguousarray(units.promise[self.units]),
            bonus=roster.aim.pull * units.promise_cost[self.units],
        )
        self.sold = self.market.limited
        worth = float(np.average(units.weight[self.units], weights=self.crew.persons)) if len(self.units) else 1.0
        self._steep = np.where(self.sold, worth / np.maximum(self.market.capacity, 1.0), 0.0) * bargain.steepness
        last = net.money_row - len(roster.grid.permission_ids)
        self.stand = Stand(
            choice=np.full(len(self.units), -1, dtype=np.int64),
            load=np.zeros(net.rows),
            aboard=self._aboard_now(),
            supply=np.where(self.sold, roster.seating.free, 0).astype(np.float64),
            seats=np.ascontiguousarray(net.fleet_seats[net.round_fleet]),
            first_vehicle_row=int(net.vehicle_row.min(initial=last)),
            last_vehicle_row=last,
        )
        self._ride = np.zeros((0, RIDES), dtype=np.int32)
        self._leaves = self._ride.copy()
        self._looked_at = self._renumbered = 0
        begin_with(net, self._known(), self.stand, self._wishes(), self.crew)

    def _aboard_now(self) -> Ints:
        """Return what is taken of rotations by those who have a seat."""
        net, seating = self.net, self.roster.seating
        aboard = np.zeros((len(net.round_fleet), net.steps + 1, net.kinds), dtype=np.int64)
        used = np.flatnonzero(seating.slot_users > 0)
        rounds, leaves = seating.slot_round[used], seating.slot_leaves[used]
        np.add.at(aboard, (rounds, leaves), net.fleet_seats[net.round_fleet[rounds]] - seating.slot_free[used])
        return aboard

    def _wishes(self) -> Ints:
        """Return what most of each unit's group took in the bargain, or -1."""
        pool = self.pool
        taken = np.flatnonzero(pool.takes[: pool.many] > 0)
        taken = taken[np.argsort(pool.takes[taken], kind="stable")]
        most = np.full(len(pool.head), -1, dtype=np.int64)
        most[pool.of[taken]] = taken
        heaviest = np.where(most >= 0, pool.takes[most], 0.0)
        return np.asarray(np.where(heaviest >= pool.stay, most, -1)[self.crew.group], dtype=np.int64)

    def _known(self) -> Known:
        pool = self.pool
        if len(self._ride) < pool.many or self._renumbered != pool.times_renumbered:
            self._ride = np.zeros((len(pool.of), RIDES), dtype=np.int32)
            self._leaves, self._looked_at = self._ride.copy(), 0
            self._renumbered = pool.times_renumbered
        find_rides(
            pool.what,
            pool.when,
            self._looked_at,
            pool.many,
            self.net.legs + self.net.links,
            self.net.round_out,
            self._ride,
            self._leaves,
        )
        self._looked_at = pool.many
        return Known(
            pool.head, pool.after, pool.first, pool.row, pool.each, pool.value, self._ride, self._leaves, pool.what
        )

    # -- trading

    def settle(self, goes_on: Callable[[], bool], days: int, asks: int) -> None:
        """Trade so many days; every `asks` days look for itineraries that are better now than those known."""
        known = self._known()
        most = max(ENOUGH_KNOWN[0], ENOUGH_KNOWN[1] * len(self.pool.head))
        for day in range(days):
            if not goes_on():
                return
            order = np.arange(len(self.units)) if day < FIRST_DAYS or day % EVERYBODY == 0 else self._restless(known)
            if day % asks == asks - 1 and self.pool.many < most:
                self._learn(order)
                known = self._known()
            self.random.shuffle(order)
            whole_day(self.net, known, self.stand, order, self.crew, self.base, self._steep)
            if day % CLOSING == CLOSING - 1:
                self._close(known)
            self.base += FOLLOWING * (np.where(self.sold, self.price(), 0.0) - self.base)

    def price(self) -> Floats:
        """Return the prices of the moment."""
        return np.maximum(0.0, self.base + self._steep * (self.stand.load - self.stand.supply))

    def _restless(self, known: Known) -> Ints:
        marked = self.random.random(len(self.units)) < AT_RANDOM
        over = self.sold & (self.stand.load > self.stand.supply + A_TRACE)
        restless(known, self.stand, over, marked)
        return np.flatnonzero(marked)

    def _close(self, known: Known) -> None:
        """Try to do without rotations that few ride on."""
        width = self.stand.aboard.shape[1]
        riding = np.flatnonzero(self.stand.choice >= 0)
        riding = riding[known.ride[self.stand.choice[riding], 0] >= 0]
        column = self.stand.choice[riding]
        rotation = known.ride[column, 0].astype(np.int64) * width + known.leaves[column, 0]
        order = np.argsort(rotation, kind="stable")
        rotations, first = np.unique(rotation[order], return_index=True)
        riders = np.split(riding[order], first[1:])
        few = [at for at in self.random.permutation(len(rotations)).tolist() if len(riders[at]) <= FEW]
        if not few:
            return
        chosen = np.concatenate([riders[at] for at in few])
        close_rotations(
            self.net,
            known,
            self.stand,
            rotations[few],
            chosen,
            np.cumsum([0, *(len(riders[at]) for at in few)]),
            self.crew,
            self.base,
            self._steep,
            np.empty(len(chosen), dtype=np.int64),
        )

    def _learn(self, units: Ints) -> None:
        """Ask what is best at the prices of the moment for the groups of these units.

        On a vehicle that leaves anyway a seat costs nothing; one that would leave for a few costs them more than one.
        """
        stand, net = self.stand, self.net
        seats = np.maximum(stand.seats, 1)
        vehicles = -(-stand.aboard // seats[:, None]).max(axis=2)
        room = (vehicles * stand.seats[:, None, 0] > stand.aboard[:, :, 0])[:, : net.steps]

        def adjust(cost: Floats) -> None:
            new = (cost < NO_WAY) & ~room
            cost[room & (cost < NO_WAY)] = 0.0
            cost[new] = ((cost + A_TRACE) * (seats[:, :1] / SHARED_BY))[new]

        price = np.where(self.market.none, FORBIDDEN, np.where(self.sold, self.price(), 0.0))
        quote = self.market.quote(keep=True)
        self.market.ask_parts(self.market.parts, price, self.pool.eps, quote, adjust)
        asked = np.zeros(len(self.pool.head), dtype=np.bool_)
        asked[self.crew.group[units]] = True
        quote.lengths[~asked] = 0
        self.pool.pinned = stand.choice.copy()
        self.pool.learn(quote)
        stand.choice[:] = self.pool.pinned

    # -- the end

    def seat(self) -> None:
        """Seat everybody who still fits, most valuable first."""
        roster, pool = self.roster, self.pool
        at = np.full(roster.many, -1, dtype=np.int64)
        at[self.units] = self.stand.choice
        order = roster.by_worth[at[roster.by_worth] >= 0]
        ends = pool.what[at[order]] == ENDS
        lengths = np.where(ends.any(axis=1), ends.argmax(axis=1), DEEPEST)
        for unit, column, length in zip(order.tolist(), at[order].tolist(), lengths.tolist(), strict=True):
            put_back(self.net, roster.units, roster.seating, unit, pool.what[column], pool.when[column], length)
