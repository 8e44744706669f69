"""An export: asked for, counted, confirmed, taken."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import FileKind
from dodomu.people.operations.export import UNASKED, count_export, export_people
from dodomu.people.queries.export import PRIVATE
from dodomu.people.reasons import PeopleReason
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.export.forms import ExportForm, NumberForm
from dodomu.web.desk.export.words import GROUPS, HEADINGS, wording
from dodomu.web.parts.download import attachment
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
CHOSEN = ("q", "place", "wish", "account", "need", "citizen", "min_age", "max_age")
TICKED = ("unreachable", "no_place", "party_gap")
FILTERS = CHOSEN + TICKED  # named as in the list of people, so that its address can be handed on


@desk_view(Permission.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Ask who, which columns and what for; then show how many that is, before anything is taken."""
    if request.method != "POST":
        return _ask(request, _form(request, initial=_asked_for(request)))
    form = _form(request, data=request.POST)
    if "change" in request.POST:
        return _ask(request, form)
    if not form.is_valid():
        return _ask(request, form, status=UNPROCESSABLE)
    return _confirm(request, form, NumberForm())


@desk_view(Permission.EXPORT)
def take(request: DeskRequest) -> HttpResponseBase:
    """Give out the file that was asked for and confirmed."""
    if request.method != "POST":
        return redirect("desk:export", request.crisis.slug)
    form, number = _form(request, data=request.POST), NumberForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=UNPROCESSABLE)
    number.is_valid()
    try:
        made = export_people(
            crisis=request.crisis.id,
            search=form.search(),
            fields=form.chosen(),
            purpose=form.cleaned_data["purpose"],
            kind=FileKind(form.cleaned_data["kind"]),
            wording=wording(),
            number_typed=number.cleaned_data.get("number"),
            by=request.actor,
            at=request.at,
        )
    except Refused as refused:
        return _refused(request, form, number, refused)
    return attachment(request, made.name, made.file)


def _refused(request: DeskRequest, form: ExportForm, number: NumberForm, refused: Refused) -> HttpResponse:
    if refused.reason is PeopleReason.NUMBER_NOT_TYPED_BACK:
        if not number.errors:
            number.add_error("number", sentence(refused))
        return _confirm(request, form, number, UNPROCESSABLE)
    if refused.reason is PeopleReason.PURPOSE_NEEDED:
        form.add_error("purpose", sentence(refused))
        return _ask(request, form, status=UNPROCESSABLE)
    return _ask(request, form, sentence(refused), UNPROCESSABLE)


def _form(request: DeskRequest, **given: object) -> ExportForm:
    return ExportForm(**given, places=[(str(place.id), place.name) for place in places_of(request.crisis.id)])


def _asked_for(request: DeskRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in FILTERS if name in request.GET}


def _ask(request: DeskRequest, form: ExportForm, refusal: str = "", status: int = 200) -> HttpResponse:
    boxes = {str(box.data["value"]): box for box in form["columns"]}
    groups = [(words, [boxes[each.value] for each in fields]) for words, fields in GROUPS]
    page = {
        "form": form,
        "filters": [form[name] for name in CHOSEN],
        "ticks": [form[name] for name in TICKED],
        "groups": groups,
        "refusal": refusal,
    }
    return render(request, "desk/export/ask.html", page, status=status)


def _confirm(request: DeskRequest, form: ExportForm, number: NumberForm, status: int = 200) -> HttpResponse:
    people = count_export(crisis=request.crisis.id, search=form.search(), by=request.actor, at=request.at)
    chosen = form.chosen()
    page = {
        "form": form,
        "number": number,
        "people": people,
        "must_type": people > UNASKED,
        "headings": [HEADINGS[each] for each in chosen],
        "private": [HEADINGS[each] for each in chosen if each in PRIVATE],
        "filters": [(form[name].label, _said(form, name)) for name in FILTERS if _is_set(form, name)],
        "carried": [(name, form.cleaned_data[name]) for name in (*FILTERS, "purpose", "kind") if _is_set(form, name)],
        "columns": [each.value for each in chosen],
    }
    return render(request, "desk/export/confirm.html", page, status=status)


def _is_set(form: ExportForm, name: str) -> bool:
    value = form.cleaned_data[name]
    return value is not None and value is not False and value != ""  # an age of 0 is an age


def _said(form: ExportForm, name: str) -> str:
    if name in TICKED:
        return str(_("yes"))
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(form.cleaned_data[name], form.cleaned_data[name]))
