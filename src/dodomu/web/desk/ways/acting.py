"""What is done to a leg: cancelled, late, gone, fewer seats, removed. What is promised on it is said first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Reason, Refused
from dodomu.journeys.operations import ways as operations
from dodomu.journeys.queries.checks import Board, LegLine
from dodomu.journeys.reasons import JourneysReason
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.desk.ways.addresses import leg_address, leg_in
from dodomu.web.desk.ways.conflict import CONFLICT, UNPROCESSABLE, meanwhile, renew
from dodomu.web.desk.ways.forms.acts import (
    ActForm,
    BlockForm,
    ExtraForm,
    HappenedForm,
    LateForm,
    RemoveForm,
    SaidForm,
    visible,
)
from dodomu.web.desk.ways.forms.fields import mark_faults
from dodomu.web.desk.ways.leg import heading_of
from dodomu.web.parts.sentences import sentence


@dataclass(frozen=True)
class Act:
    """One thing that can be done: how it is asked, and what does it."""

    question: Promise
    button: Promise
    form: Callable[..., ActForm]
    do: Callable[..., object]
    fresh: Callable[[LegLine, DeskRequest], dict[str, Any]] = lambda _line, _request: {}
    hint: Promise | str = ""
    is_danger: bool = False


def _cut(*, leg: Any, version: int, block: Mapping[str, int], why: str, **who: Any) -> object:
    return operations.change_leg(leg=leg, version=version, given={"block": dict(block)}, why=why, **who)


def _happened(line: LegLine, request: DeskRequest) -> dict[str, Any]:
    return {"happened_at": wall_of(min(line.leg.leaves_at or request.at, request.at), line.origin.zone)}


def _arrived(line: LegLine, request: DeskRequest) -> dict[str, Any]:
    return {"happened_at": wall_of(min(line.leg.comes_at or request.at, request.at), line.target.zone)}


def _late(line: LegLine, request: DeskRequest) -> dict[str, Any]:
    del request
    return {"expected_at": wall_of(line.leg.expected_at or line.leg.departs_at, line.origin.zone)}


ACTS: Mapping[str, Act] = {
    "cancel": Act(
        _("It does not go"), _("Say that it does not go"), SaidForm, operations.cancel_leg, is_danger=True,
        hint=_("Offers that rest on it end by this, and the desk is shown who needs another way."),
    ),
    "reinstate": Act(
        _("It goes after all"), _("Say that it goes"), SaidForm, operations.reinstate_leg,
        hint=_("Promises that ended when it was cancelled do not come back by themselves."),
    ),
    "late": Act(
        _("It leaves later"), _("Keep the new hour"), LateForm, operations.late_leg, _late,
        hint=_("It arrives as much later as it leaves later. The hour that was stated stays beside it."),
    ),
    "departed": Act(_("It has left"), _("Say that it has left"), HappenedForm, operations.mark_departed, _happened),
    "arrived": Act(
        _("It has arrived"), _("Say that it has arrived"), lambda *args, **kwargs: HappenedForm(
            *args, at_target=True, **kwargs
        ), operations.mark_arrived, _arrived,
    ),
    "block": Act(
        _("Seats for us"), _("Keep the number"), BlockForm, _cut, lambda line, _request: BlockForm.typed(line),
        hint=_("If others cut it below what is promised, write what is true: it is kept, and it is shown who loses."),
    ),
    "extra": Act(
        _("Invite beyond the seats"), _("Keep the number"), ExtraForm, operations.allow_extra,
        lambda line, _request: {"invite_extra": line.leg.invite_extra},
        hint=_("Some who are invited do not come. Whoever comes and finds no seat is turned away at the gate."),
    ),
    "remove": Act(
        _("Remove it"), _("Remove it"), RemoveForm, operations.remove_leg, is_danger=True,
        hint=_("Only what was stated by mistake is removed. What does not go is cancelled."),
    ),
}  # fmt: skip


FIELD_OF: Mapping[Reason, str] = {
    JourneysReason.NOT_LATE: "expected_at",
    JourneysReason.REASON_NEEDED: "why",
    JourneysReason.ABOVE_ALLOWED: "invite_extra",
}


@desk_view(Permission.KEEP_WAYS)
def act(request: DeskRequest, ref: str, name: str) -> HttpResponse:
    """Ask what is needed, then do it to the leg as it was read."""
    if name not in ACTS:
        raise Http404
    found, line = leg_in(request, ref)
    asked = ACTS[name]
    if request.method != "POST":
        initial = {"version": line.leg.version, **asked.fresh(line, request)}
        return _page(request, asked, asked.form(leg=line, initial=initial), line)
    form = asked.form(request.POST, leg=line)
    if not form.is_valid():
        return _page(request, asked, form, line, status=UNPROCESSABLE)
    try:
        asked.do(leg=line.leg.id, **_typed(form), by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, asked, form, found, line, refused)
    where = request.frame.address("ways") if name == "remove" else leg_address(request, ref)
    return redirect(f"{where}?done={name}")


def _typed(form: ActForm) -> dict[str, Any]:
    typed = {name: value for name, value in form.cleaned_data.items() if not name.startswith("block_")}
    return {**typed, "block": form.block()} if isinstance(form, BlockForm) else typed


def _refused(
    request: DeskRequest, asked: Act, form: ActForm, found: Board, line: LegLine, refused: Refused
) -> HttpResponse:
    if refused.reason is JourneysReason.STALE_LEG:
        since = meanwhile(request, found, line, read=cast(int, form.cleaned_data.get("version") or 0))
        renew(form, line.leg.version)
        return _page(request, asked, form, line, sentence(refused), CONFLICT, since)
    return _page(request, asked, form, line, "" if _marked(form, refused) else sentence(refused), UNPROCESSABLE)


def _marked(form: ActForm, refused: Refused) -> bool:
    """Write a refusal beside the field that it is about, and say whether there is one."""
    if "happened_at" in refused.details:
        form.add_error("happened_at", _("This hour has not come yet."))
        return True
    field = FIELD_OF.get(refused.reason, "")
    if field in form.fields:
        form.add_error(field, sentence(refused))
        return True
    return mark_faults(form, refused.details.get("faults", ()))


def _page(
    request: DeskRequest,
    asked: Act,
    form: ActForm,
    line: LegLine,
    refusal: str = "",
    status: int = 200,
    since: object = (),
) -> HttpResponse:
    page = {
        "act": asked,
        "form": form,
        "fields": visible(form),
        "line": line,
        "leg": line.leg,
        "heading": heading_of(line),
        "back": leg_address(request, line.leg.ref),
        "refusal": refusal,
        "meanwhile": since,
    }
    return render(request, "desk/ways/act.html", page, status=status)
