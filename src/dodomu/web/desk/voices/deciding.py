"""Who answers feedback, and what is set aside."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dodomu.contact.operations import voices as operations
from dodomu.contact.queries import voices as queries
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.voices.forms import AsideForm, HandOnForm, VersionForm
from dodomu.web.desk.voices.showing import UNPROCESSABLE, address_of, show, voice_or_404
from dodomu.web.parts.sentences import sentence

CONFLICT = 409


@require_POST
@desk_view(Permission.ANSWER)
def take(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Take feedback as one's own."""
    view, form = voice_or_404(request, voice), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        operations.take(voice=voice, version=version, by=request.actor, at=request.at)
    except Refused as refused:
        return show(request, view, refusal=sentence(refused), status=CONFLICT)
    return redirect(address_of(request, voice, "taken"))


@require_POST
@desk_view(Permission.ANSWER)
def hand_on(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Hand feedback on to another officer, or back to all."""
    view = voice_or_404(request, voice)
    form = HandOnForm(request.POST, officers=queries.answerers(request.crisis.id))
    refusal = ""
    if form.is_valid():
        try:
            operations.hand_on(voice=voice, **form.given(), by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(address_of(request, voice, "handed-on"))
    return show(request, view, form=form, refusal=refusal, status=UNPROCESSABLE)


@desk_view(Permission.PUBLISH)
def set_aside(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Set feedback aside that cannot be answered."""
    view = voice_or_404(request, voice)
    form = AsideForm(request.POST) if request.method == "POST" else AsideForm(initial={"version": view.version})
    refusal = ""
    if form.is_valid():
        try:
            operations.set_aside(voice=voice, **form.given(), by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(address_of(request, voice, "set-aside"))
    page = {
        "view": view,
        "form": form,
        "refusal": refusal,
        "heading": _("Set it aside"),
        "lede": _("Nobody answers it any more. How many were set aside stands on the public page; what is unpleasant "
                  "but says something is answered."),
        "button": _("Set it aside"),
        "back": address_of(request, voice),
    }  # fmt: skip
    return render(request, "desk/voices/act.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)


@require_POST
@desk_view(Permission.PUBLISH)
def take_back(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Bring back what was set aside."""
    view, form = voice_or_404(request, voice), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        operations.take_back(voice=voice, version=version, by=request.actor, at=request.at)
    except Refused as refused:
        return show(request, view, refusal=sentence(refused), status=CONFLICT)
    return redirect(address_of(request, voice, "taken-back"))
