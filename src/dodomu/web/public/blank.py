"""The form before anything is typed: drawn once for a crisis and a language, and kept for some seconds.

Nearly everybody asks for the same page. Drawing it anew for each took longer than registering them did.
"""

import time
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from dodomu.foundation.crises import CrisisView

FRESH = 10.0  # seconds after which a corrected place is seen
MOST = 64
NONCE, NUMBER = "\0nonce\0", "\0number\0"  # no page holds such signs


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page with gaps for what belongs to one visitor alone: the nonce of its style and the number of the form."""

    page: str
    at: float


_drawn: dict[tuple[CrisisView, str], _Drawn] = {}


def known(request: HttpRequest, crisis: CrisisView) -> HttpResponse | None:
    """Return the page for this visitor if one like it was drawn just now."""
    found = _drawn.get((crisis, get_language() or ""))
    if found is None or time.monotonic() - found.at > FRESH:
        return None
    return HttpResponse(found.page.replace(NONCE, _nonce(request)).replace(NUMBER, str(uuid4())))


def keep(request: HttpRequest, crisis: CrisisView, submission: object, drawn: HttpResponse) -> HttpResponse:
    """Keep a page that was drawn for one visitor as a pattern for the next, and return it as it is."""
    if len(_drawn) >= MOST:
        _drawn.clear()
    page = drawn.content.decode().replace(_nonce(request), NONCE).replace(str(submission), NUMBER)
    _drawn[crisis, get_language() or ""] = _Drawn(page, time.monotonic())
    return drawn


def _nonce(request: HttpRequest) -> str:
    return str(request.csp_nonce)  # type: ignore[attr-defined]
