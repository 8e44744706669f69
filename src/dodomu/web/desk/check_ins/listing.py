"""The first page of check-ins: who needs help and what does not fit, then the rounds."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import attending
from dodomu.contact.queries import check_ins, rounds
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.check_ins.forms import TakeOnForm
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
DONE = ("taken-on", "approved", "ended", "drafted")


@desk_view(Permission.SEE_MESSAGES)
def listing(request: DeskRequest) -> HttpResponse:
    """Show what waits for an officer, and every round."""
    return _page(request)


@require_POST
@desk_view(Permission.ANSWER)
def take_on(request: DeskRequest, check_in: UUID) -> HttpResponse:
    """Write down that somebody who asked for help is taken care of, and by whom."""
    if check_ins.answer(request.crisis.id, check_in, by=request.actor) is None:
        raise Http404
    form, refusal = TakeOnForm(request.POST), ""
    if form.is_valid():
        try:
            attending.take_on(check_in=check_in, words=form.cleaned_data["words"], by=request.actor, at=request.at)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(f"{reverse('desk:check-ins', args=[request.crisis.slug])}?done=taken-on")
    return _page(request, form, refusal, check_in)


def _page(
    request: DeskRequest, form: TakeOnForm | None = None, refusal: str = "", wrong: UUID | None = None
) -> HttpResponse:
    crisis, by = request.crisis.id, request.actor
    page = {
        "waiting": check_ins.waiting(crisis, by=by, on=request.at.date()),
        "counts": check_ins.answer_counts(crisis),
        "rounds": rounds.round_lines(crisis, by=by),
        "form": form,
        "wrong": wrong,
        "refusal": refusal,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "may_answer": may(by, Permission.ANSWER, crisis),
        "may_ask": may(by, Permission.BROADCAST, crisis),
    }
    return render(request, "desk/check_ins/check_ins.html", page, status=UNPROCESSABLE if form else 200)
