"""Figures side by side: who says how many, as of when. Nothing is added up; where they disagree, it is said."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.situation.queries.figures import FigureGroup, side_by_side
from dodomu.situation.queries.sources import sources_of
from dodomu.situation.rules.known import FigureKnown
from dodomu.situation.rules.terms import FactKind, Qualifier
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.past import asked_hour, steps_back, written
from dodomu.web.desk.situation.addresses import fact_address, names_of
from dodomu.web.desk.situation.showing import Places, Sources, credit_of, number_words
from dodomu.web.parts.figure_words import unit_words
from dodomu.web.parts.situation_words import when_words


@dataclass(frozen=True)
class Claim:
    """One number by one word."""

    number: str
    is_retracted: bool
    as_of: str
    said_by: str
    sources: str
    provenance: str
    address: str


@dataclass(frozen=True)
class Group:
    """Everything that is said of one number."""

    of_whom: str
    measure: str
    place: str
    unit: str  # empty where it need not be said
    disagree: bool
    claims: tuple[Claim, ...]


@desk_view(Permission.SEE_SITUATION)
def figures(request: DeskRequest) -> HttpResponse:
    """Show every figure known at an hour, what speaks of the same side by side."""
    crisis, hour = request.crisis.id, asked_hour(request)
    places = names_of(places_of(crisis))
    sources, found = sources_of(crisis), side_by_side(crisis, known_at=hour.at)
    page = {
        "hour": hour,
        "at_written": written(hour.shown, request),
        "steps": steps_back(request, hour.shown),
        "groups": [_group(request, each, places, sources) for each in sorted(found, key=_order)],
        "may_tell": may(request.actor, Permission.TELL_SITUATION, crisis),
    }
    return render(request, "desk/situation/figures.html", page)


def _order(group: FigureGroup) -> tuple[bool, bool]:
    """What disagrees comes first, then what several speak of; the rest stays in its order."""
    return not group.disagree, len(group.claims) == 1


def _group(request: DeskRequest, group: FigureGroup, places: Places, sources: Sources) -> Group:
    return Group(
        group.of_whom,
        group.measure,
        places.get(group.place, "") if group.place else "",
        unit_words(group.unit, group.of_whom, group.measure),
        group.disagree,
        tuple(_claim(request, each, sources) for each in group.claims),
    )


def _claim(request: DeskRequest, figure: FigureKnown, sources: Sources) -> Claim:
    return Claim(
        number_words(figure),
        figure.qualifier is Qualifier.RETRACTED,
        when_words(figure.as_of, figure.as_of_precision, "", figure.zone),
        credit_of(figure, sources),
        ", ".join(figure.sources),
        figure.provenance,
        fact_address(request, FactKind.FIGURE, figure.thing),
    )
