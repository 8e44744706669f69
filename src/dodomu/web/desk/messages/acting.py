"""Taking a conversation on, handing it on, marking it, closing it with an outcome, opening it again."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import conversing
from dodomu.contact.queries.threads import officers_of
from dodomu.contact.rules.terms import ClosedWith
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.messages.forms import CloseForm, HandForm
from dodomu.web.desk.messages.showing import UNPROCESSABLE, address, page, thread_or_404
from dodomu.web.parts.sentences import sentence


@require_POST
@desk_view(Permission.ANSWER)
def assign(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Take it on, hand it on, or leave it to everybody."""
    found = thread_or_404(request, conversation)
    officers = officers_of(request.crisis.id, by=request.actor)
    form = HandForm(request.POST, officers=officers, auto_id="hand_%s")
    if "take" in request.POST:
        form = HandForm({"officer": str(request.actor.officer or ""), "words": ""}, officers=officers)
    if not form.is_valid():
        return page(request, found, status=UNPROCESSABLE, hand_form=form)
    conversing.assign(
        crisis=request.crisis.id, conversation=conversation, **form.cleaned_data, by=request.actor, at=request.at
    )
    return redirect(address(request, conversation, "assigned"))


@require_POST
@desk_view(Permission.ANSWER)
def urgent(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Put it among those that cannot wait, or take it out."""
    conversing.mark_urgent(
        crisis=request.crisis.id, conversation=conversation, is_urgent=request.POST.get("is_urgent") == "1",
        by=request.actor, at=request.at,
    )  # fmt: skip
    return redirect(address(request, conversation, "marked"))


@require_POST
@desk_view(Permission.ANSWER)
def close(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Close it with an outcome, and go back to whoever waits."""
    found = thread_or_404(request, conversation)
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return page(request, found, status=UNPROCESSABLE, close_form=form)
    typed = {**form.cleaned_data, "outcome": ClosedWith(form.cleaned_data["outcome"])}
    try:
        conversing.close(crisis=request.crisis.id, conversation=conversation, **typed, by=request.actor, at=request.at)
    except Refused as refused:
        fresh = CloseForm({**request.POST.dict(), "version": found.version}, auto_id="close_%s")
        return page(request, found, refusal=sentence(refused), status=UNPROCESSABLE, close_form=fresh)
    return redirect(f"{reverse('desk:messages', args=[request.crisis.slug])}?done=closed")


@require_POST
@desk_view(Permission.ANSWER)
def open_again(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Open it again."""
    conversing.open_again(crisis=request.crisis.id, conversation=conversation, by=request.actor, at=request.at)
    return redirect(address(request, conversation, "opened"))
