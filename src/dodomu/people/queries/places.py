"""How many are where: a headcount summed to cities, so that a shelter counts to the city it lies in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dodomu.foundation.places import PlaceView, city_by_place
from dodomu.people.queries.whereabouts import Headcount
from dodomu.people.rules.terms import Account

# Who stands in one of these at a place is there. Home, left and deceased are not places on the map of a crisis.
IS_THERE: Final = (
    Account.REGISTERED, Account.WAITING, Account.PROMISED, Account.ASSEMBLED, Account.ON_THE_WAY, Account.STAYS,
    Account.UNREACHABLE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many are at a place and at all that lies in it: citizens and others apart."""

    place: PlaceView
    citizens: int
    others: int

    @property
    def total(self) -> int:
        """Everybody."""
        return self.citizens + self.others


@dataclass(frozen=True, slots=True)
class WhereTheyAre:
    """Counts by city, the greatest first, and how many are there but at no known place."""

    counts: tuple[PlaceCount, ...]
    nowhere: int


def where_they_are(count: Headcount, places: Sequence[PlaceView]) -> WhereTheyAre:
    """Sum a headcount to cities."""
    known, city_of = {place.id: place for place in places}, city_by_place(places)
    sums: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    nowhere = 0
    for line in count.lines:
        if line.account not in IS_THERE:
            continue
        city = city_of.get(line.place) if line.place else None
        if city is None:
            nowhere += line.total
            continue
        sums[city][0] += line.citizens
        sums[city][1] += line.others
    counts = [PlaceCount(known[city], *numbers) for city, numbers in sums.items()]
    return WhereTheyAre(tuple(sorted(counts, key=lambda each: (-each.total, each.place.name))), nowhere)
