"""Duplicates: the pairs that wait, two records side by side, the decision and its undoing."""

from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.operations import identity
from dodomu.people.queries.identity import compare, decisions, open_proposals
from dodomu.people.queries.register import Search, find_people
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.sentences import sentence

CONFLICT = 409
DONE = ("joined", "separated", "undone")
MOST_FOUND = 8


class PairForm(forms.Form):
    """Two records."""

    first = forms.UUIDField()
    second = forms.UUIDField()


class DecisionForm(PairForm):
    """What an officer decided of two records."""

    act = forms.ChoiceField(choices=[("join", ""), ("separate", "")])
    kept = forms.UUIDField(required=False)
    stands = forms.ChoiceField(choices=[("kept", ""), ("joined", "")], required=False)
    grounds = forms.CharField(required=False, max_length=200)


class UndoForm(forms.Form):
    """A decision that is taken back."""

    kind = forms.ChoiceField(choices=[("join", ""), ("separation", "")])
    id = forms.UUIDField()


@desk_view(Permission.DECIDE_IDENTITY)
def duplicates(request: DeskRequest) -> HttpResponse:
    """List the pairs that wait for a decision, and what was decided last."""
    return _page(request)


@desk_view(Permission.DECIDE_IDENTITY)
def side_by_side(request: DeskRequest) -> HttpResponse:
    """Hold two records side by side, or look for the second one."""
    form = PairForm(request.GET)
    if form.is_valid():
        pair = compare(request.crisis.id, **form.cleaned_data, by=request.actor, on=request.at.date())
        if pair is None:
            raise Http404
        return render(request, "desk/identity/compare.html", {"pair": pair})
    first = form.cleaned_data.get("first")
    if first is None:
        raise Http404
    text = request.GET.get("q", "")[:200]
    page = find_people(request.crisis.id, Search(text=text), by=request.actor, at=request.at, size=MOST_FOUND)
    found = [line for line in page.people if line.id != first] if text.strip() else []
    return render(request, "desk/identity/choose.html", {"first": first, "text": text, "found": found})


@require_POST
@desk_view(Permission.DECIDE_IDENTITY)
def decide(request: DeskRequest) -> HttpResponse:
    """Join two records or hold them apart, as the officer decided."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        return _decide(request, form)
    except Refused as refused:
        return _page(request, refusal=sentence(refused), status=CONFLICT)


def _decide(request: DeskRequest, form: DecisionForm) -> HttpResponse:
    data = form.cleaned_data
    first, second = data["first"], data["second"]
    if data["act"] == "separate":
        identity.separate_persons(first=first, second=second, by=request.actor, at=request.at)
        return _done(request, "separated")
    kept = data["kept"] if data["kept"] in (first, second) else first
    made = identity.join_persons(
        kept=kept,
        joined=second if kept == first else first,
        grounds=[ground for ground in data["grounds"].split(",") if ground],
        by=request.actor,
        at=request.at,
        stands_as_joined=data["stands"] == "joined",
    )
    return _done(request, "joined", kept=made.kept, parties="1" if made.leaves_others else "")


@require_POST
@desk_view(Permission.DECIDE_IDENTITY)
def undo(request: DeskRequest) -> HttpResponse:
    """Take a decision back."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        if form.cleaned_data["kind"] == "join":
            identity.undo_join(join=form.cleaned_data["id"], by=request.actor, at=request.at)
        else:
            identity.undo_separation(proposal=form.cleaned_data["id"], by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, refusal=sentence(refused), status=CONFLICT)
    return _done(request, "undone")


def _done(request: DeskRequest, done: str, **more: UUID | str) -> HttpResponse:
    known = {name: str(value) for name, value in more.items() if value}
    return redirect(f"{reverse('desk:identity', args=[request.crisis.slug])}?{urlencode({'done': done, **known})}")


def _page(request: DeskRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    crisis, on = request.crisis.id, request.at.date()
    page = {
        "open": open_proposals(crisis, by=request.actor, on=on),
        "decisions": decisions(crisis, by=request.actor),
        "refusal": refusal,
        "done": request.GET.get("done", "") if request.GET.get("done") in DONE else "",
        "kept": request.GET.get("kept", ""),
        "parties": request.GET.get("parties") == "1",
    }
    return render(request, "desk/identity/duplicates.html", page, status=status)
