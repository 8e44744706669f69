"""The map of the situation: of every place the gravest thing known at an hour."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.situation.queries import known
from dodomu.situation.queries.spots import spots_of
from dodomu.situation.rules.known import ReportKnown
from dodomu.situation.rules.restrictions import DAY, RestrictionKnown, holds_at, places_reached
from dodomu.situation.rules.terms import Effect

_ORDER: Final[Mapping[Effect, int]] = {effect: position for position, effect in enumerate(Effect)}


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """A place at an hour: the gravest report of the last day, and what holds there."""

    place: UUID
    severity: int | None  # 1 to 5; None: no report of the last day states one
    restrictions: tuple[RestrictionKnown, ...]  # that hold at this hour, those that block first
    reports_last_24h: int


def marks(crisis: UUID, *, at: datetime, known_at: datetime | None = None) -> tuple[PlaceNow, ...]:
    """Return every place of which something is known at an hour, the gravest first."""
    spots, _ = spots_of(crisis)
    holding: dict[UUID, list[RestrictionKnown]] = defaultdict(list)
    for each in known.restrictions(crisis, known_at=known_at):
        if holds_at(each, at):
            for place in places_reached(each, spots):
                holding[place].append(each)
    reported: dict[UUID, list[ReportKnown]] = defaultdict(list)
    for report in known.reports_between(crisis, at - DAY, at, known_at=known_at):
        if report.place:
            reported[report.place].append(report)
    found = [_place_now(place, holding[place], reported[place]) for place in {*holding, *reported}]
    return tuple(sorted(found, key=_gravest_first))


def _place_now(place: UUID, holding: Sequence[RestrictionKnown], reported: Sequence[ReportKnown]) -> PlaceNow:
    severity = max((each.severity for each in reported if each.severity), default=None)
    restrictions = sorted(holding, key=lambda each: (_ORDER[each.effect], each.announced_at, each.thing))
    return PlaceNow(place, severity, tuple(restrictions), len(reported))


def _gravest_first(place: PlaceNow) -> tuple[int, int, int, UUID]:
    effect = _ORDER[place.restrictions[0].effect] if place.restrictions else len(_ORDER)
    return -(place.severity or 0), effect, -place.reports_last_24h, place.place
