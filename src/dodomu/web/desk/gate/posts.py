"""Posts that work alone: how far each has exchanged, what waits, and the file that was carried from one."""

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dodomu.boarding.operations.posts import bundling, making, taking
from dodomu.boarding.operations.posts.taking import Taken
from dodomu.boarding.queries.posts import posts_of
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import BundleState
from dodomu.foundation import clock
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.forms import BundleForm, EndPostForm
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE: Final = 422
SILENT: Final = timedelta(hours=6)
LARGEST: Final = 64 << 20


@require_safe
@desk_view(Permission.BOARD)
def listing(request: DeskRequest) -> HttpResponse:
    """Show every post, when it last exchanged, and what waits on this side."""
    return _page(request)


@require_POST
@desk_view(Permission.KEEP_POSTS)
def take(request: DeskRequest) -> HttpResponse:
    """Take in a bundle that was carried here."""
    form = BundleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, bundle_form=form)
    file = form.cleaned_data["file"]
    try:
        taken = taking.take_bundle(data=file.read(LARGEST), by=request.actor, at=clock.real_now())
    except Refused as refused:
        return _page(request, bundle_form=form, refusal=sentence(refused))
    return redirect(f"{reverse('desk:gate-posts', args=[request.crisis.slug])}?done={_outcome(taken)}")


@require_POST
@desk_view(Permission.KEEP_POSTS)
def carry(request: DeskRequest, post: UUID) -> HttpResponseBase:
    """Give out what a post has not said it has, as a file to be carried there."""
    out = SpooledTemporaryFile(max_size=4 << 20)  # noqa: SIM115  (the answer closes it)
    try:
        _check_ours(request, post)
        made = bundling.make_bundle(post=post, out=out, by=request.actor, at=clock.real_now())
    except Refused as refused:
        out.close()
        return _page(request, refusal=sentence(refused))
    out.seek(0)
    name = f"{request.crisis.slug}-{made.number}.dodomu"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_POST
@desk_view(Permission.KEEP_POSTS)
def end(request: DeskRequest, post: UUID) -> HttpResponse:
    """End a post: it is lost, or done."""
    form = EndPostForm(request.POST)
    if not form.is_valid():
        return _page(request, end_form=form, opened=post)
    try:
        _check_ours(request, post)
        making.end_post(post=post, why=form.cleaned_data["why"], by=request.actor, at=clock.real_now())
    except Refused as refused:
        return _page(request, end_form=form, opened=post, refusal=sentence(refused))
    return redirect(f"{reverse('desk:gate-posts', args=[request.crisis.slug])}?done=ended")


def _check_ours(request: DeskRequest, post: UUID) -> None:
    if all(each.id != post for each in posts_of(request.crisis.id)):
        raise Refused(BoardingReason.NO_SUCH_POST)


def _outcome(taken: Taken) -> str:
    if taken.state is BundleState.HELD:
        return "held"
    return "repeated" if taken.repeated else "taken"


def _page(request: DeskRequest, *, refusal: str = "", **forms: Any) -> HttpResponse:
    now = clock.real_now()
    posts = [
        {"line": each, "is_silent": each.exchanged_at is None or now - each.exchanged_at > SILENT}
        for each in posts_of(request.crisis.id)
    ]
    shown = {
        "posts": posts,
        "may_keep": may(request.actor, Permission.KEEP_POSTS, request.crisis.id),
        "done": request.GET.get("done", ""),
        "refusal": refusal,
        "bundle_form": BundleForm(),
        "end_form": EndPostForm(),
        **forms,
    }
    status = UNPROCESSABLE if refusal or forms else 200
    return render(request, "desk/gate/posts.html", shown, status=status)
