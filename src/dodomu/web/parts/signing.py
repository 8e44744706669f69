"""Signing in and out, the same for every audience of officers: each has a page and a beginning of its own."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from dodomu.web.parts.language import CODES, YEAR


class SignInForm(AuthenticationForm):
    """A name and a password; what is wrong is never said more closely than that they do not fit."""

    error_messages = {
        "invalid_login": _("Name and password do not fit together. Check both; capital letters count."),
        "inactive": _("Name and password do not fit together. Check both; capital letters count."),
    }


def sign_in_at(request: HttpRequest, *, template: str, beginning: str) -> HttpResponse:
    """Let an officer in, in their own language, and on to where they wanted to go, else to the beginning."""
    next_page = _safe(request, request.POST.get("next") or request.GET.get("next") or "", beginning)
    if request.user.is_authenticated:
        return redirect(next_page)
    form = SignInForm(request, request.POST) if request.method == "POST" else SignInForm(request)
    if request.method == "POST" and form.is_valid():
        officer = form.get_user()
        login(request, officer)
        return _speaking(officer.language, HttpResponseRedirect(next_page))
    return render(request, template, {"form": form, "next": next_page})


def _safe(request: HttpRequest, address: str, beginning: str) -> str:
    """Return the address if it is one of ours, else the beginning: a link may not lead an officer elsewhere."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else beginning


def _speaking(language: str, response: HttpResponse) -> HttpResponse:
    if language in CODES:
        translation.activate(language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
