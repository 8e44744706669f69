"""Pages for what cannot be shown: never a trace, never a hint of what exists."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dodomu.web.parts.typed import left_behind, typed_in
from dodomu.web.parts.unavailable import LOST, unavailable


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """There is nothing here (or nothing that you may know of)."""
    return render(request, "not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Your role does not allow this."""
    return render(request, "forbidden.html", status=403)


def bad_request(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001
    status: int = 400,
) -> HttpResponse:
    """The request cannot be understood, or is too large."""
    return render(request, "bad_request.html", status=status)


def too_large(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """More was sent than this address takes; told to a program, which sends it in parts."""
    words = str(_("Too much was sent at once. Nothing of it is lost: it is sent in smaller parts."))
    return JsonResponse({"error": "too-large", "words": words}, status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. A database that went away outside a view (in a session, say) is told as what it is."""
    if isinstance(sys.exception(), LOST):
        return unavailable(request)
    context = {"typed": typed_in(request), "left_behind": left_behind(request)}
    return render(request, "server_error.html", context, status=500)
