"""Devices at gates: enrolled with a code, seen or silent, withdrawn, lost, emptied; and what they carried out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, Final
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from dodomu.boarding.operations import carrying, devices
from dodomu.boarding.operations.devices import EnrolmentMade
from dodomu.boarding.queries.devices import DeviceLine, devices_of, who_may_board
from dodomu.boarding.rules.carrying import MOST_LINE
from dodomu.foundation import clock
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.forms import CarriedForm, EnrolForm, WithdrawForm
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE: Final = 422
MINUTE_MS: Final = 60_000
WRONG_BY: Final = 2  # minutes: an hour on a manifest is written in minutes
SILENT: Final = timedelta(minutes=15)
DONE: Final = ("revoked", "lost", "wipe", "carried")


@dataclass(frozen=True)
class ShownDevice:
    """A device in a list."""

    line: DeviceLine
    is_silent: bool
    clock_minutes: int  # how wrong its clock is; 0 where it is right enough, or not known
    clock_is_ahead: bool
    pack_minutes: int | None


@require_safe
@desk_view(Permission.BOARD)
def listing(request: DeskRequest) -> HttpResponse:
    """Show every device, what it has not sent, how its clock and its list of people are."""
    return _page(request)


@sensitive_post_parameters()
@require_POST
@desk_view(Permission.KEEP_DEVICES)
def enrol(request: DeskRequest) -> HttpResponse:
    """Make a code for one device and show it, once."""
    form = EnrolForm(request.POST, officers=who_may_board(request.crisis.id))
    if not form.is_valid():
        return _page(request, enrol_form=form)
    try:
        made = devices.start_enrolment(
            crisis=request.crisis.id, **form.cleaned_data, by=request.actor, at=clock.real_now()
        )
    except Refused as refused:
        return _page(request, enrol_form=form, refusal=sentence(refused))
    return _shown_once(request, made)


@require_POST
@desk_view(Permission.KEEP_DEVICES)
def act(request: DeskRequest, device: UUID) -> HttpResponse:
    """Withdraw a device, say that it is lost, or ask it to empty itself."""
    if device not in {line.id for line in devices_of(request.crisis.id, by=request.actor)}:
        raise Http404
    form = WithdrawForm(request.POST)
    wanted = request.POST.get("act", "")
    real = clock.real_now()
    try:
        if wanted == "wipe":
            devices.ask_to_wipe(device=device, by=request.actor, at=real)
        elif wanted in _WITHDRAW:
            because = form.cleaned_data["because"] if form.is_valid() else ""
            _WITHDRAW[wanted](device=device, because=because, by=request.actor, at=real)
        else:
            raise Http404
    except Refused as refused:
        return _page(request, refusal=sentence(refused), opened=device)
    return redirect(f"{reverse('desk:gate-devices', args=[request.crisis.slug])}?done={wanted}")


_WITHDRAW: Final[dict[str, Callable[..., None]]] = {"revoked": devices.revoke_device, "lost": devices.lose_device}


@require_POST
@desk_view(Permission.BOARD)
def carried(request: DeskRequest) -> HttpResponse:
    """Take in what a device saved where there was no network, and say what came of it."""
    form = CarriedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, carried_form=form)
    try:
        brought = carrying.take_in_file(
            crisis=request.crisis.id, lines=_lines(form.cleaned_data["file"]), by=request.actor, at=clock.real_now()
        )
    except Refused as refused:
        return _page(request, carried_form=form, refusal=sentence(refused))
    return _page(request, brought=brought)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield line by line, each no longer than one may be: a line that is longer falls into parts that do not open."""
    while line := file.readline(MOST_LINE + 1):
        yield line


def _shown_once(request: DeskRequest, made: EnrolmentMade) -> HttpResponse:
    here = settings.DODOMU_ADDRESS or f"{request.scheme}://{request.get_host()}"
    address = f"{here}{reverse('field:gate')}#enrol={made.code}"
    drawn = segno.make_qr(address, error="m").svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    page = {
        "made": made,
        "drawn": mark_safe(drawn),  # noqa: S308  (drawn by us)
        "address": f"{here}{reverse('field:gate')}",
        "is_safe": here.startswith("https://") or request.get_host().split(":")[0] in ("127.0.0.1", "localhost"),
    }
    return render(request, "desk/gate/enrolment.html", page)


def _page(
    request: DeskRequest,
    *,
    enrol_form: EnrolForm | None = None,
    carried_form: CarriedForm | None = None,
    refusal: str = "",
    opened: UUID | None = None,
    brought: carrying.Brought | None = None,
) -> HttpResponse:
    crisis, real = request.crisis.id, clock.real_now()
    shown = [_shown(line, real) for line in devices_of(crisis, by=request.actor)]
    page: dict[str, Any] = {
        "working": [each for each in shown if each.line.works],
        "ended": [each for each in shown if not each.line.works],
        "unsent": _unsent(shown),
        "form": enrol_form or carried_form,
        "enrol_form": enrol_form or EnrolForm(officers=who_may_board(crisis)),
        "carried_form": carried_form or CarriedForm(),
        "withdraw_form": WithdrawForm(auto_id=False),
        "refusal": refusal,
        "opened": opened,
        "brought": brought,
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "may_keep": may(request.actor, Permission.KEEP_DEVICES, crisis),
    }
    failed = bool(refusal) or bool((enrol_form or carried_form) and request.method == "POST")
    return render(request, "desk/gate/devices.html", page, status=UNPROCESSABLE if failed else 200)


def _unsent(shown: Iterable[ShownDevice]) -> int:
    return sum(each.line.unsent for each in shown)


def _shown(line: DeviceLine, real: datetime) -> ShownDevice:
    off = round((line.clock_off or 0) / MINUTE_MS)
    age = int((real - line.pack_made_at).total_seconds() // 60) if line.pack_made_at else None
    return ShownDevice(
        line=line,
        is_silent=line.seen_at is None or real - line.seen_at > SILENT,
        clock_minutes=abs(off) if abs(off) >= WRONG_BY else 0,
        clock_is_ahead=off > 0,
        pack_minutes=age,
    )
