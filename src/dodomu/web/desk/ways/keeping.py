"""Keeping a thing that ways name (a charter, a permission, a fleet): one page, one operation, faults beside fields."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dodomu.foundation.refusal import Refused
from dodomu.journeys.reasons import JourneysReason
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.ways.conflict import UNPROCESSABLE
from dodomu.web.desk.ways.forms.fields import mark_faults
from dodomu.web.parts.sentences import sentence


def keep(
    request: DeskRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    back: str,
    template: str = "desk/ways/thing.html",
    **page: Any,
) -> HttpResponse:
    """Show a form; when it was sent and holds, do the act and go back."""
    refusal, status = "", 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                act()
            except Refused as refused:
                refusal = _said(form, refused)
            else:
                return redirect(f"{back}?done=1")
    shown = {"form": form, "fields": form.visible_fields(), "back": back, "refusal": refusal, **page}
    return render(request, template, shown, status=status)


def _said(form: forms.Form, refused: Refused) -> str:
    if mark_faults(form, refused.details.get("faults", ())):
        return ""
    if refused.reason is JourneysReason.LEG_REF_TAKEN and "ref" in form.fields:
        form.add_error("ref", sentence(refused))
        return ""
    return sentence(refused)
