"""The quick repair: the earliest way home through what is left, for one unit at a time.

A label-setting search forward in time (Dijkstra 1959) over places; what is scarce is only checked, never priced.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from dodomu.engines.planner.simulating.stock import NEVER, NEW_TRIP, RIDE, SHUTTLE, TRAVEL, Move, Stock, Unit, first_of

Best = dict[int, int]


def earliest_way_home(stock: Stock, unit: Unit, now: int) -> list[Move] | None:
    """Return the moves that bring a unit home soonest from where it is sure to be, or None if the search finds none.

    Everything found fits what is left. It may miss a way: of two arrivals at a place it only keeps the earlier one, and
    that is the worse one where there is no room to wait.
    """
    place, since = unit.where
    since = max(since, now)
    best: Best = {place: since}
    came: dict[int, Move] = {}
    heap = [(since, place)]
    is_home, goal = stock.board.is_home, stock.board.steps + 1
    while heap:
        at, here = heappop(heap)
        if at > best[here]:
            continue
        if is_home[here]:
            return _path(came, here, place) if here != place else []
        fresh = here == place  # stands there already, whether there is room or not
        for move in _moves_from(stock, unit, here, at, now, fresh, best, goal):
            if move.end >= best.get(move.target, goal):
                continue
            best[move.target], came[move.target] = move.end, move
            if is_home[move.target]:
                goal = move.end
            heappush(heap, (move.end, move.target))
    return None


def _path(came: dict[int, Move], last: int, first: int) -> list[Move]:
    path = []
    while last != first:
        path.append(came[last])
        last = came[last].origin
    return path[::-1]


def _moves_from(
    stock: Stock, unit: Unit, here: int, at: int, now: int, fresh: bool, best: Best, goal: int
) -> Iterator[Move]:
    yield from _rides_from(stock, unit, here, at, fresh, best, goal)
    yield from _travels_from(stock, unit, here, at, fresh)
    yield from _shuttles_from(stock, unit, here, at, now, fresh, best, goal)


def _rides_from(stock: Stock, unit: Unit, here: int, at: int, fresh: bool, best: Best, goal: int) -> Iterator[Move]:
    board, out, there = stock.board, stock.out[here], stock.there
    for ready, leg in out[bisect_left(out, (at, -1)) :]:
        if ready >= goal:
            return
        target = board.target[leg]
        if there[leg] >= best.get(target, goal) or not stock.leg_fits(unit, leg):
            continue
        processed = -1
        if board.processed[leg]:
            processed = stock.processing_between(here, at, ready, unit.persons)
            if processed < 0:
                continue
        if not fresh and not stock.has_room(unit, here, at, ready):
            return  # and less so for a later one
        yield Move(RIDE, leg, ready, there[leg], here, target, processed)


def _travels_from(stock: Stock, unit: Unit, here: int, at: int, fresh: bool) -> Iterator[Move]:
    for going in stock.board.goings[here]:
        if going.needs_car and (not unit.car or unit.moves or not fresh):
            continue
        start = first_of(stock.link_open(here, going.target, going.long, going.link), at)
        if start < NEVER and (fresh or stock.has_room(unit, here, at, start)):
            yield Move(TRAVEL, going.link, start, start + going.long, here, going.target)


def _shuttles_from(
    stock: Stock, unit: Unit, here: int, at: int, now: int, fresh: bool, best: Best, goal: int
) -> Iterator[Move]:
    board = stock.board
    for number in stock.trips_from[here]:
        trip = stock.trips[number]
        hub = board.hub[trip.fleet]
        if trip.there < at or trip.back >= best.get(hub, goal):
            continue
        if all(trip.seats[kind] >= need for kind, need in unit.wants) and (
            fresh or stock.has_room(unit, here, at, trip.there)
        ):
            yield Move(SHUTTLE, number, trip.there, trip.back, here, hub)
    for way in board.ways_from[here]:
        made = board.ways[way]
        seats = board.fleet_seats[made.fleet]
        if any(seats[kind] < need for kind, need in unit.wants):
            continue
        leaves = stock.next_trip(way, max(now, at - made.out))
        if leaves < NEVER and (fresh or stock.has_room(unit, here, at, leaves + made.out)):
            start = leaves + made.out
            yield Move(NEW_TRIP, way, start, start + made.back, here, board.hub[made.fleet])


def fits(stock: Stock, unit: Unit, moves: Sequence[Move], now: int) -> bool:
    """Whether a unit can make these moves after what it is sure of, with all that they use together left for it."""
    place, at = unit.where
    money = 0
    asked: dict[int, int] = {}
    for number, move in enumerate(moves):
        if move.origin != place or move.start < max(at, now) or (number and not _stands(stock, unit, place, at, move)):
            return False
        if move.kind == RIDE:
            if not _can_ride(stock, unit, move, max(at, now)):
                return False
            leave = stock.board.permission[move.by]
            asked[leave] = asked.get(leave, 0) + unit.persons
            money += unit.persons * stock.board.price[move.by]
        elif move.kind == TRAVEL:
            link = stock.board.links[move.by]
            open_ = stock.link_open(move.origin, move.target, move.end - move.start, move.by)
            if not open_ >> move.start & 1 or (link.needs_car and (not unit.car or unit.moves or number)):
                return False
            money += unit.persons * link.price
        elif move.kind == SHUTTLE and any(stock.trips[move.by].seats[kind] < need for kind, need in unit.wants):
            return False
        elif move.kind == NEW_TRIP:
            seats = stock.board.fleet_seats[stock.board.ways[move.by].fleet]
            if any(seats[kind] < need for kind, need in unit.wants):
                return False
        place, at = move.target, move.end
    return money <= max(0, stock.budget) and all(
        leave < 0 or many <= stock.quota[leave] for leave, many in asked.items()
    )


def _stands(stock: Stock, unit: Unit, place: int, since: int, move: Move) -> bool:
    return stock.has_room(unit, place, since, move.start)


def _can_ride(stock: Stock, unit: Unit, move: Move, at: int) -> bool:
    if not stock.leg_fits(unit, move.by) or stock.ready[move.by] != move.start:
        return False
    if not stock.board.processed[move.by]:
        return move.processed < 0
    left = stock.hours[move.origin][stock.board.hour[move.processed]]
    shut = stock.shut[2 * len(stock.board.places) + move.origin] >> move.processed & 1
    return at <= move.processed < move.start and left >= unit.persons and not shut


def last_hope(stock: Stock, unit: Unit, now: int) -> dict[int, int]:
    """Return for each place the last step from which anybody like this unit, however few, may still come home.

    A search backwards in time (from each home at the horizon) that asks for one of each kind they need, so nobody who
    could come home is ruled out. Places that are not in it are hopeless.
    """
    board = stock.board
    probe = Unit(unit.party, unit.own, 1, tuple((kind, 1) for kind, _ in unit.wants), unit.allowed, 0)
    into = _rides_into(stock, probe, now)
    latest = {place: board.steps for place, home in enumerate(board.is_home) if home}
    heap = [(-board.steps, place) for place in latest]
    while heap:
        late, here = heappop(heap)
        until = -late
        if until < latest[here]:
            continue
        for place, since in _last_moves_to(stock, here, until, into):
            if since >= now and since > latest.get(place, -1):
                latest[place] = since
                heappush(heap, (-since, place))
    return latest


def _rides_into(stock: Stock, probe: Unit, now: int) -> dict[int, list[int]]:
    into: dict[int, list[int]] = {}
    for leg, ready in enumerate(stock.ready):
        if ready >= now and stock.leg_fits(probe, leg):
            into.setdefault(stock.board.target[leg], []).append(leg)
    return into


def _last_moves_to(stock: Stock, here: int, until: int, into: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
    board = stock.board
    for leg in into.get(here, ()):
        if stock.there[leg] <= until:
            yield board.origin[leg], stock.ready[leg]
    for place, going in board.comings[here]:
        if until >= going.long:
            open_ = stock.link_open(place, here, going.long, going.link) & (1 << until - going.long + 1) - 1
            yield place, open_.bit_length() - 1
    for number in board.ways_to[here]:
        way = board.ways[number]
        if until >= way.back:
            yield way.place, until - way.back  # as if a vehicle were always free: nobody is to be ruled out
