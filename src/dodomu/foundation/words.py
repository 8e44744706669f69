"""Names that are kept in several languages: which of them a page shows."""

from collections.abc import Mapping

from django.utils.translation import get_language

NEXT_BEST = ("en", "uk", "ru", "kk")


def in_language(names: Mapping[str, str], language: str | None = None) -> str:
    """Return the name in this language (the page's, when none is named), or the nearest there is, or an empty text."""
    wanted = language or get_language() or NEXT_BEST[0]
    return next((names[code] for code in (wanted, *NEXT_BEST) if names.get(code)), "")
