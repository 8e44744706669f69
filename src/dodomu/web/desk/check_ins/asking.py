"""One round: writing it down, a second officer's approval, who answered, who has not."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import rounds as operations
from dodomu.contact.queries import rounds
from dodomu.contact.queries.audiences import Preview, Text, preview
from dodomu.contact.queries.check_in_words import asked_words
from dodomu.contact.queries.rounds import OccurrenceLine, RoundPage
from dodomu.contact.rules.terms import Purpose, Question, RoundState
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.check_ins.forms import RoundForm
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.parts.check_in_words import STATUSES
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
DONE = ("approved", "ended", "drafted")
LONGEST_NUMBER = 6


@desk_view(Permission.SEE_MESSAGES)
def showing(request: DeskRequest, round_id: UUID) -> HttpResponse:
    """Show a round: who answered at one of its times, who has not, for how long and after how many attempts."""
    return _page(request, _found(request, round_id))


@desk_view(Permission.BROADCAST)
def new(request: DeskRequest) -> HttpResponse:
    """Write a round down; it begins when a second officer approves it."""
    zone, places = request.crisis.zone, places_of(request.crisis.id)
    if request.method == "POST":
        form = RoundForm(request.POST, places=places, zone=zone)
    else:
        initial = {"round_id": uuid4(), "first_at": wall_of(request.at, zone), "every_hours": "12"}
        form = RoundForm(initial=initial, places=places, zone=zone)
    refusal = ""
    if form.is_valid():
        try:
            made = operations.draft_round(
                crisis=request.crisis.id, given=form.given(), round_id=form.cleaned_data["round_id"],
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{_address(request, made)}?done=drafted")
    usual = [(question, asked_words(question)) for question in Question]
    page = {"form": form, "refusal": refusal, "usual": usual, "zone": zone}
    return render(request, "desk/check_ins/new.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)


@require_POST
@desk_view(Permission.APPROVE)
def approve(request: DeskRequest, round_id: UUID) -> HttpResponse:
    """Let a round begin that another officer wrote down."""
    found = _found(request, round_id)
    version = request.POST.get("version", "")
    try:
        operations.approve_round(
            round_id=round_id, version=int(version) if version.isdecimal() else 0, by=request.actor, at=request.at
        )
    except Refused as refused:
        return _page(request, found, sentence(refused))
    return redirect(f"{_address(request, round_id)}?done=approved")


@require_POST
@desk_view(Permission.BROADCAST)
def end(request: DeskRequest, round_id: UUID) -> HttpResponse:
    """Ask nothing more."""
    found = _found(request, round_id)
    try:
        operations.end_round(round_id=round_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, found, sentence(refused))
    return redirect(f"{_address(request, round_id)}?done=ended")


def _found(request: DeskRequest, round_id: UUID) -> RoundPage:
    time = request.GET.get("time", "")
    number = int(time) if time.isdecimal() and len(time) < LONGEST_NUMBER else None
    found = rounds.round_page(request.crisis.id, round_id, by=request.actor, number=number)
    if found is None:
        raise Http404
    return found


def _page(request: DeskRequest, found: RoundPage, refusal: str = "") -> HttpResponse:
    crisis, by, line = request.crisis.id, request.actor, found.line
    shown = found.shown
    is_own = line.officer_id is not None and line.officer_id == by.officer and not line.is_drill
    names = {place.id: place.name for place in places_of(crisis)}
    page: dict[str, Any] = {
        "round": line,
        "texts": found.texts.items(),
        "places": [names[place] for place in found.audience.places if place in names],
        "wishes": [wish.value for wish in found.audience.wishes],
        "times": found.times,
        "counted": _counted(request, found) if line.state is RoundState.ASKED else None,
        "shown": shown,
        "is_overdue": line.state is RoundState.RUNNING and line.next_at is not None and line.next_at < request.at,
        "refusal": refusal,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "may_approve": may(by, Permission.APPROVE, crisis) and line.state is RoundState.ASKED and not is_own,
        "is_own": is_own,
        "may_end": may(by, Permission.BROADCAST, crisis) and line.state is not RoundState.ENDED,
        "may_record": may(by, Permission.CHANGE_PEOPLE, crisis),
    }
    if shown:
        page |= _answers(request, shown)
    return render(request, "desk/check_ins/round.html", page, status=UNPROCESSABLE if refusal else 200)


def _counted(request: DeskRequest, found: RoundPage) -> Preview:
    """Count whom it would ask if it began now, for who approves it."""
    return preview(
        crisis=request.crisis.id,
        audience=found.audience,
        ladder=found.ladder,
        texts=[Text(language, text) for language, text in found.texts.items()],
        purpose=Purpose.CHECK_IN,
        at=request.at,
    )


def _answers(request: DeskRequest, shown: OccurrenceLine) -> dict[str, object]:
    status = request.GET.get("status", "")
    status = status if status in STATUSES else ""
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isdecimal() and len(typed) < LONGEST_NUMBER else 1
    asked = rounds.asked_page(
        request.crisis.id, shown, status=status, page=page, by=request.actor, at=request.at, on=request.at.date()
    )
    counts = [(each, shown.counts[each]) for each in STATUSES if shown.counts.get(each)]
    return {"asked": asked, "status": status, "counts": counts}


def _address(request: DeskRequest, round_id: UUID) -> str:
    return reverse("desk:round", args=[request.crisis.slug, round_id])
