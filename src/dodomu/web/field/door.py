"""The door of the field: signed in, in a crisis one has a role in, at a place one has named, with the permission."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache

from dodomu.foundation import clock, crises, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceView
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.field import standpoint
from dodomu.web.parts.actor import actor_of
from dodomu.web.parts.sentences import sentence

FORBIDDEN, CONFLICT = 403, 409
Q = ParamSpec("Q")


class AnywhereRequest(HttpRequest):
    """A request that came through the door, wherever the officer stands."""

    crisis: CrisisView
    actor: Actor
    at: datetime  # the hour that holds in the crisis: pass it on as `at`
    place: PlaceView | None


class FieldRequest(AnywhereRequest):
    """A request of an officer who has said where they stand."""

    place: PlaceView


AnywherePage = Callable[Concatenate[AnywhereRequest, Q], HttpResponse]
FieldPage = Callable[Concatenate[FieldRequest, Q], HttpResponse]


def anywhere_view(permission: Permission) -> Callable[[AnywherePage[Q]], Callable[..., HttpResponse]]:
    """Let a page be seen by officers who hold the permission in the crisis of its address.

    Who is not signed in is sent to sign in; who sees no people in the crisis learns nothing of it (404); whose role
    does not allow it is told so (403). A refusal that the page does not catch is answered with its sentence (409).
    """

    def guard(page: AnywherePage[Q]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(page)
        def guarded(request: HttpRequest, slug: str, **address: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("field:sign-in"))
            field = _enter(request, slug)
            try:
                permissions.check(field.actor, permission, field.crisis.id)
                return page(field, **address)  # type: ignore[call-arg]
            except Refused as refused:
                return _refused(field, refused)

        return guarded

    return guard


def field_view(permission: Permission) -> Callable[[FieldPage[Q]], Callable[..., HttpResponse]]:
    """Let a page be seen through the same door by officers who have said where they stand; others are asked first."""

    def guard(page: FieldPage[Q]) -> Callable[..., HttpResponse]:
        @anywhere_view(permission)
        def placed(request: AnywhereRequest, /, **address: Any) -> HttpResponse:
            if request.place is None:
                question = reverse("field:place", args=[request.crisis.slug])
                back = request.get_full_path() if request.method == "GET" else ""
                return redirect(f"{question}?{urlencode({'next': back})}" if back else question)
            return page(cast(FieldRequest, request), **address)  # type: ignore[call-arg]

        return placed

    return guard


def may_enter(actor: Actor, crisis: CrisisView) -> bool:
    """Say whether an officer meets people in a crisis: an administrator, who sees none, does not."""
    return permissions.may(actor, Permission.SEE_PEOPLE, crisis.id)


def _enter(request: HttpRequest, slug: str) -> AnywhereRequest:
    crisis, actor = crises.crisis_by_slug(slug), actor_of(request)
    if crisis is None or not may_enter(actor, crisis):
        raise Http404
    field = cast(AnywhereRequest, request)
    field.crisis, field.actor, field.at = crisis, actor, clock.now(crisis)
    field.place = standpoint.remembered(request, crisis.id) or standpoint.written_on(request, crisis.id)
    return field


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    status = FORBIDDEN if refused.reason is FoundationReason.NOT_PERMITTED else CONFLICT
    return render(request, "field/refused.html", {"sentence": sentence(refused)}, status=status)
