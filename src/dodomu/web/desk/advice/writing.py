"""Writing a draft of advice, in place of other advice or of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dodomu.contact.operations import advice as operations
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries import wording
from dodomu.contact.queries.advice import AdviceLine
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.advice import required_languages, tidied
from dodomu.contact.rules.statements import Form
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.advice.forms import AdviceForm, typed_before, typed_instead
from dodomu.web.desk.advice.lines import address_of, advice_or_404
from dodomu.web.desk.advice.showing import said_in
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
ENDED = (AdviceState.DRAFT, AdviceState.WITHDRAWN, AdviceState.SUPERSEDED)


@desk_view(Permission.PUBLISH)
def new(request: DeskRequest) -> HttpResponse:
    """Write a draft; with `?instead=` the words of what it takes the place of stand in the form."""
    if request.method != "POST":
        return _show(request, _form(request, initial=_blank(request)), _("Write advice"))
    form = _form(request, data=request.POST)

    def keep() -> UUID:
        submission = form.cleaned_data["submission"] or uuid4()
        return operations.draft_advice(
            crisis=request.crisis.id, given=form.given(), submission=submission, by=request.actor, at=request.at
        )

    return _keep(request, form, keep, _("Write advice"))


@desk_view(Permission.PUBLISH)
def change(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Change a draft; what another officer changed meanwhile is not written over."""
    line = advice_or_404(request, advice)
    if line.state is not AdviceState.DRAFT:
        raise Refused(ContactReason.ADVICE_PUBLISHED, number=line.number)
    if request.method != "POST":
        form = _form(request, line, initial=typed_before(line, request.crisis.zone))
        return _show(request, form, _("Change the draft"))
    form = _form(request, line, data=request.POST)

    def keep() -> UUID:
        operations.change_draft(
            crisis=request.crisis.id, advice=advice, version=form.cleaned_data["version"] or 0, given=form.given(),
            by=request.actor, at=request.at,
        )  # fmt: skip
        return advice

    return _keep(request, form, keep, _("Change the draft"))


@require_POST
@desk_view(Permission.PUBLISH)
def sms_parts(request: DeskRequest) -> HttpResponse:
    """Count, while somebody writes, what an SMS of it would be in each language."""
    form = _form(request, data=request.POST)
    form.is_valid()  # what is at fault is said when it is kept
    given = form.given_so_far(request.at)
    texts = wording.preview(
        request.crisis, given, number=queries.next_number(request.crisis.id), replaces=None, at=request.at
    )
    words = tidied(given).words
    counted = [
        (language, said_in(kind, text, words[language])) for (kind, language), text in texts.items() if kind is Form.SMS
    ]
    return render(request, "desk/advice/sms_parts.html", {"counted": counted})


def _keep(request: DeskRequest, form: AdviceForm, keep: Callable[[], UUID], heading: Promise) -> HttpResponse:
    refusal = ""
    if form.is_valid():
        try:
            kept = keep()
        except Refused as refused:
            is_marked = form.mark(refused.details.get("faults", ()))
            field = str(refused.details.get("field", ""))
            if not is_marked and field in form.fields:
                form.add_error(field, sentence(refused))
            elif not is_marked:
                refusal = sentence(refused)
        else:
            return redirect(address_of(request, kept, "kept"))
    return _show(request, form, heading, refusal=refusal, status=UNPROCESSABLE)


def _show(
    request: DeskRequest, form: AdviceForm, heading: Promise, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {"form": form, "heading": heading, "refusal": refusal}
    return render(request, "desk/advice/form.html", page, status=status)


def _form(request: DeskRequest, line: AdviceLine | None = None, **given: Any) -> AdviceForm:
    """Return the form; what may be replaced is what was published and is not gone."""
    crisis = request.crisis
    alive = [
        (each.id, f"{each.number}. {each.words_for('')[1].headline}")
        for each in queries.all_advice(crisis.id, at=request.at)
        if each.state not in ENDED or (line is not None and each.id == line.supersedes_id)
    ]
    return AdviceForm(
        zone=crisis.zone, places=places_of(crisis.id), alive=alive, required=required_languages(crisis.sending), **given
    )


def _blank(request: DeskRequest) -> dict[str, Any]:
    blank = {"submission": uuid4(), "valid_from": wall_of(request.at, request.crisis.zone)}
    try:
        instead = UUID(request.GET.get("instead", ""))
    except ValueError:
        return blank
    return typed_instead(advice_or_404(request, instead), request.crisis.zone, request.at) | {"submission": uuid4()}
