"""What gates say that contradicts something: both sides beside one another, and the officer's decision."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dodomu.boarding.operations import doubts as deciding
from dodomu.boarding.queries.doubts import DoubtLine, doubt_of, doubts_of
from dodomu.boarding.rules.terms import DoubtOutcome
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts import doubt_words
from dodomu.web.parts.sentences import sentence

CONFLICT = 409
LONGEST_WORDS = 500


class DecisionForm(forms.Form):
    """What an officer decided, and why."""

    outcome = forms.ChoiceField(
        choices=[(each.value, "") for each in DoubtOutcome],
        error_messages={"required": _("Choose what holds."), "invalid_choice": _("Choose what holds.")},
    )
    words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("At most 500 characters, please.")},
    )
    alike = forms.BooleanField(required=False)


@dataclass(frozen=True)
class Choice:
    """One way to decide a doubt, with what follows from it."""

    value: str
    words: Promise
    follows: Promise


@dataclass(frozen=True)
class Card:
    """A doubt on the page: how it may be decided, and what was typed if that was not taken."""

    doubt: DoubtLine
    choices: tuple[Choice, ...]
    chosen: str = ""
    typed: str = ""
    fault: str = ""


@desk_view(Permission.BOARD)
def doubts(request: DeskRequest) -> HttpResponse:
    """List the doubts that wait, and what was decided last."""
    return _page(request)


@require_POST
@desk_view(Permission.DECIDE_DOUBTS)
def decide(request: DeskRequest, doubt: UUID) -> HttpResponse:
    """Decide a doubt, or all of its kind about the same device."""
    if doubt_of(request.crisis.id, doubt, by=request.actor, on=request.at.date()) is None:
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, doubt=doubt, form=form, status=CONFLICT)
    try:
        many = _decide(request, doubt, form)
    except Refused as refused:
        return _page(request, refusal=sentence(refused), status=CONFLICT)
    address = reverse("desk:gate-doubts", args=[request.crisis.slug])
    return redirect(f"{address}?{urlencode({'done': many})}")


def _decide(request: DeskRequest, doubt: UUID, form: DecisionForm) -> int:
    """Decide and return how many were."""
    data = form.cleaned_data
    outcome, words = DoubtOutcome(data["outcome"]), data["words"]
    if data["alike"]:
        return deciding.decide_alike(doubt=doubt, outcome=outcome, words=words, by=request.actor, at=request.at)
    deciding.decide_doubt(doubt=doubt, outcome=outcome, words=words, by=request.actor, at=request.at)
    return 1


def _page(
    request: DeskRequest,
    *,
    doubt: UUID | None = None,
    form: DecisionForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    found = doubts_of(request.crisis.id, by=request.actor, on=request.at.date())
    done = request.GET.get("done", "")
    page = {
        "cards": [_card(line, form if line.id == doubt else None) for line in found.waiting],
        "total": found.total,
        "more": found.total - len(found.waiting),
        "decided": found.decided,
        "may_decide": may(request.actor, Permission.DECIDE_DOUBTS, request.crisis.id),
        "refusal": refusal,
        "done": int(done) if done.isascii() and done.isdigit() and len(done) < len("10000") else 0,
        "longest": LONGEST_WORDS,
    }
    return render(request, "desk/gate/doubts.html", page, status=status)


def _card(line: DoubtLine, form: DecisionForm | None) -> Card:
    choices = tuple(Choice(value, words, follows) for value, words, follows in doubt_words.choices(line))
    if form is None:
        return Card(line, choices)
    fault = " ".join(str(each) for several in form.errors.values() for each in several)
    return Card(line, choices, form.data.get("outcome", ""), form.data.get("words", "")[:LONGEST_WORDS], fault)
