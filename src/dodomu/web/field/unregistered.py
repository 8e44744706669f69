"""Somebody who is not registered: a short form, and they stand here by sight at once."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.operations.sighting import register_seen
from dodomu.people.queries.sighting import PartyHere, party_here
from dodomu.people.reasons import PeopleReason
from dodomu.web.field.door import FieldRequest, field_view
from dodomu.web.field.forms import PersonForm
from dodomu.web.field.typed import submission_of, uuid_in
from dodomu.web.parts.sentences import sentence

NOT_UNDERSTOOD = 422


@require_http_methods(["GET", "HEAD", "POST"])
@field_view(Permission.REGISTER)
def register(request: FieldRequest) -> HttpResponse:
    """Register somebody alone, or with those they belong to (`?with=` one of them), and go on to their page."""
    typed = request.POST if request.method == "POST" else request.GET
    companion = uuid_in(typed, "with")
    party = _party_of(request, companion) if companion else None
    form = PersonForm(request.POST if request.method == "POST" else None, initial=_begun(request, party))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            person = _keep(request, form, party)
        except Refused as refused:
            refusal = _told(form, refused)
        else:
            return redirect(f"{reverse('field:person', args=[request.crisis.slug, person])}?registered")
    page = {
        "form": form,
        "party": party,
        "refusal": refusal,
        "submission": uuid_in(request.POST, "submission") or uuid4(),
    }
    return render(request, "field/unregistered.html", page, status=NOT_UNDERSTOOD if request.method == "POST" else 200)


def _keep(request: FieldRequest, form: PersonForm, party: PartyHere | None) -> UUID:
    receipt = register_seen(
        crisis=request.crisis.id,
        place=uuid_in(request.POST, "place") or request.place.id,
        given=form.given(),
        submission=submission_of(request.POST),
        language=get_language() or "",
        by=request.actor,
        at=request.at,
        into=party.id if party else None,
    )
    return receipt.persons[0].id


def _told(form: PersonForm, refused: Refused) -> str:
    """Say what is wrong beside the fields, or return what is wrong with the whole."""
    if refused.reason is not PeopleReason.FIELDS_AT_FAULT:
        return sentence(refused)
    form.mark(fault for _position, fault in refused.details["faults"])
    return ""


def _begun(request: FieldRequest, party: PartyHere | None) -> dict[str, str]:
    """Return what the form begins with: the family's name, or the words that found nobody."""
    words = request.GET.get("q", "").strip()
    if party or any(mark.isdecimal() for mark in words):
        return {}
    family, _, given = words.partition(" ")
    return {"family_name": family, "given_name": given.strip()}


def _party_of(request: FieldRequest, companion: UUID) -> PartyHere:
    found = party_here(request.crisis.id, companion, place=request.place.id, by=request.actor, on=request.at.date())
    if found is None:
        raise Http404
    return found
