"""What is told about a party stays with it: no copy on the way, no trace at other sites, none in a search engine."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def keep_private(response: HttpResponse) -> HttpResponse:
    """Mark an answer as nobody else's business."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def kept_private(view: View) -> View:
    """Mark everything that a view answers, refusals included."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return keep_private(view(request, *args, **kwargs))

    return marked
