"""Leave that is asked of other states: to be asked for, list sent, answered, until when it holds."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dodomu.foundation import crises
from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.operations import state_permissions as operations
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.rules.terms import PermissionState
from dodomu.journeys.rules.ways import PermissionKnown
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.desk.ways.forms.things import AnswerForm, PermissionForm, SentForm
from dodomu.web.desk.ways.keeping import keep
from dodomu.web.parts.journeys_words import PERMISSION_STATES


@desk_view(Permission.SEE_WAYS)
def permissions(request: DeskRequest) -> HttpResponse:
    """List what is asked of other states, and how far it is."""
    ways, names = ways_known(request.crisis.id), dict(crises.country_choices())
    page = {
        "lines": [
            {
                "permission": each,
                "country": names.get(each.state_asked, each.state_asked),
                "state": PERMISSION_STATES[each.state],
                "legs": [leg.ref for leg in ways.legs if leg.permission == each.id],
                "is_open": each.state in (PermissionState.TO_ASK, PermissionState.LIST_SENT),
                "has_run_out": each.valid_until is not None and each.valid_until <= request.at,
            }
            for each in ways.permissions
        ],
        "may_keep": may(request.actor, Permission.KEEP_WAYS, request.crisis.id),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/ways/permissions.html", page)


@desk_view(Permission.KEEP_WAYS)
def new(request: DeskRequest) -> HttpResponse:
    """Add a permission that has to be asked for."""
    form = PermissionForm(request.POST or None, zone=request.crisis.zone)
    return keep(
        request, form,
        lambda: operations.add_permission(
            crisis=request.crisis.id, given=form.given(), by=request.actor, at=request.at
        ),
        back=_all(request), heading=_("Ask another state for leave"),
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def change(request: DeskRequest, permission: UUID) -> HttpResponse:
    """Change what is asked, for how many, until when."""
    found, zone = _permission(request, permission), request.crisis.zone
    form = PermissionForm(request.POST or None, initial=PermissionForm.typed(found, zone), zone=zone)
    return keep(
        request, form,
        lambda: operations.change_permission(
            permission=permission, given=form.given(), by=request.actor, at=request.at
        ),
        back=_all(request), heading=found.what,
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def sent(request: DeskRequest, permission: UUID) -> HttpResponse:
    """Say that the list of passengers went to the other state."""
    found, zone = _permission(request, permission), request.crisis.zone
    form = SentForm(request.POST or None, initial={"sent_at": wall_of(request.at, zone)}, zone=zone)
    return keep(
        request, form,
        lambda: operations.send_list(
            permission=permission, sent_at=form.cleaned_data["sent_at"], by=request.actor, at=request.at
        ),
        back=_all(request), heading=_("The list was sent"), about=found.what,
    )  # fmt: skip


@desk_view(Permission.KEEP_WAYS)
def answer(request: DeskRequest, permission: UUID) -> HttpResponse:
    """Keep what the other state answered."""
    found, zone = _permission(request, permission), request.crisis.zone
    fresh = PermissionForm.typed(found, zone) | {"answered_at": wall_of(request.at, zone)}
    form = AnswerForm(request.POST or None, initial=fresh, zone=zone)

    def keep_answer() -> None:
        typed = {name: value for name, value in form.cleaned_data.items() if name != "granted"}
        granted = form.cleaned_data["granted"] == "yes"
        operations.answer_permission(permission=permission, granted=granted, **typed, by=request.actor, at=request.at)

    return keep(request, form, keep_answer, back=_all(request), heading=_("What they answered"), about=found.what)


def _permission(request: DeskRequest, permission: UUID) -> PermissionKnown:
    found = next((each for each in ways_known(request.crisis.id).permissions if each.id == permission), None)
    if found is None:
        raise Http404
    return found


def _all(request: DeskRequest) -> str:
    return reverse("desk:ways-permissions", args=[request.crisis.slug])
