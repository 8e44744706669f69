"""The map of the country: of every place the gravest thing known at an hour, and the same as a table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceView, places_of
from dodomu.situation.queries.map import PlaceNow, marks
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import Effect, FactKind, Reach
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.past import Asked, asked_hour, steps_back, written
from dodomu.web.desk.situation.addresses import Link, fact_address
from dodomu.web.desk.situation.in_force import country_words
from dodomu.web.parts.map import Mark, draw_country_map
from dodomu.web.parts.situation_words import RESTRICTIONS, SEVERITIES

GRAVE, TENSE = 4, 3  # from this severity on a place stands out, or is a mark like any other


@dataclass(frozen=True)
class Row:
    """A place in the table under the map."""

    name: str
    severity: int | None
    reports: int
    restrictions: tuple[Link, ...]
    address: str  # its lines of the timeline; empty for a whole country, of which reports say nothing


@desk_view(Permission.SEE_SITUATION)
def country(request: DeskRequest) -> HttpResponse:
    """Show where it is grave at an hour, by what was known then."""
    crisis, hour = request.crisis.id, asked_hour(request)
    places = {place.id: place for place in places_of(crisis)}
    found = [each for each in marks(crisis, at=hour.shown, known_at=hour.at) if each.place in places]
    page = {
        "hour": hour,
        "at_written": written(hour.shown, request),
        "steps": steps_back(request, hour.shown),
        "map": _map(request, [(places[each.place], each) for each in found], hour),
        "rows": [*_whole_countries(request, found, places), *_rows(request, found, places, hour)],
    }
    return render(request, "desk/situation/map.html", page)


def _map(request: DeskRequest, found: list[tuple[PlaceView, PlaceNow]], hour: Asked) -> SafeString:
    drawn = draw_country_map(
        request.crisis.country,
        [_mark(request, place, now, hour) for place, now in found],
        language=get_language() or "en",
        title=_("Where it is grave"),
        description=_("How grave it is, place by place; the table says the same."),
    )
    return mark_safe(drawn)  # noqa: S308  (our own drawing; it escapes every name)


def _mark(request: DeskRequest, place: PlaceView, now: PlaceNow, hour: Asked) -> Mark:
    """As large as the gravest report is grave; how many reports there are stands in its words, and is added to none."""
    return Mark(
        place.latitude, place.longitude, place.name, 0, _timeline(request, place, hour), _emphasis(now),
        level=now.severity or 0, told=_told(now),
    )  # fmt: skip


def _told(now: PlaceNow) -> str:
    grave = str(SEVERITIES[now.severity]) if now.severity else ""
    number = now.reports_last_24h
    reports = ngettext("{n} report", "{n} reports", number).format(n=number) if number else ""
    holding = dict.fromkeys(str(RESTRICTIONS[each.kind]) for each in now.restrictions)
    return ", ".join(filter(None, (grave, reports, *holding)))


def _emphasis(now: PlaceNow) -> str:
    if (now.severity or 0) >= GRAVE or any(each.effect is Effect.BLOCK for each in now.restrictions):
        return "attention"
    return "plain" if (now.severity or 0) >= TENSE else "quiet"


def _whole_countries(request: DeskRequest, found: Iterable[PlaceNow], places: Mapping[UUID, PlaceView]) -> list[Row]:
    """What holds in all of a country is said once: said of each place, it would bury where it is grave."""
    holding: dict[str, dict[UUID, Link]] = {}
    for now in found:
        for each in now.restrictions:
            if each.reach is Reach.COUNTRY:
                holding.setdefault(places[now.place].country, {})[each.thing] = _restriction(request, each)
    ours_first = sorted(holding, key=lambda country: (country != request.crisis.country, country))
    return [Row(country_words(request, each), None, 0, tuple(holding[each].values()), "") for each in ours_first]


def _rows(
    request: DeskRequest, found: Iterable[PlaceNow], places: Mapping[UUID, PlaceView], hour: Asked
) -> Iterator[Row]:
    """The places that have more to say than what holds in all of their country."""
    for now in found:
        links = tuple(_restriction(request, each) for each in now.restrictions if each.reach is not Reach.COUNTRY)
        if links or now.reports_last_24h:
            place = places[now.place]
            yield Row(place.name, now.severity, now.reports_last_24h, links, _timeline(request, place, hour))


def _restriction(request: DeskRequest, each: RestrictionKnown) -> Link:
    return Link(fact_address(request, FactKind.RESTRICTION, each.thing), str(RESTRICTIONS[each.kind]))


def _timeline(request: DeskRequest, place: PlaceView, hour: Asked) -> str:
    at = f"&at={written(hour.shown, request)}" if hour.is_past else ""
    return f"{request.frame.address('situation')}timeline/?place={place.id}{at}"
