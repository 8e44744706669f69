"""The passes of a party: shown, printed and sent only after a birth date; kept by the telephone that opened them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dodomu.boarding.operations import telling_passes
from dodomu.boarding.queries import pass_words
from dodomu.boarding.queries import passes as queries
from dodomu.channels.paper.documents import NotSet
from dodomu.channels.paper.passes import passes_pdf
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.refusal import Refused
from dodomu.journeys.queries.offers import offer
from dodomu.people.queries.private import PrivatePage, private_page
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.offer_words import bring_words
from dodomu.web.parts.passes import Shown, papers, shown_passes
from dodomu.web.parts.sentences import sentence
from dodomu.web.public.answers import CONFLICT, no_such_link
from dodomu.web.public.front import of_crisis
from dodomu.web.public.private import unproved
from dodomu.web.public.proof import prove
from dodomu.web.public.secrecy import kept_private
from dodomu.web.public.sender import from_our_pages

MANY: Final = 6  # passes: from then on their names stand above them, to go to each
WORKER: Final = "public/pass-worker.js"


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def passes(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a birth date; show the passes to whoever knows one, print or send them at their wish."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    question = unproved(request, token, known)
    if question:
        return question
    act = request.POST.get("act", "")
    if act == "pdf":
        return _print(request, token, known)
    if act in ("send", "send-latin"):
        return _send(request, token, known, is_latin=act == "send-latin")
    return show(request, token, known)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Return what shows kept passes where there is no network; it minds the private pages alone."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/p/"
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _worker() -> str:
    found = finders.find(WORKER)
    if not isinstance(found, str):
        raise FileNotFoundError(WORKER)
    return Path(found).read_text(encoding="utf-8")


def show(
    request: HttpRequest, token: str, known: PrivatePage, *, written: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show the passes of a party, all of them on one page: who opened it has each of them without a network."""
    at = clock.now(known.crisis)
    every = queries.of_party(known.party)
    valid = [each for each in every.in_force if not each.is_over(at)]
    shown = shown_passes(valid, known.crisis)
    page: dict[str, Any] = {
        **of_crisis(known.crisis),
        "token": token,
        "address": reverse("public:passes", args=[token]),
        "worker": reverse("public:pass-worker"),
        "passes": shown,
        "bring": _bring_to_all(known.crisis.id, shown),
        "has_many": len(shown) > MANY,
        "ended": shown_passes([each for each in every.ended if not each.is_over(at)], known.crisis),
        "is_over": bool(every.in_force) and not valid,
        "until": int(max((each.expires_at.timestamp() for each in valid), default=0) * 1000),
        "shift": int((at - clock.real_now()).total_seconds() * 1000) if known.crisis.is_exercise else 0,
        "hour": hour_words(at, known.crisis.zone),
        "can_be_sent": bool(valid) and pass_words.can_be_sent(known.party, is_drill=known.crisis.is_exercise),
        "written": written,
        "refusal": refusal,
        "proof": prove(token),
    }
    return render(request, "public/passes.html", page, status=status)


def _print(request: HttpRequest, token: str, known: PrivatePage) -> HttpResponse:
    at = clock.now(known.crisis)
    valid = [each for each in queries.of_party(known.party).in_force if not each.is_over(at)]
    shown = shown_passes(valid, known.crisis)
    bring = {each.line.offer: _bring(known.crisis.id, each.line.offer) for each in shown}
    try:
        made = passes_pdf(papers(shown, known.crisis, bring))
    except NotSet:
        refusal = _("It could not be printed. The code on this page does as well.")
        return show(request, token, known, refusal=refusal, status=CONFLICT)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="dodomu-pass.pdf"'
    return response


def _send(request: HttpRequest, token: str, known: PrivatePage, *, is_latin: bool) -> HttpResponse:
    at = clock.now(known.crisis)
    try:
        telling_passes.tell_passes(party=known.party, is_latin=is_latin, by=PUBLIC, at=at)
    except Refused as refused:
        return show(request, token, known, refusal=sentence(refused), status=CONFLICT)
    words = _("It goes to the telephones that you gave us. The code itself fits no SMS: say your reference code.")
    return show(request, token, known, written=words)


def _bring(crisis: UUID, offer_id: UUID) -> list[str]:
    view = offer(crisis, offer_id)
    return bring_words(view.bring) if view else []


def _bring_to_all(crisis: UUID, shown: Sequence[Shown]) -> list[str]:
    offers = dict.fromkeys(each.line.offer for each in shown)
    return list(dict.fromkeys(thing for each in offers for thing in _bring(crisis, each)))
