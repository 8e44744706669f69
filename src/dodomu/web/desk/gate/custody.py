"""Documents in custody: what is held where, taken in, given on, handed back, destroyed."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dodomu.boarding.operations.custody_at_desk import DocumentGiven, move_document, take_in
from dodomu.boarding.queries.coded import person_of_code
from dodomu.boarding.queries.custody import custody_of
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.manifest_words import DOCUMENTS
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
DONE: Final = ("in", "moved")
NO_PLACE: Final = ("", gettext_lazy("– not said –"))
MOVES: Final = {
    "back": TouchKind.DOCUMENT_BACK,
    "out": TouchKind.DOCUMENT_OUT,
    "in": TouchKind.DOCUMENT_IN,
    "destroyed": TouchKind.DOCUMENT_DESTROYED,
}


class TakeForm(forms.Form):
    """A document that is taken in."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("Code of its holder"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    what = forms.ChoiceField(label=gettext_lazy("Document"), choices=list(DOCUMENTS.items()))
    number = forms.CharField(label=pgettext_lazy("of a document", "Number"), max_length=40, required=False)
    place = forms.ChoiceField(label=gettext_lazy("Where it is kept"), required=False)
    words = forms.CharField(label=gettext_lazy("In words"), max_length=300, required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [NO_PLACE, *places]


class MoveForm(forms.Form):
    """What becomes of a document."""

    entry = forms.UUIDField()
    act = forms.ChoiceField(choices=[(each, each) for each in MOVES])
    code = forms.CharField(max_length=40, required=False)
    words = forms.CharField(max_length=300, required=False)


@desk_view(Permission.BOARD)
def custody(request: DeskRequest) -> HttpResponse:
    """List what is held, by place."""
    return _page(request)


@sensitive_post_parameters()
@require_POST
@desk_view(Permission.BOARD)
def take(request: DeskRequest) -> HttpResponse:
    """Take a document in."""
    form = _take_form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    typed = form.cleaned_data
    person = person_of_code(request.crisis.id, typed["code"])
    if person is None:
        form.add_error("code", _("Nobody in this crisis has this code."))
        return _page(request, form, status=UNPROCESSABLE)
    place = UUID(typed["place"]) if typed["place"] else None
    given = DocumentGiven(typed["what"], typed["number"], place, typed["words"])
    entry: UUID = typed["entry"]
    try:
        take_in(
            entry=entry, item=entry, crisis=request.crisis.id, person=person, given=given, by=request.actor,
            at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, form, sentence(refused), CONFLICT)
    return _back(request, "in")


@require_POST
@desk_view(Permission.BOARD)
def move(request: DeskRequest, item: UUID) -> HttpResponse:
    """Hand a document back, give it on, take it in again, or write down that it was destroyed."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, refusal=_("Say what became of the document."), status=UNPROCESSABLE)
    typed = form.cleaned_data
    person = person_of_code(request.crisis.id, typed["code"]) if typed["code"] else None
    try:
        move_document(
            entry=typed["entry"], item=item, crisis=request.crisis.id, kind=MOVES[typed["act"]], person=person,
            words=typed["words"], by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, refusal=sentence(refused), status=CONFLICT, opened=item, typed=typed["words"])
    return _back(request, "moved")


def _take_form(request: DeskRequest, data: Any = None) -> TakeForm:
    places = [(str(place.id), place.name) for place in places_of(request.crisis.id)]
    return TakeForm(data, places=places, initial={"entry": uuid4()})


def _back(request: DeskRequest, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:gate-custody', args=[request.crisis.slug])}?done={done}")


def _page(
    request: DeskRequest,
    form: TakeForm | None = None,
    refusal: str = "",
    status: int = 200,
    opened: UUID | None = None,
    typed: str = "",
) -> HttpResponse:
    page = {
        "custody": custody_of(request.crisis.id, by=request.actor),
        "form": form or _take_form(request),
        "entry": uuid4(),
        "refusal": refusal,
        "opened": opened,
        "typed": typed,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
    }
    return render(request, "desk/gate/custody.html", page, status=status)
