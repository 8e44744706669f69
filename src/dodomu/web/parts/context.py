"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

NATIVE_NAMES = dict(settings.LANGUAGES)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the language of the page and those that it can be read in."""
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "page_language": current,
        "page_languages": settings.LANGUAGES,
        "path": request.path,
    }
