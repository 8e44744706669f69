"""The language of a page: chosen in the address (`?lang=kk`), remembered, else what the browser asks for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

YEAR = 365 * 24 * 3600
CODES = frozenset(code for code, _ in settings.LANGUAGES)


class ChosenLanguage:
    """Set the language for a request, without a session and without a redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        chosen = asked if asked in CODES else translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        # What anybody may keep a copy of and give to others carries no cookie, nor does what the gate is answered.
        free = "public" in response.get("Cache-Control", "") or getattr(response, "takes_no_cookie", False)
        if asked in CODES and not free:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=YEAR,
                samesite="Lax",
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
