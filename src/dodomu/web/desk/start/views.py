"""The first page of a crisis, and the choice of one."""

from collections.abc import Sequence

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from dodomu.boarding.queries.board import gate_attention
from dodomu.contact.queries import advice, conversations, deliveries, voices
from dodomu.contact.queries.check_ins import answer_counts
from dodomu.foundation import clock, crises
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import PlaceView, places_of
from dodomu.journeys.queries.attention import awaiting
from dodomu.people.queries import asked, attention, estimates
from dodomu.people.queries.places import WhereTheyAre, where_they_are
from dodomu.people.queries.whereabouts import headcount
from dodomu.situation.queries import watch
from dodomu.web.desk.door import DeskRequest, desk_view, may_enter
from dodomu.web.desk.past import asked_hour, steps_back, written
from dodomu.web.desk.start.advice import with_advice
from dodomu.web.desk.start.attention import Item, items_of
from dodomu.web.desk.start.bar import bar_of
from dodomu.web.desk.start.broadcasts import with_broadcasts
from dodomu.web.desk.start.gates import with_gates
from dodomu.web.desk.start.messages import with_messages
from dodomu.web.desk.start.voices import with_voices
from dodomu.web.parts.actor import actor_of
from dodomu.web.parts.map import Mark, draw_country_map

ESTIMATES_SHOWN = 4
POSTS = {"embassy", "consulate"}


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the only crisis there is for this officer, or let them choose."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("desk:sign-in"))
    actor = actor_of(request)
    mine = [each for each in crises.all_crises() if may_enter(actor, each)]
    if len(mine) == 1 and not actor.is_administrator and "all" not in request.GET:
        return redirect("desk:first-page", mine[0].slug)
    return render(request, "desk/start/choose.html", {"crises": mine, "may_open": may(actor, Permission.OPEN_CRISIS)})


@desk_view(Permission.SEE_COUNTS)
def first_page(request: DeskRequest) -> HttpResponse:
    """Show how many there are, where they stand, and what needs attention; or the figures of a past hour."""
    crisis, by, hour = request.crisis.id, request.actor, asked_hour(request)
    count = headcount(crisis, at=hour.at)
    places = places_of(crisis)
    where = where_they_are(count, places)
    known = estimates.latest_estimates(crisis, by=by, at=hour.at)
    page = {
        "hour": hour,
        "at_written": written(hour.shown, request),
        "steps": steps_back(request, hour.shown),
        "count": count,
        "bar": bar_of(count),
        "asked": asked.asked_for_help(crisis, by=by, at=hour.at),
        "estimates": known[:ESTIMATES_SHOWN],
        "more_estimates": max(0, len(known) - ESTIMATES_SHOWN),
        "where": where,
        "map": _map(request, where, places),
        "sees_people": may(by, Permission.SEE_PEOPLE, crisis),
        "may_estimate": may(by, Permission.ESTIMATE, crisis),
    }
    return render(
        request,
        "desk/start/first_page.html",
        page | ({} if hour.is_past else _today(request, places, count.registered)),
    )


def _today(request: DeskRequest, places: Sequence[PlaceView], people: int) -> dict[str, object]:
    """What is shown only of now: attention, the newest, and the one next step."""
    crisis, by, at = request.crisis.id, request.actor, request.at
    sees_people = may(by, Permission.SEE_PEOPLE, crisis)
    keeps_places = may(by, Permission.KEEP_PLACES, crisis)
    return {
        "items": with_gates(
            with_voices(
                with_messages(_items(request, people), conversations.waiting(crisis), request.frame),
                voices.waiting(crisis, at=at),
                request.frame,
            ),
            gate_attention(crisis, by=by, at=at, real=clock.real_now()),
            request.frame,
        ),
        "lately": attention.registered_since(crisis, at=at),
        "newest": attention.newest_people(crisis, by=by, at=at) if sees_people else [],
        "drafts": sum(place.is_draft for place in places) if keeps_places else 0,
    }


def _items(request: DeskRequest, people: int) -> list[Item]:
    crisis, by, at = request.crisis.id, request.actor, request.at
    items = items_of(
        attention.attention(crisis, people=people, by=by, at=at),
        watch.counts(crisis, at=at),
        awaiting(crisis),
        answer_counts(crisis),
        request.frame,
    )
    items = with_advice(items, advice.asking(crisis, at=at), request.frame)
    return with_broadcasts(items, deliveries.troubles(crisis, at=at), request.frame)


def _map(request: DeskRequest, where: WhereTheyAre, places: Sequence[PlaceView]) -> SafeString:
    posts = [place for place in places if place.kind in POSTS and place.country != request.crisis.sending]
    counted = {each.place.id for each in where.counts}
    marks = [_mark(request, each.place, each.total) for each in where.counts]
    marks += [_mark(request, place, 0) for place in posts if place.id not in counted]
    drawn = draw_country_map(
        request.crisis.country,
        marks,
        language=get_language() or "en",
        title=_("Where they are"),
        description=_("How many people are at each place; the same numbers stand in the table under the map."),
    )
    return mark_safe(drawn)  # noqa: S308  (our own drawing; it escapes every name)


def _mark(request: DeskRequest, place: PlaceView, number: int) -> Mark:
    sees = number and may(request.actor, Permission.SEE_PEOPLE, request.crisis.id)
    href = f"{request.frame.address('people')}?place={place.id}" if sees else None
    emphasis = "post" if place.kind in POSTS else "plain"
    return Mark(place.latitude, place.longitude, place.name, number, href, emphasis)
