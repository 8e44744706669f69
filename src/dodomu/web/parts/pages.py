"""Which page of a long list is asked for."""

from django.http import HttpRequest

LONGEST = 6  # digits


def page_asked(request: HttpRequest) -> int:
    """Read `?page=3`; whatever is no number is the first page."""
    typed = request.GET.get("page", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST else 1
