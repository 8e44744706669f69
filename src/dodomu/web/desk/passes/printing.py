"""Passes on paper: a page for each two, or strips of eight to be cut and handed out."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dodomu.boarding.operations import printing_passes
from dodomu.boarding.queries import passes as queries
from dodomu.boarding.queries.passes import PassLine
from dodomu.channels.paper.documents import NotSet
from dodomu.channels.paper.passes import MOST_PASSES, PassPaper, passes_pdf, strips_pdf
from dodomu.foundation.permissions import Permission
from dodomu.journeys.queries.offers import bring_of
from dodomu.journeys.queries.ways import legs_known
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.offers.showing import offer_or_404
from dodomu.web.parts.offer_words import bring_words
from dodomu.web.parts.passes import papers, shown_passes

CONFLICT = 409
Setter = Callable[[Sequence[PassPaper]], bytes]


@require_safe
@desk_view(Permission.BOARD)
def of_offer(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Print the passes in force of an offer."""
    view = offer_or_404(request, offer)
    lines = [each for each in queries.of_offer(view.line.id) if each.is_in_force]
    return _printed(request, lines, passes_pdf, view.line.reference)


@require_safe
@desk_view(Permission.BOARD)
def of_leg(request: DeskRequest, ref: str) -> HttpResponse:
    """Print every pass in force of a departure."""
    return _printed(request, _of_leg(request, ref), passes_pdf, ref)


@require_safe
@desk_view(Permission.BOARD)
def strips_of_leg(request: DeskRequest, ref: str) -> HttpResponse:
    """Print every pass in force of a departure, eight on a page."""
    return _printed(request, _of_leg(request, ref), strips_pdf, ref)


def _of_leg(request: DeskRequest, ref: str) -> Sequence[PassLine]:
    """Return the passes of a departure, or those of its pages that are asked for: a thousand on each."""
    leg = next((each for each in legs_known(request.crisis.id) if each.ref == ref), None)
    if leg is None:
        raise Http404
    part = request.GET.get("part", "1")
    start = (int(part) - 1) * MOST_PASSES if part.isdecimal() and part.isascii() and 0 < int(part) < MOST_PASSES else 0
    return queries.of_leg(leg.id)[start : start + MOST_PASSES]


def _printed(request: DeskRequest, lines: Sequence[PassLine], setter: Setter, name: str) -> HttpResponse:
    try:
        with translation.override(_language(request)):
            made = setter(_papers(request, lines, is_whole=setter is passes_pdf))
    except NotSet:
        words = _("No pass is in force here, so there is nothing to print.") if not lines else _("It was not printed.")
        return render(request, "desk/refused.html", {"sentence": words}, status=CONFLICT)
    printing_passes.note_printing(
        crisis=request.crisis.id, passes=[each.id for each in lines], by=request.actor, at=request.at
    )
    response = HttpResponse(made, content_type="application/pdf")
    safe = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)
    response["Content-Disposition"] = f'inline; filename="passes-{request.crisis.slug}-{safe}.pdf"'
    return response


def _papers(request: DeskRequest, lines: Sequence[PassLine], *, is_whole: bool) -> list[PassPaper]:
    """Return passes in words; a strip has no room for what to bring."""
    bring = bring_of({each.offer for each in lines}) if is_whole else {}
    words = {offer: bring_words(codes) for offer, codes in bring.items()}
    return papers(shown_passes(lines, request.crisis), request.crisis, words)


def _language(request: DeskRequest) -> str:
    """Return in which language it is printed: that of those who get it, or else of the page."""
    wanted = request.GET.get("in", "")
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
