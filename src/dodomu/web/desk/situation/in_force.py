"""What is in force at an hour, place by place, and which networks work where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dodomu.foundation.crises import country_names
from dodomu.foundation.places import TOWNS, PlaceView
from dodomu.foundation.words import in_language
from dodomu.situation.queries.networks import NetworkNow
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind, Network, NetworkState, Reach, Stated
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.situation.addresses import fact_address
from dodomu.web.desk.situation.showing import Sources, credit_of
from dodomu.web.parts import situation_words as words


@dataclass(frozen=True)
class InForce:
    """One restriction as a line: what, for whom, between which hours, by whose word."""

    address: str
    name: str
    effect: str
    scope: str
    hours: str  # of every day
    until: str
    is_end_open: bool
    said_by: str
    sources: str
    provenance: str


@dataclass(frozen=True)
class Here:
    """A place with what is in force there."""

    name: str
    lines: tuple[InForce, ...]

    @property
    def at_a_glance(self) -> str:
        """What it is, without when and by whose word."""
        return " · ".join(dict.fromkeys(f"{each.name} {each.hours}".rstrip() for each in self.lines))

    @property
    def open_ends(self) -> int:
        """Of how many nobody said until when."""
        return sum(each.is_end_open for each in self.lines)


@dataclass(frozen=True)
class NetworkRow:
    """A place with every network: its state, since when it is so, and the restriction that says it."""

    name: str
    cells: tuple["NetworkCell", ...]


@dataclass(frozen=True)
class NetworkCell:
    """A network at a place."""

    network: Network
    state: NetworkState
    since: datetime | None
    until: datetime | None
    address: str


def by_place(
    request: DeskRequest, holding: Iterable[RestrictionKnown], places: Sequence[PlaceView], sources: Sources
) -> list[Here]:
    """Return restrictions place by place: the whole country first, single ways last."""
    order = {place.id: position for position, place in enumerate(places, 1)}
    views = {place.id: place for place in places}
    here: dict[tuple[int, str], list[InForce]] = {}
    for each in holding:
        here.setdefault(_where(request, each, order, views), []).append(_line(request, each, sources))
    return [Here(name, tuple(lines)) for (_position, name), lines in sorted(here.items())]


def network_rows(
    request: DeskRequest, states: Mapping[UUID, Mapping[Network, NetworkNow]], places: Iterable[PlaceView]
) -> list[NetworkRow]:
    """Return the towns in which some network does not work."""
    return [
        NetworkRow(place.name, tuple(_cell(request, network, states[place.id].get(network)) for network in Network))
        for place in places
        if place.kind in TOWNS and _is_troubled(states.get(place.id, {}))
    ]


def _is_troubled(states: Mapping[Network, NetworkNow]) -> bool:
    return any(now.state is not NetworkState.WORKS for now in states.values())


def _cell(request: DeskRequest, network: Network, now: NetworkNow | None) -> NetworkCell:
    if now is None:
        return NetworkCell(network, NetworkState.WORKS, None, None, "")
    address = fact_address(request, FactKind.RESTRICTION, now.because[0]) if now.because else ""
    return NetworkCell(network, now.state, now.since, now.until, address)


def country_words(request: DeskRequest, country: str) -> str:
    """Return what is said of a whole country; that of the crisis needs no name."""
    return _("The whole country") if country == request.crisis.country else in_language(country_names(country))


def _where(
    request: DeskRequest, each: RestrictionKnown, order: Mapping[UUID, int], views: Mapping[UUID, PlaceView]
) -> tuple[int, str]:
    if each.place is None or each.reach is Reach.WAY:
        return len(order) + 1, _("Single departures and links")
    place = views.get(each.place)
    if place and each.reach is Reach.COUNTRY:
        return 0, country_words(request, place.country)
    return order.get(each.place, len(order)), place.name if place else ""


def _line(request: DeskRequest, each: RestrictionKnown, sources: Sources) -> InForce:
    return InForce(
        address=fact_address(request, FactKind.RESTRICTION, each.thing),
        name=str(words.RESTRICTIONS[each.kind]),
        effect=str(words.EFFECTS[each.effect]),
        scope=" · ".join(part for part in (each.way, each.scope, each.applies_words) if part),
        hours=words.daily_words(each.daily),
        until=words.end_words(each.ends_at, each.ends_is, each.zone),
        is_end_open=each.ends_is in (Stated.OPEN, Stated.NOT_STATED),
        said_by=credit_of(each, sources),
        sources=", ".join(each.sources),
        provenance=each.provenance,
    )
