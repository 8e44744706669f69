"""What is done with a broadcast: asking, approving, taking back, pausing, going on, stopping."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import broadcasting
from dodomu.contact.queries.broadcasts import Whole
from dodomu.contact.reasons import ContactReason
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.desk.broadcasts.forms import StopForm
from dodomu.web.desk.broadcasts.kept import back, found
from dodomu.web.desk.broadcasts.showing import page_of
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.sentences import sentence


@require_POST
@desk_view(Permission.BROADCAST)
def ask(request: DeskRequest, number: int) -> HttpResponse:
    """Ask for another officer's approval; an unusual number is confirmed first."""
    is_meant = request.POST.get("is_meant") == "yes"
    return _do(request, number, "asked", broadcasting.ask_approval, version=_version(request), is_meant=is_meant)


@require_POST
@desk_view(Permission.APPROVE)
def approve(request: DeskRequest, number: int) -> HttpResponse:
    """Approve what another officer asked for; its people are written down by the sender."""
    return _do(request, number, "approved", broadcasting.approve, version=_version(request))


@require_POST
@desk_view(Permission.BROADCAST)
def take_back(request: DeskRequest, number: int) -> HttpResponse:
    """Make it a draft again."""
    return _do(request, number, "taken-back", broadcasting.take_back)


@require_POST
@desk_view(Permission.BROADCAST)
def pause(request: DeskRequest, number: int) -> HttpResponse:
    """Send nothing more for now."""
    return _do(request, number, "paused", broadcasting.pause)


@require_POST
@desk_view(Permission.BROADCAST)
def go_on(request: DeskRequest, number: int) -> HttpResponse:
    """Go on with what was paused."""
    return _do(request, number, "goes-on", broadcasting.go_on)


@require_POST
@desk_view(Permission.BROADCAST)
def stop(request: DeskRequest, number: int) -> HttpResponse:
    """Send nothing more, ever; why is kept."""
    form = StopForm(request.POST)
    if not form.is_valid():
        return page_of(request, found(request, number), stop=form)
    return _do(request, number, "stopped", broadcasting.stop, why=form.cleaned_data["why"])


def _do(request: DeskRequest, number: int, done: str, operation: Callable[..., None], **given: Any) -> HttpResponse:
    whole: Whole = found(request, number)
    try:
        operation(broadcast=whole.line.id, by=request.actor, at=request.at, **given)
    except Refused as refused:
        if refused.reason is FoundationReason.NOT_PERMITTED:
            raise
        asks_again = refused.reason is ContactReason.OUT_OF_PROPORTION
        return page_of(request, found(request, number), refusal=sentence(refused), asks_again=asks_again)
    return back(request, number, done)


def _version(request: DeskRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() else 0
