"""Feedback in a list, what is due first; and writing down what somebody said by telephone."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from dodomu.contact.operations import voices as operations
from dodomu.contact.queries import voices as queries
from dodomu.contact.rules.voices import LONGEST_WORDS
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.voices.forms import ToldForm
from dodomu.web.parts.pages import page_asked
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
LONGEST_NUMBER = 40


@desk_view(Permission.SEE_MESSAGES)
def listing(request: DeskRequest) -> HttpResponse:
    """Show feedback: what waits by its promised day, one's own, what was answered, what was set aside."""
    crisis, at = request.crisis.id, request.at
    asked = request.GET.get("which", "")
    which = asked if asked in queries.WHICH else queries.WAITING
    number = request.GET.get("number", "")[:LONGEST_NUMBER]
    page = {
        "which": which,
        "number": number,
        "counts": queries.counts(crisis, at=at),
        "mine": queries.mine(crisis, by=request.actor),
        "found": queries.voices(crisis, which=which, number=number, page=page_asked(request), by=request.actor, at=at),
        "home": queries.home_zone(request.crisis.sending, otherwise=request.crisis.zone),
        "may_answer": may(request.actor, Permission.ANSWER, crisis),
    }
    return render(request, "desk/voices/voices.html", page)


@desk_view(Permission.ANSWER)
def new(request: DeskRequest) -> HttpResponse:
    """Write down what somebody told an officer, and show the number to read to them."""
    form = ToldForm(request.POST) if request.method == "POST" else _blank()
    refusal = ""
    if form.is_valid():
        try:
            receipt = operations.say(
                crisis=request.crisis.id,
                given=form.given(),
                submission=form.cleaned_data["submission"],
                by=request.actor,
                at=request.at,
            )
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{reverse('desk:voice', args=[request.crisis.slug, receipt.voice])}?done=written")
    page = {"form": form, "refusal": refusal, "longest": LONGEST_WORDS}
    return render(request, "desk/voices/new.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)


def _blank() -> ToldForm:
    return ToldForm(initial={"submission": uuid4(), "language": get_language()})
