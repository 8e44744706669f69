"""Feedback with everything about it: what was said, what was done, what is left to do."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dodomu.contact.queries import voices as queries
from dodomu.contact.queries.voices import VoiceView
from dodomu.contact.rules.terms import VoiceOutcome
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.voices.forms import HandOnForm

UNPROCESSABLE = 422
DONE = ("written", "taken", "handed-on", "answered", "changed", "hidden", "set-aside", "taken-back")


@desk_view(Permission.SEE_MESSAGES)
def showing(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Show feedback."""
    return show(request, voice_or_404(request, voice))


def show(
    request: DeskRequest, view: VoiceView, *, form: HandOnForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show feedback, with a form that was at fault."""
    crisis, line = request.crisis, view.line
    officers = queries.answerers(crisis.id)
    page: dict[str, Any] = {
        "view": view,
        "line": line,
        "home": queries.home_zone(crisis.sending, otherwise=crisis.zone),
        "is_answered": line.answered_at is not None,
        "is_aside": line.outcome is VoiceOutcome.SET_ASIDE,
        "is_mine": line.owner is not None and line.owner == request.actor.officer,
        "hand_on": form or HandOnForm(officers=officers, initial={"version": view.version, "to": line.owner}),
        "form": form,
        "refusal": refusal,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "may_answer": may(request.actor, Permission.ANSWER, crisis.id),
        "may_publish": may(request.actor, Permission.PUBLISH, crisis.id),
        "sees_people": may(request.actor, Permission.SEE_PEOPLE, crisis.id),
    }
    return render(request, "desk/voices/voice.html", page, status=status)


def voice_or_404(request: DeskRequest, voice: UUID) -> VoiceView:
    """Return feedback of this crisis, or answer that there is none."""
    view = queries.voice(request.crisis.id, voice, by=request.actor, at=request.at)
    if view is None:
        raise Http404
    return view


def address_of(request: DeskRequest, voice: UUID, done: str = "") -> str:
    """Return where feedback is shown."""
    address = reverse("desk:voice", args=[request.crisis.slug, voice])
    return f"{address}?done={done}" if done else address
