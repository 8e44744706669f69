"""The door of the desk: signed in, in a crisis one has a role in, with the permission the page needs."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache

from dodomu.foundation import clock, crises
from dodomu.foundation.actors import Actor
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.web.desk.frame import Frame, frame_of
from dodomu.web.parts.actor import actor_of
from dodomu.web.parts.faults import forbidden
from dodomu.web.parts.sentences import sentence

CONFLICT = 409
Q = ParamSpec("Q")


class DeskRequest(HttpRequest):
    """A request that came through the door."""

    crisis: CrisisView
    actor: Actor
    at: datetime  # the hour that holds in the crisis: pass it on as `at`
    frame: Frame  # what the page's frame shows; templates read it as `request.frame`


DeskPage = Callable[Concatenate[DeskRequest, Q], HttpResponseBase]


def desk_view(permission: Permission) -> Callable[[DeskPage[Q]], Callable[..., HttpResponseBase]]:
    """Let a page be seen by officers who hold the permission in the crisis of its address.

    Who is not signed in is sent to sign in; who has no role in the crisis learns nothing of it (404); whose role does
    not allow it is told so (403). A refusal that the page does not catch is answered with its sentence (409).
    """

    def guard(page: DeskPage[Q]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @wraps(page)
        def guarded(request: HttpRequest, slug: str, **address: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("desk:sign-in"))
            desk = _enter(request, slug)
            if not may(desk.actor, permission, desk.crisis.id):
                return forbidden(desk)
            try:
                return page(desk, **address)  # type: ignore[call-arg]
            except Refused as refused:
                return _refused(desk, refused)

        return guarded

    return guard


def office_view(permission: Permission) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a page outside of any crisis (officers, a new crisis) be seen by those who hold the permission anywhere."""

    def guard(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(page)
        def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("desk:sign-in"))
            if not may(actor_of(request), permission):
                return forbidden(request)
            try:
                return page(request, **address)
            except Refused as refused:
                return _refused(request, refused)

        return guarded

    return guard


def may_enter(actor: Actor, crisis: CrisisView) -> bool:
    """Say whether an officer may know of a crisis at all."""
    return actor.is_administrator or crisis.id in actor.roles


def _enter(request: HttpRequest, slug: str) -> DeskRequest:
    crisis, actor = crises.crisis_by_slug(slug), actor_of(request)
    if crisis is None or not may_enter(actor, crisis):
        raise Http404
    desk = cast(DeskRequest, request)
    desk.crisis, desk.actor, desk.at = crisis, actor, clock.now(crisis)
    desk.frame = frame_of(crisis, actor, desk.at, request.path)
    return desk


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    if refused.reason is FoundationReason.NOT_PERMITTED:
        return forbidden(request)
    return render(request, "desk/refused.html", {"sentence": sentence(refused)}, status=CONFLICT)
