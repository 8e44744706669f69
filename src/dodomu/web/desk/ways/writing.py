"""Stating a leg, and changing it. What somebody else changed meanwhile is shown before it is overwritten."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations.ways import add_leg, change_leg
from dodomu.journeys.queries.checks import Board, LegLine
from dodomu.journeys.queries.stating import faults_of
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.faults import Fault, FaultCode, grave
from dodomu.journeys.rules.given import LegGiven
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.addresses import around_of, leg_address, leg_in
from dodomu.web.desk.ways.conflict import CONFLICT, UNPROCESSABLE, meanwhile, renew
from dodomu.web.desk.ways.forms.fields import mark_faults
from dodomu.web.desk.ways.forms.leg import LegForm
from dodomu.web.desk.ways.leg import heading_of
from dodomu.web.parts.sentences import sentence


@desk_view(Permission.KEEP_WAYS)
def new(request: DeskRequest) -> HttpResponse:
    """Add a departure or a link; sent twice, it is one."""
    crisis = request.crisis.id

    def look(given: LegGiven) -> tuple[Fault, ...]:
        faults = faults_of(crisis, given, at=request.at)
        # The name alone is taken: it may be the same leg, sent twice. The operation tells.
        return () if {each.code for each in grave(faults)} == {FaultCode.REF_TAKEN} else faults

    form = LegForm(request.POST or None, around=around_of(request), ways=ways_known(crisis), look=look)
    if request.method != "POST":
        return _page(request, form)
    if form.is_valid():
        given = form.given()
        try:
            add_leg(crisis=crisis, given=given, by=request.actor, at=request.at)
        except Refused as refused:
            return _page(request, form, refused=refused)
        return redirect(f"{leg_address(request, given.ref)}?done=added")
    return _page(request, form, status=UNPROCESSABLE)


@desk_view(Permission.KEEP_WAYS)
def change(request: DeskRequest, ref: str) -> HttpResponse:
    """Change a leg that has not left."""
    found, line = leg_in(request, ref)
    around, leg = around_of(request), line.leg
    look: dict[str, Any] = {
        "around": around,
        "ways": found.ways,
        "before": leg,
        "look": lambda given: faults_of(request.crisis.id, given, at=request.at, before=leg),
    }
    if request.method != "POST":
        return _page(request, LegForm(initial=LegForm.typed(leg, around), **look), found, line)
    form = LegForm(request.POST, **look)
    if form.is_valid():
        given, version = form.given(), form.cleaned_data["version"] or 0
        try:
            change_leg(
                leg=leg.id, version=version, given=given, why=form.cleaned_data["why"], by=request.actor, at=request.at
            )
        except Refused as refused:
            return _page(request, form, found, line, refused=refused)
        return redirect(f"{leg_address(request, given.ref)}?done=changed")
    return _page(request, form, found, line, status=UNPROCESSABLE)


def _page(
    request: DeskRequest,
    form: LegForm,
    found: Board | None = None,
    line: LegLine | None = None,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {"form": form, "back": request.frame.address("ways"), "heading": _("Add a departure")}
    if line is not None:
        page |= {"back": leg_address(request, line.leg.ref), "heading": heading_of(line), "ref": line.leg.ref}
    if refused is not None:
        status = UNPROCESSABLE
        page["refusal"] = "" if _marked(form, refused) else sentence(refused)
        if refused.reason is JourneysReason.STALE_LEG and found and line:
            status = CONFLICT
            page["meanwhile"] = meanwhile(request, found, line, read=form.cleaned_data.get("version") or 0)
            renew(form, line.leg.version)
    page["sections"] = form.shown_sections()
    return render(request, "desk/ways/form.html", page, status=status)


def _marked(form: LegForm, refused: Refused) -> bool:
    if refused.reason is JourneysReason.LEG_REF_TAKEN:
        form.add_error("ref", sentence(refused))
        return True
    return mark_faults(form, refused.details.get("faults", ()))
