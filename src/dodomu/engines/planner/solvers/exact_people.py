"""Who is alike: parties in units that flow through one model, so that it needs one flow for many of them."""

from dataclasses import dataclass, field

from dodomu.engines.planner.grid import NONE, UNLIMITED, Grid


@dataclass(frozen=True, slots=True)
class Sort:
    """What units have in common wherever they are: only this matters between their own place and home.

    `own` is their own place where that matters after they have left it, because they can come back and take no room
    there. `promise` and `cost` are those of a promise that can still be kept; `party` tells a split party that has one
    from all others, because it keeps its promise only if all of it does.
    """

    persons: int
    needs: tuple[int, ...]
    ways: int
    own: int = NONE
    promise: int = NONE
    cost: int = 0
    party: int = NONE


@dataclass(slots=True)
class Supply:
    """Units of a sort at one place, with or without a car, of one weight, there from one step on.

    `parties` has one entry for each unit, in the order in which they are served.
    """

    sort: Sort
    place: int
    car: bool
    weight: int
    first: int
    parties: list[int] = field(default_factory=list)


Origin = tuple[int, bool]  # place, whether by car


def supplies_of(grid: Grid) -> dict[Sort, dict[Origin, list[Supply]]]:
    """Return everybody, as units, by sort and origin; of one origin by the step from which they are there."""
    supplies: dict[tuple[Sort, int, bool, int, int], Supply] = {}
    returning = _can_come_back(grid)
    by_car = set(grid.link_from[grid.link_car].tolist())
    for party in range(len(grid.party_ids)):
        place, weight, first = (int(row[party]) for row in (grid.party_place, grid.party_weight, grid.party_from))
        car = bool(grid.party_car[party]) and place in by_car
        promise, cost = int(grid.party_promise[party]), int(grid.party_promise_cost[party])
        units = _units(grid, party)
        promised = promise >= 0 and cost > 0 and bool(grid.ways[grid.party_ways[party], promise])
        for persons, needs in units:
            sort = Sort(
                persons, needs, int(grid.party_ways[party]), place if returning[place] else NONE,
                promise if promised else NONE, cost if promised else 0, party if promised and len(units) > 1 else NONE,
            )  # fmt: skip
            key = (sort, place, car, weight, first)
            supplies.setdefault(key, Supply(*key)).parties.append(party)
    found: dict[Sort, dict[Origin, list[Supply]]] = {}
    for each in sorted(supplies.values(), key=lambda each: each.first):
        found.setdefault(each.sort, {}).setdefault((each.place, each.car), []).append(each)
    return found


def units_of(by_origin: dict[Origin, list[Supply]]) -> int:
    """Return how many units of one sort there are."""
    return sum(len(each.parties) for supplies in by_origin.values() for each in supplies)


def _units(grid: Grid, party: int) -> list[tuple[int, tuple[int, ...]]]:
    """Persons and needs of what cannot be divided further: who must stay together, then each other person."""
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


def _can_come_back(grid: Grid) -> list[bool]:
    """[place] whether it has limited room and one who has left it can be there again."""
    onward: dict[int, set[int]] = {}
    ends = [
        *zip(grid.leg_from.tolist(), grid.leg_to.tolist(), strict=True),
        *zip(grid.link_from.tolist(), grid.link_to.tolist(), strict=True),
        *zip(grid.round_place.tolist(), grid.round_hub.tolist(), strict=True),
    ]
    for origin, target in ends:
        if target >= 0:
            onward.setdefault(origin, set()).add(target)
    found = []
    for place in range(grid.places):
        seen: set[int] = set()
        ahead = list(onward.get(place, ()))
        while ahead:
            at = ahead.pop()
            if at not in seen:
                seen.add(at)
                ahead += onward.get(at, ())
        found.append(place in seen and bool(grid.place_room[place] < UNLIMITED))
    return found
