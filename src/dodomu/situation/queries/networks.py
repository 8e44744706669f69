"""Which networks work where: what others ask before they write to somebody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.situation.queries import known as reading
from dodomu.situation.queries.spots import spots_of
from dodomu.situation.rules.restrictions import (
    DAY,
    RestrictionKnown,
    closed_windows,
    places_reached,
    stretch_at,
    windows,
)
from dodomu.situation.rules.terms import Effect, Network, NetworkState, RestrictionKind

# Mobile data is a way to the internet: where that is out, nobody is reached by it.
TAKES: Final[Mapping[RestrictionKind, tuple[Network, ...]]] = {
    RestrictionKind.INTERNET_OUTAGE: (Network.INTERNET, Network.MOBILE_DATA),
    RestrictionKind.MOBILE_DATA_OUTAGE: (Network.MOBILE_DATA,),
    RestrictionKind.VOICE_OUTAGE: (Network.VOICE,),
    RestrictionKind.SMS_OUTAGE: (Network.SMS,),
    RestrictionKind.POWER_OUTAGE: (Network.POWER,),
}
GRAVEST_FIRST: Final[Mapping[NetworkState, frozenset[Effect]]] = {
    NetworkState.OUT: frozenset({Effect.BLOCK, Effect.OPEN_ONLY}),
    NetworkState.DEGRADED: frozenset({Effect.DEGRADE, Effect.LIMIT, Effect.SLOW, Effect.PERMIT}),
}


@dataclass(frozen=True, slots=True)
class NetworkNow:
    """The state of a network at a place; None where no hour was stated.

    Of one that works, `until` is when a known outage begins within a day.
    """

    state: NetworkState
    since: datetime | None = None
    until: datetime | None = None
    because: tuple[UUID, ...] = ()  # the things of the restrictions that say so


def networks(
    crisis: UUID,
    *,
    at: datetime,
    known_at: datetime | None = None,
    restrictions: Iterable[RestrictionKnown] | None = None,
) -> Mapping[UUID, Mapping[Network, NetworkNow]]:
    """Return for every place of the crisis's country the state of each network, by all we know (or knew at an hour).

    `restrictions` that were read already are not read again.
    """
    if restrictions is None:
        restrictions = reading.restrictions(crisis, known_at=known_at)
    known = [each for each in restrictions if each.kind in TAKES]
    spots, country = spots_of(crisis)
    holding: dict[UUID, dict[Network, list[RestrictionKnown]]] = defaultdict(lambda: defaultdict(list))
    for each in known:
        for place in places_reached(each, spots):
            for network in TAKES[each.kind]:
                holding[place][network].append(each)
    here = (spot.place for spot in spots.values() if spot.country == country)
    return {place: {network: _state(holding[place][network], at) for network in Network} for place in here}


def channels_that_work(crisis: UUID, place: UUID, *, at: datetime) -> frozenset[Network]:
    """Return the networks that are not out at a place, by what is known at that hour; a degraded one is worth a try.

    Of a place outside the country of the crisis nothing is reported, so all of them work.
    """
    here = networks(crisis, at=at, known_at=at).get(place)
    return frozenset(each for each in Network if here is None or here[each].state is not NetworkState.OUT)


def _state(reported: Sequence[RestrictionKnown], at: datetime) -> NetworkNow:
    for state, effects in GRAVEST_FIRST.items():
        around = [(each, _around(each, at)) for each in reported if each.effect in effects]
        now = [(each.thing, stretch) for each, stretch in around if stretch is not None]
        if now:
            return NetworkNow(
                state,
                since=_edge(min, [since for _, (since, _) in now]),
                until=_edge(max, [until for _, (_, until) in now]),
                because=tuple(thing for thing, _ in now),
            )
    coming = [since for each in reported for since, _ in _takes(each, at, at + DAY)]
    return NetworkNow(NetworkState.WORKS, until=min(coming, default=None))


def _takes(restriction: RestrictionKnown, begins: datetime, ends: datetime) -> Sequence[tuple[datetime, datetime]]:
    """When a network is not as it should be: of one that serves in daily hours only, all other hours."""
    if restriction.effect is Effect.OPEN_ONLY:
        return closed_windows(restriction, begins, ends)
    return windows(restriction, begins, ends)


def _around(restriction: RestrictionKnown, at: datetime) -> tuple[datetime | None, datetime | None] | None:
    if restriction.effect is not Effect.OPEN_ONLY:
        return stretch_at(restriction, at)
    return next(
        ((since, until) for since, until in _takes(restriction, at - DAY, at + DAY) if since <= at < until), None
    )


def _edge(choose: Callable[[list[datetime]], datetime], hours: Sequence[datetime | None]) -> datetime | None:
    """The outermost of some hours; not stated, where one of them is not."""
    stated = [hour for hour in hours if hour is not None]
    return choose(stated) if len(stated) == len(hours) else None
