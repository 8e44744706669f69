"""Who is alike: parties in units that flow, so that a model needs one flow for many of them.

A party that may not be split is one unit. One that may is a unit for what must stay together, and one for each other
person: whoever goes as one bigger part then goes as several units by the same way.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from dodomu.engines.planner.grid import Grid


@dataclass(frozen=True, slots=True)
class Commodity:
    """What units have in common wherever they are: only this matters between their own place and home."""

    persons: int
    needs: tuple[int, ...]
    ways: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where units of one commodity start, and whether each has a car."""

    commodity: Commodity
    place: int
    car: bool


@dataclass(slots=True)
class Supply:
    """Units of an origin with one weight that are available from one step on; one entry of a party for each unit."""

    origin: Origin
    weight: int
    first: int
    parties: list[int] = field(default_factory=list)


def supplies_of(grid: Grid) -> list[Supply]:
    """Return everybody, as units, by origin, weight and step."""
    found: dict[tuple[Origin, int, int], Supply] = {}
    known: dict[Commodity, Commodity] = {}
    for party in range(len(grid.party_ids)):
        weight, first = int(grid.party_weight[party]), int(grid.party_from[party])
        place, car, ways = int(grid.party_place[party]), bool(grid.party_car[party]), int(grid.party_ways[party])
        for persons, needs in _units(grid, party):
            commodity = Commodity(persons, needs, ways)
            origin = Origin(known.setdefault(commodity, commodity), place, car)
            key = (origin, weight, first)
            found.setdefault(key, Supply(origin, weight, first)).parties.append(party)
    return list(found.values())


def by_commodity(supplies: list[Supply]) -> dict[Commodity, dict[Origin, list[Supply]]]:
    """Return supplies by commodity and origin."""
    found: dict[Commodity, dict[Origin, list[Supply]]] = defaultdict(lambda: defaultdict(list))
    for supply in supplies:
        found[supply.origin.commodity][supply.origin].append(supply)
    return found


def _units(grid: Grid, party: int) -> list[tuple[int, tuple[int, ...]]]:
    persons, needs = int(grid.party_persons[party]), tuple(grid.party_needs[party].tolist())
    if not grid.party_split[party] or "seat" not in grid.kinds:
        return [(persons, needs)]
    seat = grid.kinds.index("seat")
    alone = tuple(int(kind == seat) for kind in range(len(needs)))
    if needs == tuple(persons * each for each in alone):
        return [(1, alone)] * persons
    others = max(0, min(persons, needs[seat]) - 1)
    together = (*needs[:seat], needs[seat] - others, *needs[seat + 1 :])
    return [(persons - others, together), *([(1, alone)] * others)]
