"""The keys under which what we say is signed, for whoever checks it without us."""

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dodomu.contact.queries.keys import public_keys
from dodomu.web.parts.hours import day_words
from dodomu.web.public.advice import STYLE, STYLE_DIGEST
from dodomu.web.public.freshness import ASKED_AGAIN

ZONE = "UTC"  # a key belongs to no crisis


@csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})
@cache_control(**ASKED_AGAIN)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show every key that ever signed for us, and what became of it."""
    shown = [
        {
            "key": each,
            "made": day_words(each.made_at, ZONE),
            "retired": day_words(each.retired_at, ZONE) if each.retired_at else "",
            "disowned": day_words(each.disowned_at, ZONE) if each.disowned_at else "",
        }
        for each in public_keys()
    ]
    context = {"style": mark_safe(STYLE), "keys": shown}  # noqa: S308  (our own file)
    return render(request, "public/keys.html", context)


@cache_control(**ASKED_AGAIN)
@require_safe
def key_file(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001
    """Return a public key as `minisign` takes it; one that was lost or stolen is not handed out."""
    found = next((each for each in public_keys() if each.id == key.upper() and each.disowned_at is None), None)
    if found is None:
        raise Http404
    return HttpResponse(found.file, content_type="text/plain; charset=utf-8")
