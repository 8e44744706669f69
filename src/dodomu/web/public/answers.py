"""The private page as all see it who have the link: first names, codes, quick answers. Opening it changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dodomu.contact.operations import checking_in
from dodomu.contact.queries.asked import question_open
from dodomu.contact.rules.terms import Said
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.refusal import Refused
from dodomu.people.operations import answers
from dodomu.people.queries.private import PrivatePage, private_page
from dodomu.people.rules.references import spoken
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.sentences import sentence
from dodomu.web.public import typed as reading
from dodomu.web.public.advice import on_top as advice_on_top
from dodomu.web.public.form import Form
from dodomu.web.public.front import of_crisis
from dodomu.web.public.offered import on_top
from dodomu.web.public.register import NOT_UNDERSTOOD, Code, give_back, size_said
from dodomu.web.public.secrecy import kept_private
from dodomu.web.public.sender import from_our_pages

CONFLICT = 409
NOT_FOUND = 404

# What each button says, and what is said once it is written down.
BUTTONS: dict[str, Promise] = {
    "safe": _("I am safe"),
    "help": _("I need help"),
    "left": _("I have left the country"),
    "stay": _("I stay"),
    "leave": _("I want to leave"),
}
WRITTEN: dict[str, Promise] = {
    "safe": _("Written down: you are safe. Thank you."),
    "help": _("Written down: you need help. It stands at the top of the desk's first page now."),
    "home": _("Written down: you are home. We are glad."),
    "moved": _("Written down: you are elsewhere now. Thank you."),
    "away": _("Written down: you are not back yet. Thank you."),
    "words": _("Written down. An officer reads it."),
    "left": _("Written down: you have left. We are glad."),
    "stay": _("Written down: you stay. You can change your mind here at any time."),
    "leave": _("Written down: you want to leave."),
    "more": _("Written down: there are more of you."),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the party: nothing that tells a stranger where they are."""

    id: UUID
    name: str
    spoken: str
    ticked: bool
    safe: str


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page; take a quick answer."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    if request.method != "POST":
        return show_page(request, token, known)
    said = request.POST.get("say", "")
    if said not in BUTTONS:
        return show_page(request, token, known)
    chosen = _chosen(request.POST, known)
    try:
        _write_down(said, token, chosen, request.POST, known)
    except Refused as refused:
        return show_page(request, token, known, refusal=sentence(refused), status=CONFLICT)
    return show_page(request, token, private_page(token) or known, written=str(WRITTEN[said]))


def _chosen(typed: QueryDict, known: PrivatePage) -> list[UUID]:
    """Return who is meant: those ticked, or the one there is. Whoever was taken out is not counted by an answer."""
    ticked = set(typed.getlist("person"))
    counted = [each for each in known.persons if not each.is_taken_out]
    return [each.id for each in counted if len(counted) == 1 or str(each.id) in ticked]


def _write_down(said: str, token: str, persons: Sequence[UUID], typed: QueryDict, known: PrivatePage) -> None:
    submission, at = reading.form_id(typed), clock.now(known.crisis)
    # The same button for the same people on the same page is one answer, however often the network repeats it.
    number = reading.submission_of(typed, submission)
    if said in ("safe", "help", "left"):
        checking_in.answer_by_link(
            token=token, persons=persons, said=Said(said), place=None, words="", submission=number, by=PUBLIC, at=at
        )
        return
    say = {"stay": answers.say_stay, "leave": answers.say_leave}[said]
    say(token=token, persons=persons, submission=number, language=get_language() or "", by=PUBLIC, at=at)


def show_page(
    request: HttpRequest, token: str, known: PrivatePage, *, written: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show first names, codes and buttons."""
    ticked = set(request.POST.getlist("person")) if refusal else {str(each.id) for each in known.persons}
    zone = known.crisis.zone
    members = [
        Member(
            each.id,
            each.given_name,
            spoken(each.reference),
            str(each.id) in ticked,
            hour_words(each.is_safe_said_at, zone) if each.is_safe_said_at else "",
        )
        for each in known.persons
        if not each.is_taken_out
    ]
    context = {
        "taken_out": [each.given_name for each in known.persons if each.is_taken_out],
        **of_crisis(known.crisis),
        "token": token,
        "members": members,
        "offer": on_top(token, known),
        "advice": advice_on_top(known.crisis, clock.now(known.crisis)),
        "asked": question_open([each.id for each in members], at=clock.now(known.crisis)),
        "buttons": BUTTONS.items(),
        "submission": uuid4(),
        "written": written,
        "refusal": refusal,
        "hour": hour_words(clock.now(known.crisis), zone),
    }
    return render(request, "public/private.html", context, status=status)


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, token: str) -> HttpResponse:
    """Take the people who have joined the party."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    if request.method != "POST":
        return show_more(request, token, Form(known.crisis, QueryDict(), uuid4()))
    form = Form(known.crisis, request.POST, reading.form_id(request.POST), sent=True)
    if "show" in request.POST:
        return show_more(request, token, form)
    return _take_more(request, token, known, form)


def _take_more(request: HttpRequest, token: str, known: PrivatePage, form: Form) -> HttpResponse:
    people = reading.others_in(form.typed)
    try:
        receipt = answers.say_more_people(
            token=token,
            persons=[each.given for each in people],
            how_many=size_said(form.typed) or 0,
            submission=reading.submission_of(form.typed, form.submission),
            language=get_language() or "",
            by=PUBLIC,
            at=clock.now(known.crisis),
        )
    except Refused as refused:
        return give_back(form, refused, people, lambda: show_more(request, token, form, status=NOT_UNDERSTOOD))
    names = [Code(spoken(each.reference), each.name) for each in receipt.persons] if receipt else []
    written = str(WRITTEN["more"]) if receipt or "said_size" in form.typed else ""
    context_names = " ".join(f"{each.name}: {each.spoken}." for each in names)
    return show_page(request, token, private_page(token) or known, written=f"{written} {context_names}".strip())


def show_more(request: HttpRequest, token: str, form: Form, status: int = 200) -> HttpResponse:
    """Show rows for those who have joined."""
    context = {**of_crisis(form.crisis), "token": token, "form": form}
    return render(request, "public/more.html", context, status=status)


def no_such_link(request: HttpRequest) -> HttpResponse:
    """Say that a link opens nothing, the same whether it was never made, cut short or withdrawn."""
    return render(request, "public/no_such_link.html", status=NOT_FOUND)
