"""A database that goes away mid-request: the page says whether what was sent is kept, and is never unsure."""

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

from dodomu.web.parts.typed import left_behind, typed_in

SERVICE_UNAVAILABLE = 503
LOST = (OperationalError, InterfaceError, PoolTimeout)
Done = TypeVar("Done")


def made_sure(operation: Callable[[], Done]) -> Done:
    """Do what may be done twice; where the database went away meanwhile, do it once more on a fresh connection.

    Whoever sent a form is then told what is true, also when the connection was lost during the commit itself: the
    operation answers a submission that it has kept with what it kept.
    """
    try:
        return operation()
    except LOST:
        connection.close()
        return operation()


class DatabaseUnavailable:
    """Answer 503 in plain words.

    What a request writes is one transaction, so a failure before its end kept nothing. Only a connection lost during
    the commit itself leaves it open; every form that writes carries a submission number, and sending it once more is
    answered with what was kept the first time. The page therefore says: not kept, send again, nothing is doubled.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, LOST):
            return None
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Render the answer; it offers what was typed once more, so that nothing is lost."""
    context = {
        "typed": typed_in(request),
        "left_behind": left_behind(request),
        "wrote": request.method not in ("GET", "HEAD"),
    }
    response = render(request, "unavailable.html", context, status=SERVICE_UNAVAILABLE)
    response["Retry-After"] = "10"
    return response
