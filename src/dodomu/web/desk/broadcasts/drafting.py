"""Writing a broadcast down, counting whom it would tell, and changing it until it is approved."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.contact.operations import broadcasting
from dodomu.contact.operations.broadcasting import Drafted
from dodomu.contact.queries import advice_forms, audiences, broadcasts
from dodomu.contact.queries.audiences import Preview, Text
from dodomu.contact.queries.broadcasts import Whole
from dodomu.contact.rules.audiences import Audience
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.broadcasts.forms import DraftForm
from dodomu.web.desk.broadcasts.kept import OPEN, back, choices_of_advice, found, initial_of, usual, withdrawal_of
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422


@desk_view(Permission.BROADCAST)
def new(request: DeskRequest) -> HttpResponse:
    """Write a new one, from nothing, for some advice, or like one that was."""
    heading = _("A new broadcast")
    if request.method != "POST":
        return _show(request, _form(request, initial=_begun(request)), heading)
    form = _form(request, data=request.POST)
    refusal = ""
    if form.is_valid() and "count" not in request.POST:
        try:
            made = broadcasting.draft_broadcast(
                crisis=request.crisis.id, given=form.given(), by=request.actor, at=request.at
            )
        except Refused as refused:
            refusal = sentence(refused)
        else:
            kept = broadcasts.broadcast(request.crisis.id, made)
            return back(request, kept.line.number if kept else 0, "kept")
    return _answer(request, form, heading, refusal)


@desk_view(Permission.BROADCAST)
def change(request: DeskRequest, number: int) -> HttpResponse:
    """Change one that is not approved; what approval was asked for becomes a draft again."""
    whole = found(request, number)
    heading = _("Change the broadcast")
    if request.method != "POST":
        if whole.line.state not in OPEN:
            return back(request, number, "")
        return _show(request, _form(request, initial=initial_of(request, whole)), heading, whole)
    form = _form(request, data=request.POST)
    refusal = ""
    if form.is_valid() and "count" not in request.POST:
        try:
            broadcasting.change_broadcast(
                broadcast=whole.line.id, version=form.cleaned_data["version"] or 0, given=form.given(),
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return back(request, number, "kept")
    return _answer(request, form, heading, refusal, whole)


def counted(request: DeskRequest, given: Drafted) -> Preview:
    """Count whom a broadcast would tell as things are now; nothing is written."""
    texts = [Text(each.language, each.text, each.subject, each.channel) for each in given.texts]
    if not texts and given.advice:
        texts = advice_forms.words_of(given.advice)
    assert isinstance(given.audience, Audience)  # noqa: S101  (for the type checker)
    return audiences.preview(
        crisis=request.crisis.id, audience=given.audience, ladder=tuple(given.ladder),  # type: ignore[arg-type]
        texts=texts, purpose=given.purpose, ground=given.ground,
        sees_private=may(request.actor, Permission.SEE_PRIVATE, request.crisis.id), at=request.at,
    )  # fmt: skip


def _begun(request: DeskRequest) -> dict[str, Any]:
    """Return what a new draft begins with: another's audience, ways and words, some advice, or how it was withdrawn."""
    like, advice = request.GET.get("like", ""), request.GET.get("advice", "")
    withdrawn = withdrawal_of(request, request.GET.get("withdrawn", ""))
    if like.isascii() and like.isdecimal():
        try:
            return initial_of(request, found(request, int(like))) | {"version": None} | withdrawn
        except Http404:
            return usual() | withdrawn
    return usual() | withdrawn | ({"advice": advice, "purpose": "advice"} if advice else {})


def _form(request: DeskRequest, **given: Any) -> DraftForm:
    crisis = request.crisis
    return DraftForm(
        crisis=crisis.id, zone=crisis.zone, places=places_of(crisis.id), advice=choices_of_advice(request), **given
    )


def _answer(
    request: DeskRequest, form: DraftForm, heading: Promise, refusal: str, whole: Whole | None = None
) -> HttpResponse:
    """Give the form back: counted, or with what is at fault."""
    if form.is_valid() and not refusal:
        return _show(request, form, heading, whole, preview=counted(request, form.given()))
    return _show(request, form, heading, whole, refusal=refusal, status=UNPROCESSABLE)


def _show(
    request: DeskRequest, form: DraftForm, heading: Promise, whole: Whole | None = None, *, refusal: str = "",
    preview: Preview | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    page = {
        "form": form,
        "heading": heading,
        "line": whole.line if whole else None,
        "refusal": refusal,
        "preview": preview,
        "sees_people": may(request.actor, Permission.SEE_PEOPLE, request.crisis.id),
    }
    return render(request, "desk/broadcasts/draft.html", page, status=status)
