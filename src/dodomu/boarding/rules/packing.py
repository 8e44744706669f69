"""Who fits into a pack. It is fetched over a bad network and searched by a slow telephone, so it holds no city."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

MOST: Final = 10_000  # persons


@dataclass(frozen=True, slots=True)
class Fits:
    """The parties of a pack, and the legs of whose people not all fit: they are in none of it."""

    parties: tuple[UUID, ...]
    later: tuple[UUID, ...]


def fits(
    legs: Sequence[tuple[UUID, Set[UUID]]],
    over: Set[UUID],
    nearby: Iterable[UUID],
    sizes: Mapping[UUID, int],
    *,
    most: int,
) -> Fits:
    """Return whole legs in their order as long as they fit, the first whatever its size, then whole parties.

    `legs` are those still to be boarded or awaited, each with all parties that have to do with it; `over` are parties
    of legs that are cancelled or gone, `nearby` those of the city. `sizes` says how many persons a party is.
    """
    taken: dict[UUID, int] = {}
    room, whole = most, 0
    for _, parties in legs:
        new = {party: sizes[party] for party in sorted(parties) if party in sizes and party not in taken}
        wanted = sum(new.values())
        if wanted > room and taken:
            break
        taken |= new
        room -= wanted
        whole += 1
    for party in chain(sorted(over), nearby):
        if party not in taken and party in sizes and sizes[party] <= room:
            taken[party] = sizes[party]
            room -= sizes[party]
    return Fits(tuple(taken), tuple(leg for leg, _ in legs[whole:]))
