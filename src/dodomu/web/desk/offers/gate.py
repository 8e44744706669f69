"""A departure's places and its line: who comes, who is next, how many more to ask to the gate."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import answering, passing_on
from dodomu.journeys.operations.ways import allow_extra
from dodomu.journeys.queries import inviting
from dodomu.journeys.queries.promises import LegPromises, leg_promises, to_cut
from dodomu.journeys.queries.standing_by import MOST, line_of
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.rules.terms import Kind
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.queries.leads import leads_of
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.offers.forms import AllowForm, InviteForm
from dodomu.web.parts.invite_words import boarding_words, invite_words, learned_words
from dodomu.web.parts.offer_words import OFFER_STATES
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
DIGITS = 6
DONE = ("invited", "nobody", "allowed", "cut")


@desk_view(Permission.SEE_PEOPLE)
def gate(request: DeskRequest, ref: str) -> HttpResponse:
    """Show what is promised on a departure, who stands in its line, and how many more may be asked."""
    return _page(request, _leg(request, ref))


@require_POST
@desk_view(Permission.OFFER)
def invite(request: DeskRequest, ref: str) -> HttpResponse:
    """Ask the next in line to the gate, never more than is allowed."""
    leg, form, refusal = _leg(request, ref), InviteForm(request.POST), ""
    if form.is_valid():
        try:
            asked = passing_on.invite_standby(
                leg=leg.id, how_many=form.cleaned_data["how_many"], by=request.actor, at=request.at
            )
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return _back(request, leg, "invited" if asked else "nobody")
    return _page(request, leg, invite_form=form, refusal=refusal)


@require_POST
@desk_view(Permission.OFFER)
def allow(request: DeskRequest, ref: str) -> HttpResponse:
    """Say how many may be asked beyond the places."""
    leg, form, refusal = _leg(request, ref), AllowForm(request.POST), ""
    if form.is_valid():
        try:
            allow_extra(leg=leg.id, **form.cleaned_data, by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return _back(request, leg, "allowed")
    return _page(request, leg, allow_form=form, refusal=refusal)


@require_POST
@desk_view(Permission.OFFER)
def cut(request: DeskRequest, ref: str) -> HttpResponse:
    """End the offers that were ticked, because there are fewer places than were promised to us."""
    leg = _leg(request, ref)
    ticked = [UUID(each) for each in request.POST.getlist("offer") if _is_uuid(each)]
    if ticked:
        answering.cut_to_block(leg=leg.id, offers=ticked, by=request.actor, at=request.at)
    return _back(request, leg, "cut" if ticked else "nobody")


def _leg(request: DeskRequest, ref: str) -> LegKnown:
    leg = leg_by_ref(request.crisis.id, ref)
    if leg is None:
        raise Http404
    return leg


def _back(request: DeskRequest, leg: LegKnown, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:offer-line', args=[request.crisis.slug, leg.ref])}?done={done}")


def _page(
    request: DeskRequest,
    leg: LegKnown,
    *,
    invite_form: InviteForm | None = None,
    allow_form: AllowForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    crisis, after = request.crisis.id, _after(request)
    places = {place.id: place.name for place in places_of(crisis)}
    promised = leg_promises(crisis, [leg.id])[leg.id]
    line = line_of(leg.id, after=after)
    page: dict[str, Any] = {
        "leg": leg,
        "origin": places.get(leg.origin, ""),
        "target": places.get(leg.target, ""),
        "promised": promised,
        "states": [(words, promised.persons[code]) for code, words in _states() if code in promised.persons],
        "seats": promised.room.get(Kind.SEAT, 0),
        "taken": promised.held.get(Kind.SEAT, 0),
        "free": promised.free.get(Kind.SEAT, 0),
        "over": promised.over,
        "line": line,
        "more": line[-1].position if len(line) == MOST else 0,
        "after": after,
        "cuts": to_cut(leg.id) if promised.over else (),
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "refusal": refusal,
        "may_see_ways": may(request.actor, Permission.SEE_WAYS, crisis),
        "may_offer": may(request.actor, Permission.OFFER, crisis),
    }
    page["leads"] = leads_of(crisis, [each.party for each in (*line, *page["cuts"])], by=request.actor)
    page |= _inviting(request, leg, promised, invite_form, allow_form)
    return render(request, "desk/offers/line.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)


def _states() -> list[tuple[Any, Any]]:
    return list(OFFER_STATES.items())


def _inviting(
    request: DeskRequest,
    leg: LegKnown,
    promised: LegPromises,
    invite_form: InviteForm | None,
    allow_form: AllowForm | None,
) -> dict[str, Any]:
    """What is expected and proposed, in words, and the two forms."""
    expected, proposed = inviting.expected(leg.id, at=request.at), inviting.proposal_to_invite(leg.id, at=request.at)
    first = {"how_many": proposed.persons} if proposed and proposed.persons else {}
    limit = {"version": leg.version, "invite_extra": leg.invite_extra}
    return {
        "expected": boarding_words(expected) if expected else "",
        "learned": learned_words(expected) if expected else "",
        "proposed": proposed,
        "proposal": invite_words(proposed, leg.invite_extra) if proposed else (),
        "asked": promised.standby,
        "form": invite_form or allow_form,  # the one that is at fault, if one is
        "invite_form": invite_form or InviteForm(initial=first),
        "allow_form": allow_form or AllowForm(initial=limit),
    }


def _after(request: DeskRequest) -> int:
    typed = request.GET.get("after", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS else 0


def _is_uuid(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True
