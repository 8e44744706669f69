"""Advice for a wall, printed by any browser: one sheet a language, with a square that leads to what became of it."""

from dataclasses import dataclass

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dodomu.contact.queries import wording
from dodomu.contact.queries.advice import StatementLine
from dodomu.contact.rules import addresses
from dodomu.contact.rules.statements import Form
from dodomu.foundation import clock
from dodomu.web.parts.said import Blocks, blocks, in_order
from dodomu.web.public.advice import advice_or_404, of_every_page, sealed_page, shown_of, statements_at
from dodomu.web.public.front import crisis_or_404


@dataclass(frozen=True, slots=True)
class Poster:
    """One sheet."""

    language: str
    blocks: Blocks
    square: SafeString


@sealed_page
@require_safe
def poster(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the sheets, that of the page's language first. What is dead says so and shows none."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    line = advice_or_404(crisis, number, at)
    said = in_order((each for each in statements_at(line, at) if each.form is Form.POSTER), get_language() or "")
    context = {
        **of_every_page(crisis, at),
        "shown": shown_of((line,), crisis, at)[0],
        "posters": [] if line.is_dead else [_sheet(each) for each in said],
    }
    return render(request, "public/poster.html", context)


def _sheet(said: StatementLine) -> Poster:
    address = addresses.check_page(wording.base(), said.code)
    drawn = segno.make_qr(address, error="q").svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None)
    return Poster(said.language, blocks(said.text), mark_safe(drawn))  # noqa: S308  (drawn by us)
