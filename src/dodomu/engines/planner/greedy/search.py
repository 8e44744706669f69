"""Looking for the way home that is earliest with what is left.

A way is looked for forwards from the party, always going on from where home is nearest by a table of the earliest hour
at home from each place and step. A table is made for parties that need the same, and may be old: since what is left
only dwindles, an old table errs on the side of too early, so the first way that arrives is still the earliest.
"""

from bisect import bisect_left
from collections.abc import Iterator
from heapq import heappop, heappush

from dodomu.engines.planner.greedy.stock import (
    LEG,
    LINK,
    NEVER,
    ROTATION,
    ROUND,
    Move,
    Stock,
    Who,
    suffices,
)
from dodomu.engines.planner.greedy.table import Table
from dodomu.engines.planner.grid import HOME, NONE

COST = (1, 0, 1, 2)  # between ways that are home at the same hour: what nobody else can use first, a new rotation last
HIRING = 3
PATIENCE = 40  # places looked at for one party before an old table is made anew
Found = tuple[int, int, Move]  # home at this step at the earliest, cost, by this movement


class Search:
    """Finds ways in a stock, and remembers what it learned about it."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self._hired = 0
        self._tables: dict[tuple[int, int, tuple[int, ...], bool], Table] = {}
        self._hopeless: dict[tuple[object, ...], int] = {}

    def way(self, who: Who) -> list[Move] | None:
        """Return the movements that are home earliest, hiring a charter only if there is no other way; or nothing."""
        stock = self.stock
        if self._hired < len(stock.hired):  # its seats are new
            self._hired = len(stock.hired)
            self._tables.clear()
            self._hopeless.clear()
        for hiring in (False, True) if len(stock.hired) < len(stock.grid.charter_ids) else (False,):
            key = (who.place, who.ways, who.car, who.persons, who.needs, hiring)
            if who.first >= self._hopeless.get(key, NEVER):
                continue  # somebody just like them found nothing, and what is left only dwindles
            way = self._way(who, hiring=hiring)
            if way is not None:
                return self._later(way)
            self._hopeless[key] = who.first
        return None

    def _way(self, who: Who, *, hiring: bool) -> list[Move] | None:
        """Return the movements that are home earliest, or nothing."""
        key = (who.ways, who.persons, who.needs, hiring)
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = Table(self.stock, who, hiring=hiring)
        way, looked = self._search(who, table, hiring=hiring)
        if looked > PATIENCE and table.made < self.stock.given:
            del self._tables[key]  # too old: the next party gets a new one
            if way is None and looked > 4 * PATIENCE:
                return self._way(who, hiring=hiring)
        return way

    def _search(self, who: Who, table: Table, *, hiring: bool) -> tuple[list[Move] | None, int]:
        heap: list[tuple[int, int, int, int, Move, list[Move], Iterator[Found]]] = []
        count = looked = 0
        seen: set[tuple[int, int]] = set()
        patience = NEVER if table.made == self.stock.given else 5 * PATIENCE

        def push(more: Iterator[Found], so_far: list[Move], spent: int) -> None:
            nonlocal count
            for home, cost, move in more:
                count += 1
                heappush(heap, (home, spent + cost, -move.end, count, move, so_far, more))
                return

        for more in self._ways_on(who, table, who.place, who.first, hiring=hiring, own=True):
            push(more, [], 0)
        while heap and looked < patience:
            _, cost, _, _, move, so_far, more = heappop(heap)
            push(more, so_far, cost - self._cost(move))
            way = [*so_far, move]
            if move.target == HOME:
                if self.stock.holds(who, way):
                    return way, looked
                continue
            if (move.target, move.end) in seen:
                continue
            seen.add((move.target, move.end))
            looked += 1
            for on in self._ways_on(who, table, move.target, move.end, hiring=hiring, own=False):
                push(on, way, cost)
        return None, looked

    def _cost(self, move: Move) -> int:
        if move.sort == LEG and self.stock.leg_charter[move.which] not in {NONE, *self.stock.hired}:
            return HIRING
        return COST[move.sort]

    def _ways_on(
        self, who: Who, table: Table, place: int, since: int, *, hiring: bool, own: bool
    ) -> Iterator[Iterator[Found]]:
        """Everything that may be done next by those who are at a place since a step; each sort the earliest first."""
        until = self.stock.grid.steps if own else self.stock.until(place, since, who.persons)
        yield self._by_leg(who, table, place, since, until, hiring=hiring)
        for link in self.stock.links_from[place]:
            if (own and who.car) or not self.stock.link_car[link]:
                yield self._by_link(who, table, link, since, until)
        yield self._by_opened(who, table, place, since, until)
        for each in self.stock.rounds_from[place]:
            if suffices(self.stock.fleet_seats[self.stock.round_fleet[each]], who.needs):
                yield self._by_round(who, table, each, since, until)

    def _by_leg(self, who: Who, table: Table, place: int, since: int, until: int, *, hiring: bool) -> Iterator[Found]:
        for home, leg in table.legs_from(place):
            start = self.stock.leg_start[leg]
            if not since <= start <= until or self.stock.leg_to[leg] == who.place:
                continue
            if not suffices(self.stock.seats[leg], who.needs) or not self.stock.may_ride(
                leg, who.persons, hiring=hiring
            ):
                continue
            processed = NONE
            if self.stock.leg_processed[leg]:
                processed = self.stock.processed_last(place, since, start, who.persons)
                if processed == NONE:
                    continue
            move = Move(LEG, leg, start, self.stock.leg_end[leg], self.stock.leg_to[leg], processed)
            yield home, self._cost(move), move

    def _by_link(self, who: Who, table: Table, link: int, since: int, until: int) -> Iterator[Found]:
        open_, long, target = self.stock.link_open[link], self.stock.link_steps[link], self.stock.link_to[link]
        if target == who.place:
            return
        at = bisect_left(open_, since)
        while at < len(open_) and open_[at] <= until:
            end = open_[at] + long
            home = table.home(target, end)
            if home < NEVER:
                yield home, COST[LINK], Move(LINK, link, open_[at], end, target)
                full = NEVER if target == HOME else self.stock.until(target, end, who.persons)
                at = bisect_left(open_, full + 1 - long, at + 1)  # being there later helps only after it was full
            elif end > table.last(target):
                return
            else:
                at += 1

    def _by_opened(self, who: Who, table: Table, place: int, since: int, until: int) -> Iterator[Found]:
        found = []
        for index in self.stock.opened_at[place]:
            rotation = self.stock.opened[index]
            hub = self.stock.round_hub[rotation.round]
            if since <= rotation.pickup <= until and suffices(rotation.left, who.needs) and hub != who.place:
                home = table.home(hub, rotation.back)
                if home < NEVER:
                    move = Move(ROTATION, index, rotation.pickup, rotation.back, hub)
                    found.append((home, COST[ROTATION], -rotation.back, move))
        for home, cost, _, move in sorted(found):
            yield home, cost, move

    def _by_round(self, who: Who, table: Table, each: int, since: int, until: int) -> Iterator[Found]:
        out, hub = self.stock.round_out[each], self.stock.round_hub[each]
        if hub == who.place:
            return
        enough = 0
        for leaves in self.stock.free(each, since - out, until - out):
            end = leaves + out + self.stock.round_back[each]
            home = table.home(hub, end) if end >= enough else NEVER
            if home < NEVER:
                yield home, COST[ROUND], Move(ROUND, each, leaves + out, end, hub)
                enough = (NEVER if hub == HOME else self.stock.until(hub, end, who.persons)) + 1

    def _later(self, way: list[Move]) -> list[Move]:
        """Let them leave their place as late as still serves: where they would wait may be full for others."""
        first = way[0]
        if len(way) == 1 or first.sort not in {LINK, ROUND}:
            return way
        by = way[1].processed if way[1].processed != NONE else way[1].start
        if first.sort == LINK:
            open_, long = self.stock.link_open[first.which], self.stock.link_steps[first.which]
            start = open_[bisect_left(open_, by - long + 1) - 1]
        else:
            out, long = self.stock.round_out[first.which], self.stock.round_back[first.which]
            start = self.stock.free(first.which, first.start - out, by - long - out)[-1] + out
        return [first._replace(start=start, end=start + long), *way[1:]]
