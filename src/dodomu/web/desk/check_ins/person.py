"""One person: what they said, since when nothing was heard, how they were tried; answers and attempts by voice."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import checking_in
from dodomu.contact.operations.unreachable import NOT_SOUGHT, call_unreachable
from dodomu.contact.queries import attempts, check_ins
from dodomu.contact.rules.attempts import FEWEST, SPREAD, are_enough
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_to_stay
from dodomu.foundation.refusal import Refused
from dodomu.people.operations import notes
from dodomu.people.queries.person import PersonPage, person_page
from dodomu.people.rules.terms import Account, NoteKind
from dodomu.web.desk.check_ins.forms import HeardForm, TriedForm, UnreachableForm
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
DONE = ("kept", "asks", "tried", "unreachable")
HOUR = 3600
HEARD, TRIED, SILENT = "heard-%s", "tried-%s", "silent-%s"  # three forms on one page


@desk_view(Permission.SEE_MESSAGES)
def showing(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show everything about reaching somebody."""
    return _page(request, _seen(request, person))


@require_POST
@desk_view(Permission.CHANGE_PEOPLE)
def record(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write down what they say, as it was heard."""
    seen = _seen(request, person)
    form, refusal = _heard_form(request, data=request.POST), ""
    if form.is_valid():
        try:
            kept = checking_in.record(
                check_in=form.cleaned_data["check_in"], person=seen.id, heard=form.heard(), said_at=form.hour,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return _back(request, person, "asks" if kept.contradicts else "kept")
    return _page(request, seen, heard=form, refusal=refusal)


@require_POST
@desk_view(Permission.CHANGE_PEOPLE)
def tried(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write down that they were called in vain."""
    seen = _seen(request, person)
    form, refusal = TriedForm(request.POST, auto_id=TRIED), ""
    if form.is_valid():
        typed = form.cleaned_data
        try:
            notes.write_note(
                note=typed["note"], person=seen.id, kind=NoteKind(typed["kind"]), words=typed["words"],
                happened_at=request.at, by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return _back(request, person, "tried")
    return _page(request, seen, attempt=form, refusal=refusal)


@require_POST
@desk_view(Permission.MOVE_PEOPLE)
def unreachable(request: DeskRequest, person: UUID) -> HttpResponse:
    """Call them unreachable, which is refused without attempts."""
    seen = _seen(request, person)
    form, refusal = UnreachableForm(request.POST, auto_id=SILENT), ""
    if form.is_valid():
        try:
            call_unreachable(
                entry_id=form.cleaned_data["entry"], person=seen.id, words=form.cleaned_data["words"],
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return _back(request, person, "unreachable")
    return _page(request, seen, silent=form, refusal=refusal)


def _seen(request: DeskRequest, person: UUID) -> PersonPage:
    seen = person_page(request.crisis.id, person, by=request.actor, on=request.at.date())
    if seen is None:
        raise Http404
    return seen


def _page(
    request: DeskRequest, seen: PersonPage, *, heard: HeardForm | None = None, attempt: TriedForm | None = None,
    silent: UnreachableForm | None = None, refusal: str = "",
) -> HttpResponse:  # fmt: skip
    crisis, by = request.crisis.id, request.actor
    silence = attempts.silence_of(seen.id, at=request.at)
    may_change = may(by, Permission.CHANGE_PEOPLE, crisis) and not seen.joined_into
    is_sought = seen.line.account not in NOT_SOUGHT and seen.line.account is not Account.UNREACHABLE
    page: dict[str, Any] = {
        "person": seen,
        "silence": silence,
        "answers": check_ins.answers_of(crisis, seen.id, by=by),
        "heard": heard or _heard_form(request, initial={"check_in": uuid4()}),
        "trying": attempt or TriedForm(initial={"note": uuid4()}, auto_id=TRIED),
        "giving_up": silent or UnreachableForm(initial={"entry": uuid4()}, auto_id=SILENT),
        "wrong": heard or attempt or silent,
        "refusal": refusal,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "may_change": may_change,
        "may_move": may(by, Permission.MOVE_PEOPLE, crisis) and not seen.joined_into and is_sought,
        "is_sought": is_sought,
        "are_enough": are_enough(silence.attempts),
        "fewest": FEWEST,
        "spread": int(SPREAD.total_seconds() // HOUR),
        "may_answer": may(by, Permission.ANSWER, crisis),
    }
    is_wrong = bool(heard or attempt or silent)
    return render(request, "desk/check_ins/person.html", page, status=UNPROCESSABLE if is_wrong else 200)


def _heard_form(request: DeskRequest, **given: Any) -> HeardForm:
    places = places_to_stay(request.crisis.id, request.crisis.country)
    return HeardForm(**given, places=places, zone=request.crisis.zone, at=request.at, auto_id=HEARD)


def _back(request: DeskRequest, person: UUID, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:person-check-ins', args=[request.crisis.slug, person])}?done={done}")
