"""Manifests: the list of departures with their numbers, and who is on one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dodomu.boarding.queries.carrier_lists import carrier_lists_of
from dodomu.boarding.queries.manifests import ManifestLine, ManifestView, manifest_of, manifests_near, narrowed
from dodomu.boarding.rules.terms import LineState
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.rules.terms import LegState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.hours import zone_words

DAYS: Final = (1, 3, 7)
USUAL_DAYS: Final = 1
# What can be said of somebody, by the state in which a line stands.
MAY_BOARD: Final = frozenset(LineState) - {LineState.BOARDED, LineState.LANDED}
DONE: Final = ("boarded", "taken_off", "landed", "closed", "kept")
LONGEST_TEXT: Final = 100


@dataclass(frozen=True)
class Row:
    """A departure in the list."""

    line: ManifestLine
    origin: PlaceView
    target: PlaceView


@dataclass(frozen=True)
class Doubtful:
    """Somebody who stands elsewhere by the ledger, asked about before they are boarded."""

    person: UUID
    reference: str
    account: str
    leg: str


@desk_view(Permission.BOARD)
def listing(request: DeskRequest) -> HttpResponse:
    """Show the departures of the next and last days, and how many are aboard each."""
    days = _days(request)
    places = {place.id: place for place in places_of(request.crisis.id)}
    found = manifests_near(request.crisis.id, by=request.actor, at=request.at, days=days)
    rows = [Row(line, places[line.leg.origin], places[line.leg.target]) for line in found]
    leaves = [row for row in rows if (row.line.leg.leaves_at or request.at) >= request.at]
    page = {
        "coming": leaves,
        "gone": [row for row in reversed(rows) if row not in leaves],
        "open": sum(row.line.is_late for row in rows),
        "alone": sum(row.line.counts.minors_alone for row in rows),
        "days": days,
        "every_days": DAYS,
    }
    return render(request, "desk/gate/manifests.html", page)


@desk_view(Permission.BOARD)
def manifest(request: DeskRequest, ref: str) -> HttpResponse:
    """Show who is on a leg and how they stand."""
    return manifest_page(request, manifest_or_404(request, ref))


@desk_view(Permission.BOARD)
def arrivals(request: DeskRequest, ref: str) -> HttpResponse:
    """Show who boarded a leg, to be confirmed where it arrives."""
    return manifest_page(request, manifest_or_404(request, ref), is_arrival=True)


def manifest_or_404(request: DeskRequest, ref: str) -> ManifestView:
    """Return the manifest of a leg, or answer that there is none."""
    found = manifest_of(request.crisis.id, ref, by=request.actor, at=request.at)
    if found is None:
        raise Http404
    return found


def manifest_page(
    request: DeskRequest,
    view: ManifestView,
    *,
    is_arrival: bool = False,
    refusal: str = "",
    chosen: Sequence[str] = (),
    doubtful: Sequence[Doubtful] = (),
    form: UUID | None = None,
    typed_hour: str = "",
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a manifest; after a refusal with what was chosen still chosen."""
    crisis = request.crisis.id
    places = {place.id: place for place in places_of(crisis)}
    text, state = request.GET.get("q", "")[:LONGEST_TEXT], _state(request)
    lines = [line for line in view.lines if line.state in ABOARD_STATES] if is_arrival else list(view.lines)
    shown = narrowed(lines, text=text, state=state)
    names = {line.passenger.person: line.passenger.name for line in view.lines}
    leaves = view.leg.leaves_at
    page: dict[str, Any] = {
        "view": view,
        "leg": view.leg,
        "counts": view.counts,
        "lines": shown,
        "total": len(lines),
        "states": [each for each in LineState if any(line.state is each for line in lines)],
        "q": text,
        "state": state,
        "is_arrival": is_arrival,
        "origin": places[view.leg.origin],
        "target": places[view.leg.target],
        "alone": {line.passenger.person for line in view.minors_alone},
        "torn": _torn(view),
        "since": {line.passenger.person for line in view.since_closing},
        "has_left": leaves is not None and leaves < request.at,
        "is_cancelled": view.leg.state is LegState.CANCELLED,
        "to_land": view.counts.boarded,
        "form_id": form or uuid4(),
        "chosen": set(chosen),
        "hour_zone": zone_words(places[view.leg.target if is_arrival else view.leg.origin].zone),
        "typed_hour": typed_hour,
        "doubtful": [(each, names.get(each.person, "")) for each in doubtful],
        "refusal": refusal,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "many": _number(request.GET.get("n", "")),
        "already": _number(request.GET.get("before", "")),
        "lists": () if is_arrival else carrier_lists_of(view),
        "may_board": may(request.actor, Permission.BOARD, crisis),
        "may_close": may(request.actor, Permission.CLOSE_MANIFEST, crisis),
        "may_export": may(request.actor, Permission.EXPORT, crisis),
    }
    return render(request, "desk/gate/manifest.html", page | dict(more or {}), status=status)


ABOARD_STATES: Final = frozenset({LineState.BOARDED, LineState.LANDED})


def _torn(view: ManifestView) -> list[tuple[str, list[Any]]]:
    """Return, for each party that is torn, a name of who is aboard, and who is not."""
    aboard = {line.passenger.party: line.passenger for line in view.lines if line.state in ABOARD_STATES}
    return [(aboard[party].name, [line.passenger for line in left]) for party, left in view.torn.items()]


def _state(request: DeskRequest) -> LineState | None:
    typed = request.GET.get("state", "")
    return LineState(typed) if typed in set(LineState) else None


def _days(request: DeskRequest) -> int:
    typed = request.GET.get("days", "")
    return int(typed) if typed in {str(each) for each in DAYS} else USUAL_DAYS


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("10000") else 0


def doubtful_of(persons: Iterable[tuple[UUID, str, str, str]]) -> list[Doubtful]:
    """Return whom a refusal asks about."""
    return [Doubtful(*each) for each in persons]
