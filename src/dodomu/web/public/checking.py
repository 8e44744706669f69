"""Is this ours? Anyone pastes a text or types a code, and learns whether we said it and what became of it."""

from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from dodomu.contact.queries import checking
from dodomu.contact.queries.advice import StatementLine
from dodomu.contact.queries.checking import NOT_OURS, Checked
from dodomu.contact.rules.statements import LONGEST_PASTED, Verdict
from dodomu.foundation import clock
from dodomu.foundation.crises import CrisisView, crisis_by_id
from dodomu.web.parts.advice_words import FORMS, VERDICTS
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import hour_words
from dodomu.web.public.advice import STYLE, STYLE_DIGEST, name_of
from dodomu.web.public.freshness import ASKED_AGAIN
from dodomu.web.public.secrecy import keep_private
from dodomu.web.public.sender import from_our_pages

LONGEST_CODE = 100
HOLDS = (Verdict.CURRENT, Verdict.NOT_YET)
DEAD = (Verdict.EXPIRED, Verdict.SUPERSEDED, Verdict.WITHDRAWN, Verdict.DISOWNED)


@csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Answer for a pasted text or a code. Nothing of what was pasted is kept."""
    typed, code = request.POST.get("text", ""), request.GET.get("code", "")[:LONGEST_CODE]
    code = request.POST.get("code", code)[:LONGEST_CODE]
    context: dict[str, Any] = {"style": mark_safe(STYLE), "typed": typed[:LONGEST_PASTED], "code": code}  # noqa: S308
    if typed.strip():
        context |= _answer(checking.check_text(typed, at=clock.real_now())) | {"by_text": True}
    elif code.strip():
        found = checking.check_code(code, at=clock.real_now())
        context |= _answer(found) | {"by_code": True}
    response = render(request, "public/check.html", context)
    if request.method == "POST":
        return keep_private(response)
    patch_cache_control(response, **ASKED_AGAIN)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def _answer(found: Checked) -> dict[str, Any]:
    said = found.statement or found.bears
    crisis = crisis_by_id(said.crisis) if said else None
    if said is None or crisis is None:
        return {"verdict": NOT_OURS.verdict, "words": VERDICTS[NOT_OURS.verdict], "looks": "stop"}
    return {
        "verdict": found.verdict,
        "words": VERDICTS[found.verdict],
        "looks": "" if found.became in HOLDS else "ok" if found.verdict in HOLDS else "stop",
        "is_dead": (found.became or found.verdict) in DEAD,
        "became": VERDICTS[found.became] if found.became not in (None, Verdict.CURRENT) else "",
        "found": found,
        "said": said,
        "of": crisis,
        **_facts(said, crisis, found),
    }


def _facts(said: StatementLine, crisis: CrisisView, found: Checked) -> dict[str, Any]:
    return {
        "form": FORMS[said.form],
        "file": name_of(said),
        "language_name": NATIVE_NAMES.get(said.language, ""),
        "signed": hour_words(said.signed_at, crisis.zone),
        "ended": hour_words(found.ended_at, crisis.zone) if found.ended_at else "",
    }
