"""Officers: adding, roles, switching off, passwords. Only administrators; one's own password is everybody's."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from dodomu.foundation import clock, crises, officers
from dodomu.foundation.actors import Role
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.desk.door import office_view
from dodomu.web.desk.officers.forms import OfficerForm, PasswordForm
from dodomu.web.parts.actor import actor_of
from dodomu.web.parts.sentences import sentence
from dodomu.web.parts.terms import ROLES

UNPROCESSABLE = 422


@office_view(Permission.KEEP_OFFICERS)
def listed(request: HttpRequest) -> HttpResponse:
    """List the officers and add one; the password of a new one is shown once and kept nowhere."""
    if request.method != "POST":
        return _page(request, OfficerForm(initial={"language": "uk"}))
    form = OfficerForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    password = officers.new_password()
    try:
        officers.add_officer(**form.cleaned_data, password=password, by=actor_of(request), at=clock.real_now())
    except Refused as refused:
        return _page(request, form, refusal=sentence(refused), status=UNPROCESSABLE)
    return _told_once(request, form.cleaned_data["username"], password)


@office_view(Permission.KEEP_OFFICERS)
def change(request: HttpRequest, officer: UUID) -> HttpResponse:
    """Give or take a role, switch off or on, renew a password."""
    act = _ACTS.get(request.POST.get("act", ""))
    if request.method != "POST" or act is None:
        return redirect("desk:officers")
    try:
        return act(request, officer) or redirect("desk:officers")
    except Refused as refused:
        return _page(request, OfficerForm(), refusal=sentence(refused), status=UNPROCESSABLE)


@sensitive_post_parameters()
@never_cache
def own_password(request: HttpRequest) -> HttpResponse:
    """Let an officer choose their own password."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("desk:sign-in"))
    form = PasswordForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _change_own(request, form)
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect("desk:start")
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "desk/officers/password.html", {"form": form, "refusal": refusal}, status=status)


def _change_own(request: HttpRequest, form: PasswordForm) -> None:
    if not request.user.check_password(form.cleaned_data["old"]):
        raise Refused(FoundationReason.WRONG_PASSWORD)
    officers.change_own_password(password=form.cleaned_data["new"], by=actor_of(request), at=clock.real_now())
    if request.user.is_authenticated:  # every other session of theirs ends; this one goes on
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)


def _give_role(request: HttpRequest, officer: UUID) -> None:
    crisis, role = _crisis(request), request.POST.get("role", "")
    if role in set(Role):
        officers.give_role(officer=officer, crisis=crisis, role=Role(role), by=actor_of(request), at=clock.real_now())


def _take_role(request: HttpRequest, officer: UUID) -> None:
    officers.take_role(officer=officer, crisis=_crisis(request), by=actor_of(request), at=clock.real_now())


def _switch_off(request: HttpRequest, officer: UUID) -> None:
    officers.switch_off(officer=officer, by=actor_of(request), at=clock.real_now())


def _switch_on(request: HttpRequest, officer: UUID) -> None:
    officers.switch_on(officer=officer, by=actor_of(request), at=clock.real_now())


def _renew(request: HttpRequest, officer: UUID) -> HttpResponse:
    password = officers.new_password()
    officers.renew_password(officer=officer, password=password, by=actor_of(request), at=clock.real_now())
    username = next((each.username for each in officers.all_officers(by=actor_of(request)) if each.id == officer), "")
    return _told_once(request, username, password)


_ACTS: dict[str, Callable[[HttpRequest, UUID], HttpResponse | None]] = {
    "give-role": _give_role,
    "take-role": _take_role,
    "switch-off": _switch_off,
    "switch-on": _switch_on,
    "renew-password": _renew,
}


def _crisis(request: HttpRequest) -> UUID:
    crisis = crises.crisis_by_slug(request.POST.get("crisis", ""))
    if crisis is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    return crisis.id


def _told_once(request: HttpRequest, username: str, password: str) -> HttpResponse:
    return render(request, "desk/officers/password_once.html", {"username": username, "password": password})


def _page(request: HttpRequest, form: OfficerForm, refusal: str = "", status: int = 200) -> HttpResponse:
    actor, every = actor_of(request), crises.all_crises()
    page = {
        "form": form,
        "refusal": refusal,
        "crises": every,
        "roles": ROLES.items(),
        "lines": [
            (
                each,
                [(crisis, each.roles[crisis.id]) for crisis in every if crisis.id in each.roles],
                each.id == actor.officer,
            )
            for each in officers.all_officers(by=actor)
        ],
    }
    return render(request, "desk/officers/officers.html", page, status=status)
