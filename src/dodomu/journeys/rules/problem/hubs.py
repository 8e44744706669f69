"""Places as the planner sees them: what they are, how dangerous, how many can be brought to a vehicle or wait there."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.engines.planner.problem import Place, PlaceKind, Steps
from dodomu.journeys.rules.problem.facts import Site
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.problem.risk import dangers, risk_of
from dodomu.journeys.rules.ways import HandlingKnown

KINDS: Final[Mapping[str, PlaceKind]] = {
    "airport": "airport",
    "port": "port",
    "rail_station": "station",
    "bus_station": "station",
    "border_crossing": "crossing",
}
UNLIMITED = 1_000_000  # persons in an hour, where from some hour on nobody has to be processed any more


def places_of(frame: Frame, in_use: Iterable[UUID], ends: datetime) -> tuple[Place, ...]:
    """Return the places that are in use, in the order of their refs."""
    sites = sorted((frame.facts.places[each] for each in in_use), key=lambda site: site.ref)
    because, handled = dangers(frame), _handled(frame)
    return tuple(
        Place(
            site.ref,
            name=site.name,
            kind=kind_of(frame, site),
            country=site.country,
            position=(site.latitude, site.longitude),
            risk=risk_of(frame, site, ends, because.get(site.place, [])),
            processing=_processing(frame, handled.get(site.place, [])),
            room=_room(frame, handled.get(site.place, [])),
        )
        for site in sites
    )


def kind_of(frame: Frame, site: Site) -> PlaceKind:
    """Return what a place is; all of the sending state is home."""
    if site.country == frame.facts.sending:
        return "home"
    return KINDS.get(site.kind) or ("abroad" if site.country != frame.facts.country else "place")


def _handled(frame: Frame) -> Mapping[UUID, list[HandlingKnown]]:
    found: dict[UUID, list[HandlingKnown]] = {}
    for each in sorted(frame.facts.ways.handlings, key=lambda handling: handling.from_at):
        found.setdefault(each.place, []).append(each)
    return found


def _processing(frame: Frame, told: list[HandlingKnown]) -> Steps | int | None:
    """Return how many an hour; the last word of before the plan begins holds from its beginning."""
    until_now = [each.per_hour for each in told if each.from_at <= frame.begins]
    later = [(each.from_at, each.per_hour) for each in told if each.from_at > frame.begins]
    words = [(frame.begins, until_now[-1] if until_now else None), *later]
    if len(words) == 1:
        return words[0][1]
    if all(amount is None for _, amount in words):
        return None
    return tuple((moment, UNLIMITED if amount is None else amount) for moment, amount in words)


def _room(frame: Frame, told: list[HandlingKnown]) -> int | None:
    until_now = [each.room for each in told if each.from_at <= frame.begins]
    return until_now[-1] if until_now else None
