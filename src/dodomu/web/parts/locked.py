"""Too many wrong passwords for one name from one address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY_REQUESTS = 429


def locked(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Say that signing in is closed for a quarter of an hour, and whom to ask."""
    response = render(request, "locked.html", status=TOO_MANY_REQUESTS)
    response["Retry-After"] = "900"
    return response
