"""The offer of a party: that there is one is seen by whoever has the link; where and when, only after a birth date."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations.answering import Kept, answer_by_link
from dodomu.journeys.queries.offers import OfferView
from dodomu.journeys.queries.offers import offer as offer_view
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import Answer, DeclineReason
from dodomu.people.queries.private import PrivatePage, has_birth_date, private_page
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.offer_words import DECLINE_REASONS
from dodomu.web.parts.sentences import sentence
from dodomu.web.public import typed as reading
from dodomu.web.public.answers import CONFLICT, no_such_link
from dodomu.web.public.front import of_crisis
from dodomu.web.public.offered import SAID, address_of, journey, told
from dodomu.web.public.private import ask, unproved
from dodomu.web.public.proof import prove
from dodomu.web.public.secrecy import kept_private
from dodomu.web.public.sender import from_our_pages

WRITTEN: dict[Answer, Promise] = {
    Answer.ACCEPT: gettext_lazy("Written down: you come."),
    Answer.DECLINE: gettext_lazy("Written down: you do not come. The place goes to others."),
    Answer.LATER: gettext_lazy("Written down: you need time."),
}


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str, offer: UUID) -> HttpResponse:
    """Show an offer; take an answer to it. The link of another party opens nothing, and does not say why."""
    known = private_page(token)
    view = _of_party(known, offer) if known else None
    if known is None or view is None:
        return no_such_link(request)
    # A stranger's “no” would cost them the place: without a birth date nothing is shown, and nothing is taken.
    if not has_birth_date(token) or (request.method != "POST" and not view.line.is_live):
        return show_told(request, token, known, view)
    asked_before = "proof" in request.POST or "born" in request.POST
    question = unproved(request, token, known) if asked_before else ask(request, token, known)
    if question:
        return question
    said = request.POST.get("answer", "")
    if said not in set(Answer):
        return show(request, token, known, view)
    return _take(request, token, known, view, Answer(said))


def _of_party(known: PrivatePage, offer: UUID) -> OfferView | None:
    """Return an offer that was told to this party, else None."""
    view = offer_view(known.crisis.id, offer)
    return view if view and view.line.party == known.party and view.line.sent_at else None


def _take(request: HttpRequest, token: str, known: PrivatePage, view: OfferView, answer: Answer) -> HttpResponse:
    chosen = request.POST.get("reason", "")
    reason = DeclineReason(chosen) if chosen in set(DeclineReason) else None
    at = clock.now(known.crisis)
    try:
        kept = answer_by_link(
            token=token,
            offer=view.line.id,
            answer=answer,
            reason=reason if answer is Answer.DECLINE else None,
            submission=reading.submission_of(request.POST, reading.form_id(request.POST)),
            by=PUBLIC,
            at=at,
        )
    except Refused as refused:
        if refused.reason is JourneysReason.NO_SUCH_OFFER:
            return no_such_link(request)
        return show(request, token, known, view, refusal=sentence(refused), status=CONFLICT)
    holds = _of_party(known, kept.holds) if kept.holds else None
    after = holds or _of_party(known, view.line.id) or view
    if kept.conflict:
        return show(request, token, known, after, refusal=sentence(Refused(kept.conflict)), status=CONFLICT)
    words = _written(kept, answer, after, hour_words(at, known.crisis.zone))
    return show(request, token, known, after, written=words)


def _written(kept: Kept, answer: Answer, view: OfferView, hour: str) -> str:
    """Say what was written down; if it was said before, that it counts once; if otherwise, what was kept."""
    if kept.repeated:
        return _("This was written down before. It counts once.")
    words = f"{WRITTEN[answer]} {hour}."
    before = [each for each in view.answers if each.id != kept.answer and each.counted and each.answer != answer]
    if before:
        earlier = _("Before that you had said: {answer}. Both are kept; the later one counts.")
        words = f"{words} {earlier.format(answer=SAID[before[-1].answer])}"
    return words


def show(
    request: HttpRequest,
    token: str,
    known: PrivatePage,
    view: OfferView,
    *,
    written: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show an offer to those it is for."""
    page = _page(token, known, view) | {
        "journey": journey(view, known),
        "written": written,
        "refusal": refusal,
        "proof": prove(token),
    }
    return render(request, "public/offer.html", page, status=status)


def show_told(request: HttpRequest, token: str, known: PrivatePage, view: OfferView) -> HttpResponse:
    """Show what whoever holds the link may read: that there is an offer, or that it no longer holds."""
    page = _page(token, known, view) | {"can_be_asked": has_birth_date(token)}
    return render(request, "public/offer_told.html", page)


def _page(token: str, known: PrivatePage, view: OfferView) -> dict[str, Any]:
    holds = view.holds if view.holds and view.holds.sent_at else None
    return {
        **of_crisis(known.crisis),
        "token": token,
        "offer": told(token, known, view.line),
        "holds": address_of(token, holds.id) if holds else "",
        "reasons": [(code, words) for code, words in DECLINE_REASONS.items() if code != DeclineReason.NOT_SAID],
        "submission": uuid4(),
    }
