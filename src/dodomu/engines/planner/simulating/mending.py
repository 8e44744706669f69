"""New ways for those who lost theirs: one after another, in order of right, through what is left."""

from typing import TYPE_CHECKING

from dodomu.engines.planner.simulating.seeking import earliest_way_home, fits, last_hope
from dodomu.engines.planner.simulating.stock import Unit

if TYPE_CHECKING:
    from dodomu.engines.planner.simulating.playing import Run

WORTH_LOOKING_BACK = 60  # so many units, that one search backwards for all alike costs less than many in vain


def seek(run: "Run", candidates: list[tuple[tuple[int, int], int]]) -> None:
    """Look for ways home, one after another in order of right; alike parties do not fail twice."""
    hopes: dict[tuple[int, tuple[int, ...]], dict[int, int]] = {}
    failed: dict[tuple[int, int, bool, int], list[Unit]] = {}
    many = len(candidates) >= WORTH_LOOKING_BACK
    for _, number in candidates:
        unit = run.units[number]
        if unit.gone or unit.way:
            continue
        place, since = unit.where
        alike = (id(unit.allowed), tuple(kind for kind, _ in unit.wants))
        if many:
            if alike not in hopes:
                hopes[alike] = last_hope(run.stock, unit, run.now)
            if hopes[alike].get(place, -1) < max(since, run.now):
                continue
        key = (id(unit.allowed), place, unit.car and not unit.moves, unit.own)
        if any(_needs_no_less(unit, other) for other in failed.get(key, ())):
            continue
        moves = earliest_way_home(run.stock, unit, run.now)
        if moves and fits(run.stock, unit, moves, run.now):
            run.assign(number, moves)
        elif unit.splits and unit.persons > 1:
            _split(run, number, unit)
        else:
            failed.setdefault(key, []).append(unit)


def _split(run: "Run", number: int, unit: Unit) -> None:
    """Send ahead as many of a party that may be split as one way has room for, again and again."""
    seats = dict(unit.wants).get(run.board.seat, 0)
    whole = seats == unit.persons and len(unit.wants) == 1
    most = seats - (0 if whole else 1)  # what they need besides seats stays together, with a seat at least
    while most > 0 and not unit.way:
        ahead = _part(run, unit, 1)
        moves = earliest_way_home(run.stock, ahead, run.now)
        if not moves:
            return
        low, high = 0, min(most, unit.persons - 1)
        while low < high:  # how many can go that way together
            many = (low + high + 1) // 2
            if fits(run.stock, _part(run, unit, many), moves, run.now):
                low = many
            else:
                high = many - 1
        if not low:
            return
        ahead = _part(run, unit, low)
        run.stop_waiting(number, unit)
        run.stock.book(unit, unit.moves, -1)
        unit.persons -= low
        unit.wants = tuple((kind, need - low * (kind == run.board.seat)) for kind, need in unit.wants)
        run.stock.book(unit, unit.moves)
        run.let_wait(number, unit)
        run.stock.book(ahead, ahead.moves)
        run.units.append(ahead)
        run.let_wait(len(run.units) - 1, ahead)
        run.assign(len(run.units) - 1, moves)
        most -= low
        rest = earliest_way_home(run.stock, unit, run.now)
        if rest and fits(run.stock, unit, rest, run.now):
            run.assign(number, rest)


def _part(run: "Run", unit: Unit, many: int) -> Unit:
    part = unit.copy()
    part.persons, part.wants = many, ((run.board.seat, many),)
    part.rank = (unit.rank[0], len(run.units))
    part.way = False
    return part


def _needs_no_less(unit: Unit, other: Unit) -> bool:
    """Whether what did not fit for the other cannot fit for this one."""
    if unit.persons < other.persons or unit.where[1] < other.where[1]:
        return False
    mine = dict(unit.wants)
    return all(mine.get(kind, 0) >= need for kind, need in other.wants)
