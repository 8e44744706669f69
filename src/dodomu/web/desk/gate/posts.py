"""Posts that work alone: how far each has exchanged, what waits, what was held, and files that are carried."""

from collections.abc import Callable
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dodomu.boarding.operations.posts import bundling, calls, making, taking
from dodomu.boarding.operations.posts.taking import Taken
from dodomu.boarding.queries.posts import PostLine, posts_of
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.terms import BundleState
from dodomu.foundation import clock
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.forms import BundleForm, EndPostForm
from dodomu.web.parts.post_words import call_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE: Final = 422
SILENT: Final = timedelta(hours=6)
MOST_OFF: Final = timedelta(minutes=2)  # of a clock, before somebody has to set it
LARGEST: Final = 64 << 20


@require_safe
@desk_view(Permission.BOARD)
def listing(request: DeskRequest) -> HttpResponse:
    """Show every post, when it last exchanged, and what waits on this side; at a post, that post."""
    return _page(request)


@require_POST
@desk_view(Permission.BOARD)
def take(request: DeskRequest) -> HttpResponse:
    """Take in a bundle that was carried here."""
    form = BundleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, bundle_form=form)
    file = form.cleaned_data["file"]
    try:
        taken = taking.take_bundle(data=_content(file), by=request.actor, at=clock.real_now())
    except Refused as refused:
        return _page(request, bundle_form=form, refusal=sentence(refused))
    return _done(request, _outcome(taken))


@require_POST
@desk_view(Permission.BOARD)
def carry(request: DeskRequest, post: UUID) -> HttpResponseBase:
    """Give out what the other side has not said it has, as a file to be carried there."""
    out = SpooledTemporaryFile(max_size=4 << 20)  # noqa: SIM115  (the answer closes it)
    try:
        _ours(request, post)
        made = bundling.make_bundle(post=post, out=out, by=request.actor, at=clock.real_now())
    except Refused as refused:
        out.close()
        return _page(request, refusal=sentence(refused))
    out.seek(0)
    name = f"{request.crisis.slug}-{made.number}.dodomu"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_POST
@desk_view(Permission.KEEP_DEVICES)
def call(request: DeskRequest, post: UUID) -> HttpResponse:
    """At a post: ask that headquarters be called now."""
    return _try(request, post, "asked", lambda at: calls.ask_for_call(post=post, by=request.actor, at=at))


@require_POST
@desk_view(Permission.KEEP_POSTS)
def let_in(request: DeskRequest, post: UUID, bundle: UUID) -> HttpResponse:
    """Take in what was held because its post was ended; the officer answers for it."""
    return _try(request, post, "let-in", lambda at: taking.take_held(post=post, bundle=bundle, by=request.actor, at=at))


@require_POST
@desk_view(Permission.KEEP_POSTS)
def end(request: DeskRequest, post: UUID) -> HttpResponse:
    """End a post: it is lost, or done."""
    form = EndPostForm(request.POST)
    if not form.is_valid():
        return _page(request, end_form=form, opened=post)
    why = form.cleaned_data["why"]
    return _try(request, post, "ended", lambda at: making.end_post(post=post, why=why, by=request.actor, at=at))


def _content(file: "UploadedFile[bytes]") -> bytes:
    if (file.size or 0) > LARGEST:
        raise Refused(BoardingReason.BUNDLE_TOO_LARGE, limit=LARGEST)
    return bytes(file.read())


def _try(request: DeskRequest, post: UUID, done: str, act: Callable[[Any], object]) -> HttpResponse:
    try:
        _ours(request, post)
        act(clock.real_now())
    except Refused as refused:
        return _page(request, refusal=sentence(refused), opened=post)
    return _done(request, done)


def _done(request: DeskRequest, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:gate-posts', args=[request.crisis.slug])}?done={done}")


def _ours(request: DeskRequest, post: UUID) -> None:
    if all(each.id != post for each in posts_of(request.crisis.id)):
        raise Refused(BoardingReason.NO_SUCH_POST)


def _outcome(taken: Taken) -> str:
    if taken.state is BundleState.HELD:
        return "held"
    return "repeated" if taken.repeated else "taken"


def _page(request: DeskRequest, *, refusal: str = "", **forms: Any) -> HttpResponse:
    posts = posts_of(request.crisis.id)
    here = next((each for each in posts if each.side is Side.POST), None)
    wanted = Permission.KEEP_DEVICES if here else Permission.KEEP_POSTS
    shown = {
        "posts": [_shown(each) for each in posts],
        "here": _shown(here) if here else None,
        "may_keep": may(request.actor, wanted, request.crisis.id),
        "done": request.GET.get("done", ""),
        "refusal": refusal,
        "bundle_form": BundleForm(),
        "end_form": EndPostForm(),
        **forms,
    }
    template = "desk/gate/post_here.html" if here else "desk/gate/posts.html"
    return render(request, template, shown, status=UNPROCESSABLE if refusal or forms else 200)


def _shown(line: PostLine) -> dict[str, Any]:
    now = clock.real_now()
    off = timedelta(seconds=line.clock_off or 0)
    return {
        "line": line,
        "is_silent": line.exchanged_at is None or now - line.exchanged_at > SILENT,
        "waits_for_review": [each for each in line.held if each.taken_at is None],
        "fault": call_words(line.call_failed),
        "clock_off": abs(off) if abs(off) >= MOST_OFF else None,
        "is_behind": off > timedelta(0),
    }
