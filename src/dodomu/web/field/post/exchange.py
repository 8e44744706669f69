"""A post calls: it tells what it has, and is told what headquarters has. Who may, its bundle's signature says."""

from tempfile import SpooledTemporaryFile
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dodomu.boarding.operations.posts import bundling, taking
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import BundleState
from dodomu.foundation import clock
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.refusal import Refused

LARGEST: Final = 64 << 20  # by network; what is larger is carried
IN_MEMORY: Final = 4 << 20
POST: Final = Actor(ActorKind.SYSTEM, "post")
STATUS: Final = {
    BoardingReason.BUNDLE_FORGED: 403,
    BoardingReason.BUNDLE_FOREIGN: 403,
    BoardingReason.BUNDLE_TOO_EARLY: 409,
    BoardingReason.BUNDLE_TWICE: 409,
    BoardingReason.BUNDLE_OTHER_VERSION: 409,
}


@csrf_exempt
@require_POST
def exchange(request: HttpRequest) -> HttpResponseBase:
    """Take the bundle of a post, and answer with ours; or say no in a word."""
    data = request.read(LARGEST + 1)
    if len(data) > LARGEST:
        return _no("too-large", 413)
    at = clock.real_now()
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the answer closes it)
    try:
        taken = taking.take_bundle(data=data, by=POST, at=at)
        if taken.state is BundleState.HELD:
            out.close()
            return _no("post-ended", 403)
        bundling.make_bundle(post=taken.post, out=out, by=POST, at=clock.real_now())
    except Refused as no:
        out.close()
        return _no(no.reason.value, STATUS.get(no.reason, 400))  # type: ignore[call-overload]
    out.seek(0)
    answer = FileResponse(out, content_type="application/octet-stream")
    answer["Cache-Control"] = "no-store"
    return answer


def _no(why: str, status: int) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
