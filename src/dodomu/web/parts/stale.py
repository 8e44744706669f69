"""A form that was opened too long ago, or in another window: what was typed is offered once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dodomu.web.parts.typed import left_behind, typed_in

FORBIDDEN = 403


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Answer a form whose token does not fit with the same fields and a fresh token. Nothing was done."""
    context = {"typed": typed_in(request), "left_behind": left_behind(request)}
    return render(request, "stale_form.html", context, status=FORBIDDEN)
