"""A post calls: it hands over a bundle piece by piece, and fetches one. Each call bears a stamp that only it can make.

Nobody else gets further than that stamp: of a stranger nothing is kept, nothing is opened and nothing worked out.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dodomu.boarding.operations.posts import calls
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.calls import PIECE
from dodomu.boarding.rules.terms import Way
from dodomu.foundation import clock
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.refusal import Refused

POST: Final = Actor(ActorKind.SYSTEM, "post")
SCHEME: Final = "Post"
FARTHEST: Final = 1 << 30  # where a piece may begin
STATUS: Final = {
    BoardingReason.BUNDLE_FORGED: 403,
    BoardingReason.BUNDLE_FOREIGN: 403,
    BoardingReason.POST_ENDED: 403,
    BoardingReason.BUNDLE_OTHER_VERSION: 409,
    BoardingReason.BUNDLE_TOO_LARGE: 413,
    BoardingReason.TOO_OFTEN: 429,
}
View = Callable[[HttpRequest, UUID, UUID], HttpResponseBase]


def _called(*methods: str) -> Callable[[View], View]:
    """Let a view be called by a post alone, and say no in a word."""

    def around(view: View) -> View:
        @csrf_exempt
        @require_http_methods(list(methods))
        @wraps(view)
        def called(request: HttpRequest, post: UUID, bundle: UUID) -> HttpResponseBase:
            try:
                _check(request, post)
                answer = view(request, post, bundle)
            except Refused as no:
                status = STATUS.get(no.reason, 400)  # type: ignore[call-overload]
                answer = JsonResponse({"error": no.reason.value}, status=status)
                if no.reason is BoardingReason.TOO_OFTEN:
                    answer["Retry-After"] = no.details["seconds"]
            answer["Cache-Control"] = "no-store"
            return answer

        return called

    return around


@_called("GET", "PUT")
def up(request: HttpRequest, post: UUID, bundle: UUID) -> HttpResponseBase:
    """Keep a piece of the bundle of a post; say how much of it is here."""
    if request.method == "PUT":
        has = calls.keep_piece(post=post, bundle=bundle, way=Way.UP, place=_place(request), content=request.body)
    else:
        has = calls.has(post=post, bundle=bundle, way=Way.UP)
    return JsonResponse({"has": has})


@_called("POST")
def exchange(request: HttpRequest, post: UUID, bundle: UUID) -> HttpResponseBase:  # noqa: ARG001  (a view's signature)
    """Take the bundle that has come, and say how large the answer is that lies ready."""
    at = clock.real_now()
    ready = calls.answer(post=post, bundle=bundle, by=POST, at=at)
    said = {"size": ready.size, "sha256": ready.digest, "refused": ready.refused, "now": int(at.timestamp())}
    return JsonResponse(said)


@_called("GET")
def down(request: HttpRequest, post: UUID, bundle: UUID) -> HttpResponseBase:
    """Give a piece of the answer, from a place on."""
    piece = calls.part_of_answer(post=post, bundle=bundle, place=_place(request))
    return HttpResponse(piece, content_type="application/octet-stream")


def _check(request: HttpRequest, post: UUID) -> None:
    """Pass a call of the post itself; of whatever else comes no more is read than a piece."""
    body = request.read(PIECE + 1)
    if len(body) > PIECE:
        raise Refused(BoardingReason.BUNDLE_TOO_LARGE, limit=PIECE)
    request._body = body  # read once, and with a bound
    scheme, _, stamp = request.headers.get("Authorization", "").partition(" ")
    if scheme != SCHEME or not stamp:
        raise Refused(BoardingReason.BUNDLE_FOREIGN)
    target = request.get_full_path()
    calls.check_caller(post=post, method=request.method or "", target=target, body=body, stamp=stamp)


def _place(request: HttpRequest) -> int:
    said = request.GET.get("from", "0")
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(FARTHEST))
    return min(int(said), FARTHEST) if is_number else 0
