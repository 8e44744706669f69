"""Publishing advice: everything it will be is shown once more, then one press tells it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from dodomu.contact.operations import publishing as operations
from dodomu.contact.queries.advice import AdviceLine
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.advice import AdviceFault
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.advice.forms import field_of, version_in
from dodomu.web.desk.advice.lines import address_of, advice_or_404, languages_missing, one_listed
from dodomu.web.desk.advice.showing import forms_of, lengthy
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.sentences import SENTENCES, sentence

UNPROCESSABLE = 422


@desk_view(Permission.PUBLISH)
def publish(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Show what everybody will read, then publish what was shown and nothing else."""
    line = advice_or_404(request, advice)
    if request.method != "POST":
        if line.state is not AdviceState.DRAFT:
            raise Refused(ContactReason.ADVICE_PUBLISHED, number=line.number)
        return _show(request, line)
    try:
        operations.publish_advice(
            crisis=request.crisis.id, advice=advice, version=version_in(request.POST),
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        faults = _faults(refused.details.get("faults", ()))
        words = {"faults": faults} if faults else {"refusal": sentence(refused)}
        return _show(request, line, status=UNPROCESSABLE, **words)
    return redirect(address_of(request, advice, "published"))


def _show(request: DeskRequest, line: AdviceLine, *, status: int = 200, **more: Any) -> HttpResponse:
    languages = forms_of(request, line)
    page = {
        "line": line,
        "listed": one_listed(request, line),
        "languages": languages,
        "lengthy": lengthy(languages),
        "missing": languages_missing(request, line),
        **more,
    }
    return render(request, "desk/advice/publish.html", page, status=status)


def _faults(faults: Sequence[AdviceFault]) -> list[tuple[str, str, str]]:
    """Return of each fault the field to mend it in, the language it is about, and what is wrong."""
    found = []
    for fault in faults:
        language = fault.field.split(".")[1] if "." in fault.field else ""
        found.append((field_of(fault.field), NATIVE_NAMES.get(language, ""), str(SENTENCES[fault.reason])))
    return found
