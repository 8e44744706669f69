"""The page of the gate and what it is made of: the same for everybody, without data, sign-in or cookie."""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Final, cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dodomu.web.field.gate.words import words

FILES: Final = Path(__file__).resolve().parents[2] / "static" / "field" / "gate"
TEMPLATE: Final = Path(__file__).resolve().parents[1] / "templates" / "field" / "gate" / "gate.html"
WORKER: Final = "sw.js"
NOT_FETCHED: Final = frozenset({".md", ".map", ".license", ".txt", ".tgz"})
POLICY: Final = {
    "script-src": [SELF, "'wasm-unsafe-eval'"],  # the reader of codes is compiled; nothing else may be
    "img-src": [SELF, "blob:", "data:"],
    "media-src": [SELF, "blob:"],
    "style-src": [SELF],
    "form-action": [NONE],
}
CAMERA: Final = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
ICONS: Final = (("icon-192.png", "192x192", "image/png"), ("icon-512.png", "512x512", "image/png"),
                ("icon.svg", "any", "image/svg+xml"))  # fmt: skip

Page = Callable[..., HttpResponse]


def _kept_by_the_page(view: Callable[..., HttpResponseBase]) -> Page:
    """Let it be fetched anew each time there is a network, and set no cookie."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, **address: str) -> HttpResponse:
        answer = cast(HttpResponse, view(request, **address))
        answer["Cache-Control"] = "no-cache"
        answer["X-Robots-Tag"] = "noindex"
        answer.takes_no_cookie = True  # type: ignore[attr-defined]
        return answer

    return guarded


@_kept_by_the_page
@csp_replace(POLICY)
def page(request: HttpRequest) -> HttpResponse:
    """Show the gate. Its words come by themselves, in the language that the officer chose."""
    answer = render(request, "field/gate/gate.html", {"languages": settings.LANGUAGES})
    answer["Permissions-Policy"] = CAMERA
    answer["Referrer-Policy"] = "no-referrer"
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


@_kept_by_the_page
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Return what keeps the page, with the list of what it is made of and a version that changes with any of it."""
    about = json.dumps({"version": version(), "files": files()})
    script = (FILES / WORKER).read_text(encoding="utf-8")
    answer = HttpResponse(f"self.GATE={about};\n{script}", content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("field:gate")
    return answer


@_kept_by_the_page
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Return how the page is called and looks where it is installed."""
    here = reverse("field:gate")
    icons = [
        {"src": static(f"field/gate/{name}"), "sizes": sizes, "type": kind}
        for name, sizes, kind in ICONS
        if (FILES / name).exists()
    ]
    said = {
        "id": here, "name": _("Dodomu – the gate"), "short_name": _("Gate"), "start_url": here, "scope": here,
        "display": "standalone", "background_color": "#ffffff", "theme_color": "#0b3d66", "icons": icons,
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@_kept_by_the_page
def texts(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001
    """Return every text of the gate in one language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return JsonResponse(words(), json_dumps_params={"ensure_ascii": False})


def files() -> list[str]:
    """Return the addresses of everything that the page needs to work without a network."""
    texts_of = [reverse("field:gate-words", args=[code]) for code, _name in settings.LANGUAGES]
    own = [static(f"field/gate/{each.relative_to(FILES).as_posix()}") for each in _own_files()]
    return [reverse("field:gate"), reverse("field:gate-manifest"), *texts_of, *own]


def version() -> str:
    """Return a name for exactly these files and words."""
    digest = hashlib.sha256()
    for each in (TEMPLATE, FILES / WORKER, *_own_files()):
        digest.update(f"{each.name}\0".encode() + each.read_bytes())
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            digest.update(json.dumps(words()).encode())
    return digest.hexdigest()[:16]


def _own_files() -> Iterator[Path]:
    for each in sorted(FILES.rglob("*")):
        if each.is_file() and each != FILES / WORKER and each.suffix.lower() not in NOT_FETCHED:
            yield each
