"""No more messages: the page that a mail names, for one click by hand or by the mail program (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dodomu.contact.operations import stopping
from dodomu.foundation import clock
from dodomu.web.public.answers import no_such_link
from dodomu.web.public.secrecy import kept_private


@csrf_exempt  # a mail program has no cookie; what the link may do is sealed in it
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more; a form sent stops the address, or lets messages come again."""
    if not stopping.is_ours(token):
        return no_such_link(request)
    said = ""
    if request.method == "POST":
        now, said = clock.real_now(), "again" if "again" in request.POST else "stop"
        act = stopping.lift_by_token if said == "again" else stopping.stop_by_token
        act(token=token, at=now)
    return render(request, "public/stop.html", {"said": said})
