"""Are you safe, where are you, are you back: answered by one tap. Opening the page answers nothing."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dodomu.contact.operations import checking_in
from dodomu.contact.operations.checking_in import LONGEST_WORDS
from dodomu.contact.queries.asked import question_open
from dodomu.contact.rules.terms import Question, Said
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.places import places_to_stay
from dodomu.foundation.refusal import Refused
from dodomu.people.queries.private import PrivatePage, PrivatePerson, private_page
from dodomu.web.parts.sentences import sentence
from dodomu.web.public import typed as reading
from dodomu.web.public.answers import CONFLICT, WRITTEN, no_such_link, show_page
from dodomu.web.public.front import of_crisis
from dodomu.web.public.register import NOT_UNDERSTOOD
from dodomu.web.public.secrecy import kept_private
from dodomu.web.public.sender import from_our_pages

# What each button says, by what is asked.
BUTTONS: Mapping[Question, Mapping[Said, Promise]] = {
    Question.SAFE: {Said.SAFE: _("I am safe"), Said.HELP: _("I need help"), Said.MOVED: _("I am elsewhere now")},
    Question.BACK: {Said.HOME: _("I am home"), Said.AWAY: _("Not yet"), Said.HELP: _("I need help")},
}
SAID = frozenset(said for buttons in BUTTONS.values() for said in buttons)


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question; take an answer."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    said = request.POST.get("say", "")
    if request.method != "POST" or said not in SAID:
        return _ask(request, token, known)
    return _take(request, token, known, Said(said))


def _take(request: HttpRequest, token: str, known: PrivatePage, said: Said) -> HttpResponse:
    typed = request.POST
    chosen, place = _chosen(typed, known), _place(typed)
    if not chosen:
        return _ask(request, token, known, refusal=str(_("Tick who is meant.")), status=NOT_UNDERSTOOD)
    if said is Said.MOVED and place is None and not typed.get("words", "").strip():
        refusal = str(_("Say where you are now: choose a place or write it."))
        return _ask(request, token, known, refusal=refusal, status=NOT_UNDERSTOOD)
    try:
        checking_in.answer_by_link(
            token=token,
            persons=chosen,
            said=said,
            place=place,
            words=typed.get("words", ""),
            submission=reading.submission_of(typed, reading.form_id(typed)),
            by=PUBLIC,
            at=clock.now(known.crisis),
        )
    except Refused as refused:
        return _ask(request, token, known, refusal=sentence(refused), status=CONFLICT)
    written = str(WRITTEN[said.value])
    if typed.get("words", "").strip():
        written = f"{written} {_('An officer reads your words.')}"
    return show_page(request, token, private_page(token) or known, written=written)


def _counted(known: PrivatePage) -> list[PrivatePerson]:
    """Whoever was taken out is not counted by an answer."""
    return [each for each in known.persons if not each.is_taken_out]


def _chosen(typed: QueryDict, known: PrivatePage) -> list[UUID]:
    ticked, counted = set(typed.getlist("person")), _counted(known)
    return [each.id for each in counted if len(counted) == 1 or str(each.id) in ticked]


def _place(typed: QueryDict) -> UUID | None:
    try:
        return UUID(typed.get("place", ""))
    except ValueError:
        return None


def _ask(request: HttpRequest, token: str, known: PrivatePage, *, refusal: str = "", status: int = 200) -> HttpResponse:
    counted, typed = _counted(known), request.POST
    question = question_open([each.id for each in counted], at=clock.now(known.crisis)) or Question.SAFE
    ticked = set(typed.getlist("person")) if refusal else {str(each.id) for each in counted}
    context = {
        **of_crisis(known.crisis),
        "token": token,
        "members": [(each.id, each.given_name, str(each.id) in ticked) for each in counted],
        "question": question.value,
        "buttons": [(said.value, words) for said, words in BUTTONS[question].items()],
        "places": places_to_stay(known.crisis.id, known.crisis.country),
        "place": _place(typed),
        "words": typed.get("words", "")[:LONGEST_WORDS],
        "longest": LONGEST_WORDS,
        "submission": reading.form_id(typed) if refusal else uuid4(),
        "refusal": refusal,
    }
    return render(request, "public/check_in.html", context, status=status)
