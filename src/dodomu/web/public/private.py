"""What is kept of a party: shown, changed and withdrawn only by whoever also knows a birth date of it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.refusal import Refused
from dodomu.people.operations import answers
from dodomu.people.operations.opening import open_private_page
from dodomu.people.queries.private import (
    PrivateDetails,
    PrivatePage,
    has_birth_date,
    private_details,
    private_page,
)
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.references import spoken
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.sentences import sentence
from dodomu.web.public import changes, telegram
from dodomu.web.public import typed as reading
from dodomu.web.public.answers import CONFLICT, no_such_link, show_page
from dodomu.web.public.form import Form, show_faults
from dodomu.web.public.front import of_crisis
from dodomu.web.public.proof import is_proved, prove
from dodomu.web.public.register import NOT_UNDERSTOOD
from dodomu.web.public.secrecy import kept_private
from dodomu.web.public.sender import from_our_pages

FORBIDDEN = 403
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything kept of one person, in words."""

    id: UUID
    spoken: str
    name: str
    said: str
    lines: tuple[tuple[str, str], ...]
    telegram: str  # where they begin a chat that is known to be theirs


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a birth date; show what is kept to whoever knows one."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    return unproved(request, token, known) or show_details(request, token, known)


def unproved(request: HttpRequest, token: str, known: PrivatePage) -> HttpResponse | None:
    """Return the question, with what is wrong with the answer; None for whoever has answered it."""
    if request.method != "POST":
        return ask(request, token, known)
    if is_proved(token, request.POST.get("proof", "")):
        return None
    if "born" not in request.POST:
        return ask(request, token, known, refusal=_("Half an hour has passed. Please answer once more."))
    try:
        open_private_page(
            token=token,
            birth_date=request.POST["born"],
            today=clock.now(known.crisis).date(),
            by=PUBLIC,
            at=clock.real_now(),
        )
    except Refused as refused:
        status = TOO_MANY if refused.reason is PeopleReason.LINK_RESTS else FORBIDDEN
        return ask(request, token, known, refusal=sentence(refused), status=status)
    return None


def ask(request: HttpRequest, token: str, known: PrivatePage, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Ask for the birth date of one of the party."""
    context = {
        **of_crisis(known.crisis),
        "token": token,
        "refusal": refusal,
        "can_be_asked": has_birth_date(token),
        "typed": changes.carried(request.POST),
    }
    return render(request, "public/ask.html", context, status=status)


def show_details(request: HttpRequest, token: str, known: PrivatePage, written: str = "") -> HttpResponse:
    """Show everything that is kept of the party."""
    zone = known.crisis.zone
    kept = [
        Kept(
            each.id,
            spoken(each.reference),
            " ".join(filter(None, (each.fields["family_name"], each.fields["given_name"]))),
            hour_words(each.received_at, zone),
            changes.in_words(each, known.crisis),
            "" if known.crisis.is_exercise else telegram.link_of(each.id),
        )
        for each in private_details(token)
    ]
    context = {
        **of_crisis(known.crisis),
        "token": token,
        "kept": kept,
        "written": written,
        "proof": prove(token),
        "submission": uuid4(),
    }
    return render(request, "public/details.html", context)


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str, person: UUID) -> HttpResponse:
    """Show the form as it is believed; keep what was changed in it."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    question = unproved(request, token, known)
    if question:
        return question
    kept = next((each for each in private_details(token) if each.id == person), None)
    if kept is None:
        return no_such_link(request)
    if "version" not in request.POST:
        return show_change(request, token, Form(known.crisis, changes.shown(kept), uuid4()), kept)
    return _take_change(request, token, known, kept)


def _take_change(request: HttpRequest, token: str, known: PrivatePage, kept: PrivateDetails) -> HttpResponse:
    form = Form(known.crisis, request.POST, reading.form_id(request.POST), sent=True)
    given = changes.changed(request.POST, kept)
    if not given:
        return show_details(request, token, known, written=_("Nothing was changed."))
    at = clock.now(known.crisis)
    try:
        answers.change(
            token=token,
            person=kept.id,
            given=given,
            version=changes.version_of(request.POST),
            submission=reading.submission_of(request.POST, form.submission),
            language=get_language() or "",
            by=PUBLIC,
            at=at,
        )
    except Refused as refused:
        return _give_back(request, token, form, kept, refused)
    words = _("Written down at {hour}.").format(hour=hour_words(at, known.crisis.zone))
    return show_details(request, token, known, written=words)


def _give_back(request: HttpRequest, token: str, form: Form, kept: PrivateDetails, refused: Refused) -> HttpResponse:
    """Show the form again with everything typed; where it was stale, with what is kept by now."""
    if refused.reason is PeopleReason.FIELDS_AT_FAULT:
        form.faults = show_faults(refused.details["faults"], [reading.Named({})])
        return show_change(request, token, form, kept, status=NOT_UNDERSTOOD)
    form.refusal = sentence(refused)
    if refused.reason is PeopleReason.STALE_PAGE:
        form.faults = changes.since_then(form.typed, kept)
    return show_change(request, token, form, kept, status=CONFLICT)


def show_change(request: HttpRequest, token: str, form: Form, kept: PrivateDetails, status: int = 200) -> HttpResponse:
    """Show the form of one person."""
    context = {
        **of_crisis(form.crisis),
        "token": token,
        "form": form,
        "person": kept.id,
        "version": kept.version,
        "name": kept.fields["given_name"] or kept.fields["family_name"],
        "proof": prove(token),
    }
    return render(request, "public/change.html", context, status=status)


@from_our_pages
@kept_private
@require_http_methods(["POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take those ticked out of the register, at their own wish."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    question = unproved(request, token, known)
    if question:
        return question
    ticked = set(request.POST.getlist("person"))
    persons = [each.id for each in known.persons if str(each.id) in ticked]
    if not persons:
        return show_details(request, token, known, written=_("Nobody was ticked. Nothing was changed."))
    try:
        answers.withdraw(
            token=token,
            persons=persons,
            words=request.POST.get("words", ""),
            submission=reading.submission_of(request.POST, reading.form_id(request.POST)),
            by=PUBLIC,
            at=clock.now(known.crisis),
        )
    except Refused as refused:
        return show_page(request, token, known, refusal=sentence(refused), status=CONFLICT)
    return show_page(request, token, private_page(token) or known, written=_("Written down: withdrawn."))
