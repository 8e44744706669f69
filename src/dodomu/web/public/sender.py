"""Forms of the public web without a token in a cookie.

Nothing here rests on who is signed in: whoever may send a form could send it by hand, and a private page is opened by
the secret in its address. A token would only lose people whose telephone refuses cookies. What is kept out is a
stranger's page that sends a form in a visitor's name, and the browser itself tells us of that.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from dodomu.web.parts.stale import stale_form

View = Callable[..., HttpResponse]


def sent_by_another_site(request: HttpRequest) -> bool:
    """Say whether the browser tells that a page of another site sent this.

    Browsers too old to tell are believed. `Origin: null` is what our own pages send under `no-referrer`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()


def from_our_pages(view: View) -> View:
    """Take a form only from our own pages; what another site sends is shown to its sender first."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and sent_by_another_site(request):
            return stale_form(request)
        return view(request, *args, **kwargs)

    return guarded
