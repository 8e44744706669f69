"""The end of advice: a draft is dropped, what was published is withdrawn."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import advice as drafting
from dodomu.contact.operations import publishing as operations
from dodomu.contact.queries import broadcasts
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.advice.forms import WithdrawForm, version_in
from dodomu.web.desk.advice.lines import address_of, advice_or_404, one_listed
from dodomu.web.desk.advice.showing import MAY_END
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422


@desk_view(Permission.PUBLISH)
def withdraw(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Ask why, then withdraw: it is dead on every page, in the feed and in what is still being sent."""
    line, refusal = advice_or_404(request, advice), ""
    if request.method != "POST" and line.state not in MAY_END:
        return redirect(address_of(request, advice))  # which says what became of it
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.withdraw_advice(
                crisis=request.crisis.id, advice=advice, why=form.cleaned_data["why"], by=request.actor, at=request.at
            )
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(address_of(request, advice, "withdrawn"))
    page = {
        "line": line,
        "listed": one_listed(request, line),
        "carrying": broadcasts.carrying(advice),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "desk/advice/withdraw.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)


@require_POST
@desk_view(Permission.PUBLISH)
def drop(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Remove a draft."""
    version = version_in(request.POST)
    drafting.drop_draft(crisis=request.crisis.id, advice=advice, version=version, by=request.actor, at=request.at)
    return redirect(f"{reverse('desk:advice', args=[request.crisis.slug])}?done=dropped")
