"""Signing in and out of the desk."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dodomu.web.parts.signing import sign_in_at


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let an officer in, in their own language, and on to where they wanted to go."""
    return sign_in_at(request, template="desk/signing/sign_in.html", beginning=resolve_url("desk:start"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Let an officer out and forget the session."""
    logout(request)
    return redirect("desk:sign-in")
