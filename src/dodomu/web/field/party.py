"""Those who travel together, met by an officer: seen here, missing, or in need of help."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.people.operations.notes import write_note
from dodomu.people.operations.sighting import see_party
from dodomu.people.queries.sighting import PartyHere, party_here
from dodomu.people.rules.terms import NoteKind
from dodomu.web.field.door import FieldRequest, field_view
from dodomu.web.field.forms import HelpForm
from dodomu.web.field.typed import submission_of, uuid_in, uuids_in
from dodomu.web.parts.sentences import sentence

NOT_UNDERSTOOD, CONFLICT = 422, 409


@require_safe
@field_view(Permission.SEE_PEOPLE)
def page(request: FieldRequest, person: UUID) -> HttpResponse:
    """Show the party together; a record that was joined into another leads to the one that was kept."""
    party = _party(request, person)
    if party.person.id != person:
        return redirect("field:person", request.crisis.slug, party.person.id)
    return _show(request, party)


@field_view(Permission.MOVE_PEOPLE)
def seen(request: FieldRequest, person: UUID) -> HttpResponse:
    """Note whom the officer saw, at the place that stood on the button; the same tap again is one."""
    if request.method != "POST":  # whoever had to sign in anew comes back here without the form
        return redirect("field:person", request.crisis.slug, person)
    party = _party(request, person)
    persons = uuids_in(request.POST.getlist("everybody" if request.POST.get("who") == "all" else "person"))
    if not persons:
        return _show(request, party, refusal=_("Nobody was ticked. Tick those who are here."), status=NOT_UNDERSTOOD)
    try:
        see_party(
            sighting=uuid_in(request.POST, "submission") or uuid4(),
            party=party.id,
            persons=persons,
            place=uuid_in(request.POST, "place") or request.place.id,
            by=request.actor,
            at=request.at,
        )
    except Refused as refused:
        return _show(request, party, refusal=sentence(refused), status=CONFLICT)
    return redirect("field:person", request.crisis.slug, party.person.id)


@field_view(Permission.CHANGE_PEOPLE)
def help_needed(request: FieldRequest, person: UUID) -> HttpResponse:
    """Write down what one of the party needs, for the desk."""
    if request.method != "POST":
        return redirect("field:person", request.crisis.slug, person)
    party = _party(request, person)
    form = HelpForm(request.POST, people=_people(party))
    if not form.is_valid():
        return _show(request, party, form=form, status=NOT_UNDERSTOOD)
    try:
        write_note(
            note=submission_of(request.POST),
            person=UUID(form.cleaned_data["about"]),
            kind=NoteKind.HELP,
            words=form.cleaned_data["words"],
            happened_at=request.at,
            by=request.actor,
            at=request.at,
        )
    except Refused as refused:
        return _show(request, party, form=form, refusal=sentence(refused), status=CONFLICT)
    return redirect("field:person", request.crisis.slug, party.person.id)


def _party(request: FieldRequest, person: UUID) -> PartyHere:
    found = party_here(request.crisis.id, person, place=request.place.id, by=request.actor, on=request.at.date())
    if found is None:
        raise Http404
    return found


def _people(party: PartyHere) -> list[tuple[str, str]]:
    return [(str(each.line.id), each.line.name or each.line.reference) for each in party.members]


def _show(
    request: FieldRequest, party: PartyHere, *, form: HelpForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    allowed: dict[str, Any] = {
        "may_see": may(request.actor, Permission.MOVE_PEOPLE, request.crisis.id),
        "may_write": may(request.actor, Permission.CHANGE_PEOPLE, request.crisis.id),
        "may_register": may(request.actor, Permission.REGISTER, request.crisis.id),
    }
    page = {
        "party": party,
        "form": form or HelpForm(people=_people(party), initial={"about": str(party.person.id)}),
        "refusal": refusal,
        "submission": uuid4(),
        "registered": "registered" in request.GET,
    }
    return render(request, "field/party.html", page | allowed, status=status)
