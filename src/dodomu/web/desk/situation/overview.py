"""The first page of the situation: what presses, what is in force, which networks work, what was told last."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import TOWNS, places_of
from dodomu.situation.queries import known
from dodomu.situation.queries.in_force import in_force
from dodomu.situation.queries.networks import networks
from dodomu.situation.queries.sources import sources_of
from dodomu.situation.queries.timeline import Asked, timeline_page
from dodomu.situation.queries.watch import Watch, watch
from dodomu.situation.rules.terms import FactKind, Network
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation import pressing
from dodomu.web.desk.situation.addresses import names_of
from dodomu.web.desk.situation.in_force import by_place, network_rows
from dodomu.web.desk.situation.lines import ShownLine, shown_line
from dodomu.web.desk.situation.showing import Places, Sources

NEWEST = 5
SHOWN = 5  # of each that presses; the others are a click away
MOST, MOST_IN_FORCE = 25, 120  # more than these nobody reads on one page: the timeline has them all


@desk_view(Permission.SEE_SITUATION)
def overview(request: DeskRequest) -> HttpResponse:
    """Show what presses first; then what is in force and what was told last."""
    crisis, at = request.crisis.id, request.at
    every = places_of(crisis)
    restrictions = known.restrictions(crisis, known_at=at)
    seen = watch(crisis, at=at, restrictions=restrictions)
    places, states = names_of(every), networks(crisis, at=at, restrictions=restrictions)
    holding = in_force(restrictions, at)
    sources, rows = sources_of(crisis), network_rows(request, states, every)
    page: dict[str, Any] = {
        "tallies": pressing.tallies(seen),
        "overtaken": pressing.overtaken(request, seen.overtaken[:MOST], places),
        "step": pressing.next_step(request, seen, places),
        "ran_out": pressing.limits(request, seen.ran_out[:MOST], seen, places),
        "runs_out": pressing.limits(request, seen.runs_out[:MOST], seen, places),
        "ended": pressing.limits(request, seen.ended[:MOST], seen, places),
        "no_end": pressing.limits(request, seen.no_end_stated[:MOST], seen, places),
        "unanswered": pressing.unanswered(request, seen.unanswered[:MOST], places),
        "more": _more(seen) | {"in_force": max(0, len(holding) - MOST_IN_FORCE)},
        "in_force": by_place(request, holding[:MOST_IN_FORCE], every, sources),
        "networks": list(Network),
        "network_rows": rows,
        "towns_without_news": sum(place.kind in TOWNS and place.id in states for place in every) - len(rows),
        "newest": _newest(request, places, sources),
        "kinds": list(FactKind),
        "may_tell": may(request.actor, Permission.TELL_SITUATION, crisis),
        "may_publish": may(request.actor, Permission.PUBLISH, crisis),
        "may_import": may(request.actor, Permission.IMPORT, crisis),
    }
    page |= {f"{name}_further": len(page[name]) - SHOWN for name in ("ran_out", "unanswered", "runs_out", "ended")}
    return render(request, "desk/situation/overview.html", page)


def _more(seen: Watch) -> dict[str, int]:
    """How many of each are not shown."""
    every = {
        "ran_out": seen.ran_out,
        "runs_out": seen.runs_out,
        "ended": seen.ended,
        "no_end": seen.no_end_stated,
        "unanswered": seen.unanswered,
    }
    return {name: max(0, len(found) - MOST) for name, found in every.items()}


def _newest(request: DeskRequest, places: Places, sources: Sources) -> list[ShownLine]:
    asked = Asked(known_at=request.at, kinds=(FactKind.REPORT,), until=request.at)
    found = timeline_page(request.crisis.id, asked, now=request.at, page=1, size=NEWEST, most_to_come=0)
    return [shown_line(request, line, places, sources) for line in found.lines]
