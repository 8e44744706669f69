"""What was typed into a form that could not be taken, carried on into the page that says so."""

from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

NEVER_CARRIED = frozenset({"csrfmiddlewaretoken"})
SECRET_WORD = "password"


@dataclass(frozen=True, slots=True)
class Typed:
    """One value of a form. `shown` ones are listed for the reader; the others are sent again unseen."""

    name: str
    value: str
    shown: bool


def typed_in(request: HttpRequest) -> list[Typed]:
    """Return everything typed but passwords, in order; nothing where the form itself could not be read."""
    if request.method != "POST":
        return []
    try:
        lists = list(request.POST.lists())
    except (SuspiciousOperation, TooManyFilesSent, MultiPartParserError, OSError):
        return []
    return [
        Typed(name, value, shown=bool(value.strip()) and not name.startswith(("submission", "version", "proof")))
        for name, values in lists
        for value in values
        if name not in NEVER_CARRIED and SECRET_WORD not in name
    ]


def left_behind(request: HttpRequest) -> bool:
    """Say whether the form held what a page cannot carry on: a file, or a password."""
    if request.method != "POST":
        return False
    return bool(request.FILES) or any(SECRET_WORD in name for name in request.POST)
